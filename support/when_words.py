"""The words in which visitors name days and times, a language an entry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time

Clock = tuple[time, time]


@dataclass(frozen=True)
class Words:
    """The words of one language, without diacritics, in lower case.

    `days` count from today; `weekdays` from Monday (0). `parts` of the day are from and to;
    midnight as an end is the day's end. `fixed` are dates that everybody names, as month and day.
    `filler` are words that may stand for nothing in a holiday's name. `pm` and `am` follow hours.
    """

    weekdays: Mapping[str, int]
    days: Mapping[str, int]
    parts: Mapping[str, Clock]
    moments: Mapping[str, time]
    months: tuple[str, ...]
    now: tuple[str, ...] = ()
    weekend: tuple[str, ...] = ()
    next_week: tuple[str, ...] = ()
    next_prefix: tuple[str, ...] = ()
    next_suffix: tuple[str, ...] = ()
    fixed: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    filler: tuple[str, ...] = ()
    before_hour: tuple[str, ...] = ()
    day_parts: Mapping[str, Clock] = field(default_factory=dict)
    """Words that are a day (today) and a part of it."""


_END = time(0)
WORDS: dict[str, Words] = {
    "en": Words(
        weekdays={
            **dict.fromkeys(("monday", "mondays", "mon"), 0),
            **dict.fromkeys(("tuesday", "tuesdays", "tues", "tue"), 1),
            **dict.fromkeys(("wednesday", "wednesdays", "wed"), 2),
            **dict.fromkeys(("thursday", "thursdays", "thurs", "thur", "thu"), 3),
            **dict.fromkeys(("friday", "fridays", "fri"), 4),
            **dict.fromkeys(("saturday", "saturdays", "sat"), 5),
            **dict.fromkeys(("sunday", "sundays", "sun"), 6),
        },
        days={
            "day after tomorrow": 2,
            "tomorrow": 1,
            "tmr": 1,
            "tmrw": 1,
            "today": 0,
        },
        day_parts={"tonight": (time(18), _END)},
        parts={
            "morning": (time(6), time(12)),
            "lunch time": (time(11, 30), time(13)),
            "lunchtime": (time(11, 30), time(13)),
            "afternoon": (time(12), time(18)),
            "evening": (time(18), time(22)),
            "night": (time(20), _END),
        },
        moments={"noon": time(12), "midday": time(12), "midnight": time(0)},
        months=(
            "january|jan",
            "february|feb",
            "march|mar",
            "april|apr",
            "may",
            "june|jun",
            "july|jul",
            "august|aug",
            "september|sept|sep",
            "october|oct",
            "november|nov",
            "december|dec",
        ),
        now=("right now", "now", "currently", "at the moment"),
        weekend=("weekends", "weekend"),
        next_week=("next week",),
        next_prefix=("next",),
        fixed={
            "christmas eve": (12, 24),
            "christmas": (12, 25),
            "xmas": (12, 25),
            "new year's eve": (12, 31),
            "new years eve": (12, 31),
            "new year's day": (1, 1),
            "new year": (1, 1),
        },
        filler=("holiday", "holidays", "day", "the", "commemoration", "international"),
        before_hour=("at", "from", "after", "before", "around", "until", "till", "by"),
    ),
    "vi": Words(
        weekdays={
            **dict.fromkeys(("thu hai", "thu 2"), 0),
            **dict.fromkeys(("thu ba", "thu 3"), 1),
            **dict.fromkeys(("thu tu", "thu 4"), 2),
            **dict.fromkeys(("thu nam", "thu 5"), 3),
            **dict.fromkeys(("thu sau", "thu 6"), 4),
            **dict.fromkeys(("thu bay", "thu 7"), 5),
            "chu nhat": 6,
        },
        days={"ngay kia": 2, "ngay mai": 1, "mai": 1, "hom nay": 0},
        day_parts={"toi nay": (time(18), _END)},
        parts={
            "buoi sang": (time(6), time(12)),
            "sang": (time(6), time(12)),
            "buoi trua": (time(11, 30), time(13)),
            "buoi chieu": (time(12), time(18)),
            "chieu": (time(12), time(18)),
            "buoi toi": (time(18), time(22)),
            "toi": (time(18), time(22)),
        },
        moments={},
        months=(),
        now=("bay gio", "hien tai"),
        weekend=("cuoi tuan",),
        next_week=("tuan sau", "tuan toi"),
        next_suffix=("tuan sau", "tuan toi"),
        filler=("ngay", "le", "nghi"),
        before_hour=("luc", "tu", "sau", "truoc", "den"),
    ),
}
