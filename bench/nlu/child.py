"""`python -m bench.nlu.child JOB`: one step of one side, in a process of its own.

The job is a JSON file; the figures are written where it says. Whatever a library prints goes to
standard error.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from engine.errors import EngineError
from engine.quiet import quiet_environment

TRAIN, TIME = "train", "time"


@dataclass(frozen=True)
class Job:
    """What a child does."""

    step: str
    side: str
    task: str
    data: str
    """The folder of the benchmarks."""

    folder: str
    """Scratch folder of this side and task: `project/` and `model/` lie in it."""

    limit: int | None = None
    """So many test messages at most."""

    compared: int | None = None
    """The limit of the side that this one is compared with."""

    @property
    def file(self) -> Path:
        """Where the job is written."""
        return Path(self.folder) / f"{self.step}.job.json"

    @property
    def figures(self) -> Path:
        """Where its figures are written."""
        return Path(self.folder) / f"{self.step}.json"

    def write(self) -> Path:
        """Write the job for a child; returns the file."""
        self.file.write_text(json.dumps(asdict(self)), encoding="utf-8")
        return self.file


def run(job: Job) -> dict[str, Any]:
    """Do one job in this process; returns its figures."""
    from bench.nlu.data import read_tasks
    from bench.nlu.machine import learning_code
    from bench.nlu.measure import Side, time_messages, train_and_test
    from bench.nlu.ours import Ours
    from bench.nlu.stock import STOCK, Stock

    code = {f"{job.step}_code": learning_code()}

    def report(line: str) -> None:
        print(f"    {job.side}: {line}", file=sys.stderr, flush=True)

    task = read_tasks(Path(job.data))[job.task]
    side: Side = Stock(report) if job.side == STOCK else Ours(job.side)
    project, target = Path(job.folder) / "project", Path(job.folder) / "model"
    if job.step == TIME:
        report("timing messages one at a time, one thread")
        return {**time_messages(side, task, target), **code}
    figures = train_and_test(
        side,
        task,
        project=project,
        target=target,
        limit=job.limit,
        compared=job.compared,
        report=report,
    )
    return {**figures, **code}


def main(path: Path) -> int:
    """Do the job in the file; a known error becomes one line."""
    quiet_environment()
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    job = Job(**json.loads(path.read_text(encoding="utf-8")))
    try:
        figures = run(job)
    except EngineError as error:
        print(f"bench-nlu: {job.side}: {error}", file=sys.stderr)
        return error.exit_code
    job.figures.write_text(json.dumps(figures), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
