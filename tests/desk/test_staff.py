"""Signing in, what a session may do, and what it may not."""

from __future__ import annotations

import pytest

from tests.desk.harness import RunningDesk, browser, queue_up, sign_in


async def test_a_session_signs_in_works_with_csrf_and_ends(desk: RunningDesk) -> None:
    anna = await desk.person("Anna", presence=None)
    async with browser(desk) as client:
        assert (await client.get("/me")).status_code == 401
        assert (await client.get("/session")).json() == {"staff": None, "csrf": None}
        csrf = await sign_in(client, anna)
        cookie = client.cookies.jar
        assert any(one.has_nonstandard_attr("HttpOnly") for one in cookie)
        me = (await client.get("/me")).json()
        assert (me["staff"]["name"], me["csrf"]) == ("Anna", csrf)
        assert (await client.get("/session")).json() == me
        body = {"presence": "online"}
        for headers in ({}, {"X-CSRF-Token": "guess"}):
            refused = await client.put("/me/presence", json=body, headers=headers)
            assert (refused.status_code, refused.json()["error"]["code"]) == (403, "csrf")
        headers = {"X-CSRF-Token": csrf}
        assert (await client.put("/me/presence", json=body, headers=headers)).status_code == 200
        assert (await client.post("/logout", headers=headers)).status_code == 204
        assert (await client.get("/me")).status_code == 401


async def test_a_wrong_password_and_an_unknown_address_look_alike_and_are_limited(
    desk: RunningDesk,
) -> None:
    anna = await desk.person("Anna")
    async with browser(desk) as client:
        answers = [
            await client.post("/login", json={"email": email, "password": "wrong"})
            for email in (anna.email, "nobody@example.com")
        ]
        assert {answer.status_code for answer in answers} == {401}
        assert answers[0].json() == answers[1].json()
        for _ in range(4):
            await client.post("/login", json={"email": anna.email, "password": "wrong"})
        limited = await client.post("/login", json={"email": anna.email, "password": anna.password})
        assert limited.status_code == 429
        assert int(limited.headers["Retry-After"]) > 60


async def test_presence_from_a_page_lapses_and_from_a_token_holds(desk: RunningDesk) -> None:
    anna = await desk.person("Anna", presence=None)
    visitor = await desk.visitor()
    path = f"/conversations/{visitor.id}/handoff?department=technical"

    async def present() -> int:
        return int((await desk.internal("GET", path)).json()["present"])

    async with browser(desk) as client:
        csrf = await sign_in(client, anna)
        await client.put(
            "/me/presence", json={"presence": "online"}, headers={"X-CSRF-Token": csrf}
        )
        assert await present() == 1
        # As after the lapse: the page was last seen long ago.
        async with desk.services.database.write() as transaction:
            from desk.staff.presence import do_see

            me = (await client.get("/me")).json()["staff"]["id"]
            await do_see(transaction, me, None)
        assert await present() == 0
    await anna.put("/me/presence", presence="busy")
    assert await present() == 1


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/me"),
        ("GET", "/queue"),
        ("GET", "/conversations"),
        ("GET", "/conversations/x"),
        ("GET", "/conversations/x/events"),
        ("POST", "/conversations/x/claim"),
        ("POST", "/conversations/x/notes"),
        ("GET", "/tickets"),
        ("GET", "/tickets/TK-2026-000001"),
        ("PATCH", "/tickets/TK-2026-000001"),
        ("GET", "/stream"),
    ],
)
async def test_nothing_of_staff_opens_without_signing_in(
    desk: RunningDesk, method: str, path: str
) -> None:
    body = {"text": "x", "status": "open", "client_id": "c"}
    async with browser(desk) as client:
        for headers in ({}, {"Authorization": "Bearer guess"}):
            response = await client.request(method, path, json=body, headers=headers)
            assert response.status_code == 401
            assert response.json()["error"]["message"]


async def test_departments_keep_to_themselves_and_an_administrator_sees_all(
    desk: RunningDesk,
) -> None:
    anna, binh = await desk.person("Anna"), await desk.person("Binh", "billing")
    boss = await desk.person("Boss", "sales", role="administrator")
    visitor = await desk.visitor()
    await queue_up(desk, visitor)
    assert len((await anna.get("/conversations", view="queue"))["conversations"]) == 1
    assert (await binh.get("/conversations", view="queue"))["conversations"] == []
    assert (await binh.does("claim", visitor)).status_code == 404
    assert len((await boss.get("/queue"))["conversations"]) == 1
    assert (await anna.client.get("/conversations", params={"view": "x"})).status_code == 400
