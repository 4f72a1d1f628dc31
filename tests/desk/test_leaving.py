"""The end: ending, rating, taking a transcript along."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from desk.conversations.log import MOST_EVENTS, NewEvent, do_append
from desk.mail.carriers import FolderCarrier
from desk.mail.outbox import send_waiting
from desk.privacy.masking import MARKS
from desk.storage.tables import (
    conversations,
    mails,
)
from tests.clients import Visitor
from tests.desk.harness import RunningDesk, queue_up


def code(response: Any) -> tuple[int, str]:
    return response.status_code, response.json()["error"]["code"]


async def rows(desk: RunningDesk, table: Any) -> list[Any]:
    async with desk.services.database.read() as transaction:
        return list((await transaction.execute(select(table))).all())


async def rate(visitor: Visitor, **body: Any) -> Any:
    return await visitor.asks("POST", "/rating", json={"client_id": uuid4().hex, **body})


async def test_the_visitor_ends_the_conversation_and_may_come_back(desk: RunningDesk) -> None:
    visitor = await desk.visitor(language="en")
    ended = await visitor.asks("POST", "/end")
    assert (ended.status_code, ended.json()["state"]["owner"]) == (200, "closed")
    again = await visitor.asks("POST", "/end")
    assert again.json() == ended.json()
    told = [event["text"] for event in await visitor.events() if event["kind"] == "state"]
    assert told == ["You ended this conversation. Write again whenever you need us."]
    answer = await visitor.answer_to(await visitor.say("one more thing"))
    assert answer["text"] == "You said: one more thing"
    assert await visitor.owner() == "bot"


async def test_ending_takes_the_conversation_from_whoever_has_it(desk: RunningDesk) -> None:
    anna = await desk.person("Anna")
    waiting, taken = await desk.visitor(), await desk.visitor()
    for visitor in (taken, waiting):
        await queue_up(desk, visitor)
    await anna.does("claim", taken)
    for visitor in (waiting, taken):
        assert (await visitor.asks("POST", "/end")).status_code == 200
        assert await visitor.owner() == "closed"
    assert (await anna.get("/queue"))["conversations"] == []
    refused = await anna.does("messages", taken, client_id="a", text="Hello?")
    assert code(refused) == (409, "not_owner")


async def test_an_answer_that_comes_after_the_end_is_dropped(desk: RunningDesk) -> None:
    visitor = await desk.visitor()
    desk.engine.go_on.clear()
    await visitor.say("a slow question")
    async with asyncio.timeout(10):
        while not desk.engine.asked:
            await asyncio.sleep(0)
    await visitor.asks("POST", "/end")
    desk.engine.go_on.set()
    await visitor.answer_to(await visitor.say("and now?"))
    texts = [event.get("text") for event in await visitor.events()]
    assert "You said: a slow question" not in texts


async def test_a_rating_is_an_event_and_the_newest_counts(desk: RunningDesk) -> None:
    visitor = await desk.visitor()
    await visitor.asks("POST", "/end")
    first = await rate(visitor, score=2)
    assert (first.status_code, first.json()) == (202, {"seq": 3})
    await rate(visitor, score=5, comment="  Cảm ơn, rất nhanh!  ")
    rated = [event for event in await visitor.events() if event["kind"] == "rating"]
    assert [event["data"] for event in rated] == [
        {"score": 2},
        {"score": 5, "comment": "Cảm ơn, rất nhanh!"},
    ]
    assert {event["author"]["kind"] for event in rated} == {"visitor"}
    # Rating is no reason to open it again, nor to ask the assistant.
    assert await visitor.owner() == "closed"
    assert desk.engine.asked == []
    [row] = await rows(desk, conversations)
    assert row.rating == 5


async def test_a_repeated_rating_is_one(desk: RunningDesk) -> None:
    visitor, client_id = await desk.visitor(), uuid4().hex
    answers = await asyncio.gather(
        *(visitor.asks("POST", "/rating", json={"client_id": client_id, "score": 4}) for _ in "abc")
    )
    assert [(answer.status_code, answer.json()) for answer in answers] == [(202, {"seq": 2})] * 3
    assert len(await visitor.events()) == 2


async def test_an_id_that_named_a_message_names_no_rating(desk: RunningDesk) -> None:
    visitor = await desk.visitor()
    await visitor.post("mine", text="hello")
    refused = await rate(visitor, client_id="mine", score=4)
    assert (code(refused), refused.json()["error"]["field"]) == ((400, "invalid"), "client_id")


async def test_what_is_no_rating_is_said(desk: RunningDesk) -> None:
    visitor = await desk.visitor()
    for body, field in (
        ({"score": 0}, "score"),
        ({"score": 6}, "score"),
        ({"score": -1}, "score"),
        ({"score": 2**40}, "score"),
        ({"score": 4.5}, "score"),
        ({"score": "very good"}, "score"),
        ({"score": None}, "score"),
        ({}, "score"),
        ({"score": 3, "comment": "x" * 1_001}, "comment"),
        ({"score": 3, "comment": 5}, "comment"),
        ({"score": 3, "client_id": ""}, "client_id"),
        ({"score": 3, "client_id": "two words"}, "client_id"),
        ({"score": 3, "client_id": "a" * 65}, "client_id"),
    ):
        refused = await rate(visitor, **body)
        assert (body, refused.status_code) == (body, 400)
        assert (body, refused.json()["error"].get("field")) == (body, field)
    assert len(await visitor.events()) == 1
    for blank in ("", "  ", None):
        assert (await rate(visitor, score=3, comment=blank)).status_code == 202
    assert [event["data"] for event in await visitor.events(1)] == [{"score": 3}] * 3


async def test_a_secret_in_a_comment_is_masked(desk: RunningDesk) -> None:
    visitor = await desk.visitor()
    await rate(visitor, score=1, comment="my password is hunter2 and nobody helped")
    [event] = await visitor.events(1)
    assert event["data"]["comment"] == f"my password is {MARKS['password']} and nobody helped"


async def a_day(desk: RunningDesk, language: str) -> Visitor:
    """A conversation with an event of each kind."""
    anna = await desk.person("Anna")
    visitor = await desk.visitor(language=language)
    desk.engine.reply = lambda question: "Xin chào {company}"
    await visitor.answer_to(await visitor.say("máy chủ bị chậm {x}"))
    await visitor.uploads(b"a log", "access.log")
    await queue_up(desk, visitor)
    await anna.does("claim", visitor)
    await anna.does("notes", visitor, text="an old customer")
    await anna.writes(visitor, "Anna here.\nTwo lines.")
    await desk.person("Sofia", level=2, presence=None)
    await anna.does("escalate", visitor, reason="needs a look")
    await visitor.asks("POST", "/end")
    await rate(visitor, score=4, comment="thanks")
    return visitor


@pytest.mark.parametrize(
    ("language", "head", "words"),
    [
        (
            "en",
            "Chat with AZDIGI, 2026-11-25 (times in Asia/Ho_Chi_Minh)",
            ["] You:", "] Assistant:", "] Anna:", "File: access.log", "Rating: 4 of 5\nthanks"],
        ),
        (
            "vi",
            "Cuộc chat với AZDIGI, 2026-11-25 (giờ Asia/Ho_Chi_Minh)",
            ["] Anh/chị:", "] Trợ lý:", "] Anna:", "Tệp: access.log", "Đánh giá: 4/5\nthanks"],
        ),
    ],
)
async def test_the_transcript_is_what_the_visitor_saw(
    desk: RunningDesk, language: str, head: str, words: list[str]
) -> None:
    visitor = await a_day(desk, language)
    response = await visitor.asks("GET", "/transcript")
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'attachment; filename="chat-2026-11-25.txt"'
    assert response.headers["Cache-Control"] == "no-store"
    text = response.text
    assert text.splitlines()[0] == head
    for word in (*words, "[2026-11-25 10:0", "máy chủ bị chậm {x}", "Xin chào {company}"):
        assert word in text
    assert "Anna here.\nTwo lines.\n" in text
    assert "TK-2026-000001" in text
    assert "an old customer" not in text
    assert "needs a look" not in text
    for event in await visitor.events():
        if event["kind"] in ("message", "state") and event.get("text"):
            assert event["text"] in text


async def write_many(desk: RunningDesk, visitor: Visitor, number: int) -> None:
    async with desk.services.database.write() as transaction:
        new = [NewEvent("message", "bot", f"line {line}.") for line in range(number)]
        await do_append(transaction, visitor.id, new, desk.services.now())


async def test_a_long_transcript_is_whole(desk: RunningDesk) -> None:
    visitor = await desk.visitor()
    await write_many(desk, visitor, 2 * MOST_EVENTS + 7)
    text = (await visitor.asks("GET", "/transcript")).text
    found = [line for line in text.splitlines() if line.startswith("line ")]
    assert found == [f"line {line}." for line in range(2 * MOST_EVENTS + 7)]


async def test_exactly_one_page_of_events_is_whole_and_ends(desk: RunningDesk) -> None:
    visitor = await desk.visitor()
    await write_many(desk, visitor, MOST_EVENTS - 1)
    text = (await visitor.asks("GET", "/transcript")).text
    assert text.count("\nline ") == MOST_EVENTS - 1


async def test_the_transcript_goes_out_as_a_mail(desk: RunningDesk, tmp_path: Path) -> None:
    visitor = await a_day(desk, "vi")
    response = await visitor.asks("POST", "/transcript", json={"email": " Linh@EXAMPLE.com "})
    assert (response.status_code, response.json()) == (202, {"email": "Linh@example.com"})
    [mail] = await rows(desk, mails)
    assert (mail.recipient, mail.status) == ("Linh@example.com", "waiting")
    assert mail.conversation_id == visitor.id
    assert mail.subject == "Nội dung chat với AZDIGI ngày 2026-11-25"
    transcript = (await visitor.asks("GET", "/transcript")).text
    assert transcript.strip() in mail.text
    carrier = FolderCarrier(tmp_path / "mail")
    assert await send_waiting(desk.services, carrier, "Desk <desk@example.com>") == 1
    assert len(list((tmp_path / "mail").glob("*.eml"))) == 1


async def test_what_is_no_address_gets_no_mail(desk: RunningDesk) -> None:
    visitor = await desk.visitor()
    for email in (
        "",
        "linh",
        "linh@",
        "@example.com",
        "linh@example",
        "a@example.com,b@example.com",
        "a@example.com\r\nBcc: b@example.com",
        "Linh <linh@example.com>",
        f"{'a' * 250}@example.com",
    ):
        refused = await visitor.asks("POST", "/transcript", json={"email": email})
        assert (email, refused.status_code) == (email, 400)
        assert refused.json()["error"]["field"] == "email"
    assert await rows(desk, mails) == []


async def test_mails_are_few_an_hour_for_a_conversation(desk: RunningDesk) -> None:
    visitor, other = await desk.visitor(), await desk.visitor()
    most = desk.services.settings.limits.mails_per_conversation_per_hour
    body = {"email": "linh@example.com"}
    for _ in range(most):
        assert (await visitor.asks("POST", "/transcript", json=body)).status_code == 202
    refused = await visitor.asks("POST", "/transcript", json=body)
    assert code(refused) == (429, "too_many_requests")
    assert int(refused.headers["Retry-After"]) > 3_000
    assert (await other.asks("POST", "/transcript", json=body)).status_code == 202
    assert len(await rows(desk, mails)) == most + 1
