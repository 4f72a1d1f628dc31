"""The conversation tests: whether a model's rules answer as `tests/conversations` says."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import yaml

from desk.errors import FrontdeskError
from desk.processes.engine import engine_python
from desk.processes.lifeline import death_signal

_FAILED = "failed_test_stories.yml"


def failed_conversations(root: Path, archive: Path, stories: Path, out: Path) -> list[str]:
    """The names of the conversation tests that a model does not pass.

    Args:
        root: The project.
        archive: The model.
        stories: The folder or file with the tests.
        out: A folder for what Rasa writes.

    Raises FrontdeskError when the tests could not be run at all.
    """
    command = [
        *(str(engine_python(root)), "-m", "rasa", "test", "core"),
        *("--model", str(archive), "--stories", str(stories), "--out", str(out)),
        *("--no-plot", "--fail-on-prediction-errors"),
    ]
    environment = {**os.environ, "PYTHONPATH": str(root), "RASA_TELEMETRY_ENABLED": "false"}
    done = subprocess.run(
        command,
        cwd=root,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=death_signal(),
    )
    if done.returncode == 0:
        return []
    names = _names(out / _FAILED)
    if not names:
        told = [line.strip() for line in done.stderr.splitlines() if line.strip()]
        raise FrontdeskError(f"the conversation tests broke: {told[-1] if told else 'no word'}")
    return names


def _names(file: Path) -> list[str]:
    try:
        document = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError):
        return []
    stories = (document or {}).get("stories") or []
    # Rasa adds the file in brackets.
    return [str(story.get("story")).rsplit(" (", 1)[0] for story in stories]
