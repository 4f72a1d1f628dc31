"""The board: what is owed to customers, soonest first, and what was kept or broken lately."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, Row, Select, and_, exists, or_, select

from desk.promises.calendar import outdated
from desk.promises.ledger import UNSETTLED, promise_json
from desk.services import Services
from desk.storage import Transaction
from desk.storage.tables import promises, staff, ticket_messages, tickets
from support.errors import NoOpeningError, UnknownNameError
from support.promises import warning

Status = Literal["open", "paused", "kept", "broken", "void"]
STATUSES: tuple[Status, ...] = ("open", "paused", "kept", "broken", "void")
State = Literal["due", "soon", "overdue", "paused", "kept", "broken", "void"]

LATELY = timedelta(hours=24)
"""For so long a promise that was settled stays on the board."""
_MOST = 500
_MOST_SETTLED = 50
_UNDER_WORK = ("open", "waiting", "on_hold")


def soon_at(row: Row[Any], services: Services) -> datetime | None:
    """From when on a promise is about to break; None where nothing is due."""
    if row.due_at is None:
        return None
    timings = services.settings.timings
    least = timedelta(seconds=timings.promise_warning_least_s)
    try:
        return warning(
            services.policy,
            row.department,
            row.starts_at,
            row.due_at,
            share=timings.promise_warning_share,
            least=least,
            stood=timedelta(seconds=row.paused_s),
        )
    except (UnknownNameError, NoOpeningError):
        # The policy was changed meanwhile and knows no hours to go by.
        due_at: datetime = row.due_at
        return due_at - least


def state_of(row: Row[Any], services: Services, now: datetime) -> State:
    """Where a promise stands; a broken one is overdue for as long as nobody has answered."""
    if row.status == "broken":
        owed = row.ticket_status in _UNDER_WORK and not row.answered
        return "overdue" if owed else "broken"
    if row.status != "open":
        settled: State = row.status
        return settled
    if row.due_at is None:
        return "due"
    if row.due_at < now:
        return "overdue"
    soon = soon_at(row, services)
    return "soon" if soon is not None and soon <= now else "due"


async def board_json(
    transaction: Transaction, services: Services, rows: Sequence[Row[Any]], now: datetime
) -> list[dict[str, Any]]:
    """Promises as lines of the board; `calendar` is set where there is something to decide."""
    flags = await outdated(transaction, services, rows)
    return [{**_line(row, services, now), "calendar": flags.get(row.id)} for row in rows]


def _line(row: Row[Any], services: Services, now: datetime) -> dict[str, Any]:
    """A promise with its ticket, its state, and the time left.

    `remaining_s` is plain time until it is due, negative once it is late; what is paused has
    what it had left when time stopped.
    """
    soon = soon_at(row, services)
    remaining = None
    if row.due_at is not None:
        stands = row.paused_at if row.status == "paused" else now
        remaining = int((row.due_at - stands).total_seconds())
    return {
        **promise_json(row, services),
        "id": row.id,
        "reason": row.reason,
        "state": state_of(row, services, now),
        "remaining_s": remaining,
        "soon_at": services.local(soon) if soon else None,
        "paused_at": services.local(row.paused_at) if row.paused_at else None,
        "warned_at": services.local(row.warned_at) if row.warned_at else None,
        "subject": row.subject,
        "ticket_status": row.ticket_status,
        "level": row.ticket_level or row.level,
        "assignee": {"id": row.assignee_id, "name": row.assignee_name} if row.assignee_id else None,
    }


async def board_row(
    transaction: Transaction, promise_id: str, *, lock: bool = False
) -> Row[Any] | None:
    """One promise with what the board shows of its ticket; locked, nobody else changes it."""
    query = board_query().where(promises.c.id == promise_id)
    if lock:
        query = query.with_for_update(of=promises)
    return (await transaction.execute(query)).one_or_none()


async def on_board(
    transaction: Transaction, departments: Sequence[str] | None, now: datetime
) -> list[Row[Any]]:
    """Everything that is owed in `departments` (None: in all), soonest first, then what was
    settled lately, the latest first."""
    query = _of(board_query(), departments)
    owed = query.where(
        or_(
            promises.c.status.in_(UNSETTLED),
            and_(promises.c.status == "broken", _still_owed()),
        )
    ).order_by(promises.c.due_at.is_(None), promises.c.due_at, promises.c.id)
    settled = query.where(
        or_(
            promises.c.status == "kept",
            and_(promises.c.status == "broken", ~_still_owed()),
        ),
        promises.c.settled_at > now - LATELY,
    ).order_by(promises.c.settled_at.desc(), promises.c.id)
    return [
        *(await transaction.execute(owed.limit(_MOST))).all(),
        *(await transaction.execute(settled.limit(_MOST_SETTLED))).all(),
    ]


async def find(
    transaction: Transaction,
    departments: Sequence[str] | None,
    *,
    status: Status | None,
    due_before: datetime | None,
) -> list[Row[Any]]:
    """Promises of `departments` (None: of all) with this status, due before that, soonest first."""
    query = _of(board_query(), departments)
    if status is not None:
        query = query.where(promises.c.status == status)
    else:
        query = query.where(promises.c.status.in_(UNSETTLED))
    if due_before is not None:
        query = query.where(promises.c.due_at < due_before)
    query = query.order_by(promises.c.due_at.is_(None), promises.c.due_at, promises.c.id)
    return list((await transaction.execute(query.limit(_MOST))).all())


def counts(rows: Sequence[Row[Any]], services: Services, now: datetime) -> dict[str, int]:
    """How many stand where; what was kept and broken counts for the last day."""
    found = Counter(state_of(row, services, now) for row in rows)
    states: tuple[State, ...] = ("due", "soon", "overdue", "paused", "kept", "broken")
    return {state: found[state] for state in states}


def board_query() -> Select[*tuple[Any, ...]]:
    """Promises with what the board shows of their tickets."""
    return (
        select(
            promises,
            tickets.c.subject,
            tickets.c.status.label("ticket_status"),
            tickets.c.level.label("ticket_level"),
            tickets.c.language,
            tickets.c.assignee_id,
            staff.c.name.label("assignee_name"),
            _answered().label("answered"),
        )
        .outerjoin(tickets, tickets.c.number == promises.c.ticket)
        .outerjoin(staff, staff.c.id == tickets.c.assignee_id)
    )


def _of(query: Select[Any], departments: Sequence[str] | None) -> Select[Any]:
    if departments is None:
        return query
    return query.where(promises.c.department.in_(departments))


def _answered() -> ColumnElement[bool]:
    """Whether staff has written to the customer since the promise was made."""
    return exists().where(
        ticket_messages.c.number == promises.c.ticket,
        ticket_messages.c.author == "staff",
        ~ticket_messages.c.internal,
        ticket_messages.c.at > promises.c.opened_at,
    )


def _still_owed() -> ColumnElement[bool]:
    """Whether a broken promise still has a customer who waits for the answer."""
    return and_(tickets.c.status.is_not(None), tickets.c.status.in_(_UNDER_WORK), ~_answered())
