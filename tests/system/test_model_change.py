"""A model is promoted and taken back while visitors chat: no turn is lost, none answered twice."""

from __future__ import annotations

import asyncio
from pathlib import Path

from desk.models.store import ModelStore
from tests.system.chatter import Chatter, check_answered_once, served
from tests.system.project import copied_project, copy_model
from tests.system.running import running_system

AT = "2026-11-27T10:00:00+07:00"


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
        await check_answered_once(chatters)
