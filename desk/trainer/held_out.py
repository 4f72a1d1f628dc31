"""The messages that are kept to measure models with: what is learned of them measures nothing."""

from __future__ import annotations

from pathlib import Path

from desk.models.tables import read_table
from desk.trainer.example_text import same_words

FOLDER = "tests/conversations"
"""Every table in it is held out, whatever `trainer.yml` measures with."""


def read_held_out(root: Path) -> dict[str, str]:
    """Where each held-out message of the project stands (`file:line`), by its `same_words`.

    Raises UsageError for a table that can't be read.
    """
    found: dict[str, str] = {}
    for path in sorted((root / FOLDER).glob("*.tsv")):
        for row in read_table(path, ["text"]):
            place = f"{path.relative_to(root).as_posix()}:{row.line}"
            found.setdefault(same_words(row.values["text"]), place)
    return found
