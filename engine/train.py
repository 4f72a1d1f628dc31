"""`python -m engine train`: a model from the project's data, with progress, the same every time."""

from __future__ import annotations

import json
import logging
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from engine.errors import EngineError, InputError
from engine.inputs import inputs_hash
from engine.lifeline import death_signal
from engine.places import ROOT
from engine.training_data import check_training_data


def train(
    target: Path, report: Callable[[str], None], root: Path = ROOT, thorough: bool = False
) -> dict[str, Any]:
    """Train a model.

    Args:
        target: The archive to write, `<name>.tar.gz`; it appears whole or not at all.
        report: Called with a line for each step.
        root: The project.
        thorough: Fine-tune the encoder first, in a process of its own; else it stays as it is.

    Returns:
        What a model's card needs: inputs, versions, figures, seconds.

    Raises:
        InputError: Data or rules that cannot be trained, naming intents and files.
        EngineError: The encoder is not built, or training broke.
    """
    started = time.monotonic()
    inputs = inputs_hash(root)
    examples = check_training_data(root)
    report(f"{examples} examples checked")
    if thorough:
        _improve_encoder(root, report)
    report("loading Rasa")
    # Every step is trained anew within seconds; a cache would only cost disk.
    os.environ["RASA_MAX_CACHE_SIZE"] = "0"

    import rasa.model_training
    from rasa.engine.exceptions import GraphComponentException
    from rasa.shared.exceptions import RasaException

    from engine.as_written import read_as_written
    from engine.quiet import quiet_logs

    quiet_logs()
    read_as_written()
    _report_steps(report)
    # One folder for all that Rasa writes on the way, beside the model: whoever finds it after a
    # training that was killed knows whose it is.
    scratch = target.with_name(f".training-{os.getpid()}-{target.name.removesuffix('.tar.gz')}")
    scratch.mkdir(parents=True, exist_ok=True)
    usual, tempfile.tempdir = tempfile.tempdir, str(scratch)
    report("training")
    try:
        result = rasa.model_training.train(
            domain=str(root / "domain.yml" if (root / "domain.yml").is_file() else root / "domain"),
            config=str(root / "config.yml"),
            training_files=[str(root / "data")],
            output=str(scratch),
            fixed_model_name=target.name.removesuffix(".tar.gz"),
            force_training=True,
        )
        if result.code != 0 or not result.model:
            raise EngineError(f"Rasa's training ended with code {result.code}")
        os.replace(result.model, target)
    except GraphComponentException as error:
        raise _told(error.__cause__ or error) from error
    except RasaException as error:
        raise _told(error) from error
    finally:
        tempfile.tempdir = usual
        shutil.rmtree(scratch, ignore_errors=True)
    return {
        "inputs": inputs,
        "examples": examples,
        "seconds": round(time.monotonic() - started, 1),
        **_card_parts(target),
    }


def _improve_encoder(root: Path, report: Callable[[str], None]) -> None:
    """Fine-tune in a child, so that TensorFlow's memory and settings end with it."""
    command = [sys.executable, "-m", "engine", "fine-tune"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "FRONTDESK_PROJECT": str(root)}
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        env=environment,
        text=True,
        encoding="utf-8",
        preexec_fn=death_signal(),  # noqa: PLW1509 - one system call, no lock
    ) as child:
        for line in child.stdout or ():
            document = json.loads(line)
            if "progress" in document:
                report(document["progress"])
    if child.returncode != 0:
        raise EngineError("fine-tuning the encoder failed; see the lines before this one")


def _card_parts(model: Path) -> dict[str, Any]:
    from engine.archive import RASA_VERSION, read_part, read_text
    from engine.details import build as details

    classifier = read_part(model, "CalibratedIntentClassifier").get("figures", {})
    scope = dict(read_part(model, "OutOfScopeDetector").get("figures", {}))
    scope.pop("curve", None)
    return {
        "rasa": RASA_VERSION,
        "encoder": read_text(model, "SentenceEncoderFeaturizer", "encoder.txt"),
        "spacy": details.version(),
        "figures": {**classifier, "scope": scope},
    }


def _told(error: BaseException) -> EngineError:
    """Return Rasa's complaint as one of ours: what it refuses is the trainer's data or rules."""
    if isinstance(error, EngineError):
        return error
    text = " ".join(str(error).split())
    return InputError(text or type(error).__name__)


def _report_steps(report: Callable[[str], None]) -> None:
    """Turn Rasa's log of its training steps into progress lines."""

    class Handler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            report(record.getMessage().rstrip("."))

    logger = logging.getLogger("rasa.engine.training.hooks")
    logger.setLevel(logging.INFO)
    logger.propagate = False
    logger.handlers = [Handler()]
