"""The whole system as a user starts it: engine, actions and desk as real processes."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import httpx

from tests.clients import DeskClient, Json, Person
from tests.ports import free_port

ROOT = Path(__file__).parents[2]
FRONTDESK = str(Path(sys.executable).with_name("frontdesk"))

# A start loads TensorFlow beside whatever else the machine is doing.
_START_S = 240.0
_ANSWER_S = 40.0


@dataclass
class System:
    """A system that was started at a moment of the policy's clock."""

    base: str
    data_dir: Path
    environment: dict[str, str]
    process: asyncio.subprocess.Process
    http: httpx.AsyncClient
    client: DeskClient
    lines: list[Json]
    root: Path = ROOT
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    async def visitor(self, **body: Any) -> Any:
        """Somebody who begins a conversation."""
        return await self.client.visitor(**body)

    async def person(
        self,
        name: str,
        *departments: str,
        presence: str | None = "online",
        level: int = 1,
        role: str = "agent",
    ) -> Person:
        """Somebody of the staff, added with the command as an operator does it.

        The address is a new one each time: tests that share the system may choose the same name.
        """
        email = f"{name.lower()}.{next(self._numbers)}@example.com"
        arguments = ["--email", email, "--name", name, "--level", str(level), "--role", role]
        for department in departments or ("technical",):
            arguments += ["--department", department]
        added = await asyncio.to_thread(self.frontdesk, "staff", "add", *arguments, "--json")
        person = self.client.person(name, json.loads(added))
        if presence:
            await person.put("/me/presence", presence=presence)
        return person

    def frontdesk(self, *arguments: str) -> str:
        """What the command prints in this system's environment."""
        done = subprocess.run(
            [FRONTDESK, *arguments],
            cwd=self.root,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == 0, f"frontdesk {' '.join(arguments)}: {done.stderr}"
        return done.stdout

    def pid(self, name: str) -> int:
        """The process that is `engine`, `actions` or `desk` now."""
        run = json.loads((self.data_dir / "run.json").read_text(encoding="utf-8"))
        return int(run["pids"][name])

    async def ready(self) -> None:
        """Wait until all parts answer."""
        async with asyncio.timeout(_START_S):
            while True:
                with contextlib.suppress(httpx.HTTPError):
                    if (await self.http.get("/ready")).status_code == httpx.codes.OK:
                        return
                await asyncio.sleep(0.2)


@asynccontextmanager
async def running_system(
    data_dir: Path, at: str | None = None, *, root: Path = ROOT, **environment: str
) -> AsyncIterator[System]:
    """Start `frontdesk up`, wait until it is ready, and stop it with Ctrl-C's signal."""
    port = free_port()
    variables = {
        **{k: v for k, v in os.environ.items() if not k.startswith("FRONTDESK_")},
        "PORT": str(port),
        "DATA_DIR": str(data_dir),
        # Whom a conversation goes to is the test's to say, however slow the machine.
        "ASSIGN_AFTER": "never",
        **({"AT": at} if at else {}),
        **environment,
    }
    process = await asyncio.create_subprocess_exec(
        FRONTDESK,
        "up",
        "--json",
        cwd=root,
        env=variables,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    lines: list[Json] = []
    drain: asyncio.Task[None] | None = None
    try:
        await _read_until_ready(process, lines)
        assert process.stdout is not None
        drain = asyncio.create_task(_drain(process.stdout))
        base = f"http://127.0.0.1:{port}"
        async with httpx.AsyncClient(base_url=base, timeout=_ANSWER_S, trust_env=False) as http:
            client = DeskClient(base, http, patience_s=_ANSWER_S)
            yield System(base, data_dir, variables, process, http, client, lines, root)
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGINT)
            await asyncio.wait_for(process.wait(), 60)
        if drain:
            drain.cancel()


async def _read_until_ready(process: asyncio.subprocess.Process, lines: list[Json]) -> None:
    assert process.stdout is not None
    said: list[str] = []
    started = time.monotonic()
    async with asyncio.timeout(_START_S):
        while line := await process.stdout.readline():
            said.append(line.decode("utf-8", "replace"))
            try:
                document = json.loads(line)
            except ValueError:
                continue
            lines.append(document)
            if document.get("event") == "ready":
                return
    raise AssertionError(
        f"frontdesk up ended after {time.monotonic() - started:.0f} s:\n{''.join(said)}"
    )


async def _drain(stdout: asyncio.StreamReader) -> None:
    """Keep reading, so that a full pipe never stops the system."""
    while await stdout.readline():
        pass
