"""Finds the Pythons: one for the desk, and Rasa's for the engine."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from pathlib import Path
from typing import Iterator

from steps import ROOT, SetupError, answer, clean_environment, run

DESK_VERSIONS = ((3, 11), (3, 12), (3, 13))
ENGINE_VERSION = (3, 10)

_PROBE = "import sys; print(sys.version_info[0], sys.version_info[1], sys.executable)"


def find_desk_python(uv: Path, log: Path) -> Path:
    """A Python for the desk: this one, one on the path, pyenv's, else one that uv installs."""
    return _find(DESK_VERSIONS, [sys.executable], ROOT) or _install(uv, DESK_VERSIONS[1], log)


def find_engine_python(uv: Path, log: Path) -> Path:
    """Rasa's Python. Asked for in engine/, whose .python-version lets pyenv's shim answer."""
    found = _find((ENGINE_VERSION,), [], ROOT / "engine")
    return found or _install(uv, ENGINE_VERSION, log)


def _find(versions: tuple[tuple[int, int], ...], first: list[str], cwd: Path) -> Path | None:
    for candidate in [*first, *_on_path(versions), *_of_pyenv(versions)]:
        told = (answer([candidate, "-c", _PROBE], cwd=cwd) or "").split(" ", 2)
        if len(told) == 3 and (int(told[0]), int(told[1])) in versions:
            return Path(told[2])
    return None


def _on_path(versions: tuple[tuple[int, int], ...]) -> Iterator[str]:
    for major, minor in versions:
        found = shutil.which(f"python{major}.{minor}")
        if found:
            yield found


def _of_pyenv(versions: tuple[tuple[int, int], ...]) -> Iterator[str]:
    roots = [os.environ.get("PYENV_ROOT"), str(Path.home() / ".pyenv"), answer(["pyenv", "root"])]
    for root in dict.fromkeys(root for root in roots if root):
        for major, minor in versions:
            # The newest patch release first.
            folders = sorted(
                Path(root, "versions").glob(f"{major}.{minor}.*"), key=_patch, reverse=True
            )
            yield from (str(folder / "bin" / "python") for folder in folders)


def _patch(folder: Path) -> int:
    last = folder.name.rsplit(".", 1)[-1]
    return int(last) if last.isdecimal() else -1


def _install(uv: Path, version: tuple[int, int], log: Path) -> Path:
    name = f"{version[0]}.{version[1]}"
    with contextlib.suppress(SetupError):
        run([uv, "python", "install", "--no-bin", name], log, env=clean_environment())
    found = answer([uv, "python", "find", "--managed-python", "--no-project", name])
    if found:
        return Path(found)
    raise SetupError(
        f"Python {name} is missing and could not be downloaded: install it "
        f"(pyenv install {name}, or your system's python{name} package) and run this again"
    )
