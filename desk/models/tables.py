"""Tab-separated files of messages: a header, one message a line, no quoting."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from desk.errors import UsageError

LONGEST_LINE = 100_000
"""Bytes: no message is longer, so a longer line is no table of messages."""

_SHOWN = 80


@dataclass(frozen=True)
class Row:
    """One line of a table: its number in the file and its values by column."""

    line: int
    values: dict[str, str]


def read_table(path: Path, columns: list[str]) -> list[Row]:
    """Read a table that has at least these columns.

    Raises:
        UsageError: One line that names file and line: not there, not UTF-8, not a table, a
            missing or repeated column, a missing value, nothing in it.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from error
    raw = raw.removeprefix(b"\xef\xbb\xbf")
    if not raw.strip():
        raise UsageError(f"{path}: the file is empty")
    lines = raw.split(b"\n")
    header = _values(path, 1, lines[0])
    missing = [name for name in columns if name not in header]
    if missing:
        named = excerpt(", ".join(header))
        raise UsageError(f"{path}:1: no column {', '.join(missing)}; the header names: {named}")
    twice = [name for name in dict.fromkeys(header) if header.count(name) > 1]
    if twice:
        raise UsageError(f"{path}:1: the header names {excerpt(', '.join(twice))} more than once")
    rows = []
    for number, line in enumerate(lines[1:], start=2):
        if not line.strip():
            continue
        values = _values(path, number, line)
        if len(values) != len(header):
            raise UsageError(
                f"{path}:{number}: {len(values)} columns, the header has {len(header)}"
            )
        row = dict(zip(header, values, strict=True))
        empty = [name for name in columns if not row[name].strip()]
        if empty:
            raise UsageError(f"{path}:{number}: column {', '.join(empty)} is empty")
        rows.append(Row(number, row))
    if not rows:
        raise UsageError(f"{path}: no line after the header")
    return rows


def excerpt(text: str) -> str:
    """A word of a file as an error repeats it: cut, and without what a terminal would obey."""
    shown = "".join(letter if letter.isprintable() else "?" for letter in text)
    return shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"


def _values(path: Path, number: int, line: bytes) -> list[str]:
    if len(line) > LONGEST_LINE:
        raise UsageError(
            f"{path}:{number}: the line has {len(line):,} bytes, no message is so long"
        )
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}:{number}: not UTF-8 (byte {error.start + 1})") from error
    return text.removesuffix("\r").split("\t")
