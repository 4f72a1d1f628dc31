"""The models folder: archives, their cards, and which of them is served."""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from desk.errors import FrontdeskError, UsageError

_SUFFIX = ".tar.gz"
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True)
class Card:
    """What is known about a model: what it was trained from, when, and with which figures.

    `created` is ISO 8601 in UTC; `inputs` is the engine's hash of data, domain, settings and
    learning code; `figures` are those of the cross-validation. `commit` is that of the data, with
    a plus where files had changed since; `history` is what was done with the model, oldest first.
    """

    name: str
    created: str
    inputs: str
    rasa: str
    encoder: str
    spacy: str
    examples: int
    seconds: float
    figures: dict[str, Any] = field(default_factory=dict)
    commit: str | None = None
    by: str | None = None
    history: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Listed:
    """A model in the folder; `card` is None for one that no card was kept of."""

    name: str
    current: bool
    bytes: int
    card: Card | None

    def as_dict(self) -> dict[str, Any]:
        """One row of `frontdesk models list --json`."""
        return {
            "model": self.name,
            "current": self.current,
            "bytes": self.bytes,
            "card": asdict(self.card) if self.card else None,
        }


class ModelStore:
    """The models of one project."""

    def __init__(self, root: Path) -> None:
        """`root` is the project."""
        self.folder = root / "models"
        self._pointer = self.folder / "current"
        self._former = self.folder / "former"

    def archive(self, name: str) -> Path:
        """Where the archive of a model lies, whether it is there or not."""
        return self.folder / f"{name}{_SUFFIX}"

    def current(self) -> str | None:
        """The name of the model that is served, or None."""
        try:
            return self._pointer.read_text(encoding="utf-8").strip() or None
        except FileNotFoundError:
            return None

    def current_archive(self) -> Path:
        """The archive of the model that is served. Raises FrontdeskError if there is none."""
        name = self.current()
        if name is None:
            raise FrontdeskError("there is no trained model: run frontdesk train")
        archive = self.archive(name)
        if not archive.is_file():
            raise FrontdeskError(f"the model {archive} is missing: run frontdesk train")
        return archive

    def card(self, name: str) -> Card | None:
        """The card of a model, or None if none was kept or it can't be read."""
        try:
            return Card(**json.loads((self.folder / f"{name}.json").read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def problem(self, name: str) -> str | None:
        """What is wrong with a model's files, as far as a look at them tells; None if nothing.

        `archive`: empty, or no archive at all. `card`: there is one, and it can't be read. A model
        without a card has no problem: earlier versions kept none.
        """
        try:
            with self.archive(name).open("rb") as file:
                if file.read(len(_GZIP)) != _GZIP:
                    return "archive"
        except OSError:
            return "archive"
        if self.card(name) is None and (self.folder / f"{name}.json").exists():
            return "card"
        return None

    def keep_card(self, card: Card) -> None:
        """Write a model's card beside its archive."""
        text = json.dumps(asdict(card), ensure_ascii=False, indent=2) + "\n"
        write_whole(self.folder / f"{card.name}.json", text)

    def rows(self) -> list[Listed]:
        """All models, newest name first."""
        served = self.current()
        names = sorted(
            (path.name.removesuffix(_SUFFIX) for path in self.folder.glob(f"[!.]*{_SUFFIX}")),
            reverse=True,
        )
        return [
            Listed(name, name == served, self.archive(name).stat().st_size, self.card(name))
            for name in names
        ]

    def known(self, name: str) -> str:
        """The name of a model in the folder, given with or without its ending.

        Raises UsageError if there is no such model.
        """
        plain = Path(name).name.removesuffix(_SUFFIX)
        if not self.archive(plain).is_file():
            there = ", ".join(row.name for row in self.rows()) or "none"
            raise UsageError(f"there is no model {plain}; there are: {there}")
        return plain

    def remove(self, name: str) -> None:
        """Remove a model and its card; the one that is served stays."""
        if name == self.current():
            raise FrontdeskError(f"the model {name} is served and can't be removed")
        for path in (self.archive(name), self.folder / f"{name}.json"):
            path.unlink(missing_ok=True)

    def promote(self, name: str) -> None:
        """Serve this model: a running system changes over, another one with its next start.

        The one before is remembered for `roll_back`.
        """
        before = self.current()
        if before == name:
            return
        if before is not None:
            write_whole(self._former, "\n".join([*self._former_names(), before]) + "\n")
        write_whole(self._pointer, name + "\n")

    def keep(self, name: str) -> None:
        """Serve this one still: another was promoted and could not be started."""
        write_whole(self._pointer, name + "\n")
        former = self._former_names()
        if former and former[-1] == name:
            write_whole(self._former, "".join(f"{row}\n" for row in former[:-1]))

    def roll_back(self) -> str:
        """Serve the model that was served before this one; returns its name.

        Raises FrontdeskError if none is left.
        """
        former = self._former_names()
        while former:
            name = former.pop()
            if self.archive(name).is_file():
                write_whole(self._former, "".join(f"{row}\n" for row in former))
                write_whole(self._pointer, name + "\n")
                return name
        raise FrontdeskError("there is no earlier model to go back to")

    def former(self) -> str | None:
        """The model that `roll_back` would serve; None if none is left."""
        names = (name for name in reversed(self._former_names()) if self.archive(name).is_file())
        return next(names, None)

    def _former_names(self) -> list[str]:
        try:
            return self._former.read_text(encoding="utf-8").split()
        except FileNotFoundError:
            return []


def write_whole(path: Path, text: str) -> None:
    """Replace a file in one step: who reads it sees the old or the new, never half of it.

    Raises OSError, and leaves the old one, when there is no room or no right to write.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, scratch = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(scratch, 0o644)
        os.replace(scratch, path)
    except BaseException:
        os.unlink(scratch)
        raise
