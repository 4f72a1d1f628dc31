"""Dates, times and durations as English and Vietnamese write them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from support import wording

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
MONDAY = datetime(2027, 1, 25, 8, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("language", "before", "written"),
    [
        ("en", None, "Monday 25 January 2027 at 08:00"),
        ("en", timedelta(hours=1), "today, Monday 25 January 2027, at 08:00"),
        ("en", timedelta(hours=9), "tomorrow, Monday 25 January 2027, at 08:00"),
        ("en", timedelta(days=2), "Monday 25 January 2027 at 08:00"),
        ("vi", None, "08:00 thứ Hai ngày 25/01/2027"),
        ("vi", timedelta(hours=1), "08:00 hôm nay, thứ Hai ngày 25/01/2027"),
        ("vi-VN", timedelta(hours=9), "08:00 ngày mai, thứ Hai ngày 25/01/2027"),
        ("xx", None, "Monday 25 January 2027 at 08:00"),
    ],
)
def test_a_moment_always_names_its_date(
    language: str, before: timedelta | None, written: str
) -> None:
    relative_to = None if before is None else MONDAY - before
    assert wording.moment(MONDAY, ZONE, language, relative_to) == written


def test_a_moment_is_written_in_the_zone_asked_for() -> None:
    assert wording.time(MONDAY, ZoneInfo("UTC"), "en") == "01:00"
    assert wording.moment(MONDAY, ZoneInfo("America/New_York"), "en").startswith("Sunday 24")


@pytest.mark.parametrize(
    ("day", "written"),
    [(date(2027, 2, 7), "Chủ nhật ngày 07/02/2027"), (date(2027, 2, 6), "thứ Bảy ngày 06/02/2027")],
)
def test_a_vietnamese_weekday_fits_into_a_sentence(day: date, written: str) -> None:
    assert wording.day(day, "vi") == written
    assert written.startswith(wording.weekday(day, "vi") + " ")


@pytest.mark.parametrize(
    ("seconds", "english", "vietnamese"),
    [
        (0, "0 seconds", "0 giây"),
        (1, "1 second", "1 giây"),
        (90, "1 minute 30 seconds", "1 phút 30 giây"),
        (1_800, "30 minutes", "30 phút"),
        (5_400, "1 hour 30 minutes", "1 giờ 30 phút"),
        (7_199, "2 hours", "2 giờ"),
        (10_800, "3 hours", "3 giờ"),
        (28 * 86_400, "28 days", "28 ngày"),
    ],
)
def test_a_duration_has_at_most_two_units(seconds: int, english: str, vietnamese: str) -> None:
    assert wording.duration(seconds, "en") == english
    assert wording.duration(seconds, "vi") == vietnamese


def test_a_span_within_a_day_names_the_day_once() -> None:
    end = MONDAY + timedelta(hours=3)
    assert wording.span(MONDAY, end, ZONE, "en") == (
        "between 08:00 and 11:00 on Monday 25 January 2027"
    )
    assert wording.span(MONDAY, end, ZONE, "vi") == "từ 08:00 đến 11:00 thứ Hai ngày 25/01/2027"


def test_there_is_a_file_for_every_language() -> None:
    assert wording.languages() == ["en", "vi"]
