"""How a text is folded before its n-grams are counted."""

from __future__ import annotations

import re
import unicodedata

_SPACE = re.compile(r"\s+")
_LONG = 2000
"""Letters of a message that n-grams look at: what follows repeats, or is a pasted log."""


def without_diacritics(text: str) -> str:
    """Return the text as it is typed on a keyboard without diacritics ("lỗi" becomes "loi").

    Vietnamese customers write both ways, often in one message.
    """
    decomposed = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def fold(text: str) -> str:
    """Return the form in which n-grams see a text: small letters, no diacritics, single spaces."""
    return _SPACE.sub(" ", without_diacritics(text[:_LONG]).lower()).strip()


def says_something(text: str) -> bool:
    """Return whether a text holds a letter, a digit or a symbol such as an emoji.

    Blanks and punctuation alone ("...", "?") have a vector too, and it lies near short answers.
    """
    return any(letter.isalnum() or unicodedata.category(letter) == "So" for letter in text)
