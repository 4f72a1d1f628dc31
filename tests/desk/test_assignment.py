"""Those who wait are given to people: by load and language, never to somebody absent."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select, update

from desk.errors import UsageError
from desk.queue.assignment import assign_waiting
from desk.settings import Settings
from desk.storage.tables import audit_log, staff
from tests.clients import Person, Visitor
from tests.desk.conftest import start
from tests.desk.harness import RunningDesk, ScriptedEngine, keeper, later, queue_up


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, assign_after_s=10.0)


async def assign(desk: RunningDesk) -> None:
    await assign_waiting(desk.app.ctx.services)


async def change(desk: RunningDesk, person: Person, **values: object) -> None:
    async with desk.services.database.write() as transaction:
        await transaction.execute(
            update(staff).where(staff.c.email == person.email).values(**values)
        )


async def owner_of(visitor: Visitor) -> str | None:
    state = (await visitor.snapshot())["state"]
    return state["staff"]["name"] if state["owner"] == "staff" else None


async def test_a_claim_by_hand_comes_first_for_a_moment(desk: RunningDesk) -> None:
    await desk.person("Anna")
    visitor = await desk.visitor()
    await queue_up(desk, visitor)
    await assign(desk)
    assert await owner_of(visitor) is None
    later(desk, seconds=11)
    await assign(desk)
    assert await owner_of(visitor) == "Anna"
    assert "Anna from Technical joined" in (await visitor.events())[-1]["text"]
    async with desk.services.database.read() as transaction:
        actions = (await transaction.execute(select(audit_log.c.action))).scalars().all()
    assert "assign" in actions


async def test_the_desk_does_it_by_itself(desk: RunningDesk) -> None:
    await desk.person("Anna")
    visitor = await desk.visitor()
    await queue_up(desk, visitor)
    later(desk, seconds=11)
    await keeper(desk).look()
    assert await owner_of(visitor) == "Anna"


async def test_a_desk_that_runs_assigns_and_nobody_has_to_ask(
    settings: Settings, engine: ScriptedEngine
) -> None:
    """With the background work of the application itself, as a started desk has it."""
    quick = replace(settings.timings, keeper_period_s=0.05)
    async with start(replace(settings, assign_after_s=0.0, timings=quick), engine) as desk:
        await desk.person("Anna")
        visitor = await desk.visitor()
        await queue_up(desk, visitor)
        await visitor.wait_for(
            lambda seen: any((one.get("data") or {}).get("staff") for one in seen)
        )
        assert await owner_of(visitor) == "Anna"


async def test_who_is_busy_or_away_is_given_nothing(desk: RunningDesk) -> None:
    anna = await desk.person("Anna", presence="busy")
    visitor = await desk.visitor()
    await queue_up(desk, visitor)
    later(desk, seconds=11)
    await assign(desk)
    assert await owner_of(visitor) is None
    await anna.put("/me/presence", presence="online")
    await assign(desk)
    assert await owner_of(visitor) == "Anna"


async def test_nobody_gets_more_than_their_capacity(desk: RunningDesk) -> None:
    anna = await desk.person("Anna")
    await change(desk, anna, capacity=2)
    visitors = [await desk.visitor() for _ in range(3)]
    for visitor in visitors:
        await queue_up(desk, visitor)
    later(desk, seconds=11)
    await assign(desk)
    assert [await owner_of(one) for one in visitors] == ["Anna", "Anna", None]
    await anna.does("resolve", visitors[0])
    await assign(desk)
    assert await owner_of(visitors[2]) == "Anna"


async def test_a_vietnamese_visitor_gets_who_speaks_vietnamese(desk: RunningDesk) -> None:
    await desk.person("Anna")
    binh = await desk.person("Binh")
    await change(desk, binh, languages=["vi"])
    visitor = await desk.visitor(language="vi")
    await queue_up(desk, visitor)
    later(desk, seconds=11)
    await assign(desk)
    assert await owner_of(visitor) == "Binh"


async def test_technical_requests_are_given_before_billings(desk: RunningDesk) -> None:
    """Policy section 2: billing "may take longer as we prioritize technical support requests"."""
    anna = await desk.person("Anna", "billing", "technical")
    await change(desk, anna, capacity=1)
    about_money, about_servers = await desk.visitor(), await desk.visitor()
    await queue_up(desk, about_money, "billing")
    await queue_up(desk, about_servers)
    later(desk, seconds=11)
    await assign(desk)
    assert (await owner_of(about_servers), await owner_of(about_money)) == ("Anna", None)


async def test_who_was_promised_an_answer_before_is_served_first(desk: RunningDesk) -> None:
    """Oldest promise first: a ticket opened an hour ago counts more than having come first."""
    anna = await desk.person("Anna")
    await change(desk, anna, capacity=1)
    promised, newcomer = await desk.visitor(), await desk.visitor()
    await promised.say("my server is down")
    await promised.wait_for(lambda seen: any(one.get("in_reply_to") for one in seen))
    opened = await desk.http.post(
        f"/api/conversations/{promised.id}/tickets",
        headers=promised.headers,
        json={
            "client_id": "t-1",
            "department": "technical",
            "subject": "My server is down",
            "details": "It has been down since noon.",
        },
    )
    assert opened.status_code == 201, opened.text
    later(desk, minutes=5)
    await queue_up(desk, newcomer)
    later(desk, minutes=1)
    await queue_up(desk, promised)
    assert (await promised.snapshot())["state"]["position"] == 1
    assert (await newcomer.snapshot())["state"]["position"] == 2
    order = [one["id"] for one in (await anna.get("/queue"))["conversations"]]
    assert order == [promised.id, newcomer.id]
    later(desk, seconds=11)
    await assign(desk)
    assert (await owner_of(promised), await owner_of(newcomer)) == ("Anna", None)


async def test_a_transfer_costs_nobody_their_turn(desk: RunningDesk) -> None:
    anna = await desk.person("Anna", "technical", "billing", presence="busy")
    first, second = await desk.visitor(), await desk.visitor()
    await queue_up(desk, first)
    later(desk, minutes=2)
    await queue_up(desk, second, "billing")
    await anna.does("claim", first)
    later(desk, minutes=1)
    await anna.does("transfer", first, department="billing", reason="about an invoice")
    assert (await first.snapshot())["state"]["position"] == 1
    assert (await second.snapshot())["state"]["position"] == 2


@pytest.mark.parametrize(
    ("text", "seconds"), [("never", None), ("0", 0.0), ("45", 45.0), (None, 10.0)]
)
def test_the_setting_says_for_how_long_people_may_choose(
    text: str | None, seconds: float | None, settings: Settings
) -> None:
    environ = {"DATA_DIR": str(settings.data_dir), **({"ASSIGN_AFTER": text} if text else {})}
    assert Settings.load(environ, settings.root).assign_after_s == seconds


@pytest.mark.parametrize("text", ["soon", "-1", "4000"])
def test_any_other_setting_is_refused(text: str, settings: Settings) -> None:
    environ = {"DATA_DIR": str(settings.data_dir), "ASSIGN_AFTER": text}
    with pytest.raises(UsageError, match=r"ASSIGN_AFTER is .*expected seconds from 0 to 3600"):
        Settings.load(environ, settings.root)
