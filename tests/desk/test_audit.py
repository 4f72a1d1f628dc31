"""What people did is on record: everything that changes something, and nothing that was written."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from desk.staff.audit import do_record_action
from desk.storage.tables import audit_log
from tests.clients import Person
from tests.desk.harness import RunningDesk, browser, id_of, queue_up, sign_in

SAID = "Bạn thử khởi động lại giúp nhé"


async def boss_of(desk: RunningDesk) -> Person:
    return await desk.person("Boss", role="administrator", presence=None)


async def done(person: Person, **filters: Any) -> list[tuple[str, str]]:
    entries = (await person.get("/audit", limit=200, **filters))["entries"]
    return [(one["action"], one["subject"]) for one in reversed(entries)]


async def test_everything_that_somebody_does_is_on_record_without_its_words(
    desk: RunningDesk,
) -> None:
    boss, anna = await boss_of(desk), await desk.person("Anna", presence=None)
    binh = await desk.person("Binh", level=2)
    visitor, second = await desk.visitor(), await desk.visitor()
    await queue_up(desk, visitor)
    await queue_up(desk, second)
    async with browser(desk) as client:
        csrf = {"X-CSRF-Token": await sign_in(client, anna)}
        await client.put("/me/presence", json={"presence": "online"}, headers=csrf)
        await client.post("/logout", headers=csrf)
    await anna.does("claim", visitor)
    for _ in range(2):
        # Sent twice, done once.
        await anna.does("messages", visitor, client_id="m1", text=SAID)
        await anna.does("notes", visitor, client_id="n1", text=SAID)
    await anna.client.post(
        f"/conversations/{visitor.id}/files",
        params={"name": "log.txt", "client_id": "f1"},
        content=b"all is well",
    )
    escalated = (await anna.does("escalate", visitor, reason=SAID)).json()
    number = escalated["ticket"]["number"]
    for internal in (False, True):
        await binh.post(
            f"/tickets/{number}/messages", client_id=f"t{internal}", text=SAID, internal=internal
        )
    await binh.client.patch(f"/tickets/{number}", json={"status": "on_hold"})
    await anna.does("hand_back", visitor, note=SAID)
    await anna.does("claim", second)
    await anna.does("transfer", second, level=2, reason=SAID)
    await binh.does("claim", second)
    await binh.does("resolve", second)
    anna_id = await id_of(anna)
    await boss.post(
        "/people", email="new@example.com", name="New", departments=["sales"], role="trainer"
    )
    await boss.client.patch(f"/people/{anna_id}", json={"level": 2})
    await boss.post(f"/people/{anna_id}/reset")
    await boss.client.patch(f"/people/{anna_id}", json={"active": False})
    await boss.client.patch(f"/people/{anna_id}", json={"active": True})
    await boss.client.delete("/me/sessions")
    assert await done(boss, staff=anna_id) == [
        ("login", anna.email),
        ("presence", anna.email),
        ("logout", anna.email),
        ("claim", visitor.id),
        ("message", visitor.id),
        ("note", visitor.id),
        ("send_file", visitor.id),
        ("escalate_ticket", number),
        ("escalate", visitor.id),
        ("note", visitor.id),
        ("hand_back", visitor.id),
        ("claim", second.id),
        ("note", second.id),
        ("transfer", second.id),
    ]
    assert (await done(boss, staff=await id_of(binh)))[1:] == [
        ("answer_ticket", number),
        ("ticket_note", number),
        ("ticket_status", number),
        ("claim", second.id),
        ("resolve", second.id),
    ]
    assert await done(boss, staff=await id_of(boss)) == [
        ("person_add", "new@example.com"),
        ("person_change", anna.email),
        ("person_reset", anna.email),
        ("person_deactivate", anna.email),
        ("person_activate", anna.email),
        ("sessions_end", boss.email),
    ]
    [changed] = (await boss.get("/audit", action="person_change"))["entries"]
    assert changed["data"] == {"level": {"from": 1, "to": 2}}
    assert changed["staff"]["name"] == "Boss"
    everything = (await boss.client.get("/audit", params={"limit": 200})).text
    assert SAID not in everything
    assert anna.password not in everything


async def test_who_leads_sees_what_people_of_the_same_departments_did(desk: RunningDesk) -> None:
    boss, anna = await boss_of(desk), await desk.person("Anna")
    lead = await desk.person("Lead", level=2, presence=None)
    await desk.person("Binh", "billing")
    async with browser(desk) as client:
        await client.post("/login", json={"email": "x@example.com", "password": "x"})
    seen = await done(lead)
    assert seen == [("presence", anna.email)]
    assert {action for action, _ in await done(boss)} == {"presence", "login_failed"}
    assert (await anna.client.get("/audit")).status_code == 403


async def several(desk: RunningDesk, count: int) -> None:
    async with desk.services.database.write() as transaction:
        for number in range(count):
            await do_record_action(transaction, desk.services, None, "claim", f"c{number}")


async def test_pages_follow_one_another_without_a_gap(desk: RunningDesk) -> None:
    boss = await boss_of(desk)
    await several(desk, 7)
    seen, cursor = [], None
    while True:
        page = await boss.get("/audit", limit=3, **({"before": cursor} if cursor else {}))
        seen += [one["subject"] for one in page["entries"]]
        cursor = page["next"]
        # What happens meanwhile moves nothing.
        await several(desk, 1)
        if cursor is None:
            break
    assert seen == [f"c{number}" for number in reversed(range(7))]


async def test_filters(desk: RunningDesk) -> None:
    boss = await boss_of(desk)
    await several(desk, 3)
    async with desk.services.database.write() as transaction:
        rows = (await transaction.execute(select(audit_log.c.id).order_by("id"))).scalars().all()
        # Monday evening, Tuesday's last moment and Wednesday's first, in Vietnam.
        first = desk.services.now().replace(hour=17, minute=0, second=0, microsecond=0)
        for row, at in zip(
            rows,
            (first - timedelta(days=2, hours=2), first - timedelta(days=1, seconds=1), first),
            strict=True,
        ):
            await transaction.execute(update(audit_log).where(audit_log.c.id == row).values(at=at))

    async def subjects(**filters: str) -> list[str]:
        return [subject for _, subject in await done(boss, **filters)]

    assert await subjects(subject="c1") == ["c1"]
    assert await subjects(action="claim") == ["c0", "c1", "c2"]
    assert await subjects(action="resolve") == []
    assert await subjects(staff="nobody") == []
    day = (first - timedelta(days=1, seconds=1)).astimezone(desk.services.policy.zone).date()
    assert await subjects(**{"from": day.isoformat(), "to": day.isoformat()}) == ["c1"]
    assert await subjects(to=day.isoformat()) == ["c0", "c1"]
    assert await subjects(**{"from": first.isoformat()}) == ["c2"]
    for wrong in ({"from": "yesterday"}, {"to": "2026-13-01"}, {"from": "0001-01-01"}):
        refused = await boss.client.get("/audit", params=wrong)
        assert refused.status_code == 400
        assert refused.json()["error"]["field"] in wrong


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
async def test_the_download_runs_nothing_in_a_spreadsheet(desk: RunningDesk, start: str) -> None:
    boss = await boss_of(desk)
    evil = f"{start}cmd|' /C calc'!A0"
    async with desk.services.database.write() as transaction:
        await do_record_action(transaction, desk.services, None, evil[:40], evil, {"x": "y"})
    response = await boss.client.get("/audit.csv")
    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith("text/csv")
    assert "attachment" in response.headers["Content-Disposition"]
    assert "Content-Security-Policy" in response.headers
    rows = list(csv.reader(io.StringIO(response.text.removeprefix("\ufeff"), newline="")))
    assert rows[0] == ["at", "name", "email", "action", "subject", "data"]
    cells = [cell for row in rows for cell in row]
    assert f"'{evil}" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t"))]
    # Whoever takes the whole record away is on it.
    assert ("audit_download", boss.email) in await done(boss)


async def test_the_download_is_whole_and_filtered(desk: RunningDesk) -> None:
    boss = await boss_of(desk)
    async with desk.services.database.write() as transaction:
        for number in range(1_203):
            action = "claim" if number % 2 else "resolve"
            await do_record_action(transaction, desk.services, None, action, f"c{number}")
    response = await boss.client.get("/audit.csv", params={"action": "claim"})
    rows = list(csv.DictReader(io.StringIO(response.text.removeprefix("\ufeff"), newline="")))
    assert [row["subject"] for row in rows] == [f"c{n}" for n in range(1_202, 0, -1) if n % 2]
