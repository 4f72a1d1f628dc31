"""Finds payment card numbers: of a known issuer, of its length, with a right check digit."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stdnum import luhn
from stdnum.exceptions import ValidationError

from desk.privacy.hints import Hinted

# Groups of at least two digits, with one blank, dash or dot between them, or none at all.
_DIGITS = re.compile(r"(?<![\w.#-])\d{2,19}(?:[ .-]\d{2,19})*(?!\w)")
_SHORTEST = 13
_GROUP = re.compile(r"\d+")
_SECURITY_CODE = re.compile(
    r"\b(?:cvv2?|cvc2?|ccv|csc|card security code|security code on the back"
    r"|(?:3|three) digits on the back|(?:3|ba) số (?:mặt )?sau|mã bảo mật thẻ|ma bao mat the)\b"
    r"(?:[ \t]+(?!(?:is|là|la)\b)[^\W\d]{1,12}){0,4}?"
    r"(?:\s+(?:is|là|la)\b)?\s*[:=]?\s*(\d{3,4})\b",
    re.IGNORECASE,
)
_SECURITY = Hinted(
    _SECURITY_CODE,
    ("cvv", "cvc", "ccv", "csc", "security code", "on the back", "sau", "bảo mật", "bao mat"),
)
# What the numbers of each issuer begin with, and how long they are (ISO/IEC 7812).
_ISSUERS = (
    (re.compile(r"4"), (13, 16, 19)),
    (re.compile(r"5[1-5]|2(?:22[1-9]|2[3-9]|[3-6]|7[01]|720)"), (16,)),
    (re.compile(r"3[47]"), (15,)),
    (re.compile(r"6(?:011|4[4-9]|5|2)"), (16, 17, 18, 19)),
    (re.compile(r"35(?:2[89]|[3-8])"), (16,)),
    (re.compile(r"3(?:0[0-5]|[689])"), (14,)),
    (re.compile(r"9704"), (16, 19)),
)
_LENGTHS = range(_SHORTEST, 20)


def find_cards(text: str) -> Iterator[tuple[int, int]]:
    """The places (from, to) of card numbers and of their security codes in `text`."""
    for run in _DIGITS.finditer(text):
        if run.end() - run.start() >= _SHORTEST and _count(run.group()) >= _SHORTEST:
            yield from _cards_in(run)
    for match in _SECURITY.finditer(text, text.lower()):
        yield match.span(1)


def _count(run: str) -> int:
    """How many digits a run has; times and addresses in logs have too few for a card."""
    return len(run) - run.count(" ") - run.count(".") - run.count("-")


def _cards_in(run: re.Match[str]) -> Iterator[tuple[int, int]]:
    """Card numbers that begin and end with a group of the run of digits, the longest first."""
    groups = [
        (group.group(), run.start() + group.start(), run.start() + group.end())
        for group in _GROUP.finditer(run.group())
    ]
    at = 0
    while at < len(groups):
        length = _length_of_card([digits for digits, _, _ in groups[at : at + 10]])
        if length:
            yield groups[at][1], groups[at + length - 1][2]
        at += length or 1


def _length_of_card(groups: list[str]) -> int:
    """Of how many groups, from the first on, a card number is made; 0 if it is none."""
    found = 0
    number = ""
    for count, digits in enumerate(groups, start=1):
        number += digits
        if len(number) > _LENGTHS[-1]:
            break
        if len(number) in _LENGTHS and _is_card(number):
            found = count
    return found


def _is_card(number: str) -> bool:
    if not any(len(number) in lengths and start.match(number) for start, lengths in _ISSUERS):
        return False
    try:
        luhn.validate(number)
    except ValidationError:
        return False
    return True
