"""Figures of messages that belong to no intent: curve, threshold, recall and precision.

A score says how likely a message is out of scope: higher is more so. What reaches the threshold
is refused.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np
from sklearn.metrics import roc_auc_score, roc_curve

_LONGEST_CURVE = 200


@dataclass(frozen=True)
class AtThreshold:
    """What one threshold does."""

    threshold: float
    recall: float
    """Share of the messages out of scope that are refused."""

    precision: float
    """Share of the refused messages that are out of scope; 1 if nothing is refused."""

    false_alarms: float
    """Share of the messages in scope that are refused."""

    @property
    def f1(self) -> float:
        """Harmonic mean of recall and precision."""
        total = self.recall + self.precision
        return 2 * self.recall * self.precision / total if total else 0.0

    def figures(self) -> dict[str, float]:
        """Return the numbers by name."""
        return {**asdict(self), "f1": self.f1}


def auroc(inside: np.ndarray, outside: np.ndarray) -> float:
    """Return how often a message out of scope scores higher than one in scope (ties: half)."""
    return float(roc_auc_score(_truth(inside, outside), np.concatenate([inside, outside])))


def curve(inside: np.ndarray, outside: np.ndarray) -> dict[str, list[float]]:
    """Return false alarms and recall at every threshold, thinned to what a plot can show."""
    alarms, recall, _ = roc_curve(_truth(inside, outside), np.concatenate([inside, outside]))
    kept = np.unique(np.linspace(0, len(alarms) - 1, _LONGEST_CURVE).astype(int))
    return {
        "false_alarms": [float(value) for value in alarms[kept]],
        "recall": [float(value) for value in recall[kept]],
    }


def at_threshold(inside: np.ndarray, outside: np.ndarray, threshold: float) -> AtThreshold:
    """Return what a threshold does to messages in scope and out of scope."""
    caught, alarms = int((outside >= threshold).sum()), int((inside >= threshold).sum())
    refused = caught + alarms
    return AtThreshold(
        threshold=float(threshold),
        recall=caught / len(outside),
        precision=caught / refused if refused else 1.0,
        false_alarms=alarms / len(inside),
    )


def choose_threshold(inside: np.ndarray, outside: np.ndarray) -> float:
    """Return the threshold with the highest F1; of equal ones the one that refuses least.

    It lies halfway to the next lower score, so that it does not hang on one message's last digit.
    """
    scores = np.unique(np.concatenate([inside, outside]))
    caught = len(outside) - np.searchsorted(np.sort(outside), scores)
    alarms = len(inside) - np.searchsorted(np.sort(inside), scores)
    f1 = 2 * caught / (caught + alarms + len(outside))
    best = len(scores) - 1 - int(np.argmax(f1[::-1]))
    below = scores[best - 1] if best else scores[best]
    return float((scores[best] + below) / 2)


def _truth(inside: np.ndarray, outside: np.ndarray) -> np.ndarray:
    return np.concatenate([np.zeros(len(inside)), np.ones(len(outside))])
