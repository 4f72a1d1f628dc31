"""A report as JSON, and as a table for spreadsheets."""

from __future__ import annotations

import csv
import io
from typing import Any

from desk.reports.report import Frame, Report

# What makes a spreadsheet take a text for a formula, in small letters and in wide ones.
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
_BYTE_ORDER_MARK = "\ufeff"


def report_json(name: str, frame: Frame, report: Report) -> dict[str, Any]:
    """A report with what it was asked about; the one place that turns one into JSON."""
    period, before = frame.period, frame.period.before
    return {
        "name": name,
        "from": period.first.isoformat(),
        "to": period.last.isoformat(),
        "before": {"from": before.first.isoformat(), "to": before.last.isoformat()},
        "zone": frame.policy.zone.key,
        "departments": frame.shown_departments,
        "columns": [{"name": column, "kind": kind} for column, kind in report.columns.items()],
        "rows": report.rows,
    }


def report_csv(report: Report) -> str:
    """A report as CSV: a header, days in ISO 8601, empty where there is no value.

    It begins with a byte order mark, without which spreadsheets misread Vietnamese letters. A
    text that a spreadsheet would run as a formula gets an apostrophe in front, as they do it.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(report.columns)
    for row in report.rows:
        writer.writerow([_cell(row[column]) for column in report.columns])
    return _BYTE_ORDER_MARK + out.getvalue()


def _cell(value: object) -> object:
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return "" if value is None else value
