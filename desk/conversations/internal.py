"""What the actions ask of the desk while the engine answers a turn.

Every call names the message that it answers. The same call for the same message gets the same
result, so a turn that is run again after a crash does nothing twice.
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from pydantic import Field
from sanic import Blueprint, HTTPResponse, Request
from sanic_ext import openapi
from sqlalchemy import insert, select

from desk.api.http import Body, answer, bearer, read_body, services_of
from desk.conversations.log import Reference
from desk.conversations.model import Conversation, access_conversation, do_set_language
from desk.conversations.shortcuts import ticket_effects
from desk.conversations.state import state_json
from desk.conversations.turns import do_add_effects, do_follow_version
from desk.errors import ConflictError, InvalidError, NotFoundError, NotSignedInError
from desk.mail.ticket_mails import do_mail_opened
from desk.notify import notify_conversation, notify_queue, notify_ticket
from desk.queue.availability import availability
from desk.queue.handoff import do_hand_off
from desk.services import Services
from desk.storage import Transaction
from desk.storage.tables import requests, turns
from desk.tickets.book import NewTicket, access_ticket, do_open, tickets_of_visitor
from desk.tickets.views import action_json

internal = Blueprint("internal", url_prefix="/api/internal")

_LEVELS = 4


class HandOff(Body):
    """A person is asked for."""

    message_id: str = Field(max_length=64)
    department: str = Field(max_length=40)
    level: int = Field(1, ge=1, le=_LEVELS)
    reason: str | None = Field(None, max_length=2_000)


class Ticket(Body):
    """A ticket is asked for."""

    message_id: str = Field(max_length=64)
    department: str = Field(max_length=40)
    subject: str = Field(min_length=1, max_length=4_000)
    details: str | None = Field(None, max_length=20_000)
    email: str | None = Field(None, max_length=254)
    level: int = Field(1, ge=1, le=_LEVELS)
    topic: str | None = Field(None, max_length=40)


async def check_secret(request: Request[Any, Any]) -> None:
    """Only this run's own processes know the secret."""
    expected = services_of(request).settings.secrets.internal
    given = bearer(request) or ""
    if not hmac.compare_digest(given.encode(), expected.encode()):
        raise NotSignedInError("This address is for the actions only.")


internal.on_request(check_secret)


@internal.get("/conversations/<conversation_id:str>/handoff")
@openapi.exclude()
async def preview(request: Request[Any, Any], conversation_id: str) -> HTTPResponse:
    """Whether somebody could take the conversation over now; nothing changes."""
    services = services_of(request)
    department = check_department(services, request.args.get("department"))
    async with services.database.read() as transaction:
        conversation = await access_conversation(transaction, conversation_id)
        language = _language(request) or conversation.language
        found = await availability(transaction, services, department, language=language)
    return answer(found.as_dict())


@internal.post("/conversations/<conversation_id:str>/handoff")
@openapi.exclude()
async def hand_off(request: Request[Any, Any], conversation_id: str) -> HTTPResponse:
    """Put the conversation into a queue, if somebody can take it from there."""
    services = services_of(request)
    body = read_body(request, HandOff)
    department = check_department(services, body.department)

    async def do(
        transaction: Transaction, conversation: Conversation, reference: Reference
    ) -> dict[str, Any]:
        found, moved = await do_hand_off(
            transaction,
            services,
            conversation,
            department,
            level=body.level,
            reason=body.reason,
            in_reply_to=reference,
        )
        if found.possible:
            await do_follow_version(transaction, body.message_id, moved.version)
        state = await state_json(transaction, services, moved)
        return {**found.as_dict(), "accepted": found.possible, "state": state}

    result = await _once(request, "handoff", conversation_id, body.message_id, do)
    await notify_conversation(services.bus, conversation_id)
    await notify_queue(services.bus)
    return answer(result)


@internal.post("/conversations/<conversation_id:str>/tickets")
@openapi.exclude()
async def open_ticket(request: Request[Any, Any], conversation_id: str) -> HTTPResponse:
    """Open a ticket with its promise; both are written into the log after the answer."""
    services = services_of(request)
    body = read_body(request, Ticket)
    department = check_department(services, body.department)

    async def do(
        transaction: Transaction, conversation: Conversation, _reference: Reference
    ) -> dict[str, Any]:
        new = NewTicket(
            department=department,
            subject=body.subject,
            details=body.details,
            email=body.email,
            level=body.level,
            topic=body.topic,
            language=conversation.language,
            conversation_id=conversation.id,
            visitor_id=conversation.visitor_id,
        )
        opened = await do_open(transaction, services, new)
        await do_mail_opened(transaction, services, opened, new)
        await do_add_effects(transaction, body.message_id, ticket_effects(opened))
        return opened.as_dict()

    result = await _once(request, "ticket", conversation_id, body.message_id, do)
    await notify_ticket(services.bus, result["number"])
    return answer(result, status=201)


@internal.get("/conversations/<conversation_id:str>/tickets")
@openapi.exclude()
async def list_tickets(request: Request[Any, Any], conversation_id: str) -> HTTPResponse:
    """The tickets of the visitor who has this conversation, newest first."""
    services = services_of(request)
    async with services.database.read() as transaction:
        conversation = await access_conversation(transaction, conversation_id)
        rows = await tickets_of_visitor(transaction, conversation.visitor_id)
        found = [await action_json(transaction, services, row) for row in rows]
    return answer({"tickets": found})


@internal.get("/conversations/<conversation_id:str>/tickets/<number:str>")
@openapi.exclude()
async def get_ticket(request: Request[Any, Any], conversation_id: str, number: str) -> HTTPResponse:
    """One ticket, if this visitor opened it: a number alone tells nothing."""
    services = services_of(request)
    async with services.database.read() as transaction:
        conversation = await access_conversation(transaction, conversation_id)
        row = await access_ticket(transaction, number)
        if row.visitor_id != conversation.visitor_id:
            raise NotFoundError(f"There is no ticket {number}.", code="ticket_not_found")
        found = await action_json(transaction, services, row)
    return answer(found)


def check_department(services: Services, department: str | None) -> str:
    """A department of the policy. Raises InvalidError for any other."""
    if department is None or department not in services.policy.departments:
        known = ", ".join(services.policy.departments)
        raise InvalidError(f"department: expected one of {known}.", field="department")
    return department


Do = Callable[[Transaction, Conversation, Reference], Awaitable[dict[str, Any]]]


def _language(request: Request[Any, Any]) -> str | None:
    """The language of the turn, which the message may just have changed."""
    wanted = request.headers.get("accept-language")
    return services_of(request).texts.language(wanted) if wanted else None


async def _once(
    request: Request[Any, Any], kind: str, conversation_id: str, message_id: str, do: Do
) -> dict[str, Any]:
    """Do something for a message once and keep its result; the second time only tell it.

    Raises ConflictError when the assistant no longer owes this message an answer.
    """
    services, language = services_of(request), _language(request)
    key = f"{kind}:{message_id}"
    async with services.database.write() as transaction:
        conversation = await access_conversation(transaction, conversation_id, lock=True)
        before = (
            await transaction.execute(select(requests.c.result).where(requests.c.key == key))
        ).scalar_one_or_none()
        if before is not None:
            return dict(before)
        turn = (
            await transaction.execute(
                select(turns).where(
                    turns.c.message_id == message_id, turns.c.conversation_id == conversation_id
                )
            )
        ).one_or_none()
        if turn is None or turn.status != "pending" or turn.version != conversation.version:
            raise ConflictError(
                "The assistant no longer answers this message.", code="turn_overtaken"
            )
        if language and language != conversation.language:
            conversation = replace(conversation, language=language)
            await do_set_language(
                transaction, conversation_id, language, chosen=conversation.language_chosen
            )
        result = await do(transaction, conversation, Reference(turn.seq, turn.visible_seq))
        await transaction.execute(
            insert(requests).values(key=key, conversation_id=conversation_id, result=result)
        )
        return result
