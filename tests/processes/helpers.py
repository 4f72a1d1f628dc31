"""Small real programs for the supervisor to start, and waiting with a deadline."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from desk.processes.child import Program
from desk.processes.supervisor import Patience
from tests.ports import free_port

DEADLINE_S = 20.0
QUICK = Patience(start_s=DEADLINE_S, probe_s=0.02, grace_s=5.0, first_wait_s=0.02, steady_s=60.0)

ANSWERING = """
import http.server, os, signal, subprocess, sys

import json
from urllib.parse import urlsplit

# As an engine: wherever its environment says.
port = int(sys.argv[1]) or urlsplit(os.environ["FRONTDESK_ENGINE_URL"]).port
notes = sys.argv[2]
name = os.environ["NAME"]


def note(word):
    with open(notes, "a") as file:
        file.write(f"{word} {name} {os.getpid()} {os.environ.get('MARK', '')}\\n")


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()

    def do_POST(self):
        model = os.path.basename(os.environ.get("FRONTDESK_MODEL", ""))
        self.send_response(500 if "broken" in model else 200)
        self.end_headers()
        self.wfile.write(json.dumps({"parses": [{"intent": {"name": model}}]}).encode())

    def log_message(self, *args):
        pass


def end(*_):
    note("asked")
    if "stubborn" not in sys.argv:
        sys.exit(0)


signal.signal(signal.SIGTERM, end)
if "parent" in sys.argv:
    code = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); signal.pause()"
    print("grandchild", subprocess.Popen([sys.executable, "-c", code]).pid, flush=True)
note("started")
print(f"{name} listens", flush=True)
http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()
"""


class Recorder:
    """A reporter that keeps what it is told."""

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []
        self.lines: list[tuple[str, str]] = []

    def event(self, event: str, text: str, **facts: Any) -> None:
        self.events.append({"event": event, "text": text, **facts})

    def line(self, name: str, text: str) -> None:
        self.lines.append((name, text))

    def named(self, event: str) -> list[dict[str, Any]]:
        return [one for one in self.events if one["event"] == event]


def answering(name: str, folder: Path, *words: str, port: int | None = None) -> Program:
    """A program that answers on its port and writes into `notes` when it starts and is asked."""
    port = free_port() if port is None else port
    return Program(
        name=name,
        command=(sys.executable, "-c", ANSWERING, str(port), str(folder / "notes"), *words),
        folder=folder,
        environment={**os.environ, "NAME": name, "MARK": "the-same"},
        ready_url=f"http://127.0.0.1:{port}/",
    )


def script(name: str, folder: Path, code: str) -> Program:
    """A program that runs `code` and never answers."""
    return Program(
        name=name,
        command=(sys.executable, "-c", code),
        folder=folder,
        environment=dict(os.environ),
        ready_url=f"http://127.0.0.1:{free_port()}/",
    )


def notes(folder: Path, word: str) -> list[list[str]]:
    """The lines of `notes` that begin with a word: [name, pid, mark]."""
    path = folder / "notes"
    lines = path.read_text().splitlines() if path.exists() else []
    return [line.split()[1:] for line in lines if line.split()[0] == word]


def alive(pid: int) -> bool:
    """Whether a process runs; one that ended but was not collected yet does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


async def until(condition: Callable[[], bool] | Callable[[], Awaitable[bool]], what: str) -> None:
    """Wait until something holds, at most DEADLINE_S seconds."""
    deadline = time.monotonic() + DEADLINE_S
    while True:
        held = condition()
        if isinstance(held, Awaitable):
            held = await held
        if held:
            return
        assert time.monotonic() < deadline, f"not within {DEADLINE_S:.0f} s: {what}"
        await asyncio.sleep(0.02)
