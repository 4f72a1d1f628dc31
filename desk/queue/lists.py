"""The queue and the lists of conversations that staff see."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import func, select

from desk.conversations.model import Conversation, from_row
from desk.conversations.packet import packets
from desk.conversations.state import state_json, states_json
from desk.services import Services
from desk.staff.access import Person
from desk.storage import Transaction
from desk.storage.tables import conversations

View = Literal["mine", "queue", "bot", "all", "closed"]
VIEWS: tuple[View, ...] = ("mine", "queue", "bot", "all", "closed")
_MOST = 200


async def waiting(
    transaction: Transaction,
    services: Services,
    person: Person,
    department: str | None = None,
) -> list[dict[str, Any]]:
    """Who waits for this person's departments, with packet and position.

    Departments come in the policy's order (policy section 2: technical requests go first),
    within one the oldest promise first.
    """
    query = select(conversations).where(conversations.c.owner == "queue")
    if not person.sees_all:
        query = query.where(conversations.c.department.in_(person.departments))
    if department:
        query = query.where(conversations.c.department == department)
    rows = (await transaction.execute(query.order_by(conversations.c.waits_since))).all()
    found = in_order(services, map(from_row, rows))
    places: dict[tuple[str | None, int], int] = {}
    shown = await packets(transaction, services, found)
    listed: list[dict[str, Any]] = []
    for conversation, document in zip(found, shown, strict=True):
        place = (conversation.department, conversation.level)
        places[place] = places.get(place, 0) + 1
        listed.append(
            {
                "id": conversation.id,
                "department": conversation.department,
                "level": conversation.level,
                "waiting_since": _moment(services, conversation.queued_at),
                "position": places[place],
                "packet": document,
            }
        )
    return listed


def in_order(services: Services, waiting: Iterable[Conversation]) -> list[Conversation]:
    """Those who wait, given in the order of their own queues, in the order of the policy.

    Section 2: billing and sales "may take longer as we prioritize technical support requests".
    """
    rank = {one.name: number for number, one in enumerate(services.policy.priority)}
    return sorted(waiting, key=lambda one: rank.get(one.department or "", len(rank)))


async def count_waiting(transaction: Transaction, person: Person) -> int:
    """How many wait for this person's departments."""
    query = select(func.count()).where(conversations.c.owner == "queue")
    if not person.sees_all:
        query = query.where(conversations.c.department.in_(person.departments))
    return int((await transaction.execute(query)).scalar_one())


async def listed(
    transaction: Transaction, services: Services, person: Person, view: View
) -> list[dict[str, Any]]:
    """Conversations of a view, the one changed last first."""
    query = select(conversations).order_by(conversations.c.updated_at.desc()).limit(_MOST)
    if view == "mine":
        query = query.where(conversations.c.staff_id == person.id)
    elif view != "all":
        query = query.where(conversations.c.owner == view)
    if not person.sees_all and view != "mine":
        query = query.where(
            conversations.c.department.in_(person.departments)
            | conversations.c.department.is_(None)
        )
    rows = (await transaction.execute(query)).all()
    found = [from_row(row) for row in rows]
    states = await states_json(transaction, services, found)
    return [_row(services, one, state) for one, state in zip(found, states, strict=True)]


async def row_json(
    transaction: Transaction, services: Services, conversation: Conversation
) -> dict[str, Any]:
    """A conversation as one line of a list."""
    return _row(services, conversation, await state_json(transaction, services, conversation))


def _row(services: Services, conversation: Conversation, state: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": conversation.id,
        "state": state,
        "department": conversation.department,
        "level": conversation.level,
        "language": conversation.language,
        "question": (conversation.routed or {}).get("question"),
        "last_text": conversation.last_text,
        "last_author": conversation.last_author,
        "last_at": services.local(conversation.updated_at),
        "waiting_since": _moment(services, conversation.queued_at),
        "staff_id": conversation.staff_id,
        "unread": conversation.last_author == "visitor"
        and conversation.last_seq > conversation.staff_read_seq,
        "visitor_read_seq": conversation.visitor_read_seq,
    }


def _moment(services: Services, at: datetime | None) -> str | None:
    return services.local(at) if at else None
