"""Make a confidence mean a frequency: one temperature for all logits."""

from __future__ import annotations

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import logsumexp, softmax


def probabilities(logits: np.ndarray, temperature: float) -> np.ndarray:
    """Return the calibrated distribution over the classes, row by row."""
    return softmax(logits / temperature, axis=-1)


def best_temperature(logits: np.ndarray, labels: np.ndarray) -> float:
    """Return the temperature under which held-out labels are most likely.

    Args:
        logits: Scores of examples that the model had not seen.
        labels: Their true classes.
    """

    def loss(log_temperature: float) -> float:
        scaled = logits / np.exp(log_temperature)
        right = scaled[np.arange(len(labels)), labels]
        return float(np.mean(logsumexp(scaled, axis=1) - right))

    found = minimize_scalar(loss, bounds=(np.log(0.05), np.log(20.0)), method="bounded")
    return float(np.exp(found.x))


def expected_calibration_error(confidence: np.ndarray, right: np.ndarray, bins: int = 10) -> float:
    """Return the mean gap between confidence and frequency over bins of equal width."""
    index = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = [
        abs(confidence[index == b].mean() - right[index == b].mean()) * np.mean(index == b)
        for b in range(bins)
        if np.any(index == b)
    ]
    return float(sum(gaps))
