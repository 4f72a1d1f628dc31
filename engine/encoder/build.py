"""Put the encoder under `models/encoder/<version>/`, once."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from engine.encoder import export, source
from engine.encoder.runtime import DIMENSIONS, MAX_TOKENS, load_tokenizer
from engine.errors import EngineError
from engine.places import MODELS, content_version

FOLDER = MODELS / "encoder"
CARD = "card.json"
CURRENT = "current"

LARGEST_ALLOWED_DIFFERENCE = 1e-5
CHECK_TEXTS = [
    "hi",
    "my vps is down, cannot ping 203.0.113.7",
    "I was charged twice for the invoice of last month, please check",
    "trang web của tôi không vào được từ sáng nay",
    "500 Internal Server Error 😡 " * 60,
    "",
]


def base_version() -> str:
    """Return the version of the encoder that is built from the published weights.

    It changes with the weights and with the way they are exported, so that a model trained on
    older vectors is recognised and trained again.
    """
    return "base-" + content_version(
        source.WEIGHTS_SHA256, f"{export.REVISION=} {export.OPSET=} {MAX_TOKENS=}"
    )


def folder_of(version: str) -> Path:
    """Return where the encoder of this version lies.

    `base` names the one that is built from the published weights, `current` the one that the
    last thorough training found better, or else the base.
    """
    if version == "base":
        return FOLDER / base_version()
    return FOLDER / (current_version() if version == "current" else version)


def current_version() -> str:
    """Return the version of the encoder that new models are trained with."""
    pointer = FOLDER / CURRENT
    named = pointer.read_text(encoding="utf-8").strip() if pointer.is_file() else ""
    return named if named and (FOLDER / named / CARD).is_file() else base_version()


def use(version: str) -> None:
    """Train new models with this encoder from now on; models keep the one they have."""
    scratch = FOLDER / f".{CURRENT}"
    scratch.write_text(version + "\n", encoding="utf-8")
    os.replace(scratch, FOLDER / CURRENT)


def card_of(version: str) -> dict[str, Any]:
    """Return what is written on the card of an encoder; empty if it is not there."""
    try:
        card: dict[str, Any] = json.loads((FOLDER / version / CARD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return card


def forget(version: str) -> None:
    """Remove an encoder that no model was trained with."""
    shutil.rmtree(FOLDER / version, ignore_errors=True)


def build(report: Callable[[str], None]) -> Path:
    """Build the base encoder if it is not there yet; returns its folder.

    The folder appears whole or not at all: it is written beside its place and renamed.

    Raises:
        EngineError: The weights are missing or not the published ones, or ONNX differs.
    """
    folder = folder_of("base")
    if (folder / CARD).is_file():
        report(f"encoder {folder.name}: already built")
        return folder
    FOLDER.mkdir(parents=True, exist_ok=True)
    report(f"encoder {folder.name}: checking the published weights")
    weights = source.weights_folder()
    scratch = Path(tempfile.mkdtemp(prefix=".building-", dir=FOLDER))
    try:
        _write(weights, scratch, folder.name, report)
        scratch.chmod(0o755)
        if not folder.exists():
            os.rename(scratch, folder)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    report(f"encoder {folder.name}: done")
    return folder


def _write(weights: Path, target: Path, version: str, report: Callable[[str], None]) -> None:
    shutil.copyfile(weights / "tokenizer.json", target / "tokenizer.json")
    report(f"encoder {version}: loading TensorFlow and the weights")
    encode, signature = export.pooled(export.load_model(weights))
    report(f"encoder {version}: converting to ONNX (about half a minute)")
    onnx_file = target / "model.onnx"
    export.write_onnx(encode, signature, onnx_file)
    report(f"encoder {version}: comparing ONNX with TensorFlow")
    difference = export.largest_difference(encode, onnx_file, load_tokenizer(target), CHECK_TEXTS)
    if not difference <= LARGEST_ALLOWED_DIFFERENCE:
        raise EngineError(
            f"the ONNX encoder differs from TensorFlow by {difference:.2g}, "
            f"allowed is {LARGEST_ALLOWED_DIFFERENCE:.0e}"
        )
    card = {
        "name": source.NAME,
        "version": version,
        "weights_sha256": source.WEIGHTS_SHA256,
        "dimensions": DIMENSIONS,
        "max_tokens": MAX_TOKENS,
        "pooling": "mean over the mask, then L2, inside the graph",
        "opset": export.OPSET,
        "largest_difference_to_tensorflow": difference,
    }
    (target / CARD).write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")
