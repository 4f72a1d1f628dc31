"""Tickets: numbers, keys, threads, and the promise that goes with each."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from desk.conversations.engine import Question
from desk.promises.ledger import do_mark_broken, promises_of
from tests.clients import Visitor
from tests.desk.harness import RunningDesk


async def open_ticket(
    desk: RunningDesk, visitor: Visitor, department: str = "billing", **more: Any
) -> dict[str, Any]:
    """Open a ticket the way the assistant does; returns what the action got."""
    got: dict[str, Any] = {}

    async def open_it(question: Question) -> str:
        response = await desk.internal(
            "POST",
            f"/conversations/{visitor.id}/tickets",
            message_id=question.message_id,
            department=department,
            subject="Charged twice for invoice 88231",
            details="I was charged twice for invoice #88231",
            **more,
        )
        assert response.status_code == 201, response.text
        got.update(response.json())
        return f"Opened {got['number']}."

    desk.engine.reply = open_it
    await visitor.answer_to(await visitor.say("yes, open a ticket"))
    await visitor.wait_for(lambda seen: any(event["kind"] == "promise" for event in seen))
    return got


@pytest.mark.at("2026-11-28T14:00:00+07:00")
async def test_a_billing_ticket_on_saturday_afternoon_promises_monday(desk: RunningDesk) -> None:
    visitor = await desk.visitor()
    ticket = await open_ticket(desk, visitor)
    assert ticket["number"] == "TK-2026-000001"
    assert ticket["promise"]["respond_by"] is None
    assert ticket["promise"]["starts_at"] == "2026-11-30T08:00:00+07:00"
    assert "next business day" in ticket["promise"]["text"]
    kinds = [event["kind"] for event in await visitor.events(2)]
    assert kinds == ["message", "ticket", "promise"]
    shown = (await visitor.events())[-1]
    assert shown["text"] == ticket["promise"]["text"]
    assert shown["data"]["starts_at"] == "2026-11-30T08:00:00+07:00"
    async with desk.services.database.read() as transaction:
        [row] = await promises_of(transaction, ticket=ticket["number"])
    assert (row.text, row.zone) == (ticket["promise"]["text"], "Asia/Ho_Chi_Minh")
    assert row.calendar_version == desk.services.policy.calendar_version
    # Monday's end in the policy's zone is when an answer is late.
    assert desk.services.local(row.due_at) == "2026-12-01T00:00:00.000+07:00"


async def test_a_technical_ticket_promises_thirty_minutes_to_three_hours(
    desk: RunningDesk,
) -> None:
    promise = (await open_ticket(desk, await desk.visitor(), "technical"))["promise"]
    assert promise["respond_from"].startswith("2026-11-25T10:30")
    assert promise["respond_by"].startswith("2026-11-25T13:00")


async def test_numbers_rise_by_one_whoever_opens_at_once(desk: RunningDesk) -> None:
    visitors = [await desk.visitor() for _ in range(8)]

    async def open_it(question: Question) -> str:
        response = await desk.internal(
            "POST",
            f"/conversations/{question.conversation_id}/tickets",
            message_id=question.message_id,
            department="technical",
            subject="help",
        )
        return str(response.json()["number"])

    desk.engine.reply = open_it
    numbers = [await visitor.say("ticket") for visitor in visitors]
    answers = await asyncio.gather(
        *(visitor.answer_to(seq) for visitor, seq in zip(visitors, numbers, strict=True))
    )
    assert sorted(answer["text"] for answer in answers) == [
        f"TK-2026-{number:06d}" for number in range(1, 9)
    ]


async def test_the_customer_reads_a_ticket_with_its_key_only(desk: RunningDesk) -> None:
    ticket = await open_ticket(desk, await desk.visitor())
    assert ticket["url"] == f"http://desk.example/t/{ticket['number']}?key={ticket['key']}"
    path = f"/api/tickets/{ticket['number']}"
    page = (await desk.http.get(path, params={"key": ticket["key"]})).json()
    assert (page["number"], page["status"]) == (ticket["number"], "open")
    assert page["messages"][0]["text"] == "I was charged twice for invoice #88231"
    assert page["promise"]["text"] == ticket["promise"]["text"]
    for wrong in ({}, {"key": ""}, {"key": "guess"}, {"key": ticket["key"][:-1]}):
        refused = await desk.http.get(path, params=wrong)
        missing = await desk.http.get("/api/tickets/TK-2026-999999", params=wrong)
        assert refused.status_code == missing.status_code == 404
        assert refused.json()["error"]["code"] == missing.json()["error"]["code"]


async def test_in_chat_a_ticket_is_told_to_its_own_visitor_only(desk: RunningDesk) -> None:
    visitor, stranger = await desk.visitor(), await desk.visitor()
    ticket = await open_ticket(desk, visitor)
    path = f"/conversations/{{}}/tickets/{ticket['number'].lower()}"
    own = await desk.internal("GET", path.format(visitor.id))
    assert own.json()["status"] == "open"
    foreign = await desk.internal("GET", path.format(stranger.id))
    assert (foreign.status_code, foreign.json()["error"]["code"]) == (404, "ticket_not_found")
    again = await desk.visitor(visitor=visitor.token)
    listed = await desk.internal("GET", f"/conversations/{again.id}/tickets")
    assert [one["number"] for one in listed.json()["tickets"]] == [ticket["number"]]


async def test_an_answer_of_staff_reaches_the_customer_and_keeps_the_promise(
    desk: RunningDesk,
) -> None:
    visitor = await desk.visitor()
    ticket = await open_ticket(desk, visitor, email="linh@example.com")
    binh, anna = await desk.person("Binh", "billing"), await desk.person("Anna")
    [row] = (await binh.get("/tickets"))["tickets"]
    assert (row["number"], row["email"], row["priority"]) == (
        ticket["number"],
        "linh@example.com",
        "normal",
    )
    assert (await anna.get("/tickets"))["tickets"] == []
    path = f"/tickets/{ticket['number']}"
    assert (await anna.client.get(path)).status_code == 404

    note = await binh.post(f"{path}/messages", client_id="n", text="seen in 2024", internal=True)
    assert note.status_code == 202
    for _ in range(2):
        said = await binh.post(f"{path}/messages", client_id="a", text="We sent it back.")
        assert said.json() == {"seq": 3}
    thread = await binh.get(path)
    assert [one["text"] for one in thread["messages"]][1:] == ["seen in 2024", "We sent it back."]
    assert thread["ticket"]["status"] == "waiting"
    assert thread["ticket"]["promise"]["status"] == "kept"
    page = await desk.http.get(f"/api{path}", params={"key": ticket["key"]})
    assert [one["text"] for one in page.json()["messages"]][1:] == ["We sent it back."]
    told = await desk.internal("GET", f"/conversations/{visitor.id}{path}")
    assert told.json()["last_answer"] == "We sent it back."

    solved = await binh.client.patch(path, json={"status": "solved"})
    assert solved.json()["ticket"]["status"] == "solved"
    assert (await binh.client.patch(path, json={"status": "gone"})).status_code == 400


async def test_a_promise_whose_time_passed_is_broken_and_stays_so(desk: RunningDesk) -> None:
    ticket = await open_ticket(desk, await desk.visitor(), "technical")
    anna = await desk.person("Anna")
    async with desk.services.database.write() as transaction:
        [row] = await promises_of(transaction, ticket=ticket["number"])
        assert await do_mark_broken(transaction, row.due_at) == []
        late = row.due_at.replace(hour=23)
        assert await do_mark_broken(transaction, late) == [row.id]
    await anna.post(f"/tickets/{ticket['number']}/messages", client_id="a", text="Sorry.")
    thread = await anna.get(f"/tickets/{ticket['number']}")
    assert thread["ticket"]["promise"]["status"] == "broken"


async def test_a_repeated_turn_opens_no_second_ticket(desk: RunningDesk) -> None:
    visitor = await desk.visitor()
    ticket = await open_ticket(desk, visitor)
    message_id = desk.engine.asked[-1].message_id
    again = await desk.internal(
        "POST",
        f"/conversations/{visitor.id}/tickets",
        message_id=message_id,
        department="billing",
        subject="again",
    )
    assert again.json() == ticket
