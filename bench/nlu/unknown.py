"""Figures of messages that belong to no intent: curve, threshold, recall and precision.

A score says how likely a message is out of scope: higher is more so. What reaches the threshold
is refused.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np
from sklearn.metrics import roc_auc_score, roc_curve

_LONGEST_CURVE = 200

LARGEST_LOSS = 0.02
"""Share of the messages in scope that may be refused although the best guess is right."""


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


def choose_threshold(inside: np.ndarray, right: np.ndarray) -> float:
    """Return the lowest threshold that refuses few messages which would be answered right.

    Args:
        inside: Scores of messages in scope.
        right: Whether the best guess of each is right; a wrong one is no loss.

    Returns:
        A threshold halfway between two scores, so that it does not hang on one message's last
        digit. It refuses at most `LARGEST_LOSS` of the messages, which are right.
    """
    worst = np.sort(inside[right])[::-1]
    refused = int(LARGEST_LOSS * len(inside))
    if refused >= len(worst):
        return float(np.min(inside))
    kept = worst[refused]
    above = inside[inside > kept]
    return float((kept + (above.min() if len(above) else kept + 1.0)) / 2)


def _truth(inside: np.ndarray, outside: np.ndarray) -> np.ndarray:
    return np.concatenate([np.zeros(len(inside)), np.ones(len(outside))])
