"""What happens by itself, from time to time: each job is a function of its own subject."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import structlog

from desk.storage import uninterrupted

log = structlog.get_logger()

Job = Callable[[], Awaitable[object]]


class Keeper:
    """Does its jobs one after the other, again and again."""

    def __init__(self, jobs: Sequence[Job], period_s: float) -> None:
        """`period_s` is the pause between two rounds, in seconds of real time."""
        self._jobs = jobs
        self._period_s = period_s

    async def run(self) -> None:
        """Look after everything, again and again, until cancelled."""
        while True:
            await asyncio.sleep(self._period_s)
            await uninterrupted(self.look())

    async def look(self) -> None:
        """Look after everything once. What fails (a database restarting) keeps nobody else."""
        for job in self._jobs:
            try:
                await job()
            except Exception:
                log.exception("a job of the keeper failed", job=_name(job))


def every(seconds: float, job: Job, clock: Callable[[], float]) -> Job:
    """A job that is done no more often than that; `clock` counts seconds."""
    due = clock() + seconds

    async def now_and_then() -> None:
        nonlocal due
        if clock() >= due:
            due = clock() + seconds
            await job()

    now_and_then.__name__ = _name(job)
    return now_and_then


def _name(job: Job) -> str:
    inner = getattr(job, "func", job)
    return str(getattr(inner, "__name__", inner))
