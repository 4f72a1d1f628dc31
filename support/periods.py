"""Periods of whole days in a zone: what reports are about."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from support.errors import SupportError

MOST_DAYS = 366
"""How many days one period holds at most."""

# Beyond these there are no calendars, and soon no dates.
_FIRST_YEAR, _LAST_YEAR = 2000, 2098
_DAY = timedelta(days=1)


class PeriodError(SupportError):
    """These two days are no period."""


@dataclass(frozen=True)
class Period:
    """The days from `first` to `last`, both included, by the clocks of `zone`."""

    first: date
    last: date
    zone: ZoneInfo

    @property
    def start(self) -> datetime:
        """The instant at which the first day begins, in UTC."""
        return _midnight(self.first, self.zone)

    @property
    def end(self) -> datetime:
        """The instant at which the day after the last begins, in UTC: no longer in it."""
        return _midnight(self.last + _DAY, self.zone)

    @property
    def days(self) -> list[date]:
        """Every day of it, in order."""
        count = (self.last - self.first).days + 1
        return [self.first + number * _DAY for number in range(count)]

    @property
    def before(self) -> Period:
        """The period to compare with: the month before a whole month, else as many days before."""
        until = self.first - _DAY
        length = self.last - self.first
        first = until.replace(day=1) if self._is_month() else until - length
        return Period(first, until, self.zone)

    def _is_month(self) -> bool:
        same = (self.first.year, self.first.month) == (self.last.year, self.last.month)
        length = monthrange(self.last.year, self.last.month)[1]
        return same and self.first.day == 1 and self.last.day == length


def between(first: date, last: date, zone: ZoneInfo) -> Period:
    """The period of two days. Raises PeriodError if it ends before it begins, or is too long."""
    for day in (first, last):
        if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
            raise PeriodError(f"{day} is too far away: years from {_FIRST_YEAR} to {_LAST_YEAR}")
    if last < first:
        raise PeriodError(f"the period ends on {last}, before it begins on {first}")
    if (last - first).days >= MOST_DAYS:
        raise PeriodError(f"a period has {MOST_DAYS} days at most; make it shorter")
    return Period(first, last, zone)


def _yesterday(today: date) -> tuple[date, date]:
    return today - _DAY, today - _DAY


def _last_days(count: int) -> Callable[[date], tuple[date, date]]:
    return lambda today: (today - (count - 1) * _DAY, today)


def _last_month(today: date) -> tuple[date, date]:
    last = today.replace(day=1) - _DAY
    return last.replace(day=1), last


PRESETS: Mapping[str, Callable[[date], tuple[date, date]]] = {
    "today": lambda today: (today, today),
    "yesterday": _yesterday,
    "last_7_days": _last_days(7),
    "last_30_days": _last_days(30),
    "this_month": lambda today: (today.replace(day=1), today),
    "last_month": _last_month,
}
"""The first and the last day of each period that has a name, as seen from a day."""


def preset(name: str, today: date, zone: ZoneInfo) -> Period:
    """The period called `name`. Raises PeriodError if there is none."""
    if name not in PRESETS:
        raise PeriodError(f"no period '{name[:40]}': expected one of {', '.join(PRESETS)}")
    return between(*PRESETS[name](today), zone)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    """The instant at which a day begins: the change of the clocks where midnight is skipped."""
    return datetime.combine(day, time(), zone).astimezone(UTC)
