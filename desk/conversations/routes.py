"""The visitor's HTTP interface."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import uuid4

from pydantic import Field, model_validator
from sanic import Blueprint, HTTPResponse, Request
from sanic.response import empty
from sanic_ext import openapi
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from desk.api.http import (
    CLIENT_ID,
    LARGEST_NUMBER,
    Body,
    address,
    answer,
    bearer,
    read_body,
    services_of,
    whole_number,
)
from desk.bus import Hint
from desk.conversations.access import check_read, check_visitor
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
from desk.errors import InvalidError
from desk.notify import notify_conversation, notify_typing
from desk.services import Services
from desk.storage import Transaction
from desk.storage.tables import conversations
from support.text import primary_language

visitor = Blueprint("visitor", url_prefix="/api")

# How long the name of a beginning leads to what it began.
_BEGIN_AGAIN_S = 3_600


class NewConversation(Body):
    """What a widget says when a conversation begins."""

    client_id: str | None = Field(
        None,
        min_length=16,
        max_length=64,
        description="A random name for this beginning: asked again, the same conversation.",
    )

    language: str | None = Field(None, max_length=35)
    page: str | None = Field(None, max_length=2_000)
    visitor: str | None = Field(None, max_length=500, description="A token held already.")
    department: str | None = Field(None, max_length=40)


class NewMessage(Body):
    """A visitor's message: a text, or the payload of a button that was sent."""

    client_id: str = Field(pattern=CLIENT_ID)
    text: str | None = None
    payload: str | None = Field(None, max_length=2_000)
    title: str | None = Field(None, max_length=2_000, description="Of the button that was pressed.")

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
    try:
        conversation, state = await _begin(services, body)
    except IntegrityError:
        # The same beginning came twice at once; the other one is kept, and found this time.
        conversation, state = await _begin(services, body)
    await notify_conversation(services.bus, conversation.id)
    token = services.tokens.make(Visitor(conversation.visitor_id, conversation.id))
    return answer({"conversation_id": conversation.id, "token": token, "state": state}, status=201)


async def _begin(services: Services, body: NewConversation) -> tuple[Conversation, dict[str, Any]]:
    async with services.database.write() as transaction:
        conversation = await _do_begin(transaction, services, body)
        return conversation, await state_json(transaction, services, conversation)


async def _do_begin(
    transaction: Transaction, services: Services, body: NewConversation
) -> Conversation:
    """Begin a conversation, or find the one that this very beginning began before.

    The answer may get lost on the way and the widget ask again; its random name, which nobody
    else can know, leads to the same conversation for a while.
    """
    now = services.now()
    key = sha256(body.client_id.encode()).hexdigest() if body.client_id else None
    if key is not None:
        named = conversations.c.begin_key == key
        since = now - timedelta(seconds=_BEGIN_AGAIN_S)
        # One that it led to longer ago lets go of the name: it opens nothing any more.
        await transaction.execute(
            update(conversations)
            .where(named, conversations.c.created_at <= since)
            .values(begin_key=None)
        )
        query = select(conversations.c.id).where(named)
        before = (await transaction.execute(query)).scalar_one_or_none()
        if before is not None:
            return await access_conversation(transaction, before)
    conversation_id = uuid4().hex
    language = services.texts.language(body.language)
    await do_create(
        transaction,
        conversation_id=conversation_id,
        visitor_id=services.tokens.visitor_of(body.visitor) or uuid4().hex,
        language=language,
        page=body.page,
        department=body.department,
        begin_key=key,
        at=now,
    )
    await do_append(transaction, conversation_id, [_greeting(services, language)], now)
    return await access_conversation(transaction, conversation_id)


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
        title=message.title,
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
    holder = check_read(request, conversation_id)
    services = services_of(request)
    after = whole_number(request, "after")
    wait = min(whole_number(request, "wait"), services.settings.timings.long_poll_most_s)
    typing: dict[str, Any] | None = None
    channel = f"conversation.{conversation_id}"
    async with services.bus.subscribe(channel, "queue") as subscription:
        document = await snapshot(services, conversation_id, after)
        before = document["state"]
        try:
            async with asyncio.timeout(wait):
                while wait and not (document["events"] or typing or document["state"] != before):
                    hints = await subscription.next()
                    typing = _worth_a_poll(typing_of(hints))
                    waits = before["owner"] == "queue"
                    if any("changed" in hint or (waits and "queue" in hint) for hint in hints):
                        document = await snapshot(services, conversation_id, after)
        except TimeoutError:
            pass
    if typing:
        document["typing"] = typing
    renewed = services.tokens.renewed(holder)
    if renewed:
        document["token"] = renewed
    return answer(document)


def typing_of(hints: Sequence[Hint]) -> dict[str, Any] | None:
    """Who is typing to the visitor, by the newest hint that says so."""
    found = [hint["typing"] for hint in hints if "typing" in hint]
    return found[-1] if found and found[-1]["kind"] != "visitor" else None


def _worth_a_poll(typing: dict[str, Any] | None) -> dict[str, Any] | None:
    """A person's typing; the assistant's answer follows its own by itself in a moment."""
    return typing if typing and typing["kind"] == "staff" else None


class Read(Body):
    """How far the visitor has read."""

    read: int = Field(ge=0, le=LARGEST_NUMBER)


@visitor.post("/conversations/<conversation_id:str>/read")
@openapi.definition(
    summary="Say how far the visitor has read, without a stream",
    body={"application/json": Read.model_json_schema()},
    tag="Visitor",
)
@openapi.secured("token")
async def post_read(request: Request[Any, Any], conversation_id: str) -> HTTPResponse:
    """204."""
    check_read(request, conversation_id)
    await note_read(services_of(request), conversation_id, read_body(request, Read).read)
    return empty()


async def note_read(services: Services, conversation_id: str, seq: int) -> None:
    """Remember how far the visitor has read: it never goes back, nor beyond the log.

    Raises NotFoundError.
    """
    async with services.database.write() as transaction:
        await access_conversation(transaction, conversation_id)
        await transaction.execute(
            update(conversations)
            .where(
                conversations.c.id == conversation_id,
                conversations.c.visitor_read_seq < seq,
                conversations.c.last_visible_seq >= seq,
            )
            .values(visitor_read_seq=seq)
        )
    await services.bus.publish("staff", {"conversation": conversation_id})


@visitor.post("/conversations/<conversation_id:str>/typing")
@openapi.definition(summary="Say that the visitor is typing, without a stream", tag="Visitor")
@openapi.secured("token")
async def post_typing(request: Request[Any, Any], conversation_id: str) -> HTTPResponse:
    """204; nothing is kept."""
    check_read(request, conversation_id)
    services = services_of(request)
    async with services.database.read() as transaction:
        await access_conversation(transaction, conversation_id)
    await notify_typing(services.bus, conversation_id, "visitor")
    return empty()


async def snapshot(services: Services, conversation_id: str, after: int) -> dict[str, Any]:
    """The visitor's events after a number, with the state at the same moment."""
    async with services.database.read() as transaction:
        conversation: Conversation = await access_conversation(transaction, conversation_id)
        rows = await events_after(transaction, conversation_id, after, "visitor")
        state = await state_json(transaction, services, conversation)
    zone = services.policy.zone
    return {"events": [event_json(row, "visitor", zone) for row in rows], "state": state}
