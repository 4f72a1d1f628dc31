"""Adds examples to a project from a process of its own: `python -m tests.trainer.writers`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from desk.errors import FrontdeskError
from desk.trainer.nlu_files import Addition, add_examples
from tests.trainer.project import POLICY, contents


def one_by_one(root: Path, name: str, count: int) -> None:
    """Add `count` examples, each for itself, from the moment on that a line comes in."""
    print("ready", flush=True)
    sys.stdin.readline()
    for number in range(count):
        add_examples(root, POLICY, [Addition(f"{name} example {number}", "invoice", "en")])


def into_all_files(root: Path, limit: int | None) -> None:
    """Add to every file at once, with at most `limit` bytes a file, and say what came of it."""
    before = contents(root)
    if limit is not None:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    additions = [
        Addition("hai nữa", "invoice", "vi"),
        Addition("mở giúp", "open_ticket", "vi"),
        Addition("one more", "invoice", "en"),
    ]
    told = ""
    try:
        add_examples(root, POLICY, additions)
    except FrontdeskError as error:
        told = str(error)
    print(json.dumps({"told": told, "untouched": contents(root) == before}))


if __name__ == "__main__":
    folder, what, *rest = sys.argv[1:]
    if what == "all":
        into_all_files(Path(folder), int(rest[0]) if rest else None)
    else:
        one_by_one(Path(folder), what, int(rest[0]))
