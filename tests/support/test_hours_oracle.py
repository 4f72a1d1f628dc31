"""Opening hours against an oracle that walks minute by minute over the clock on the wall.

The oracle shares nothing with the code under test: it asks the zone for the local time of every
single minute and looks that up in the hours as they are written.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from support.hours import Hours
from support.public_holidays import Closure, Day, Holidays, OwnClosure
from support.text import Text
from support.weekly import Week

MINUTE = timedelta(minutes=1)
NAME = Text({"en": "closed"}, "en")

# A zone, and days around which its clock jumps or its year ends.
PLACES = [
    ("Asia/Ho_Chi_Minh", date(2027, 2, 5)),
    ("Asia/Ho_Chi_Minh", date(2026, 12, 31)),
    ("America/New_York", date(2027, 3, 14)),
    ("America/New_York", date(2027, 11, 7)),
    ("Europe/London", date(2027, 3, 28)),
    ("Europe/London", date(2027, 10, 31)),
    ("Australia/Lord_Howe", date(2027, 4, 4)),  # by half an hour
    ("Australia/Lord_Howe", date(2027, 10, 3)),
    ("America/Havana", date(2027, 11, 7)),  # at midnight
    ("Africa/Cairo", date(2027, 4, 30)),  # midnight is skipped
    ("America/St_Johns", date(2006, 10, 29)),  # from 00:01 back into the day before
    ("Pacific/Apia", date(2011, 12, 30)),  # a date that never was
    ("Asia/Kathmandu", date(2027, 1, 1)),
]


@dataclass(frozen=True)
class Case:
    """Hours as somebody would write them down, and a stretch of days to look at."""

    zone: ZoneInfo
    first: date
    weekly: dict[int, list[tuple[int, int]]]
    closures: dict[date, tuple[int, int]]
    closed_on_holidays: bool

    def hours(self) -> Hours:
        own = tuple(
            OwnClosure(
                Day(day.month, day.day, day.year),
                Day(day.month, day.day, day.year),
                Closure(NAME, start, end),
            )
            for day, (start, end) in self.closures.items()
        )
        holidays = Holidays(None, ("en",), "en", own=own)
        return Hours(self.zone, Week.of(self.weekly), holidays, self.closed_on_holidays)

    def open_on_the_wall(self, at: datetime) -> bool:
        local = at.astimezone(self.zone)
        minute = local.hour * 60 + local.minute
        if self.closed_on_holidays and local.date() in self.closures:
            start, end = self.closures[local.date()]
            if start <= minute < end:
                return False
        today = self.weekly.get(local.weekday(), [])
        yesterday = self.weekly.get((local.weekday() - 1) % 7, [])
        return any(start <= minute < end for start, end in today) or any(
            start <= minute + 1440 < end for start, end in yesterday
        )


@st.composite
def days_hours(draw: st.DrawFn) -> list[tuple[int, int]]:
    """Nothing, a split day, the whole day, or hours that cross midnight."""
    kind = draw(st.sampled_from(["closed", "split", "split", "all", "overnight"]))
    if kind == "closed":
        return []
    if kind == "all":
        return [(0, 1440)]
    if kind == "overnight":
        start = draw(st.integers(1, 1439))
        return [(start, draw(st.integers(1440, 1440 + start)))]
    edges = draw(st.lists(st.integers(0, 1440), min_size=2, max_size=6, unique=True))
    edges = sorted(edges)[: len(edges) // 2 * 2]
    return list(zip(edges[::2], edges[1::2], strict=True))


@st.composite
def cases(draw: st.DrawFn) -> Case:
    name, around = draw(st.sampled_from(PLACES))
    closure = st.one_of(
        st.just((0, 1440)),
        st.integers(1, 1439).map(lambda minute: (minute, 1440)),
        st.integers(1, 1439).map(lambda minute: (0, minute)),
    )
    closures = draw(st.dictionaries(st.integers(-2, 6), closure, max_size=3))
    return Case(
        zone=ZoneInfo(name),
        first=around - timedelta(days=2),
        weekly=draw(st.dictionaries(st.integers(0, 6), days_hours(), min_size=2, max_size=7)),
        closures={around + timedelta(days=day): span for day, span in closures.items()},
        closed_on_holidays=draw(st.sampled_from([True, True, False])),
    )


ALL_WEEK = {day: [(0, 1440)] for day in range(7)}
NIGHTS = {day: [(22 * 60, 30 * 60)] for day in range(7)}
OFFICE = {day: [(480, 690), (780, 1020)] for day in range(5)}


@settings(max_examples=150, deadline=None)
@given(cases())
@example(Case(ZoneInfo("America/New_York"), date(2027, 11, 5), NIGHTS, {}, True))
@example(Case(ZoneInfo("Europe/London"), date(2027, 3, 26), {6: [(60, 120)]}, {}, True))
@example(Case(ZoneInfo("America/New_York"), date(2027, 3, 12), {6: [(150, 170)]}, {}, False))
@example(Case(ZoneInfo("Asia/Ho_Chi_Minh"), date(2026, 12, 29), ALL_WEEK,
              {date(2027, 1, 1): (0, 1440)}, True))  # fmt: skip
@example(Case(ZoneInfo("Asia/Ho_Chi_Minh"), date(2026, 12, 29), OFFICE,
              {date(2026, 12, 31): (720, 1440)}, True))  # fmt: skip
@example(
    Case(
        ZoneInfo("Asia/Ho_Chi_Minh"),
        date(2026, 12, 29),
        OFFICE,
        {date(2026, 12, 31): (0, 600)},
        True,
    )
)
def test_hours_agree_with_every_minute_on_the_wall(case: Case) -> None:
    hours = case.hours()
    start = datetime.combine(case.first, datetime.min.time(), tzinfo=UTC) - timedelta(hours=14)
    minutes = [start + MINUTE * step for step in range(5 * 1440)]
    states = [case.open_on_the_wall(at) for at in minutes]

    changes = [
        (at, now)
        for at, before, now in zip(minutes[1:], states, states[1:], strict=False)
        if before != now
    ]
    # Looked at a minute before, at and after every change, and at quiet moments between.
    watched = {0, 777, 3001, len(minutes) - 1}
    for at, _ in changes:
        place = round((at - start) / MINUTE)
        watched |= {place - 1, place, place + 1}
    for place in sorted(watched):
        if not 0 <= place < len(minutes):
            continue
        at = minutes[place]
        assert hours.is_open(at) == states[place], at
        for moment in (at, at + timedelta(seconds=59.5)):
            opening = next((when for when, opens in changes if opens and when > moment), None)
            closing = next((when for when, opens in changes if not opens and when > moment), None)
            check_next(hours.next_opening(moment), opening, minutes[-1])
            check_next(hours.next_closing(moment), closing, minutes[-1])
    assert sorted_minutes(case, hours, minutes) == [
        at for at, state in zip(minutes, states, strict=True) if state
    ]


def check_next(found: datetime | None, expected: datetime | None, last: datetime) -> None:
    """The same instant; or, where the walk saw none, one after the walk or none at all."""
    if expected is None:
        assert found is None or found.astimezone(UTC) > last
    else:
        assert found is not None
        assert found.astimezone(UTC) == expected


def sorted_minutes(case: Case, hours: Hours, minutes: list[datetime]) -> list[datetime]:
    """The open minutes that `windows` gives, day by day, within the walk."""
    found: list[datetime] = []
    for day in range(-2, 8):
        for start, end in hours.windows(case.first + timedelta(days=day)):
            at, stop = start.astimezone(UTC), end.astimezone(UTC)
            assert at < stop
            while at < stop:
                found.append(at)
                at += MINUTE
    assert len(found) == len(set(found))
    return sorted(at for at in found if minutes[0] <= at <= minutes[-1])


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 27), st.integers(0, 1439), st.sampled_from([OFFICE, ALL_WEEK, NIGHTS]))
def test_the_next_opening_is_found_behind_a_closure_of_28_days(
    day: int, minute: int, weekly: dict[int, list[tuple[int, int]]]
) -> None:
    zone = ZoneInfo("Europe/London")
    first = date(2027, 3, 8)  # the clocks go forward within the closure
    closures = {first + timedelta(days=step): (0, 1440) for step in range(28)}
    case = Case(zone, first, weekly, closures, True)
    # By the clock on the wall: after the change, its last hour is an hour earlier in UTC.
    at = (datetime(2027, 3, 8, tzinfo=zone) + timedelta(days=day, minutes=minute)).astimezone(UTC)
    found = case.hours().next_opening(at)
    walk = at + MINUTE
    while not case.open_on_the_wall(walk):
        walk += MINUTE
    assert found is not None
    assert found.astimezone(UTC) == walk


@pytest.mark.parametrize(
    ("weekly", "closed_on_holidays", "open_now"),
    [({}, True, False), (ALL_WEEK, False, True), (ALL_WEEK, True, True)],
)
def test_what_never_changes_has_no_next_opening_and_no_next_closing(
    weekly: dict[int, list[tuple[int, int]]], closed_on_holidays: bool, open_now: bool
) -> None:
    case = Case(ZoneInfo("America/New_York"), date(2027, 3, 12), weekly, {}, closed_on_holidays)
    hours = case.hours()
    at = datetime(2027, 3, 13, tzinfo=UTC)
    assert hours.is_open(at) is open_now
    assert (hours.next_opening(at), hours.next_closing(at)) == (None, None)


def test_an_opening_more_than_400_days_ahead_is_not_looked_for() -> None:
    holidays = Holidays(
        None, ("en",), "en",
        own=(OwnClosure(Day(1, 1, 2027), Day(12, 31, 2028), Closure(NAME)),),
    )  # fmt: skip
    hours = Hours(ZoneInfo("UTC"), Week.around_the_clock(), holidays, True)
    assert hours.next_opening(datetime(2027, 1, 5, tzinfo=UTC)) is None
    found = hours.next_opening(datetime(2028, 1, 5, tzinfo=UTC))
    assert found == datetime(2029, 1, 1, tzinfo=UTC)
