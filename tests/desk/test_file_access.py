"""Who may send and fetch attachments, how many, and what is left when something breaks."""

from __future__ import annotations

import asyncio
import os
import time
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from desk.files.book import clear_left_overs
from desk.settings import Settings
from tests.clients import Person, Visitor
from tests.desk.conftest import start
from tests.desk.harness import RunningDesk, ScriptedEngine, queue_up
from tests.desk.test_files import code, image, sent, stored


async def staff_upload(person: Person, visitor: Visitor, client_id: str = "a") -> Any:
    return await person.client.post(
        f"/conversations/{visitor.id}/files",
        params={"name": "how-to.pdf", "client_id": client_id},
        content=b"%PDF-1.7 how to",
    )


async def test_a_person_sends_a_file_in_ones_own_conversation_only(desk: RunningDesk) -> None:
    anna, binh = await desk.person("Anna"), await desk.person("Binh")
    visitor = await desk.visitor()
    await queue_up(desk, visitor)
    assert code(await staff_upload(anna, visitor)) == (409, "not_owner")
    await anna.does("claim", visitor)
    assert code(await staff_upload(binh, visitor)) == (409, "not_owner")
    assert stored(desk) == []
    for _ in range(2):
        assert (await staff_upload(anna, visitor)).status_code == 201
    assert len(stored(desk)) == 1
    event = (await visitor.events())[-1]
    assert (event["kind"], event["author"]) == ("file", {"kind": "staff", "name": "Anna"})
    path = f"/files/{event['data']['id']}"
    assert (await visitor.asks("GET", path)).content == b"%PDF-1.7 how to"
    mine = await sent(visitor, image(), "a.png")
    shown = await anna.client.get(f"/conversations/{visitor.id}/files/{mine['id']}")
    assert shown.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    billing = await desk.person("Chi", "billing")
    foreign = await billing.client.get(f"/conversations/{visitor.id}/files/{mine['id']}")
    assert foreign.status_code == 404
    # A person reads it: the assistant has nothing to say to it.
    assert (await visitor.events())[-1]["kind"] == "file"


async def test_the_file_of_another_conversation_is_not_there(desk: RunningDesk) -> None:
    visitor, stranger = await desk.visitor(), await desk.visitor()
    file = await sent(visitor, image(), "a.png")
    for file_id in (file["id"], "0" * 32, "%2e%2e%2fdesk.db", "..%2f..%2fdesk.db"):
        response = await stranger.asks("GET", f"/files/{file_id}")
        assert response.status_code == 404
    assert len(stored(desk)) == 1


async def test_a_conversation_holds_so_many_files_and_no_more(
    settings: Settings, engine: ScriptedEngine
) -> None:
    few = replace(settings, limits=replace(settings.limits, files_per_conversation=2))
    async with start(few, engine) as desk:
        visitor, client_id = await desk.visitor(), uuid4().hex
        await visitor.uploads(image(), "a.png", client_id)
        await sent(visitor, image(), "b.png")
        assert code(await visitor.uploads(image(), "c.png")) == (409, "too_many_files")
        assert (await visitor.uploads(image(), "a.png", client_id)).status_code == 201
        assert len(stored(desk)) == 2
        await sent(await desk.visitor(), image(), "a.png")


async def test_an_address_sends_so_many_files_a_minute(
    settings: Settings, engine: ScriptedEngine
) -> None:
    few = replace(settings, limits=replace(settings.limits, files_per_address_per_minute=2))
    async with start(few, engine) as desk:
        for _ in range(2):
            await sent(await desk.visitor(), image(), "a.png")
        refused = await (await desk.visitor()).uploads(image(), "a.png")
        assert code(refused) == (429, "too_many_requests")
        assert len(stored(desk)) == 2


async def test_an_upload_that_breaks_off_leaves_nothing(desk: RunningDesk) -> None:
    visitor = await desk.visitor()
    settings = desk.services.settings
    _, writer = await asyncio.open_connection("127.0.0.1", settings.port)
    head = (
        f"POST /api/conversations/{visitor.id}/files?name=a.log&client_id=a HTTP/1.1\r\n"
        f"Host: 127.0.0.1\r\nAuthorization: Bearer {visitor.token}\r\nContent-Length: 900000\r\n"
    )
    writer.write(head.encode() + b"\r\n" + b"a" * 200_000)
    async with asyncio.timeout(10):
        await writer.drain()
        while not stored(desk):
            await asyncio.sleep(0)
        writer.transport.abort()
        while stored(desk):
            await asyncio.sleep(0)
    assert len(await visitor.events()) == 1
    again = await visitor.uploads(b"whole", "a.log", "a")
    assert again.status_code == 201


async def test_what_a_crash_left_is_cleared_and_what_is_kept_stays(
    desk: RunningDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Asked in small portions, so that a store of any size fits into a query.
    monkeypatch.setattr("desk.files.book._MOST_AT_ONCE", 3)
    visitor, store = await desk.visitor(), desk.app.ctx.files
    file = await sent(visitor, image(), "a.png")
    folder = desk.services.settings.data_dir / "uploads"
    left = [folder / "drafts" / uuid4().hex, *(store.path(uuid4().hex) for _ in range(7))]
    for path in left:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"left over")
    young = store.path(uuid4().hex)
    young.parent.mkdir(parents=True, exist_ok=True)
    young.write_bytes(b"on its way")
    long_ago = time.time() - 7_200
    for path in (*left, store.path(file["id"])):
        os.utime(path, (long_ago, long_ago))
    assert await clear_left_overs(desk.services, store) == 8
    assert set(stored(desk)) == {young, store.path(file["id"])}
    assert await clear_left_overs(desk.services, store) == 0
