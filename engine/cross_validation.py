"""`python -m engine cross-validate`: each training example as a model without it understands it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from engine.learning import read_learning, training_set
from engine.training_data import read_examples
from engine.understanding.calibration import (
    best_temperature,
    expected_calibration_error,
    probabilities,
)
from engine.understanding.scope import Scope, out_of_fold_signals


def cross_validate(root: Path, report: Callable[[str], None]) -> Iterator[dict[str, Any]]:
    """Yield how each example is understood out of its fold, then the figures of them all.

    Seeded and stratified: the same data and settings give the same lines.

    Raises:
        InputError: Data or settings that cannot be learned from.
    """
    learning = read_learning(root)
    examples = read_examples(root)
    data = training_set(examples, learning, report)
    report(f"learning {learning.settings.folds} times without a fold")
    logits = data.out_of_fold_logits()
    temperature = best_temperature(logits, data.labels)
    shares = probabilities(logits, temperature)
    report("learning what is out of scope")
    scope, _ = Scope.train(data, logits, learning.costs)
    values = out_of_fold_signals(data, logits)
    chances = scope.chance_right(values)
    guesses = logits.argmax(axis=1)
    for row, example in enumerate(examples):
        yield {
            "text": example.text,
            "label": example.intent,
            "intent": data.intents[guesses[row]],
            "confidence": float(shares[row, guesses[row]]),
            "certainty": float(chances[row]),
            "verdict": scope.verdict(float(chances[row]), float(values[row, 3])),
        }
    right = guesses == data.labels
    yield {
        "figures": {
            "folds": learning.settings.folds,
            "seed": learning.settings.seed,
            "accuracy": float(right.mean()),
            "calibration_error": expected_calibration_error(shares.max(axis=1), right),
        }
    }
