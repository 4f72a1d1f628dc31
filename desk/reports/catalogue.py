"""Every report by its name, and how one is made."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from desk.reports.handoffs import handoffs, people, waits
from desk.reports.outcomes import outcomes, ratings
from desk.reports.promised import promised, ticket_figures
from desk.reports.report import Frame, Report
from desk.reports.summary import summary
from desk.reports.unsupported import unsupported
from desk.reports.volume import (
    by_day,
    by_department,
    by_hour,
    by_intent,
    by_language,
    by_week,
)
from desk.storage import Transaction

Make = Callable[[Transaction, Frame], Awaitable[Report]]


@dataclass(frozen=True)
class Entry:
    """A report that there is; `of_people` for what only those who lead may see."""

    make: Make
    of_people: bool = False


REPORTS: Mapping[str, Entry] = {
    "summary": Entry(summary),
    "hours": Entry(by_hour),
    "days": Entry(by_day),
    "week": Entry(by_week),
    "departments": Entry(by_department),
    "intents": Entry(by_intent),
    "languages": Entry(by_language),
    "outcomes": Entry(outcomes),
    "handoffs": Entry(handoffs),
    "waits": Entry(waits),
    "people": Entry(people, of_people=True),
    "promises": Entry(promised),
    "scope": Entry(unsupported),
    "ratings": Entry(ratings),
    "tickets": Entry(ticket_figures),
}
