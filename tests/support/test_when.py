"""What visitors ask about: days, times and holidays in their own words."""

from datetime import datetime
from pathlib import Path

import pytest

from support.policy import Policy, load
from support.when import parse

ROOT = Path(__file__).parents[2]
NOW = "2026-11-25T10:00"  # a Wednesday


@pytest.fixture(scope="module")
def policy() -> Policy:
    return load(ROOT / "policy.yml")


def read(policy: Policy, text: str, now: str = NOW, language: str = "en") -> str | None:
    """`text` as "day", "first..last" for whole days, "moment", or "from..to"."""
    when = parse(text, datetime.fromisoformat(now).replace(tzinfo=policy.zone), policy, language)
    if when is None:
        return None
    assert when.start.tzinfo == policy.zone
    assert when.start <= when.end
    if when.whole_day:
        days = [day.isoformat() for day in when.days]
        return days[0] if len(days) == 1 else f"{days[0]}..{days[-1]}"
    start = when.start.strftime("%Y-%m-%d %H:%M")
    return start if when.is_moment else f"{start}..{when.end:%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("are you open today", "2026-11-25"),
        ("and tomorrow?", "2026-11-26"),
        ("the day after tomorrow", "2026-11-27"),
        ("what are your phone hours on sunday", "2026-11-29"),
        ("Sat", "2026-11-28"),
        ("do you work on wednesday", "2026-11-25"),
        ("next monday", "2026-11-30"),
        ("next wednesday", "2026-12-02"),
        ("do you work on weekends", "2026-11-28..2026-11-29"),
        ("open next week?", "2026-11-30..2026-12-06"),
    ],
)
def test_days_count_from_the_message(policy: Policy, text: str, expected: str) -> None:
    assert read(policy, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("are you closed on 2/9", "2027-09-02"),
        ("on 1-12", "2026-12-01"),
        ("31/12/2026", "2026-12-31"),
        ("5.12.2026", "2026-12-05"),
        ("2027-02-08", "2027-02-08"),
        ("september 2nd", "2027-09-02"),
        ("the 2nd of September", "2027-09-02"),
        ("30 april", "2027-04-30"),
        ("8 feb 2027", "2027-02-08"),
        ("may 1", "2027-05-01"),
        ("on christmas?", "2026-12-25"),
    ],
)
def test_dates_are_day_first_and_ahead(policy: Policy, text: str, expected: str) -> None:
    assert read(policy, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("is billing open on saturday afternoon", "2026-11-28 12:00..2026-11-28 18:00"),
        ("tomorrow morning", "2026-11-26 06:00..2026-11-26 12:00"),
        ("tonight", "2026-11-25 18:00..2026-11-26 00:00"),
        ("is anybody there at night", "2026-11-25 20:00..2026-11-26 00:00"),
        ("in the morning", "2026-11-25 06:00..2026-11-25 12:00"),
        ("Is live chat available at 9pm?", "2026-11-25 21:00"),
        ("at 9 am", "2026-11-26 09:00"),  # nine is over today
        ("can i call at 12:30 am on friday", "2026-11-27 00:30"),
        ("14:30", "2026-11-25 14:30"),
        ("friday at 8", "2026-11-27 08:00"),
        ("may i call on monday at 10", "2026-11-30 10:00"),
        ("on 2/9 at 9am", "2027-09-02 09:00"),
        ("tomorrow at noon", "2026-11-26 12:00"),
        ("are you open now", "2026-11-25 10:00"),
    ],
)
def test_times_of_day(policy: Policy, text: str, expected: str) -> None:
    assert read(policy, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("are you there during Tết?", "2027-02-04..2027-02-10"),
        ("open in tet", "2027-02-04..2027-02-10"),
        ("during lunar new year", "2027-02-04..2027-02-10"),
        ("new year's day", "2027-01-01"),
        ("open on New Year’s Day?", "2027-01-01"),
        ("hung kings", "2027-04-16"),
        ("reunification day", "2027-04-30"),
        ("labor day", "2027-05-01..2027-05-03"),
        ("national day", "2027-09-02..2027-09-03"),
    ],
)
def test_holidays_go_by_the_policys_calendar(policy: Policy, text: str, expected: str) -> None:
    assert read(policy, text) == expected


def test_a_holiday_that_runs_is_the_one_that_is_meant(policy: Policy) -> None:
    assert read(policy, "are you open during tet", now="2027-02-07T12:00") == (
        "2027-02-07..2027-02-10"
    )


def test_a_holiday_is_named(policy: Policy) -> None:
    now = datetime(2026, 11, 25, 10, tzinfo=policy.zone)
    asked = parse("tet", now, policy)
    assert asked is not None
    assert asked.holiday == "Lunar New Year (Tết)"
    at_nine = parse("new year's day at 9am", now, policy)
    assert at_nine is not None
    assert (at_nine.holiday, at_nine.is_moment) == ("New Year's Day", True)


def test_the_policys_zone_decides_what_today_is(policy: Policy) -> None:
    late = datetime.fromisoformat("2026-11-25T18:30:00+00:00")  # 01:30 on the 26th in Vietnam
    today = parse("today", late, policy)
    assert today is not None
    assert today.start.date().isoformat() == "2026-11-26"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mai co lam viec khong", "2026-11-26"),
        ("chủ nhật", "2026-11-29"),
        ("thứ bảy tuần sau", "2026-12-05"),
        ("chiều thứ 7", "2026-11-28 12:00..2026-11-28 18:00"),
        ("9h sáng mai", "2026-11-26 09:00"),
        ("tết dương lịch", "2027-01-01"),
        ("tết nguyên đán", "2027-02-04..2027-02-10"),
        ("saturday", "2026-11-28"),
    ],
)
def test_vietnamese_and_english_within_it(policy: Policy, text: str, expected: str) -> None:
    assert read(policy, text, language="vi") == expected


@pytest.mark.parametrize(
    "text",
    [
        "what are your opening hours",
        "24/7 support?",
        "my ip is 203.0.113.7",
        "invoice 88231",
        "version 8.1.2",
        "99/99",
        "",
        "\x00 🤷",
    ],
)
def test_no_time_is_no_time(policy: Policy, text: str) -> None:
    assert read(policy, text) is None
