"""The visitor's HTTP interface."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import uuid4

from pydantic import Field, model_validator
from sanic import Blueprint, HTTPResponse, Request
from sanic_ext import openapi

from desk.api.http import Body, address, answer, bearer, read_body, services_of, whole_number
from desk.conversations.log import NewEvent, do_append, event_json, events_after
from desk.conversations.model import (
    Conversation,
    access_conversation,
    do_create,
    do_set_language,
)
from desk.conversations.receive import Received, receive
from desk.conversations.state import state_json
from desk.conversations.tokens import Visitor
from desk.errors import ForbiddenError, InvalidError, NotSignedInError
from desk.notify import notify_conversation
from desk.services import Services
from support.hours import status
from support.text import primary_language

visitor = Blueprint("visitor", url_prefix="/api")


class NewConversation(Body):
    """What a widget says when a conversation begins."""

    language: str | None = Field(None, max_length=35)
    page: str | None = Field(None, max_length=2_000)
    visitor: str | None = Field(None, max_length=500, description="A token held already.")
    department: str | None = Field(None, max_length=40)


class NewMessage(Body):
    """A visitor's message: a text, or the payload of a button that was sent."""

    client_id: str = Field(min_length=1, max_length=64, pattern=r"^[\x21-\x7e]+$")
    text: str | None = None
    payload: str | None = Field(None, max_length=2_000)

    @model_validator(mode="after")
    def _one_of_both(self) -> NewMessage:
        if (self.text is None) == (self.payload is None):
            raise ValueError("expected either 'text' or 'payload'")
        return self


class ChosenLanguage(Body):
    """The language that a visitor wants to be answered in."""

    language: str = Field(min_length=2, max_length=35)


@visitor.post("/conversations")
@openapi.definition(
    summary="Begin a conversation",
    body={"application/json": NewConversation.model_json_schema()},
    tag="Visitor",
)
async def begin(request: Request[Any, Any]) -> HTTPResponse:
    """201 with the conversation's id, its token and its state; the greeting is in its events."""
    services = services_of(request)
    limits = services.settings.limits
    request.app.ctx.limiter.check(
        f"begin:{address(request)}",
        limits.conversations_per_address_per_minute,
        60,
        "Too many new conversations from this address. Please wait a moment.",
    )
    body = read_body(request, NewConversation)
    if body.department is not None and body.department not in services.policy.departments:
        known = ", ".join(services.policy.departments)
        raise InvalidError(f"department: expected one of {known}.", field="department")
    visitor_id = services.tokens.read(body.visitor).visitor_id if body.visitor else uuid4().hex
    conversation_id = uuid4().hex
    language = services.texts.language(body.language)
    async with services.database.write() as transaction:
        await do_create(
            transaction,
            conversation_id=conversation_id,
            visitor_id=visitor_id,
            language=language,
            page=body.page,
            department=body.department,
            at=services.now(),
        )
        await do_append(
            transaction, conversation_id, [_greeting(services, language)], services.now()
        )
        conversation = await access_conversation(transaction, conversation_id)
        state = await state_json(transaction, services, conversation)
    await notify_conversation(services.bus, conversation_id)
    token = services.tokens.make(Visitor(visitor_id, conversation_id))
    return answer({"conversation_id": conversation_id, "token": token, "state": state}, status=201)


def _greeting(services: Services, language: str) -> NewEvent:
    return NewEvent(
        kind="message",
        author="bot",
        text=services.texts.say(language, "greeting", company=services.policy.company.name),
        buttons=services.texts.buttons(language, "greeting_buttons"),
    )


@visitor.post("/conversations/<conversation_id:str>/messages")
@openapi.definition(
    summary="Send a message",
    description="The same client_id again gets the same answer and stores no second message.",
    body={"application/json": NewMessage.model_json_schema()},
    tag="Visitor",
)
@openapi.secured("token")
async def post_message(request: Request[Any, Any], conversation_id: str) -> HTTPResponse:
    """202 with the message's number, once it is stored."""
    check_visitor(request, conversation_id, bearer(request))
    received = await take_message(request, conversation_id, read_body(request, NewMessage))
    return answer({"seq": received.seq}, status=202)


async def take_message(
    request: Request[Any, Any], conversation_id: str, message: NewMessage
) -> Received:
    """Store a message within the limits and have it answered."""
    services = services_of(request)
    limits, limiter = services.settings.limits, request.app.ctx.limiter
    limiter.check(
        f"messages:{address(request)}",
        limits.messages_per_address_per_second,
        1,
        "Too many messages from this address at once. Please wait a moment.",
    )
    limiter.check(
        f"messages:{conversation_id}",
        limits.messages_per_conversation,
        limits.messages_per_conversation_seconds,
        "That was a lot at once. Please wait a few seconds.",
    )
    received = await receive(
        services,
        conversation_id,
        client_id=message.client_id,
        text=message.text,
        payload=message.payload,
    )
    if received.answer_owed:
        request.app.ctx.runner.wake(conversation_id)
    return received


@visitor.put("/conversations/<conversation_id:str>/language")
@openapi.definition(
    summary="Choose the language",
    description="Answers come in it until another is chosen, whatever messages are written in.",
    body={"application/json": ChosenLanguage.model_json_schema()},
    tag="Visitor",
)
@openapi.secured("token")
async def put_language(request: Request[Any, Any], conversation_id: str) -> HTTPResponse:
    """The state, with the language that holds now."""
    check_visitor(request, conversation_id, bearer(request))
    services = services_of(request)
    body = read_body(request, ChosenLanguage)
    language = services.texts.language(body.language)
    if language != primary_language(body.language):
        known = ", ".join(services.texts.languages)
        raise InvalidError(f"language: expected one of {known}.", field="language")
    async with services.database.write() as transaction:
        await do_set_language(transaction, conversation_id, language, chosen=True)
        conversation = await access_conversation(transaction, conversation_id)
        state = await state_json(transaction, services, conversation)
    await notify_conversation(services.bus, conversation_id)
    return answer({"state": state})


@visitor.get("/conversations/<conversation_id:str>/events")
@openapi.definition(
    summary="Read what came after a number",
    parameter=[
        {"name": "after", "in": "query", "schema": {"type": "integer", "minimum": 0}},
        {
            "name": "wait",
            "in": "query",
            "schema": {"type": "integer", "minimum": 0},
            "description": "Seconds to wait for something to come (long polling).",
        },
    ],
    tag="Visitor",
)
@openapi.secured("token")
async def get_events(request: Request[Any, Any], conversation_id: str) -> HTTPResponse:
    """The events after `after` and the state now."""
    check_visitor(request, conversation_id, bearer(request))
    services = services_of(request)
    request.app.ctx.limiter.check(
        f"reads:{address(request)}",
        services.settings.limits.reads_per_address_per_second,
        1,
        "Too many requests from this address at once. Please wait a moment.",
    )
    after = whole_number(request, "after")
    wait = min(whole_number(request, "wait"), services.settings.timings.long_poll_most_s)
    async with services.bus.subscribe(f"conversation.{conversation_id}") as subscription:
        document = await snapshot(services, conversation_id, after)
        try:
            async with asyncio.timeout(wait):
                while wait and not document["events"]:
                    hints = await subscription.next()
                    if any("changed" in hint for hint in hints):
                        document = await snapshot(services, conversation_id, after)
        except TimeoutError:
            pass
    return answer(document)


async def snapshot(services: Services, conversation_id: str, after: int) -> dict[str, Any]:
    """The visitor's events after a number, with the state at the same moment."""
    async with services.database.read() as transaction:
        conversation: Conversation = await access_conversation(transaction, conversation_id)
        rows = await events_after(transaction, conversation_id, after, "visitor")
        state = await state_json(transaction, services, conversation)
    zone = services.policy.zone
    return {"events": [event_json(row, "visitor", zone) for row in rows], "state": state}


def check_visitor(request: Request[Any, Any], conversation_id: str, token: str | None) -> Visitor:
    """Who asks about this conversation, by its token.

    Raises NotSignedInError without a valid token, ForbiddenError with that of another
    conversation: its id alone opens nothing.
    """
    if not token:
        raise NotSignedInError("This needs the conversation's token.", code="token_missing")
    holder = services_of(request).tokens.read(token)
    if holder.conversation_id != conversation_id:
        raise ForbiddenError("This token belongs to another conversation.")
    return holder


@visitor.get("/widget/config")
@openapi.definition(summary="What a widget shows before a conversation begins", tag="Visitor")
async def widget_config(request: Request[Any, Any]) -> HTTPResponse:
    """The company, the language and every department's chat hours now."""
    services = services_of(request)
    language = services.texts.language(request.args.get("language"))
    now = services.now()
    departments = [
        {
            "name": name,
            "title": services.department_title(name, language),
            "chat": status(services.policy, name, "chat", now).as_dict(),
        }
        for name in services.policy.departments
    ]
    return answer(
        {
            "language": language,
            "languages": services.texts.languages,
            "company": {"name": services.policy.company.name},
            "zone": str(services.policy.zone),
            "departments": departments,
            "limits": {"message_characters": services.settings.limits.message_characters},
        }
    )
