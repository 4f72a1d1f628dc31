"""Bringing together what belongs together, over HTTP: tickets with tickets and conversations."""

from __future__ import annotations

from typing import Any

from pydantic import Field
from sanic import Blueprint, HTTPResponse, Request
from sanic_ext import openapi

from desk.api.http import Body, answer, read_body, services_of
from desk.notify import notify_conversation, notify_ticket
from desk.queue.taking import access_for_staff
from desk.staff.access import access_person, check_answers
from desk.tickets.access import access_by_staff
from desk.tickets.book import access_ticket
from desk.tickets.links import do_link, do_unlink
from desk.tickets.merging import do_merge
from desk.tickets.views import staff_json

ticket_joins = Blueprint("ticket_joins", url_prefix="/api/staff/tickets")


class Merge(Body):
    """Which ticket one goes on as."""

    into: str = Field(min_length=1, max_length=20)


class Link(Body):
    """A conversation about the same matter."""

    conversation_id: str = Field(min_length=1, max_length=32)


@ticket_joins.post("/<number:str>/merge")
@openapi.definition(
    summary="Let a ticket go on as another one of the same customer",
    body={"application/json": Merge.model_json_schema()},
    tag="Staff",
)
async def merge(request: Request[Any, Any], number: str) -> HTTPResponse:
    """The ticket that it goes on as, with the thread of both."""
    services = services_of(request)
    into = read_body(request, Merge).into
    async with services.database.write() as transaction:
        person = await access_person(request, transaction)
        check_answers(person)
        # Locked in one order, so that two merges of the same tickets wait for each other.
        both = sorted({number.strip().upper(), into.strip().upper()})
        rows = {one: await access_by_staff(request, transaction, one, lock=True) for one in both}
        source, target = rows[number.strip().upper()], rows[into.strip().upper()]
        await do_merge(transaction, services, source, target, person)
        row = await access_ticket(transaction, target.number)
        document = await staff_json(transaction, services, row)
    for changed in both:
        await notify_ticket(services.bus, changed)
    return answer(document)


@ticket_joins.post("/<number:str>/links")
@openapi.definition(
    summary="Link a ticket with a conversation",
    body={"application/json": Link.model_json_schema()},
    tag="Staff",
)
async def link(request: Request[Any, Any], number: str) -> HTTPResponse:
    """The ticket as it is then; linked twice is linked once."""
    return await _link(request, number, read_body(request, Link).conversation_id, add=True)


@ticket_joins.delete("/<number:str>/links")
@openapi.definition(
    summary="Take a link with a conversation away",
    body={"application/json": Link.model_json_schema()},
    tag="Staff",
)
async def unlink(request: Request[Any, Any], number: str) -> HTTPResponse:
    """The ticket as it is then; 404 where there was no such link."""
    return await _link(request, number, read_body(request, Link).conversation_id, add=False)


async def _link(
    request: Request[Any, Any], number: str, conversation_id: str, *, add: bool
) -> HTTPResponse:
    services = services_of(request)
    async with services.database.write() as transaction:
        person = await access_person(request, transaction)
        check_answers(person)
        row = await access_by_staff(request, transaction, number, lock=True)
        if add:
            await access_for_staff(transaction, person, conversation_id)
            await do_link(transaction, services, row, conversation_id, person)
        else:
            await do_unlink(transaction, services, row, conversation_id, person)
        changed = await access_ticket(transaction, row.number)
        document = await staff_json(transaction, services, changed)
    await notify_ticket(services.bus, row.number)
    await notify_conversation(services.bus, conversation_id)
    return answer(document)
