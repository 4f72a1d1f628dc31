"""Children that end when their supervisor ends, even when it is killed."""

from __future__ import annotations

import asyncio
import ctypes
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from desk.processes import guard

_PR_SET_PDEATHSIG = 1


def death_signal() -> Callable[[], None] | None:
    """What a child does between fork and exec so that Linux ends it with its parent.

    It stays in force when the child executes another program, as the engine does. None where
    the system has no such thing; there the guard alone does it.
    """
    if not sys.platform.startswith("linux"):
        return None
    # Looked up before the fork: after it only the call itself is safe.
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    parent = os.getpid()

    def arm() -> None:
        prctl(_PR_SET_PDEATHSIG, int(signal.SIGTERM), 0, 0, 0)
        if os.getppid() != parent:  # it died in between
            os._exit(1)

    return arm


class Guard:
    """The supervisor's end of the guard process (see desk.processes.guard)."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @classmethod
    async def start(cls, grace_s: float) -> Guard:
        """Start the guard, in a session of its own so that Ctrl-C does not reach it."""
        process = await asyncio.create_subprocess_exec(
            *[sys.executable, "-I", "-S", str(Path(guard.__file__)), str(grace_s)],
            stdin=asyncio.subprocess.PIPE,
            # It outlives the supervisor for a moment: nobody shall wait for it to close a pipe.
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            start_new_session=True,
        )
        return cls(process)

    async def add(self, group: int) -> None:
        """Tell of a process group that was started."""
        await self._write(f"+{group}")

    async def remove(self, group: int) -> None:
        """Tell of a process group that ended."""
        await self._write(f"-{group}")

    async def dismiss(self) -> None:
        """Let the guard go: everything was stopped in order."""
        await self._write(guard.FAREWELL)
        if self._process.stdin is not None:
            self._process.stdin.close()
        await self._process.wait()

    async def _write(self, line: str) -> None:
        if self._process.stdin is None or self._process.returncode is not None:
            return
        try:
            self._process.stdin.write(f"{line}\n".encode())
            await self._process.stdin.drain()
        except (BrokenPipeError, ConnectionResetError):
            return  # somebody killed the guard; the death signal is still there
