"""A model is promoted and taken back while visitors chat: no turn is lost, none answered twice."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

from desk.models.store import ModelStore
from tests.clients import Visitor
from tests.system.project import copied_project, copy_model
from tests.system.running import System, running_system

AT = "2026-11-27T10:00:00+07:00"
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
    async with asyncio.timeout(120):
        while json.loads((system.data_dir / "model.json").read_text())["served"] != model:
            await asyncio.sleep(0.1)


async def test_visitors_do_not_notice_a_change_of_model(tmp_path: Path) -> None:
    root = copied_project(tmp_path / "project")
    store = ModelStore(root)
    first = store.current()
    assert first is not None
    copy_model(store, store, first, "candidate")
    async with running_system(tmp_path / "data", AT, root=root) as system:
        before = system.pid("engine")
        chatters = [Chatter(await system.visitor()) for _ in range(3)]
        chatting = [asyncio.create_task(one.chat()) for one in chatters]
        store.promote("candidate")
        await served(system, "candidate")
        assert system.pid("engine") != before
        promoted = [len(one.asked) for one in chatters]
        store.roll_back()
        await served(system, first)
        counts = [len(one.asked) for one in chatters]
        for one in chatters:
            one.stop.set()
        await asyncio.gather(*chatting)
        # They went on during both changes.
        assert all(0 < at < end for at, end in zip(promoted, counts, strict=True))
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
