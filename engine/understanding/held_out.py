"""How each training example is understood by a model that had not seen it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from engine.understanding.calibration import best_temperature, probabilities
from engine.understanding.classifier import TrainingSet
from engine.understanding.scope import Scope, out_of_fold_signals

VERDICTS = ("known", "unsure", "unrelated")


def understood(data: TrainingSet, logits: np.ndarray, judge: Scope) -> dict[str, np.ndarray]:
    """Return guess, confidence, certainty and verdict of every example out of its fold.

    Args:
        data: The examples.
        logits: Their out-of-fold scores.
        judge: The judge of scope that learned from the same.

    Returns:
        Arrays with a row for each example: `guess` (place in `data.intents`), `confidence`,
        `certainty` and `verdict` (place in `VERDICTS`); small enough to be kept with a model.
    """
    shares = probabilities(logits, best_temperature(logits, data.labels))
    values = out_of_fold_signals(data, logits)
    chances = judge.chance_right(values)
    guesses = logits.argmax(axis=1)
    verdicts = [
        VERDICTS.index(judge.verdict(float(chance), float(value[3])))
        for chance, value in zip(chances, values, strict=True)
    ]
    return {
        "guess": guesses.astype(np.uint16),
        "confidence": shares[np.arange(len(guesses)), guesses].astype(np.float32),
        "certainty": chances.astype(np.float32),
        "verdict": np.array(verdicts, dtype=np.uint8),
    }


def lines(
    texts: Sequence[tuple[str, str]], intents: Sequence[str], arrays: dict[str, np.ndarray]
) -> Iterator[dict[str, Any]]:
    """Yield one document for each example; `texts` holds text and label of each row."""
    rows = zip(
        texts,
        arrays["guess"],
        arrays["confidence"],
        arrays["certainty"],
        arrays["verdict"],
        strict=True,
    )
    for (text, label), guess, confidence, certainty, verdict in rows:
        yield {
            "text": text,
            "label": label,
            "intent": intents[int(guess)],
            "confidence": round(float(confidence), 6),
            "certainty": round(float(certainty), 6),
            "verdict": VERDICTS[int(verdict)],
        }
