"""When two messages say nearly the same: compared by their words, without a model."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence, Set
from hashlib import sha256

NEARLY = 0.75
"""Share of words in common from which two messages are taken for one."""

_WORD = re.compile(r"\w+")
_DIGITS = re.compile(r"\d+")


def folded(text: str) -> str:
    """A text as it is compared: small letters, no accents, no marks, every number alike."""
    plain = text.lower().replace("đ", "d")
    letters = (
        letter
        for letter in unicodedata.normalize("NFD", plain)
        if not unicodedata.combining(letter)
    )
    return " ".join(_WORD.findall(_DIGITS.sub("0", "".join(letters))))


def digest(text: str) -> str:
    """The same for texts that differ in case, accents, marks or numbers only."""
    return sha256(folded(text).encode()).hexdigest()


def words(text: str) -> frozenset[str]:
    """The different words of a text as it is compared."""
    return frozenset(folded(text).split())


def likeness(one: Set[str], other: Set[str]) -> float:
    """The share of words in common (Jaccard), 0 to 1; two empty sets have none."""
    whole = len(one | other)
    return len(one & other) / whole if whole else 0.0


def nearest(
    wanted: Set[str], others: Sequence[tuple[str, Set[str]]], least: float = NEARLY
) -> str | None:
    """The key of the set that is most alike, if one is at least so; the first of equals."""
    best, found = least, None
    for key, other in others:
        # No set that differs this much in size can be alike enough: most are passed over here.
        small, large = sorted((len(wanted), len(other)))
        if not large or small / large < best:
            continue
        alike = likeness(wanted, other)
        if alike > best or (alike == best and found is None):
            best, found = alike, key
    return found
