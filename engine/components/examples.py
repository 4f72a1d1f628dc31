"""Training examples of Rasa as arrays, computed once for all steps that learn from them."""

from __future__ import annotations

from typing import Any

import numpy as np
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from engine.components.language import grams_of
from engine.understanding.classifier import Learned, Settings, TrainingSet
from engine.understanding.features import Weights

LEARNING_DEFAULTS: dict[str, Any] = {
    "inverse_penalty": Settings.inverse_penalty,
    "vector_weight": Weights.vector,
    "character_weight": Weights.characters,
    "word_weight": Weights.words,
    "folds": Settings.folds,
    "seed": Settings.seed,
}

_last: list[tuple[Any, TrainingSet, Learned]] = []


def vector_of(message: Message) -> np.ndarray:
    """Return the sentence vector that the encoder's step put on the message."""
    _, sentence = message.get_dense_features(TEXT, [])
    if sentence is None:
        raise ValueError("no sentence vector: the encoder's step must come before in config.yml")
    return sentence.features[0]


def learned_from(
    training_data: TrainingData, config: dict[str, Any]
) -> tuple[TrainingSet, Learned]:
    """Return the examples and what the regressions over them found.

    The classifier and the judge of scope learn from the same regressions; in one training run
    they are computed once.
    """
    examples = _examples(training_data)
    settings = Settings.from_config(config)
    key = (settings, tuple((m.get(TEXT), m.get(INTENT)) for m in examples))
    if not _last or _last[0][0] != key:
        data = TrainingSet(
            [grams_of(m) for m in examples],
            np.vstack([vector_of(m) for m in examples]) if examples else np.zeros((0, 1)),
            [m.get(INTENT) for m in examples],
            settings,
        )
        _last[:] = [(key, data, data.learn())]
    return _last[0][1], _last[0][2]


def texts_of(training_data: TrainingData) -> list[tuple[str, str]]:
    """Return text and intent of the examples, in the order of `learned_from`'s rows."""
    return [(m.get(TEXT), m.get(INTENT)) for m in _examples(training_data)]


def _examples(training_data: TrainingData) -> list[Message]:
    return [m for m in training_data.intent_examples if m.get(INTENT) and m.get(TEXT)]
