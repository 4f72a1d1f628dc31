"""Letting go of a conversation: to one person, to the assistant with a task, or joining one."""

from __future__ import annotations

from typing import Any

import pytest

from tests.clients import Person, Visitor
from tests.desk.harness import RunningDesk, queue_up


async def claimed(desk: RunningDesk, person: Person, department: str = "technical") -> Visitor:
    visitor = await desk.visitor()
    await queue_up(desk, visitor, department)
    assert (await person.does("claim", visitor)).status_code == 200
    return visitor


async def id_of(person: Person) -> str:
    found: str = (await person.get("/me"))["staff"]["id"]
    return found


async def last(visitor: Visitor) -> dict[str, Any]:
    return (await visitor.events())[-1]


async def test_a_conversation_passes_to_one_person_who_is_there(desk: RunningDesk) -> None:
    anna, ben = await desk.person("Anna"), await desk.person("Ben")
    visitor = await claimed(desk, anna)
    moved = await anna.does("transfer", visitor, staff=await id_of(ben), reason="knows mail")
    assert moved.json()["state"]["staff"] == {"name": "Ben"}
    assert "Ben from Technical joined" in (await last(visitor))["text"]
    late = await anna.does("messages", visitor, client_id="late", text="one more thing")
    assert (late.status_code, late.json()["error"]["code"]) == (409, "not_owner")
    assert not any(one.get("text") == "one more thing" for one in await visitor.events())
    await ben.writes(visitor, "Ben here.")
    log = (await ben.get(f"/conversations/{visitor.id}/events"))["events"]
    assert [one["text"] for one in log if one["kind"] == "note"] == ["knows mail"]


async def test_nobody_who_is_away_is_passed_anything(desk: RunningDesk) -> None:
    anna, ben = await desk.person("Anna"), await desk.person("Ben", presence="away")
    visitor = await claimed(desk, anna)
    refused = await anna.does("transfer", visitor, staff=await id_of(ben), reason="yours")
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "nobody_to_take_over")
    assert "not at the desk" in refused.json()["error"]["message"]
    assert (await visitor.snapshot())["state"]["staff"] == {"name": "Anna"}


async def test_who_does_not_serve_it_gets_it_only_along_with_the_department(
    desk: RunningDesk,
) -> None:
    anna, binh = await desk.person("Anna"), await desk.person("Binh", "billing")
    visitor = await claimed(desk, anna)
    to = await id_of(binh)
    refused = await anna.does("transfer", visitor, staff=to, reason="an invoice")
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "does_not_serve")
    assert "Binh does not serve Technical" in refused.json()["error"]["message"]
    moved = await anna.does("transfer", visitor, staff=to, department="billing", reason="invoice")
    assert moved.json()["state"]["department"] == "billing"
    assert "Binh from Billing" in (await last(visitor))["text"]


async def test_to_oneself_and_to_nobody_are_refused(desk: RunningDesk) -> None:
    anna = await desk.person("Anna")
    visitor = await claimed(desk, anna)
    own = await anna.does("transfer", visitor, staff=await id_of(anna), reason="mine")
    assert (own.status_code, own.json()["error"]["field"]) == (400, "staff")
    nobody = await anna.does("transfer", visitor, staff="nobody", reason="who")
    assert nobody.json()["error"]["code"] == "nobody_to_take_over"


async def test_the_assistant_asks_whether_it_is_solved_and_closes(desk: RunningDesk) -> None:
    anna = await desk.person("Anna")
    visitor = await claimed(desk, anna)
    await anna.does("hand_back", visitor, next="ask_solved", note="restarted nginx")
    question = await last(visitor)
    assert question["text"] == "Is your question solved?"
    await visitor.press(question["buttons"][0]["payload"])
    assert await visitor.owner() == "closed"
    assert "This conversation is closed" in (await last(visitor))["text"]


async def test_who_says_no_waits_for_a_person_again(desk: RunningDesk) -> None:
    anna = await desk.person("Anna")
    visitor = await claimed(desk, anna)
    await anna.does("hand_back", visitor, next="ask_solved")
    await visitor.press((await last(visitor))["buttons"][1]["payload"])
    assert (await visitor.snapshot())["state"]["owner"] == "queue"


async def test_the_question_of_an_hour_ago_closes_nothing_that_a_person_has(
    desk: RunningDesk,
) -> None:
    anna = await desk.person("Anna")
    visitor = await claimed(desk, anna)
    await anna.does("hand_back", visitor, next="ask_solved")
    yes = (await last(visitor))["buttons"][0]["payload"]
    await queue_up(desk, visitor)
    await anna.does("claim", visitor)
    await visitor.press(yes)
    assert await visitor.owner() == "staff"


async def test_the_assistant_goes_on_with_a_ticket(desk: RunningDesk) -> None:
    anna = await desk.person("Anna")
    visitor = await claimed(desk, anna)
    await anna.does("hand_back", visitor, next="ticket")
    offer = await last(visitor)
    assert offer["buttons"] == [
        {"title": "Open a ticket", "payload": '/open_ticket{"department": "technical"}'}
    ]
    await visitor.answer_to(await visitor.press(offer["buttons"][0]["payload"]))
    assert desk.engine.asked[-1].payload == offer["buttons"][0]["payload"]
    assert desk.engine.asked[-1].reset


async def test_what_comes_next_is_one_of_three(desk: RunningDesk) -> None:
    anna = await desk.person("Anna")
    visitor = await claimed(desk, anna)
    refused = await anna.does("hand_back", visitor, next="magic")
    assert (refused.status_code, refused.json()["error"]["field"]) == (400, "next")
    assert await visitor.owner() == "staff"


@pytest.mark.parametrize("join", [False, True])
async def test_staff_join_the_assistants_conversation_only_when_they_say_so(
    desk: RunningDesk, join: bool
) -> None:
    anna = await desk.person("Anna")
    visitor = await desk.visitor()
    await visitor.answer_to(await visitor.say("hello"))
    answer = await anna.does("claim", visitor, join=join)
    assert answer.status_code == (200 if join else 409)
    assert await visitor.owner() == ("staff" if join else "bot")


async def test_what_the_assistant_was_about_to_say_is_dropped_when_somebody_joins(
    desk: RunningDesk,
) -> None:
    anna = await desk.person("Anna")
    visitor = await desk.visitor()
    desk.engine.go_on.clear()
    await visitor.say("my server is down")
    assert (await anna.does("claim", visitor, join=True)).status_code == 200
    desk.engine.go_on.set()
    await anna.writes(visitor, "I am looking at it.")
    said = await visitor.wait_for(
        lambda seen: any(one.get("text") == "I am looking at it." for one in seen)
    )
    assert not any("You said" in (one.get("text") or "") for one in said)
