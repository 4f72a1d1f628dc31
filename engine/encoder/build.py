"""Put the encoder under `models/encoder/<version>/`, once."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from safetensors.numpy import load_file

from engine.encoder import graph, source
from engine.encoder.runtime import DIMENSIONS, MAX_TOKENS, SentenceEncoder
from engine.errors import EngineError
from engine.places import MODELS, content_version

FOLDER = MODELS / "encoder"
CARD = "card.json"
CURRENT = "current"

SMALLEST_ALLOWED_COSINE = 0.995
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
        source.WEIGHTS_SHA256, f"{graph.REVISION=} {graph.OPSET=} {MAX_TOKENS=}"
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
        EngineError: The weights are missing or not the published ones, or what was built differs.
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
    published = load_file(weights / "model.safetensors")
    shutil.copyfile(weights / "tokenizer.json", target / "tokenizer.json")
    graph.write(published, target / "model.onnx")
    with tempfile.TemporaryDirectory() as folder:
        exact = Path(folder)
        shutil.copyfile(weights / "tokenizer.json", exact / "tokenizer.json")
        graph.write(published, exact / "model.onnx", exact=True)
        report(f"encoder {version}: comparing the weights of 8 bits with the published ones")
        cosine = smallest_cosine(target, exact)
    if not cosine >= SMALLEST_ALLOWED_COSINE:
        raise EngineError(
            f"the encoder of 8 bits differs from the published one: a cosine of {cosine:.4f}, "
            f"at least {SMALLEST_ALLOWED_COSINE} is expected; does this processor lack an "
            "operation that ONNX Runtime needs?"
        )
    card = {
        "name": source.NAME,
        "version": version,
        "weights_sha256": source.WEIGHTS_SHA256,
        "dimensions": DIMENSIONS,
        "max_tokens": MAX_TOKENS,
        "pooling": "mean over the mask, then L2, inside the graph",
        "opset": graph.OPSET,
        "weights": "8 bits in blocks of 32, activations too",
        "smallest_cosine_to_published": cosine,
    }
    (target / CARD).write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")


def smallest_cosine(one: Path, other: Path) -> float:
    """Return how near two encoders' vectors of `CHECK_TEXTS` are at the worst; 1 is the same."""
    vectors = [SentenceEncoder(folder).encode(CHECK_TEXTS) for folder in (one, other)]
    return float((vectors[0] * vectors[1]).sum(axis=1).min())
