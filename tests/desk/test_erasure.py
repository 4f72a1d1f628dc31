"""Having everything deleted: rows, files, waiting mails, and what the engine remembers."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, insert, select, update

from desk.conversations.engine import Question
from desk.conversations.erasure import forget_in_engine
from desk.storage.tables import (
    conversations,
    erasures,
    events,
    files,
    mails,
    promises,
    requests,
    tickets,
    turns,
)
from tests.desk.harness import RunningDesk, keeper
from tests.desk.test_leaving import code, rows
from tests.desk.test_tickets import open_ticket


async def everything(desk: RunningDesk) -> dict[str, int]:
    """How many rows there are of what belongs to conversations."""
    found = {}
    async with desk.services.database.read() as transaction:
        for table in (conversations, events, turns, requests, files, mails):
            count = select(func.count()).select_from(table)
            found[table.name] = (await transaction.execute(count)).scalar_one()
    return found


def on_disk(desk: RunningDesk) -> list[Path]:
    folder = desk.services.settings.data_dir / "uploads"
    return [path for path in folder.glob("**/*") if path.is_file()]


async def test_erasing_takes_all_of_the_visitors_and_nothing_of_others(desk: RunningDesk) -> None:
    stranger = await desk.visitor()
    await stranger.uploads(b"a stranger's log", "a.log")
    await stranger.asks("POST", "/transcript", json={"email": "other@example.com"})
    before = await everything(desk)
    kept = await stranger.snapshot()

    first = await desk.visitor()
    second = await desk.visitor(visitor=first.token)
    ticket = await open_ticket(desk, first, email="linh@example.com")
    for visitor in (first, second):
        await visitor.uploads(b"my log", "a.log")
        await visitor.asks("POST", "/transcript", json={"email": "linh@example.com"})
    response = await second.asks("DELETE")
    assert response.status_code == 200
    assert response.json() == {
        "conversations": 2,
        "files": 2,
        "tickets_kept": [ticket["number"]],
    }
    # The mail about the ticket stays with it.
    assert await everything(desk) == {**before, "mails": before["mails"] + 1}
    assert len(on_disk(desk)) == 1
    assert await stranger.snapshot() == kept
    assert sorted(desk.engine.forgotten) == sorted([first.id, second.id])
    for visitor in (first, second):
        assert code(await visitor.asks("GET", "/events")) == (404, "conversation_not_found")


async def test_a_ticket_stays_with_its_promise_and_without_its_tie(desk: RunningDesk) -> None:
    binh = await desk.person("Binh", "billing")
    visitor = await desk.visitor()
    ticket = await open_ticket(desk, visitor, email="linh@example.com")
    await visitor.asks("DELETE")
    page = await desk.http.get(f"/api/tickets/{ticket['number']}", params={"key": ticket["key"]})
    assert page.json()["promise"]["text"] == ticket["promise"]["text"]
    answered = await binh.post(f"/tickets/{ticket['number']}/messages", client_id="a", text="Done.")
    assert answered.status_code == 202
    [row] = await rows(desk, tickets)
    assert (row.conversation_id, row.visitor_id) == (None, None)
    [promise] = await rows(desk, promises)
    assert promise.conversation_id is None
    # Held on to, the old token leads a new conversation to nothing of it.
    again = await desk.visitor(visitor=visitor.token)
    listed = await desk.internal("GET", f"/conversations/{again.id}/tickets")
    assert listed.json()["tickets"] == []


async def test_open_streams_and_polls_of_an_erased_conversation_end(desk: RunningDesk) -> None:
    visitor = await desk.visitor()
    second = await desk.visitor(visitor=visitor.token)
    async with visitor.stream() as one, second.stream() as other:
        for frames in (one, other):
            await frames.until(lambda frame: "state" in frame)
        polling = asyncio.create_task(visitor.asks("GET", "/events?after=1&wait=10"))
        asked = asyncio.create_task(visitor.asks("DELETE"))
        for frames in (one, other):
            gone = await frames.until(lambda frame: "error" in frame)
            assert gone["error"]["code"] == "conversation_not_found"
            async with asyncio.timeout(10):
                await frames.socket.wait_closed()
        assert (await asked).status_code == 200
        assert code(await polling) == (404, "conversation_not_found")


async def test_an_engine_that_was_away_forgets_when_it_is_back(desk: RunningDesk) -> None:
    visitor = await desk.visitor()
    desk.engine.up = False
    assert (await visitor.asks("DELETE")).status_code == 200
    assert desk.engine.forgotten == []
    look = keeper(desk).look
    await look()
    assert [row.conversation_id for row in await rows(desk, erasures)] == [visitor.id]
    desk.engine.up = True
    await look()
    assert desk.engine.forgotten == [visitor.id]
    # A late turn may bring it back for a moment, so it is forgotten once more, then done with.
    await look()
    assert desk.engine.forgotten == [visitor.id] * 2
    patience = timedelta(seconds=desk.services.settings.timings.turn_failing_s + 1)
    async with desk.services.database.write() as transaction:
        await transaction.execute(update(erasures).values(at=desk.services.real_now() - patience))
    await look()
    await look()
    assert desk.engine.forgotten == [visitor.id] * 3
    assert await rows(desk, erasures) == []


async def test_more_erasures_than_fit_into_one_request_are_all_forgotten(
    desk: RunningDesk,
) -> None:
    long_ago = desk.services.real_now() - timedelta(hours=1)
    ids = [uuid4().hex for _ in range(450)]
    async with desk.services.database.write() as transaction:
        values = [{"conversation_id": one, "at": long_ago} for one in ids]
        await transaction.execute(insert(erasures), values)
    while await forget_in_engine(desk.services):
        pass
    assert sorted(desk.engine.forgotten) == sorted(ids)
    assert await rows(desk, erasures) == []


async def test_a_turn_under_way_while_its_conversation_is_erased_does_no_harm(
    desk: RunningDesk, capsys: pytest.CaptureFixture[str]
) -> None:
    visitor, other = await desk.visitor(), await desk.visitor()
    asked: list[Any] = []

    async def open_it(question: Question) -> str:
        await desk.engine.go_on.wait()
        response = await desk.internal(
            "POST",
            f"/conversations/{question.conversation_id}/tickets",
            message_id=question.message_id,
            department="billing",
            subject="late",
        )
        asked.append(response)
        return "Opened."

    desk.engine.reply = open_it
    desk.engine.go_on.clear()
    for text in ("one", "two"):
        await visitor.say(text)
    async with asyncio.timeout(10):
        while not desk.engine.asked:
            await asyncio.sleep(0)
        worker = desk.app.ctx.runner._workers[visitor.id]
        assert (await visitor.asks("DELETE")).status_code == 200
        desk.engine.go_on.set()
        await asyncio.wait([worker])
    assert worker.exception() is None
    assert "could not be run" not in capsys.readouterr().out
    assert [code(response) for response in asked] == [(404, "conversation_not_found")]
    assert len(desk.engine.asked) == 1
    assert await rows(desk, turns) == await rows(desk, tickets) == []
    assert [row.conversation_id for row in await rows(desk, events)] == [other.id]
    desk.engine.reply = lambda question: "fine"
    assert (await other.answer_to(await other.say("hello")))["text"] == "fine"


async def test_a_file_on_its_way_while_the_conversation_is_erased_is_not_kept(
    desk: RunningDesk,
) -> None:
    visitor, erased = await desk.visitor(), asyncio.Event()

    async def slowly() -> Any:
        yield b"a log, "
        await erased.wait()
        yield b"and the rest"

    sending = asyncio.create_task(visitor.uploads(slowly(), "a.log"))
    async with asyncio.timeout(10):
        while not on_disk(desk):
            await asyncio.sleep(0)
    assert (await visitor.asks("DELETE")).status_code == 200
    erased.set()
    assert code(await sending) == (404, "conversation_not_found")
    assert on_disk(desk) == []


async def test_erasing_twice_at_once_erases_once(desk: RunningDesk) -> None:
    visitor = await desk.visitor()
    second = await desk.visitor(visitor=visitor.token)
    answers = await asyncio.gather(*(one.asks("DELETE") for one in (visitor, second, visitor)))
    assert sorted(answer.status_code for answer in answers) == [200, 404, 404]
    assert await rows(desk, conversations) == []
