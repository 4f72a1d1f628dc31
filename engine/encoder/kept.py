"""Vectors of training texts, kept beside their encoder: only new texts are encoded again.

A text's vector is the same to the last bit whenever it is computed, so what is kept changes how
long a training takes and nothing else. Texts are kept as hashes.
"""

from __future__ import annotations

import os
import tempfile
import zipfile
from pathlib import Path

import numpy as np

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
    """Keep these and only these, in one step: who reads sees the old file or the new one."""
    if not vectors:
        return
    keys = np.array([np.frombuffer(key, dtype=np.uint8) for key in vectors])
    handle, scratch = tempfile.mkstemp(dir=folder, prefix=".vectors-")
    try:
        with os.fdopen(handle, "wb") as file:
            np.savez(file, keys=keys, vectors=np.array(list(vectors.values()), dtype=np.float32))
        os.replace(scratch, folder / _FILE)
    except OSError:
        # A full disk costs the next training some seconds, not this one its model.
        Path(scratch).unlink(missing_ok=True)
