"""Periods of whole days: their names, their edges, and what they are compared with."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from support.periods import PeriodError, between, preset
from support.quantiles import median, nearest_rank

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("name", "first", "last", "before"),
    [
        ("today", "2026-03-02", "2026-03-02", ("2026-03-01", "2026-03-01")),
        ("yesterday", "2026-03-01", "2026-03-01", ("2026-02-28", "2026-02-28")),
        ("last_7_days", "2026-02-24", "2026-03-02", ("2026-02-17", "2026-02-23")),
        ("last_30_days", "2026-02-01", "2026-03-02", ("2026-01-02", "2026-01-31")),
        ("this_month", "2026-03-01", "2026-03-02", ("2026-02-27", "2026-02-28")),
        ("last_month", "2026-02-01", "2026-02-28", ("2026-01-01", "2026-01-31")),
    ],
)
def test_periods_have_names(name: str, first: str, last: str, before: tuple[str, str]) -> None:
    found = preset(name, day("2026-03-02"), HANOI)
    assert (found.first, found.last) == (day(first), day(last))
    assert (found.before.first, found.before.last) == tuple(map(day, before))


@pytest.mark.parametrize(
    ("zone", "on", "start", "end"),
    [
        ("Asia/Ho_Chi_Minh", "2026-11-25", "2026-11-24T17:00", "2026-11-25T17:00"),
        # The day of 25 hours, and the one of 23.
        ("Europe/Berlin", "2026-10-25", "2026-10-24T22:00", "2026-10-25T23:00"),
        ("Europe/Berlin", "2027-03-28", "2027-03-27T23:00", "2027-03-28T22:00"),
        # Clocks went on at midnight: the day began at 01:00.
        ("America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00", "2018-11-05T02:00"),
    ],
)
def test_a_day_begins_and_ends_by_its_zones_clocks(
    zone: str, on: str, start: str, end: str
) -> None:
    found = between(day(on), day(on), ZoneInfo(zone))
    assert f"{found.start:%Y-%m-%dT%H:%M}" == start
    assert f"{found.end:%Y-%m-%dT%H:%M}" == end


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2026-03-02", "2026-03-01", "ends on 2026-03-01, before it begins"),
        ("2026-01-01", "2027-01-02", "366 days at most"),
        ("0001-01-01", "0001-01-01", "too far away"),
        ("2026-01-01", "9999-12-31", "too far away"),
    ],
)
def test_a_period_that_is_none_says_why(first: str, last: str, words: str) -> None:
    with pytest.raises(PeriodError, match=words):
        between(day(first), day(last), HANOI)


def test_a_leap_year_fits_and_an_unknown_name_names_the_known_ones() -> None:
    assert len(between(day("2028-01-01"), day("2028-12-31"), HANOI).days) == 366
    with pytest.raises(PeriodError, match="last_7_days"):
        preset("whenever", day("2026-03-02"), HANOI)


@pytest.mark.parametrize(
    ("values", "middle", "ninety"),
    [
        ([], None, None),
        ([7], 7, 7),
        ([4, 1], 2.5, 4),
        ([5, 1, 3], 3, 5),
        (list(range(1, 11)), 5.5, 9),
        (list(range(1, 12)), 6, 10),
    ],
)
def test_the_middle_and_what_nine_of_ten_do_not_exceed(
    values: list[float], middle: float | None, ninety: float | None
) -> None:
    assert median(values) == middle
    assert nearest_rank(values, 0.9) == ninety
