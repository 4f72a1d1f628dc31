"""Public holidays: a country's calendar, and what the company changes in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from importlib.metadata import version

import holidays as calendars

from support.text import Text, primary_language
from support.weekly import MINUTES_PER_DAY


@dataclass(frozen=True)
class Closure:
    """A holiday of one date: from and to in minutes after midnight, the whole day by default."""

    name: Text
    start: int = 0
    end: int = MINUTES_PER_DAY

    @property
    def whole_day(self) -> bool:
        """Whether nothing of the day is left to work in."""
        return self.start <= 0 and self.end >= MINUTES_PER_DAY


@dataclass(frozen=True)
class Day:
    """A date of one year (`year` set) or of every year (`year` None)."""

    month: int
    day: int
    year: int | None = None

    def covers(self, day: date) -> bool:
        """Whether `day` is this date."""
        return (day.month, day.day) == (self.month, self.day) and self.year in (None, day.year)

    def __str__(self) -> str:
        """As the policy file writes it: YYYY-MM-DD or MM-DD."""
        short = f"{self.month:02}-{self.day:02}"
        return short if self.year is None else f"{self.year:04}-{short}"


@dataclass(frozen=True)
class OwnClosure:
    """A holiday that the company adds: a date, or the first and last date of a long closure."""

    first: Day
    last: Day
    closure: Closure

    def covers(self, day: date) -> bool:
        """Whether `day` lies in this closure, its last date included."""
        if self.first == self.last:
            return self.first.covers(day)
        first, last = (
            (part.year or day.year, part.month, part.day) for part in (self.first, self.last)
        )
        return first <= (day.year, day.month, day.day) <= last


@dataclass(frozen=True)
class Holidays:
    """The holidays of a company: `closure(day)` says whether a date is one.

    `country` and `subdivision` choose the calendar (None: no calendar, only own closures); it
    carries lunar dates and days in lieu. `removed` are dates of it that the company works on.
    `own` are added closures and half-days; on one date they win over the calendar. `names`
    gives another name to a day of the calendar, by the calendar's English name.
    """

    country: str | None
    languages: tuple[str, ...]
    default_language: str
    subdivision: str | None = None
    removed: tuple[Day, ...] = ()
    own: tuple[OwnClosure, ...] = ()
    names: dict[str, Text] = field(default_factory=dict)

    def closure(self, day: date) -> Closure | None:
        """The holiday of this local date, or None on an ordinary day."""
        for own in self.own:
            if own.covers(day):
                return own.closure
        if any(removed.covers(day) for removed in self.removed):
            return None
        return self._of_calendar(day)

    def name(self, day: date, language: str) -> str | None:
        """The holiday's name in `language`, or None on an ordinary day."""
        closure = self.closure(day)
        return closure.name(language) if closure else None

    def _of_calendar(self, day: date) -> Closure | None:
        if self.country is None:
            return None
        english = self._calendars["en"].get(day)
        if english is None:
            return None
        if english in self.names:
            return Closure(self.names[english])
        names = {language: days[day] for language, days in self._calendars.items() if day in days}
        default = self.default_language if self.default_language in names else "en"
        return Closure(Text(names, default))

    @cached_property
    def _calendars(self) -> dict[str, calendars.HolidayBase]:
        """The country's calendar in each language that it has; "en" is always there."""
        if self.country is None:
            return {}
        tags = calendar_languages(self.country)
        chosen = {"en": tags.get("en")} | {
            language: tags[language] for language in self.languages if language in tags
        }
        return {
            language: calendars.country_holidays(
                self.country, subdiv=self.subdivision, language=tag
            )
            for language, tag in chosen.items()
        }


def calendar_languages(country: str) -> dict[str, str]:
    """The languages in which the country's calendar has names: primary tag to its own tag."""
    supported = calendars.country_holidays(country).supported_languages
    return {primary_language(tag): tag for tag in sorted(supported, reverse=True)}


def calendar_exists(country: str, subdivision: str | None = None) -> bool:
    """Whether there is a calendar for this country code and subdivision."""
    try:
        calendars.country_holidays(country, subdiv=subdivision)
    except NotImplementedError:
        return False
    return True


def calendar_release() -> str:
    """The release of the calendars: with another one, dates may differ."""
    return version("holidays")
