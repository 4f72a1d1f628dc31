"""Escalation (policy section 4): four tiers, none skipped, and everybody is told."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Row, select

from desk.storage.tables import audit_log, escalations, mails
from desk.tickets.book import NewTicket, Opened, access_ticket, do_open
from support.policy import load
from tests.clients import Person
from tests.desk.conftest import ROOT
from tests.desk.harness import RunningDesk, keeper, later

MONDAY = "2026-11-30T10:00:00+07:00"


async def ticket(
    desk: RunningDesk, department: str = "technical", *, level: int = 1, **more: Any
) -> Opened:
    services = desk.app.ctx.services
    async with services.database.write() as transaction:
        new = NewTicket(department, "The server is down", "en", level=level, **more)
        return await do_open(transaction, services, new)


async def as_staff(person: Person, number: str, reason: str, **more: Any) -> Any:
    return await person.post(f"/tickets/{number}/escalate", reason=reason, **more)


async def as_customer(desk: RunningDesk, opened: Opened, reason: str, **more: Any) -> Any:
    return await desk.http.post(
        f"/api/tickets/{opened.number}/escalate",
        params={"key": opened.key},
        json={"reason": reason, **more},
    )


async def steps(desk: RunningDesk, number: str) -> list[tuple[int, int, str, str]]:
    """From, to, way and status of each step on record."""
    query = select(escalations).where(escalations.c.number == number)
    async with desk.services.database.read() as transaction:
        rows = (await transaction.execute(query.order_by(escalations.c.to_level))).all()
    return [(row.from_level, row.to_level, row.via, row.status) for row in rows]


async def mailed(desk: RunningDesk) -> list[Row[Any]]:
    async with desk.services.database.read() as transaction:
        return list((await transaction.execute(select(mails).order_by(mails.c.created_at))).all())


async def test_each_tier_is_asked_by_its_own_way_and_the_highest_is_the_end(
    desk: RunningDesk,
) -> None:
    anna = await desk.person("Anna")
    await desk.person("Sofia", level=2)
    number = (await ticket(desk)).number

    asked = await as_staff(anna, number, "The disk is dying")
    assert asked.status_code == 201, asked.text
    ladder = asked.json()["escalation"]
    assert (ladder["level"], ladder["title"]) == (2, "Supervisor or team lead")
    assert ladder["next"]["email"] == "manager@azdigi.com"
    assert await steps(desk, number) == [(1, 2, "ticket", "asked")]
    assert await mailed(desk) == []

    await as_staff(anna, number, "No spare part until Friday")
    [mail] = await mailed(desk)
    assert mail.recipient == "manager@azdigi.com"
    assert number in mail.subject
    for part in (
        "The server is down",
        "No spare part until Friday",
        f"http://desk.example/desk#tickets/{number}",
        "level 2 (Supervisor or team lead), asked by Anna; asked",
        "level 3 (Manager), asked by Anna; asked",
    ):
        assert part in mail.text

    top = await as_staff(anna, number, "The customer wants to speak to the board")
    assert top.json()["escalation"]["next"] is None
    board = (await mailed(desk))[-1]
    # The manager takes it to the board.
    assert board.recipient == "manager@azdigi.com"
    assert "Company Board of Directors" in board.subject
    assert await steps(desk, number) == [
        (1, 2, "ticket", "asked"),
        (2, 3, "email", "asked"),
        (3, 4, "board", "asked"),
    ]

    end = await as_staff(anna, number, "And now?")
    assert (end.status_code, end.json()["error"]["code"]) == (409, "no_higher_tier")
    assert len(await steps(desk, number)) == 3


async def test_a_tier_that_nobody_serves_is_vacant_and_reported_upward(desk: RunningDesk) -> None:
    anna = await desk.person("Anna")
    # Of another department, a trainer, and one who serves a higher level: none is level 2 here.
    await desk.person("Binh", "billing", level=2)
    await desk.person("Tam", level=2, role="trainer")
    await desk.person("Minh", level=3)
    number = (await ticket(desk)).number
    asked = await as_staff(anna, number, "The disk is dying")
    assert asked.json()["escalation"]["level"] == 3
    assert await steps(desk, number) == [(1, 2, "ticket", "vacant"), (2, 3, "email", "asked")]
    first, second = asked.json()["escalation"]["steps"]
    assert first["reason"] == "The disk is dying"
    assert second["reason"].splitlines() == [
        "The disk is dying",
        "Level 2 (Supervisor or team lead) is vacant: nobody of Technical serves it.",
    ]
    [mail] = await mailed(desk)
    assert "nobody of Technical serves it" in mail.text


async def test_an_administrator_of_that_level_serves_every_department(desk: RunningDesk) -> None:
    anna = await desk.person("Anna", "billing")
    await desk.person("Chief", "technical", level=2, role="administrator")
    number = (await ticket(desk, "billing")).number
    asked = await as_staff(anna, number, "Invoice")
    assert asked.json()["escalation"]["level"] == 2


async def test_the_customer_is_told_in_the_ticket_the_chat_and_by_mail(desk: RunningDesk) -> None:
    anna = await desk.person("Anna")
    await desk.person("Sofia", level=2)
    visitor = await desk.visitor(language="vi")
    opened = await ticket(desk, conversation_id=visitor.id, email="lan@example.com")
    await as_staff(anna, opened.number, "Between us: the disk is dying")
    page = await desk.http.get(f"/api/tickets/{opened.number}", params={"key": opened.key})
    said = page.json()["messages"][-1]
    assert said["author"]["kind"] == "system"
    assert "is with Supervisor or team lead of Technical now" in said["text"]
    assert "between us" not in page.text.lower()
    assert (await visitor.events())[-1]["text"] == said["text"]
    [mail] = await mailed(desk)
    assert mail.recipient == "lan@example.com"
    assert said["text"] in " ".join(mail.text.split())
    assert f"/t/{opened.number}?key=" in mail.text


async def test_a_step_is_taken_when_somebody_of_the_tier_answers(desk: RunningDesk) -> None:
    anna = await desk.person("Anna")
    sofia = await desk.person("Sofia", level=2)
    number = (await ticket(desk)).number
    await as_staff(anna, number, "The disk is dying")
    answer = f"/tickets/{number}/messages"
    await anna.post(answer, client_id="a", text="We are looking.")
    await sofia.post(answer, client_id="b", text="A note", internal=True)
    assert await steps(desk, number) == [(1, 2, "ticket", "asked")]
    await sofia.post(answer, client_id="c", text="I have a new disk.")
    assert await steps(desk, number) == [(1, 2, "ticket", "taken")]
    [step] = (await sofia.get(f"/tickets/{number}"))["ticket"]["escalation"]["steps"]
    assert step["settled_at"] is not None


async def test_a_step_is_taken_when_somebody_of_the_tier_takes_the_ticket_on(
    desk: RunningDesk,
) -> None:
    anna = await desk.person("Anna")
    sofia = await desk.person("Sofia", level=2)
    number = (await ticket(desk)).number
    await as_staff(anna, number, "The disk is dying")
    await anna.client.patch(f"/tickets/{number}", json={"assignee": "me"})
    assert await steps(desk, number) == [(1, 2, "ticket", "asked")]
    await sofia.client.patch(f"/tickets/{number}", json={"assignee": "me"})
    assert await steps(desk, number) == [(1, 2, "ticket", "taken")]


@pytest.mark.at(MONDAY)
async def test_the_customer_may_ask_once_a_tier_has_had_its_turn(desk: RunningDesk) -> None:
    anna = await desk.person("Anna")
    await desk.person("Sofia", level=2)
    opened = await ticket(desk)
    refused = await as_customer(desk, opened, "Nobody answers")
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "too_soon")
    # The three hours of the promise.
    assert refused.json()["error"]["from"].startswith("2026-11-30T13:00")
    page = await desk.http.get(f"/api/tickets/{opened.number}", params={"key": opened.key})
    assert page.json()["escalation"]["from"].startswith("2026-11-30T13:00")

    await anna.post(f"/tickets/{opened.number}/messages", client_id="a", text="Restart it.")
    asked = await as_customer(desk, opened, "I did. My password is hunter2.", client_id="c1")
    assert asked.status_code == 201
    assert asked.json()["escalation"]["level"] == 2
    again = await as_customer(desk, opened, "I did. My password is hunter2.", client_id="c1")
    assert again.json() == asked.json()
    thread = await anna.get(f"/tickets/{opened.number}")
    assert thread["ticket"]["status"] == "open"
    said = [one for one in thread["messages"] if one["author"]["kind"] == "visitor"]
    assert len(said) == 2
    assert "hunter2" not in said[-1]["text"]

    # The supervisor has a turn as well.
    soon = await as_customer(desk, opened, "Still down")
    assert soon.json()["error"]["code"] == "too_soon"
    later(desk, hours=3, minutes=1)
    assert (await as_customer(desk, opened, "Still down")).json()["escalation"]["level"] == 3


@pytest.mark.at(MONDAY)
async def test_where_no_time_is_promised_the_next_business_day_is_the_customers(
    desk: RunningDesk,
) -> None:
    opened = await ticket(desk, "billing")
    refused = await as_customer(desk, opened, "Nobody answers")
    assert refused.json()["error"]["from"].startswith("2026-12-02T00:00")


@pytest.mark.at(MONDAY)
async def test_a_broken_promise_opens_the_way(desk: RunningDesk) -> None:
    await desk.person("Sofia", level=2)
    opened = await ticket(desk)
    later(desk, hours=3, minutes=1)
    await keeper(desk).look()
    assert (await as_customer(desk, opened, "Nobody answers")).status_code == 201


async def test_who_may_not_ask(desk: RunningDesk) -> None:
    opened = await ticket(desk)
    binh = await desk.person("Binh", "billing")
    tam = await desk.person("Tam", role="trainer")
    wrong = replace(opened, key="guessed")
    assert (await as_customer(desk, wrong, "Please")).status_code == 404
    assert (await as_staff(binh, opened.number, "Please")).status_code == 404
    assert (await as_staff(tam, opened.number, "Please")).status_code == 403
    anna = await desk.person("Anna")
    nothing = await as_staff(anna, opened.number, "")
    assert (nothing.status_code, nothing.json()["error"]["field"]) == (400, "reason")
    for status in ("solved", "closed"):
        await anna.client.patch(f"/tickets/{opened.number}", json={"status": status})
        ended = await as_staff(anna, opened.number, "Please")
        assert (ended.status_code, ended.json()["error"]["code"]) == (409, "ticket_ended")
    assert await steps(desk, opened.number) == []


async def test_two_who_ask_at_once_take_it_up_one_tier(desk: RunningDesk) -> None:
    anna = await desk.person("Anna")
    await desk.person("Sofia", level=2)
    number = (await ticket(desk)).number
    answers = await asyncio.gather(
        *(as_staff(anna, number, "The disk is dying", client_id="once") for _ in range(4))
    )
    assert {one.status_code for one in answers} <= {201, 409}
    assert await steps(desk, number) == [(1, 2, "ticket", "asked")]


async def test_every_step_is_in_the_audit_log(desk: RunningDesk) -> None:
    anna = await desk.person("Anna")
    number = (await ticket(desk)).number
    await as_staff(anna, number, "The disk is dying")
    query = select(audit_log.c.data).where(audit_log.c.action == "escalate_ticket")
    async with desk.services.database.read() as transaction:
        [data] = (await transaction.execute(query)).scalars()
    assert data == {
        "from": 1,
        "to": 3,
        "vacant": [2],
        "by": "staff",
    }


# The clock


@pytest.fixture
async def timed(desk: RunningDesk, tmp_path: Path) -> RunningDesk:
    """A desk whose policy lets tickets climb from the first tier after four hours."""
    text = (ROOT / "policy.yml").read_text(encoding="utf-8")
    path = tmp_path / "policy.yml"
    path.write_text(text.replace("escalate_after: null", "escalate_after: 4h", 1), encoding="utf-8")
    desk.app.ctx.services = replace(desk.app.ctx.services, policy=load(path))
    return desk


async def level(desk: RunningDesk, number: str) -> int:
    async with desk.services.database.read() as transaction:
        return int((await access_ticket(transaction, number)).level)


@pytest.mark.at(MONDAY)
async def test_what_stays_too_long_on_a_tier_climbs_by_itself(timed: RunningDesk) -> None:
    await timed.person("Sofia", level=2)
    number = (await ticket(timed)).number
    later(timed, hours=3, minutes=59)
    await keeper(timed).look()
    assert await level(timed, number) == 1
    later(timed, minutes=2)
    await keeper(timed).look()
    await keeper(timed).look()
    assert await steps(timed, number) == [(1, 2, "ticket", "asked")]
    sofia = await timed.person("Hoa", level=2)
    [step] = (await sofia.get(f"/tickets/{number}"))["ticket"]["escalation"]["steps"]
    assert step["asked_by"] == "clock"
    assert step["reason"] == "Support technician has had this ticket for longer than 4 hours."
    # No time is set for the second tier.
    later(timed, days=30)
    await keeper(timed).look()
    assert await level(timed, number) == 2


@pytest.mark.at(MONDAY)
async def test_nothing_climbs_by_itself_as_the_policy_stands(desk: RunningDesk) -> None:
    number = (await ticket(desk)).number
    later(desk, days=30)
    await keeper(desk).look()
    assert await level(desk, number) == 1


@pytest.mark.at(MONDAY)
@pytest.mark.parametrize("status", ["waiting", "solved", "closed"])
async def test_what_waits_for_the_customer_or_has_ended_does_not_climb(
    timed: RunningDesk, status: str
) -> None:
    anna = await timed.person("Anna")
    number = (await ticket(timed)).number
    await anna.client.patch(f"/tickets/{number}", json={"status": status})
    later(timed, days=30)
    await keeper(timed).look()
    assert await level(timed, number) == 1


@pytest.mark.at(MONDAY)
async def test_time_in_which_the_customer_was_waited_for_does_not_count(
    timed: RunningDesk,
) -> None:
    anna = await timed.person("Anna")
    await timed.person("Sofia", level=2)
    opened = await ticket(timed)
    later(timed, hours=1)
    await anna.post(f"/tickets/{opened.number}/messages", client_id="a", text="Which domain?")
    later(timed, hours=20)
    written = await timed.http.post(
        f"/api/tickets/{opened.number}/messages",
        params={"key": opened.key},
        json={"client_id": "c1", "text": "example.com"},
    )
    assert written.status_code == 202, written.text
    for hours, expected in ((2, 1), (2, 2)):
        later(timed, hours=hours)
        await keeper(timed).look()
        assert await level(timed, opened.number) == expected
