"""`make bench-nlu`: measure both sides, print the tables, write bench/report/.

Settings come from the environment, so that `make bench-nlu SIZE=full` sets them: SIZE, STOCK,
OURS, BENCH_DATA.
"""

from __future__ import annotations

import importlib.util
import os
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bench.nlu import jobs, machine
from bench.nlu.data import DEFAULT_FOLDER, Task, read_tasks
from bench.nlu.report import Report
from engine.errors import EngineError, InputError, NotBuiltError
from engine.places import ROOT

QUICK, THOROUGH, STOCK = "quick", "thorough", "stock"
SMALL, FULL = "small", "full"

_SMALL_TASK = "banking77-10"
_SMALL_LIMIT = 1_000


@dataclass(frozen=True)
class Settings:
    """What is measured."""

    data: Path
    size: str = SMALL
    stock: bool = True
    ours: tuple[str, ...] = (QUICK, THOROUGH)

    @classmethod
    def load(cls, environment: Mapping[str, str]) -> Settings:
        """Read the settings.

        Raises:
            InputError: A setting has another value than those it can have.
        """

        def one_of(name: str, *values: str) -> str:
            value = environment.get(name) or values[0]
            if value not in values:
                raise InputError(f"{name}={value}: expected {' or '.join(values)}")
            return value

        ours = tuple((environment.get("OURS") or f"{QUICK},{THOROUGH}").split(","))
        if not set(ours) <= {QUICK, THOROUGH}:
            raise InputError(f"OURS={','.join(ours)}: expected {QUICK}, {THOROUGH} or both")
        return cls(
            # Relative to the project, wherever the command was started.
            data=ROOT / (environment.get("BENCH_DATA") or DEFAULT_FOLDER),
            size=one_of("SIZE", SMALL, FULL),
            stock=one_of("STOCK", "yes", "no") == "yes",
            ours=ours,
        )

    def sides(self, task: str) -> list[str]:
        """Return what is measured on a task, in this order."""
        stock = self.stock and (self.size == FULL or task == _SMALL_TASK)
        return [*self.ours, *([STOCK] if stock else [])]

    def limit(self, task: str) -> int | None:
        """Return how many test messages stock answers at most, None for all."""
        small = self.stock and self.size == SMALL and task == _SMALL_TASK
        return _SMALL_LIMIT if small else None


def main(environment: Mapping[str, str] = os.environ) -> int:
    """Measure and print; returns the exit code."""
    try:
        settings = Settings.load(environment)
        tasks = read_tasks(settings.data)
        _check_encoder()
    except EngineError as error:
        print(f"bench-nlu: {error}", file=sys.stderr)
        return error.exit_code
    skipped = _skipped(settings)
    for side, reason in skipped.items():
        _say(f"{side} is skipped: {reason}")
    about = {
        "started": datetime.now().astimezone().isoformat(timespec="seconds"),
        "size": settings.size,
        "stock": settings.stock,
    }
    report = Report(machine.describe(), about, skipped)
    try:
        _measure(settings, tasks, report)
    except KeyboardInterrupt:
        _say("stopped")
        return 130
    print(report.text(), flush=True)
    _say("written: bench/report/nlu.md, nlu.json")
    return 1 if report.found["failed"] else 0


def _measure(settings: Settings, tasks: dict[str, Task], report: Report) -> None:
    skipped = report.found["skipped"]
    planned = [
        (task, side) for task in tasks for side in settings.sides(task) if side not in skipped
    ]
    for number, (name, side) in enumerate(planned, start=1):
        task = tasks[name]
        if name not in report.found["tasks"]:
            report.add_task(
                name,
                title=task.title,
                examples=len(task.train),
                intents=task.intents,
                test=len(task.test),
            )
        _say(f"[{number}/{len(planned)}] {task.title}: {side} …")
        limit = settings.limit(name)
        limits = {"limit": limit} if side == STOCK else {"compared": limit}
        started = time.monotonic()
        try:
            figures = jobs.measure(side, task, settings.data, **limits)
        except jobs.JobFailedError as error:
            _say(f"failed: {error}")
            report.fail(str(error))
            continue
        report.add(name, side, figures)
        _say(f"    {side}: done in {time.monotonic() - started:.0f} s")


def _check_encoder() -> None:
    from engine.encoder.build import CARD, folder_of

    if not (folder_of("base") / CARD).is_file():
        raise NotBuiltError("no sentence encoder; run: make setup")


def _skipped(settings: Settings) -> dict[str, str]:
    if THOROUGH in settings.ours and not importlib.util.find_spec("engine.encoder.finetune"):
        return {THOROUGH: "there is no engine/encoder/finetune.py to fine-tune the encoder"}
    return {}


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
