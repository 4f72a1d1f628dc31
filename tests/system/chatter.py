"""Visitors who chat while something happens, and what they have to find afterwards."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence

from tests.clients import Visitor
from tests.system.running import System
from tests.waiting import until

_CHANGED_S = 120

QUESTIONS = ("what are your hours", "is my invoice paid", "can you restore my backup", "hello")


class Chatter:
    """A visitor who asks one thing after another until told to stop."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.asked: list[int] = []
        self.stop = asyncio.Event()

    async def chat(self) -> None:
        while not self.stop.is_set():
            text = QUESTIONS[len(self.asked) % len(QUESTIONS)]
            response = await self.visitor.post(text=text)
            if response.status_code == 429:
                # As the widget does: who types faster than people do waits a moment.
                await asyncio.sleep(int(response.headers["Retry-After"]))
                continue
            seq = response.json()["seq"]
            await self.visitor.answer_to(seq)
            self.asked.append(seq)


async def served(system: System, model: str) -> None:
    """Wait until this model is served."""

    async def is_served() -> bool:
        said = json.loads((system.data_dir / "model.json").read_text())
        return bool(said["served"] == model)

    assert await until(is_served, _CHANGED_S), f"{model} is not served"


async def check_answered_once(chatters: Sequence[Chatter]) -> None:
    """Every turn was answered by the assistant, none twice, and nobody was told of a failure."""
    for one in chatters:
        events = await one.visitor.events()
        answered = [event["in_reply_to"] for event in events if event.get("in_reply_to")]
        by_bot = [
            event
            for event in events
            if event["author"]["kind"] == "bot" and event.get("in_reply_to")
        ]
        assert set(one.asked) <= set(answered)
        once = {(event["in_reply_to"], event["text"]) for event in by_bot}
        assert len(once) == len(by_bot)
        assert not [event for event in events if event["author"]["kind"] == "system"]
