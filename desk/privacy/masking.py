"""Masks credentials in a visitor's text before anything is stored, logged or learned from."""

from __future__ import annotations

import re
from dataclasses import dataclass

from desk.privacy.cards import find_cards
from desk.privacy.codes import find_codes
from desk.privacy.keys import find_keys, find_private_keys
from desk.privacy.passwords import find_passwords

MARKS = {
    "private_key": "[private key removed]",
    "key": "[key removed]",
    "password": "[password removed]",
    "card": "[card number removed]",
    "code": "[code removed]",
}
"""What stands in place of a secret, by its kind. The marks are stable: other code and the
pages may look for them, and no language changes them."""

_FINDERS = (
    ("private_key", find_private_keys),
    ("key", find_keys),
    ("password", find_passwords),
    ("card", find_cards),
    ("code", find_codes),
)
_MARK = re.compile("|".join(re.escape(mark) for mark in MARKS.values()))
# Taking a secret out can bring another one to light beside it; more rounds are never needed
# in practice, and the bound keeps the time linear.
_MOST_ROUNDS = 4


@dataclass(frozen=True)
class Masked:
    """A text without its secrets, and which kinds were `found`, in the order of `MARKS`."""

    text: str
    found: tuple[str, ...]


def mask(text: str) -> Masked:
    """`text` with every password, key and card number replaced by its mark.

    Pure, and the same again when it is applied to its own result. What is not a secret stays
    as it was, letter by letter.
    """
    found: set[str] = set()
    for _ in range(_MOST_ROUNDS):
        text, kinds = _mask_once(text)
        if not kinds:
            break
        found |= kinds
    return Masked(text, tuple(kind for kind in MARKS if kind in found))


def _mask_once(text: str) -> tuple[str, set[str]]:
    # One byte a letter: what is taken by a mark or by a secret that was found before.
    taken = bytearray(len(text))
    for match in _MARK.finditer(text):
        taken[match.start() : match.end()] = b"\1" * (match.end() - match.start())
    spans: list[tuple[int, int, str]] = []
    for kind, find in _FINDERS:
        for start, end in find(text):
            if start < end and 1 not in taken[start:end]:
                taken[start:end] = b"\1" * (end - start)
                spans.append((start, end, kind))
    pieces = []
    at = 0
    for start, end, kind in sorted(spans):
        pieces += [text[at:start], MARKS[kind]]
        at = end
    pieces.append(text[at:])
    return "".join(pieces), {kind for _, _, kind in spans}
