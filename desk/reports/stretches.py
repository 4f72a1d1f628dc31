"""How long conversations waited in a queue, or were with a person: from the logs' states."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, FromClause, func, or_, select

from desk.reports.report import Frame
from desk.reports.sql import each, seconds_between, text_in
from desk.storage import Transaction
from desk.storage.tables import events


@dataclass(frozen=True)
class Stretch:
    """A conversation's time in a queue or with a person; `seconds` is None while it lasts."""

    owner: str
    department: str | None
    before: str
    after: str | None
    cause_after: str | None
    staff_id: str | None
    staff_name: str | None
    seconds: float | None

    @property
    def asked(self) -> bool:
        """Whether it is a wait that began by asking for a person, and not by a transfer."""
        return self.owner == "queue" and self.before in ("bot", "closed")

    @property
    def waited(self) -> bool:
        """Whether it is a wait that a person ended."""
        return self.owner == "queue" and self.after == "staff"

    @property
    def released(self) -> bool:
        """Whether the wait ended because the chat closed or nobody was left."""
        return self.after == "bot" and self.cause_after in ("queue_closed", "queue_nobody")

    @property
    def left(self) -> bool:
        """Whether the visitor ended the wait, or the whole conversation in it."""
        return self.after == "closed" or (self.after == "bot" and not self.released)


async def stretches(transaction: Transaction, frame: Frame) -> list[Stretch]:
    """Every wait and every time with a person that began in the period.

    What came after it is seen, too, also beyond the period's end.
    """
    changes = _changes(frame)
    # From one queue to another the visitor goes on waiting.
    first = or_(changes.c.owner != "queue", func.coalesce(changes.c.before, "bot") != "queue")
    whole = (
        select(
            changes.c.owner,
            changes.c.department,
            func.coalesce(changes.c.before, "bot").label("before"),
            changes.c.staff_id,
            changes.c.staff_name,
            changes.c.at,
            _next(changes.c.owner, changes).label("after"),
            _next(changes.c.cause, changes).label("cause_after"),
            _next(changes.c.at, changes).label("until"),
        )
        .where(first)
        .cte("whole")
    )
    query = select(
        whole.c.owner,
        whole.c.department,
        whole.c.before,
        whole.c.after,
        whole.c.cause_after,
        whole.c.staff_id,
        whole.c.staff_name,
        seconds_between(whole.c.at, whole.c.until).label("seconds"),
    ).where(
        frame.during(whole.c.at),
        whole.c.owner.in_(("queue", "staff")),
        frame.covers(whole.c.department),
    )
    return [
        Stretch(
            owner=row.owner,
            department=row.department,
            before=row.before,
            after=row.after,
            cause_after=row.cause_after,
            staff_id=row.staff_id,
            staff_name=row.staff_name,
            seconds=row.seconds,
        )
        async for row in each(transaction, query)
    ]


def _changes(frame: Frame) -> FromClause:
    """Every change of owner in conversations that had one in the period."""
    touched = (
        select(events.c.conversation_id)
        .where(frame.during(events.c.at), events.c.kind == "state")
        .distinct()
        .cte("touched")
    )
    owner = text_in(events.c.data, "owner")
    before = func.lag(owner).over(partition_by=events.c.conversation_id, order_by=events.c.seq)
    return (
        select(
            events.c.conversation_id,
            events.c.seq,
            events.c.at,
            events.c.staff_id,
            owner.label("owner"),
            text_in(events.c.data, "department").label("department"),
            text_in(events.c.data, "cause").label("cause"),
            text_in(events.c.data, "staff", "name").label("staff_name"),
            before.label("before"),
        )
        .select_from(touched.join(events, events.c.conversation_id == touched.c.conversation_id))
        .where(events.c.kind == "state")
        .cte("changes")
    )


def _next(column: ColumnElement[Any], changes: FromClause) -> ColumnElement[Any]:
    """A column of the change that came next in the same conversation."""
    return func.lead(column).over(partition_by=changes.c.conversation_id, order_by=changes.c.seq)
