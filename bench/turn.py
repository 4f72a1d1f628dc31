"""How long a turn takes through the widget's WebSocket.

    .venv/bin/python -m bench.turn [--turns 20] [--rounds 5] [--conversations 1]

Starts a whole system of its own in an empty data directory, then lets visitors write and wait
for each answer. In each round as many visitors as asked for talk at once, each in a conversation
of its own with that many turns. A turn is from the frame that carries the message to the frame that
carries its answer: storing, engine, custom action, storing again and delivery included.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import tempfile
import time
from itertools import cycle
from pathlib import Path
from uuid import uuid4

from tests.clients import Frames, Visitor
from tests.system.running import System, running_system

# Ordinary messages: each is answered by a custom action, most of them ask the desk back.
MESSAGES = (
    "hello",
    "my vps is down, cannot ping 203.0.113.7",
    "when is billing open",
    "can you fix the php error in my theme",
    "how much is a bigger plan",
    "i was charged twice for invoice #88231",
    "what is your phone number",
    "how do i point my domain",
    "thanks",
    "what's the weather in Hanoi",
)
_WARM_UP = 5


async def measure(turns: int, rounds: int, conversations: int) -> dict[str, float]:
    """Seconds a turn takes, over all conversations, after a few turns to warm up."""
    with tempfile.TemporaryDirectory() as folder:
        async with running_system(Path(folder), "2026-11-27T10:00:00+07:00") as system:
            await asyncio.gather(*(_talk(system, _WARM_UP) for _ in range(conversations)))
            started = time.perf_counter()
            each: list[list[float]] = []
            for _ in range(rounds):
                each += await asyncio.gather(*(_talk(system, turns) for _ in range(conversations)))
            spent = time.perf_counter() - started
    taken = sorted(seconds for one in each for seconds in one)
    cuts = statistics.quantiles(taken, n=100)
    return {
        "conversations_at_once": conversations,
        "turns": len(taken),
        "p50_ms": 1000 * statistics.median(taken),
        "p95_ms": 1000 * cuts[94],
        "p99_ms": 1000 * cuts[98],
        "turns_per_second": len(taken) / spent,
    }


async def _talk(system: System, turns: int) -> list[float]:
    visitor: Visitor = await system.visitor()
    taken: list[float] = []
    async with visitor.stream() as frames:
        for text, _ in zip(cycle(MESSAGES), range(turns), strict=False):
            taken.append(await one_turn(frames, text))
            # Below the limit of messages that one conversation may send.
            await asyncio.sleep(max(0.0, 0.51 - taken[-1]))
    return taken


async def one_turn(frames: Frames, text: str) -> float:
    """Send a message, wait for its answer, and return the seconds in between."""
    client_id = str(uuid4())
    started = time.perf_counter()
    await frames.send(message={"client_id": client_id, "text": text})
    own: int | None = None
    while True:
        frame = await frames.until(lambda _: True)
        if frame.get("ack") == client_id:
            own = frame["seq"]
        event = frame.get("event", {})
        if event.get("client_id") == client_id:
            own = event["seq"]
        if own is not None and event.get("in_reply_to") == own:
            return time.perf_counter() - started


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=20, help="of each conversation")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--conversations", type=int, default=1)
    arguments = parser.parse_args()
    found = asyncio.run(measure(arguments.turns, arguments.rounds, arguments.conversations))
    print(json.dumps({name: round(value, 1) for name, value in found.items()}))


if __name__ == "__main__":
    main()
