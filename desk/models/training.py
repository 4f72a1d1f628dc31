"""Train a model in the engine's environment and keep its card."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from desk.errors import FrontdeskError
from desk.models.engine import ask_engine
from desk.models.store import Card, ModelStore

_UNFINISHED = ".training-"


@dataclass(frozen=True)
class Trained:
    """The model that a training made; `new` is False if it was there already."""

    name: str
    new: bool
    card: Card | None


def train(
    root: Path,
    now: datetime,
    report: Callable[[str], None],
    *,
    quick: bool = True,
    if_needed: bool = False,
    promote: bool = True,
    by: str | None = None,
) -> Trained:
    """Train a model from the project's data and serve it from the engine's next start on.

    Args:
        root: The project.
        now: Names the model and stands on its card; aware.
        report: Called with one line for each step.
        quick: Keep the encoder that the last thorough training made; else fine-tune it first.
        if_needed: Do nothing if the model that is served was trained from the same.
        by: Who wants it, for the card.
        promote: Serve it; without that it is a candidate that lies beside the others.

    Raises:
        UsageError: Data that can't be trained, naming intents and files.
        FrontdeskError: The engine is missing or failed, or another training runs.
    """
    store = ModelStore(root)
    with _alone(store.folder):
        if if_needed:
            there = _up_to_date(store, root)
            if there is not None:
                report(f"model {there.name}: up to date")
                return Trained(there.name, new=False, card=there)
        name = model_name(now)
        found: dict[str, Any] | None = None
        how = [] if quick else ["--thorough"]
        _clear(store.folder)
        # Named as what it is not yet: a model that is there has a card, whatever ends this.
        unfinished = store.folder / f"{_UNFINISHED}{name}.tar.gz"
        for line in ask_engine(root, ["train", "--out", str(unfinished), *how]):
            if "progress" in line:
                report(str(line["progress"]))
            else:
                found = line["trained"]
        if found is None:
            raise FrontdeskError("the training ended without a model")
        card = Card(
            name=name,
            created=now.isoformat(timespec="seconds"),
            commit=data_commit(root),
            by=by,
            **found,
        )
        store.keep_card(card)
        os.replace(unfinished, store.archive(name))
        if promote:
            store.promote(name)
    return Trained(name, new=True, card=card)


def model_name(now: datetime) -> str:
    """What a model that is trained at that moment is called."""
    return f"{now:%Y%m%d-%H%M%S}"


def data_commit(root: Path) -> str | None:
    """The commit of the data that lies there now, "+" behind it where files have changed since.

    None outside of a repository, or without Git.
    """

    def git(*arguments: str) -> str:
        command = ["git", "-C", str(root), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    try:
        commit = git("rev-parse", "--short=12", "HEAD")
        return f"{commit}+" if git("status", "--porcelain", "--", "data") else commit
    except (OSError, subprocess.CalledProcessError):
        return None


def _up_to_date(store: ModelStore, root: Path) -> Card | None:
    """The card of the served model if it was trained from what the project holds now."""
    name = store.current()
    card = store.card(name) if name else None
    if card is None or not store.archive(card.name).is_file():
        return None
    inputs = next(iter(ask_engine(root, ["inputs"])))["inputs"]
    return card if card.inputs == inputs else None


def clear_unfinished(folder: Path) -> None:
    """Remove what ended trainings have left in the models folder; while one runs, nothing."""
    with suppress(FrontdeskError), _alone(folder):
        _clear(folder)


def _clear(folder: Path) -> None:
    """For who trains alone, before the first file of its own."""
    for path in folder.glob(f"{_UNFINISHED}*"):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the project's training; the lock ends with the process, however that ends."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".training.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise FrontdeskError("another training of this project is running") from error
        yield
