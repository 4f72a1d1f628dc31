"""Days, times, moments and durations as each language writes them.

A language is one file in `support/locales`. A language without a file is written in English.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

import yaml
from babel.dates import format_date, format_time, format_timedelta

from support.text import primary_language

FALLBACK = "en"
_FOLDER = Path(__file__).parent / "locales"
_UNITS: tuple[tuple[Literal["day", "hour", "minute", "second"], int], ...] = (
    ("day", 86_400),
    ("hour", 3_600),
    ("minute", 60),
    ("second", 1),
)


@dataclass(frozen=True)
class _Locale:
    """The patterns of one language, as its file names them."""

    language: str
    date: str
    day: str
    time: str
    moment: str
    today: str
    tomorrow: str
    span_of_a_day: str
    span: str
    weekdays: list[str] | None = None


def weekday(value: date, language: str) -> str:
    """The day of the week as it stands inside a sentence: "Monday", "thứ Hai"."""
    locale = _locale(language)
    if locale.weekdays:
        return locale.weekdays[value.weekday()]
    name: str = format_date(value, "EEEE", locale=locale.language)
    return name


def day(value: date, language: str) -> str:
    """A date with its weekday: "Monday 25 January 2027"."""
    locale = _locale(language)
    written = format_date(value, locale.date, locale=locale.language)
    return locale.day.format(weekday=weekday(value, language), date=written)


def time(at: datetime, zone: ZoneInfo, language: str) -> str:
    """The clock time of `at` (aware) in `zone`: "08:00"."""
    locale = _locale(language)
    text: str = format_time(at.astimezone(zone).time(), locale.time, locale=locale.language)
    return text


def moment(at: datetime, zone: ZoneInfo, language: str, relative_to: datetime | None = None) -> str:
    """Date and time of `at` (aware) in `zone`: "Monday 25 January 2027 at 08:00".

    With `relative_to` (aware) a moment of that day or of the next also says "today" or
    "tomorrow"; the date is always named.
    """
    locale = _locale(language)
    local = at.astimezone(zone).date()
    pattern = locale.moment
    if relative_to is not None:
        away = local - relative_to.astimezone(zone).date()
        pattern = {0: locale.today, 1: locale.tomorrow}.get(away.days, pattern)
    return pattern.format(day=day(local, language), time=time(at, zone, language))


def span(start: datetime, end: datetime, zone: ZoneInfo, language: str) -> str:
    """From one moment to another (aware): "between 14:30 and 17:00 on Saturday 23 …"."""
    locale = _locale(language)
    first, last = start.astimezone(zone).date(), end.astimezone(zone).date()
    if first == last:
        return locale.span_of_a_day.format(
            start=time(start, zone, language),
            end=time(end, zone, language),
            day=day(first, language),
        )
    return locale.span.format(start=moment(start, zone, language), end=moment(end, zone, language))


def duration(seconds: float, language: str) -> str:
    """A length of time, its two largest units: "30 minutes", "1 hour 30 minutes".

    What is smaller than the second unit is rounded to it.
    """
    left = round(timedelta(seconds=seconds).total_seconds())
    first = next((size for _, size in _UNITS if left >= size), 1)
    smallest = {86_400: 3_600, 3_600: 60, 60: 1, 1: 1}[first]
    left = (left + smallest // 2) // smallest * smallest
    parts = []
    for name, size in _UNITS:
        count, left = divmod(left, size)
        if count:
            parts.append(_unit(count, name, language))
    return " ".join(parts) or _unit(0, "second", language)


def languages() -> list[str]:
    """The languages that have a file, in alphabetical order."""
    return sorted(path.stem for path in _FOLDER.glob("*.yml"))


def _unit(count: int, name: Literal["day", "hour", "minute", "second"], language: str) -> str:
    # format_unit has gaps in its long patterns where format_timedelta looks further; the
    # threshold makes it count in this unit however large the number is.
    length = timedelta(seconds=count * dict(_UNITS)[name])
    locale = _locale(language).language
    return format_timedelta(length, granularity=name, threshold=float("inf"), locale=locale)


def _locale(language: str) -> _Locale:
    return _load(primary_language(language))


@cache
def _load(language: str) -> _Locale:
    path = _FOLDER / f"{language}.yml"
    if not (language.isalpha() and path.is_file()):
        return _load(FALLBACK)
    return _Locale(language=language, **yaml.safe_load(path.read_text(encoding="utf-8")))
