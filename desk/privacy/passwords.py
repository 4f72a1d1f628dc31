"""Finds passwords: in the wordings of English and Vietnamese, in commands and in addresses.

Whether a word is a password depends on how it is announced. After "password:" nearly any word
is one; after "my password is" a word with a digit in it, or one that ends the sentence and says
nothing about passwords; after a bare "password" only what can hardly be a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from desk.privacy import password_patterns as patterns
from desk.privacy.access import find_beside_access
from desk.privacy.hints import matches_at, places_of
from desk.privacy.judgement import (
    TRAILING,
    is_name,
    is_number,
    is_odd,
    is_placeholder,
    is_said,
    is_strong,
    is_unmistakable,
)
from desk.privacy.password_words import OWNERS, TALK

_QUOTES = ("double", "single", "tick", "curly")
_MARK_STARTS = "[password removed"
# What joins a password to the word that names it afterwards: "X is my root password".
_LINKS = frozenset(("is", "as", "là", "la"))
_LINK = re.compile(r"(?i)\s(?:is|as|là|la)\s")
_LINK_LOOK_BACK = 40
_LOOK_BACK = 120
_USER_LOOK_BACK = 24

_Place = tuple[int, int]


def find_passwords(text: str) -> Iterator[_Place]:
    """The places (from, to) of passwords in `text`."""
    lowered = text.lower()
    keywords = [
        start
        for start in places_of(patterns.KEYWORD_BEGINS, text, lowered)
        # The mark of a password that was removed announces nothing.
        if patterns.KEYWORD.match(text, start)
        and not (start and text.startswith(_MARK_STARTS, start - 1))
    ]
    yield from _certain(text, lowered, keywords)
    yield from _announced(text, lowered, keywords)
    yield from _paired(text, lowered)
    yield from find_beside_access(text, lowered, keywords)


def _certain(text: str, lowered: str, keywords: list[int]) -> Iterator[_Place]:
    """Where the form alone says that it is a password."""
    found: list[re.Match[str]] = []
    if "://" in text:
        found += patterns.IN_ADDRESS.finditer(text)
    if "</" in text and keywords:
        found += patterns.IN_TAG.finditer(text)
    if "pin" in lowered or "otp" in lowered:
        found += patterns.PIN.finditer(text)
    for command in patterns.IN_COMMANDS:
        found += command.finditer(text, lowered)
    found += matches_at(patterns.IN_CODE, text, keywords)
    for match in found:
        word, start, end = _value(match)
        if not is_placeholder(word):
            yield start, end
    for match in matches_at(patterns.PHRASE, text, keywords):
        words = re.split("[ -]", match["bare"].lower())
        talk = sum(word in TALK for word in words)
        if talk <= 1 and len(words) - talk >= 3:
            yield match.span("bare")


def _announced(text: str, lowered: str, keywords: list[int]) -> Iterator[_Place]:
    """Where the word "password" comes with it in a sentence or in a list."""
    signed = [start for start in keywords if patterns.SIGN_AHEAD.match(text, start)]
    for match in matches_at(patterns.SIGNED, text, signed):
        word, start, end = _value(match)
        if patterns.AFTER_USER.search(
            text[max(0, match.start() - _USER_LOOK_BACK) : match.start()]
        ):
            continue
        direct = all(whose in OWNERS for whose in match["whose"].lower().split())
        if _is_quoted(match) or (is_said(word) if direct else is_odd(word)):
            yield start, end
    for said in patterns.SAID:
        for match in matches_at(said, text, keywords):
            word, start, end = _value(match)
            last = patterns.SENTENCE_ENDS.match(text, end) is not None
            if _is_quoted(match) or is_odd(word) or is_number(word) or (last and is_name(word)):
                yield start, end
    yield from _put_beside(text, keywords, signed)
    yield from _changed(text, lowered, keywords)
    for keyword in keywords:
        yield from _named_afterwards(text, keyword)


def _changed(text: str, lowered: str, keywords: list[int]) -> Iterator[_Place]:
    """The new one, and the other one, of a sentence about a change of passwords."""
    if not keywords:
        return
    changes = places_of(patterns.CHANGE_BEGINS, text, lowered)
    for match in matches_at(patterns.CHANGED, text, changes):
        word, start, end = _value(match)
        if _is_quoted(match) or is_odd(word) or is_number(word):
            yield start, end
    others = places_of(patterns.OTHER_ONE_BEGINS, text, lowered)
    for match in matches_at(patterns.OTHER_ONE, text, others):
        word, start, end = _value(match)
        if is_strong(word) or is_unmistakable(word):
            yield start, end


def _put_beside(text: str, keywords: list[int], signed: list[int]) -> Iterator[_Place]:
    """Where the word "password" stands right before it, or on the line above."""
    for pattern, starts in (
        (patterns.BESIDE, keywords),
        (patterns.BELOW, signed),
        (patterns.ALONE_BELOW, keywords),
    ):
        for match in matches_at(pattern, text, starts):
            word, start, end = _value(match)
            digits = pattern is not patterns.BELOW and word.isdecimal() and len(word) <= 9
            if len(word) >= 6 and (is_odd(word) or digits):
                yield start, end


def _paired(text: str, lowered: str) -> Iterator[_Place]:
    """Where it stands beside the name of a user."""
    logins = places_of(patterns.LOGIN_BEGINS, text, lowered)
    for pattern in (patterns.BOTH_SIGNED, patterns.SHORT_SIGNED):
        for match in matches_at(pattern, text, logins):
            word, start, end = _value(match)
            if is_said(word):
                yield start, end
    users = places_of(patterns.USER_BEGINS, text, lowered)
    for match in matches_at(patterns.PAIR, text, users):
        word, start, end = _value(match)
        loose = match["between"][-1:].isspace()
        if len(word) >= 6 and (is_odd(word) if loose else is_strong(word)):
            yield start, end
    found = list(matches_at(patterns.USER_AT_HOST, text, users))
    if users:
        found += patterns.LOGIN_LINE.finditer(text)
    for match in found:
        word, start, end = _value(match)
        if len(word) >= 6 and is_odd(word):
            yield start, end
    for match in matches_at(patterns.LOGIN_PAIR, text, logins):
        word, start, end = _value(match)
        if is_strong(word) or is_unmistakable(word):
            yield start, end


def _named_afterwards(text: str, keyword: int) -> Iterator[_Place]:
    """The word before "is my password", if it can be one."""
    begin = max(0, keyword - _LOOK_BACK)
    if not _LINK.search(text, max(begin, keyword - _LINK_LOOK_BACK), keyword):
        return
    words = list(re.finditer(r"\S+", text[begin:keyword]))
    linked = 0
    while words and linked < 4:
        word = words.pop()
        linked += 1
        plain = word.group().lower()
        if plain in _LINKS and words:
            break
        if plain not in OWNERS and plain not in TALK:
            return
    else:
        return
    word = words[-1]
    if word.start() == 0 and begin > 0:
        # Cut off by the look back, so it is longer than any password.
        return
    bare = word.group().strip("\"'`“”(")
    start = begin + word.start() + word.group().index(bare) if bare else 0
    if len(bare) >= 6 and (is_strong(bare) or is_unmistakable(bare)):
        yield start, start + len(bare)


def _value(match: re.Match[str]) -> tuple[str, int, int]:
    """The announced word with its place, without the stops of the sentence after it."""
    groups = match.groupdict()
    name = next((quote for quote in _QUOTES if groups.get(quote) is not None), "bare")
    start, end = match.span(name)
    word = match.string[start:end]
    if name == "bare":
        if setting := patterns.NEXT_SETTING.search(word, 1):
            word = word[: setting.start()]
        word = word.rstrip(TRAILING) or word
        if word[0] == "(" and match.string.startswith(")", start + len(word)):
            start, word = start + 1, word[1:]
    return word, start, start + len(word)


def _is_quoted(match: re.Match[str]) -> bool:
    groups = match.groupdict()
    return any(
        groups.get(quote) and " " not in groups[quote] and not is_placeholder(groups[quote])
        for quote in _QUOTES
    )
