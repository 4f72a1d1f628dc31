"""What every report is made of: what it is asked about, and a table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, or_, true

from support.periods import Period
from support.policy import Policy

Kind = Literal["text", "day", "count", "share", "seconds", "score", "number"]
"""What a column holds. A share is from 0 to 1, a score from 1 to 5, a day YYYY-MM-DD; `number` is
for rows of different kinds."""

Row = dict[str, Any]


@dataclass(frozen=True)
class Frame:
    """What a report is asked about.

    `departments` are the ones whose matters count; None for all. `undecided` says whether
    conversations count that no department is known of yet. `now` is the policy's clock (UTC).
    """

    policy: Policy
    period: Period
    now: datetime
    departments: tuple[str, ...] | None = None
    undecided: bool = True
    language: str = "en"

    @property
    def before(self) -> Frame:
        """The same about the period to compare with."""
        return replace(self, period=self.period.before)

    @property
    def shown_departments(self) -> list[str]:
        """The departments that have a row of their own, in the policy's order."""
        known = self.policy.departments
        return [name for name in known if self.departments is None or name in self.departments]

    def covers(self, department: ColumnElement[Any]) -> ColumnElement[bool]:
        """Whether a matter of `department` (a column) counts."""
        if self.departments is None:
            return true()
        ours = department.in_(self.departments)
        return or_(ours, department.is_(None)) if self.undecided else ours

    def during(self, at: ColumnElement[Any]) -> ColumnElement[bool]:
        """Whether a moment (a column) is in the period."""
        return (at >= self.period.start) & (at < self.period.end)


@dataclass(frozen=True)
class Report:
    """A table: the kind of each column by its name, and rows with those names."""

    columns: dict[str, Kind]
    rows: list[Row]

    def total(self, column: str) -> int:
        """The sum of a column of counts."""
        return sum(row[column] for row in self.rows)


def share(part: float, whole: float) -> float | None:
    """A part of a whole, from 0 to 1 with four digits; None of nothing."""
    return round(part / whole, 4) if whole else None


def seconds(value: float | None) -> int | None:
    """A span in whole seconds."""
    return None if value is None else round(value)


def ordered(departments: Iterable[str | None], frame: Frame) -> list[str | None]:
    """Departments of rows: the frame's in the policy's order, then others that were found.

    A department that the policy no longer has keeps its past; None is what has none yet.
    """
    found = set(departments)
    known: list[str | None] = list(frame.shown_departments)
    others = sorted(name for name in found if name is not None and name not in known)
    return [*known, *others, *([None] if None in found else [])]
