"""Where the engine's files lie, and the versions that their paths carry."""

from __future__ import annotations

import hashlib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
"""The project's root: the folder that holds `engine/`."""

MODELS = ROOT / "models"


def content_version(*parts: bytes | str | Path) -> str:
    """Return a short hash of texts and files, so that what depends on them can be recognised.

    A `Path` stands for the content of that file, never for its name: the version of a copied
    project is that of the original.
    """
    digest = hashlib.sha256()
    for part in parts:
        if isinstance(part, Path):
            content = part.read_bytes()
        else:
            content = part.encode() if isinstance(part, str) else part
        digest.update(len(content).to_bytes(8, "big"))
        digest.update(content)
    return digest.hexdigest()[:12]
