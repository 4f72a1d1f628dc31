"""Ready replies over HTTP: the book, writing one for a conversation, and what to say next."""

from __future__ import annotations

from typing import Any, cast

from pydantic import Field
from sanic import Blueprint, HTTPResponse, Request
from sanic_ext import openapi
from sqlalchemy.exc import IntegrityError

from desk.api.http import Body, OptionalText, answer, read_body, services_of
from desk.queue.taking import access_for_staff
from desk.replies.book import (
    do_add,
    do_change,
    do_remove,
    replies_for,
    reply_json,
    taken,
)
from desk.replies.builtin import BUILT_IN
from desk.replies.checking import ReplyFields, check_reply
from desk.replies.placeholders import PLACEHOLDERS
from desk.replies.suggestions import Parses, suggest
from desk.replies.writing import do_write_reply, setting_for
from desk.services import Services
from desk.staff.access import access_person, check_answers, check_leads

ready_replies = Blueprint("ready_replies", url_prefix="/api/staff")
_ONE = "/replies/<reply_id:str>"


class ReplyChange(ReplyFields):
    """A reply's new fields, and the state of it that was edited."""

    updated_at: str | None = Field(None, max_length=40)


class Insertion(Body):
    """What a page may know better than the packet."""

    scope_item: OptionalText = Field(None, max_length=40)


@ready_replies.get("/replies")
@openapi.definition(summary="The ready replies of one's departments and for everybody", tag="Staff")
async def list_replies(request: Request[Any, Any]) -> HTTPResponse:
    """The replies, the built-in shortcuts, and what replies may be made of."""
    services = services_of(request)
    async with services.database.read() as transaction:
        person = await access_person(request, transaction)
        rows = await replies_for(transaction, person)
    policy = services.policy
    return answer(
        {
            "replies": [reply_json(row, services) for row in rows],
            "built_in": list(BUILT_IN),
            "placeholders": list(PLACEHOLDERS),
            "languages": list(policy.company.languages),
            "topics": list(policy.topics),
            "may_edit": person.leads,
        }
    )


@ready_replies.post("/replies")
@openapi.definition(
    summary="Add a ready reply",
    body={"application/json": ReplyFields.model_json_schema()},
    tag="Staff",
)
async def add_reply(request: Request[Any, Any]) -> HTTPResponse:
    """201 with the reply; 409 when the shortcut is taken."""
    services = services_of(request)
    fields = _checked(services, read_body(request, ReplyFields))
    try:
        async with services.database.write() as transaction:
            person = await access_person(request, transaction)
            check_leads(person)
            row = await do_add(transaction, services, person, fields)
    except IntegrityError:
        # Two people added it in the same moment.
        raise taken(fields.shortcut) from None
    return answer({"reply": reply_json(row, services)}, status=201)


@ready_replies.put(_ONE)
@openapi.definition(
    summary="Change a ready reply",
    description="With the `updated_at` that was edited, 409 when it was changed since.",
    body={"application/json": ReplyChange.model_json_schema()},
    tag="Staff",
)
async def change_reply(request: Request[Any, Any], reply_id: str) -> HTTPResponse:
    """200 with the reply as it is now."""
    services = services_of(request)
    body = read_body(request, ReplyChange)
    fields = _checked(services, body)
    try:
        async with services.database.write() as transaction:
            person = await access_person(request, transaction)
            check_leads(person)
            row = await do_change(
                transaction, services, person, reply_id, fields, seen_at=body.updated_at
            )
    except IntegrityError:
        raise taken(fields.shortcut) from None
    return answer({"reply": reply_json(row, services)})


@ready_replies.delete(_ONE)
@openapi.definition(summary="Remove a ready reply", tag="Staff")
async def remove_reply(request: Request[Any, Any], reply_id: str) -> HTTPResponse:
    """204."""
    services = services_of(request)
    async with services.database.write() as transaction:
        person = await access_person(request, transaction)
        check_leads(person)
        await do_remove(transaction, services, person, reply_id)
    return HTTPResponse(status=204)


@ready_replies.post("/conversations/<conversation_id:str>/replies/<reply_id:str>")
@openapi.definition(
    summary="A ready reply in words for a conversation; nothing is sent",
    body={"application/json": Insertion.model_json_schema()},
    tag="Staff",
)
async def write(request: Request[Any, Any], conversation_id: str, reply_id: str) -> HTTPResponse:
    """The text in the visitor's language; 409 where a placeholder has no value there."""
    services = services_of(request)
    body = read_body(request, Insertion)
    async with services.database.write() as transaction:
        person = await access_person(request, transaction)
        check_answers(person)
        found = await access_for_staff(transaction, person, conversation_id)
        setting = await setting_for(transaction, services, person, found, body.scope_item)
        written = await do_write_reply(transaction, person, reply_id, setting)
    return answer({"text": written.text, "language": written.language})


@ready_replies.get("/conversations/<conversation_id:str>/suggestions")
@openapi.definition(summary="What the last message is about, and replies that fit", tag="Staff")
async def suggestions(request: Request[Any, Any], conversation_id: str) -> HTTPResponse:
    """Never a turn: the message is parsed and nothing changes. Titles are in Accept-Language."""
    services = services_of(request)
    language = services.texts.language(request.headers.get("accept-language"))
    async with services.database.read() as transaction:
        person = await access_person(request, transaction)
        found = await access_for_staff(transaction, person, conversation_id)
    parses = cast(Parses, request.app.ctx.parses)
    return answer(await suggest(services, parses, person, found, language))


def _checked(services: Services, fields: ReplyFields) -> ReplyFields:
    return check_reply(services.policy, services.settings.limits.message_characters, fields)
