"""The engine's interpreter as a child process that answers in JSON lines."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from desk.errors import FrontdeskError, UsageError
from desk.processes.engine import engine_python
from desk.processes.lifeline import death_signal

_SAID = "engine: "
_USAGE = 2


def ask_engine(
    root: Path, arguments: list[str], lines: Iterable[str] | None = None
) -> Iterator[dict[str, Any]]:
    """Run `python -m engine …` and yield the JSON document of each line that it prints.

    Args:
        root: The project.
        arguments: What follows `python -m engine`.
        lines: Lines for its standard input, without their ends.

    Raises:
        UsageError: The engine refused its input (its exit code 2).
        FrontdeskError: It is not installed, or it failed.
    """
    command = [str(engine_python(root)), "-m", "engine", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    with tempfile.TemporaryFile() as log:
        child = subprocess.Popen(
            command,
            cwd=root,
            env=environment,
            stdin=subprocess.DEVNULL if lines is None else subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            encoding="utf-8",
            # Whoever asks may be killed: the engine would go on, for minutes, for nobody.
            preexec_fn=death_signal(),  # noqa: PLW1509 - one system call, no lock
        )
        feeding = _feed(child, lines)
        try:
            if child.stdout is None:
                raise FrontdeskError("the engine can't be heard")
            for line in child.stdout:
                yield json.loads(line)
            code = child.wait()
        finally:
            # Also when whoever listens has had enough: nothing goes on in the background.
            if child.poll() is None:
                child.kill()
                child.wait()
            if feeding is not None:
                feeding.join()
        if code != 0:
            log.seek(0)
            raise _failure(code, log.read().decode("utf-8", "replace"))


def _feed(child: subprocess.Popen[str], lines: Iterable[str] | None) -> threading.Thread | None:
    """Write the input from a thread of its own: the engine answers before it has read all."""
    if lines is None or child.stdin is None:
        return None
    stdin = child.stdin

    def write() -> None:
        try:
            for line in lines:
                stdin.write(line + "\n")
            stdin.close()
        except BrokenPipeError:
            pass  # the engine ended early; its exit code says why

    thread = threading.Thread(target=write, name="engine-input", daemon=True)
    thread.start()
    return thread


def _failure(code: int, log: str) -> FrontdeskError:
    said = [line for line in log.splitlines() if line.startswith(_SAID)]
    if said:
        message = said[-1].removeprefix(_SAID)
        return UsageError(message) if code == _USAGE else FrontdeskError(message)
    told = [line.strip() for line in log.splitlines() if line.strip()]
    return FrontdeskError(f"the engine ended with {code}: {told[-1] if told else 'no word'}")
