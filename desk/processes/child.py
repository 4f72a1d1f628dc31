"""One started program: its process, its log file, and whether it answers."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from logging.handlers import RotatingFileHandler
from pathlib import Path

import httpx

from desk.errors import FrontdeskError
from desk.processes.lifeline import Guard, death_signal

LOG_BYTES = 10 * 1024 * 1024
LOG_FILES_KEPT = 3
LAST_LINES = 20

_CHUNK = 64 * 1024
_LONGEST_LINE = 16 * 1024
_PROBE_S = 2.0
_LAST_WORDS_S = 2.0


@dataclass(frozen=True)
class Program:
    """How one process is started and how one sees that it is ready."""

    name: str
    command: tuple[str, ...]
    folder: Path
    environment: Mapping[str, str]
    ready_url: str
    """Answers 200 when the program is ready."""
    ready_headers: Mapping[str, str] = field(default_factory=dict)


class Child:
    """A running process of a program. Made by `Child.start`."""

    def __init__(self, program: Program, process: asyncio.subprocess.Process, guard: Guard) -> None:
        self.program = program
        self.last_lines: deque[str] = deque(maxlen=LAST_LINES)
        self._process = process
        self._guard = guard
        self._reader: asyncio.Task[None] | None = None
        self._buried = False

    @property
    def pid(self) -> int:
        """The process id, which is also its process group."""
        return self._process.pid

    @classmethod
    async def start(
        cls, program: Program, *, logs: Path, guard: Guard, on_line: Callable[[str, str], None]
    ) -> Child:
        """Start the program in a process group of its own, its output going to its log.

        Raises FrontdeskError when the command can't be started at all.
        """
        try:
            process = await asyncio.create_subprocess_exec(
                *program.command,
                cwd=program.folder,
                env=dict(program.environment),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.STDOUT,
                # Ctrl-C in the terminal is for the supervisor, which stops the children in order.
                start_new_session=True,
                preexec_fn=death_signal(),
            )
        except OSError as error:
            raise FrontdeskError(
                f"{program.name} can't be started: {program.command[0]}: {error.strerror}"
            ) from error
        child = cls(program, process, guard)
        await guard.add(process.pid)
        child._reader = asyncio.create_task(child._read(logs, on_line))
        return child

    async def ended(self) -> int:
        """Wait for the end; returns the exit code, negative for a signal.

        What the process started itself ends with it. Its last lines are complete then.
        """
        code = await self._process.wait()
        if not self._buried:  # once: later the number may belong to somebody else
            self._buried = True
            self._kill_group()
            await self._guard.remove(self.pid)
        if self._reader is not None:
            # A grandchild in a session of its own could hold the pipe open for ever.
            await asyncio.wait([self._reader], timeout=_LAST_WORDS_S)
        return code

    async def ready(self, period_s: float) -> None:
        """Wait until the program answers its ready address with 200."""
        async with httpx.AsyncClient(timeout=_PROBE_S, trust_env=False) as client:
            while True:
                with suppress(httpx.HTTPError):
                    answer = await client.get(
                        self.program.ready_url, headers=dict(self.program.ready_headers)
                    )
                    if answer.status_code == httpx.codes.OK:
                        return
                await asyncio.sleep(period_s)

    async def stop(self, grace_s: float) -> int:
        """Ask the process to end, kill it after `grace_s` seconds; returns its exit code."""
        with suppress(ProcessLookupError):
            self._process.send_signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(grace_s):
                return await self.ended()
        except TimeoutError:
            if not self._buried:
                self._kill_group()
            return await self.ended()

    def _kill_group(self) -> None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)

    async def _read(self, logs: Path, on_line: Callable[[str, str], None]) -> None:
        """Copy the output into the log file line by line until the pipe ends."""
        if self._process.stdout is None:
            return
        log = RotatingFileHandler(
            logs / f"{self.program.name}.log",
            maxBytes=LOG_BYTES,
            backupCount=LOG_FILES_KEPT,
            encoding="utf-8",
        )
        rest = b""
        try:
            while chunk := await self._process.stdout.read(_CHUNK):
                *lines, rest = (rest + chunk).split(b"\n")
                if len(rest) > _LONGEST_LINE:
                    lines, rest = [*lines, rest], b""
                for line in lines:
                    self._write(log, line, on_line)
            if rest:
                self._write(log, rest, on_line)
        finally:
            log.close()

    def _write(
        self, log: logging.Handler, line: bytes, on_line: Callable[[str, str], None]
    ) -> None:
        text = line.decode("utf-8", "replace").rstrip("\r")
        log.emit(logging.makeLogRecord({"msg": text}))
        if text.strip():
            self.last_lines.append(text)
        on_line(self.program.name, text)
