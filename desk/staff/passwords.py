"""Passwords: how they are kept, whether one fits, and which ones are taken."""

from __future__ import annotations

import re
import secrets
from functools import cache
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Row

from desk.errors import InvalidError
from desk.staff.common_passwords import COMMON_WORDS, KEYS_IN_A_ROW

SHORTEST = 10
LONGEST = 500

# The library's own parameters: the second choice of RFC 9106, for machines of little memory.
hasher = PasswordHasher()
_LOOKALIKES = str.maketrans("013457@$!", "oieastasi")


def made_up_password() -> str:
    """A password that nobody guesses."""
    return secrets.token_urlsafe(12)


def hashed(password: str) -> str:
    """How a password is kept. Takes tens of milliseconds: not for the loop everyone shares."""
    return hasher.hash(password)


def password_fits(row: Row[Any] | None, password: str) -> bool:
    """Whether the password is this person's, who may sign in.

    Takes as long when there is no such person, and when the person has left.
    """
    try:
        hasher.verify(row.password_hash if row else _nobody(), password)
    except (VerificationError, InvalidHashError):
        return False
    return row is not None and bool(row.active)


def hashed_anew(row: Row[Any], password: str) -> str | None:
    """A better hash of a password that fits, where today's parameters are others; else None."""
    return hashed(password) if hasher.check_needs_rehash(row.password_hash) else None


def check_new_password(password: str, email: str, field: str = "new") -> None:
    """Raises InvalidError, with a sentence that says what to do, for a password that is weak."""
    if len(password) < SHORTEST:
        raise _weak(f"A password has at least {SHORTEST} characters.", field, "password_short")
    if len(password) > LONGEST:
        raise _weak(f"A password has at most {LONGEST} characters.", field, "password_long")
    own = email.strip().lower()
    if _letters_and_digits(password) in map(_letters_and_digits, (own, own.partition("@")[0])):
        raise _weak("Your e-mail address is no password.", field, "password_email")
    if is_common(password):
        raise _weak(
            "This is among the passwords that are tried first. Three or four words that don't "
            "belong together are better.",
            field,
            "password_common",
        )


def is_common(password: str) -> bool:
    """Whether a password is among those that are guessed first."""
    text = "".join(password.lower().split())
    if any(text in row for row in KEYS_IN_A_ROW) or re.fullmatch(r"(.{1,4})\1+.{0,3}", text):
        return True
    if re.fullmatch(r"[\d\W_]*", text) and len(set(text)) < 6:
        return True
    plain = text.translate(_LOOKALIKES)
    ends = re.sub(r"^[\d\W_]+|[\d\W_]+$", "", text)
    words = (_letters(text), _letters(plain), _letters(ends.translate(_LOOKALIKES)))
    return any(_is_word(word) for word in words)


def _is_word(text: str) -> bool:
    """Whether a text is one of the common words, or two or three of them in a row."""
    if not text:
        return False
    known = [False] * (len(text) + 1)
    known[0] = True
    for end in range(1, len(text) + 1):
        known[end] = any(known[start] and text[start:end] in COMMON_WORDS for start in range(end))
    return known[-1]


def _letters(text: str) -> str:
    return "".join(letter for letter in text if letter.isalpha())


def _letters_and_digits(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter.isalnum())


def _weak(message: str, field: str, code: str) -> InvalidError:
    return InvalidError(message, field=field, code=code)


@cache
def _nobody() -> str:
    """A hash to compare with when there is no such person."""
    return hashed(made_up_password())
