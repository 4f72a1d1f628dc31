"""The engine answers, is away, comes back: each message is answered once, never in silence."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from desk.conversations.engine import Answer, EngineFailedError, EngineRefusedError, Question
from desk.settings import Settings, Timings
from tests.desk.conftest import start
from tests.desk.harness import RunningDesk, ScriptedEngine, queue_up


@pytest.fixture
def timings(timings: Timings) -> Timings:
    """Here the visitor's patience ends soon."""
    return replace(timings, turn_patience_s=0.3)


def texts(events: list[dict[str, object]]) -> list[str]:
    return [str(event.get("text")) for event in events]


async def test_while_the_engine_is_away_the_visitor_is_told_once_and_answered_once(
    desk: RunningDesk,
) -> None:
    desk.engine.up = False
    visitor = await desk.visitor()
    seq = await visitor.say("is anybody there")
    told = await visitor.answer_to(seq)
    assert told["author"] == {"kind": "system"}
    assert "longer" in told["text"]
    assert [button["payload"] for button in told["buttons"]] == [
        "/desk:talk_to_person",
        "/desk:open_ticket",
    ]
    desk.engine.up = True
    answered = await visitor.wait_for(lambda seen: "You said: is anybody there" in texts(seen))
    assert texts(answered).count("You said: is anybody there") == 1
    assert sum("longer" in text for text in texts(answered)) == 1


async def test_every_message_that_waits_is_told_and_answered_in_order(desk: RunningDesk) -> None:
    desk.engine.up = False
    visitor = await desk.visitor()
    first, second = await visitor.say("is anybody there"), await visitor.say("hello??")
    assert "longer" in (await visitor.answer_to(first))["text"]
    assert "waits for its turn" in (await visitor.answer_to(second))["text"]
    desk.engine.up = True
    seen = texts(await visitor.wait_for(lambda seen: "You said: hello??" in texts(seen)))
    assert seen.index("You said: is anybody there") < seen.index("You said: hello??")


async def test_a_message_at_which_the_engine_fails_every_time_is_given_up_sooner(
    settings: Settings, engine: ScriptedEngine
) -> None:
    def fail(question: Question) -> Answer:
        if question.text == "poison":
            raise EngineFailedError("action_failed")
        return Answer([{"text": "fine"}], {"intent": {"name": "greet", "confidence": 1.0}})

    engine.reply = fail
    soon = replace(settings, timings=replace(settings.timings, turn_failing_s=0.6))
    async with start(soon, engine) as desk:
        visitor = await desk.visitor()
        await visitor.say("poison")
        later = await visitor.say("and now?")
        events = await visitor.wait_for(lambda seen: "fine" in texts(seen))
    assert any("could not answer" in text for text in texts(events))
    assert [event["in_reply_to"] for event in events if event.get("text") == "fine"] == [later]


async def test_a_hanging_engine_is_told_too(desk: RunningDesk) -> None:
    desk.engine.go_on.clear()
    visitor = await desk.visitor()
    seq = await visitor.say("hello")
    assert "longer" in (await visitor.answer_to(seq))["text"]
    desk.engine.go_on.set()
    await visitor.wait_for(lambda seen: "You said: hello" in texts(seen))
    assert len(desk.engine.asked) == 1


async def test_a_ticket_can_be_opened_while_the_engine_is_away(desk: RunningDesk) -> None:
    desk.engine.up = False
    visitor = await desk.visitor(department="billing")
    seq = await visitor.say("I was charged twice for invoice #88231")
    await visitor.answer_to(seq)
    pressed = await visitor.press("/desk:open_ticket")
    events = await visitor.wait_for(lambda seen: any(event["kind"] == "promise" for event in seen))
    ticket = next(event for event in events if event["kind"] == "ticket")
    assert ticket["data"]["department"] == "billing"
    assert ticket["in_reply_to"] == pressed
    page = await desk.http.get(
        f"/api/tickets/{ticket['data']['number']}", params={"key": ticket["data"]["key"]}
    )
    assert "88231" in page.json()["subject"]


async def test_asking_for_a_person_while_the_engine_is_away_ends_the_waiting_turn(
    desk: RunningDesk,
) -> None:
    anna = await desk.person("Anna")
    desk.engine.up = False
    visitor = await desk.visitor()
    seq = await visitor.say("my server is down")
    await visitor.answer_to(seq)
    await visitor.press("/desk:talk_to_person")
    assert await visitor.owner() == "queue"
    assert (await anna.does("claim", visitor)).status_code == 200
    desk.engine.up = True
    await anna.writes(visitor, "I am looking at it.")
    events = await visitor.wait_for(lambda seen: "I am looking at it." in texts(seen))
    assert "You said: my server is down" not in texts(events)


async def test_messages_that_nobody_answered_are_answered_after_a_restart(
    settings: Settings, engine: ScriptedEngine
) -> None:
    engine.go_on.clear()
    async with start(settings, engine) as desk:
        visitor = await desk.visitor()
        seq = await visitor.say("do not forget me")
        async with asyncio.timeout(5):
            while not engine.asked:
                await asyncio.sleep(0)
    engine.go_on.set()
    async with start(settings, engine) as desk:
        visitor = replace(visitor, desk=desk.client)
        events = await visitor.wait_for(lambda seen: "You said: do not forget me" in texts(seen))
    assert texts(events).count("You said: do not forget me") == 1
    assert {question.message_id for question in engine.asked} == {engine.asked[0].message_id}
    assert seq == 2


async def test_an_answer_that_comes_after_a_person_took_over_is_dropped(
    desk: RunningDesk,
) -> None:
    anna = await desk.person("Anna")
    visitor = await desk.visitor()
    desk.engine.go_on.clear()
    late = await visitor.say("a slow question")
    await visitor.answer_to(late)
    await visitor.press("/desk:talk_to_person")
    assert (await anna.does("claim", visitor)).status_code == 200
    desk.engine.go_on.set()
    assert (await anna.does("hand_back", visitor)).status_code == 200
    seq = await visitor.say("and now?")
    await visitor.answer_to(seq)
    assert "You said: a slow question" not in texts(await visitor.events())


async def test_the_first_turn_after_a_person_ends_whatever_form_was_running(
    desk: RunningDesk,
) -> None:
    anna = await desk.person("Anna")
    visitor = await desk.visitor()
    await queue_up(desk, visitor)
    await anna.does("claim", visitor)
    await anna.does("hand_back", visitor, note="reboot done, ask whether it works")
    await visitor.answer_to(await visitor.say("thanks"))
    await visitor.answer_to(await visitor.say("bye"))
    assert [question.reset for question in desk.engine.asked[-2:]] == [True, False]


async def test_no_messages_from_the_engine_is_not_silence(desk: RunningDesk) -> None:
    desk.engine.reply = lambda question: ""
    visitor = await desk.visitor()
    answer = await visitor.answer_to(await visitor.say("hello"))
    assert "could not answer" in answer["text"]
    assert answer["buttons"]


async def test_a_message_that_the_engine_refuses_is_told_at_once(desk: RunningDesk) -> None:
    def refuse(question: Question) -> Answer:
        raise EngineRefusedError("bad request")

    desk.engine.reply = refuse
    visitor = await desk.visitor()
    answer = await visitor.answer_to(await visitor.say("hello"))
    assert "could not answer" in answer["text"]
    desk.engine.reply = lambda question: "fine"
    assert (await visitor.answer_to(await visitor.say("again")))["text"] == "fine"


async def test_the_engine_gets_the_policys_time_and_the_conversations_language(
    desk: RunningDesk,
) -> None:
    visitor = await desk.visitor(language="en-GB", page="https://example.com/vps")
    await visitor.answer_to(await visitor.say("hello"))
    metadata = desk.engine.asked[0].metadata
    assert metadata["at"].startswith("2026-11-25T10:00")
    assert metadata["language"] == "en"
    assert metadata["page"] == "https://example.com/vps"


@pytest.mark.at("2027-02-07T09:00:00+07:00")
async def test_the_clock_starts_where_it_is_told_to(desk: RunningDesk) -> None:
    visitor = await desk.visitor()
    await visitor.answer_to(await visitor.say("hello"))
    assert desk.engine.asked[0].metadata["at"].startswith("2027-02-07T09:00")
