"""The public benchmarks as tasks, and as a project that Rasa can train from."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from engine.errors import InputError
from engine.places import ROOT

DEFAULT_FOLDER = ROOT.parent / "shared" / "bench"

_LISTS = {
    "banking77.json": ("train_10_per_intent", "train", "test"),
    "clinc150.json": ("train", "val", "test", "oos_train", "oos_val", "oos_test"),
}
_SEED = 7

OUTSIDE = "out_of_scope"
"""The intent of messages that no intent covers, as `unrelated` is in the project's own data."""

T = TypeVar("T")


class Labelled(NamedTuple):
    """A message and what it really is about."""

    text: str
    intent: str


@dataclass(frozen=True)
class Task:
    """One thing that both sides are measured on."""

    name: str
    title: str
    train: list[Labelled]
    test: list[Labelled]
    validation: list[Labelled] = field(default_factory=list)
    unknown_train: list[str] = field(default_factory=list)
    """Messages of no intent to learn from."""

    unknown_validation: list[str] = field(default_factory=list)
    unknown_test: list[str] = field(default_factory=list)

    @property
    def learned(self) -> list[Labelled]:
        """All training examples; those of no intent have one of their own."""
        return [*self.train, *(Labelled(text, OUTSIDE) for text in self.unknown_train)]

    @property
    def intents(self) -> int:
        """How many intents there are to tell apart."""
        return len({example.intent for example in self.train})


def read_tasks(folder: Path) -> dict[str, Task]:
    """Return the tasks by name, in the order in which they are measured.

    Raises:
        InputError: A benchmark is missing or looks different; one line says what is expected.
    """
    banking = _read(folder, "banking77.json")
    clinc = _read(folder, "clinc150.json")
    tasks = (
        Task(
            "banking77-10",
            "Banking77, 10 examples an intent",
            banking["train_10_per_intent"],
            banking["test"],
        ),
        Task("banking77", "Banking77, all examples", banking["train"], banking["test"]),
        Task(
            "clinc150",
            "CLINC150",
            clinc["train"],
            clinc["test"],
            clinc["val"],
            *(_texts(clinc[name]) for name in ("oos_train", "oos_val", "oos_test")),
        ),
    )
    return {task.name: task for task in tasks}


def sample(things: Iterable[T], limit: int | None) -> list[T]:
    """Return at most `limit` of the things, always those at the same places; None returns all."""
    found = list(things)
    if limit is None or limit >= len(found):
        return found
    return random.Random(_SEED).sample(found, limit)


def write_project(folder: Path, examples: Sequence[Labelled]) -> None:
    """Write the examples as `data/nlu.yml`, as a trainer would have them on disk."""
    by_intent: dict[str, list[str]] = {}
    for example in examples:
        by_intent.setdefault(example.intent, []).append(example.text)
    lines = ['version: "3.1"', "nlu:"]
    for intent, texts in by_intent.items():
        # Quoted: `yes` and `no` are intents of CLINC150.
        lines += [f"  - intent: {json.dumps(intent)}", "    examples: |"]
        lines += [f"      - {text}" for text in texts]
    (folder / "data").mkdir(parents=True, exist_ok=True)
    (folder / "data" / "nlu.yml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _read(folder: Path, name: str) -> dict[str, list[Labelled]]:
    path, lists = folder / name, _LISTS[name]
    expected = (
        f"expected {' and '.join(_LISTS)} in BENCH_DATA (now {folder}), "
        f"{name} with lists of [text, intent] named {', '.join(lists)}"
    )
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InputError(f"{path} is missing: {expected}") from None
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: {type(error).__name__}: {expected}") from None
    try:
        found = {key: [_labelled(*pair) for pair in document[key]] for key in lists}
    except (KeyError, TypeError, AttributeError):
        raise InputError(f"{path} looks different: {expected}") from None
    if not all(found.values()):
        raise InputError(f"{path} has an empty list: {expected}")
    return found


def _labelled(text: Any, intent: Any) -> Labelled:
    # One message is one line of the training file on both sides.
    return Labelled(" ".join(text.splitlines()).strip(), intent)


def _texts(examples: Sequence[Labelled]) -> list[str]:
    return [example.text for example in examples]
