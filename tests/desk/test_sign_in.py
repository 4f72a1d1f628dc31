"""Guessing passwords is slow wherever it is done from; sessions end, and nobody plants one."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
from argon2 import PasswordHasher
from sqlalchemy import select, update

from desk.settings import Limits, Settings
from desk.staff.attempts import do_count_attempt
from desk.storage.tables import audit_log, login_failures, staff, staff_sessions
from tests.clients import Person
from tests.desk.conftest import start
from tests.desk.harness import RunningDesk, ScriptedEngine, browser, id_of, sign_in

LIMITS = Limits()
HERE = "127.0.0.1"
GOOD = "seven rivers and a lamp"


async def fails(desk: RunningDesk, email: str, address: str, times: int) -> None:
    """As many failures, seen from another address."""
    async with desk.services.database.write() as transaction:
        for _ in range(times):
            await do_count_attempt(transaction, desk.services, email, address)


async def tries(client: httpx.AsyncClient, email: str, password: str = "wrong") -> httpx.Response:
    return await client.post("/login", json={"email": email, "password": password})


async def test_failures_are_counted_beyond_a_restart(
    settings: Settings, engine: ScriptedEngine
) -> None:
    async with start(settings, engine) as desk, browser(desk) as client:
        anna = await desk.person("Anna")
        for _ in range(LIMITS.logins_per_address_and_email):
            assert (await tries(client, anna.email)).status_code == 401
    async with start(settings, engine) as desk, browser(desk) as client:
        limited = await tries(client, anna.email, anna.password)
        assert limited.status_code == 429
        assert 60 < int(limited.headers["Retry-After"]) <= LIMITS.logins_seconds


async def test_many_addresses_together_are_no_way_around(desk: RunningDesk) -> None:
    anna = await desk.person("Anna")
    per_address = LIMITS.logins_per_address_and_email - 1
    for number in range(LIMITS.logins_per_email // per_address):
        await fails(desk, anna.email, f"192.0.2.{number}", per_address)
    async with browser(desk) as client:
        limited = await tries(client, anna.email, anna.password)
        assert limited.status_code == 429
        assert LIMITS.logins_seconds < int(limited.headers["Retry-After"])
        # Somebody else signs in as always.
        await sign_in(client, await desk.person("Binh"))


async def test_many_people_from_one_address_are_no_way_around(desk: RunningDesk) -> None:
    anna = await desk.person("Anna")
    for number in range(LIMITS.logins_per_address):
        await fails(desk, f"nobody{number}@example.com", HERE, 1)
    async with browser(desk) as client:
        assert (await tries(client, anna.email, anna.password)).status_code == 429


async def test_an_address_that_nobody_has_is_limited_alike(desk: RunningDesk) -> None:
    anna = await desk.person("Anna")
    async with browser(desk) as client:
        answers = {}
        for email in (anna.email, "nobody@example.com"):
            found = [await tries(client, email) for _ in range(6)]
            answers[email] = [(one.status_code, one.json()) for one in found]
            assert found[-1].headers["Retry-After"]
    known, unknown = answers.values()
    assert known == unknown
    assert [status for status, _ in known] == [401] * 5 + [429]


async def test_many_guesses_at_once_are_not_more(desk: RunningDesk) -> None:
    anna = await desk.person("Anna")
    async with browser(desk) as client:
        found = await asyncio.gather(*(tries(client, anna.email) for _ in range(15)))
    statuses = sorted(one.status_code for one in found)
    assert statuses == [401] * 5 + [429] * 10


async def test_a_success_forgives_this_address_only(desk: RunningDesk) -> None:
    anna = await desk.person("Anna")
    await fails(desk, anna.email, "192.0.2.1", 4)
    async with browser(desk) as client:
        for _ in range(4):
            await tries(client, anna.email)
        await sign_in(client, anna)
    async with desk.services.database.read() as transaction:
        left = (await transaction.execute(select(login_failures.c.address))).scalars().all()
    assert left == ["192.0.2.1"] * 4


async def test_failures_are_forgotten_when_their_time_is_over(desk: RunningDesk) -> None:
    anna = await desk.person("Anna")
    await fails(desk, anna.email, HERE, 5)
    async with browser(desk) as client:
        assert (await tries(client, anna.email, anna.password)).status_code == 429
        async with desk.services.database.write() as transaction:
            before = desk.services.real_now() - timedelta(seconds=LIMITS.logins_wide_seconds + 1)
            await transaction.execute(update(login_failures).values(at=before))
        await sign_in(client, anna)


async def test_failures_are_on_record_without_the_password(desk: RunningDesk) -> None:
    anna = await desk.person("Anna")
    async with browser(desk) as client:
        await tries(client, anna.email, "hunter2-secret")
        # Somebody typed the password where the address belongs.
        await tries(client, "hunter2-secret", "x")
    async with desk.services.database.read() as transaction:
        rows = (
            await transaction.execute(
                select(audit_log).where(audit_log.c.action == "login_failed").order_by("id")
            )
        ).all()
    assert [(row.subject, row.data["address"]) for row in rows] == [(anna.email, HERE), ("", HERE)]
    assert "hunter2" not in str(rows)


async def test_a_password_is_hashed_anew_when_the_parameters_are_others(desk: RunningDesk) -> None:
    anna = await desk.person("Anna")
    weak = PasswordHasher(time_cost=1, memory_cost=32, parallelism=1)

    async def kept() -> str:
        async with desk.services.database.read() as transaction:
            query = select(staff.c.password_hash).where(staff.c.email == anna.email)
            return str((await transaction.execute(query)).scalar_one())

    async with desk.services.database.write() as transaction:
        await transaction.execute(
            update(staff)
            .where(staff.c.email == anna.email)
            .values(password_hash=weak.hash(anna.password))
        )
    async with browser(desk) as client:
        assert (await tries(client, anna.email)).status_code == 401
        assert "m=32," in await kept()
        await sign_in(client, anna)
        better = await kept()
        assert "m=32," not in better
        await sign_in(client, anna)
        assert await kept() == better


async def test_signing_in_makes_a_new_session_and_ends_the_one_before(desk: RunningDesk) -> None:
    anna = await desk.person("Anna")
    async with browser(desk) as client, browser(desk) as other:
        # A session that somebody planted in the browser is never taken up.
        client.cookies.set("frontdesk_session", "planted", domain="127.0.0.1", path="/")
        response = await tries(client, anna.email, anna.password)
        cookie = response.headers["Set-Cookie"]
        assert "planted" not in cookie
        for part in ("HttpOnly", "SameSite=Strict", "Path=/"):
            assert part.lower() in cookie.lower()
        other.cookies.set("frontdesk_session", "planted", domain="127.0.0.1", path="/")
        assert (await other.get("/me")).status_code == 401
        first = response.cookies["frontdesk_session"]
        again = await client.post(
            "/login",
            json={"email": anna.email, "password": anna.password},
            headers={"Cookie": f"frontdesk_session={first}"},
        )
        assert again.cookies["frontdesk_session"] != first
        gone = await other.get("/me", headers={"Cookie": f"frontdesk_session={first}"})
        assert gone.status_code == 401


async def test_a_form_on_another_site_signs_nobody_in(desk: RunningDesk) -> None:
    anna = await desk.person("Anna")
    async with browser(desk) as client:
        client.headers["Origin"] = "https://evil.example"
        refused = await tries(client, anna.email, anna.password)
        assert (refused.status_code, refused.json()["error"]["code"]) == (403, "foreign_origin")


async def passes(desk: RunningDesk, hours: float) -> None:
    """So long nothing happens in any session."""
    gone = timedelta(hours=hours)
    async with desk.services.database.write() as transaction:
        for row in (await transaction.execute(select(staff_sessions))).all():
            await transaction.execute(
                update(staff_sessions)
                .where(staff_sessions.c.token_hash == row.token_hash)
                .values(created_at=row.created_at - gone, expires_at=row.expires_at - gone)
            )


async def test_a_session_ends_two_hours_after_it_was_last_used(desk: RunningDesk) -> None:
    anna = await desk.person("Anna")
    async with browser(desk) as client:
        await sign_in(client, anna)
        for _ in range(3):
            await passes(desk, 1.5)
            assert (await client.get("/me")).status_code == 200
        await passes(desk, 2.1)
        assert (await client.get("/me")).status_code == 401


async def test_a_session_ends_after_twelve_hours_whatever_happens(desk: RunningDesk) -> None:
    anna = await desk.person("Anna")
    async with browser(desk) as client:
        await sign_in(client, anna)
        for _ in range(7):
            await passes(desk, 1.6)
            assert (await client.get("/me")).status_code == 200
        await passes(desk, 0.9)
        assert (await client.get("/me")).status_code == 401


@pytest.fixture
def busy_settings(settings: Settings) -> Settings:
    return replace(settings, timings=replace(settings.timings, heartbeat_s=0.05))


async def test_an_open_page_keeps_its_session_alive(
    busy_settings: Settings, engine: ScriptedEngine
) -> None:
    from websockets.asyncio.client import connect

    from tests.clients import Frames

    async with start(busy_settings, engine) as desk, browser(desk) as client:
        anna = await desk.person("Anna", presence=None)
        await sign_in(client, anna)
        await passes(desk, 1.5)
        [cookie] = client.cookies.jar
        async with connect(
            f"{desk.base.replace('http', 'ws')}/api/staff/stream",
            additional_headers={"Cookie": f"{cookie.name}={cookie.value}"},
            proxy=None,
        ) as socket_:
            frames = Frames(socket_)
            await frames.until(lambda frame: "ping" in frame)
            # Half an hour was left: the page has moved the end.
            await passes(desk, 0.6)
            assert (await client.get("/me")).status_code == 200
            # And when the session ends all the same, the page does not go on showing things.
            await passes(desk, 12)
            await frames.until(lambda frame: "error" in frame)


async def with_session(client: httpx.AsyncClient, person: Person) -> dict[str, str]:
    return {"X-CSRF-Token": await sign_in(client, person)}


async def test_a_new_password_ends_every_other_session(desk: RunningDesk) -> None:
    anna = await desk.person("Anna", presence=None)
    async with browser(desk) as here, browser(desk) as there:
        headers = await with_session(here, anna)
        await with_session(there, anna)
        sessions = (await here.get("/me/sessions")).json()["sessions"]
        assert sorted(one["current"] for one in sessions) == [False, True]
        changed = await here.put(
            "/me/password", json={"current": anna.password, "new": GOOD}, headers=headers
        )
        assert (changed.status_code, changed.json()) == (200, {"sessions_ended": 1})
        assert (await here.get("/me")).status_code == 200
        assert (await there.get("/me")).status_code == 401
        assert (await tries(there, anna.email, anna.password)).status_code == 401
        assert (await tries(there, anna.email, GOOD)).status_code == 200


@pytest.mark.parametrize(
    ("current", "new", "field", "code"),
    [
        ("wrong", GOOD, "current", "password_wrong"),
        (None, "too short", "new", "password_short"),
        (None, "anna@example.com", "new", "password_email"),
        (None, "password2026", "new", "password_common"),
    ],
)
async def test_a_password_that_is_not_taken_is_said_with_the_field(
    desk: RunningDesk, current: str | None, new: str, field: str, code: str
) -> None:
    anna = await desk.person("Anna", presence=None)
    async with browser(desk) as client:
        headers = await with_session(client, anna)
        body = {"current": current or anna.password, "new": new}
        refused = await client.put("/me/password", json=body, headers=headers)
        error = refused.json()["error"]
        assert (refused.status_code, error["field"], error["code"]) == (400, field, code)
        assert (await tries(client, anna.email, anna.password)).status_code == 200


async def test_guessing_the_current_password_is_limited_as_signing_in(desk: RunningDesk) -> None:
    anna = await desk.person("Anna", presence=None)
    async with browser(desk) as client:
        headers = await with_session(client, anna)
        statuses = [
            (
                await client.put(
                    "/me/password", json={"current": f"guess {n}", "new": GOOD}, headers=headers
                )
            ).status_code
            for n in range(6)
        ]
    assert statuses == [400] * 5 + [429]


async def test_one_signs_out_everywhere_else(desk: RunningDesk) -> None:
    anna, binh = await desk.person("Anna"), await desk.person("Binh")
    async with browser(desk) as here, browser(desk) as there, browser(desk) as others:
        headers = await with_session(here, anna)
        await with_session(there, anna)
        await with_session(others, binh)
        ended = await here.delete("/me/sessions", headers=headers)
        assert ended.json() == {"sessions_ended": 1}
        assert (await here.get("/me")).status_code == 200
        assert (await there.get("/me")).status_code == 401
        assert (await others.get("/me")).status_code == 200
    assert await id_of(anna)
