"""Whether a confidence means what it says: of all guesses at 0.8, are four in five right?"""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum
from typing import Any

BINS = 10

Judged = tuple[float, bool]
"""The confidence of a guess (0 to 1), and whether the guess was right."""


def calibration(guesses: Sequence[Judged]) -> dict[str, Any]:
    """The expected calibration error, and the bins of equal width that it comes from.

    A bin holds its lower edge and leaves its upper one to the next; 1.0 is in the last. The error
    is the mean gap between confidence and accuracy of the bins, weighted by their messages.
    """
    bins = [_bin(number, guesses) for number in range(BINS)]
    gaps = [
        abs(row["confidence"] - row["accuracy"]) * row["messages"]
        for row in bins
        if row["messages"]
    ]
    return {"error": fsum(gaps) / len(guesses), "bins": bins}


def _bin(number: int, guesses: Sequence[Judged]) -> dict[str, Any]:
    inside = [guess for guess in guesses if min(int(guess[0] * BINS), BINS - 1) == number]
    count = len(inside)
    return {
        "from": number / BINS,
        "to": (number + 1) / BINS,
        "messages": count,
        "confidence": fsum(confidence for confidence, _ in inside) / count if count else None,
        "accuracy": sum(right for _, right in inside) / count if count else None,
    }
