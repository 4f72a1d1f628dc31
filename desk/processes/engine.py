"""The engine's environment, seen from the desk's side, and the step into it."""

from __future__ import annotations

import json
import os
import tarfile
from collections.abc import Mapping
from pathlib import Path

from desk.errors import FrontdeskError
from desk.models.store import ModelStore

PYTHON_VERSION = "3.10"


def engine_python(root: Path) -> Path:
    """The engine's interpreter.

    Raises FrontdeskError when its environment is missing, or was made from another Python than
    the one that Rasa runs on.
    """
    folder = root / "engine" / ".venv"
    python = folder / "bin" / "python"
    if not python.is_symlink() and not python.exists():
        raise FrontdeskError(f"the engine's environment is missing ({folder}): run make setup")
    if not os.access(python, os.X_OK):
        raise FrontdeskError(
            f"the Python {PYTHON_VERSION} of the engine's environment is gone "
            f"({python} points to {python.resolve()}): install it and run make setup"
        )
    version = _version(folder / "pyvenv.cfg")
    if version != PYTHON_VERSION:
        raise FrontdeskError(
            f"the engine's environment runs on Python {version}, it needs {PYTHON_VERSION}: "
            f"remove {folder} and run make setup"
        )
    return python


def check_model(root: Path) -> Path:
    """The archive of the model that is served.

    Raises FrontdeskError when there is none, when it is no model, or when another Rasa than the
    engine's made it.
    """
    archive = ModelStore(root).current_archive()
    try:
        with tarfile.open(archive, "r:gz") as file:
            member = file.extractfile("metadata.json")
            made_by = json.load(member)["rasa_open_source_version"] if member else None
    except (tarfile.TarError, OSError, EOFError, KeyError, TypeError, ValueError) as error:
        raise FrontdeskError(
            f"{archive} is not a trained model ({type(error).__name__}): run frontdesk train"
        ) from error
    installed = _installed_rasa(root)
    if made_by != installed:
        raise FrontdeskError(
            f"the model {archive.name} was trained by Rasa {made_by}, the engine is {installed}: "
            "run frontdesk train"
        )
    return archive


def become_engine(environ: Mapping[str, str], root: Path, port: int) -> None:
    """Turn this process into the engine. Does not return; raises FrontdeskError if it can't.

    The process id stays, and with it the death signal that the supervisor set.
    """
    python = str(engine_python(root))
    environment = {
        **environ,
        "PYTHONPATH": str(root),
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": environ.get("TF_CPP_MIN_LOG_LEVEL", "2"),
    }
    command = [python, "-m", "engine", "serve", "--port", str(port)]
    if model := environ.get("FRONTDESK_MODEL"):
        command += ["--model", model]
    try:
        os.execve(python, command, environment)
    except OSError as error:
        raise FrontdeskError(f"the engine can't be started: {python}: {error.strerror}") from error


def _installed_rasa(root: Path) -> str:
    """The version of Rasa in the engine's environment, from what its installer noted."""
    notes = root.glob("engine/.venv/lib/python*/site-packages/rasa-*.dist-info")
    found = [folder.name.removeprefix("rasa-").removesuffix(".dist-info") for folder in notes]
    if len(found) != 1:
        raise FrontdeskError("Rasa is not installed in the engine's environment: run make setup")
    return found[0]


def _version(config: Path) -> str:
    """ "3.10" from the environment's own notes."""
    try:
        lines = config.read_text(encoding="utf-8").splitlines()
    except OSError:
        return "?"
    settings = dict(line.split(" = ", 1) for line in lines if " = " in line)
    told = settings.get("version_info") or settings.get("version") or "?"
    return ".".join(told.split(".")[:2])
