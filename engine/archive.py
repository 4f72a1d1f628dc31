"""What a model's archive says about itself, read without Rasa."""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from engine.errors import EngineError
from engine.places import MODELS

RASA_VERSION = "3.6.21"
CURRENT = "current"


def current_model(models: Path = MODELS) -> Path:
    """Return the archive of the model that `models/current` names.

    Raises:
        EngineError: No model is named, or the one that is named is gone.
    """
    pointer = models / CURRENT
    name = pointer.read_text(encoding="utf-8").strip() if pointer.is_file() else ""
    if not name:
        raise EngineError(f"no trained model in {models}; run: frontdesk train")
    return models / f"{name}.tar.gz"


def check_model(path: Path) -> dict[str, Any]:
    """Return the metadata of a model that this engine can serve.

    Raises:
        EngineError: It is missing, is no model, or another Rasa made it.
    """
    if not path.is_file():
        raise EngineError(f"the model {path} is missing; run: frontdesk train")
    try:
        with tarfile.open(path, "r:gz") as archive:
            member = archive.extractfile("metadata.json")
            metadata: dict[str, Any] = json.load(member) if member else {}
    except (tarfile.TarError, OSError, KeyError, ValueError, EOFError) as error:
        raise EngineError(f"{path} is not a trained model ({type(error).__name__})") from error
    made_by = metadata.get("rasa_open_source_version")
    if made_by != RASA_VERSION:
        raise EngineError(
            f"the model {path.name} was trained by Rasa {made_by}, this engine is {RASA_VERSION}; "
            "run: frontdesk train"
        )
    return metadata


def read_part(path: Path, step: str) -> dict[str, Any]:
    """Return the JSON document that a trained step of the pipeline left in a model.

    Args:
        path: The model's archive.
        step: Name of the step's class.
    """
    with tarfile.open(path, "r:gz") as archive:
        for member in archive.getmembers():
            if step in member.name and member.name.endswith("/part.json"):
                file = archive.extractfile(member)
                if file:
                    document: dict[str, Any] = json.load(file)
                    return document
    return {}


def figures_of(path: Path) -> dict[str, Any]:
    """Return what a model's training measured: its classifier, its judge of scope, its encoder.

    Raises:
        EngineError: The model is missing, is no model, or another Rasa made it.
    """
    from engine.encoder.build import card_of

    check_model(path)
    version = read_text(path, "SentenceEncoderFeaturizer", "encoder.txt")
    return {
        "classifier": read_part(path, "CalibratedIntentClassifier").get("figures", {}),
        "scope": read_part(path, "OutOfScopeDetector").get("figures", {}),
        "encoder": {"version": version, **card_of(version).get("figures", {})},
    }


def held_out_of(path: Path) -> Iterator[dict[str, Any]]:
    """Yield how each example of a model's training is understood by a model without it.

    Nothing for a model of before these were kept.

    Raises:
        EngineError: The model is missing, is no model, or another Rasa made it.
    """
    from engine.understanding.held_out import lines

    check_model(path)
    step = "OutOfScopeDetector"
    document = read_part(path, step)
    with tarfile.open(path, "r:gz") as archive:
        for member in archive.getmembers():
            if step in member.name and member.name.endswith("/part.npz"):
                file = archive.extractfile(member)
                if file is None:
                    return
                with np.load(io.BytesIO(file.read()), allow_pickle=False) as arrays:
                    kept = {
                        name.removeprefix("held_out_"): arrays[name]
                        for name in arrays.files
                        if name.startswith("held_out_")
                    }
                if kept:
                    yield from lines(document["texts"], document["intents"], kept)
                return


def read_text(path: Path, step: str, name: str) -> str:
    """Return a text file that a trained step left in a model, empty if there is none."""
    with tarfile.open(path, "r:gz") as archive:
        for member in archive.getmembers():
            if step in member.name and member.name.endswith(f"/{name}"):
                file = archive.extractfile(member)
                return file.read().decode("utf-8").strip() if file else ""
    return ""
