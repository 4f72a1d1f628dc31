"""`frontdesk report`, as an operator types it."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from tests.commands import Done, call_command

NOVEMBER = ["--from", "2026-11-01", "--to", "2026-11-30"]

Report = Callable[..., Done]


@pytest.fixture
def report(tmp_path: Path) -> Report:
    """Run `frontdesk report …` on an empty database of its own."""
    place = {"DATA_DIR": str(tmp_path), "DATABASE_URL": "", "AT": "2026-11-25T10:00"}
    return partial(call_command, "report", **place)


def test_a_report_is_printed_as_json_as_csv_and_for_people(report: Report) -> None:
    document = json.loads(report("days", *NOVEMBER, "--json").stdout)
    assert (document["name"], document["from"], document["to"]) == (
        "days",
        "2026-11-01",
        "2026-11-30",
    )
    assert document["before"] == {"from": "2026-10-01", "to": "2026-10-31"}
    assert document["rows"][0] == {"day": "2026-11-01", "conversations": 0, "messages": 0}
    lines = report("days", "--period", "today", "--csv").stdout.splitlines()
    assert lines == ["\ufeffday,conversations,messages", "2026-11-25,0,0"]
    one = json.loads(report("handoffs", "--department", "billing", "--json").stdout)
    assert [row["department"] for row in one["rows"]] == ["billing"]
    assert "technical" in report("departments").stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["everything"], "summary"),
        (["days", "--from", "2026-11-01"], "--from and --to"),
        (["days", "--from", "2026-11-01", "--to", "yesterday"], "YYYY-MM-DD"),
        (["days", "--from", "2026-11-02", "--to", "2026-11-01"], "before it begins"),
        (["days", "--period", "ages"], "last_7_days"),
        (["days", "--department", "kitchen"], "technical, billing, sales"),
        (["days", "--csv", "--json"], "only one"),
    ],
)
def test_bad_usage_is_one_clear_line(report: Report, arguments: list[str], words: str) -> None:
    done = report(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert words in done.stderr
