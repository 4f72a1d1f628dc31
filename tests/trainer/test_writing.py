"""All files or none, one writer at a time, on disks that are full or can't be written."""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from desk.trainer import nlu_files, writing
from desk.trainer.errors import NotWrittenError
from desk.trainer.nlu_files import Addition, add_examples
from desk.trainer.writing import ChangedMeanwhileError, Rewrite, do_rewrite
from tests.commands import ROOT
from tests.trainer.project import BILLING, FILES, POLICY, contents, examples_of, make_project

WRITERS = [sys.executable, "-m", "tests.trainer.writers"]
NEW = [Addition("brand new words", "invoice", "en")]


def run(*command: str) -> dict[str, Any]:
    """Run `tests.trainer.writers` with what says where; returns what it said."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    said: dict[str, Any] = json.loads(done.stdout)
    return said


def on_tmpfs(root: Path, size: str, then: str) -> dict[str, Any]:
    """Add to a copy of the data that lies on a file system of this size."""
    script = (
        'mount -t tmpfs -o "size=$2" none "$1/disk" && cp -r "$1/data" "$1/disk/" '
        f'&& {then} && shift 2 && exec "$@"'
    )
    (root / "disk").mkdir()
    disk = str(root / "disk")
    shell = ["unshare", "--mount", "sh", "-c", script, "sh", str(root), size]
    return run(*shell, *WRITERS, disk, "all")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make_project(tmp_path)


@pytest.fixture
def own_mounts() -> None:
    """This process may have file systems of its own; else the test is skipped, or fails where
    everything must run."""
    command = ["unshare", "--mount", "mount", "-t", "tmpfs", "none", "/mnt"]
    try:
        refused = subprocess.run(command, capture_output=True, check=False).returncode != 0
    except FileNotFoundError:
        refused = True
    if refused:
        reason = "no file system can be mounted here (unshare --mount needs root)"
        if os.environ.get("REQUIRE_ALL") == "1":
            pytest.fail(reason)
        pytest.skip(reason)


def test_room_for_a_part_of_the_files_is_no_room(root: Path) -> None:
    # The longest comes last; the others fit.
    limit = len(BILLING.encode()) + 5
    said = run(*WRITERS, str(root), "all", str(limit))
    assert said["untouched"]
    assert "billing.yml: can't be written (File too large), nothing was changed" in said["told"]
    assert "make room on the disk" in said["told"]
    # It was the disk and nothing else.
    assert run(*WRITERS, str(root), "all") == {"told": "", "untouched": False}


@pytest.mark.usefixtures("own_mounts")
def test_a_full_disk_leaves_everything_as_it_was(root: Path) -> None:
    # In pages: three for the files that are there, one that is free, of three that it takes.
    said = on_tmpfs(root, "16k", "true")
    assert said["untouched"]
    assert "can't be written (No space left on device), nothing was changed" in said["told"]
    assert "make room on the disk" in said["told"]


@pytest.mark.usefixtures("own_mounts")
def test_a_disk_that_is_mounted_for_reading(root: Path) -> None:
    said = on_tmpfs(root, "1m", 'mount -o remount,ro "$1/disk"')
    assert said["untouched"]
    assert "(Read-only file system), nothing was changed" in said["told"]
    assert "frontdesk data add --patch" in said["told"]


@pytest.mark.parametrize(("folder", "named"), [("data", ".writing.lock"), ("data/nlu", ".yml")])
def test_a_folder_that_may_not_be_written(root: Path, folder: str, named: str) -> None:
    # Root may write anywhere, unless it gives that right up.
    rights = "-dac_override,-dac_read_search"
    less = ["setpriv", "--bounding-set", rights, "--inh-caps", rights] if os.getuid() == 0 else []
    (root / folder).chmod(0o555)
    said = run(*less, *WRITERS, str(root), "all")
    (root / folder).chmod(0o755)
    assert said["untouched"]
    assert f"{named}: can't be written (Permission denied), nothing was changed" in said["told"]
    assert "frontdesk data add --patch" in said["told"]


def test_two_who_add_at_once_lose_nothing(root: Path) -> None:
    names = ("anna", "binh")
    children = [
        subprocess.Popen(
            [*WRITERS, str(root), name, "50"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in names
    ]
    for child in children:
        assert child.stdout
        assert child.stdout.readline() == "ready\n"
    for child in children:
        assert child.stdin
        child.stdin.write("\n")
        child.stdin.flush()
    for child in children:
        child.communicate()
        assert child.returncode == 0
    found = examples_of(contents(root)["data/nlu/billing.yml"], "invoice")[2:]
    assert sorted(found) == sorted(f"{name} example {n}" for name in names for n in range(50))
    kept = "".join(
        line
        for line in contents(root)["data/nlu/billing.yml"].decode().splitlines(keepends=True)
        if " example " not in line
    )
    assert kept == BILLING
    assert list(contents(root)) == [f"data/nlu/{name}" for name in sorted(FILES)]


def test_what_was_edited_by_hand_while_waiting_stays(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = threading.Event()
    real = fcntl.flock

    def flock(handle: int, how: int) -> None:
        asked.set()
        real(handle, how)

    file = root / "data" / "nlu" / "billing.yml"
    waiting = threading.Thread(target=add_examples, args=(root, POLICY, NEW))
    with writing.writing(root / "data"):
        monkeypatch.setattr(fcntl, "flock", flock)
        waiting.start()
        assert asked.wait(30)
        # Nobody but who has the lock writes.
        assert contents(root)["data/nlu/billing.yml"] == BILLING.encode()
        file.write_text(BILLING.replace("the bill", "the bill, by hand"), encoding="utf-8")
    waiting.join(30)
    assert examples_of(file.read_bytes(), "invoice") == [
        "where is my invoice",
        "please send the bill, by hand",
        "brand new words",
    ]


def test_what_was_edited_by_hand_in_between_stays(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = root / "data" / "nlu" / "billing.yml"
    edits = [BILLING.replace("the bill", f"the bill {number}") for number in (1, 2)]

    def edited_first(rewrites: Sequence[Rewrite]) -> None:
        if edits:
            file.write_text(edits.pop(0), encoding="utf-8")
        do_rewrite(rewrites)

    monkeypatch.setattr(nlu_files, "do_rewrite", edited_first)
    add_examples(root, POLICY, NEW)
    assert examples_of(file.read_bytes(), "invoice")[1:] == [
        "please send the bill 2",
        "brand new words",
    ]


def rewrites_of(root: Path) -> list[Rewrite]:
    folder = root / "data" / "nlu"
    return [
        Rewrite(folder / "new.yml", None, b"new"),
        Rewrite(folder / "billing.yml", BILLING.encode(), b"changed"),
        Rewrite(folder / "ticket.yml", FILES["ticket.yml"].encode(), b"changed"),
    ]


def test_a_file_that_changed_meanwhile_leaves_all_as_they_are(root: Path) -> None:
    (root / "data" / "nlu" / "ticket.yml").write_bytes(b"by hand")
    before = contents(root)
    with pytest.raises(ChangedMeanwhileError):
        do_rewrite(rewrites_of(root))
    assert contents(root) == before


def test_a_replacement_that_fails_is_taken_back_from_those_before(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(root)
    real = Path.replace

    def replace(self: Path, target: Path) -> Path:
        if target.name == "ticket.yml":
            # What was replaced by then is to be seen.
            assert (root / "data" / "nlu" / "billing.yml").read_bytes() == b"changed"
            raise OSError(16, os.strerror(16))
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises(NotWrittenError, match=r"ticket\.yml: .*busy\), nothing was changed"):
        do_rewrite(rewrites_of(root))
    assert contents(root) == before


def test_rights_links_and_what_a_killed_process_left(root: Path) -> None:
    folder = root / "data" / "nlu"
    real = root / "elsewhere.yml"
    real.write_text(BILLING, encoding="utf-8")
    real.chmod(0o640)
    (folder / "billing.yml").unlink()
    (folder / "billing.yml").symlink_to(real)
    (root / ".elsewhere.yml.new").write_text("half a fi", encoding="utf-8")
    add_examples(root, POLICY, NEW)
    assert (folder / "billing.yml").is_symlink()
    assert examples_of(real.read_bytes(), "invoice")[-1] == "brand new words"
    assert real.stat().st_mode & 0o777 == 0o640
    assert not (root / ".elsewhere.yml.new").exists()
