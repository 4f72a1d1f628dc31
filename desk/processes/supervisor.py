"""Starts programs together, watches them, starts a dead one again, and stops them in order."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from desk.errors import FrontdeskError
from desk.processes.child import Child, Program
from desk.processes.lifeline import Guard
from desk.processes.reports import Reporter


@dataclass(frozen=True)
class Patience:
    """Deadlines and periods, in seconds of real time."""

    start_s: float = 180.0
    """How long a program may take until it is ready."""
    probe_s: float = 0.1
    grace_s: float = 10.0
    """How long a program may take to end when it is asked to."""
    first_wait_s: float = 0.2
    """Before a dead program is started again; doubled at each death, up to `longest_wait_s`."""
    longest_wait_s: float = 30.0
    steady_s: float = 60.0
    """A program that ran so long is healthy again: the next wait is the first one."""


class StartFailed(FrontdeskError):
    """A program ended or stayed silent while the system started."""


class Supervisor:
    """The processes of one system.

    `programs` stand in the order in which they are stopped. `changed` is called when a process
    was started, also again.
    """

    def __init__(
        self,
        programs: Sequence[Program],
        *,
        logs: Path,
        report: Reporter,
        patience: Patience | None = None,
        changed: Callable[[dict[str, int]], None] = lambda pids: None,
    ) -> None:
        self._programs = list(programs)
        self._logs = logs
        self._report = report
        self._patience = patience or Patience()
        self._changed = changed
        self._children: dict[str, Child] = {}
        self._keepers: dict[str, asyncio.Task[None]] = {}
        self._spawning: set[asyncio.Task[Child]] = set()
        self._guard: Guard | None = None
        self._hurry = asyncio.Event()

    @property
    def pids(self) -> dict[str, int]:
        """The process id of each program."""
        return {name: child.pid for name, child in self._children.items()}

    async def start(self) -> None:
        """Start every program at once and wait until all are ready.

        Raises StartFailed, with the program's last lines, when one ends or stays silent; what
        was started then still has to be stopped.
        """
        self._logs.mkdir(parents=True, exist_ok=True)
        self._guard = await Guard.start(self._patience.grace_s)
        for program in self._programs:
            await self._spawn(program)
        waits = [
            asyncio.create_task(self._first_answer(program.name)) for program in self._programs
        ]
        try:
            await asyncio.gather(*waits)
        except BaseException:
            for wait in waits:
                wait.cancel()
            await asyncio.gather(*waits, return_exceptions=True)
            raise

    def watch(self) -> None:
        """From now on start a program again whenever it ends."""
        for program in self._programs:
            self._watch(program)

    def _watch(self, program: Program) -> None:
        keeping = self._keep(program)
        self._keepers[program.name] = asyncio.create_task(keeping, name=f"keep {program.name}")

    async def replace(
        self,
        program: Program,
        check: Callable[[Program], Awaitable[None]],
        switch: Callable[[], None],
    ) -> None:
        """Put a program in the place of the one of its name, without a moment without either.

        It is started beside the old one. Once it answers and `check` is content, `switch` is
        called, and the old one is asked to end.
        Raises FrontdeskError, and leaves the old one as it was, when the new one does not come
        up, or what `check` or `switch` raises.
        """
        if self._guard is None:
            raise RuntimeError("start() comes first")
        child = await Child.start(
            program, logs=self._logs, guard=self._guard, on_line=self._report.line
        )
        try:
            problem = await self._until_ready(child)
            if problem is not None:
                last = child.last_lines[-1] if child.last_lines else "no word"
                raise FrontdeskError(f"its {program.name} {problem} ({last})")
            await check(program)
            switch()
        except BaseException:
            await child.stop(self._patience.grace_s)
            raise
        name = program.name
        if keeper := self._keepers.pop(name, None):
            keeper.cancel()
            # It may be starting the old one again at this very moment.
            await asyncio.gather(keeper, *self._spawning, return_exceptions=True)
        old = self._children[name]
        self._children[name] = child
        self._programs = [program if one.name == name else one for one in self._programs]
        self._watch(program)
        self._changed(self.pids)
        await self._stop(old)

    def hurry(self) -> None:
        """Kill what is left instead of waiting for it."""
        self._hurry.set()

    async def stop(self) -> None:
        """Stop the programs one after the other: asked first, killed after the grace."""
        for keeper in self._keepers.values():
            keeper.cancel()
        await asyncio.gather(*self._keepers.values(), *self._spawning, return_exceptions=True)
        for program in self._programs:
            child = self._children.pop(program.name, None)
            if child is not None:
                await self._stop(child)
                self._report.event("stopped", f"{program.name} stopped", name=program.name)
        if self._guard is not None:
            await self._guard.dismiss()

    async def _stop(self, child: Child) -> None:
        stopping = asyncio.create_task(child.stop(self._patience.grace_s))
        hurry = asyncio.create_task(self._hurry.wait())
        await asyncio.wait([stopping, hurry], return_when=asyncio.FIRST_COMPLETED)
        hurry.cancel()
        if not stopping.done():
            stopping.cancel()
            await asyncio.gather(stopping, return_exceptions=True)
            await child.stop(0)
        else:
            await stopping

    async def _spawn(self, program: Program) -> Child:
        """Start a process. A stop that comes in between waits for it, so that none is lost."""
        spawning = asyncio.create_task(self._spawn_now(program))
        self._spawning.add(spawning)
        spawning.add_done_callback(self._spawning.discard)
        return await asyncio.shield(spawning)

    async def _spawn_now(self, program: Program) -> Child:
        if self._guard is None:
            raise RuntimeError("start() comes first")
        child = await Child.start(
            program, logs=self._logs, guard=self._guard, on_line=self._report.line
        )
        self._children[program.name] = child
        self._report.event("started", f"{program.name} started", name=program.name, pid=child.pid)
        self._changed(self.pids)
        return child

    async def _first_answer(self, name: str) -> None:
        started = time.monotonic()
        child = self._children[name]
        problem = await self._until_ready(child)
        if problem is None:
            seconds = time.monotonic() - started
            self._report.event("answers", f"{name} answers after {seconds:.1f} s", name=name)
            return
        last = "".join(f"\n    {line}" for line in child.last_lines)
        log = self._logs / f"{name}.log"
        raise StartFailed(f"{name} {problem} while the system started (log: {log}){last}")

    async def _until_ready(self, child: Child) -> str | None:
        """None when the program answers; else what happened to it instead."""
        ready = asyncio.create_task(child.ready(self._patience.probe_s))
        ended = asyncio.create_task(child.ended())
        try:
            done, _ = await asyncio.wait(
                [ready, ended],
                timeout=self._patience.start_s,
                return_when=asyncio.FIRST_COMPLETED,
            )
        finally:
            ready.cancel()
            if not ended.done():
                ended.cancel()
            await asyncio.gather(ready, ended, return_exceptions=True)
        if ended in done:
            return f"ended with {_told(ended.result())}"
        return None if ready in done else f"did not answer within {self._patience.start_s:.0f} s"

    async def _keep(self, program: Program) -> None:
        wait_s = self._patience.first_wait_s
        child = self._children[program.name]
        while True:
            since = time.monotonic()
            told = _told(await child.ended())
            if time.monotonic() - since > self._patience.steady_s:
                wait_s = self._patience.first_wait_s
            self._report.event(
                "died",
                f"{program.name} ended with {told}; starting it again",
                name=program.name,
                code=told,
            )
            while True:
                await asyncio.sleep(wait_s)
                wait_s = min(wait_s * 2, self._patience.longest_wait_s)
                with suppress(FrontdeskError):
                    child = await self._spawn(program)
                    break
            problem = await self._until_ready(child)
            if problem is None:
                self._report.event(
                    "restarted", f"{program.name} answers again", name=program.name, pid=child.pid
                )
            elif problem.startswith("did not"):
                await child.stop(self._patience.grace_s)


def _told(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"
