"""Tickets over HTTP: the customer's page, and the desk's list and thread."""

from __future__ import annotations

import hmac
from typing import Any, Literal

from pydantic import Field
from sanic import Blueprint, HTTPResponse, Request
from sanic_ext import openapi
from sqlalchemy import Row

from desk.api.http import Body, address, answer, read_body, services_of
from desk.conversations.receive import clean
from desk.errors import NotFoundError
from desk.mail.ticket_mails import do_mail_answer
from desk.notify import notify_ticket
from desk.staff.access import Person, access_person, check_answers, may_see
from desk.staff.audit import do_record_action
from desk.storage import Transaction
from desk.tickets.book import (
    STATUSES,
    Status,
    access_ticket,
    do_answer,
    do_set_status,
    search,
)
from desk.tickets.views import customer_json, staff_json, staff_row_json

customer_tickets = Blueprint("customer_tickets", url_prefix="/api/tickets")
staff_tickets = Blueprint("staff_tickets", url_prefix="/api/staff/tickets")


class TicketMessage(Body):
    """An answer to a ticket, or a note between staff."""

    client_id: str = Field(min_length=1, max_length=64)
    text: str
    internal: bool = False


class TicketChange(Body):
    """What may be changed of a ticket."""

    status: Literal["open", "waiting", "on_hold", "solved", "closed"]


@customer_tickets.get("/<number:str>")
@openapi.definition(
    summary="A ticket's status, for the customer who has its key",
    parameter=[{"name": "key", "in": "query", "required": True, "schema": {"type": "string"}}],
    tag="Tickets",
)
async def get_customer_ticket(request: Request[Any, Any], number: str) -> HTTPResponse:
    """404 without the right key, whether or not there is such a ticket."""
    services = services_of(request)
    request.app.ctx.limiter.check(
        f"reads:{address(request)}",
        services.settings.limits.reads_per_address_per_second,
        1,
        "Too many requests from this address at once. Please wait a moment.",
    )
    async with services.database.read() as transaction:
        row = await access_ticket(transaction, number)
        given = request.args.get("key") or ""
        if not hmac.compare_digest(given.encode("utf-8", "replace"), row.key.encode()):
            raise NotFoundError(f"There is no ticket {number}.", code="ticket_not_found")
        return answer(await customer_json(transaction, services, row))


@staff_tickets.get("/")
@openapi.definition(summary="Tickets of one's departments", tag="Staff")
async def list_staff_tickets(request: Request[Any, Any]) -> HTTPResponse:
    """The one changed last first; `status` and `department` narrow it down."""
    services = services_of(request)
    status, department = request.args.get("status"), request.args.get("department")
    async with services.database.read() as transaction:
        person = await access_person(request, transaction)
        departments = None if person.sees_all else list(person.departments)
        if department:
            departments = [department] if may_see(person, department) else []
        rows = await search(
            transaction,
            departments=departments,
            status=status if status in STATUSES else None,
        )
        found = [await staff_row_json(transaction, services, row) for row in rows]
    return answer({"tickets": found})


@staff_tickets.get("/<number:str>")
@openapi.definition(summary="A ticket with its thread", tag="Staff")
async def get_staff_ticket(request: Request[Any, Any], number: str) -> HTTPResponse:
    """The ticket, its messages and the notes between staff."""
    services = services_of(request)
    async with services.database.read() as transaction:
        row = await _access(request, transaction, number)
        return answer(await staff_json(transaction, services, row))


@staff_tickets.post("/<number:str>/messages")
@openapi.definition(
    summary="Answer a ticket, or leave a note in it",
    body={"application/json": TicketMessage.model_json_schema()},
    tag="Staff",
)
async def answer_ticket(request: Request[Any, Any], number: str) -> HTTPResponse:
    """202 with the message's number in the thread; a public answer settles the promise."""
    services = services_of(request)
    body = read_body(request, TicketMessage)
    text = clean(body.text, services.settings.limits.message_characters)
    async with services.database.write() as transaction:
        row = await _access(request, transaction, number)
        person = await access_person(request, transaction)
        check_answers(person)
        seq = await do_answer(
            transaction,
            row,
            at=services.now(),
            staff_id=person.id,
            staff_name=person.name,
            text=text,
            internal=body.internal,
            client_id=body.client_id,
        )
        if seq > row.last_seq and not body.internal:
            await do_mail_answer(transaction, services, row, person.name, text)
        if seq > row.last_seq:
            done = "ticket_note" if body.internal else "answer_ticket"
            await do_record_action(transaction, services, person.id, done, row.number)
    await notify_ticket(services.bus, row.number)
    return answer({"seq": seq}, status=202)


@staff_tickets.patch("/<number:str>")
@openapi.definition(
    summary="Change a ticket's status",
    body={"application/json": TicketChange.model_json_schema()},
    tag="Staff",
)
async def change_ticket(request: Request[Any, Any], number: str) -> HTTPResponse:
    """The ticket as it is then."""
    services = services_of(request)
    status: Status = read_body(request, TicketChange).status
    async with services.database.write() as transaction:
        row = await _access(request, transaction, number)
        person = await access_person(request, transaction)
        check_answers(person)
        await do_set_status(transaction, row.number, status, services.now())
        await do_record_action(
            transaction, services, person.id, "ticket_status", row.number, {"status": status}
        )
        changed = await access_ticket(transaction, row.number)
        document = await staff_json(transaction, services, changed)
    await notify_ticket(services.bus, row.number)
    return answer(document)


async def _access(request: Request[Any, Any], transaction: Transaction, number: str) -> Row[Any]:
    """The ticket, if whoever asks serves its department; else it is not there for them."""
    person: Person = await access_person(request, transaction)
    row = await access_ticket(transaction, number)
    if not may_see(person, row.department):
        raise NotFoundError(f"There is no ticket {number}.", code="ticket_not_found")
    return row
