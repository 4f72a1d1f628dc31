"""Hand-offs: never into the void, never to two people, never without a way back."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta

import pytest

from desk.conversations.engine import Question
from desk.staff.people import everyone
from desk.staff.presence import do_see
from tests.clients import Person, Visitor
from tests.desk.harness import RunningDesk, keeper, queue_up


async def ask_for_person(
    desk: RunningDesk, visitor: Visitor, department: str = "technical"
) -> dict[str, object]:
    """What the desk answers to an action that asks for a person in a turn."""
    found: dict[str, object] = {}

    async def hand_off(question: Question) -> str:
        response = await desk.internal(
            "POST",
            f"/conversations/{visitor.id}/handoff",
            message_id=question.message_id,
            department=department,
        )
        found.update(response.json())
        return "Asked."

    desk.engine.reply = hand_off
    await visitor.answer_to(await visitor.say("a person, please"))
    return found


async def test_a_waiting_conversation_shows_its_packet_and_is_taken_and_given_back(
    desk: RunningDesk,
) -> None:
    anna = await desk.person("Anna")
    visitor = await desk.visitor(page="https://example.com/vps")
    desk.engine.intent = "infrastructure"
    desk.engine.entities = [{"entity": "ip_address", "value": "203.0.113.7"}]
    await visitor.answer_to(await visitor.say("my vps is down, cannot ping 203.0.113.7"))
    desk.engine.intent = "talk_to_person"
    await queue_up(desk, visitor)
    state = (await visitor.snapshot())["state"]
    assert (state["owner"], state["position"], state["department"]) == ("queue", 1, "technical")
    assert state["expected_wait_s"] > 0

    [waiting] = (await anna.get("/queue"))["conversations"]
    assert waiting["id"] == visitor.id
    packet = waiting["packet"]
    assert packet["intent"] == "infrastructure"
    assert packet["confidence"] == pytest.approx(0.93)
    assert (packet["category"], packet["scope"]) == ("technical", "supported")
    assert packet["scope_item"] == "infrastructure"
    assert packet["details"] == {"ip_address": ["203.0.113.7"]}
    assert packet["question"] == "my vps is down, cannot ping 203.0.113.7"
    assert packet["page"] == "https://example.com/vps"
    assert "my vps is down, cannot ping 203.0.113.7" in packet["asked"]
    assert packet["reason"] == "asked for a person"

    claimed = await anna.does("claim", visitor)
    assert claimed.json()["state"]["staff"] == {"name": "Anna"}
    assert (await anna.get("/queue"))["conversations"] == []
    await anna.writes(visitor, "Hello, Anna here.")
    seq = await visitor.say("it is still down")
    assert all(event.get("in_reply_to") != seq for event in await visitor.events())
    given_back = await anna.does("hand_back", visitor)
    assert given_back.json()["state"]["owner"] == "bot"
    answer = await visitor.answer_to(await visitor.say("are you the assistant again"))
    assert answer["author"]["kind"] == "bot"


async def test_five_people_claim_at_once_and_one_gets_it(desk: RunningDesk) -> None:
    people = [await desk.person(f"P{number}") for number in range(5)]
    visitor = await desk.visitor()
    await queue_up(desk, visitor)
    answers = await asyncio.gather(*(person.does("claim", visitor) for person in people))
    assert Counter(answer.status_code for answer in answers) == {200: 1, 409: 4}
    winner = next(p for p, a in zip(people, answers, strict=True) if a.status_code == 200)
    loser = next(answer for answer in answers if answer.status_code == 409)
    assert loser.json()["error"]["code"] == "already_owned"
    assert loser.json()["error"]["owner"] == {"kind": "staff", "name": winner.name}
    assert winner.name in loser.json()["error"]["message"]


async def test_nobody_present_is_said_and_nothing_changes(desk: RunningDesk) -> None:
    await desk.person("Away", presence="away")
    await desk.person("Billing", "billing")
    visitor = await desk.visitor()
    found = await ask_for_person(desk, visitor)
    assert (found["accepted"], found["why"], found["present"]) == (False, "nobody_present", 0)
    assert await visitor.owner() == "bot"


@pytest.mark.at("2026-11-28T14:00:00+07:00")
async def test_billing_on_saturday_afternoon_is_closed_until_monday_morning(
    desk: RunningDesk,
) -> None:
    await desk.person("Binh", "billing")
    visitor = await desk.visitor()
    found = await ask_for_person(desk, visitor, "billing")
    assert (found["accepted"], found["why"]) == (False, "closed")
    chat = found["chat"]
    assert isinstance(chat, dict)
    assert chat["reason"] == "outside_hours"
    assert chat["next_opening"] == "2026-11-30T08:00:00+07:00"
    assert await visitor.owner() == "bot"


@pytest.mark.at("2026-11-27T16:49:00+07:00")
async def test_a_wait_that_would_end_after_closing_is_not_begun(desk: RunningDesk) -> None:
    await desk.person("Binh", "billing")
    visitors = [await desk.visitor() for _ in range(4)]
    found = [await ask_for_person(desk, visitor, "billing") for visitor in visitors]
    assert [one["accepted"] for one in found] == [True, True, True, False]
    assert found[-1]["why"] == "closes_before_turn"


async def test_positions_count_only_the_own_queue_and_move_up(desk: RunningDesk) -> None:
    anna = await desk.person("Anna", "technical", "billing")
    first, other, second = [await desk.visitor() for _ in range(3)]
    await queue_up(desk, first)
    await queue_up(desk, other, "billing")
    await queue_up(desk, second)
    assert (await other.snapshot())["state"]["position"] == 1
    assert (await second.snapshot())["state"]["position"] == 2
    # The policy puts technical requests first, whoever came first.
    order = [one["id"] for one in (await anna.get("/queue"))["conversations"]]
    assert order == [first.id, second.id, other.id]
    async with second.stream() as frames:
        await frames.until(lambda frame: frame.get("state", {}).get("position") == 2)
        await anna.does("claim", first)
        await frames.until(lambda frame: frame.get("state", {}).get("position") == 1)


async def test_a_visitor_can_stop_waiting(desk: RunningDesk) -> None:
    await desk.person("Anna")
    visitor = await desk.visitor()
    await queue_up(desk, visitor)
    await visitor.press("/desk:leave_queue")
    assert await visitor.owner() == "bot"
    await visitor.press("/desk:leave_queue")
    assert await visitor.owner() == "bot"


async def test_nobody_waits_in_a_room_that_everybody_left(desk: RunningDesk) -> None:
    anna = await desk.person("Anna")
    visitor = await desk.visitor()
    await queue_up(desk, visitor)
    await keeper(desk).look()
    assert await visitor.owner() == "queue"
    await anna.put("/me/presence", presence="away")
    await keeper(desk).look()
    assert await visitor.owner() == "bot"
    last = (await visitor.events())[-1]
    assert "nobody" in last["text"].lower()
    assert last["buttons"][0]["payload"] == '/open_ticket{"department": "technical"}'
    late = await anna.does("claim", visitor)
    assert (late.status_code, late.json()["error"]["owner"]) == (409, {"kind": "bot"})


async def test_only_the_owner_writes_and_a_lower_level_does_not_take_a_higher_queue(
    desk: RunningDesk,
) -> None:
    anna, ben = await desk.person("Anna"), await desk.person("Ben")
    lead: Person = await desk.person("Lead", level=2)
    visitor = await desk.visitor()
    await queue_up(desk, visitor)
    refused = await ben.does("messages", visitor, client_id="a", text="hi")
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "not_owner")
    await anna.does("claim", visitor)
    assert (await ben.does("hand_back", visitor)).status_code == 409
    skipped = await anna.does("transfer", visitor, level=3, reason="hard")
    assert skipped.json()["error"]["code"] == "tier_skipped"
    moved = await anna.does("transfer", visitor, level=2, reason="needs a supervisor")
    assert moved.json()["state"]["owner"] == "queue"
    assert (await ben.does("claim", visitor)).status_code == 403
    assert (await lead.does("claim", visitor)).status_code == 200


async def test_a_transfer_to_another_department_leaves_ones_own_view(desk: RunningDesk) -> None:
    anna, binh = await desk.person("Anna"), await desk.person("Binh", "billing")
    visitor = await desk.visitor()
    await queue_up(desk, visitor)
    await anna.does("claim", visitor)
    await anna.does("transfer", visitor, department="billing", reason="it is about an invoice")
    assert [one["id"] for one in (await binh.get("/queue"))["conversations"]] == [visitor.id]
    gone = await anna.client.get(f"/conversations/{visitor.id}")
    assert gone.status_code == 404


async def test_nobody_is_passed_on_into_the_void(desk: RunningDesk) -> None:
    anna = await desk.person("Anna")
    visitor = await desk.visitor()
    await queue_up(desk, visitor)
    await anna.does("claim", visitor)
    for where, words in (({"department": "billing"}, "Billing"), ({"level": 2}, "Technical")):
        refused = await anna.does("transfer", visitor, reason="not mine", **where)
        assert refused.status_code == 409
        assert refused.json()["error"]["why"] == "nobody_present"
        assert words in refused.json()["error"]["message"]
    assert await visitor.owner() == "staff"


async def test_a_visitor_is_not_left_with_somebody_who_has_gone(desk: RunningDesk) -> None:
    anna, ben = await desk.person("Anna"), await desk.person("Ben")
    visitor = await desk.visitor()
    await queue_up(desk, visitor)
    await anna.does("claim", visitor)
    await anna.put("/me/presence", presence="away")
    await keeper(desk).look()
    assert await visitor.owner() == "staff"
    # As a minute later.
    long_ago = desk.services.real_now() - timedelta(minutes=2)
    async with desk.services.database.write() as transaction:
        [me] = [row for row in await everyone(transaction) if row.name == "Anna"]
        await do_see(transaction, me.id, long_ago)
    await keeper(desk).look()
    assert await visitor.owner() == "queue"
    assert "Anna had to leave" in (await visitor.events())[-1]["text"]
    assert (await anna.does("messages", visitor, client_id="x", text="hi")).status_code == 409
    assert (await ben.does("claim", visitor)).status_code == 200


async def test_the_assistants_buttons_are_explained_while_a_person_is_waited_for(
    desk: RunningDesk,
) -> None:
    await desk.person("Anna")
    visitor = await desk.visitor()
    await queue_up(desk, visitor)
    told = await visitor.answer_to(await visitor.press("/open_ticket"))
    assert "waiting for Technical" in told["text"]
    assert told["buttons"][0]["payload"] == "/desk:leave_queue"
    assert await visitor.owner() == "queue"


async def test_escalating_opens_a_ticket_at_the_next_level_and_never_skips_one(
    desk: RunningDesk,
) -> None:
    anna = await desk.person("Anna", level=2)
    visitor = await desk.visitor()
    await queue_up(desk, visitor)
    await anna.does("claim", visitor)
    raised = await anna.does("escalate", visitor, reason="hardware fault suspected", client_id="1")
    assert raised.status_code == 201
    assert raised.json()["level"] == 2
    number = raised.json()["ticket"]["number"]
    assert raised.json()["ticket"]["promise"]["text"]
    again = await anna.does("escalate", visitor, reason="hardware fault suspected", client_id="1")
    assert (again.status_code, again.json()["level"]) == (201, 2)
    thread = (await anna.get(f"/tickets/{number}"))["messages"]
    assert [(one["internal"], one["author"]["kind"]) for one in thread] == [
        (False, "visitor"),
        (True, "staff"),
        (False, "system"),
    ]
    assert "hardware fault suspected" in thread[1]["text"]
    key = raised.json()["ticket"]["key"]
    page = await desk.http.get(f"/api/tickets/{number}", params={"key": key})
    assert "hardware fault" not in page.text
    tickets = (await anna.get("/tickets"))["tickets"]
    assert [(one["level"], one["conversation_id"]) for one in tickets] == [(2, visitor.id)]
    told = (await visitor.events())[-1]
    assert f"Your ticket {number} is with Supervisor or team lead" in told["text"]

    # The same ticket climbs on, to the manager by e-mail.
    higher = await anna.does("escalate", visitor, reason="still not solved", client_id="2")
    assert (higher.json()["level"], higher.json()["ticket"]["number"]) == (3, number)


async def test_a_resolved_conversation_opens_again_when_the_visitor_writes(
    desk: RunningDesk,
) -> None:
    anna = await desk.person("Anna")
    visitor = await desk.visitor()
    await queue_up(desk, visitor)
    await anna.does("claim", visitor)
    await anna.does("resolve", visitor)
    assert await visitor.owner() == "closed"
    answer = await visitor.answer_to(await visitor.say("one more thing"))
    assert answer["text"] == "You said: one more thing"
    assert await visitor.owner() == "bot"


async def test_a_repeated_hand_off_for_the_same_message_is_one(desk: RunningDesk) -> None:
    await desk.person("Anna")
    visitor = await desk.visitor()
    results: list[dict[str, object]] = []

    async def twice(question: Question) -> str:
        for _ in range(2):
            response = await desk.internal(
                "POST",
                f"/conversations/{visitor.id}/handoff",
                message_id=question.message_id,
                department="technical",
            )
            results.append(response.json())
        return "Asked."

    desk.engine.reply = twice
    await visitor.answer_to(await visitor.say("a person, please"))
    assert results[0] == results[1]
    states = [event for event in await visitor.events() if event["kind"] == "state"]
    assert len(states) == 1


async def test_an_action_for_a_message_that_is_no_longer_owed_is_refused(
    desk: RunningDesk,
) -> None:
    await desk.person("Anna")
    visitor = await desk.visitor()
    await visitor.answer_to(await visitor.say("hello"))
    response = await desk.internal(
        "POST",
        f"/conversations/{visitor.id}/handoff",
        message_id=desk.engine.asked[0].message_id,
        department="technical",
    )
    assert (response.status_code, response.json()["error"]["code"]) == (409, "turn_overtaken")
    assert await visitor.owner() == "bot"


async def test_actions_need_the_runs_own_secret(desk: RunningDesk) -> None:
    visitor = await desk.visitor()
    path = f"/api/internal/conversations/{visitor.id}/tickets"
    for headers in ({}, {"Authorization": "Bearer guess"}, visitor.headers):
        assert (await desk.http.get(path, headers=headers)).status_code == 401


async def test_a_note_sent_again_is_left_once_and_the_visitor_never_sees_it(
    desk: RunningDesk,
) -> None:
    anna = await desk.person("Anna")
    visitor = await desk.visitor()
    await queue_up(desk, visitor)
    await anna.does("claim", visitor)
    first, again, other = [
        (await anna.does("notes", visitor, client_id=key, text="calls at noon")).json()
        for key in ("n1", "n1", "n2")
    ]
    assert first == again != other
    log = (await anna.get(f"/conversations/{visitor.id}/events"))["events"]
    assert [one["seq"] for one in log if one["kind"] == "note"] == [first["seq"], other["seq"]]
    assert "calls at noon" not in str(await visitor.snapshot())
