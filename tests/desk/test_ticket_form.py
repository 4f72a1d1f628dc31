"""A ticket by the widget's form: once, checked, masked, with its promise in the log."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from desk.privacy.masking import MARKS
from desk.storage.tables import mails, tickets
from tests.clients import Visitor
from tests.desk.harness import RunningDesk

FORM = {
    "department": "billing",
    "subject": "Charged twice",
    "details": "Invoice #88231 was charged twice.",
    "email": "linh@example.com",
}


async def send(visitor: Visitor, **changed: Any) -> Any:
    body = {"client_id": uuid4().hex, **FORM, **changed}
    return await visitor.asks("POST", "/tickets", json=body)


async def rows(desk: RunningDesk, table: Any) -> list[Any]:
    async with desk.services.database.read() as transaction:
        return list((await transaction.execute(select(table))).all())


def code(response: Any) -> tuple[int, str]:
    return response.status_code, response.json()["error"]["code"]


@pytest.mark.at("2026-11-28T14:00:00+07:00")
async def test_the_form_opens_a_ticket_with_its_promise(desk: RunningDesk) -> None:
    visitor = await desk.visitor(language="en")
    response = await send(visitor)
    assert response.status_code == 201
    opened = response.json()
    assert opened["number"] == "TK-2026-000001"
    events = await visitor.events(1)
    assert [event["kind"] for event in events] == ["message", "message", "ticket", "promise"]
    said, confirmed, ticket, promise = events
    assert said["author"] == {"kind": "visitor"}
    assert said["text"] == "Charged twice\n\nInvoice #88231 was charged twice."
    assert said["data"] == {"form": "ticket"}
    assert opened["number"] in confirmed["text"]
    assert promise["text"] in confirmed["text"]
    assert {event["in_reply_to"] for event in (confirmed, ticket, promise)} == {said["seq"]}
    assert ticket["data"]["key"] == opened["key"]
    assert promise["data"]["starts_at"] == "2026-11-30T08:00:00+07:00"
    page = await desk.http.get(f"/api/tickets/{opened['number']}", params={"key": opened["key"]})
    assert page.json()["subject"] == "Charged twice"
    assert page.json()["messages"][0]["text"] == said["text"]
    [mail] = await rows(desk, mails)
    assert (mail.recipient, mail.conversation_id) == ("linh@example.com", None)
    assert promise["text"] in " ".join(mail.text.split())
    # The form is no question to the assistant.
    assert desk.engine.asked == []


async def test_the_same_form_again_opens_no_second_ticket(desk: RunningDesk) -> None:
    visitor, client_id = await desk.visitor(), "x" * 64
    answers = await asyncio.gather(*(send(visitor, client_id=client_id) for _ in range(4)))
    assert [answer.status_code for answer in answers] == [201] * 4
    assert all(answer.json() == answers[0].json() for answer in answers)
    assert len(await rows(desk, tickets)) == len(await rows(desk, mails)) == 1
    assert len(await visitor.events()) == 5
    # What one visitor named a form leads no other to its ticket.
    other = await send(await desk.visitor(), client_id=client_id)
    assert other.json()["number"] != answers[0].json()["number"]


async def test_an_id_that_named_a_message_names_no_ticket(desk: RunningDesk) -> None:
    visitor = await desk.visitor()
    await visitor.post("mine", text="hello")
    refused = await send(visitor, client_id="mine")
    assert (code(refused), refused.json()["error"]["field"]) == ((400, "invalid"), "client_id")
    assert await rows(desk, tickets) == []


async def test_what_may_be_left_empty_may_be_left_empty(desk: RunningDesk) -> None:
    visitor = await desk.visitor()
    for blank in (None, "", "  \n"):
        assert (await send(visitor, details=blank, email=blank)).status_code == 201
    assert {row.details for row in await rows(desk, tickets)} == {"Charged twice"}
    assert await rows(desk, mails) == []


async def test_what_is_no_form_is_said_and_opens_nothing(desk: RunningDesk) -> None:
    for changed, status, field in (
        ({"department": "kitchen"}, 400, "department"),
        ({"department": None}, 400, "department"),
        ({"subject": ""}, 400, "subject"),
        ({"subject": "s" * 201}, 400, "subject"),
        ({"subject": " \n "}, 400, "text"),
        ({"details": "d" * 4_001}, 413, "text"),
        ({"details": 5}, 400, "details"),
        ({"email": "linh"}, 400, "email"),
        ({"email": "a@example.com\nBcc: b@example.com"}, 400, "email"),
        ({"client_id": ""}, 400, "client_id"),
        ({"client_id": "é"}, 400, "client_id"),
    ):
        refused = await send(await desk.visitor(), **changed)
        found = (refused.status_code, refused.json()["error"]["field"])
        assert (changed, *found) == (changed, status, field)
    assert await rows(desk, tickets) == []
    assert await rows(desk, mails) == []


async def test_secrets_in_the_form_are_kept_nowhere(desk: RunningDesk) -> None:
    visitor = await desk.visitor(language="en")
    secret, key = "hunter2", "AKIA" + "IOSFODNN7EXAMPLE"
    response = await send(
        visitor,
        subject=f"my password is {secret}",
        details=f"key {key}\n\nand my password: {secret}",
    )
    assert response.status_code == 201
    everything = [*await rows(desk, tickets), *await rows(desk, mails), await visitor.events()]
    for word in (secret, key):
        assert word not in str(everything)
    [ticket] = await rows(desk, tickets)
    assert ticket.subject == f"my password is {MARKS['password']}"
    said, told = (await visitor.events(1))[:2]
    assert said["data"]["masked"] == ["key", "password"]
    assert "an access key, a password" in told["text"]
    assert told["author"] == {"kind": "system"}


async def test_a_subject_of_several_lines_is_one_line(desk: RunningDesk) -> None:
    visitor = await desk.visitor()
    await send(visitor, subject="Charged\n\ntwice\x00", details="one\n\ntwo")
    [ticket] = await rows(desk, tickets)
    assert ticket.subject == "Charged twice"
    assert ticket.details.endswith("one\n\ntwo")
    [mail] = await rows(desk, mails)
    assert "\n" not in mail.subject


async def test_tickets_are_few_an_hour_for_a_conversation(desk: RunningDesk) -> None:
    visitor = await desk.visitor()
    most = desk.services.settings.limits.tickets_per_conversation_per_hour
    for _ in range(most):
        assert (await send(visitor)).status_code == 201
    assert code(await send(visitor)) == (429, "too_many_requests")
    assert len(await rows(desk, tickets)) == most
    assert (await send(await desk.visitor())).status_code == 201


async def test_a_person_who_has_the_conversation_sees_the_ticket(desk: RunningDesk) -> None:
    binh = await desk.person("Binh", "billing")
    visitor = await desk.visitor(department="billing")
    opened = (await send(visitor)).json()
    [row] = (await binh.get("/tickets"))["tickets"]
    assert (row["number"], row["email"]) == (opened["number"], "linh@example.com")
