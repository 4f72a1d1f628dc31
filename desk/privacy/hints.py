"""Runs expressions only where they can match, so that ten megabytes of log take seconds.

Most expressions of this package need a certain word in the text. Looking for plain words in the
text in small letters costs next to nothing; trying an expression at every letter does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hinted:
    """An expression, and words in small letters of which a text must have one to match it."""

    pattern: re.Pattern[str]
    hints: tuple[str, ...] = ()

    def finditer(self, text: str, lowered: str) -> Iterator[re.Match[str]]:
        """The matches in `text`; `lowered` is the text in small letters."""
        return self.pattern.finditer(text) if self.may_match(lowered) else iter(())

    def may_match(self, lowered: str) -> bool:
        """Whether the text, in small letters, has one of the words."""
        return not self.hints or any(hint in lowered for hint in self.hints)


def places_of(begin: re.Pattern[str], text: str, lowered: str) -> Sequence[int]:
    """Where an expression may begin: where `begin` matches the text in small letters.

    No such expression may begin within the letters that `begin` took, and none behind a letter.
    """
    if len(lowered) != len(text):
        # A few letters are two in small, so that the places would differ.
        return range(len(text))
    return [match.start() for match in begin.finditer(lowered)]


def matches_at(
    pattern: re.Pattern[str], text: str, starts: Iterable[int]
) -> Iterator[re.Match[str]]:
    """What `finditer` would give for an expression that can only match at `starts`."""
    at = 0
    for start in starts:
        if start >= at and (match := pattern.match(text, start)):
            yield match
            at = match.end()
