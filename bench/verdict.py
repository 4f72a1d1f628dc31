"""How long a candidate takes from the command to its verdict, and what that costs those who chat.

    .venv/bin/python -m bench.verdict [--turns 60]

Starts a whole system of its own in an empty data directory, so nothing of an earlier verdict is
known. A visitor writes and waits for each answer, first alone, then while a candidate is trained
and judged; both are given beside each other. Memory is what all processes have together, shared
pages counted once (PSS, from Linux's /proc). Leaves no model behind.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import Any

from bench.turn import MESSAGES, one_turn
from desk.models.store import ModelStore
from tests.system.running import FRONTDESK, ROOT, System, running_system

_LOOK_EVERY_S = 0.5
_TICKS = os.sysconf("SC_CLK_TCK")


class Meter:
    """Memory and processor time of trees of processes, looked at every now and then."""

    def __init__(self, *roots: int) -> None:
        """`roots` are the processes whose descendants count, too."""
        self.roots = list(roots)
        self.peak_mib = 0.0
        self.busy_s: dict[int, float] = {}

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            trees = {root: list(_tree(root)) for root in self.roots}
            used = sum(_memory_mib(process) for tree in trees.values() for process in tree)
            self.peak_mib = max(self.peak_mib, used)
            for root, tree in trees.items():
                busy = sum(_busy_s(process) for process in tree)
                self.busy_s[root] = max(self.busy_s.get(root, 0.0), busy)
            await asyncio.sleep(_LOOK_EVERY_S)


def _tree(root: int) -> Iterator[int]:
    yield root
    for task in Path(f"/proc/{root}/task").glob("*/children"):
        for child in _text(task).split():
            yield from _tree(int(child))


def _memory_mib(process: int) -> float:
    lines = _text(Path(f"/proc/{process}/smaps_rollup")).splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def _busy_s(process: int) -> float:
    """Its own and that of its children that have ended."""
    fields = _text(Path(f"/proc/{process}/stat")).rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / _TICKS


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        return ""  # it has ended


async def measure(turns: int) -> dict[str, Any]:
    """Seconds, memory, and the turns of a visitor without and with a training beside them."""
    with tempfile.TemporaryDirectory() as folder:
        at = "2026-11-27T10:00:00+07:00"
        async with running_system(Path(folder), at) as system:
            await _talk(system, asyncio.Event(), 10)  # to warm up
            serving = Meter(system.process.pid)
            alone = await _beside(serving, _talk(system, asyncio.Event(), turns))
            started = time.perf_counter()
            training = await asyncio.create_subprocess_exec(
                *[FRONTDESK, "train", "--quick", "--candidate", "--json"],
                cwd=system.root,
                env=system.environment,
                stdout=asyncio.subprocess.PIPE,
            )
            both = Meter(system.process.pid, training.pid)
            done = asyncio.Event()
            talk = asyncio.create_task(_beside(both, _talk(system, done)))
            out, _ = await training.communicate()
            spent = time.perf_counter() - started
            done.set()
            during = await talk
    told = json.loads(out.splitlines()[-1])
    ModelStore(ROOT).remove(told["model"])
    return {
        "cores": len(os.sched_getaffinity(0)),
        "verdict_s": round(spent, 1),
        "processor_s": round(both.busy_s[training.pid], 1),
        "memory_mib": {"serving": round(serving.peak_mib), "with_training": round(both.peak_mib)},
        "turn_ms": {
            name: {"p50": round(1000 * statistics.median(taken)), "turns": len(taken)}
            for name, taken in (("alone", alone), ("with_training", during))
        },
        "turn_ratio": round(statistics.median(during) / statistics.median(alone), 2),
    }


async def _beside(meter: Meter, talk: Any) -> list[float]:
    watch = asyncio.create_task(meter.run())
    try:
        found: list[float] = await talk
        return found
    finally:
        watch.cancel()


async def _talk(system: System, done: asyncio.Event, turns: int | None = None) -> list[float]:
    taken: list[float] = []
    while not done.is_set() and (turns is None or len(taken) < turns):
        visitor = await system.visitor()
        async with visitor.stream() as frames:
            # A conversation of ordinary length: the engine replays each from its start.
            for text, _ in zip(cycle(MESSAGES), range(20), strict=False):
                if done.is_set():
                    break
                taken.append(await one_turn(frames, text))
                # Below the limit of messages that one conversation may send.
                await asyncio.sleep(max(0.0, 0.51 - taken[-1]))
    return taken


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=60, help="of the visitor without a training")
    print(json.dumps(asyncio.run(measure(parser.parse_args().turns))))


if __name__ == "__main__":
    main()
