"""Seeded ways to hold examples back, in which an example's place hardly depends on the others."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

import numpy as np


def keys_of(texts: Sequence[str]) -> np.ndarray:
    """Return a number (uint64) for each text, the same wherever it stands and whatever else does.

    What is drawn by them stays nearly the same when examples come or go: so a model that learned
    one example more differs by that example, not by another throw of the dice.
    """
    digests = (blake2b(text.encode(), digest_size=8).digest() for text in texts)
    return np.array([int.from_bytes(digest, "big") for digest in digests], dtype=np.uint64)


def stratified(keys: np.ndarray, labels: np.ndarray, folds: int, seed: int) -> np.ndarray:
    """Return the fold (0 to `folds` - 1) of every example; each class is spread evenly.

    The members of a class are put in order by their keys and cut into parts, so that one example
    more moves a few others at most. Classes start at different folds, so that small ones do not
    all end in the first.
    """
    order = _mixed(keys, seed)
    assigned = np.zeros(len(labels), dtype=int)
    for start, label in enumerate(np.unique(labels)):
        members = np.flatnonzero(labels == label)
        members = members[np.argsort(order[members], kind="stable")]
        assigned[members] = (np.arange(len(members)) * folds // len(members) + start) % folds
    return assigned


def drawn(keys: np.ndarray, width: int) -> np.ndarray:
    """Return a row of `width` standard normal numbers (float32) for each key, drawn by it alone."""
    rows = [
        np.random.Generator(np.random.PCG64(int(key))).standard_normal(width, dtype=np.float32)
        for key in keys
    ]
    return np.array(rows, dtype=np.float32).reshape(len(keys), width)


def class_groups(classes: int, groups: int, seed: int) -> np.ndarray:
    """Return the group of every class: whole classes are held back together."""
    random = np.random.RandomState(seed)
    assigned = np.zeros(classes, dtype=int)
    assigned[random.permutation(classes)] = np.arange(classes) % groups
    return assigned


def _mixed(keys: np.ndarray, seed: int) -> np.ndarray:
    """Return the keys in another order for each seed (the finaliser of MurmurHash3)."""
    mixed = keys ^ np.uint64(seed)
    for factor in (0xFF51AFD7ED558CCD, 0xC4CEB9FE1A85EC53):
        mixed = (mixed ^ (mixed >> np.uint64(33))) * np.uint64(factor)
    return np.asarray(mixed ^ (mixed >> np.uint64(33)))
