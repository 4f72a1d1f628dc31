"""Messages that are about the same matter, whatever their words."""

from __future__ import annotations

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage

APART = 0.6
"""Mean cosine distance from which two clusters are about different matters."""

FEWEST = 2


def clusters(vectors: np.ndarray, apart: float = APART) -> list[list[int]]:
    """Group rows by meaning: average linkage over the cosine distance (Sokal and Michener, 1958).

    Args:
        vectors: A row for each message, length 1.
        apart: The mean distance from which clusters stay apart, 0 to 2.

    Returns:
        The rows of each cluster of at least two, the largest cluster first; within it the row
        that is most like all others first. The same rows give the same clusters.
    """
    if len(vectors) < FEWEST:
        return []
    labels = fcluster(linkage(vectors, "average", metric="cosine"), apart, "distance")
    found = []
    for label in np.unique(labels):
        rows = np.flatnonzero(labels == label)
        if len(rows) < FEWEST:
            continue
        central = (vectors[rows] @ vectors[rows].T).mean(axis=1)
        found.append([int(row) for row in rows[np.argsort(-central, kind="stable")]])
    return sorted(found, key=lambda rows: (-len(rows), rows[0]))
