"""The packet: what whoever takes a conversation over sees at a glance."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from desk.conversations.model import Conversation
from desk.promises.ledger import promise_json, promises_of
from desk.services import Services
from desk.storage import Transaction
from desk.storage.tables import events, tickets

_MOST = 5


async def asked(transaction: Transaction, conversation_id: str, most: int = _MOST) -> list[str]:
    """The visitor's last texts, oldest first; presses of buttons are not the visitor's words."""
    return await _said(transaction, conversation_id, "visitor", most)


async def _said(
    transaction: Transaction, conversation_id: str, author: str, most: int
) -> list[str]:
    query = (
        select(events.c.text, events.c.data)
        .where(
            events.c.conversation_id == conversation_id,
            events.c.kind == "message",
            events.c.author == author,
            events.c.text.is_not(None),
        )
        .order_by(events.c.seq.desc())
        .limit(most * 4)
    )
    rows = (await transaction.execute(query)).all()
    own = [row.text for row in rows if not (row.data or {}).get("button")]
    return list(reversed(own[:most]))


async def packet(
    transaction: Transaction, services: Services, conversation: Conversation
) -> dict[str, Any]:
    """The packet of a conversation as JSON."""
    routed = conversation.routed or {}
    promises = await promises_of(transaction, conversation_id=conversation.id)
    numbers = (
        await transaction.execute(
            select(tickets.c.number)
            .where(tickets.c.conversation_id == conversation.id)
            .order_by(tickets.c.number)
        )
    ).scalars()
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
        "asked": await asked(transaction, conversation.id),
        "answered": await _said(transaction, conversation.id, "bot", _MOST),
        "details": conversation.details,
        "promise": promise_json(promises[0], services) if promises else None,
        "tickets": list(numbers),
        "waiting_since": services.local(since) if since else None,
        "waited_s": round((services.now() - since).total_seconds()) if since else None,
    }
