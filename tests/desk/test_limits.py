"""The limits of messages hold by themselves: whatever else is away, they are counted."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from desk.conversations.log import MOST_EVENTS, NewEvent, do_append
from desk.settings import Limits, Settings
from tests.desk.conftest import start
from tests.desk.harness import RunningDesk, ScriptedEngine
from tests.ports import free_port


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """The limits as they are without any setting, and a Redis where nobody answers."""
    return replace(settings, limits=Limits(), redis_url=f"redis://127.0.0.1:{free_port()}/0")


async def test_twenty_messages_in_ten_seconds_a_conversation(desk: RunningDesk) -> None:
    visitor = await desk.visitor()
    answers = [await visitor.post(text=f"number {number}") for number in range(21)]
    assert [answer.status_code for answer in answers] == [202] * 20 + [429]
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 10
    assert (await (await desk.visitor()).post(text="not my limit")).status_code == 202


async def test_the_stream_is_held_to_the_same_limit(desk: RunningDesk) -> None:
    visitor = await desk.visitor()
    async with visitor.stream() as frames:
        for number in range(21):
            await frames.send(message={"client_id": f"c{number}", "text": f"number {number}"})
        refused = await frames.until(lambda frame: "error" in frame)
    assert refused["error"]["code"] == "too_many_requests"
    assert refused["error"]["client_id"] == "c20"
    assert 1 <= refused["error"]["retry_after"] <= 10
    assert (await visitor.post(text="nor by the other way")).status_code == 429


async def test_fifty_messages_a_second_an_address(
    settings: Settings, engine: ScriptedEngine
) -> None:
    async with start(settings, engine) as desk:
        moment = [0.0]
        desk.app.ctx.limiter._monotonic = lambda: moment[0]
        visitors = [await desk.visitor() for _ in range(6)]
        answers = await asyncio.gather(
            *(visitors[number % 6].post(text=f"number {number}") for number in range(60))
        )
        statuses = [answer.status_code for answer in answers]
        assert (statuses.count(202), statuses.count(429)) == (50, 10)
        moment[0] += 1.0
        assert (await visitors[0].post(text="a second later")).status_code == 202


async def test_a_log_of_any_length_streams_whole(desk: RunningDesk) -> None:
    visitor = await desk.visitor()
    async with desk.services.database.write() as transaction:
        new = [NewEvent("message", "bot", f"line {line}") for line in range(2 * MOST_EVENTS + 5)]
        await do_append(transaction, visitor.id, new, desk.services.now())
    last = 2 * MOST_EVENTS + 6
    async with visitor.stream() as frames:
        state = await frames.until(lambda frame: "state" in frame)
        assert state["state"]["owner"] == "bot"
    numbers = [frame["event"]["seq"] for frame in frames.seen if "event" in frame]
    assert numbers == list(range(1, last + 1))
    # Read in pages, it is the same.
    paged: list[int] = []
    while more := await visitor.events(paged[-1] if paged else 0):
        assert len(more) <= MOST_EVENTS
        paged += [event["seq"] for event in more]
    assert paged == numbers
