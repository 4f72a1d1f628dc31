"""The packet: what whoever takes a conversation over sees at a glance."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, func, select

from desk.conversations.model import Conversation
from desk.promises.ledger import promise_json
from desk.services import Services
from desk.storage import Transaction
from desk.storage.tables import events, promises, tickets

_MOST = 5

Said = Mapping[tuple[str, str], list[str]]
"""The last texts by conversation and author, oldest first."""


async def asked(transaction: Transaction, conversation_id: str) -> list[str]:
    """The visitor's last texts, oldest first; presses of buttons are not the visitor's words."""
    return (await _said(transaction, [conversation_id])).get((conversation_id, "visitor"), [])


async def _said(transaction: Transaction, conversation_ids: Sequence[str]) -> Said:
    # A press of a button is no word of the visitor's.
    own = events.c.data["button"].as_boolean().is_not(True)
    newest = (
        select(
            events.c.conversation_id,
            events.c.author,
            events.c.text,
            func.row_number()
            .over(
                partition_by=(events.c.conversation_id, events.c.author),
                order_by=events.c.seq.desc(),
            )
            .label("back"),
        )
        .where(
            events.c.conversation_id.in_(conversation_ids),
            events.c.kind == "message",
            events.c.author.in_(("visitor", "bot")),
            events.c.text.is_not(None),
            own,
        )
        .subquery()
    )
    query = (
        select(newest.c.conversation_id, newest.c.author, newest.c.text)
        .where(newest.c.back <= _MOST)
        .order_by(newest.c.back.desc())
    )
    said: dict[tuple[str, str], list[str]] = defaultdict(list)
    for conversation_id, author, text in (await transaction.execute(query)).all():
        said[conversation_id, author].append(text)
    return said


async def packet(
    transaction: Transaction, services: Services, conversation: Conversation
) -> dict[str, Any]:
    """The packet of a conversation as JSON."""
    return (await packets(transaction, services, [conversation]))[0]


async def packets(
    transaction: Transaction, services: Services, conversations: Sequence[Conversation]
) -> list[dict[str, Any]]:
    """The packets of many conversations, with as many queries as for one."""
    ids = [one.id for one in conversations]
    said = await _said(transaction, ids)
    promised: dict[str, Row[Any]] = {}
    query = (
        select(promises).where(promises.c.conversation_id.in_(ids)).order_by(promises.c.opened_at)
    )
    for row in (await transaction.execute(query)).all():
        promised[row.conversation_id] = row
    numbers: dict[str, list[str]] = defaultdict(list)
    of_tickets = (
        select(tickets.c.conversation_id, tickets.c.number)
        .where(tickets.c.conversation_id.in_(ids))
        .order_by(tickets.c.number)
    )
    for row in (await transaction.execute(of_tickets)).all():
        numbers[row.conversation_id].append(row.number)
    return [
        _packet(services, one, said, promised.get(one.id), numbers.get(one.id, []))
        for one in conversations
    ]


def _packet(
    services: Services,
    conversation: Conversation,
    said: Said,
    promised: Row[Any] | None,
    numbers: list[str],
) -> dict[str, Any]:
    routed = conversation.routed or {}
    since = conversation.queued_at
    return {
        "language": conversation.language,
        "page": conversation.page,
        "department": conversation.department,
        "level": conversation.level,
        "reason": conversation.queue_reason,
        # Proven by the website's signature, never by what somebody typed.
        "identity": conversation.identity,
        "intent": routed.get("intent"),
        "confidence": routed.get("confidence"),
        "category": routed.get("category"),
        "scope": routed.get("scope"),
        "scope_item": routed.get("scope_item"),
        "question": routed.get("question"),
        "asked": said.get((conversation.id, "visitor"), []),
        "answered": said.get((conversation.id, "bot"), []),
        "details": conversation.details,
        "promise": promise_json(promised, services) if promised else None,
        "tickets": numbers,
        "waiting_since": services.local(since) if since else None,
        "waited_s": round((services.now() - since).total_seconds()) if since else None,
    }
