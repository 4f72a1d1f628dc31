"""The desk's list of tickets: filters, order, pages. One query each for tickets and promises."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from json import dumps, loads
from typing import Any, Literal

from sqlalchemy import ColumnElement, Row, Select, and_, func, literal, or_, select

from desk.errors import InvalidError
from desk.promises.ledger import UNSETTLED
from desk.storage import Transaction
from desk.storage.tables import promises, tickets
from desk.storage.types import Moment

Order = Literal["due", "newest", "changed"]
ORDERS: tuple[Order, ...] = ("due", "newest", "changed")

_FAR = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Filters:
    """Which tickets are wanted; None and empty are no condition."""

    departments: Sequence[str] | None
    """The departments that whoever asks may see; None: all."""
    statuses: Sequence[str] = ()
    level: int | None = None
    priorities: Sequence[str] = ()
    assignee: str | None = None
    """Somebody's id, or an empty string for tickets that nobody works on."""
    text: str = ""
    """Looked for in subject, number and e-mail."""


@dataclass(frozen=True)
class Found:
    """One page of a list."""

    rows: list[Row[Any]]
    total: int
    """How many there are on all pages."""
    next: str | None
    """Where the next page begins; None on the last one."""


async def search(
    transaction: Transaction,
    filters: Filters,
    *,
    order: Order = "changed",
    after: str | None = None,
    most: int = 50,
) -> Found:
    """Tickets in an order: what is due first, what was opened last, or what changed last.

    `after` is the `next` of the page before. Raises InvalidError for one that is none.
    """
    conditions = _conditions(filters)
    total = select(func.count()).select_from(tickets).where(*conditions)
    query, key, rises = _ordered(select(tickets).where(*conditions), order)
    if after:
        at, number = _read(after, order)
        beyond = key > at if rises else key < at
        tie = tickets.c.number > number if rises else tickets.c.number < number
        query = query.where(or_(beyond, and_(key == at, tie)))
    by = (key.asc(), tickets.c.number.asc()) if rises else (key.desc(), tickets.c.number.desc())
    listed = query.add_columns(key.label("_key")).order_by(*by).limit(most + 1)
    rows = list((await transaction.execute(listed)).all())
    last = rows[most - 1] if len(rows) > most else None
    return Found(
        rows[:most],
        int((await transaction.execute(total)).scalar_one()),
        _written(order, last._mapping["_key"], last.number) if last is not None else None,
    )


def _conditions(filters: Filters) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if filters.departments is not None:
        found.append(tickets.c.department.in_(filters.departments))
    if filters.statuses:
        found.append(tickets.c.status.in_(filters.statuses))
    if filters.level is not None:
        found.append(tickets.c.level == filters.level)
    if filters.priorities:
        found.append(tickets.c.priority.in_(filters.priorities))
    if filters.assignee is not None:
        nobody = tickets.c.assignee_id.is_(None)
        found.append(tickets.c.assignee_id == filters.assignee if filters.assignee else nobody)
    if filters.text:
        searched = (tickets.c.subject, tickets.c.number, tickets.c.email)
        found.append(or_(*(one.icontains(filters.text, autoescape=True) for one in searched)))
    return found


def _ordered(query: Select[Any], order: Order) -> tuple[Select[Any], ColumnElement[datetime], bool]:
    """The query, what it is ordered by, and whether that rises."""
    if order == "newest":
        return query, tickets.c.opened_at, False
    if order == "changed":
        return query, tickets.c.updated_at, False
    owed = (
        select(promises.c.ticket, func.min(promises.c.due_at, type_=Moment).label("due"))
        .where(promises.c.status == "open")
        .group_by(promises.c.ticket)
        .subquery()
    )
    joined = query.outerjoin(owed, owed.c.ticket == tickets.c.number)
    return joined, func.coalesce(owed.c.due, literal(_FAR, Moment), type_=Moment), True


def _written(order: Order, at: datetime, number: str) -> str:
    return urlsafe_b64encode(dumps([order, at.isoformat(), number]).encode()).decode()


def _read(cursor: str, order: Order) -> tuple[datetime, str]:
    try:
        of, at, number = loads(urlsafe_b64decode(cursor.encode()))
        moment = datetime.fromisoformat(at)
        if of != order or moment.tzinfo is None or not isinstance(number, str):
            raise ValueError(cursor)
    except (ValueError, TypeError):
        raise InvalidError(
            "after: this is not where a page of this list ended. Begin without it.", field="after"
        ) from None
    return moment, number


async def promises_by_ticket(
    transaction: Transaction, numbers: Sequence[str]
) -> dict[str, list[Row[Any]]]:
    """The promises of many tickets in one query; of each, what is owed soonest comes first.

    Behind it what was settled, newest first.
    """
    query = (
        select(promises).where(promises.c.ticket.in_(numbers)).order_by(promises.c.opened_at.desc())
    )
    found: dict[str, list[Row[Any]]] = {number: [] for number in numbers}
    for row in (await transaction.execute(query)).all():
        found[row.ticket].append(row)
    for rows in found.values():
        rows.sort(key=_owed_first)
    return found


def _owed_first(row: Row[Any]) -> tuple[int, datetime]:
    # The sort keeps the order of what compares equal: of what was settled, the newest first.
    if row.status not in UNSETTLED:
        return 1, _FAR
    return 0, row.due_at or _FAR
