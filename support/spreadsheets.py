"""Tables for spreadsheet programs, which run what looks like a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

# Full-width forms count as well; a carriage return or a tab may hide what comes behind it.
_BEGINNINGS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe_cell(value: object) -> str:
    """A cell that no program takes for a formula: a text that begins like one gets a `'`.

    Numbers stay numbers, None is an empty cell.
    """
    if value is None:
        return ""
    if isinstance(value, int | float):
        return str(value)
    text = str(value)
    looks = text.startswith(_BEGINNINGS) or text.lstrip(" \u00a0").startswith(_BEGINNINGS)
    return f"'{text}" if looks else text


def csv_lines(rows: Iterable[Iterable[object]]) -> str:
    """Rows as CSV (RFC 4180), every cell safe."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows([safe_cell(value) for value in row] for row in rows)
    return out.getvalue()
