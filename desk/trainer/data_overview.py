"""The training data at a glance: how much there is of what, and what is not committed yet."""

from __future__ import annotations

import subprocess
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desk.trainer.errors import BrokenFileError
from desk.trainer.nlu_files import data_files, read_file, topic_and_language, trained_intents
from support.policy import Policy

_FOLDER = "data"
_MOST_CHARACTERS = 200_000
_PATIENCE_S = 20


@dataclass(frozen=True)
class Overview:
    """Files with their examples or what is wrong with them, and examples by intent."""

    files: list[dict[str, Any]]
    intents: list[dict[str, Any]]
    changes: str | None
    """What git has not got yet, as a patch; None outside a repository."""

    def as_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {"files": self.files, "intents": self.intents, "changes": self.changes}


def overview(root: Path, policy: Policy) -> Overview:
    """The data of the project in `root`; a broken file is named, and the others are counted."""
    files: list[dict[str, Any]] = []
    counts: dict[str, Counter[str]] = {intent: Counter() for intent in trained_intents(policy)}
    for name in data_files(root):
        try:
            examples = read_file(root, name).examples
        except BrokenFileError as error:
            files.append({"file": name, "examples": 0, "error": str(error)})
            continue
        # Rules lie there, too, and have none.
        if examples:
            files.append({"file": name, "examples": len(examples), "error": None})
        language = topic_and_language(name)[1]
        for example in examples:
            counts.setdefault(example.intent, Counter())[language] += 1
    intents = [{"name": name, "examples": dict(found)} for name, found in counts.items()]
    return Overview(files, intents, uncommitted(root))


def uncommitted(root: Path) -> str | None:
    """The change of `data/` since the last commit, new files included; None without git."""
    try:
        # A new file is shown as it will be, and nothing is added to the next commit.
        new = _git(root, "ls-files", "--others", "--exclude-standard", "--", _FOLDER).split()
        changed = _git(root, "diff", "--no-color", "--no-ext-diff", "HEAD", "--", _FOLDER)
        added = [
            _git(root, "diff", "--no-color", "--no-ext-diff", "--no-index", "/dev/null", name)
            for name in new
        ]
    except (OSError, subprocess.SubprocessError):
        return None
    return "".join([changed, *added])[:_MOST_CHARACTERS]


def _git(root: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(root), *arguments],
        capture_output=True,
        text=True,
        timeout=_PATIENCE_S,
        check=False,
    )
    # Comparing with nothing says by 1 that there is a difference.
    if done.returncode not in (0, 1):
        raise subprocess.SubprocessError(done.stderr)
    return done.stdout
