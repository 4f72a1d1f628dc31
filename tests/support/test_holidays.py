"""Holidays: the country's calendar, and what a company adds, removes and halves."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from support.hours_reading import parse_day
from support.policy import load
from support.public_holidays import Holidays, calendar_exists

ROOT = Path(__file__).parents[2]


def holidays(tmp_path: Path, section: str) -> Holidays:
    """The holidays of a policy with this section instead of its own changes."""
    text = (ROOT / "policy.yml").read_text(encoding="utf-8")
    old = "  add: []\n  remove: []\n  half_days: []\n"
    assert old in text
    path = tmp_path / "policy.yml"
    path.write_text(text.replace(old, section), encoding="utf-8")
    return load(path).holidays


@pytest.mark.parametrize(
    ("first", "last"),
    [
        # New Year of the lunar calendar, with its days in lieu, of five years.
        ((2025, 1, 27), (2025, 1, 31)),
        ((2026, 2, 16), (2026, 2, 20)),
        ((2027, 2, 4), (2027, 2, 10)),
        ((2028, 1, 24), (2028, 1, 29)),
    ],
)
def test_tet_moves_with_the_lunar_calendar(
    first: tuple[int, int, int], last: tuple[int, int, int]
) -> None:
    calendar = load(ROOT / "policy.yml").holidays
    start, end = date(*first), date(*last)
    days = [date.fromordinal(day) for day in range(start.toordinal(), end.toordinal() + 1)]
    assert all("Lunar New Year" in (calendar.name(day, "en") or "") for day in days)
    assert all("Tết" in (calendar.name(day, "vi") or "") for day in days)
    assert calendar.closure(date.fromordinal(start.toordinal() - 1)) is None


def test_an_added_date_is_a_holiday_of_its_year_only(tmp_path: Path) -> None:
    calendar = holidays(
        tmp_path, "  add: [{ date: 2027-03-08, name: { en: Outing, vi: Du lịch } }]\n"
    )
    assert calendar.name(date(2027, 3, 8), "en") == "Outing"
    assert calendar.name(date(2027, 3, 8), "vi-VN") == "Du lịch"
    assert calendar.closure(date(2028, 3, 8)) is None


def test_a_date_without_a_year_is_a_holiday_of_every_year(tmp_path: Path) -> None:
    calendar = holidays(
        tmp_path, "  add: [{ date: 12-25, name: { en: Christmas, vi: Giáng sinh } }]\n"
    )
    assert [calendar.name(date(year, 12, 25), "en") for year in (2026, 2031)] == ["Christmas"] * 2
    assert calendar.closure(date(2026, 12, 24)) is None


def test_a_long_closure_counts_its_last_date(tmp_path: Path) -> None:
    calendar = holidays(
        tmp_path,
        "  add: [{ from: 2026-12-20, to: 2027-01-16, name: { en: Move, vi: Chuyển } }]\n",
    )
    closed = [date(2026, 12, 20), date(2027, 1, 1), date(2027, 1, 16)]
    assert {calendar.name(day, "en") for day in closed} == {"Move"}
    assert calendar.closure(date(2026, 12, 19)) is None
    assert calendar.closure(date(2027, 1, 17)) is None


def test_a_removed_holiday_is_a_working_day(tmp_path: Path) -> None:
    calendar = holidays(tmp_path, "  remove: [2026-11-24]\n")
    assert calendar.closure(date(2026, 11, 24)) is None
    assert calendar.name(date(2027, 11, 24), "en") == "Vietnam Cultural Day"


def test_a_half_day_closes_from_its_hour_even_on_a_holiday_of_the_calendar(tmp_path: Path) -> None:
    calendar = holidays(
        tmp_path,
        '  half_days: [{ date: 2026-11-24, closed_from: "12:00", name: { en: A, vi: B } }]\n',
    )
    closure = calendar.closure(date(2026, 11, 24))
    assert closure is not None
    assert (closure.start, closure.end, closure.whole_day) == (720, 1440, False)


def test_without_a_calendar_only_own_closures_count() -> None:
    assert Holidays(None, ("en",), "en").closure(date(2027, 1, 1)) is None


def test_a_calendar_in_a_language_of_its_own_still_has_english_names() -> None:
    calendar = Holidays("DE", ("vi",), "vi")
    assert calendar.name(date(2027, 12, 25), "vi") == "Christmas Day"


@pytest.mark.parametrize(("country", "there"), [("VN", True), ("US", True), ("XX", False)])
def test_which_calendars_there_are(country: str, there: bool) -> None:
    assert calendar_exists(country) is there


@pytest.mark.parametrize("text", ["2027-02-30", "13-01", "2027-2-3", "tomorrow", "", "2027/01/01"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a date, expected YYYY-MM-DD"):
        parse_day(text)


def test_the_29th_of_february_is_a_date_of_every_year() -> None:
    assert parse_day("02-29").covers(date(2028, 2, 29))
