"""Our side: the encoder, the classifier and the judge of scope that also serve.

`quick` takes the base encoder as it is, `thorough` fine-tunes it on the training data first.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bench.nlu.data import OUTSIDE
from bench.nlu.machine import cores
from bench.nlu.measure import Judged, Laps
from engine.encoder.build import folder_of
from engine.encoder.runtime import SentenceEncoder
from engine.training_data import read_examples
from engine.understanding.classifier import Classifier, Settings, TrainingSet
from engine.understanding.scope import Scope, nearest_cosine, signals

QUICK, THOROUGH = "quick", "thorough"
KINDS = (QUICK, THOROUGH)


@dataclass(frozen=True)
class Understanding:
    """A trained model of ours that answers."""

    encoder: SentenceEncoder
    classifier: Classifier
    scope: Scope
    examples: np.ndarray

    def judge(self, texts: Sequence[str]) -> Judged:
        """Return the best guess for each text, and how likely no intent covers it."""
        vectors = self.encoder.encode(texts)
        logits = self.classifier.logits(texts, vectors)
        shares = self.classifier.probabilities(logits)
        nearest = nearest_cosine(vectors, self.examples)
        chance = self.scope.chance_right(signals(logits, self.classifier.temperature, nearest))
        names = self.classifier.intents
        if OUTSIDE in names:
            outside = names.index(OUTSIDE)
            chance = chance * (1.0 - shares[:, outside])
            shares[:, outside] = 0.0
        return Judged([names[index] for index in shares.argmax(axis=1)], 1.0 - chance)


class Ours:
    """How our side is trained and loaded."""

    def __init__(self, kind: str) -> None:
        """Take `quick` or `thorough`."""
        self.kind = kind

    def prepare(self) -> None:
        """Import what a training needs beyond the imports above, before the clock runs."""
        if self.kind == THOROUGH:
            import tensorflow  # noqa: F401
            from transformers import TFBertModel  # noqa: F401

            import engine.encoder.finetune  # noqa: F401

    def train(self, project: Path, target: Path, report: Callable[[str], None]) -> dict[str, float]:
        """Train from the project's examples on all cores and write the model.

        Args:
            project: Holds `data/nlu.yml`.
            target: The folder that the model is written to.
            report: Called with a line for each step.

        Returns:
            Seconds of each step.
        """
        laps = Laps(report)
        with laps("reading"):
            examples = read_examples(project)
            texts, names = [e.text for e in examples], [e.intent for e in examples]
        folder = folder_of("base")
        if self.kind == THOROUGH:
            from engine.encoder.finetune import fine_tune

            with laps("fine-tuning"):
                # A folder of its own: one that was made before would cost nothing.
                folder = fine_tune(texts, names, report, folder=target / "encoders")
        with laps("encoding"):
            vectors = SentenceEncoder(folder, cores()).encode(texts)
        with laps("classifier"):
            data = TrainingSet(texts, vectors, names, Settings())
            learned = data.learn()
            classifier = Classifier.train(data, learned)
        with laps("scope"):
            scope, _ = Scope.train(data, learned.out_of_fold)
        with laps("writing"):
            _write(target / "classifier", *classifier.state())
            document, arrays = scope.state()
            _write(target / "scope", document, {**arrays, "examples": vectors})
            (target / "encoder.txt").write_text(str(folder), encoding="utf-8")
        return laps.seconds

    def load(self, target: Path, threads: int) -> Understanding:
        """Load what `train` wrote, with an encoder that remembers no text."""
        folder = Path((target / "encoder.txt").read_text(encoding="utf-8"))
        document, arrays = _read(target / "scope")
        examples = arrays.pop("examples")
        return Understanding(
            SentenceEncoder(folder, threads, cached_texts=0),
            Classifier.from_state(*_read(target / "classifier")),
            Scope.from_state(document, arrays),
            examples,
        )


def _write(path: Path, document: dict[str, Any], arrays: dict[str, np.ndarray]) -> None:
    path.with_suffix(".json").write_text(json.dumps(document), encoding="utf-8")
    np.savez(path.with_suffix(".npz"), **arrays)


def _read(path: Path) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    document = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    with np.load(path.with_suffix(".npz"), allow_pickle=False) as arrays:
        return document, {name: arrays[name] for name in arrays.files}
