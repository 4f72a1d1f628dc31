"""The people as data: an administrator adds and changes them, and who has left is out at once."""

from __future__ import annotations

from typing import Any

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.clients import Frames, Person
from tests.desk.harness import RunningDesk, browser, id_of, keeper, queue_up, sign_in

NEW = {
    "email": "Dung@Example.com",
    "name": "  Dung   Tran ",
    "departments": ["billing", "sales"],
    "level": 2,
    "languages": ["vi", "en"],
    "capacity": 6,
}


async def boss_of(desk: RunningDesk) -> Person:
    return await desk.person("Boss", "sales", role="administrator", presence=None)


async def people_of(boss: Person) -> dict[str, Any]:
    return {one["email"]: one for one in (await boss.get("/people"))["people"]}


async def change(boss: Person, person: Person, **values: Any) -> Any:
    return await boss.client.patch(f"/people/{await id_of(person)}", json=values)


async def test_an_administrator_adds_somebody_who_can_sign_in_at_once(desk: RunningDesk) -> None:
    boss = await boss_of(desk)
    added = await boss.post("/people", **NEW)
    assert added.status_code == 201, added.text
    person, shown = added.json()["person"], added.json()["credentials"]
    assert (person["email"], person["name"]) == ("dung@example.com", "Dung Tran")
    assert (person["departments"], person["level"], person["capacity"]) == (
        ["billing", "sales"],
        2,
        6,
    )
    assert (person["role"], person["languages"], person["active"]) == ("agent", ["vi", "en"], True)
    assert set(shown) == {"email", "password", "token"}
    dung = desk.client.person("Dung", shown)
    assert (await dung.get("/me"))["staff"]["name"] == "Dung Tran"
    async with browser(desk) as client:
        await sign_in(client, dung)
    # Neither is kept where it could be read again.
    assert shown["password"] not in (await boss.client.get("/people")).text
    taken = await boss.post("/people", **NEW)
    assert (taken.status_code, taken.json()["error"]["field"]) == (409, "email")


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"email": "nowhere"}, "email", "not an e-mail address"),
        ({"name": "  "}, "name", "empty"),
        ({"name": "x" * 121}, "name", "120"),
        ({"departments": []}, "departments", "technical, billing, sales"),
        ({"departments": ["kitchen"]}, "departments", "'kitchen' is none"),
        ({"level": 0}, "level", "1 to 4"),
        ({"level": 5}, "level", "1 to 4"),
        ({"capacity": 0}, "capacity", "1 to 50"),
        ({"capacity": 51}, "capacity", "1 to 50"),
        ({"role": "boss"}, "role", "agent"),
        ({"languages": []}, "languages", "en or vi"),
        ({"languages": ["English"]}, "languages", "en or vi"),
    ],
)
async def test_what_can_not_be_is_said_with_the_field(
    desk: RunningDesk, values: dict[str, Any], field: str, words: str
) -> None:
    boss, anna = await boss_of(desk), await desk.person("Anna")
    refused = [await boss.post("/people", **{**NEW, **values})]
    if field != "email":
        refused.append(await change(boss, anna, **values))
    for response in refused:
        error = response.json()["error"]
        assert (response.status_code, error["field"]) == (400, field)
        assert words in error["message"]
    assert set(await people_of(boss)) == {boss.email, anna.email}


async def test_a_change_counts_from_the_next_request(desk: RunningDesk) -> None:
    boss, anna = await boss_of(desk), await desk.person("Anna")
    changed = await change(boss, anna, departments=["billing"], level=3, capacity=1)
    assert changed.json()["person"]["departments"] == ["billing"]
    me = (await anna.get("/me"))["staff"]
    assert (me["departments"], me["level"], me["capacity"]) == (["billing"], 3, 1)
    assert (me["name"], me["role"]) == ("Anna", "agent")
    assert (await boss.client.patch("/people/nobody", json={"level": 1})).status_code == 404


async def test_who_has_left_is_out_at_once_and_nobody_waits_for_them(desk: RunningDesk) -> None:
    boss, anna = await boss_of(desk), await desk.person("Anna")
    binh = await desk.person("Binh")
    visitor = await desk.visitor()
    await queue_up(desk, visitor)
    assert (await anna.does("claim", visitor)).status_code == 200
    anna_id = await id_of(anna)
    async with browser(desk) as client:
        await sign_in(client, anna)
        cookies = "; ".join(f"{one.name}={one.value}" for one in client.cookies.jar)
        address = f"{desk.base.replace('http', 'ws')}/api/staff/stream"
        async with connect(address, additional_headers={"Cookie": cookies}, proxy=None) as socket_:
            frames = Frames(socket_)
            await frames.until(lambda frame: "hello" in frame)
            left = await boss.client.patch(f"/people/{anna_id}", json={"active": False})
            assert left.status_code == 200, left.text
            # The open page is told and closed, before it could show anything more.
            await frames.until(lambda frame: "error" in frame)
            with pytest.raises(ConnectionClosed):
                await socket_.recv()
        # Cookie, token and password open nothing any more.
        assert (await client.get("/me")).status_code == 401
        assert (await anna.client.get("/me")).status_code == 401
        again = await client.post("/login", json={"email": anna.email, "password": anna.password})
        unknown = await client.post("/login", json={"email": "x@example.com", "password": "x"})
        assert again.status_code == unknown.status_code == 401
        assert again.json() == unknown.json()
        with pytest.raises(InvalidStatus):
            await connect(address, additional_headers={"Cookie": cookies}, proxy=None)
    state = (await visitor.snapshot())["state"]
    assert state["owner"] == "queue"
    assert any("Anna" in (event.get("text") or "") for event in await visitor.events())
    assert [one["name"] for one in (await binh.get("/colleagues"))["colleagues"]] == [
        "Binh",
        "Boss",
    ]
    # Nobody is passed on to somebody who has left.
    await binh.does("claim", visitor)
    refused = await binh.does("transfer", visitor, staff=anna_id, reason="She knows it.")
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "nobody_to_take_over")
    # Back again: the password is the old one, the API token has to be made anew.
    assert (await boss.client.patch(f"/people/{anna_id}", json={"active": True})).status_code == 200
    async with browser(desk) as client:
        await sign_in(client, anna)
    assert (await anna.client.get("/me")).status_code == 401


async def test_somebody_who_has_left_is_not_present(desk: RunningDesk) -> None:
    boss, anna = await boss_of(desk), await desk.person("Anna")
    visitor = await desk.visitor()
    path = f"/conversations/{visitor.id}/handoff?department=technical"
    assert (await desk.internal("GET", path)).json()["present"] == 1
    await change(boss, anna, active=False)
    assert (await desk.internal("GET", path)).json()["present"] == 0


async def test_whoever_becomes_a_trainer_gives_back_what_they_had(desk: RunningDesk) -> None:
    boss, anna = await boss_of(desk), await desk.person("Anna")
    await desk.person("Binh")
    visitor = await desk.visitor()
    await queue_up(desk, visitor)
    await anna.does("claim", visitor)
    await change(boss, anna, role="trainer")
    await keeper(desk).look()
    assert await visitor.owner() == "queue"
    # A trainer is there to read: visitors are not promised one.
    path = f"/conversations/{visitor.id}/handoff?department=technical"
    assert (await desk.internal("GET", path)).json()["present"] == 1


async def test_the_last_administrator_stays(desk: RunningDesk) -> None:
    boss = await boss_of(desk)
    for values in ({"active": False}, {"role": "agent"}, {"role": "trainer"}):
        refused = await change(boss, boss, **values)
        error = refused.json()["error"]
        assert (refused.status_code, error["code"]) == (409, "last_administrator")
        assert "Make somebody else one first" in error["message"]
    other = await desk.person("Other", role="administrator", presence=None)
    assert (await change(boss, boss, role="agent")).status_code == 200
    assert (await change(other, other, active=False)).status_code == 409


async def test_a_reset_shows_new_credentials_once_and_ends_sessions(desk: RunningDesk) -> None:
    boss, anna = await boss_of(desk), await desk.person("Anna")
    anna_id = await id_of(anna)
    async with browser(desk) as client:
        await sign_in(client, anna)
        reset = (await boss.post(f"/people/{anna_id}/reset")).json()
        assert (await client.get("/me")).status_code == 401
        assert (await anna.client.get("/me")).status_code == 401
        old = await client.post("/login", json={"email": anna.email, "password": anna.password})
        assert old.status_code == 401
        await sign_in(client, desk.client.person("Anna", reset["credentials"]))
    assert (await boss.post("/people/nobody/reset")).status_code == 404
    await boss.client.patch(f"/people/{anna_id}", json={"active": False})
    refused = await boss.post(f"/people/{anna_id}/reset")
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "not_active")


async def test_colleagues_show_who_is_really_there_and_how_busy(desk: RunningDesk) -> None:
    anna, binh = await desk.person("Anna", presence="busy"), await desk.person("Binh", "billing")
    await desk.person("Tra", role="trainer")
    visitor = await desk.visitor()
    await queue_up(desk, visitor)
    await anna.does("claim", visitor)
    async with browser(desk) as client:
        csrf = await sign_in(client, binh)
        await client.put(
            "/me/presence", json={"presence": "online"}, headers={"X-CSRF-Token": csrf}
        )
        listed = await anna.get("/colleagues", language="vi")
        found = {one["name"]: one for one in listed["colleagues"]}
        # A trainer answers nobody.
        assert set(found) == {"Anna", "Binh"}
        assert (found["Anna"]["presence"], found["Anna"]["load"]) == ("busy", 1)
        assert (found["Binh"]["presence"], found["Binh"]["load"]) == ("online", 0)
        assert found["Binh"]["departments"] == ["billing"]
        assert found["Binh"]["capacity"] == 4
        # The page was last seen long ago: what it said has lapsed.
        async with desk.services.database.write() as transaction:
            from desk.staff.presence import do_see

            await do_see(transaction, found["Binh"]["id"], None)
        again = {one["name"]: one for one in (await anna.get("/colleagues"))["colleagues"]}
        assert again["Binh"]["presence"] == "away"
    # Levels are called what the policy calls them (section 4).
    assert [one["title"] for one in listed["levels"]][1] == "Giám sát hoặc trưởng nhóm"
    assert [one["level"] for one in listed["levels"]] == [1, 2, 3, 4]
