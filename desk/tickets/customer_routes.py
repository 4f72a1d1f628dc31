"""The customer's side of tickets over HTTP: opening, following, answering, calling it solved."""

from __future__ import annotations

from hashlib import sha256
from json import dumps
from typing import Any

from pydantic import Field
from sanic import Blueprint, HTTPResponse, Request
from sanic.response import empty
from sanic_ext import openapi

from desk.api.http import CLIENT_ID, Body, OptionalText, address, answer, read_body, services_of
from desk.conversations.receive import clean
from desk.mail.addresses import checked_email
from desk.notify import notify_ticket
from desk.privacy.masking import mask
from desk.storage import Transaction
from desk.tickets.access import KEY, access_by_key, access_to_write, check_reads
from desk.tickets.book import SUBJECT_CHARACTERS, NewTicket
from desk.tickets.files import MOST_FILES, do_attach
from desk.tickets.opening import do_note_masked, do_open_on_page
from desk.tickets.routes import check_department
from desk.tickets.status import CUSTOMER, do_change_status, do_hear_customer, ended
from desk.tickets.thread import customer_name, do_append, written_before
from desk.tickets.views import customer_json

customer_tickets = Blueprint("customer_tickets", url_prefix="/api/tickets")

_HOUR_S = 3_600
_TOO_OFTEN = "That was done too often. Please wait a while."


class NewCustomerTicket(Body):
    """The form of the ticket page."""

    # It leads to the ticket's key for a day, so it must be hard to guess.
    client_id: str = Field(pattern=CLIENT_ID, min_length=16)
    department: str = Field(max_length=40)
    subject: str = Field(min_length=1, max_length=SUBJECT_CHARACTERS)
    text: str = Field(min_length=1)
    email: OptionalText = Field(None, max_length=254)
    language: OptionalText = Field(None, max_length=35)


class CustomerMessage(Body):
    """What the customer writes into a ticket; `files` were uploaded before."""

    client_id: str = Field(pattern=CLIENT_ID)
    text: str = ""
    files: list[str] = Field(default_factory=list, max_length=MOST_FILES)


@customer_tickets.post("/")
@openapi.definition(
    summary="Open a ticket without a chat",
    description="The same client_id again opens no second one. A confirmation goes by mail.",
    body={"application/json": NewCustomerTicket.model_json_schema()},
    tag="Tickets",
)
async def open_ticket(request: Request[Any, Any]) -> HTTPResponse:
    """201 with number, key, address and promise."""
    services = services_of(request)
    check_reads(request)
    limits, limiter = services.settings.limits, request.app.ctx.limiter
    form = read_body(request, NewCustomerTicket)
    check_department(services, form.department)
    email = checked_email(form.email) if form.email else None
    new = NewTicket(
        department=form.department,
        subject=" ".join(clean(form.subject, SUBJECT_CHARACTERS).split()),
        details=clean(form.text, limits.message_characters),
        email=email,
        language=services.texts.language(form.language),
        client_id=form.client_id,
    )

    def check() -> None:
        most = limits.tickets_per_address_per_hour
        limiter.check(f"ticket_open:{address(request)}", most, _HOUR_S, _TOO_OFTEN)
        if email:
            # Nobody's mailbox is filled by somebody else who types its address.
            most = limits.tickets_per_email_per_hour
            limiter.check(f"ticket_mail:{email.casefold()}", most, _HOUR_S, _TOO_OFTEN)

    async with services.database.write() as transaction:
        opening = await do_open_on_page(transaction, services, new, check)
    if opening.new:
        await notify_ticket(services.bus, opening.number)
    return answer(opening.document, status=201)


@customer_tickets.get("/<number:str>")
@openapi.definition(
    summary="A ticket's status, for the customer who has its key",
    description="With If-None-Match, 304 while nothing has changed.",
    parameter=[KEY, {"name": "language", "in": "query", "schema": {"type": "string"}}],
    tag="Tickets",
)
async def get_customer_ticket(request: Request[Any, Any], number: str) -> HTTPResponse:
    """404 without the right key, whether or not there is such a ticket."""
    services = services_of(request)
    check_reads(request)
    async with services.database.read() as transaction:
        row = await access_by_key(request, transaction, number)
        document = await customer_json(transaction, services, row, _language(request))
    tag = f'"{sha256(dumps(document, sort_keys=True).encode()).hexdigest()[:32]}"'
    # Whoever asks may keep what it got, and asks each time whether it still holds.
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    if tag in request.headers.get("if-none-match", ""):
        return empty(status=304, headers=headers)
    return answer(document, headers=headers)


@customer_tickets.post("/<number:str>/messages")
@openapi.definition(
    summary="Write into one's ticket",
    description=(
        "A solved ticket is open again then, with a new promise. A closed one answers 409 with "
        "the way to a new one. The same client_id again writes nothing more."
    ),
    parameter=[KEY],
    body={"application/json": CustomerMessage.model_json_schema()},
    tag="Tickets",
)
async def write(request: Request[Any, Any], number: str) -> HTTPResponse:
    """202 with the message's number and the ticket as it is then."""
    services = services_of(request)
    body = read_body(request, CustomerMessage)
    if body.text.strip() or not body.files:
        text = clean(body.text, services.settings.limits.message_characters)
    else:
        text = ""
    async with services.database.write() as transaction:
        row = await access_to_write(request, transaction, number)
        seq = await written_before(transaction, row.number, "visitor", body.client_id)
        if seq is None:
            heard = await do_hear_customer(transaction, services, row)
            masked = mask(text)
            seq = await do_append(
                transaction,
                row.number,
                author="visitor",
                author_name=await customer_name(transaction, row.number),
                text=masked.text,
                at=services.now(),
                client_id=body.client_id,
            )
            await do_attach(transaction, row.number, seq, body.files)
            if masked.found:
                await do_note_masked(
                    transaction, services, row.number, heard.language, masked.found
                )
        document = await _document(request, transaction, row.number)
    await notify_ticket(services.bus, row.number)
    return answer({"seq": seq, "ticket": document}, status=202)


@customer_tickets.post("/<number:str>/solve")
@openapi.definition(summary="Say that one's ticket is solved", parameter=[KEY], tag="Tickets")
async def solve(request: Request[Any, Any], number: str) -> HTTPResponse:
    """200 with the ticket as it is then; said twice, it is as said once."""
    services = services_of(request)
    async with services.database.write() as transaction:
        row = await access_to_write(request, transaction, number)
        if row.status == "closed":
            raise ended(services, row)
        await do_change_status(transaction, services, row, "solved", CUSTOMER)
        document = await _document(request, transaction, row.number)
    await notify_ticket(services.bus, row.number)
    return answer({"ticket": document})


async def _document(
    request: Request[Any, Any], transaction: Transaction, number: str
) -> dict[str, Any]:
    """The ticket as its customer reads it after a change."""
    row = await access_by_key(request, transaction, number)
    return await customer_json(transaction, services_of(request), row, _language(request))


def _language(request: Request[Any, Any]) -> str | None:
    """The page's language: what comes from the policy is said in it."""
    return request.args.get("language") or None
