"""How far what a visitor said has come: to nobody yet, to a person's page, and read."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager

from websockets.asyncio.client import connect

from desk.conversations.receipts import do_note_receipt, do_note_staff
from tests.clients import Frames, Person, Visitor
from tests.desk.harness import RunningDesk, queue_up


async def receipts(visitor: Visitor) -> tuple[int, int]:
    found = (await visitor.snapshot())["state"]["receipts"]
    return found["delivered"], found["read"]


@asynccontextmanager
async def page(desk: RunningDesk, person: Person):  # type: ignore[no-untyped-def]
    """The desk's page of somebody, as it is open in a browser."""
    address = f"{desk.base.replace('http', 'ws')}/api/staff/stream"
    headers = {"Authorization": person.client.headers["authorization"]}
    async with connect(address, additional_headers=headers, proxy=None) as socket:
        frames = Frames(socket)
        await frames.until(lambda frame: "hello" in frame)
        yield frames


async def taken(desk: RunningDesk, anna: Person) -> Visitor:
    visitor = await desk.visitor()
    await queue_up(desk, visitor)
    assert (await anna.does("claim", visitor)).status_code == 200
    return visitor


async def test_what_the_assistant_answered_was_read(desk: RunningDesk) -> None:
    visitor = await desk.visitor()
    assert await receipts(visitor) == (0, 0)
    seq = await visitor.say("hello")
    await visitor.answer_to(seq)
    assert await receipts(visitor) == (seq, seq)


async def test_what_nobody_got_was_neither_delivered_nor_read(desk: RunningDesk) -> None:
    desk.engine.up = False
    visitor = await desk.visitor()
    await visitor.say("is anybody there")
    assert await receipts(visitor) == (0, 0)


async def test_a_persons_page_gets_it_first_and_shows_it_then(desk: RunningDesk) -> None:
    anna = await desk.person("Anna")
    visitor = await taken(desk, anna)
    answered = await receipts(visitor)
    async with visitor.stream() as stream, page(desk, anna) as frames:
        seq = await visitor.say("it is down again")
        shown = await frames.until(
            lambda frame: frame.get("event", {}).get("text") == "it is down again"
        )
        state = await stream.until(
            lambda frame: frame.get("state", {}).get("receipts", {}).get("delivered") == seq
        )
        assert state["state"]["receipts"]["read"] == answered[1]
        await frames.send(read={"conversation_id": visitor.id, "seq": shown["event"]["seq"]})
        await stream.until(
            lambda frame: frame.get("state", {}).get("receipts") == {"delivered": seq, "read": seq}
        )
    assert await receipts(visitor) == (seq, seq)


async def test_fetching_the_log_reads_it_for_who_has_the_conversation_only(
    desk: RunningDesk,
) -> None:
    anna, binh = await desk.person("Anna"), await desk.person("Binh")
    visitor = await taken(desk, anna)
    seq = await visitor.say("still down")
    before = await receipts(visitor)
    await binh.get(f"/conversations/{visitor.id}/events")
    assert await receipts(visitor) == before
    await anna.get(f"/conversations/{visitor.id}/events")
    assert await receipts(visitor) == (seq, seq)


async def test_notes_between_staff_shift_no_number_of_the_visitors(desk: RunningDesk) -> None:
    anna = await desk.person("Anna")
    visitor = await taken(desk, anna)
    for _ in range(3):
        await anna.does("notes", visitor, text="between us")
    seq = await visitor.say("hello?")
    await anna.does("notes", visitor, text="between us")
    await anna.get(f"/conversations/{visitor.id}/events")
    assert await receipts(visitor) == (seq, seq)


async def test_a_page_can_neither_read_ahead_nor_for_somebody_else(desk: RunningDesk) -> None:
    anna, binh = await desk.person("Anna"), await desk.person("Binh")
    visitor = await taken(desk, anna)
    seq = await visitor.say("still down")
    before = await receipts(visitor)
    async with page(desk, binh) as frames:
        await frames.send(read={"conversation_id": visitor.id, "seq": 99})
        for wrong in (-1, 2**31, "x"):
            await frames.send(read={"conversation_id": visitor.id, "seq": wrong})
            await frames.until(lambda frame: frame.get("error", {}).get("code") == "invalid")
        await frames.send(read={"conversation_id": "nowhere", "seq": 1})
        await frames.until(
            lambda frame: frame.get("error", {}).get("code") == "conversation_not_found"
        )
    assert await receipts(visitor) == before
    async with page(desk, anna) as frames, visitor.stream() as stream:
        await frames.send(read={"conversation_id": visitor.id, "seq": 2**31 - 1})
        await stream.until(
            lambda frame: frame.get("state", {}).get("receipts", {}).get("read") == seq
        )
    later = await visitor.say("and now?")
    assert await receipts(visitor) == (seq, seq)
    assert later > seq


async def test_a_receipt_never_goes_back_and_read_is_never_ahead(desk: RunningDesk) -> None:
    visitor = await desk.visitor()
    for text in ("one", "two"):
        await visitor.answer_to(await visitor.say(text))
    assert await receipts(visitor) == (4, 4)
    async with desk.services.database.write() as transaction:
        for seq, read, news in (
            (2, True, False),
            (3, False, False),
            (9, False, True),
            (5, True, True),
            (11, True, True),
        ):
            noted = await do_note_receipt(transaction, visitor.id, seq=seq, read=read)
            assert (seq, noted) == (seq, news)
        assert not await do_note_staff(transaction, visitor.id, 0, read=True)
        assert not await do_note_staff(transaction, "nowhere", 5, read=True)
    assert await receipts(visitor) == (11, 11)


async def test_the_visitors_own_reading_without_a_stream(desk: RunningDesk) -> None:
    anna = await desk.person("Anna")
    visitor = await taken(desk, anna)
    last = (await visitor.events())[-1]["seq"]
    async with page(desk, anna) as frames:
        assert (await visitor.asks("POST", "/read", json={"read": last})).status_code == 204
        await frames.until(
            lambda frame: frame.get("conversation", {}).get("visitor_read_seq") == last
        )
        for beyond in (1, last + 1, 0):
            await visitor.asks("POST", "/read", json={"read": beyond})
        [row] = (await anna.get("/conversations", view="mine"))["conversations"]
        assert row["visitor_read_seq"] == last
        for wrong in (-1, 2**31, "x", None):
            response = await visitor.asks("POST", "/read", json={"read": wrong})
            assert (response.status_code, response.json()["error"]["field"]) == (400, "read")


async def test_typing_without_a_stream_reaches_both_sides(desk: RunningDesk) -> None:
    anna = await desk.person("Anna")
    visitor = await taken(desk, anna)
    last = (await visitor.events())[-1]["seq"]
    async with page(desk, anna) as frames:
        assert (await visitor.asks("POST", "/typing")).status_code == 204
        await frames.until(lambda frame: frame.get("typing") == {"conversation_id": visitor.id})
        waiting = asyncio.create_task(visitor.snapshot(last, wait=10))
        async with asyncio.timeout(10):
            while not waiting.done():
                await frames.send(typing={"conversation_id": visitor.id})
                await frames.send(ping=True)
                await frames.until(lambda frame: "pong" in frame)
        polled = await waiting
    assert polled["typing"] == {"kind": "staff", "name": "Anna"}
    assert polled["events"] == []


async def test_an_open_page_outlives_the_erasure_of_what_it_shows(desk: RunningDesk) -> None:
    anna = await desk.person("Anna")
    visitor, other = await taken(desk, anna), await desk.visitor()
    async with page(desk, anna) as frames:
        # Typing that is told just before the end and looked up just after it.
        await desk.services.bus.publish("staff", {"typing": "0" * 32})
        assert (await visitor.asks("DELETE")).status_code == 200
        assert (await visitor.asks("POST", "/typing")).status_code == 404
        await frames.until(lambda frame: frame.get("gone") == {"conversation_id": visitor.id})
        await queue_up(desk, other)
        await frames.until(lambda frame: frame.get("queue", {}).get("waiting") == 1)
