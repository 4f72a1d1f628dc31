"""Put the spaCy pipeline under `models/spacy/<version>/`, once a version."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import spacy

from engine.details import dates, finder, pipeline, shapes, vocabulary
from engine.places import MODELS, content_version

FOLDER = MODELS / "spacy"


def version() -> str:
    """Return the version: it changes with every pattern, name or rule that finds details."""
    sources = [Path(module.__file__) for module in (dates, finder, pipeline, shapes, vocabulary)]
    return content_version(spacy.__version__, *sources)


def folder_of(version_: str) -> Path:
    """Return where the pipeline of this version lies."""
    return FOLDER / version_


def build(report: Callable[[str], None]) -> Path:
    """Save the current pipeline if it is not there yet; returns its folder, whole or not at all."""
    folder = folder_of(version())
    if (folder / "meta.json").is_file():
        report(f"spaCy pipeline {folder.name}: already built")
        return folder
    FOLDER.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix=".building-", dir=FOLDER))
    try:
        pipeline.make_pipeline().to_disk(scratch)
        scratch.chmod(0o755)
        if not folder.exists():
            os.rename(scratch, folder)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    report(f"spaCy pipeline {folder.name}: built")
    return folder
