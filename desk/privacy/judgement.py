"""Tells words that can be a password from ordinary words, names, addresses and placeholders."""

from __future__ import annotations

import re

from desk.privacy.password_words import TALK

# An exclamation mark may belong to the password, so it goes with it.
TRAILING = ".,;:?)]}…"
# What may stand where a password could, and is none.
_NO_SECRET = re.compile(
    r"""(?ix)
      \w+://.* | www\..* | \d{1,3}(?:\.\d{1,3}){3}(?:[:/]\d+)? | (?:[\w-]+\.)+[a-z]{2,12}(?:/\S*)?
    | [\w.+-]+@[\w-]+(?:\.[\w-]+)+ | TK-\d{4}-\d+ | \#?\d+ | [\d/.:-]+ | v?\d+(?:\.\d+)+\w*
    | \d+(?:st|nd|rd|th|h|s|m|x|min|gb|mb|kb|tb|k|lần|lan|phút|phut|giờ|ngày)
    | 0x[0-9a-f]+ | \$(?:2[abxy]|1|5|6|y|p|h|apr1|argon2\w*)\$\S*
    """
)
# Covered values, blanks to fill in, and code that fetches a value from elsewhere.
_PLACEHOLDER = re.compile(
    r"""(?ix)
      [*•●·_x.#-]{3,} | x+ | <.* | \[[a-z _-]*\]?
    | (?:your|my|the|enter|insert|new|old|db|user|mysql|database)
      [_-](?:\w+[_-])?(?:pass(?:word|wd)?|pwd|pw|key|token)(?:[_-]?here)? | mat_?khau(?:_\w+)?
    | \$_(?:post|get|request|env|server|session|cookie)\b.* | \$[a-z_]+(?:\[|->|\)|,).*
    | [$%]\{.* | \$\(.* | \{\{.* | %\(?\w*\)?s | %\w+%
    | (?:os\.)?(?:get)?env(?:iron)?[.(\[].* | process\.env\b.* | (?:req|request|config)[.(\[].*
    """
)
# Signs that people put into passwords, and that ordinary words do not have inside.
_RARE = frozenset("!#$^*")
_SIGNS = _RARE | frozenset("@%&")
_UNMISTAKABLE = re.compile(r"[\w!@#$%^&*.?+~-]{7,64}")
_LOGIN_AT_HOST = re.compile(r"(?i)(?:root|admin|administrator|ubuntu|debian|centos|git|www)@.*")
_WEB_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")
_ENDINGS = ("ed", "ing", "ly", "n't", "able", "ible")


def is_placeholder(word: str) -> bool:
    """Whether a word covers a secret, or stands for one that is elsewhere."""
    return _PLACEHOLDER.fullmatch(word) is not None


def is_said(word: str) -> bool:
    """Whether a word right after "password:" is the password: all but the words of talk."""
    plain = word.lower().strip(TRAILING + "('\"*")
    if len(plain) < 3 or plain in TALK:
        return False
    return "://" not in word and not is_placeholder(word)


def is_odd(word: str) -> bool:
    """Whether it can hardly be an ordinary word, a name, an address, a number or a date."""
    if len(word) < 4 or _NO_SECRET.fullmatch(word) or word.lower() in TALK or is_placeholder(word):
        return False
    has_letter = any(letter.isalpha() for letter in word)
    has_digit = any(letter.isdigit() for letter in word)
    has_sign = re.search(r"[^\w.,:;/()'’-]", word) is not None
    inner_capital = re.search(r"[a-z][A-Z]", word) is not None
    return has_letter and (has_digit or has_sign or (inner_capital and len(word) >= 8))


def is_strong(word: str) -> bool:
    """Odd, and of three kinds of signs: capitals, small letters and digits or others."""
    kinds = (str.isupper, str.islower, lambda letter: not letter.isalpha())
    return is_odd(word) and all(any(map(kind, word)) for kind in kinds)


def is_unmistakable(word: str) -> bool:
    """Whether a word looks like a password even where nothing right before it says so.

    It has letters, a digit and a sign inside that words, addresses, file names and web
    addresses do not have.
    """
    inner = word.strip("!?.*#$@%&^~+-")
    signs = _SIGNS.intersection(inner)
    if not signs or not is_odd(word) or not _UNMISTAKABLE.fullmatch(word):
        return False
    if not any(map(str.isdigit, word)) or _WEB_ESCAPE.search(word) or _LOGIN_AT_HOST.match(word):
        return False
    both_cases = word.lower() != word != word.upper()
    return both_cases or bool(signs & _RARE)


def is_number(word: str) -> bool:
    """A PIN or a password of digits only."""
    return word.isdecimal() and 4 <= len(word) <= 12


def is_name(word: str) -> bool:
    """Whether a plain word may be a password: of the keyboard's letters, and no word of talk."""
    plain = word.lower()
    talk = plain in TALK or plain.endswith(_ENDINGS) or is_placeholder(plain)
    return len(word) >= 5 and word.isascii() and word.isalpha() and not talk
