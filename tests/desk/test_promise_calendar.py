"""Promises and the calendar: what a holiday would touch, and what an older calendar made."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from desk.storage.tables import audit_log
from desk.tickets.book import NewTicket, do_open
from support.calendar_change import with_holidays
from tests.commands import run_command
from tests.desk.conftest import ROOT
from tests.desk.harness import RunningDesk

SATURDAY_AFTERNOON = "2026-11-28T14:00:00+07:00"
MONDAY_OFF = {"add": [{"date": "2026-11-30", "name": "Company day"}]}


async def ticket(desk: RunningDesk, department: str) -> str:
    services = desk.app.ctx.services
    async with services.database.write() as transaction:
        new = NewTicket(department, "A question", "en")
        return (await do_open(transaction, services, new)).number


def add_holiday(desk: RunningDesk, changes: dict[str, Any]) -> None:
    """The policy file was changed, and the desk started again."""
    services = desk.app.ctx.services
    desk.app.ctx.services = replace(services, policy=with_holidays(services.policy, changes))


@pytest.mark.at(SATURDAY_AFTERNOON)
async def test_a_holiday_lists_the_promises_that_it_would_touch(desk: RunningDesk) -> None:
    chief = await desk.person("Chief", role="administrator")
    await ticket(desk, "technical")
    number = await ticket(desk, "billing")
    answer = await chief.post("/promises/touched", **MONDAY_OFF)
    assert answer.status_code == 200, answer.text
    [one] = answer.json()["promises"]
    assert (one["ticket"], one["department"]) == (number, "billing")
    assert one["before"]["starts_at"] == "2026-11-30T08:00:00+07:00"
    assert one["before"]["due_at"] == "2026-12-01T00:00:00+07:00"
    assert one["after"]["starts_at"] == "2026-12-01T08:00:00+07:00"
    assert one["after"]["due_at"] == "2026-12-02T00:00:00+07:00"
    assert "Tuesday 1 December 2026" in one["after"]["text"]
    # Nothing was changed.
    [row] = (await chief.get("/promises", department="billing"))["promises"]
    assert row["due_at"].startswith("2026-12-01T00:00")
    elsewhere = {"add": [{"date": "2026-12-24", "name": {"en": "Eve", "vi": "Giáng sinh"}}]}
    assert (await chief.post("/promises/touched", **elsewhere)).json()["promises"] == []


@pytest.mark.at(SATURDAY_AFTERNOON)
async def test_a_half_day_that_ends_before_opening_hours_touches_nothing(desk: RunningDesk) -> None:
    chief = await desk.person("Chief", role="administrator")
    await ticket(desk, "billing")
    for until, starts in (("08:00", None), ("12:00", "2026-11-30T12:00:00+07:00")):
        half = [{"date": "2026-11-30", "closed_until": until, "name": "Move"}]
        found = (await chief.post("/promises/touched", half_days=half)).json()["promises"]
        assert [one["after"]["starts_at"] for one in found] == ([starts] if starts else [])


@pytest.mark.parametrize(
    ("body", "field", "words"),
    [
        ({"add": [{"date": "2026-13-01", "name": "No"}]}, "add[0].date", "not a date"),
        ({"add": [{"date": "2026-12-01"}]}, "add[0]", "'name' is missing"),
        ({"remove": ["some day"]}, "remove[0]", "not a date"),
        ({"half_days": ["2026-12-01"]}, "half_days[0]", "expected a mapping"),
        ({"add": "2026-12-01"}, "add", "list"),
    ],
)
async def test_a_holiday_that_is_none_is_explained(
    desk: RunningDesk, body: Any, field: str, words: str
) -> None:
    chief = await desk.person("Chief", role="administrator")
    refused = await chief.post("/promises/touched", **body)
    assert refused.status_code == 400
    assert refused.json()["error"]["field"] == field
    assert words in refused.json()["error"]["message"]


async def test_editing_holidays_is_for_administrators(desk: RunningDesk) -> None:
    lead = await desk.person("Lead", level=3)
    assert (await lead.post("/promises/touched", **MONDAY_OFF)).status_code == 403


@pytest.mark.at(SATURDAY_AFTERNOON)
@pytest.mark.parametrize(
    ("decision", "due"), [("keep", "2026-12-01T00:00"), ("recompute", "2026-12-02T00:00")]
)
async def test_a_promise_of_an_older_calendar_is_decided_about_once(
    desk: RunningDesk, decision: str, due: str
) -> None:
    lead = await desk.person("Lead", "billing", level=2)
    agent = await desk.person("Anna", "billing")
    await ticket(desk, "billing")
    [before] = (await lead.get("/promises"))["promises"]
    assert before["calendar"] is None
    add_holiday(desk, MONDAY_OFF)
    [flagged] = (await lead.get("/promises"))["promises"]
    assert flagged["calendar"]["due_at"].startswith("2026-12-01T00:00")
    assert flagged["calendar"]["would_start_at"].startswith("2026-12-01T08:00")
    assert flagged["calendar"]["would_be_due_at"].startswith("2026-12-02T00:00")

    path = f"/promises/{flagged['id']}/calendar"
    assert (await agent.post(path, decision=decision)).status_code == 403
    assert (await lead.post(path, decision="forget")).status_code == 400
    decided = await lead.post(path, decision=decision)
    assert decided.status_code == 200, decided.text
    promise = decided.json()["promise"]
    assert promise["calendar"] is None
    assert promise["due_at"].startswith(due)
    # The word that was given stays, with the calendar that made it.
    for kept in ("text", "starts_at", "calendar_version"):
        assert promise[kept] == before[kept]
    again = await lead.post(path, decision=decision)
    assert (again.status_code, again.json()["error"]["code"]) == (409, "nothing_to_decide")
    query = select(audit_log.c.data).where(audit_log.c.action == "promise_calendar")
    async with desk.services.database.read() as transaction:
        [data] = (await transaction.execute(query)).scalars()
    assert (data["decision"], data["to"]) == (decision, "2026-12-02T00:00:00+07:00")
    # Another change asks again.
    add_holiday(desk, {"add": [{"date": "2026-12-01", "name": "Move"}]})
    [row] = (await lead.get("/promises"))["promises"]
    assert row["calendar"]["would_be_due_at"].startswith("2026-12-03T00:00")


@pytest.mark.at(SATURDAY_AFTERNOON)
async def test_a_calendar_that_makes_the_same_of_it_asks_nothing(desk: RunningDesk) -> None:
    lead = await desk.person("Lead", "billing", "technical", level=2)
    await ticket(desk, "billing")
    await ticket(desk, "technical")
    add_holiday(desk, {"add": [{"date": "2026-12-24", "name": "Eve"}]})
    board = (await lead.get("/promises"))["promises"]
    assert [row["calendar"] for row in board] == [None, None]
    path = f"/promises/{board[0]['id']}/calendar"
    assert (await lead.post(path, decision="keep")).status_code == 409
    stranger = await desk.person("Nam", "sales", level=2)
    assert (await stranger.post(path, decision="keep")).status_code == 404


@pytest.mark.at(SATURDAY_AFTERNOON)
async def test_the_command_lists_what_a_changed_file_would_touch(
    desk: RunningDesk, tmp_path: Path
) -> None:
    number = await ticket(desk, "sales")
    text = (ROOT / "policy.yml").read_text(encoding="utf-8")
    off = "add: [{ date: 2026-11-30, name: { en: Company day, vi: Ngày hội } }]"
    changed = tmp_path / "changed.yml"
    changed.write_text(text.replace("add: []", off), encoding="utf-8")

    url = desk.services.settings.database_url.replace("+aiosqlite", "").replace("+asyncpg", "")
    place = {"DATA_DIR": str(tmp_path / "data"), "DATABASE_URL": url}
    frontdesk = partial(run_command, "promises", **place)
    done = frontdesk("touched", str(changed), "--json")
    assert done.returncode == 0, done.stderr
    [one] = json.loads(done.stdout)["promises"]
    assert (one["ticket"], one["after"]["due_at"]) == (number, "2026-12-02T00:00:00+07:00")
    assert "Nothing was changed" in frontdesk("touched", str(changed)).stdout
    assert "No open promise" in frontdesk("touched", str(ROOT / "policy.yml")).stdout
    missing = frontdesk("touched", str(tmp_path / "none.yml"))
    assert (missing.returncode, len(missing.stderr.splitlines())) == (2, 1)
