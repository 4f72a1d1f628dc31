"""The change as a patch, taken by the real git."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from desk.trainer.nlu_files import Addition, add_examples, as_patch, preview
from tests.trainer.project import BILLING, BILLING_VI, POLICY, TICKET, contents, make_project

ADDITIONS = [
    Addition("brand new words", "invoice", "en"),
    Addition("money please", "refund", "en"),
    Addition("hai nữa", "invoice", "vi"),
    Addition("mở giúp ticket", "open_ticket", "vi"),
    Addition("which plans are there", "plans", "en"),
    Addition("open it", "open_ticket", "en"),
]


def git(root: Path, *arguments: str, given: str = "") -> str:
    done = subprocess.run(
        ["git", "-c", "user.name=t", "-c", "user.email=t@example.org", *arguments],
        cwd=root,
        input=given.encode(),
        env={**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"},
        capture_output=True,
        check=True,
    )
    return done.stdout.decode()


@pytest.mark.parametrize(
    "files",
    [
        {"billing.yml": BILLING, "billing.vi.yml": BILLING_VI, "ticket.yml": TICKET},
        # Windows, no break at the end, and both with a byte order mark.
        {
            "billing.yml": BILLING.replace("\n", "\r\n"),
            "billing.vi.yml": BILLING_VI[:-1],
            "my ticket.yml": "\ufeff" + TICKET.replace("\n", "\r\n")[:-2],
        },
    ],
    ids=["plain", "odd"],
)
def test_git_makes_of_the_patch_what_would_be_written(
    tmp_path: Path, files: dict[str, str]
) -> None:
    root = make_project(tmp_path / "patched", files)
    git(root, "init", "--quiet")
    git(root, "add", ".")
    git(root, "commit", "--quiet", "-m", "before")
    before = contents(root)
    patch = as_patch(preview(root, POLICY, ADDITIONS))
    assert contents(root) == before
    git(root, "apply", "--index", "-", given=patch)

    other = make_project(tmp_path / "written", files)
    add_examples(other, POLICY, ADDITIONS)
    assert contents(root) == contents(other) != before
    # And back again.
    git(root, "apply", "--index", "--reverse", "-", given=patch)
    assert contents(root) == before


def test_a_patch_holds_nothing_but_the_lines(tmp_path: Path) -> None:
    root = make_project(tmp_path)
    patch = as_patch(preview(root, POLICY, ADDITIONS[:2]))
    changed = [line for line in patch.split("\n") if line[:1] in "+-" and line[1:2] not in "+-"]
    assert [line for line in changed if line] == ["+    - brand new words", "+    - money please"]


def test_nothing_to_add_is_no_patch(tmp_path: Path) -> None:
    root = make_project(tmp_path)
    there = [Addition("where is my invoice", "invoice", "en")]
    assert as_patch(preview(root, POLICY, there)) == ""
