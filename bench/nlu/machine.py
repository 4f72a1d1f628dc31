"""What the figures were measured on."""

from __future__ import annotations

import os
import platform
import subprocess
from importlib.metadata import version
from pathlib import Path
from typing import Any

from engine.places import ROOT, content_version

_PACKAGES = ("rasa", "tensorflow-cpu", "tensorflow", "onnxruntime", "scikit-learn", "numpy")


def cores() -> int:
    """Return the number of cores that both sides train with."""
    return os.cpu_count() or 1


def describe() -> dict[str, Any]:
    """Return cores, processor, load and versions."""
    from engine.encoder.build import base_version

    return {
        "cores": cores(),
        "processor": _processor(),
        "system": platform.platform(),
        "load_at_start": round(os.getloadavg()[0], 2),
        "frontdesk": _commit(),
        "encoder": base_version(),
        "python": platform.python_version(),
        **{name: found for name in _PACKAGES if (found := _version(name))},
    }


def learning_code() -> str:
    """Return a version of the code that learns and answers on our side."""
    folders = (ROOT / "engine" / "encoder", ROOT / "engine" / "understanding")
    return content_version(*(path for folder in folders for path in sorted(folder.glob("*.py"))))


def _version(package: str) -> str | None:
    try:
        return version(package)
    except ModuleNotFoundError:  # tensorflow or tensorflow-cpu, by the platform
        return None


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())


def _commit() -> str:
    command = ["git", "describe", "--always", "--dirty"]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return done.stdout.strip()
