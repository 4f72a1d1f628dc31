"""How long it takes from a clone to the first answer, and how long a second start takes.

    .venv/bin/python -m bench.setup [--from REPOSITORY]

Clones the project into an empty folder and runs `make run` there as a new user would. What the
package managers have cached on the machine stays cached; the figures say so.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import httpx

from tests.clients import DeskClient
from tests.desk.harness import free_port

ROOT = Path(__file__).parents[1]
_LONGEST_S = 1_800.0


async def first_answer(folder: Path) -> float:
    """Seconds from `make run` to the answer to a visitor's first message; then it is stopped."""
    port = free_port()
    started = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        "make", "run", cwd=folder, env={**os.environ, "PORT": str(port)}, start_new_session=True
    )
    try:
        base = f"http://127.0.0.1:{port}"
        async with httpx.AsyncClient(base_url=base, timeout=30, trust_env=False) as http:
            async with asyncio.timeout(_LONGEST_S):
                await _ready(http)
                visitor = await DeskClient(base, http, patience_s=60).visitor()
                await visitor.answer_to(await visitor.say("hello"))
        return time.perf_counter() - started
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGINT)
        await asyncio.wait_for(process.wait(), 60)


async def _ready(http: httpx.AsyncClient) -> None:
    while True:
        with contextlib.suppress(httpx.HTTPError):
            if (await http.get("/ready")).status_code == httpx.codes.OK:
                return
        await asyncio.sleep(0.2)


def train(folder: Path) -> float:
    """Seconds for training on the project's data with the encoder built, nothing cached."""
    with tempfile.TemporaryDirectory() as cache:
        started = time.perf_counter()
        subprocess.run(
            [folder / ".venv/bin/frontdesk", "train", "--json"],
            cwd=folder,
            env={**os.environ, "RASA_CACHE_DIRECTORY": cache},
            check=True,
            stdout=subprocess.DEVNULL,
        )
        return time.perf_counter() - started


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--from", dest="source", default=str(ROOT), help="what is cloned")
    source = parser.parse_args().source
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "frontdesk"
        subprocess.run(["git", "clone", "--quiet", source, str(folder)], check=True)
        found = {
            "clone_to_first_answer_s": asyncio.run(first_answer(folder)),
            "second_start_to_answer_s": asyncio.run(first_answer(folder)),
            "training_s": train(folder),
        }
    print(json.dumps({name: round(value, 1) for name, value in found.items()}))


if __name__ == "__main__":
    main()
