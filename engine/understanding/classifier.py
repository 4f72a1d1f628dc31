"""The intent classifier: logistic regression over vector and n-grams, with honest confidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np

from engine.errors import InputError
from engine.understanding.calibration import best_temperature, probabilities
from engine.understanding.config import read_number
from engine.understanding.features import Features, Weights
from engine.understanding.folds import keys_of, stratified
from engine.understanding.regression import Rows
from engine.understanding.workers import side_by_side

FEWEST_EXAMPLES = 2
"""An intent with fewer examples cannot be held back even once: training refuses it."""


Split = tuple[np.ndarray, np.ndarray]
"""Row numbers to learn from, and row numbers to be asked about."""


@dataclass(frozen=True)
class Settings:
    """What `config.yml` may change about the classifier."""

    inverse_penalty: float | None = None
    """scikit-learn's C; None takes what suits so many examples."""

    weights: Weights = field(default_factory=Weights)
    folds: int = 5
    seed: int = 7

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Settings:
        """Return the settings of a step in `config.yml`; what is not there keeps its default.

        Raises:
            InputError: A setting is no number.
        """
        given = config.get("inverse_penalty")
        return cls(
            None if given is None else read_number(config, "inverse_penalty", 0.0),
            Weights(
                read_number(config, "vector_weight", Weights.vector),
                read_number(config, "character_weight", Weights.characters),
                read_number(config, "word_weight", Weights.words),
            ),
            int(read_number(config, "folds", cls.folds)),
            int(read_number(config, "seed", cls.seed)),
        )


@dataclass(frozen=True)
class Learned:
    """What the regressions over a training set found."""

    out_of_fold: np.ndarray
    """Every example's logits by a model that had not seen it."""

    weights: np.ndarray
    """Features × intents, float32: the model that saw all examples."""

    intercepts: np.ndarray


class TrainingSet:
    """Texts, vectors and labels, with the feature rows and inner products computed once."""

    def __init__(
        self,
        texts: Sequence[str],
        vectors: np.ndarray,
        names: Sequence[str],
        settings: Settings = Settings(),
    ) -> None:
        """Take the examples.

        Args:
            texts: The examples.
            vectors: Their sentence vectors, one row each.
            names: Their intents.
            settings: Penalty, weights, folds, seed.

        Raises:
            InputError: Fewer than two intents, or an intent with too few examples.
        """
        self.intents = sorted(set(names))
        self.labels = np.array([self.intents.index(name) for name in names], dtype=int)
        self.keys = keys_of(texts)
        self.vectors = vectors
        self.settings = settings
        check_enough(self.intents, self.labels)
        self.features = Features(settings.weights)
        self.features.fit(texts)
        dense, grams = self.features.dense(vectors), self.features.grams(texts)
        (self._rows,) = side_by_side(
            [partial(Rows, dense, grams, self.keys, settings.inverse_penalty)]
        )

    def held_out_logits(self, train: np.ndarray, test: np.ndarray) -> np.ndarray:
        """Return the logits of the examples `test` by a model that saw only `train`."""
        return self._rows.held_out_logits(train, self.labels, test, len(self.intents))

    def held_out_logits_of(self, splits: Sequence[Split]) -> list[np.ndarray]:
        """Return `held_out_logits` of every pair of `train` and `test`, learned side by side."""
        return side_by_side([partial(self.held_out_logits, *split) for split in splits])

    def out_of_fold_logits(self) -> np.ndarray:
        """Return every example's logits by a model that had not seen it."""
        splits = self._splits()
        return self._joined(splits, self.held_out_logits_of(splits))

    def learn(self) -> Learned:
        """Fit the model that saw all examples beside those that did not see a fold."""
        splits = self._splits()
        found: list[Any] = side_by_side(
            [
                # The longest first, so that the other cores don't wait for it at the end.
                partial(self._rows.coefficients, self.labels),
                *(partial(self.held_out_logits, *split) for split in splits),
            ]
        )
        weights, intercepts = found[0]
        return Learned(self._joined(splits, found[1:]), weights, intercepts)

    def _splits(self) -> list[Split]:
        fold = stratified(self.keys, self.labels, self.settings.folds, self.settings.seed)
        return [
            (np.flatnonzero(fold != number), np.flatnonzero(fold == number))
            for number in np.unique(fold)
        ]

    def _joined(self, splits: Sequence[Split], parts: Sequence[np.ndarray]) -> np.ndarray:
        logits = np.zeros((len(self.labels), len(self.intents)))
        for (_, test), part in zip(splits, parts, strict=True):
            logits[test] = part
        return logits


def check_enough(intents: Sequence[str], labels: np.ndarray) -> None:
    """Raise `InputError` naming every intent that has too few examples to learn from."""
    if len(intents) < 2:
        raise InputError("training needs at least two intents with examples")
    counts = np.bincount(labels, minlength=len(intents))
    thin = [f"{name} ({n})" for name, n in zip(intents, counts, strict=True) if n < FEWEST_EXAMPLES]
    if thin:
        raise InputError(
            f"too few examples (at least {FEWEST_EXAMPLES} an intent): {', '.join(thin)}"
        )


@dataclass(frozen=True)
class Classifier:
    """A trained classifier."""

    intents: list[str]
    features: Features
    weights: np.ndarray
    intercepts: np.ndarray
    temperature: float

    @classmethod
    def train(cls, data: TrainingSet, learned: Learned | None = None) -> Classifier:
        """Take what `data.learn()` found (learned here if absent) and calibrate it."""
        found = data.learn() if learned is None else learned
        temperature = best_temperature(found.out_of_fold, data.labels)
        return cls(data.intents, data.features, found.weights, found.intercepts, temperature)

    def logits(self, texts: Sequence[str], vectors: np.ndarray) -> np.ndarray:
        """Return the scores before calibration, one row a text."""
        return self.features.scores(texts, vectors, self.weights) + self.intercepts

    def probabilities(self, logits: np.ndarray) -> np.ndarray:
        """Return the calibrated distribution over the intents; every row sums to 1."""
        return probabilities(logits.astype(np.float64), self.temperature)

    def state(self) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        """Return what `from_state` needs: a document for JSON and arrays."""
        document, arrays = self.features.state()
        document = {
            "intents": self.intents,
            "temperature": self.temperature,
            "features": document,
        }
        return document, {**arrays, "weights": self.weights, "intercepts": self.intercepts}

    @classmethod
    def from_state(cls, document: dict[str, Any], arrays: dict[str, np.ndarray]) -> Classifier:
        """Return the classifier that `state` described."""
        return cls(
            document["intents"],
            Features.from_state(document["features"], arrays),
            arrays["weights"],
            arrays["intercepts"],
            document["temperature"],
        )
