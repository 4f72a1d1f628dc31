"""Training data against itself: what a model that had not seen an example says of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desk.errors import FrontdeskError
from desk.models.calibration import calibration
from desk.models.engine import ask_engine
from desk.models.evaluation import Labelled, figures

VERDICTS = ("known", "unsure", "unrelated")

DISAGREEING = 40
"""Examples that are told, of those whose model says something else than their label."""


@dataclass(frozen=True)
class HeldOut:
    """One example under a model that had not seen it.

    `intent` and `confidence` are that model's best guess; `verdict` is what would have become of
    it: `known` (answered so), `unsure` (asked back) or `unrelated`.
    """

    text: str
    label: str
    intent: str
    confidence: float
    verdict: str

    @property
    def right(self) -> bool:
        """Whether the best guess is the label."""
        return self.intent == self.label


def cross_validate(root: Path, report: Callable[[str], None]) -> dict[str, Any]:
    """Cross-validate the training data of a project, with the folds and the seed of a training.

    Args:
        root: The project.
        report: Called with one line for each step.

    Returns:
        The figures of `measure`, with `folds` and `seed`.

    Raises:
        UsageError: Data that can't be trained, naming intents and files.
        FrontdeskError: The engine is missing or failed.
    """
    examples: list[HeldOut] = []
    told: dict[str, Any] | None = None
    for line in ask_engine(root, ["cross-validate"]):
        if "progress" in line:
            report(str(line["progress"]))
        elif "figures" in line:
            told = line["figures"]
        else:
            examples.append(HeldOut(**{name: line[name] for name in HeldOut.__annotations__}))
    if told is None or not examples:
        raise FrontdeskError("the cross-validation ended without figures")
    return {"folds": told["folds"], "seed": told["seed"], **measure(examples)}


def ask_held_out(root: Path, model: Path) -> list[HeldOut]:
    """Each example of a model's training, as a model that had not seen it understands it.

    None at all for a model of an older version, which does not know them any more.

    Raises FrontdeskError when the engine or the model is missing or fails.
    """
    lines = ask_engine(root, ["held-out", "--model", str(model)])
    return [
        HeldOut(**{name: line[name] for name in HeldOut.__annotations__})
        for line in lines
        if "label" in line
    ]


def measure(examples: Sequence[HeldOut]) -> dict[str, Any]:
    """Accuracy, macro F1, every intent's F1, calibration, verdicts, and who disagrees most.

    All are those of the best guess, except `verdicts`, the number of examples for each.
    """
    truth = [Labelled(one.text, (one.label,)) for one in examples]
    found = figures(truth, [one.intent for one in examples])
    verdicts = Counter(one.verdict for one in examples)
    return {
        "examples": found["messages"],
        "accuracy": found["accuracy"],
        "macro_f1": found["macro_f1"],
        "intents": found["labels"],
        "calibration": calibration([(one.confidence, one.right) for one in examples]),
        "verdicts": {name: verdicts[name] for name in VERDICTS},
        "disagreeing": [
            {
                "text": one.text,
                "label": one.label,
                "intent": one.intent,
                "confidence": one.confidence,
                "verdict": one.verdict,
            }
            for one in disagreeing(examples)
        ],
    }


def disagreeing(examples: Sequence[HeldOut]) -> list[HeldOut]:
    """The examples that disagree most with their label: wrong guesses, the surest first."""
    wrong = [one for one in examples if not one.right]
    return sorted(wrong, key=lambda one: -one.confidence)[:DISAGREEING]
