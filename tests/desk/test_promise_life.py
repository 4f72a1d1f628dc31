"""A promise's life: paused while the customer is waited for, kept, broken, void, made anew."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import Row, update

from desk.promises.ledger import (
    do_mark_broken,
    do_pause,
    do_reopen,
    do_resume,
    do_settle,
    do_void,
    promises_of,
)
from desk.storage.tables import promises
from desk.tickets.book import NewTicket, Opened, access_ticket, do_open
from tests.desk.harness import RunningDesk, later

MONDAY = "2026-11-30T09:00:00+07:00"
SATURDAY_AFTERNOON = "2026-11-28T14:00:00+07:00"
TET = "2027-02-06T10:00:00+07:00"
BEFORE_TET = "2027-02-03T17:30:00+07:00"


async def ticket(desk: RunningDesk, department: str, level: int = 1) -> Opened:
    services = desk.app.ctx.services
    async with services.database.write() as transaction:
        new = NewTicket(department, "It is down", "en", level=level)
        return await do_open(transaction, services, new)


async def does(desk: RunningDesk, do: Any, number: str, at: str) -> None:
    """Have a function of the ledger done at a moment, with or without the desk's parts."""
    services = desk.app.ctx.services
    moment = datetime.fromisoformat(at)
    async with services.database.write() as transaction:
        if do is do_resume:
            await do(transaction, services, number, moment)
        else:
            await do(transaction, number, moment)


async def on_record(desk: RunningDesk, number: str) -> list[Row[Any]]:
    async with desk.services.database.read() as transaction:
        return await promises_of(transaction, ticket=number)


def local(desk: RunningDesk, at: datetime | None) -> str | None:
    return desk.services.local(at)[:16] if at else None


@pytest.mark.at(MONDAY)
async def test_a_technical_promise_stands_still_while_the_customer_is_waited_for(
    desk: RunningDesk,
) -> None:
    number = (await ticket(desk, "technical", level=2)).number
    await does(desk, do_pause, number, "2026-11-30T10:00:00+07:00")
    [row] = await on_record(desk, number)
    assert (row.status, row.level, row.reason) == ("paused", 2, "opened")
    async with desk.services.database.write() as transaction:
        assert await do_mark_broken(transaction, datetime.fromisoformat(TET)) == []

    await does(desk, do_resume, number, "2026-12-01T09:00:00+07:00")
    [row] = await on_record(desk, number)
    # Three hours from 09:00, of which one had passed.
    assert (row.status, local(desk, row.due_at)) == ("open", "2026-12-01T11:00")
    assert (row.paused_at, row.paused_s) == (None, 23 * 3600)
    # The word that was given stays as it was shown.
    assert local(desk, row.respond_by) == "2026-11-30T12:00"


@pytest.mark.at(SATURDAY_AFTERNOON)
@pytest.mark.parametrize(
    ("paused", "resumed", "due", "stood_s"),
    [
        # Over a closed Sunday no working time passes: still the whole of Monday.
        ("2026-11-28T15:00", "2026-11-29T20:00", "2026-12-01T00:00", 0),
        ("2026-11-30T18:00", "2026-11-30T20:00", "2026-12-01T00:00", 0),
        # Paused on Monday at 10:00, seven working hours before closing: all of Tuesday.
        ("2026-11-30T10:00", "2026-12-01T10:00", "2026-12-02T00:00", 9 * 3600),
        ("2026-11-30T16:00", "2026-12-01T08:30", "2026-12-02T00:00", 90 * 60),
    ],
)
async def test_a_promised_business_day_moves_on_by_working_time(
    desk: RunningDesk, paused: str, resumed: str, due: str, stood_s: int
) -> None:
    number = (await ticket(desk, "billing")).number
    await does(desk, do_pause, number, f"{paused}:00+07:00")
    await does(desk, do_resume, number, f"{resumed}:00+07:00")
    [row] = await on_record(desk, number)
    assert (local(desk, row.due_at), row.paused_s) == (due, stood_s)


@pytest.mark.at(BEFORE_TET)
async def test_tet_costs_a_paused_promise_nothing(desk: RunningDesk) -> None:
    number = (await ticket(desk, "sales")).number
    await does(desk, do_pause, number, "2027-02-03T18:00:00+07:00")
    await does(desk, do_resume, number, "2027-02-11T07:00:00+07:00")
    [row] = await on_record(desk, number)
    assert (local(desk, row.due_at), row.paused_s) == ("2027-02-12T00:00", 0)


@pytest.mark.at(MONDAY)
@pytest.mark.parametrize(
    ("before", "do", "when", "status"),
    [
        (None, do_settle, "12:00", "kept"),
        (None, do_settle, "12:01", "broken"),
        (None, do_void, "12:00", "void"),
        # Closing a ticket or asking back does not mend a promise that is late already.
        (None, do_void, "12:01", "broken"),
        (None, do_pause, "12:01", "broken"),
        # While the customer is waited for no answer comes too late.
        ("11:00", do_settle, "23:00", "kept"),
        ("11:00", do_void, "23:00", "void"),
    ],
)
async def test_how_a_promise_ends(
    desk: RunningDesk, before: str | None, do: Any, when: str, status: str
) -> None:
    number = (await ticket(desk, "technical")).number
    if before:
        await does(desk, do_pause, number, f"2026-11-30T{before}:00+07:00")
    # The ticket was opened within the second after 09:00.
    async with desk.services.database.write() as transaction:
        due = datetime.fromisoformat("2026-11-30T12:00:00+07:00")
        await transaction.execute(update(promises).values(due_at=due))
    await does(desk, do, number, f"2026-11-30T{when}:00+07:00")
    [row] = await on_record(desk, number)
    assert row.status == status
    assert local(desk, row.settled_at) == f"2026-11-30T{when}"
    # What is settled stays so.
    for again in (do_pause, do_resume, do_settle, do_void):
        await does(desk, again, number, "2026-12-05T10:00:00+07:00")
    [row] = await on_record(desk, number)
    assert (row.status, local(desk, row.settled_at)) == (status, f"2026-11-30T{when}")


@pytest.mark.at("2027-02-03T10:00:00+07:00")
@pytest.mark.parametrize(
    ("department", "starts", "due"),
    [
        ("technical", "2027-02-06T10:00", "2027-02-06T13:00"),
        ("billing", "2027-02-11T08:00", "2027-02-12T00:00"),
    ],
)
async def test_a_ticket_opened_again_on_tet_gets_a_promise_of_its_own(
    desk: RunningDesk, department: str, starts: str, due: str
) -> None:
    number = (await ticket(desk, department)).number
    await does(desk, do_settle, number, "2027-02-03T10:30:00+07:00")
    later(desk, days=3)
    services = desk.app.ctx.services
    async with services.database.write() as transaction:
        row = await access_ticket(transaction, number)
        shown = await do_reopen(transaction, services, row, services.now())
    new, old = await on_record(desk, number)
    assert (old.status, old.reason) == ("kept", "opened")
    assert (new.status, new.reason, new.text) == ("open", "reopened", shown.promise.text)
    assert (local(desk, new.starts_at), local(desk, new.due_at)) == (starts, due)
