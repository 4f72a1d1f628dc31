"""`python -m engine cross-validate`: each training example as a model without it understands it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from engine.learning import read_learning, training_set
from engine.training_data import read_examples
from engine.understanding.calibration import expected_calibration_error
from engine.understanding.held_out import lines, understood
from engine.understanding.scope import Scope


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
    report("learning what is out of scope")
    scope, _ = Scope.train(data, logits, learning.costs)
    texts = [(example.text, example.intent) for example in examples]
    found = understood(data, logits, scope)
    yield from lines(texts, data.intents, found)
    right = found["guess"] == data.labels
    yield {
        "figures": {
            "folds": learning.settings.folds,
            "seed": learning.settings.seed,
            "accuracy": float(right.mean()),
            "calibration_error": expected_calibration_error(found["confidence"], right),
        }
    }
