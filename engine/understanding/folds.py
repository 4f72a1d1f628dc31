"""Seeded ways to hold examples back."""

from __future__ import annotations

import numpy as np


def stratified(labels: np.ndarray, folds: int, seed: int) -> np.ndarray:
    """Return the fold (0 to `folds` - 1) of every example; each class is spread evenly.

    Classes start at different folds, so that small ones do not all end in the first.
    """
    random = np.random.RandomState(seed)
    assigned = np.zeros(len(labels), dtype=int)
    start = 0
    for label in np.unique(labels):
        members = random.permutation(np.flatnonzero(labels == label))
        assigned[members] = (np.arange(len(members)) + start) % folds
        start += len(members)
    return assigned


def class_groups(classes: int, groups: int, seed: int) -> np.ndarray:
    """Return the group of every class: whole classes are held back together."""
    random = np.random.RandomState(seed)
    assigned = np.zeros(classes, dtype=int)
    assigned[random.permutation(classes)] = np.arange(classes) % groups
    return assigned
