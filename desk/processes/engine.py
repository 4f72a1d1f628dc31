"""The engine's environment, seen from the desk's side, and the step into it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from desk.errors import FrontdeskError

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
    try:
        os.execve(python, [python, "-m", "engine", "serve", "--port", str(port)], environment)
    except OSError as error:
        raise FrontdeskError(f"the engine can't be started: {python}: {error.strerror}") from error


def _version(config: Path) -> str:
    """ "3.10" from the environment's own notes."""
    try:
        lines = config.read_text(encoding="utf-8").splitlines()
    except OSError:
        return "?"
    settings = dict(line.split(" = ", 1) for line in lines if " = " in line)
    told = settings.get("version_info") or settings.get("version") or "?"
    return ".".join(told.split(".")[:2])
