"""Opening hours of an ordinary week, as minutes of local clock time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

MINUTES_PER_DAY = 24 * 60
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Interval = tuple[int, int]
"""Minutes after midnight, from (included) and to (excluded), within one day."""

_TIME = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)")
_DASH = re.compile(r"\s*[-–]\s*")


def parse_time(text: str) -> int:
    """Minutes after midnight of "HH:MM", 00:00 to 24:00.

    Raises ValueError with "'25:00' is not a time, expected HH:MM".
    """
    match = _TIME.fullmatch(text.strip())
    minutes = int(match[1]) * 60 + int(match[2]) if match else MINUTES_PER_DAY + 1
    if minutes > MINUTES_PER_DAY:
        raise ValueError(f"'{text.strip()}' is not a time, expected HH:MM from 00:00 to 24:00")
    return minutes


def parse_interval(text: str) -> tuple[int, int]:
    """Minutes from and to of "08:00-11:30"; "22:00-06:00" ends on the next day (to > 24:00).

    Raises ValueError in one line when the text is no such interval.
    """
    parts = _DASH.split(text.strip())
    if len(parts) != 2:
        raise ValueError(f"'{text}' is not an interval, expected HH:MM-HH:MM")
    start, end = (parse_time(part) for part in parts)
    if start in (end, MINUTES_PER_DAY):
        raise ValueError(f"'{text}' has no length, expected HH:MM-HH:MM (00:00-24:00 is all day)")
    return (start, end) if start < end else (start, end + MINUTES_PER_DAY)


def parse_days(text: str) -> list[int]:
    """Weekdays (Monday is 0) of "mon", "mon-fri", "fri-mon" or "daily", in that order.

    Raises ValueError in one line when the text names no such days.
    """
    if text == "daily":
        return list(range(7))
    names = _DASH.split(text)
    if len(names) > 2 or any(name not in DAYS for name in names):
        raise ValueError(f"'{text}' is not a day, expected {', '.join(DAYS)}, mon-fri or daily")
    first, last = DAYS.index(names[0]), DAYS.index(names[-1])
    return [(first + step) % 7 for step in range((last - first) % 7 + 1)]


@dataclass(frozen=True)
class Week:
    """When something is open in a week without holidays.

    `days` holds for each weekday, Monday first, its intervals in order, never touching and
    never past midnight: what crosses midnight is cut there.
    """

    days: tuple[tuple[Interval, ...], ...]

    @classmethod
    def of(cls, intervals: Mapping[int, Iterable[tuple[int, int]]]) -> Week:
        """The week with these intervals by weekday; an end past 24:00 reaches the next day."""
        cut: list[list[Interval]] = [[] for _ in DAYS]
        for weekday, parts in intervals.items():
            for start, end in parts:
                cut[weekday].append((start, min(end, MINUTES_PER_DAY)))
                if end > MINUTES_PER_DAY:
                    cut[(weekday + 1) % 7].append((0, end - MINUTES_PER_DAY))
        return cls(tuple(join(day) for day in cut))

    @classmethod
    def around_the_clock(cls) -> Week:
        """24 hours on all seven days."""
        return cls.of({weekday: [(0, MINUTES_PER_DAY)] for weekday in range(7)})

    @property
    def always(self) -> bool:
        """Whether this week never closes."""
        return self == Week.around_the_clock()

    @property
    def never(self) -> bool:
        """Whether this week never opens."""
        return not any(self.days)


def join(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """The same minutes, in order, with touching and overlapping intervals made one."""
    joined: list[Interval] = []
    for start, end in sorted(intervals):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return tuple(joined)


def without(intervals: Iterable[Interval], start: int, end: int) -> tuple[Interval, ...]:
    """The minutes of `intervals` that do not lie in [`start`, `end`)."""
    left = []
    for begin, finish in intervals:
        left += [(begin, min(finish, start)), (max(begin, end), finish)]
    return tuple((begin, finish) for begin, finish in left if begin < finish)
