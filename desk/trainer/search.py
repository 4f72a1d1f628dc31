"""The trainer's list: one line for each group of messages, what teaches most on top."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, Row, and_, func, or_, select

from desk.errors import InvalidError
from desk.storage import Transaction
from desk.storage.tables import inbox, staff

Status = Literal["new", "labelled", "written", "dismissed"]
STATUSES: tuple[Status, ...] = ("new", "labelled", "written", "dismissed")
Order = Literal["worth", "newest"]
ORDERS: tuple[Order, ...] = ("worth", "newest")


@dataclass(frozen=True)
class Filters:
    """Which messages are wanted; None and empty are no condition."""

    status: Status | None = "new"
    language: str | None = None
    intent: str | None = None
    """As understood or as labelled."""
    outcome: str | None = None
    disagreeing: bool = False
    """Only those of which another model makes something else."""
    group: str | None = None
    """Every message of one group, each on a line of its own."""
    cluster: str | None = None
    """Only those about the same matter."""
    text: str = ""


@dataclass(frozen=True)
class Found:
    """One page: its rows with `size`, how many of their group fit, and `labeller`, a name."""

    rows: list[Row[Any]]
    total: int
    next: str | None
    """The `after` of the following page; None on the last one."""


async def search(
    transaction: Transaction,
    filters: Filters,
    *,
    order: Order = "worth",
    after: str | None = None,
    most: int = 50,
) -> Found:
    """Messages in an order; of those that say nearly the same the one that teaches most.

    `after` is the id of the last message of the page before; InvalidError for one that is gone.
    """
    fitting = _fitting(filters)
    if filters.group is None:
        first = (
            func.row_number()
            .over(partition_by=inbox.c.group_id, order_by=(inbox.c.worth.desc(), inbox.c.id))
            .label("place")
        )
        size = func.count().over(partition_by=inbox.c.group_id).label("size")
        grouped = select(inbox.c.id, first, size).where(*fitting).subquery()
        chosen = select(grouped.c.id, grouped.c.size).where(grouped.c.place == 1).subquery()
    else:
        size = func.count().over().label("size")
        chosen = select(inbox.c.id, size).where(*fitting).subquery()
    total = (await transaction.execute(select(func.count()).select_from(chosen))).scalar_one()
    key = inbox.c.worth if order == "worth" else inbox.c.at
    query = (
        select(inbox, chosen.c.size, staff.c.name.label("labeller"))
        .join(chosen, chosen.c.id == inbox.c.id)
        .outerjoin(staff, staff.c.id == inbox.c.labelled_by)
        .order_by(key.desc(), inbox.c.id)
        .limit(most + 1)
    )
    if after is not None:
        query = query.where(await _following(transaction, key, after))
    rows = list((await transaction.execute(query)).all())
    return Found(rows[:most], total, rows[most - 1].id if len(rows) > most else None)


async def _following(
    transaction: Transaction, key: ColumnElement[Any], after: str
) -> ColumnElement[bool]:
    last = (await transaction.execute(select(key).where(inbox.c.id == after))).scalar_one_or_none()
    if last is None:
        raise InvalidError("after: there is no such message.", field="after")
    return or_(key < last, and_(key == last, inbox.c.id > after))


def _fitting(filters: Filters) -> Sequence[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if filters.status is not None:
        wanted.append(inbox.c.status == filters.status)
    if filters.language is not None:
        wanted.append(inbox.c.language == filters.language)
    if filters.intent is not None:
        wanted.append(func.coalesce(inbox.c.label, inbox.c.intent) == filters.intent)
    if filters.outcome is not None:
        wanted.append(inbox.c.outcome == filters.outcome)
    if filters.disagreeing:
        wanted.append(inbox.c.other_intent.is_not(None))
    if filters.group is not None:
        wanted.append(inbox.c.group_id == filters.group)
    if filters.cluster is not None:
        wanted.append(inbox.c.cluster_id == filters.cluster)
    if filters.text:
        wanted.append(inbox.c.text.icontains(filters.text, autoescape=True))
    return wanted


async def counts(transaction: Transaction) -> dict[Status, int]:
    """How many messages stand where."""
    query = select(inbox.c.status, func.count()).group_by(inbox.c.status)
    found = {row[0]: row[1] for row in (await transaction.execute(query)).all()}
    return {status: found.get(status, 0) for status in STATUSES}
