"""A conversation's state, as the visitor and the desk's pages see it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from desk.conversations.model import Conversation
from desk.queue.availability import count_before, expected_wait_s
from desk.services import Services
from desk.staff.presence import count_present
from desk.storage import Transaction
from desk.storage.tables import staff


async def state_json(
    transaction: Transaction, services: Services, conversation: Conversation
) -> dict[str, Any]:
    """Who answers now and in which language; in a queue position and expected wait (seconds)."""
    state: dict[str, Any] = {
        "owner": conversation.owner,
        "department": conversation.department,
        "language": conversation.language,
        "language_chosen": conversation.language_chosen,
        "receipts": {"delivered": conversation.delivered_seq, "read": conversation.read_seq},
    }
    if conversation.identity:
        known = conversation.identity
        state["identity"] = {key: known[key] for key in ("user", "name") if known.get(key)}
    if conversation.owner == "queue" and conversation.department:
        position = 1 + await count_before(
            transaction, conversation.department, conversation.level, conversation.queued_at
        )
        present = await count_present(
            transaction, services, conversation.department, conversation.level
        )
        state["position"] = position
        state["expected_wait_s"] = expected_wait_s(services, position, present)
    if conversation.owner == "staff" and conversation.staff_id:
        query = select(staff.c.name).where(staff.c.id == conversation.staff_id)
        name = (await transaction.execute(query)).scalar_one_or_none()
        if name:
            state["staff"] = {"name": name}
    return state
