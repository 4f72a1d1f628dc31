"""A conversation's state, as the visitor and the desk's pages see it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from desk.conversations.model import Conversation
from desk.queue.availability import expected_wait_s
from desk.queue.places import Places, places_of
from desk.services import Services
from desk.storage import Transaction
from desk.storage.tables import staff


async def state_json(
    transaction: Transaction, services: Services, conversation: Conversation
) -> dict[str, Any]:
    """Who answers now and in which language; in a queue position and expected wait (seconds)."""
    return (await states_json(transaction, services, [conversation]))[0]


async def states_json(
    transaction: Transaction, services: Services, conversations: Sequence[Conversation]
) -> list[dict[str, Any]]:
    """The states of many conversations, with as many queries as for one."""
    places = await places_of(transaction, services, conversations)
    owners = {one.staff_id for one in conversations if one.owner == "staff" and one.staff_id}
    names: dict[str, str] = {}
    if owners:
        query = select(staff.c.id, staff.c.name).where(staff.c.id.in_(owners))
        names = {row.id: row.name for row in (await transaction.execute(query)).all()}
    return [_state(services, one, places, names) for one in conversations]


def _state(
    services: Services, conversation: Conversation, places: Places, names: dict[str, str]
) -> dict[str, Any]:
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
        place = places.of(conversation)
        state["position"] = place.position
        state["expected_wait_s"] = expected_wait_s(services, place.position, place.present)
    name = names.get(conversation.staff_id or "")
    if conversation.owner == "staff" and name:
        state["staff"] = {"name": name}
    return state
