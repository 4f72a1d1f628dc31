"""Where the values of a list lie: what is said of waits and answers instead of an average."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import median as middle


def median(values: Sequence[float]) -> float | None:
    """The middle value, or the mean of the two in the middle; None where there are no values."""
    return middle(values) if values else None


def nearest_rank(values: Sequence[float], share: float) -> float | None:
    """The smallest value that at least `share` (0 to 1) of all values do not exceed.

    It is always one of the values, however few there are. None where there are none.
    """
    if not values:
        return None
    return sorted(values)[max(1, math.ceil(share * len(values))) - 1]
