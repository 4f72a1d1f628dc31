"""Escalation over HTTP: the customer's and staff's way to the next tier."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from pydantic import Field
from sanic import Blueprint, HTTPResponse, Request
from sanic_ext import openapi
from sqlalchemy import Row

from desk.api.http import Body, answer, read_body, services_of
from desk.conversations.receive import clean
from desk.escalation.asking import (
    customer_escalation_json,
    do_ask_as_customer,
    do_ask_as_staff,
)
from desk.escalation.steps import Asked, escalation_json
from desk.notify import notify_conversation, notify_ticket
from desk.privacy.masking import mask
from desk.services import Services
from desk.staff.access import access_person
from desk.storage import Transaction
from desk.tickets.access import KEY, access_by_staff, access_to_write
from desk.tickets.book import access_ticket

escalation = Blueprint("escalation", url_prefix="/api")

_CLIENT_ID = r"^[\x21-\x7e]{1,50}$"


class Escalation(Body):
    """Why the next tier is asked for; the same `client_id` again asks for nothing more."""

    reason: str = Field(min_length=1, max_length=4_000)
    client_id: str | None = Field(None, pattern=_CLIENT_ID)


@escalation.post("/tickets/<number:str>/escalate")
@openapi.definition(
    summary="Ask for the next tier, as the customer who has the ticket's key",
    description="Once a tier has answered, or has not in time: else 409 with the moment from "
    "which on the next one can be asked.",
    parameter=[KEY],
    body={"application/json": Escalation.model_json_schema()},
    tag="Tickets",
)
async def escalate_as_customer(request: Request[Any, Any], number: str) -> HTTPResponse:
    """201 with who has the ticket then; 404 without the right key."""
    services = services_of(request)
    body = read_body(request, Escalation)
    reason = mask(clean(body.reason, services.settings.limits.message_characters)).text
    async with services.database.write() as transaction:
        row = await access_to_write(request, transaction, number)
        asked = await do_ask_as_customer(
            transaction, services, row, reason=reason, client_id=body.client_id or uuid4().hex
        )
        climbed = await access_ticket(transaction, number)
        document = await customer_escalation_json(transaction, services, climbed)
    await _notify(services, asked)
    return answer({"escalation": document}, status=201)


@escalation.post("/staff/tickets/<number:str>/escalate")
@openapi.definition(
    summary="Take a ticket one tier up",
    description="None is skipped; a tier that nobody serves is recorded as vacant and the next "
    "one is asked as well.",
    body={"application/json": Escalation.model_json_schema()},
    tag="Staff",
)
async def escalate_as_staff(request: Request[Any, Any], number: str) -> HTTPResponse:
    """201 with the ticket's ladder; 409 at the highest tier."""
    services = services_of(request)
    body = read_body(request, Escalation)
    reason = clean(body.reason, services.settings.limits.message_characters)
    async with services.database.write() as transaction:
        person = await access_person(request, transaction)
        row = await access_by_staff(request, transaction, number, lock=True)
        asked = await do_ask_as_staff(
            transaction,
            services,
            person,
            row,
            reason=reason,
            client_id=body.client_id or uuid4().hex,
        )
        document = await _current(transaction, services, row)
    await _notify(services, asked)
    return answer({"escalation": document}, status=201)


async def _current(transaction: Transaction, services: Services, row: Row[Any]) -> dict[str, Any]:
    return await escalation_json(
        transaction, services, await access_ticket(transaction, row.number)
    )


async def _notify(services: Services, asked: Asked | None) -> None:
    if asked is None:
        return
    await notify_ticket(services.bus, asked.number)
    if asked.conversation_id:
        await notify_conversation(services.bus, asked.conversation_id)
