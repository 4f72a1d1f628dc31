"""What staff wrote reaches a visitor who has left: by mail, where the address is known.

Known is an address that the website vouches for (`identify`), or that the visitor gave for a
ticket of this conversation. One that merely stands in a message may be anybody's.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import Row, select, update

from desk.conversations.model import Conversation, from_row
from desk.mail.outbox import Mail, do_queue
from desk.services import Services
from desk.storage import Transaction
from desk.storage.tables import conversations, events, tickets

_MOST_AT_ONCE = 50
# For so long a desk may have been down and still mails what was written before.
_LOOKED_BACK = timedelta(days=7)


async def mail_left_visitors(services: Services) -> int:
    """Mail what has not been read for a while; returns how many mails were queued."""
    now = services.now()
    waited = now - timedelta(seconds=services.settings.timings.left_s)
    unread = (
        select(events.c.seq)
        .where(
            events.c.conversation_id == conversations.c.id,
            events.c.author == "staff",
            events.c.kind == "message",
            events.c.visible_seq > conversations.c.visitor_read_seq,
            events.c.visible_seq > conversations.c.mailed_seq,
            events.c.at <= waited,
        )
        .exists()
    )
    async with services.database.read() as transaction:
        query = (
            select(conversations)
            .where(
                # The newest ones, by their index: this is asked every other second, and the logs
                # of all conversations that there ever were grow long.
                conversations.c.updated_at > now - _LOOKED_BACK,
                conversations.c.last_visible_seq > conversations.c.visitor_read_seq,
                conversations.c.last_visible_seq > conversations.c.mailed_seq,
                unread,
            )
            .limit(_MOST_AT_ONCE)
        )
        left = [from_row(row) for row in (await transaction.execute(query)).all()]
    return sum([await _mail(services, conversation) for conversation in left])


async def _mail(services: Services, conversation: Conversation) -> bool:
    async with services.database.write() as transaction:
        unread = await _unread(transaction, conversation)
        if not unread:
            return False
        # Whoever is first mails: with several desks, the others find nothing left.
        taken = await transaction.execute(
            update(conversations)
            .where(
                conversations.c.id == conversation.id,
                conversations.c.mailed_seq == conversation.mailed_seq,
            )
            .values(mailed_seq=unread[-1].visible_seq)
        )
        address = await _address(transaction, conversation)
        if not taken.rowcount or address is None:
            return False
        company = services.policy.company.name
        text = "\n\n".join(f"{row.author_name or company}:\n{row.text}" for row in unread)
        say, language = services.texts.say, conversation.language
        page = conversation.page or services.settings.public_url
        mail = Mail(
            address,
            say(language, "mail_left_subject", company=company),
            say(language, "mail_left", company=company, text=text, page=page),
            conversation_id=conversation.id,
        )
        await do_queue(transaction, mail, services.real_now())
    return True


async def _unread(transaction: Transaction, conversation: Conversation) -> list[Row[Any]]:
    query = (
        select(events)
        .where(
            events.c.conversation_id == conversation.id,
            events.c.author == "staff",
            events.c.kind == "message",
            events.c.text.is_not(None),
            events.c.visible_seq > max(conversation.mailed_seq, conversation.visitor_read_seq),
        )
        .order_by(events.c.seq)
    )
    return list((await transaction.execute(query)).all())


async def _address(transaction: Transaction, conversation: Conversation) -> str | None:
    known = (conversation.identity or {}).get("email")
    if known:
        return str(known)
    query = (
        select(tickets.c.email)
        .where(tickets.c.conversation_id == conversation.id, tickets.c.email.is_not(None))
        .order_by(tickets.c.opened_at.desc())
        .limit(1)
    )
    return (await transaction.execute(query)).scalar_one_or_none()
