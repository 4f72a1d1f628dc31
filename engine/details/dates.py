"""Phrases that name a day or a time, in English and Vietnamese, with and without diacritics.

Only found here, not understood: what moment "saturday afternoon" is depends on the clock and on
the policy's calendar, and both belong to whoever answers.
"""

from __future__ import annotations

import re

_WEEKDAY = (
    r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|satur|sun)days?"
    r"|(?:mon|tue|wed|thu|fri|sat|sun)(?=\b[\s,.?!]|\b$)"
    r"|weekends?|weekdays?"
    r"|thứ\s(?:hai|ba|tư|năm|sáu|bảy|[2-7])|thu\s(?:hai|ba|tu|nam|sau|bay|[2-7])|t[2-7]"
    r"|chủ\snhật|chu\snhat|cn"
    r"|cuối\stuần|cuoi\stuan"
)
_RELATIVE = (
    r"today|tonight|tomorrow|tmrw|yesterday|day\safter\stomorrow"
    r"|(?:this|next|last|coming)\s(?:morning|afternoon|evening|week|month|year)"
    r"|in\s(?:an?|\d{1,3})\s(?:hours?|minutes?|mins?|days?|weeks?)"
    r"|hôm\s(?:nay|qua)|hom\s(?:nay|qua)|ngày\s(?:mai|mốt|kia)|ngay\s(?:mai|mot|kia)"
    r"|(?:sáng|sang|trưa|trua|chiều|chieu|tối|toi|đêm|dem)\s(?:nay|mai)"
    r"|tuần\s(?:này|sau|tới)|tuan\s(?:nay|sau|toi)"
)
_HOLIDAY = (
    r"lunar\snew\syear|chinese\snew\syear|new\syear(?:'?s)?(?:\s(?:day|eve))?"
    r"|christmas(?:\s(?:day|eve))?|xmas|(?:reunification|liberation|independence|national|labou?r)\sday"
    r"|hung\skings?'?(?:\s(?:commemoration|festival))?(?:\sday)?"
    r"|(?:(?:mùng|mồng|mung|mong)\s\d{1,2}\s)?(?:tết|tet)(?:\s(?:holiday|nguyên\sđán|nguyen\sdan"
    r"|âm\slịch|am\slich|dương\slịch|duong\slich))?"
    r"|quốc\skhánh|quoc\skhanh|giỗ\stổ|gio\sto|giáng\ssinh|giang\ssinh|noel"
)
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_MONTH_NUMBER = r"(?:0?[1-9]|1[0-2])"
_YEAR = r"(?:20\d\d)"
_CALENDAR = (
    rf"{_YEAR}-{_MONTH_NUMBER}-{_DAY}"
    # "24/7" is no day of July.
    rf"|(?!24/7\b){_DAY}/{_MONTH_NUMBER}(?:/(?:{_YEAR}|\d\d))?"
    rf"|{_DAY}[.-]{_MONTH_NUMBER}[.-]{_YEAR}"
    rf"|{_DAY}(?:st|nd|rd|th)?\s(?:of\s)?{_MONTH}(?:,?\s{_YEAR})?"
    rf"|{_MONTH}\s{_DAY}(?:st|nd|rd|th)?(?:,?\s{_YEAR})?"
    rf"|(?:ngày|ngay|mùng|mồng|mung|mong)\s{_DAY}"
    rf"(?:\s(?:tháng|thang)\s{_MONTH_NUMBER}|/{_MONTH_NUMBER})?"
    rf"(?:[\s/](?:năm\s|nam\s)?{_YEAR})?"
    # "1st" alone is a rank ("1st ssl"); "the 3rd" or "on 3rd" is a day.
    rf"|(?:the|on)\s{_DAY}(?:st|nd|rd|th)(?:\sof\s{_MONTH}(?:,?\s{_YEAR})?)?"
)
_HOUR = r"(?:[01]?\d|2[0-4])"
_CLOCK = (
    rf"{_HOUR}(?::[0-5]\d)?\s?(?:a\.?m\.?|p\.?m\.?)"
    rf"|{_HOUR}:[0-5]\d|{_HOUR}\s?(?:h|giờ|gio)(?:\s?[0-5]\d|\srưỡi|\sruoi)?"
    rf"|{_HOUR}\so'?clock|midnight|noon|lunch(?:\s?time)?"
)
_PART = (
    r"(?:early\s|late\s)?(?:morning|afternoon|evening|night)s?"
    r"|(?:buổi\s|buoi\s)?(?:sáng|sang|trưa|trua|chiều|chieu|tối|đêm|dem)"
)

# A part of the day or a bare "may" is no date alone; it is one beside a day.
_ANCHOR = rf"(?:{_WEEKDAY}|{_RELATIVE}|{_HOLIDAY}|{_CALENDAR}|{_CLOCK})"
_ANY = rf"(?:{_ANCHOR}|{_PART})"
_JOIN = (
    r"(?:,?\s+(?:(?:at|on|in|the|of|from|during|vào|vao|lúc|luc|này|nay|sau|tới|tuần|tuan)\s+)*"
    r"|,\s*)"
)
_LEAD = (
    r"(?:(?:on|at|this|next|last|coming|during|over|around|by|until|before|after|vào|vao|lúc|luc"
    r"|dịp|dip)\s+(?:the\s+)?){0,2}"
)
_FORM = re.compile(
    rf"(?<![\w/.:-])(?P<core>{_LEAD}(?:{_PART}{_JOIN})?{_ANCHOR}(?:{_JOIN}{_ANY}){{0,4}})(?![\w/]|[.:]\d)",
    re.IGNORECASE,
)
# Vietnamese without diacritics shares letters with everyday words ("sang", "toi"); these are
# accepted inside a phrase only, never as its whole.
_NEVER_ALONE = frozenset({"cn"})


def find_dates(text: str) -> list[tuple[int, int]]:
    """Return start and end of every phrase of time, left to right."""
    found = []
    for match in _FORM.finditer(text):
        if match["core"].lower() not in _NEVER_ALONE:
            found.append(match.span("core"))
    return found
