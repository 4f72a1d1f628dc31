"""The board of promises: what is due, what is about to break, and who is told."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

import pytest
from websockets.asyncio.client import connect

from desk.promises.ledger import do_pause
from desk.tickets.book import NewTicket, do_open
from tests.clients import Frames, Person
from tests.desk.harness import RunningDesk, keeper, later

MONDAY = "2026-11-30T10:00:00+07:00"
MONDAY_EARLY = "2026-11-30T07:00:00+07:00"


async def ticket(desk: RunningDesk, department: str, subject: str = "It is down") -> str:
    services = desk.app.ctx.services
    async with services.database.write() as transaction:
        return (await do_open(transaction, services, NewTicket(department, subject, "en"))).number


async def states(person: Person) -> dict[str, str]:
    """What the board shows, by ticket."""
    board = await person.get("/promises")
    return {row["ticket"]: row["state"] for row in board["promises"]}


@asynccontextmanager
async def page_of(desk: RunningDesk, person: Person) -> AsyncIterator[Frames]:
    """The stream of somebody's open page."""
    address = f"{desk.base.replace('http', 'ws')}/api/staff/stream"
    headers = {"Authorization": person.client.headers["authorization"]}
    async with connect(address, additional_headers=headers, proxy=None) as socket:
        page = Frames(socket)
        await page.until(lambda frame: "hello" in frame)
        yield page


@pytest.mark.at(MONDAY)
async def test_a_promise_comes_due_soon_and_overdue(desk: RunningDesk) -> None:
    anna = await desk.person("Anna")
    number = await ticket(desk, "technical")
    for minutes, state in ((0, "due"), (134, "due"), (2, "soon"), (43, "soon"), (2, "overdue")):
        later(desk, minutes=minutes)
        assert await states(anna) == {number: state}, minutes
        await keeper(desk).look()
        assert await states(anna) == {number: state}, minutes
    board = await anna.get("/promises")
    assert board["counts"]["overdue"] == 1
    [row] = board["promises"]
    assert row["status"] == "broken"
    assert -120 <= row["remaining_s"] < 0
    assert (row["subject"], row["level"], row["assignee"]) == ("It is down", 1, None)
    # Answered at last: broken it stays, but nothing is owed any more.
    await anna.post(f"/tickets/{number}/messages", client_id="a", text="Sorry, it is up again.")
    assert await states(anna) == {number: "broken"}
    later(desk, hours=25)
    assert await states(anna) == {}


@pytest.mark.at(MONDAY_EARLY)
async def test_a_promised_day_is_warned_of_while_somebody_is_there(desk: RunningDesk) -> None:
    """Nine working hours on Monday: the last quarter begins at 14:45, not in the evening."""
    binh = await desk.person("Binh", "billing")
    number = await ticket(desk, "billing")
    later(desk, hours=7, minutes=44)
    assert await states(binh) == {number: "due"}
    later(desk, minutes=2)
    assert await states(binh) == {number: "soon"}
    [row] = (await binh.get("/promises"))["promises"]
    assert row["soon_at"].startswith("2026-11-30T14:45")
    assert row["due_at"].startswith("2026-12-01T00:00")


@pytest.mark.at(MONDAY)
async def test_staff_of_the_department_are_warned_once_and_told_of_what_broke(
    desk: RunningDesk,
) -> None:
    anna = await desk.person("Anna")
    number = await ticket(desk, "technical")
    async with page_of(desk, anna) as page:
        for minutes in (100, 40, 5, 40, 5):
            later(desk, minutes=minutes)
            await keeper(desk).look()
            await keeper(desk).look()
        await page.until(lambda frame: frame.get("promise", {}).get("news") == "broken")
        heard = [frame["promise"] for frame in page.seen if "promise" in frame]
    assert [(frame["news"], frame["ticket"], frame["department"]) for frame in heard] == [
        ("warned", number, "technical"),
        ("broken", number, "technical"),
    ]
    assert heard[0]["due_at"].startswith("2026-11-30T13:00")


@pytest.mark.at(MONDAY)
async def test_other_departments_hear_nothing_of_it_and_see_nothing(desk: RunningDesk) -> None:
    binh = await desk.person("Binh", "billing")
    await ticket(desk, "technical")
    own = await ticket(desk, "billing")
    later(desk, hours=4)
    async with page_of(desk, binh) as page:
        await keeper(desk).look()
        await binh.post(f"/tickets/{own}/messages", client_id="n", text="A note", internal=True)
        await page.until(lambda frame: "ticket" in frame)
        assert not [frame for frame in page.seen if "promise" in frame]
    assert list(await states(binh)) == [own]
    foreign = await binh.get("/promises", department="technical")
    assert foreign["promises"] == []


@pytest.mark.at(MONDAY_EARLY)
async def test_the_board_is_narrowed_down_and_sorted(desk: RunningDesk) -> None:
    chief = await desk.person("Chief", "technical", role="administrator")
    billing = await ticket(desk, "billing")
    technical = await ticket(desk, "technical")
    waiting = await ticket(desk, "technical", "Which domain?")
    async with desk.services.database.write() as transaction:
        await do_pause(transaction, waiting, datetime.fromisoformat(MONDAY_EARLY))
    board = await chief.get("/promises")
    assert [row["ticket"] for row in board["promises"]] == [technical, waiting, billing]
    assert board["counts"] == {
        "due": 2,
        "soon": 0,
        "overdue": 0,
        "paused": 1,
        "kept": 0,
        "broken": 0,
    }
    for query, expected in (
        ({"department": "billing"}, [billing]),
        ({"status": "paused"}, [waiting]),
        ({"status": "kept"}, []),
        ({"due_before": "2026-11-30T11:00"}, [technical, waiting]),
        ({"due_before": "2026-11-30T04:00Z", "status": "open"}, [technical]),
        ({"due_before": "2026-11-30T10:30+07:00", "status": "open"}, [technical]),
    ):
        found = (await chief.get("/promises", **query))["promises"]
        assert [row["ticket"] for row in found] == expected, query
    later(desk, hours=2)
    paused = next(
        row for row in (await chief.get("/promises"))["promises"] if row["ticket"] == waiting
    )
    # No time passes while the customer is waited for.
    assert paused["state"] == "paused"
    assert 3 * 3600 - 5 <= paused["remaining_s"] <= 3 * 3600 + 5


@pytest.mark.parametrize("query", ["status=late", "due_before=tomorrow"])
async def test_a_filter_that_is_none_is_refused(desk: RunningDesk, query: str) -> None:
    anna = await desk.person("Anna")
    refused = await anna.client.get(f"/promises?{query}")
    assert refused.status_code == 400
    assert refused.json()["error"]["field"] == query.partition("=")[0]


async def test_the_board_is_for_staff(desk: RunningDesk) -> None:
    assert (await desk.http.get("/api/staff/promises")).status_code == 401
