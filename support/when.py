"""The moment or day that a visitor asks about: "saturday afternoon", "2/9", "during Tết".

Everything is relative to the message's own moment and in clock time of the policy's zone. Words
are matched without diacritics and case, so "tet" is "Tết". A language is one entry of
`support.when_words.WORDS`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TypeVar

import dateparser

from support.policy import Policy
from support.text import primary_language
from support.when_words import WORDS, Clock, Words

DAYS_AHEAD = 400
"""How far ahead a holiday that is named is looked for."""
JOINED_DAYS = 3
"""Days of one holiday that lie no further apart belong together: a weekend may lie between."""
SHORTEST_NAME = 6
"""Letters that the name of a holiday has at least, to be recognised in a text."""

_Value = TypeVar("_Value")


@dataclass(frozen=True)
class When:
    """What was asked about: from `start` until `end` (aware, in the policy's zone).

    `end` is not included; for a single moment both are the same. `whole_day`: one or more whole
    days, no clock time. `holiday`: the name of the holiday by which it was asked for.
    """

    start: datetime
    end: datetime
    whole_day: bool
    holiday: str | None = None

    @property
    def is_moment(self) -> bool:
        """Whether this is one moment and no stretch of time."""
        return self.start == self.end

    @property
    def days(self) -> list[date]:
        """The local dates that it touches, in order."""
        first = self.start.date()
        last = max(self.start, self.end - timedelta(microseconds=1)).date()
        return [first + timedelta(days=count) for count in range((last - first).days + 1)]


def parse(text: str, now: datetime, policy: Policy, language: str = "en") -> When | None:
    """What `text` asks about, as seen at `now` (aware), or None if it names no time.

    A day alone is that whole day, a part of a day that stretch, a clock time one moment. Without
    a day a time is the next such time. Numeric dates are day first; a date without a year is
    the next one.
    """
    tag = primary_language(language)
    words = WORDS.get(tag, WORDS["en"])
    reader = _Reader(_fold(text), now.astimezone(policy.zone), policy, words, tag)
    found = reader.read()
    if found is None and words is not WORDS["en"]:
        found = _Reader(reader.text, reader.now, policy, WORDS["en"], "en").read()
    return found


class _Reader:
    """Reads one text: first the day, then the time of day."""

    def __init__(
        self, text: str, now: datetime, policy: Policy, words: Words, language: str
    ) -> None:
        self.text = text
        self.now = now
        self.policy = policy
        self.words = words
        self.language = language

    def read(self) -> When | None:
        days, holiday = self._days()
        clock = self._clock()
        if days is None:
            if clock is None:
                return self._moment_now()
            return self._next_time(clock)
        first, last = days
        if clock is None or first != last:
            return When(self._at(first), self._at(last + timedelta(days=1)), True, holiday)
        return self._on(first, clock, holiday)

    # --- days ---

    def _days(self) -> tuple[tuple[date, date] | None, str | None]:
        """First and last day, and the holiday by which they were named."""
        if (day := self._written_date()) is not None:
            return (day, day), None
        if (named := self._holiday()) is not None:
            return named
        return self._day_by_word(), None

    def _day_by_word(self) -> tuple[date, date] | None:
        """First and last day, as everyday words name them."""
        today, words = self.now.date(), self.words
        monday = _ahead(today, -today.weekday())
        for word, (month, day_of_month) in _longest_first(words.fixed):
            if self._has(word):
                fixed = date(today.year, month, day_of_month)
                fixed = fixed if fixed >= today else fixed.replace(year=today.year + 1)
                return fixed, fixed
        for word, away in _longest_first(words.days):
            if self._has(word):
                return _ahead(today, away), _ahead(today, away)
        found: tuple[date, date] | None = None
        if any(self._has(word) for word in words.day_parts):
            found = today, today
        elif (weekday := self._weekday()) is not None:
            found = weekday, weekday
        elif any(self._has(word) for word in words.weekend):
            found = max(today, _ahead(monday, 5)), _ahead(monday, 6)
        elif any(self._has(word) for word in words.next_week):
            found = _ahead(monday, 7), _ahead(monday, 13)
        return found

    def _written_date(self) -> date | None:
        """A date in figures or with a month's name; dateparser knows how they are written."""
        for pattern in self._date_patterns():
            for match in pattern.finditer(self.text):
                piece = match.group().strip()
                if piece == "24/7":
                    continue
                iso = re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}", piece)
                found: datetime | None = dateparser.parse(
                    piece,
                    languages=["en"],
                    settings={
                        "DATE_ORDER": "YMD" if iso else "DMY",
                        "PREFER_DATES_FROM": "future",
                        "RELATIVE_BASE": self.now.replace(
                            tzinfo=None, hour=0, minute=0, second=0, microsecond=0
                        ),
                        "REQUIRE_PARTS": ["day", "month"],
                    },
                )
                if found is not None:
                    return found.date()
        return None

    def _date_patterns(self) -> Iterator[re.Pattern[str]]:
        edge, end = r"(?<![\w./-])", r"(?![\w/-]|\.\d)"
        yield re.compile(rf"{edge}\d{{4}}-\d{{1,2}}-\d{{1,2}}{end}")
        yield re.compile(rf"{edge}\d{{1,2}}([./-])\d{{1,2}}\1(?:\d{{4}}|\d{{2}}){end}")
        yield re.compile(rf"{edge}\d{{1,2}}[/-]\d{{1,2}}{end}")
        months = "|".join(self.words.months)
        if months:
            day = r"\d{1,2}(?:st|nd|rd|th)?"
            year = r"(?:,?\s+\d{4}(?!\d|:))?"
            yield re.compile(rf"\b{day}\s+(?:of\s+)?(?:{months})\b{year}")
            yield re.compile(rf"\b(?:{months})\s+(?:the\s+)?{day}\b{year}")

    def _holiday(self) -> tuple[tuple[date, date], str] | None:
        """The next holiday that the text names, all days of it that lie together."""
        best: tuple[int, date, str] | None = None
        today = self.now.date()
        for day in (_ahead(today, away) for away in range(DAYS_AHEAD)):
            for name in self._holiday_names(day):
                length = max((len(key) for key in self._keys(name) if self._has(key)), default=0)
                if length and (best is None or length > best[0]):
                    best = (length, day, name)
        if best is None:
            return None
        _, first, name = best
        key = max((key for key in self._keys(name) if self._has(key)), key=len)
        last, label = first, name
        for day in (_ahead(first, away) for away in range(1, DAYS_AHEAD)):
            if (day - last).days > JOINED_DAYS:
                break
            again = [each for each in self._holiday_names(day) if _contains(_fold(each), key)]
            if again:
                last = day
                label = min(label, again[0], key=len)
        return (first, last), label

    def _holiday_names(self, day: date) -> list[str]:
        names = {self.policy.holidays.name(day, tag) for tag in (self.language, "en")}
        return sorted(name for name in names if name)

    def _keys(self, name: str) -> set[str]:
        """What people say for a holiday: its name, the name in brackets, without filler."""
        folded = _fold(name)
        inside = re.findall(r"\(([^)]*)\)", folded)
        outside = re.sub(r"\([^)]*\)", " ", folded)
        keys = set()
        for each in (outside, *inside):
            for piece in re.split(r"[/;,]", each):
                plain = re.sub(r"'s?\b|[^\w\s]", "", piece)
                named = plain.split()
                while len(named) > 1 and named[0] in self.words.filler:
                    named = named[1:]
                kept = [word for word in named if word not in self.words.filler]
                keys |= {" ".join(piece.split()), " ".join(named), " ".join(kept)}
        # A short word such as "labor" names nothing by itself; "tet" stands in brackets.
        brackets = {" ".join(each.split()) for each in inside}
        return {key for key in keys if key in brackets or len(key) >= SHORTEST_NAME}

    def _weekday(self) -> date | None:
        today = self.now.date()
        words = self.words
        for word, weekday in _longest_first(words.weekdays):
            match = re.search(rf"\b{re.escape(word)}\b", self.text)
            if not match:
                continue
            before, after = self.text[: match.start()].rstrip(), self.text[match.end() :].lstrip()
            of_next_week = any(before.endswith(each) for each in words.next_prefix) or any(
                after.startswith(each) for each in words.next_suffix
            )
            if of_next_week:
                return _ahead(today, 7 - today.weekday() + weekday)
            return _ahead(today, (weekday - today.weekday()) % 7)
        return None

    # --- times of day ---

    def _clock(self) -> Clock | None:
        """From and to; a single moment has both the same."""
        if (at := self._clock_time()) is not None:
            return at, at
        for word, at in _longest_first(self.words.moments):
            if self._has(word):
                return at, at
        for word, clock in _longest_first({**self.words.day_parts, **self.words.parts}):
            if self._has(word):
                return clock
        return None

    def _clock_time(self) -> time | None:
        pieces = [
            r"(?<![\d:./])(?P<h>\d{1,2})(?:[:.h](?P<m>\d{2}))?\s?(?P<half>am|pm|a\.m\.|p\.m\.)(?!\w)",
            r"(?<![\d:./])(?P<h>\d{1,2})[:h](?P<m>\d{2})(?![\d:])",
            r"(?<![\d:./])(?P<h>\d{1,2})\s?(?:h|gio|o'clock)(?!\w)",
            rf"\b(?:{'|'.join(self.words.before_hour)})\s+(?P<h>\d{{1,2}})(?![\w:/.%-]|\s+\w)",
        ]
        for piece in pieces:
            for match in re.finditer(piece, self.text):
                groups = match.groupdict()
                hour, minute = int(groups["h"]), int(groups.get("m") or 0)
                half = (groups.get("half") or "")[:1]
                if half and 1 <= hour <= 12:
                    hour = hour % 12 + (12 if half == "p" else 0)
                if hour < 24 and minute < 60:
                    return time(hour, minute)
        return None

    # --- together ---

    def _moment_now(self) -> When | None:
        if any(self._has(word) for word in self.words.now):
            return When(self.now, self.now, False)
        return None

    def _next_time(self, clock: Clock) -> When:
        found = self._on(self.now.date(), clock, None)
        if found.end < self.now:
            found = self._on(_ahead(self.now.date(), 1), clock, None)
        return found

    def _on(self, day: date, clock: Clock, holiday: str | None) -> When:
        start, end = clock
        last = _ahead(day, 1) if end < start else day
        return When(self._at(day, start), self._at(last, end), False, holiday)

    def _at(self, day: date, clock: time = time(0)) -> datetime:
        return datetime.combine(day, clock, tzinfo=self.policy.zone)

    def _has(self, word: str) -> bool:
        return _contains(self.text, word)


def _contains(text: str, word: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) is not None


def _ahead(day: date, days: int) -> date:
    return day + timedelta(days=days)


def _longest_first(words: Mapping[str, _Value]) -> list[tuple[str, _Value]]:
    return sorted(words.items(), key=lambda item: -len(item[0]))


def _fold(text: str) -> str:
    """Lower case without diacritics; typographic apostrophes made plain."""
    plain = text.replace("’", "'").replace("đ", "d").replace("Đ", "D")
    decomposed = unicodedata.normalize("NFD", plain)
    return "".join(each for each in decomposed if not unicodedata.combining(each)).lower()
