"""Reads zone, weekly hours and holidays out of a policy file."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from support.public_holidays import (
    Closure,
    Day,
    Holidays,
    OwnClosure,
    calendar_exists,
)
from support.text import Text
from support.text_reading import read_text
from support.weekly import (
    DAYS,
    MINUTES_PER_DAY,
    Week,
    parse_days,
    parse_interval,
    parse_time,
)
from support.yaml_source import Source

ALWAYS = "24/7"


def read_zone(source: Source) -> ZoneInfo:
    """An IANA time zone."""
    name = source.word()
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        source.fail(f"'{name}' is not a time zone, expected an IANA name like Asia/Ho_Chi_Minh")


def read_week(source: Source) -> Week:
    """Weekly hours: `24/7`, or a mapping of days to one interval or a list of them."""
    if not source.is_mapping:
        word = source.word()
        if word != ALWAYS:
            source.fail(f"'{word}' are no hours, expected {ALWAYS} or a mapping of days")
        return Week.around_the_clock()
    intervals: dict[int, list[tuple[int, int]]] = {}
    # Minutes of the week that are taken, by the key that took them: overlaps are mistakes.
    taken: dict[int, str] = {}
    for name, value in source.entries().items():
        parts = value.items() if value.is_list else [value]
        for weekday in value_days(name, value):
            if weekday in intervals:
                value.fail(f"{DAYS[weekday]} stands here a second time")
            intervals[weekday] = []
            for part in parts:
                start, end = part.parsed(parse_interval)
                for minute in range(start, end):
                    minute_of_week = (weekday * MINUTES_PER_DAY + minute) % (7 * MINUTES_PER_DAY)
                    if minute_of_week in taken:
                        part.fail(f"'{part.word()}' overlaps the hours of {taken[minute_of_week]}")
                    taken[minute_of_week] = f"{DAYS[weekday]} {part.word()}"
                intervals[weekday].append((start, end))
    return Week.of(intervals)


def value_days(name: str, value: Source) -> list[int]:
    """The weekdays that the key `name` stands for; an error names the key of `value`."""
    try:
        return parse_days(name)
    except ValueError as error:
        value.fail(str(error))


def read_holidays(source: Source | None, languages: tuple[str, ...]) -> Holidays:
    """The holidays: a country's calendar and the company's own changes. None: no holidays."""
    if source is None:
        return Holidays(None, languages, languages[0])
    fields = source.fields(
        optional=("country", "subdivision", "names", "remove", "half_days", "add")
    )
    country = fields["country"].word() if "country" in fields else None
    subdivision = fields["subdivision"].word() if "subdivision" in fields else None
    if country and not calendar_exists(country):
        fields["country"].fail(f"there is no holiday calendar for '{country}', expected like VN")
    if subdivision and not (country and calendar_exists(country, subdivision)):
        fields["subdivision"].fail(f"'{subdivision}' is no part of '{country}' with a calendar")
    own = [_half_day(item, languages) for item in _list(fields, "half_days")]
    own += [_addition(item, languages) for item in _list(fields, "add")]
    return Holidays(
        country=country,
        languages=languages,
        default_language=languages[0],
        subdivision=subdivision,
        removed=tuple(item.parsed(parse_day) for item in _list(fields, "remove")),
        own=tuple(own),
        names=_names(fields.get("names"), languages),
    )


def parse_day(text: str) -> Day:
    """A date, YYYY-MM-DD, or one of every year, MM-DD. Raises ValueError in one line."""
    try:
        if len(text) == len("MM-DD"):
            day = date.fromisoformat(f"2024-{text}")  # a leap year, so that 02-29 is one
            return Day(day.month, day.day)
        if len(text) == len("YYYY-MM-DD"):
            day = date.fromisoformat(text)
            return Day(day.month, day.day, day.year)
    except ValueError:
        pass
    raise ValueError(f"'{text}' is not a date, expected YYYY-MM-DD, or MM-DD for every year")


def _list(fields: dict[str, Source], name: str) -> list[Source]:
    return fields[name].items() if name in fields else []


def _names(source: Source | None, languages: tuple[str, ...]) -> dict[str, Text]:
    if source is None:
        return {}
    return {name: read_text(value, languages) for name, value in source.entries().items()}


def _half_day(source: Source, languages: tuple[str, ...]) -> OwnClosure:
    fields = source.fields(required=("date", "name"), optional=("closed_from", "closed_until"))
    if "closed_from" not in fields and "closed_until" not in fields:
        source.fail("'closed_from' or 'closed_until' is missing")
    start = fields["closed_from"].parsed(parse_time) if "closed_from" in fields else 0
    end = fields["closed_until"].parsed(parse_time) if "closed_until" in fields else MINUTES_PER_DAY
    if start >= end:
        source.fail("'closed_from' must be earlier than 'closed_until'")
    day = fields["date"].parsed(parse_day)
    return OwnClosure(day, day, Closure(read_text(fields["name"], languages), start, end))


def _addition(source: Source, languages: tuple[str, ...]) -> OwnClosure:
    fields = source.fields(required=("name",), optional=("date", "from", "to"))
    closure = Closure(read_text(fields["name"], languages))
    if ("date" in fields) == ("from" in fields) or ("from" in fields) != ("to" in fields):
        source.fail("expected either 'date', or both 'from' and 'to'")
    if "date" in fields:
        day = fields["date"].parsed(parse_day)
        return OwnClosure(day, day, closure)
    first, last = (fields[name].parsed(parse_day) for name in ("from", "to"))
    if (first.year is None) != (last.year is None):
        source.fail("'from' and 'to' must both have a year or both have none")
    if (first.year or 0, first.month, first.day) > (last.year or 0, last.month, last.day):
        source.fail("'from' must not be later than 'to'")
    return OwnClosure(first, last, closure)
