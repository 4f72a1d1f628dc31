"""Each side in processes of its own, so that none warms another."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.nlu.child import TIME, TRAIN, Job
from bench.nlu.data import Task, write_project
from bench.nlu.machine import cores
from engine.places import ROOT

_THREADS = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "TF_INTRA_OP_PARALLELISM_THREADS",
    "TF_INTER_OP_PARALLELISM_THREADS",
)


class JobFailedError(Exception):
    """A child ended without figures; what it said stands on standard error."""


def measure(
    side: str, task: Task, data: Path, limit: int | None = None, compared: int | None = None
) -> dict[str, Any]:
    """Train and test a side in one process, time its messages in a second one.

    Args:
        side: `quick`, `thorough` or `stock`.
        task: What it is measured on.
        data: The folder of the benchmarks.
        limit: So many test messages at most; None for all.
        compared: The limit of the side that this one is compared with.

    Raises:
        JobFailedError: A process ended without figures.
    """
    with tempfile.TemporaryDirectory(prefix="bench-nlu-") as folder:
        write_project(Path(folder) / "project", task.learned)
        trained = _run(Job(TRAIN, side, task.name, str(data), folder, limit, compared), cores())
        timed = _run(Job(TIME, side, task.name, str(data), folder), 1)
    return {**trained, **timed}


def _run(job: Job, threads: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.nlu.child", str(job.write())]
    code = subprocess.run(
        command, cwd=job.folder, env=_environment(job, threads), check=False
    ).returncode
    if code or not job.figures.is_file():
        raise JobFailedError(f"{job.side} on {job.task}: {job.step} ended with code {code}")
    return json.loads(job.figures.read_text(encoding="utf-8"))


def _environment(job: Job, threads: int) -> dict[str, str]:
    return {
        **os.environ,
        **dict.fromkeys(_THREADS, str(threads)),
        "PYTHONPATH": str(ROOT),
        # Nothing of an earlier training may shorten a later one.
        "RASA_CACHE_DIRECTORY": str(Path(job.folder) / "cache"),
        "RASA_MAX_CACHE_SIZE": "0",
    }
