"""The queue and the lists of conversations that staff see."""

from __future__ import annotations

from typing import Any, Literal

from sqlalchemy import func, select

from desk.conversations.model import Conversation, from_row
from desk.conversations.packet import packet
from desk.conversations.state import state_json
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
    within one the longest wait first.
    """
    query = select(conversations).where(conversations.c.owner == "queue")
    if not person.sees_all:
        query = query.where(conversations.c.department.in_(person.departments))
    if department:
        query = query.where(conversations.c.department == department)
    rows = (await transaction.execute(query.order_by(conversations.c.queued_at))).all()
    rank = {one.name: number for number, one in enumerate(services.policy.priority)}
    found = sorted(map(from_row, rows), key=lambda one: rank.get(one.department or "", len(rank)))
    places: dict[tuple[str | None, int], int] = {}
    listed: list[dict[str, Any]] = []
    for conversation in found:
        place = (conversation.department, conversation.level)
        places[place] = places.get(place, 0) + 1
        listed.append(
            {
                "id": conversation.id,
                "department": conversation.department,
                "level": conversation.level,
                "waiting_since": services.local(conversation.queued_at)
                if conversation.queued_at
                else None,
                "position": places[place],
                "packet": await packet(transaction, services, conversation),
            }
        )
    return listed


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
    return [await row_json(transaction, services, from_row(row)) for row in rows]


async def row_json(
    transaction: Transaction, services: Services, conversation: Conversation
) -> dict[str, Any]:
    """A conversation as one line of a list."""
    return {
        "id": conversation.id,
        "state": await state_json(transaction, services, conversation),
        "department": conversation.department,
        "level": conversation.level,
        "language": conversation.language,
        "last_text": conversation.last_text,
        "last_author": conversation.last_author,
        "last_at": services.local(conversation.updated_at),
        "waiting_since": services.local(conversation.queued_at) if conversation.queued_at else None,
        "staff_id": conversation.staff_id,
        "unread": conversation.last_author == "visitor"
        and conversation.last_seq > conversation.staff_read_seq,
        "visitor_read_seq": conversation.visitor_read_seq,
    }
