"""Vectors of training texts, kept beside their encoder: only new texts are encoded again.

A text's vector is the same to the last bit whenever it is computed, so what is kept changes how
long a training takes and nothing else. Texts are kept as hashes. Those of earlier trainings stay,
the longest unused fall out: a candidate that is trained without a few texts, or another project
with the same encoder, does not cost the next training a minute.
"""

from __future__ import annotations

import os
import tempfile
import zipfile
from itertools import islice
from pathlib import Path

import numpy as np

MOST = 30_000
"""Texts that are kept at most, 1.6 kB each."""

_FILE = "vectors.npz"


def load_vectors(folder: Path) -> dict[bytes, np.ndarray]:
    """Return the vectors that were kept in an encoder's folder; none if there is no sound file."""
    try:
        with np.load(folder / _FILE, allow_pickle=False) as arrays:
            keys, vectors = arrays["keys"], arrays["vectors"]
    except (OSError, ValueError, KeyError, zipfile.BadZipFile):
        return {}
    return {key.tobytes(): vector for key, vector in zip(keys, vectors, strict=True)}


def keep_vectors(folder: Path, vectors: dict[bytes, np.ndarray]) -> None:
    """Keep these before those that were kept earlier, in one step.

    Who reads sees the old file or the new one.
    """
    if not vectors:
        return
    earlier = load_vectors(folder)
    if list(earlier)[: len(vectors)] == list(vectors):
        return
    most = dict(islice({**vectors, **earlier, **vectors}.items(), MOST))
    keys = np.array([np.frombuffer(key, dtype=np.uint8) for key in most])
    handle, scratch = tempfile.mkstemp(dir=folder, prefix=".vectors-")
    try:
        with os.fdopen(handle, "wb") as file:
            np.savez(file, keys=keys, vectors=np.array(list(most.values()), dtype=np.float32))
        os.replace(scratch, folder / _FILE)
    except OSError:
        # A full disk costs the next training some seconds, not this one its model.
        Path(scratch).unlink(missing_ok=True)
