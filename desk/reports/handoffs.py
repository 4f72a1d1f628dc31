"""Hand-offs: who was asked for, whether somebody came, how long it took, and who took how many.

Read from the changes of owner in the logs. A wait counts when it began, time with a person when
the person got the conversation; what came after the period's end is seen, too. The department is
the one that was asked, also where the conversation went on to another.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import func, select

from desk.reports.report import Frame, Kind, Report, Row, ordered, seconds
from desk.reports.sql import text_in
from desk.reports.stretches import Stretch, stretches
from desk.storage import Transaction
from desk.storage.tables import events, staff
from support.quantiles import median, nearest_rank

_REFUSALS = {
    "closed": "refused_closed",
    "nobody_present": "refused_nobody",
    "closes_before_turn": "refused_too_late",
}


async def handoffs(transaction: Transaction, frame: Frame) -> Report:
    """By department: how often a person was asked for, and what came of it.

    - `asked`: requests for a person, accepted or not
    - `accepted`: the visitor was put into the queue
    - `refused_closed`, `refused_nobody`, `refused_too_late`: told at once that the chat is
      closed, that nobody is there, or that the wait would outlast the opening hours
    - of those accepted, `taken`: a person got it; `left`: the visitor stopped waiting;
      `released`: the chat closed or the last person left; `waiting`: not yet any of these
    """
    refused = await count_refused(transaction, frame)
    by_department = _grouped(await stretches(transaction, frame), lambda one: one.department)
    rows: list[Row] = []
    for department in ordered([*refused, *by_department], frame):
        accepted = [one for one in by_department[department] if one.asked]
        refusals = {name: refused[department].get(why, 0) for why, name in _REFUSALS.items()}
        rows.append(
            {
                "department": department,
                "asked": len(accepted) + sum(refusals.values()),
                "accepted": len(accepted),
                **refusals,
                "taken": sum(one.waited for one in accepted),
                "left": sum(one.left for one in accepted),
                "released": sum(one.released for one in accepted),
                "waiting": sum(one.after is None for one in accepted),
            }
        )
    counts = ("asked", "accepted", *_REFUSALS.values(), "taken", "left", "released", "waiting")
    return Report({"department": "text", **_count(counts)}, rows)


async def waits(transaction: Transaction, frame: Frame) -> Report:
    """By department: how long visitors waited for a person, and were with one.

    - `waits`: waits that ended with a person; one after a transfer is a wait of its own
    - `median_s`, `p90_s`, `longest_s`: how long they were; nine of ten were no longer than p90
    - `conversations`: how often a person got a conversation
    - `with_staff_median_s`: how long a person had it, where that has ended
    - `transferred`: passed on to somebody else, by a person of this department
    - `staff_gone`: taken back because the person had gone
    """
    by_department = _grouped(await stretches(transaction, frame), lambda one: one.department)
    rows: list[Row] = []
    for department in ordered(by_department, frame):
        ours = by_department[department]
        with_staff = [one for one in ours if one.owner == "staff"]
        rows.append(
            {
                "department": department,
                **wait_figures(ours),
                "conversations": len(with_staff),
                "with_staff_median_s": seconds(median(_ended(with_staff))),
                "transferred": sum(one.cause_after == "transferred" for one in with_staff),
                "staff_gone": sum(one.cause_after == "staff_gone" for one in with_staff),
            }
        )
    return Report(
        {
            "department": "text",
            "waits": "count",
            "median_s": "seconds",
            "p90_s": "seconds",
            "longest_s": "seconds",
            "conversations": "count",
            "with_staff_median_s": "seconds",
            "transferred": "count",
            "staff_gone": "count",
        },
        rows,
    )


async def people(transaction: Transaction, frame: Frame) -> Report:
    """By person: the conversations that each one got in the period; the most first.

    - `taken`: from the queue; `received`: from a colleague, directly
    - `passed_on`: to another department, level or person
    - `median_s`, `total_s`: how long they were with this person, where that has ended
    """
    found = [one for one in await stretches(transaction, frame) if one.owner == "staff"]
    names = {
        row.id: row.name for row in await transaction.execute(select(staff.c.id, staff.c.name))
    }
    by_person = _grouped(found, lambda one: (one.staff_id, names.get(one.staff_id, one.staff_name)))
    rows: list[Row] = [
        {
            "person": name,
            "taken": sum(one.before != "staff" for one in theirs),
            "received": sum(one.before == "staff" for one in theirs),
            "passed_on": sum(one.cause_after == "transferred" for one in theirs),
            "median_s": seconds(median(_ended(theirs))),
            "total_s": seconds(sum(_ended(theirs))),
        }
        for (_, name), theirs in by_person.items()
    ]
    rows.sort(key=lambda row: (-row["taken"], -row["received"], row["person"] or ""))
    return Report(
        {
            "person": "text",
            **_count(("taken", "received", "passed_on")),
            "median_s": "seconds",
            "total_s": "seconds",
        },
        rows,
    )


def wait_figures(found: Iterable[Stretch]) -> Row:
    """How many waits ended with a person, and how long they were."""
    times = [one.seconds for one in found if one.waited and one.seconds is not None]
    return {
        "waits": len(times),
        "median_s": seconds(median(times)),
        "p90_s": seconds(nearest_rank(times, 0.9)),
        "longest_s": seconds(max(times, default=None)),
    }


def _ended(found: Iterable[Stretch]) -> list[float]:
    return [one.seconds for one in found if one.seconds is not None]


def _count(names: Iterable[str]) -> dict[str, Kind]:
    return dict.fromkeys(names, "count")


def _grouped(found: Iterable[Stretch], key: Callable[[Stretch], Any]) -> dict[Any, list[Stretch]]:
    groups: dict[Any, list[Stretch]] = defaultdict(list)
    for one in found:
        groups[key(one)].append(one)
    return groups


async def count_refused(
    transaction: Transaction, frame: Frame
) -> dict[str | None, dict[str | None, int]]:
    """How often a department refused, and why."""
    department, why = text_in(events.c.data, "department"), text_in(events.c.data, "why")
    query = (
        select(department.label("department"), why.label("why"), func.count().label("times"))
        .where(frame.during(events.c.at), events.c.kind == "handoff", frame.covers(department))
        .group_by(department, why)
    )
    found: dict[str | None, dict[str | None, int]] = defaultdict(dict)
    for row in await transaction.execute(query):
        found[row.department][row.why] = row.times
    return found
