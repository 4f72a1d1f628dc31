"""Somebody is called when a visitor waits and no page of the desk is open."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import select, update

from desk.errors import UsageError
from desk.queue.alerts import AppriseCaller, call_people, notice_unattended
from desk.settings import Settings, alert_urls
from desk.storage.tables import alerts, mails, staff
from tests.clients import Person
from tests.desk.harness import RunningDesk, later, queue_up
from tests.desk.test_queue import ask_for_person


class Pager:
    """A service that takes calls as JSON over HTTP, or refuses them."""

    def __init__(self) -> None:
        self.calls: list[dict[str, Any]] = []
        self.status = 200
        pager = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if pager.status == 200:
                    pager.calls.append(json.loads(body))
                self.send_response(pager.status)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"json://127.0.0.1:{self.server.server_port}/"


@pytest.fixture
def pager() -> Iterator[Pager]:
    one = Pager()
    thread = Thread(target=one.server.serve_forever)
    thread.start()
    yield one
    one.server.shutdown()
    thread.join()
    one.server.server_close()


async def mailed(desk: RunningDesk) -> list[tuple[str, str]]:
    async with desk.services.database.read() as transaction:
        query = select(mails.c.recipient, mails.c.subject).order_by(mails.c.recipient)
        return [(row.recipient, row.subject) for row in (await transaction.execute(query)).all()]


async def by_page(desk: RunningDesk, person: Person, *, open_now: bool) -> None:
    """As if the person's presence came from a page, open or closed a while ago."""
    seen = desk.services.real_now() if open_now else None
    async with desk.services.database.write() as transaction:
        await transaction.execute(
            update(staff)
            .where(staff.c.email == person.email)
            .values(presence_holds=False, seen_at=seen)
        )


async def test_who_asks_for_a_person_where_nobody_is_has_people_called_by_mail(
    desk: RunningDesk,
) -> None:
    await desk.person("Anna", presence="away")
    await desk.person("Binh", "billing", presence="away")
    visitor = await desk.visitor()
    found = await ask_for_person(desk, visitor)
    assert found["why"] == "nobody_present"
    subject = "A visitor asked for Technical, and nobody was there"
    assert await mailed(desk) == [("anna@example.com", subject)]
    # Asked again a moment later, nobody is called twice.
    await ask_for_person(desk, visitor)
    assert len(await mailed(desk)) == 1


async def test_the_mail_leads_to_the_conversation_and_holds_none_of_its_words(
    desk: RunningDesk,
) -> None:
    await desk.person("Anna", presence="away")
    visitor = await desk.visitor()
    await visitor.answer_to(await visitor.say("my database lost everything"))
    await ask_for_person(desk, visitor)
    async with desk.services.database.read() as transaction:
        text = (await transaction.execute(select(mails.c.text))).scalar_one()
    assert f"http://desk.example/desk#chats/{visitor.id}" in text
    assert "database" not in text


async def test_closed_is_no_reason_to_wake_anybody(desk: RunningDesk) -> None:
    later(desk, hours=12)
    await desk.person("Binh", "billing", presence="away")
    found = await ask_for_person(desk, await desk.visitor(), "billing")
    assert found["why"] == "closed"
    assert await mailed(desk) == []


async def test_a_wait_with_no_page_open_has_somebody_called_once(
    desk: RunningDesk, pager: Pager
) -> None:
    """Presence that a program holds is no page that anybody looks at."""
    await desk.person("Anna")
    desk.app.ctx.services = replace(
        desk.services, settings=replace(desk.services.settings, alert_urls=(pager.url,))
    )
    services = desk.app.ctx.services
    visitor = await desk.visitor()
    await queue_up(desk, visitor)
    await notice_unattended(services)
    caller = AppriseCaller(services.settings.alert_urls)
    assert await call_people(services, caller) == 0, "half a minute is left first"
    later(desk, seconds=31)
    services = desk.app.ctx.services
    await notice_unattended(services)
    await notice_unattended(services)
    assert await call_people(services, caller) == 1
    [call] = pager.calls
    assert call["title"] == "A visitor is waiting for Technical"
    assert visitor.id in call["message"]
    assert await call_people(services, caller) == 0
    assert await mailed(desk) == []


async def test_a_service_that_is_away_is_tried_again(desk: RunningDesk, pager: Pager) -> None:
    await desk.person("Anna", presence="away")
    settings = replace(desk.services.settings, alert_urls=(pager.url,))
    desk.app.ctx.services = services = replace(desk.services, settings=settings)
    await ask_for_person(desk, await desk.visitor())
    caller = AppriseCaller(settings.alert_urls)
    pager.status = 503
    assert await call_people(services, caller) == 0
    pager.status = 200
    async with desk.services.database.write() as transaction:
        [row] = (await transaction.execute(select(alerts))).all()
        assert (row.status, row.attempts) == ("waiting", 1)
        await transaction.execute(update(alerts).values(next_at=row.at))
    assert await call_people(services, caller) == 1
    assert len(pager.calls) == 1


async def test_an_open_page_is_enough(desk: RunningDesk) -> None:
    anna = await desk.person("Anna")
    await by_page(desk, anna, open_now=True)
    await queue_up(desk, await desk.visitor())
    later(desk, minutes=5)
    await notice_unattended(desk.app.ctx.services)
    assert await mailed(desk) == []


@pytest.mark.parametrize("url", ["nonsense", "carrier-pigeon://roof", "http//x"])
def test_an_address_that_cannot_be_called_is_refused_at_start(url: str) -> None:
    with pytest.raises(UsageError, match=r"ALERT_URLS: address 2 .*none that Apprise understands"):
        alert_urls(f"json://localhost/ {url}")


def test_the_refusal_does_not_repeat_a_password() -> None:
    with pytest.raises(UsageError) as refused:
        alert_urls("pigeon://me:secret@roof")
    assert "secret" not in str(refused.value)


def test_the_settings_read_the_addresses(settings: Settings) -> None:
    environ = {"DATA_DIR": str(settings.data_dir), "ALERT_URLS": "json://a/\n json://b/"}
    assert Settings.load(environ, settings.root).alert_urls == ("json://a/", "json://b/")
