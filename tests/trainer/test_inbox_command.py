"""`frontdesk inbox`, as a trainer types it."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.commands import FRONTDESK, Done, call_command
from tests.trainer.inbox_rows import fill
from tests.trainer.project import contents, examples_of, make_project

MESSAGES = {
    "the bill is wrong": "refund",
    "pay me back now": "refund",
    "where is my invoice": "refund",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = make_project(tmp_path / "project")
    fill(f"sqlite+aiosqlite:///{tmp_path / 'desk.db'}", MESSAGES)
    return root


def inbox(root: Path, *arguments: object) -> Done:
    return call_command("inbox", *arguments, folder=root, **environment(root))


def environment(root: Path) -> dict[str, str]:
    return {"DATABASE_URL": f"sqlite:///{root.parent / 'desk.db'}", "DATA_DIR": str(root / "var")}


def test_from_the_list_into_the_data(root: Path) -> None:
    listed = inbox(root, "list").stdout.splitlines()
    assert listed[0] == "m0  en  refund 0.40  open  the bill is wrong"
    assert listed[-1] == "3 of 3 lines"
    assert inbox(root, "label", "m0", "--intent", "invoice").stdout == "1 messages labelled\n"
    assert inbox(root, "label", "m1", "m2", "--accept").returncode == 0
    rows = [
        json.loads(line)
        for line in inbox(root, "list", "--status", "labelled", "--json").stdout.splitlines()
    ]
    assert {row["id"]: row["label"] for row in rows} == {
        "m0": "invoice",
        "m1": "refund",
        "m2": "refund",
    }
    before = contents(root)
    patched = inbox(root, "write", "--patch")
    assert "+    - the bill is wrong\n" in patched.stdout
    assert contents(root) == before
    written = inbox(root, "write")
    assert written.stdout.splitlines() == [
        "data/nlu/billing.yml:9: added: the bill is wrong",
        "data/nlu/billing.yml:14: added: pay me back now",
        "m2: left: 'where is my invoice' can't be refund in data/nlu/billing.yml: the same words "
        "are invoice in data/nlu/billing.yml:7",
        "2 added, 0 already there, 1 left",
    ]
    assert examples_of(contents(root)["data/nlu/billing.yml"], "refund")[-1] == "pay me back now"
    assert "1 of 1 lines" in inbox(root, "list", "--status", "labelled").stdout


def test_labels_can_be_taken_back(root: Path) -> None:
    inbox(root, "label", "m0", "--dismiss")
    assert "1 of 1 lines" in inbox(root, "list", "--status", "dismissed").stdout
    inbox(root, "label", "m0", "--undo")
    assert "3 of 3 lines" in inbox(root, "list").stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["label", "m0"], "needs one of --intent, --accept, --dismiss and --undo"),
        (["label", "m0", "--accept", "--dismiss"], "needs one of --intent"),
        (["label", "m0", "--intent", "nope"], "label: expected one of account_access, affirm"),
        (["label", "gone", "--accept"], "1 of the messages are no longer there"),
        (["list", "--status", "old"], "--status: expected one of new, labelled"),
        (["list", "--outcome", "good"], "--outcome: expected one of open"),
    ],
)
def test_what_is_wrong_is_told(root: Path, arguments: list[str], told: str) -> None:
    done = inbox(root, *arguments)
    assert done.returncode == 2
    assert told in done.stderr
    assert done.stderr.count("\n") == 1


def test_where_the_data_can_not_be_written_there_is_a_patch(root: Path) -> None:
    inbox(root, "label", "m0", "--intent", "invoice")
    before = contents(root)
    # Root may write anywhere, unless it gives that right up.
    rights = "-dac_override,-dac_read_search"
    less = ["setpriv", "--bounding-set", rights, "--inh-caps", rights] if os.getuid() == 0 else []
    (root / "data" / "nlu").chmod(0o555)
    done = subprocess.run(
        [*less, FRONTDESK, "inbox", "write"],
        cwd=root,
        env={**os.environ, **environment(root)},
        capture_output=True,
        text=True,
        check=False,
    )
    (root / "data" / "nlu").chmod(0o755)
    assert done.returncode == 0, done.stderr
    assert contents(root) == before
    assert "this is a patch for git apply" in done.stderr
    applied = subprocess.run(
        ["git", "apply"], cwd=root, input=done.stdout, text=True, capture_output=True, check=False
    )
    assert applied.returncode == 0, applied.stderr
    assert b"the bill is wrong" in contents(root)["data/nlu/billing.yml"]
    # What the patch brought is found there.
    assert "0 added, 1 already there" in inbox(root, "write").stdout
