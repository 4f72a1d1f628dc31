"""`frontdesk data add`, as an operator types it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.commands import Done, call_command, run_command
from tests.trainer.project import contents, examples_of, make_project


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make_project(tmp_path)


def add(root: Path, *arguments: object, intent: str = "invoice") -> Done:
    return call_command("data", "add", "--intent", intent, *arguments, folder=root)


def test_it_says_what_went_where_and_what_was_there(root: Path) -> None:
    done = run_command(
        *("data", "add", "--intent", "invoice"),
        *("new words", "gửi em hóa đơn mới", "Where is my invoice?"),
        folder=root,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "data/nlu/billing.yml:9: added: new words",
        "data/nlu/billing.vi.yml:7: added: gửi em hóa đơn mới",
        "data/nlu/billing.yml:7: already there: where is my invoice",
        "2 added, 1 already there",
    ]
    assert examples_of(contents(root)["data/nlu/billing.vi.yml"], "invoice")[1:] == [
        "gửi em hóa đơn mới"
    ]


def test_the_language_can_be_named(root: Path) -> None:
    done = add(root, "--language", "vi", "gui em hoa don moi", "--json")
    [row] = json.loads(done.stdout)["added"]
    assert row == {
        "given": "gui em hoa don moi",
        "text": "gui em hoa don moi",
        "intent": "invoice",
        "language": "vi",
        "file": "data/nlu/billing.vi.yml",
        "line": 7,
    }


def test_a_file_with_a_message_a_line(root: Path) -> None:
    file = root / "examples.txt"
    file.write_bytes("\ufefffirst one\r\n\r\n  second  one\r\nfirst one".encode())
    done = add(root, "--file", file, "--json")
    document = json.loads(done.stdout)
    assert [row["text"] for row in document["added"]] == ["first one", "second one"]
    assert [row["line"] for row in document["already_there"]] == [9]


def test_a_patch_is_printed_and_nothing_is_written(root: Path) -> None:
    before = contents(root)
    done = add(root, "new words", "where is my invoice", "--patch")
    assert done.stdout.startswith("diff --git a/data/nlu/billing.yml b/data/nlu/billing.yml\n")
    assert "\n+    - new words\n" in done.stdout
    assert "already there" not in done.stdout
    assert done.stderr.splitlines()[-1] == "1 added, 1 already there"
    assert json.loads(add(root, "new words", "--patch", "--json").stdout)["patch"] in done.stdout
    assert contents(root) == before
    assert not (root / "data" / ".writing.lock").exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--intent", "nope", "hello you"], "'nope'; there are the intents infrastructure, "),
        (["--intent", "invoice", "--language", "fr", "hello you"], "'fr' in the policy; it has en"),
        (["--intent", "invoice", "--language", "", "hello you"], "'' in the policy; it has en"),
        (["--intent", "invoice"], "needs either examples or --file"),
        (["--intent", "invoice", "hello you", "--file", "x.txt"], "needs either examples or"),
        (["--intent", "invoice", "--file", "missing.txt"], "missing.txt: No such file"),
        (["--intent", "invoice", "--file", "empty.txt"], "empty.txt: no line with an example"),
        (["--intent", "invoice", "--file", "latin.txt"], "latin.txt: not UTF-8 (byte 2)"),
        (["--intent", "invoice", "--file", "bad.txt"], "bad.txt:3: '?' is no example"),
        (["--intent", "invoice", "a good one", "[key removed]"], "the mark [key removed]"),
        (["--intent", "refund", "where is my invoice"], "are invoice in data/nlu/billing.yml:7"),
        (["hello you"], "--intent"),
    ],
)
def test_what_is_wrong_is_told_in_one_line(root: Path, arguments: list[str], told: str) -> None:
    (root / "empty.txt").write_bytes(b"\n \n")
    (root / "latin.txt").write_bytes("hé".encode("latin-1"))
    (root / "bad.txt").write_bytes(b"a good one\n\n?\n")
    before = contents(root)
    done = call_command("data", "add", *arguments, folder=root)
    assert done.returncode == 2
    assert told in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert contents(root) == before


def test_a_file_that_was_broken_by_hand(root: Path) -> None:
    (root / "data" / "nlu" / "ticket.yml").write_bytes(b"nlu:\n- intent: open_ticket\n  examples")
    done = add(root, "a good one")
    assert done.returncode == 2
    assert "data/nlu/ticket.yml:3: not YAML: a ':' is missing" in done.stderr


def test_what_is_held_out_is_refused_with_its_place(root: Path) -> None:
    folder = root / "tests" / "conversations"
    folder.mkdir(parents=True)
    (folder / "heldout.tsv").write_text("text\tlabel\nwhy twice\tinvoice\nsay it again\tinvoice\n")
    before = contents(root)
    done = add(root, "new words", "Say it again!")
    assert done.returncode == 2
    assert "kept to measure models with (tests/conversations/heldout.tsv:3)" in done.stderr
    assert contents(root) == before
