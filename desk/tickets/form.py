"""A ticket by the widget's form: for visitors who would rather leave word than chat."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from pydantic import Field
from sanic import Blueprint, HTTPResponse, Request
from sanic_ext import openapi
from sqlalchemy import insert, select

from desk.api.http import CLIENT_ID, Body, OptionalText, answer, read_body, services_of
from desk.conversations.access import check_deed
from desk.conversations.log import NewEvent, do_append, find_by_client_id
from desk.conversations.model import Conversation, access_conversation
from desk.conversations.receive import clean, masked_notice
from desk.conversations.shortcuts import do_tell_opened
from desk.errors import InvalidError
from desk.mail.addresses import checked_email
from desk.mail.ticket_mails import do_mail_opened
from desk.notify import notify_conversation, notify_ticket
from desk.privacy.masking import mask
from desk.services import Services
from desk.storage import Transaction
from desk.storage.tables import requests
from desk.tickets.book import NewTicket, do_open

ticket_form = Blueprint("ticket_form", url_prefix="/api")

_SUBJECT = 200


class TicketForm(Body):
    """What the form asks for."""

    client_id: str = Field(pattern=CLIENT_ID)
    department: str = Field(max_length=40)
    subject: str = Field(min_length=1, max_length=_SUBJECT)
    details: OptionalText = None
    email: OptionalText = Field(None, max_length=254)


@ticket_form.post("/conversations/<conversation_id:str>/tickets")
@openapi.definition(
    summary="Open a ticket",
    description="The same client_id again opens no second one.",
    body={"application/json": TicketForm.model_json_schema()},
    tag="Visitor",
)
@openapi.secured("token")
async def open_ticket(request: Request[Any, Any], conversation_id: str) -> HTTPResponse:
    """201 with number and key; the log tells of the ticket and its response promise."""
    services = services_of(request)
    limits = services.settings.limits
    check_deed(request, conversation_id, "ticket", limits.tickets_per_conversation_per_hour)
    form = read_body(request, TicketForm)
    if form.department not in services.policy.departments:
        known = ", ".join(services.policy.departments)
        raise InvalidError(f"department: expected one of {known}.", field="department")
    subject = " ".join(clean(form.subject, _SUBJECT).split())
    details = clean(form.details, limits.message_characters) if form.details else ""
    email = checked_email(form.email) if form.email else None
    # A digest, because the two names together are longer than a key may be.
    named = sha256(f"{conversation_id}:{form.client_id}".encode()).hexdigest()
    key = f"form:{named}"
    async with services.database.write() as transaction:
        conversation = await access_conversation(transaction, conversation_id, lock=True)
        query = select(requests.c.result).where(requests.c.key == key)
        result = (await transaction.execute(query)).scalar_one_or_none()
        if result is None:
            other = await find_by_client_id(transaction, conversation_id, "visitor", form.client_id)
            if other is not None:
                raise InvalidError("client_id: was used for something else.", field="client_id")
            result = await _do_open(
                transaction, services, conversation, form, subject, details, email
            )
            await transaction.execute(
                insert(requests).values(key=key, conversation_id=conversation_id, result=result)
            )
    await notify_conversation(services.bus, conversation_id)
    await notify_ticket(services.bus, result["number"])
    return answer(result, status=201)


async def _do_open(
    transaction: Transaction,
    services: Services,
    conversation: Conversation,
    form: TicketForm,
    subject: str,
    details: str,
    email: str | None,
) -> dict[str, str]:
    language = conversation.language
    masked = mask(f"{subject}\n\n{details}".strip())
    new = NewTicket(
        department=form.department,
        subject=masked.text.partition("\n\n")[0],
        details=masked.text,
        email=email,
        language=language,
        conversation_id=conversation.id,
        visitor_id=conversation.visitor_id,
    )
    opened = await do_open(transaction, services, new)
    await do_mail_opened(transaction, services, opened, new)
    said = NewEvent(
        kind="message",
        author="visitor",
        text=masked.text,
        client_id=form.client_id,
        data={"form": "ticket", **({"masked": list(masked.found)} if masked.found else {})},
    )
    notice = [masked_notice(services, language, masked.found)] if masked.found else []
    written = await do_append(transaction, conversation.id, [said, *notice], services.now())
    assert written is not None
    await do_tell_opened(transaction, services, conversation, opened, written[0])
    return {"number": opened.number, "key": opened.key}
