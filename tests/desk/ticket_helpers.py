"""Driving tickets through the desk's interface, as customer and as staff."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import httpx
from sqlalchemy import select

from desk.promises.ledger import promises_of
from desk.storage.tables import mails
from tests.clients import Json, Person
from tests.desk.harness import RunningDesk


class Customer:
    """Somebody who has a ticket's link."""

    def __init__(self, desk: RunningDesk, ticket: Json) -> None:
        self.desk = desk
        self.number: str = ticket["number"]
        self.key: str = ticket["key"]

    async def asks(self, method: str, path: str = "", **options: Any) -> httpx.Response:
        """Call something of the ticket with its key, whatever comes of it."""
        params = {"key": self.key, **options.pop("params", {})}
        return await self.desk.http.request(
            method, f"/api/tickets/{self.number}{path}", params=params, **options
        )

    async def page(self) -> Json:
        """What the ticket's page shows."""
        response = await self.asks("GET")
        assert response.status_code == 200, response.text
        document: Json = response.json()
        return document

    async def writes(self, text: str, **more: Any) -> httpx.Response:
        """Write into the ticket, whatever comes of it."""
        body = {"client_id": uuid4().hex, "text": text, **more}
        return await self.asks("POST", "/messages", json=body)

    async def uploads(self, content: bytes, name: str = "a.log") -> httpx.Response:
        """Upload a file for a message to come, whatever comes of it."""
        return await self.asks("POST", "/files", params={"name": name}, content=content)


async def opened(desk: RunningDesk, **form: Any) -> Customer:
    """A ticket that a customer opened on the page."""
    response = await opens(desk, **form)
    assert response.status_code == 201, response.text
    return Customer(desk, response.json())


async def opens(desk: RunningDesk, **form: Any) -> httpx.Response:
    """Send the page's form, whatever comes of it."""
    body = {
        "client_id": uuid4().hex,
        "department": "technical",
        "subject": "The server is down",
        "text": "It has been down for an hour.",
        "language": "en",
        **form,
    }
    return await desk.http.post("/api/tickets", json=body)


async def answers(person: Person, ticket: Customer, text: str = "Done.", **more: Any) -> None:
    """Answer a ticket as staff."""
    body = {"client_id": uuid4().hex, "text": text, **more}
    response = await person.post(f"/tickets/{ticket.number}/messages", **body)
    assert response.status_code == 202, response.text


async def changes(person: Person, ticket: Customer, **fields: Any) -> httpx.Response:
    """Change fields of a ticket as staff, whatever comes of it."""
    return await person.client.patch(f"/tickets/{ticket.number}", json=fields)


async def promised(desk: RunningDesk, ticket: Customer) -> list[tuple[str, str]]:
    """Reason and status of a ticket's promises, oldest first."""
    async with desk.services.database.read() as transaction:
        rows = await promises_of(transaction, ticket=ticket.number)
    # A promise that a move made is reckoned from the same moment as the one that it replaced.
    rows.sort(key=lambda row: (row.opened_at, row.reason == "moved"))
    return [(row.reason, row.status) for row in rows]


async def mailed(desk: RunningDesk) -> list[Any]:
    """Every mail in the outbox, oldest first."""
    async with desk.services.database.read() as transaction:
        return list((await transaction.execute(select(mails).order_by(mails.c.created_at))).all())


def lines(document: Json) -> list[str]:
    """What the desk itself says in a thread."""
    return [
        message["text"] for message in document["messages"] if message["author"]["kind"] == "system"
    ]


def code(response: Any) -> tuple[int, str]:
    """Status and code of a refusal."""
    return response.status_code, response.json()["error"]["code"]
