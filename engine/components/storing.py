"""How a trained part lies in a model: a JSON document and NumPy arrays, nothing pickled."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage


def save_part(
    storage: ModelStorage, resource: Resource, document: dict[str, Any], arrays: dict[str, Any]
) -> None:
    """Write a document and arrays as the resource."""
    with storage.write_to(resource) as folder:
        text = json.dumps(document, ensure_ascii=False)
        (Path(folder) / "part.json").write_text(text, encoding="utf-8")
        np.savez(Path(folder) / "part.npz", **arrays)


def load_part(
    storage: ModelStorage, resource: Resource
) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """Read what `save_part` wrote."""
    with storage.read_from(resource) as folder:
        document = json.loads((Path(folder) / "part.json").read_text(encoding="utf-8"))
        with np.load(Path(folder) / "part.npz", allow_pickle=False) as arrays:
            return document, {name: arrays[name] for name in arrays.files}
