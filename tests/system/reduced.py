"""A project that learned from a part of the examples: quick to train, with much left to learn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import yaml

from desk.models.store import ModelStore
from desk.models.training import train
from desk.trainer.nlu_files import Addition, read_data, topic_and_language
from tests.system.project import copied_project

PER_INTENT = 24
"""Examples that are kept of each intent in each file; of what is out of scope much more."""

_MORE = {"unrelated": 250}


@dataclass(frozen=True)
class Reduced:
    """The project, what it serves, and the examples that it has never seen."""

    root: Path
    model: str
    unseen: list[Addition]


def reduced_project(folder: Path, fewer: Mapping[str, int]) -> Reduced:
    """Make it in an empty folder and train its model; `fewer` keeps less of some intents."""
    root = copied_project(folder)
    unseen: list[Addition] = []
    for name, file in read_data(root).items():
        if not file.examples:
            continue
        kept: dict[str, list[str]] = {}
        counts: Counter[str] = Counter()
        for example in file.examples:
            counts[example.intent] += 1
            most = fewer.get(example.intent, _MORE.get(example.intent, PER_INTENT))
            if counts[example.intent] <= most:
                kept.setdefault(example.intent, []).append(example.text)
            else:
                language = topic_and_language(name)[1]
                unseen.append(Addition(example.text, example.intent, language))
        (root / name).write_text(_nlu(kept), encoding="utf-8")
    store = ModelStore(root)
    trained = train(root, datetime.now(UTC), lambda _line: None, quick=True)
    assert store.current() == trained.name
    return Reduced(root, trained.name, unseen)


def _nlu(kept: Mapping[str, list[str]]) -> str:
    """A file of the training data with these examples."""
    items = [
        f"- intent: {intent}\n  examples: |\n" + "".join(f"    - {text}\n" for text in texts)
        for intent, texts in kept.items()
    ]
    text = 'version: "3.1"\n\nnlu:\n' + "\n".join(items)
    assert yaml.safe_load(text)["nlu"]
    return text
