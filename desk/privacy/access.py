"""Finds passwords that nothing announces, in lines that speak of access.

"cpanel login:", then a name, then a password, each on its line; "log in as bob with …". Only words
that look like a password by themselves count, so talk, logs and addresses stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from desk.privacy.judgement import is_unmistakable

# Words that speak of access, in small letters.
_ACCESS = re.compile(
    r"log ?in|sign ?in|logon|credential|user|account|acc |tài kho|tai kho|đăng nhập|dang nhap"
    r"|truy cập|tk|ssh|rdp|ftp|root|admin"
)
_RARE_SIGN = re.compile(r"[!@#$%^&*]")
# How far a password may be from the word: the rest of its line and three lines more.
_LINES = 4
_FURTHEST = 300
# A word with such a sign in it.
_WORD = re.compile(r"(?<!\S)[^\s!@#$%^&*]*+[!@#$%^&*]\S*")
_REST_OF_WORD = re.compile(r"\S{0,100}")
# What stands around a word in lists and in sentences, and is no part of it.
_AROUND = "\"'`“”(),;:"
_COMMAND = re.compile(r"(?:^|\s)(?:ssh|scp|sftp|rsync|ping|git)\s+\Z")
_COMMAND_LOOK_BACK = 10


def find_beside_access(text: str, lowered: str, keywords: list[int]) -> Iterator[tuple[int, int]]:
    """The places (from, to) of words like a password; `keywords` are where one is spoken of."""
    if not _RARE_SIGN.search(text):
        return
    starts = [*keywords, *(match.start() for match in _ACCESS.finditer(lowered))]
    done = 0
    for start in sorted(starts):
        end = _end_of_window(text, start)
        if end > done:
            yield from _in_window(text, max(start, done), end)
            done = end


def _end_of_window(text: str, start: int) -> int:
    furthest = min(len(text), start + _FURTHEST)
    end = start
    for _ in range(_LINES):
        end = text.find("\n", end, furthest) + 1
        if not end:
            # Not in the middle of a word.
            rest = _REST_OF_WORD.match(text, furthest)
            return rest.end() if rest else furthest
    return end


def _in_window(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for match in _WORD.finditer(text, start, end):
        whole = match.group()
        word = whole.strip(_AROUND).rstrip(".?")
        if word and is_unmistakable(word) and not _COMMAND.search(_before(text, match.start())):
            at = match.start() + whole.index(word)
            yield at, at + len(word)


def _before(text: str, at: int) -> str:
    return text[max(0, at - _COMMAND_LOOK_BACK) : at]
