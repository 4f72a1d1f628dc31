"""The WebSockets: replay from a cursor, live events, refusals before anything opens."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import datetime
from uuid import uuid4

import pytest
from sqlalchemy import select
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from desk.settings import Settings
from desk.storage.tables import staff
from tests.clients import Frames
from tests.desk.conftest import start
from tests.desk.harness import RunningDesk, ScriptedEngine, queue_up


async def test_messages_go_in_and_come_out_on_one_line(desk: RunningDesk) -> None:
    visitor = await desk.visitor()
    async with visitor.stream() as frames:
        client_id = str(uuid4())
        await frames.send(message={"client_id": client_id, "text": "hello"})
        ack = await frames.until(lambda frame: "ack" in frame)
        assert ack == {"ack": client_id, "seq": 2}
        answer = await frames.until(lambda frame: frame.get("event", {}).get("in_reply_to") == 2)
        assert answer["event"]["text"] == "You said: hello"
        assert any(frame.get("typing") == {"kind": "bot"} for frame in frames.seen)
        await frames.send(message={"client_id": client_id, "text": "hello"})
        assert await frames.until(lambda frame: "ack" in frame) == ack
        await frames.send(ping=True)
        await frames.until(lambda frame: "pong" in frame)
    events = [frame["event"]["seq"] for frame in frames.seen if "event" in frame]
    assert events == [1, 2, 3]


async def test_replay_starts_after_the_cursor(desk: RunningDesk) -> None:
    visitor = await desk.visitor()
    for text in ("one", "two", "three"):
        await visitor.answer_to(await visitor.say(text))
    async with visitor.stream(after=4) as frames:
        await frames.until(lambda frame: frame.get("event", {}).get("seq") == 7)
        await frames.until(lambda frame: "state" in frame)
    assert [frame["event"]["seq"] for frame in frames.seen if "event" in frame] == [5, 6, 7]


async def test_the_log_that_streams_equals_the_log_that_is_fetched(desk: RunningDesk) -> None:
    anna = await desk.person("Anna")
    visitor = await desk.visitor()
    async with visitor.stream() as frames:
        await visitor.answer_to(await visitor.say("hello"))
        await queue_up(desk, visitor)
        await anna.does("claim", visitor)
        await anna.does("notes", visitor, text="between us")
        await anna.writes(visitor, "Anna here")
        await anna.does("hand_back", visitor)
        await visitor.answer_to(await visitor.say("bye"))
        fetched = await visitor.snapshot()
        last = fetched["events"][-1]["seq"]
        await frames.until(lambda frame: frame.get("event", {}).get("seq") == last)
        await frames.until(lambda frame: frame.get("state") == fetched["state"])
    streamed = [frame["event"] for frame in frames.seen if "event" in frame]
    assert streamed == fetched["events"]


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ("{", "invalid_json"),
        ("[]", "invalid_json"),
        ('{"message": 5}', "invalid"),
        ('{"message": {"client_id": "a", "text": ""}}', "message_empty"),
        ('{"message": {"client_id": "a", "payload": "/x"}}', "unknown_button"),
        ('{"read": -1}', "invalid"),
        ('{"read": 99999999999}', "invalid"),
    ],
)
async def test_a_bad_frame_gets_an_error_and_the_line_stays(
    desk: RunningDesk, frame: str, code: str
) -> None:
    visitor = await desk.visitor()
    async with visitor.stream() as frames:
        await frames.socket.send(frame)
        error = await frames.until(lambda one: "error" in one)
        assert error["error"]["code"] == code
        if '"a"' in frame:
            assert error["error"]["client_id"] == "a"
        await frames.send(ping=True)
        await frames.until(lambda one: "pong" in one)


async def test_a_stranger_gets_no_stream(desk: RunningDesk) -> None:
    visitor, stranger = await desk.visitor(), await desk.visitor()
    address = f"{desk.base.replace('http', 'ws')}/api/conversations/{visitor.id}/stream?after=0"
    for subprotocols, status in (
        (None, 401),
        (["bearer.nonsense"], 401),
        ([f"bearer.{stranger.token}"], 403),
    ):
        with pytest.raises(InvalidStatus) as refused:
            async with connect(address, subprotocols=subprotocols, proxy=None):  # type: ignore[arg-type]
                pass
        assert refused.value.response.status_code == status
        body = refused.value.response.body
        assert body is not None
        assert json.loads(body)["error"]["message"]


async def test_typing_reaches_the_other_side_and_is_not_kept(desk: RunningDesk) -> None:
    anna = await desk.person("Anna")
    visitor = await desk.visitor()
    await queue_up(desk, visitor)
    await anna.does("claim", visitor)
    address = f"{desk.base.replace('http', 'ws')}/api/staff/stream"
    headers = {"Authorization": anna.client.headers["authorization"]}
    before = await visitor.events()
    async with (
        visitor.stream() as frames,
        connect(address, additional_headers=headers, proxy=None) as socket,
    ):
        page = Frames(socket)
        hello = await page.until(lambda frame: "hello" in frame)
        assert hello["hello"]["staff"]["name"] == "Anna"
        await page.send(typing={"conversation_id": visitor.id})
        typing = await frames.until(lambda f: f.get("typing", {}).get("kind") == "staff")
        assert typing["typing"] == {"kind": "staff", "name": "Anna"}
        await frames.send(typing=True)
        await page.until(lambda f: f.get("typing") == {"conversation_id": visitor.id})
        await visitor.say("it works now")
        shown = await page.until(lambda f: f.get("event", {}).get("text") == "it works now")
        assert shown["event"]["conversation_id"] == visitor.id
        row = await page.until(lambda f: "conversation" in f)
        assert row["conversation"]["last_text"] == "it works now"
        await frames.send(read=2)
        await page.until(lambda f: f.get("conversation", {}).get("visitor_read_seq") == 2)
    assert len(await visitor.events()) == len(before) + 1


async def test_a_foreign_page_gets_no_desk_stream(desk: RunningDesk) -> None:
    anna = await desk.person("Anna")
    address = f"{desk.base.replace('http', 'ws')}/api/staff/stream"
    headers = {
        "Authorization": anna.client.headers["authorization"],
        "Origin": "https://evil.example",
    }
    with pytest.raises(InvalidStatus) as refused:
        async with connect(address, additional_headers=headers, proxy=None):
            pass
    assert refused.value.response.status_code == 403


async def test_long_polling_waits_and_answers_when_something_comes(desk: RunningDesk) -> None:
    visitor = await desk.visitor()
    assert (await visitor.snapshot(after=1))["events"] == []
    seq = await visitor.say("hello")
    answered = await visitor.snapshot(after=seq, wait=5)
    assert [event["text"] for event in answered["events"]] == ["You said: hello"]
    for wrong in ("x", "-1", "99999999999999999999"):
        response = await desk.http.get(
            f"/api/conversations/{visitor.id}/events",
            params={"after": wrong},
            headers=visitor.headers,
        )
        assert (response.status_code, response.json()["error"]["field"]) == (400, "after")


async def test_a_page_stays_present_while_something_happens_all_the_time(
    settings: Settings, engine: ScriptedEngine
) -> None:
    quick = replace(settings, timings=replace(settings.timings, heartbeat_s=0.1))
    async with start(quick, engine) as desk:
        anna = await desk.person("Anna", presence=None)
        query = select(staff.c.seen_at).where(staff.c.email == anna.email)

        async def seen() -> datetime | None:
            async with desk.services.database.read() as transaction:
                moment: datetime | None = (await transaction.execute(query)).scalar_one()
                return moment

        address = f"{desk.base.replace('http', 'ws')}/api/staff/stream"
        headers = {"Authorization": anna.client.headers["authorization"]}
        async with connect(address, additional_headers=headers, proxy=None) as socket:
            page = Frames(socket)
            await page.until(lambda frame: "hello" in frame)
            first = await seen()
            assert first is not None
            # Each frame is answered by the next hint, so there is never a silence.
            async with asyncio.timeout(10):
                while await seen() == first:
                    await desk.services.bus.publish("queue", {"queue": True})
                    await page.until(lambda frame: "queue" in frame)


async def test_every_page_of_a_person_hears_which_presence_was_said_last(
    desk: RunningDesk,
) -> None:
    anna = await desk.person("Anna", presence=None)
    address = f"{desk.base.replace('http', 'ws')}/api/staff/stream"
    headers = {"Authorization": anna.client.headers["authorization"]}
    async with connect(address, additional_headers=headers, proxy=None) as socket:
        page = Frames(socket)
        # What a page learns first may be older than what it has just said itself.
        greeting = await page.until(lambda frame: "hello" in frame)
        assert greeting["hello"]["staff"]["presence"] == "away"
        await anna.put("/me/presence", presence="online")
        again = await page.until(lambda frame: "hello" in frame)
        assert again["hello"]["staff"]["presence"] == "online"


async def test_a_heartbeat_says_what_a_lost_frame_would_have_said(
    settings: Settings, engine: ScriptedEngine
) -> None:
    quick = replace(settings, timings=replace(settings.timings, heartbeat_s=0.1))
    async with start(quick, engine) as desk:
        visitor = await desk.visitor()
        async with visitor.stream() as frames:
            await visitor.answer_to(await visitor.say("hello"))
            fetched = await visitor.snapshot()
            ping = await frames.until(lambda f: "ping" in f and f["state"] == fetched["state"])
        assert ping["seq"] == fetched["events"][-1]["seq"]
