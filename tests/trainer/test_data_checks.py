"""What the data's checks find, and how they run beside a desk."""

from __future__ import annotations

import subprocess
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from desk.errors import ConflictError, FrontdeskError
from desk.models.cross_validation import HeldOut
from desk.trainer.checks import Checks
from desk.trainer.data_checks import Checked, Finding, close_intents, doubtful_labels
from desk.trainer.data_overview import overview
from tests.trainer.project import POLICY, make_project

NOW = datetime(2027, 2, 3, 3, 0, tzinfo=UTC)
FINDING = Finding("thin", False, "invoice has 3 examples in en", ("data/nlu/billing.yml:7",))
CHECKED = Checked((FINDING,), 4, 3)


def held_out(text: str, label: str, intent: str, confidence: float) -> HeldOut:
    return HeldOut(text, label, intent, confidence, "known")


def test_a_label_that_others_surely_contradict_is_doubtful() -> None:
    examples = [
        held_out("my bill", "refund", "invoice", 0.9),
        held_out("nonsense", "refund", "unrelated", 0.99),
        held_out("perhaps", "refund", "invoice", 0.84),
        held_out("right", "refund", "refund", 0.99),
        held_out("gone", "refund", "invoice", 0.99),
    ]
    places = {(one.text, one.label): f"a.yml:{line}" for line, one in enumerate(examples[:4], 1)}
    found = list(doubtful_labels(examples, places))
    assert [(one.places, one.told) for one in found] == [
        (("a.yml:2",), "'nonsense' is refund, and looks like unrelated (99%)"),
        (("a.yml:1",), "'my bill' is refund, and looks like invoice (90%)"),
    ]
    assert not any(one.error for one in found)


def test_intents_are_close_by_the_share_that_is_mistaken_in_both_directions() -> None:
    examples = [
        *(held_out(f"i{number}", "invoice", "invoice", 0.9) for number in range(48)),
        *(held_out(f"v{number}", "vat", "vat", 0.9) for number in range(48)),
        held_out("a", "invoice", "vat", 0.6),
        held_out("e", "invoice", "vat", 0.4),
        held_out("b", "vat", "invoice", 0.8),
        held_out("c", "vat", "invoice", 0.5),
        held_out("d", "refund", "invoice", 0.9),
        *(held_out(f"r{number}", "refund", "refund", 0.9) for number in range(99)),
        *(held_out(f"u{number}", "unrelated", "vat", 0.9) for number in range(50)),
    ]
    places = {(one.text, one.label): f"{one.text}.yml:1" for one in examples}
    # 4 of 50 + 50; of refund and invoice 1 of 150.
    [found] = close_intents(examples, places)
    assert found.told == "invoice and vat: 4 examples (4%) are taken for the other"
    assert found.places == ("b.yml:1", "a.yml:1", "c.yml:1")


class Turns:
    """A check that goes on when it is told to."""

    def __init__(self, outcome: Checked | Exception = CHECKED) -> None:
        self.outcome = outcome
        self.began, self.go_on = threading.Event(), threading.Event()

    def __call__(self, _root: Path) -> Checked:
        self.began.set()
        assert self.go_on.wait(30)
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return self.outcome


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make_project(tmp_path / "project")


def test_one_runs_at_a_time_and_what_it_found_stays(root: Path) -> None:
    turns = Turns()
    checks = Checks(root, root / "var", turns)
    assert checks.found() == {"status": "none", "findings": [], "stale": False}
    moments = iter([NOW, NOW + timedelta(seconds=2.5)])
    running = checks.start(lambda: next(moments))
    assert turns.began.wait(30)
    assert checks.found()["status"] == "running"
    with pytest.raises(ConflictError, match="running already"):
        Checks(root, root / "var", turns).start(lambda: NOW)
    turns.go_on.set()
    running.join(30)
    # Another desk, or this one after a restart.
    found = Checks(root, root / "var").found()
    assert found == {
        "status": "done",
        "findings": [{**FINDING.as_dict(), "places": ["data/nlu/billing.yml:7"]}],
        "counts": {"examples": 4, "intents": 3, "errors": 0, "warnings": 1},
        "at": NOW.isoformat(),
        "seconds": 2.5,
        "stale": False,
    }


def test_they_are_stale_when_the_data_was_changed(root: Path) -> None:
    turns = Turns()
    turns.go_on.set()
    checks = Checks(root, root / "var", turns)
    checks.start(lambda: NOW).join(30)
    assert not checks.found()["stale"]
    file = root / "data" / "nlu" / "billing.yml"
    file.write_text(file.read_text() + "    - one more\n")
    assert checks.found()["stale"]


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (FrontdeskError("data/nlu/a.yml:3: not YAML"), "data/nlu/a.yml:3: not YAML"),
        (RuntimeError("oh"), "It broke (RuntimeError: oh)."),
    ],
)
def test_what_stops_them_is_told(root: Path, error: Exception, told: str) -> None:
    turns = Turns(error)
    turns.go_on.set()
    checks = Checks(root, root / "var", turns)
    checks.start(lambda: NOW).join(30)
    found = checks.found()
    assert (found["status"], found["error"], found["findings"]) == ("failed", told, [])
    assert not found["stale"]
    file = root / "data" / "nlu" / "billing.yml"
    file.write_text(file.read_text() + "# mended\n")
    assert checks.found()["stale"]
    # The next one can start.
    turns.outcome = CHECKED
    checks.start(lambda: NOW).join(30)
    assert checks.found()["status"] == "done"


def test_the_overview_counts_and_names_a_broken_file(root: Path) -> None:
    (root / "data" / "nlu" / "ticket.yml").write_text("nlu:\n- intent: [\n")
    seen = overview(root, POLICY)
    assert [(one["file"], one["examples"]) for one in seen.files] == [
        ("data/nlu/billing.vi.yml", 1),
        ("data/nlu/billing.yml", 3),
        ("data/nlu/ticket.yml", 0),
    ]
    assert "data/nlu/ticket.yml:3: not YAML" in seen.files[2]["error"]
    counts = {one["name"]: one["examples"] for one in seen.intents}
    assert (counts["invoice"], counts["refund"], counts["vat"]) == (
        {"en": 2, "vi": 1},
        {"en": 1},
        {},
    )
    assert seen.changes is None


def test_what_git_has_not_got_is_shown_line_by_line(root: Path) -> None:
    def git(*arguments: str) -> None:
        who = ["-c", "user.name=An", "-c", "user.email=an@example.com"]
        subprocess.run(["git", "-C", str(root), *who, *arguments], check=True, capture_output=True)

    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "begin")
    assert overview(root, POLICY).changes == ""
    file = root / "data" / "nlu" / "billing.yml"
    file.write_text(file.read_text() + "    - một câu nữa\n")
    new = root / "data" / "nlu" / "ticket.vi.yml"
    new.write_text("nlu:\n- intent: open_ticket\n  examples: |\n    - mở phiếu\n")
    changes = overview(root, POLICY).changes
    assert changes is not None
    assert "\n+    - một câu nữa\n" in changes
    assert "\n+    - mở phiếu\n" in changes
    staged = subprocess.run(
        ["git", "-C", str(root), "diff", "--cached", "--name-only"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert staged.stdout == ""
