"""Metrics: what they count, that no label grows without end, and who may read them."""

from __future__ import annotations

import re
from dataclasses import replace
from uuid import uuid4

import pytest
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families

from desk.settings import Settings
from desk.storage import Database
from tests.desk.conftest import start
from tests.desk.harness import RunningDesk, ScriptedEngine, keeper, later, queue_up
from tests.desk.test_tickets import open_ticket

Figures = dict[tuple[str, frozenset[tuple[str, str]]], float]


async def figures(desk: RunningDesk) -> Figures:
    response = await desk.http.get("/metrics")
    assert response.status_code == 200, response.text
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(response.text)
        for sample in family.samples
    }


def of(found: Figures, name: str, **labels: str) -> float:
    return found[f"frontdesk_{name}", frozenset(labels.items())]


async def test_what_happens_is_counted(desk: RunningDesk) -> None:
    anna = await desk.person("Anna", "technical")
    visitor = await desk.visitor()
    await visitor.answer_to(await visitor.say("hello"))
    desk.engine.reply = lambda _: ""
    await visitor.answer_to(await visitor.say("are you there"))
    desk.engine.reply = lambda _: "Yes."
    await queue_up(desk, visitor)
    later(desk, minutes=7)
    found = await figures(desk)
    assert of(found, "queue_length", department="technical") == 1
    assert of(found, "queue_length", department="billing") == 0
    assert of(found, "queue_longest_wait_seconds", department="technical") == pytest.approx(
        435, abs=15
    )
    assert of(found, "people_present", department="technical") == 1
    assert of(found, "people_present", department="sales") == 0

    await anna.does("claim", visitor)
    for client_id in ("twice", "twice", "once"):
        await anna.does("messages", visitor, client_id=client_id, text="Hello.")
    async with visitor.stream() as frames:
        await frames.until(lambda frame: "state" in frame)
        found = await figures(desk)
        assert of(found, "websockets_open", audience="visitor") == 1
        assert of(found, "websockets_open", audience="staff") == 0
    assert of(found, "messages_total", author="visitor") == 3
    assert of(found, "messages_total", author="assistant") == 2
    assert of(found, "messages_total", author="staff") == 2
    assert of(found, "turns_total", outcome="done") == 2
    assert of(found, "turns_total", outcome="failed") == 1
    assert of(found, "turn_seconds_count", outcome="done") == 2
    assert of(found, "queue_length", department="technical") == 0
    assert of(found, "database_up") == 1
    [build] = [labels for name, labels in found if name == "frontdesk_build_info"]
    assert {name for name, _ in build} == {"version", "python"}


async def test_promises_are_open_then_overdue_then_neither(desk: RunningDesk) -> None:
    anna = await desk.person("Anna", "technical")
    ticket = await open_ticket(desk, await desk.visitor(), "technical", email="a@example.com")

    async def stand() -> tuple[float, float]:
        found = await figures(desk)
        return (
            of(found, "promises_open", department="technical"),
            of(found, "promises_overdue", department="technical"),
        )

    assert await stand() == (1, 0)
    assert of(await figures(desk), "mails", status="waiting") == 1
    later(desk, hours=4)
    # Before and after the keeper has marked it.
    assert await stand() == (0, 1)
    await keeper(desk).look()
    assert await stand() == (0, 1)
    assert of(await figures(desk), "mails", status="waiting") == 0
    note = {"client_id": uuid4().hex, "text": "between us", "internal": True}
    await anna.post(f"/tickets/{ticket['number']}/messages", **note)
    assert await stand() == (0, 1)
    await anna.post(f"/tickets/{ticket['number']}/messages", client_id=uuid4().hex, text="Done.")
    assert await stand() == (0, 0)


async def test_no_label_holds_an_id_or_what_a_client_invents(desk: RunningDesk) -> None:
    visitor = await desk.visitor()
    await visitor.snapshot()
    await visitor.snapshot(wait=1, after=0)
    await desk.http.get("/t/TK-2026-000001", params={"key": "secret"})
    for path in ("/nowhere", "/api/conversations/../x", "/%00", "/assets/none.js"):
        await desk.http.get(path)
    await desk.http.request("BREW", "/nowhere")
    wrong = {"email": "someone@example.com", "password": "wrong"}
    statuses = [
        (await desk.http.post("/api/staff/login", json=wrong)).status_code for _ in range(7)
    ]
    text = (await desk.http.get("/metrics")).text
    assert visitor.id not in text
    assert not re.search(r"[0-9a-f]{32}|secret|someone|TK-|BREW|nowhere", text)
    found = await figures(desk)
    routes = {
        value
        for name, labels in found
        for label, value in labels
        if name == "frontdesk_requests_total" and label == "route"
    }
    assert {
        "none",
        "/api/conversations",
        "/api/conversations/<conversation_id>/events",
        "/api/conversations/<conversation_id>/events?wait",
        "/t/<number>",
    } <= routes
    events = "/api/conversations/<conversation_id>/events"
    assert of(found, "requests_total", method="GET", route=events, status="200") == 1
    assert of(found, "request_seconds_count", method="GET", route=events) == 1
    assert of(found, "login_failures_total", reason="wrong") == statuses.count(401) > 0
    assert of(found, "login_failures_total", reason="limited") == statuses.count(429) > 0


@pytest.mark.parametrize(
    ("token", "headers", "status"),
    [
        (None, {}, 200),
        # A proxy on this machine passes on what comes from elsewhere.
        (None, {"X-Forwarded-For": "203.0.113.7"}, 403),
        (None, {"Forwarded": "for=203.0.113.7"}, 403),
        (None, {"X-Real-IP": "203.0.113.7"}, 403),
        (None, {"Authorization": "Bearer guess"}, 200),
        ("token", {}, 401),
        ("token", {"Authorization": "Bearer guess"}, 401),
        ("token", {"Authorization": "Bearer token"}, 200),
        ("token", {"Authorization": "Bearer token", "X-Forwarded-For": "203.0.113.7"}, 200),
    ],
)
async def test_metrics_are_for_this_machine_or_for_the_bearer(
    settings: Settings,
    engine: ScriptedEngine,
    token: str | None,
    headers: dict[str, str],
    status: int,
) -> None:
    async with start(replace(settings, metrics_token=token), engine) as desk:
        response = await desk.http.get("/metrics", headers=headers)
    assert response.status_code == status
    assert ("frontdesk_" in response.text) == (status == 200)


async def test_each_desk_counts_for_itself(desk: RunningDesk, engine: ScriptedEngine) -> None:
    other = start(desk.services.settings, engine)
    await desk.visitor()
    found = await figures(desk)
    route = {"method": "POST", "route": "/api/conversations", "status": "201"}
    assert of(found, "requests_total", **route) == 1
    assert b"/api/conversations" not in generate_latest(other.services.metrics.registry)


async def test_without_the_database_the_process_still_tells(desk: RunningDesk) -> None:
    gone = Database("sqlite+aiosqlite:////nowhere/desk.db")
    desk.app.ctx.services = replace(desk.services, database=gone)
    found = await figures(desk)
    assert of(found, "database_up") == 0
    assert of(found, "turns_total", outcome="done") == 0
    assert not any(name == "frontdesk_queue_length" for name, _ in found)
    desk.app.ctx.services = desk.services
    await gone.close()
