"""A project of its own for a test that trains or promotes: a copy, with the built parts linked."""

from __future__ import annotations

import shutil
from pathlib import Path

from desk.models.store import ModelStore
from tests.system.running import ROOT

_COPIED = ("engine", "actions", "support", "data", "tests/conversations")
_FILES = (
    *("policy.yml", "trainer.yml", "config.yml", "domain.yml", "endpoints.yml"),
    "credentials.yml",
)
_LINKED = ("engine/.venv", "web", "desk", "models/encoder", "models/spacy")


def copied_project(folder: Path) -> Path:
    """Make the project in an empty folder; it serves the same model as this one."""
    for name in _COPIED:
        ignored = shutil.ignore_patterns(".venv", "__pycache__", ".pytest_cache")
        shutil.copytree(ROOT / name, folder / name, ignore=ignored)
    for name in _FILES:
        if (ROOT / name).is_file():
            shutil.copy(ROOT / name, folder)
    (folder / "models").mkdir()
    for name in _LINKED:
        (folder / name).symlink_to(ROOT / name)
    here, there = ModelStore(ROOT), ModelStore(folder)
    served = here.current()
    assert served is not None
    copy_model(here, there, served, served)
    there.promote(served)
    return folder


def copy_model(here: ModelStore, there: ModelStore, name: str, as_name: str) -> None:
    """Put a model into another project, or into the same one under another name."""
    shutil.copy(here.archive(name), there.archive(as_name))
    card = here.card(name)
    if card is not None and as_name == name:
        there.keep_card(card)
