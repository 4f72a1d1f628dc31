"""`frontdesk report`, as an operator types it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FRONTDESK = str(Path(sys.executable).with_name("frontdesk"))
NOVEMBER = ["--from", "2026-11-01", "--to", "2026-11-30"]

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def report(tmp_path: Path) -> Run:
    """Run `frontdesk report …` on an empty database of its own."""
    environment = {
        **os.environ,
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": "",
        "AT": "2026-11-25T10:00",
        "PYTHONPATH": str(ROOT),
    }

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [FRONTDESK, "report", *arguments]
        return subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )

    return run


def test_a_report_is_printed_as_json_as_csv_and_for_people(report: Run) -> None:
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
def test_bad_usage_is_one_clear_line(report: Run, arguments: list[str], words: str) -> None:
    done = report(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert words in done.stderr
