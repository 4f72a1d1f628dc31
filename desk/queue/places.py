"""Where everybody who waits stands, and who is there to serve them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select

from desk.conversations.model import Conversation, from_row
from desk.services import Services
from desk.staff.presence import PresentPerson, present_people
from desk.storage import Transaction
from desk.storage.tables import conversations

Queue = tuple[str | None, int]
"""A department and a level."""


@dataclass(frozen=True)
class Place:
    """A position in a queue, counted from 1, and how many people serve that queue."""

    position: int
    present: int


@dataclass(frozen=True)
class Places:
    """The order of some queues, read at one moment."""

    waits: Mapping[Queue, Sequence[datetime]]
    people: Sequence[PresentPerson]

    def of(self, conversation: Conversation) -> Place:
        """Where a waiting conversation stands."""
        queue = (conversation.department, conversation.level)
        since = conversation.waits_since
        before = bisect_left(self.waits.get(queue, ()), since) if since else 0
        return Place(1 + before, serving(self.people, *queue))


def serving(people: Iterable[PresentPerson], department: str | None, level: int) -> int:
    """How many of these people serve a department's queue at a level."""
    return sum(one.serves(department, level) for one in people)


async def places_of(
    transaction: Transaction, services: Services, wanted: Sequence[Conversation]
) -> Places:
    """The places of those of the conversations that wait; nothing is read when none does."""
    waiting = {(one.department, one.level) for one in wanted if one.owner == "queue"}
    if not waiting:
        return Places({}, ())
    query = (
        select(conversations.c.department, conversations.c.level, conversations.c.waits_since)
        .where(
            conversations.c.owner == "queue",
            conversations.c.department.in_({department for department, _ in waiting}),
            conversations.c.waits_since.is_not(None),
        )
        .order_by(conversations.c.waits_since)
    )
    waits: dict[Queue, list[datetime]] = {queue: [] for queue in waiting}
    for row in (await transaction.execute(query)).all():
        if (row.department, row.level) in waits:
            waits[row.department, row.level].append(row.waits_since)
    return Places(waits, await present_people(transaction, services))


async def queues_waited_in(
    transaction: Transaction, *, until: datetime | None = None
) -> Sequence[Queue]:
    """The queues in which somebody waits, or has since before `until`."""
    query = select(conversations.c.department, conversations.c.level).distinct()
    rows = await transaction.execute(query.where(_waits(until)))
    return [(row.department, row.level) for row in rows]


async def waiting_in(
    transaction: Transaction, queues: Sequence[Queue], *, until: datetime | None = None
) -> list[Conversation]:
    """Who waits in these queues, or has since before `until`, the oldest promise first."""
    if not queues:
        return []
    columns = conversations.c
    these = or_(
        *(
            and_(columns.department.is_not_distinct_from(department), columns.level == level)
            for department, level in queues
        )
    )
    query = select(conversations).where(_waits(until), these).order_by(conversations.c.waits_since)
    return [from_row(row) for row in (await transaction.execute(query)).all()]


def _waits(until: datetime | None) -> ColumnElement[bool]:
    waits = conversations.c.owner == "queue"
    return waits if until is None else and_(waits, conversations.c.queued_at <= until)
