"""Messages come in: each once, checked, masked, numbered without gaps."""

from __future__ import annotations

import asyncio
import json
from uuid import uuid4

import pytest

from desk.conversations.engine import Answer, Question
from tests.clients import Person
from tests.desk.harness import RunningDesk, queue_up


async def test_the_greeting_is_there_when_a_conversation_begins(desk: RunningDesk) -> None:
    visitor = await desk.visitor(language="en")
    snapshot = await visitor.snapshot()
    [greeting] = snapshot["events"]
    assert greeting["seq"] == 1
    assert greeting["author"] == {"kind": "bot"}
    assert "AZDIGI" in greeting["text"]
    assert greeting["at"].startswith("2026-11-25T10:00")
    assert greeting["at"].endswith("+07:00")
    assert snapshot["state"]["owner"] == "bot"


async def test_the_same_client_id_three_times_is_one_message_and_one_answer(
    desk: RunningDesk,
) -> None:
    visitor = await desk.visitor()
    client_id = str(uuid4())
    answers = await asyncio.gather(*(visitor.post(client_id, text="hello there") for _ in range(3)))
    assert [answer.status_code for answer in answers] == [202, 202, 202]
    assert {answer.json()["seq"] for answer in answers} == {2}
    await visitor.answer_to(2)
    again = await visitor.post(client_id, text="hello there")
    assert again.json() == {"seq": 2}
    events = await visitor.events()
    assert [event["author"]["kind"] for event in events] == ["bot", "visitor", "bot"]
    assert len(desk.engine.asked) == 1


async def test_answers_come_in_the_order_of_the_messages(desk: RunningDesk) -> None:
    visitor = await desk.visitor()
    numbers = [await visitor.say(f"message {number}") for number in range(6)]
    await visitor.answer_to(numbers[-1])
    events = await visitor.events()
    assert [event["seq"] for event in events] == list(range(1, 14))
    answers = [event for event in events if event.get("in_reply_to")]
    assert [event["in_reply_to"] for event in answers] == numbers
    assert [event["text"] for event in answers] == [
        f"You said: message {number}" for number in range(6)
    ]


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("/restart", "/restart"),
        ('/open_ticket{"x":1}', '/open_ticket{"x":1}'),
        ("  /greet ", "/greet"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("🙈🙉🙊 👩‍👩‍👧", "🙈🙉🙊 👩‍👩‍👧"),
        ("a\x00b\x07c\x1b[31m", "abc[31m"),
        ("half \ud83d a pair", "half ? a pair"),
        ("two\r\nlines\tand a tab", "two\nlines\tand a tab"),
        ("x" * 4_000, "x" * 4_000),
        ("máy chủ bị chậm", "máy chủ bị chậm"),
    ],
)
async def test_any_text_is_stored_as_text_and_asked_as_text(
    desk: RunningDesk, text: str, stored: str
) -> None:
    visitor = await desk.visitor()
    answer = await visitor.answer_to(await visitor.say(text))
    assert answer["text"] == f"You said: {stored}"
    assert (await visitor.events(1))[0]["text"] == stored
    assert desk.engine.asked[0].payload is None


@pytest.mark.parametrize(
    ("body", "status", "code", "words"),
    [
        ({"text": "x" * 10_000}, 413, "message_too_long", "4,000"),
        ({"text": ""}, 400, "message_empty", "empty"),
        ({"text": " \n\x00 "}, 400, "message_empty", "empty"),
        ({}, 400, "invalid", "text"),
        ({"text": "a", "payload": "/b"}, 400, "invalid", "either"),
        ({"text": 5}, 400, "invalid", "string"),
        ({"payload": "/talk_to_person_secretly"}, 400, "unknown_button", "button"),
        ({"payload": "/desk:leave_queue"}, 400, "unknown_button", "button"),
    ],
)
async def test_what_can_not_be_taken_gets_a_clear_error_and_leaves_no_trace(
    desk: RunningDesk, body: dict[str, object], status: int, code: str, words: str
) -> None:
    visitor = await desk.visitor()
    response = await visitor.post(**body)
    assert response.status_code == status
    error = response.json()["error"]
    assert error["code"] == code
    assert words in error["message"]
    assert len(await visitor.events()) == 1
    assert desk.engine.asked == []


async def test_a_body_that_is_no_json_and_a_missing_client_id_are_said(desk: RunningDesk) -> None:
    visitor = await desk.visitor()
    path = f"/api/conversations/{visitor.id}/messages"
    broken = await desk.http.post(path, content=b'{"text": ', headers=visitor.headers)
    assert (broken.status_code, broken.json()["error"]["code"]) == (400, "invalid_json")
    nameless = await desk.http.post(path, content=b'{"text":"hi"}', headers=visitor.headers)
    assert nameless.json()["error"]["field"] == "client_id"


async def test_secrets_are_masked_before_they_are_stored_or_asked(desk: RunningDesk) -> None:
    visitor = await desk.visitor()
    seq = await visitor.say("my password is Tr0ub4dor&3 please check")
    await visitor.answer_to(seq)
    events = await visitor.events(1)
    assert "Tr0ub4dor" not in json.dumps(events)
    assert "Tr0ub4dor" not in str(desk.engine.asked)
    assert events[0]["data"] == {"masked": ["password"]}
    assert "a password" in events[1]["text"]
    assert events[1]["author"] == {"kind": "system"}


async def test_a_button_counts_only_where_it_was_sent(desk: RunningDesk) -> None:
    def offer(question: Question) -> Answer:
        buttons = [{"title": "Yes, please", "payload": '/affirm{"offer":"ticket"}'}]
        return Answer(
            messages=[{"text": "Shall I?", "buttons": buttons}],
            parse={"intent": {"name": "greet", "confidence": 1.0}},
        )

    desk.engine.reply = offer
    visitor, stranger = await desk.visitor(), await desk.visitor()
    await visitor.answer_to(await visitor.say("hello"))
    refused = await stranger.post(payload='/affirm{"offer":"ticket"}')
    assert refused.json()["error"]["code"] == "unknown_button"
    seq = await visitor.press('/affirm{"offer":"ticket"}')
    await visitor.answer_to(seq)
    assert desk.engine.asked[-1].payload == '/affirm{"offer":"ticket"}'
    pressed = next(event for event in await visitor.events() if event["seq"] == seq)
    assert pressed["text"] == "Yes, please"


async def test_a_button_is_logged_under_the_title_that_was_pressed(desk: RunningDesk) -> None:
    def offer(_question: Question) -> Answer:
        titles = ("Talk to a person", "Gặp nhân viên")
        return Answer(
            messages=[
                {"text": "Who?", "buttons": [{"title": title, "payload": "/person"}]}
                for title in titles
            ],
            parse={"intent": {"name": "greet", "confidence": 1.0}},
        )

    desk.engine.reply = offer
    visitor = await desk.visitor()
    await visitor.answer_to(await visitor.say("hello"))
    for title, shown in (
        ("Talk to a person", "Talk to a person"),
        ("Gặp nhân viên", "Gặp nhân viên"),
        # Words that were never on the button are not put into the visitor's mouth.
        ("<script>", "Gặp nhân viên"),
        (None, "Gặp nhân viên"),
    ):
        seq = await visitor.press("/person", title)
        pressed = next(event for event in await visitor.events() if event["seq"] == seq)
        assert pressed["text"] == shown
        await visitor.answer_to(seq)


async def test_a_conversation_opens_only_with_its_own_token(desk: RunningDesk) -> None:
    visitor, stranger = await desk.visitor(), await desk.visitor()
    path = f"/api/conversations/{visitor.id}"
    for headers, status, code in (
        ({}, 401, "token_missing"),
        ({"Authorization": "Bearer nonsense"}, 401, "token_invalid"),
        (stranger.headers, 403, "forbidden"),
    ):
        read = await desk.http.get(f"{path}/events", headers=headers)
        assert (read.status_code, read.json()["error"]["code"]) == (status, code)
        body = {"client_id": "a", "text": "hi"}
        written = await desk.http.post(f"{path}/messages", json=body, headers=headers)
        assert written.status_code == status
    assert len(await visitor.events()) == 1


async def test_a_held_token_begins_another_conversation_of_the_same_visitor(
    desk: RunningDesk,
) -> None:
    visitor = await desk.visitor()
    second = await desk.visitor(visitor=visitor.token)
    assert second.id != visitor.id
    tokens = desk.services.tokens
    assert tokens.read(second.token).visitor_id == tokens.read(visitor.token).visitor_id
    stranger = await desk.visitor(visitor="made up")
    assert tokens.read(stranger.token).visitor_id != tokens.read(visitor.token).visitor_id


async def test_limits_answer_429_with_retry_after_and_let_in_again(desk: RunningDesk) -> None:
    visitor = await desk.visitor()
    most = desk.services.settings.limits.messages_per_conversation
    answers = [await visitor.post(text=f"number {number}") for number in range(most + 1)]
    assert {answer.status_code for answer in answers[:most]} == {202}
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["Retry-After"]) >= 1
    assert answers[-1].json()["error"]["code"] == "too_many_requests"
    other = await desk.visitor()
    await other.say("not my limit")


async def test_what_only_staff_may_see_leaves_no_gap_in_the_visitors_numbers(
    desk: RunningDesk,
) -> None:
    anna: Person = await desk.person("Anna")
    visitor = await desk.visitor()
    await queue_up(desk, visitor)
    assert (await anna.does("claim", visitor)).status_code == 200
    await anna.does("notes", visitor, text="customer since 2019")
    await anna.writes(visitor, "Hello, Anna here.")
    seen = await visitor.events()
    assert [event["seq"] for event in seen] == list(range(1, len(seen) + 1))
    assert "customer since 2019" not in json.dumps(seen)
    log = (await anna.get(f"/conversations/{visitor.id}/events"))["events"]
    assert [event["seq"] for event in log] == list(range(1, len(seen) + 2))
    assert any(event.get("internal") for event in log)
