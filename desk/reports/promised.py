"""Promises and tickets: what was promised, what became of it, and how soon staff answered."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from sqlalchemy import ScalarSelect, func, select

from desk.reports.report import Frame, Report, Row, ordered, seconds, share
from desk.reports.sql import each, seconds_between
from desk.storage import Transaction
from desk.storage.tables import promises, ticket_messages, tickets
from support.quantiles import median, nearest_rank

_STATUSES = ("kept", "broken", "open", "paused", "void")
_SOLVED = ("solved", "closed")


async def promised(transaction: Transaction, frame: Frame) -> Report:
    """By department: the promises that were due in the period.

    - `kept`, `broken`: answered in time, or not; `kept_share` is of these two
    - `open`: not answered and not due yet; `paused`: the customer's turn; `void`: nothing is
      owed any more
    - of the broken ones, `unanswered`: without an answer to this day; `late_median_s`,
      `late_longest_s`: how long after it was due the answer came, or until now where none has

    Where the policy names no time, nothing is due, and the promise is not in it.
    """
    counted = await _count_promises(transaction, frame)
    late = await _late(transaction, frame)
    rows: list[Row] = []
    for department in ordered([one for one, _ in counted], frame):
        statuses = {status: counted[department, status] for status in _STATUSES}
        times = [time for time, _ in late[department]]
        rows.append(
            {
                "department": department,
                **statuses,
                "kept_share": share(statuses["kept"], statuses["kept"] + statuses["broken"]),
                "unanswered": sum(not answered for _, answered in late[department]),
                "late_median_s": seconds(median(times)),
                "late_longest_s": seconds(max(times, default=None)),
            }
        )
    return Report(
        {
            "department": "text",
            **dict.fromkeys(_STATUSES, "count"),
            "kept_share": "share",
            "unanswered": "count",
            "late_median_s": "seconds",
            "late_longest_s": "seconds",
        },
        rows,
    )


async def _count_promises(
    transaction: Transaction, frame: Frame
) -> Counter[tuple[str | None, str]]:
    query = (
        select(promises.c.department, promises.c.status, func.count().label("times"))
        .where(
            # Named, so that the index over status and due time is used.
            promises.c.status.in_(_STATUSES),
            frame.during(promises.c.due_at),
            frame.covers(promises.c.department),
        )
        .group_by(promises.c.department, promises.c.status)
    )
    counted: Counter[tuple[str | None, str]] = Counter()
    for row in await transaction.execute(query):
        counted[row.department, row.status] = row.times
    return counted


async def _late(
    transaction: Transaction, frame: Frame
) -> dict[str | None, list[tuple[float, bool]]]:
    """How late the answers to broken promises came, and whether they came at all."""
    answered_at = (
        select(func.min(ticket_messages.c.at))
        .where(
            ticket_messages.c.number == promises.c.ticket,
            ticket_messages.c.author == "staff",
            ~ticket_messages.c.internal,
            # The first message is what the ticket was opened with.
            ticket_messages.c.seq > 1,
            ticket_messages.c.at >= promises.c.opened_at,
        )
        .scalar_subquery()
    )
    query = select(
        promises.c.department, promises.c.due_at, answered_at.label("answered_at")
    ).where(
        promises.c.status == "broken",
        frame.during(promises.c.due_at),
        frame.covers(promises.c.department),
    )
    late: dict[str | None, list[tuple[float, bool]]] = defaultdict(list)
    async for row in each(transaction, query):
        until = row.answered_at or frame.now
        late[row.department].append(
            ((until - row.due_at).total_seconds(), row.answered_at is not None)
        )
    return late


async def ticket_figures(transaction: Transaction, frame: Frame) -> Report:
    """By department: the tickets that were opened in the period, as they are now.

    - `solved`: solved or closed by now
    - `answered`: staff has written to the customer; `answer_median_s`, `answer_p90_s`: how long
      the first answer took

    A ticket that was merged goes on under another number and counts there. Tickets stay when a
    visitor has a conversation deleted.
    """
    found = await tickets_by_department(transaction, frame)
    rows: list[Row] = []
    for department in ordered(found, frame):
        times = [time for _, time in found[department] if time is not None]
        rows.append(
            {
                "department": department,
                "opened": len(found[department]),
                "solved": sum(status in _SOLVED for status, _ in found[department]),
                "answered": len(times),
                "answer_median_s": seconds(median(times)),
                "answer_p90_s": seconds(nearest_rank(times, 0.9)),
            }
        )
    return Report(
        {
            "department": "text",
            "opened": "count",
            "solved": "count",
            "answered": "count",
            "answer_median_s": "seconds",
            "answer_p90_s": "seconds",
        },
        rows,
    )


async def tickets_by_department(
    transaction: Transaction, frame: Frame
) -> dict[str | None, list[tuple[str, float | None]]]:
    """Status and seconds to the first answer of each ticket, by department."""
    query = select(
        tickets.c.department,
        tickets.c.status,
        seconds_between(tickets.c.opened_at, _first_answer()).label("took"),
    ).where(
        frame.during(tickets.c.opened_at),
        frame.covers(tickets.c.department),
        tickets.c.merged_into.is_(None),
    )
    found: dict[str | None, list[tuple[str, float | None]]] = defaultdict(list)
    async for row in each(transaction, query):
        found[row.department].append((row.status, row.took))
    return found


def _first_answer() -> ScalarSelect[Any]:
    return (
        select(func.min(ticket_messages.c.at))
        .where(
            ticket_messages.c.number == tickets.c.number,
            ticket_messages.c.author == "staff",
            ~ticket_messages.c.internal,
            ticket_messages.c.seq > 1,
        )
        .scalar_subquery()
    )
