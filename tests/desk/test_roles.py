"""Every route is asked by everybody: the table in `roles.py` says what each of them gets."""

from __future__ import annotations

import json
from dataclasses import replace
from uuid import uuid4

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Subprotocol

from desk.conversations.model import access_conversation
from desk.conversations.ownership import do_change_owner
from desk.promises.ledger import promises_of
from desk.settings import Settings
from desk.tickets.book import NewTicket, Opened, do_open
from tests.clients import Json, Person, Visitor
from tests.desk.harness import RunningDesk, id_of
from tests.desk.roles import ASKERS, ROUTES, Line, Situation

_MANY = 100_000


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Nobody is slowed down: here it is about who may, not about how often."""
    limits = replace(
        settings.limits,
        conversations_per_address_per_minute=_MANY,
        reads_per_address_per_second=_MANY,
        files_per_address_per_minute=_MANY,
        deeds_per_conversation_per_hour=_MANY,
        mails_per_conversation_per_hour=_MANY,
        tickets_per_conversation_per_hour=_MANY,
        tickets_per_address_per_hour=_MANY,
    )
    return replace(settings, limits=limits)


def test_every_route_has_its_line_and_every_line_its_route(desk: RunningDesk) -> None:
    there = {
        f"{method} /{route.path.lstrip('/')}"
        for route in desk.app.router.routes
        for method in route.methods - {"HEAD", "OPTIONS"}
    }
    assert there - set(ROUTES) == set(), "add a line to tests/desk/roles.py"
    assert set(ROUTES) - there == set(), "no such route any more"


# Who may do what is the same on every database, and there are 700 requests to make.
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_everybody_gets_what_the_table_says(desk: RunningDesk) -> None:
    people = {
        "stranger": await desk.person("Stranger", "billing"),
        "agent": await desk.person("Agent"),
        "lead": await desk.person("Lead", level=2),
        "trainer": await desk.person("Trainer", role="trainer"),
        "administrator": await desk.person("Boss", "sales", role="administrator"),
    }
    house = _House(desk, people)
    await house.prepare()
    wrong = []
    for route, line in ROUTES.items():
        method, template = route.split(" ", 1)
        expected = line.expected.split()
        assert len(expected) == len(ASKERS), route
        for asker, wanted in zip(ASKERS, expected, strict=True):
            status = await house.ask(asker, method, template, line)
            fits = status not in (401, 403) if wanted == "open" else _kind(status) == wanted
            if not fits:
                wrong.append(f"{route}: {asker} got {status}, not {wanted}")
    assert not wrong, "\n".join(wrong)


def _kind(status: int) -> str:
    # A WebSocket that is accepted switches protocols.
    return "ok" if status == 101 or 200 <= status < 300 else str(status)


class _House:
    """Sends each request as each asker, about something fresh."""

    def __init__(self, desk: RunningDesk, people: dict[str, Person]) -> None:
        self._desk = desk
        self._people = people
        self._ids: dict[str, str] = {}

    async def prepare(self) -> None:
        self._ids = {name: await id_of(person) for name, person in self._people.items()}
        # Somebody else's account: changed, reset and signed in with, again and again.
        self._spare = await self._desk.person("Spare", level=2)
        self._spare_id = await id_of(self._spare)

    async def ask(self, asker: str, method: str, template: str, line: Line) -> int:
        visitor = await self._desk.visitor()
        of = await self._situation(asker, visitor, line, template)
        headers = self._headers(asker, visitor)
        address = of.path(template).replace("<name:str>", "nothing.js")
        body = line.body(of) if callable(line.body) else line.body
        params = line.params(of) if callable(line.params) else line.params
        if line.socket:
            return await self._connect(address, headers)
        # Whoever signed in before has gone, with the cookie.
        self._desk.http.cookies.clear()
        response = await self._desk.http.request(
            method,
            address,
            params=params,
            headers=headers,
            content=line.content if body is None else json.dumps(body),
        )
        assert response.status_code < 500 or template == "/ready", response.text
        return response.status_code

    async def _situation(
        self, asker: str, visitor: Visitor, line: Line, template: str
    ) -> Situation:
        services = self._desk.services
        # A trainer has no conversation; it is with somebody then, as for those outside.
        owner = self._ids.get(asker if asker not in ("stranger", "trainer") else "agent")
        async with services.database.write() as transaction:
            new = NewTicket("technical", "Down", "en", visitor_id=visitor.id)
            ticket = await do_open(transaction, services, new)
            # What only some routes need is only made for them: this is done 1,300 times.
            other = await do_open(transaction, services, new) if "/merge" in template else ticket
            [promised] = await promises_of(transaction, ticket=ticket.number)
            conversation = await access_conversation(transaction, visitor.id)
            waiting = await do_change_owner(
                transaction, conversation, "queue", at=services.now(), department="technical"
            )
            if line.where == "own":
                await do_change_owner(
                    transaction,
                    waiting,
                    "staff",
                    at=services.now(),
                    staff_id=owner or self._ids["agent"],
                )
            elif line.where == "bot":
                await do_change_owner(transaction, waiting, "bot", at=services.now())
        if asker in self._people:
            # Present again, whatever was tried before.
            await self._people[asker].put("/me/presence", presence="online")
        file_id = ""
        if "<file_id" in template:
            file_id = await self._file(visitor, ticket, of_ticket="<number" in template)
        person = self._people.get(asker, self._spare)
        return Situation(
            asker=asker,
            email=person.email,
            password=person.password,
            conversation_id=visitor.id,
            number=ticket.number,
            key=ticket.key,
            file_id=file_id,
            staff_id=self._spare_id,
            other=other.number,
            promise_id=promised.id,
            reply_id=await self._reply() if "<reply_id" in template else "",
        )

    async def _reply(self) -> str:
        """A ready reply that nobody has removed yet."""
        boss = self._people["administrator"]
        texts = {"en": "Hello", "vi": "Chào anh/chị"}
        body = {"shortcut": f"r{uuid4().hex[:12]}", "title": "A greeting", "texts": texts}
        added = await boss.post("/replies", **body)
        return str(added.json()["reply"]["id"])

    async def _file(self, visitor: Visitor, ticket: Opened, *, of_ticket: bool) -> str:
        if not of_ticket:
            sent = await visitor.uploads(b"all is well", "log.txt")
            return str(sent.json()["file"]["id"])
        address, key = f"/api/tickets/{ticket.number}", {"key": ticket.key}
        kept = await self._desk.http.post(
            f"{address}/files", params={**key, "name": "log.txt"}, content=b"all is well"
        )
        file_id = str(kept.json()["file"]["id"])
        body = {"client_id": uuid4().hex, "text": "The log", "files": [file_id]}
        said = await self._desk.http.post(f"{address}/messages", params=key, json=body)
        assert said.status_code == 202, said.text
        return file_id

    def _headers(self, asker: str, visitor: Visitor) -> Json:
        if asker == "nobody":
            return {}
        if asker == "visitor":
            return visitor.headers
        return {"Authorization": self._people[asker].client.headers["Authorization"]}

    async def _connect(self, address: str, headers: Json) -> int:
        token = headers.get("Authorization", "").removeprefix("Bearer ")
        offered = [Subprotocol(f"bearer.{token}")] if token and "/staff/" not in address else None
        try:
            async with connect(
                f"{self._desk.base.replace('http', 'ws')}{address}",
                subprotocols=offered,
                additional_headers=headers,
                proxy=None,
            ):
                return 101
        except InvalidStatus as refused:
            return refused.response.status_code
