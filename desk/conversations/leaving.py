"""What a visitor does at the end: end, rate, keep a transcript, have everything deleted."""

from __future__ import annotations

import asyncio
from typing import Any

from pydantic import Field
from sanic import Blueprint, HTTPResponse, Request
from sanic.response import raw
from sanic_ext import openapi
from sqlalchemy import update

from desk.api.http import CLIENT_ID, Body, OptionalText, answer, bearer, read_body, services_of
from desk.conversations.access import check_deed, check_read, check_visitor
from desk.conversations.erasure import do_erase, forget_in_engine
from desk.conversations.log import NewEvent, do_append, find_by_client_id
from desk.conversations.model import access_conversation
from desk.conversations.ownership import do_change_owner
from desk.conversations.receive import clean
from desk.conversations.state import state_json
from desk.conversations.transcript import transcript, whole_log
from desk.errors import InvalidError, NotFoundError
from desk.mail.addresses import checked_email
from desk.mail.outbox import Mail, do_queue
from desk.notify import notify_conversation, notify_queue
from desk.privacy.masking import mask
from desk.queue.handoff import do_log_state
from desk.services import Services
from desk.storage.tables import conversations

leaving = Blueprint("leaving", url_prefix="/api")

_ONE = "/conversations/<conversation_id:str>"
_COMMENT = 1_000


class Rating(Body):
    """How a visitor rates a conversation."""

    client_id: str = Field(pattern=CLIENT_ID)
    score: int = Field(ge=1, le=5)
    comment: OptionalText = Field(None, max_length=_COMMENT)


class Address(Body):
    """Where a transcript is to go."""

    email: str = Field(max_length=254)


@leaving.post(f"{_ONE}/end")
@openapi.definition(summary="End the conversation", tag="Visitor")
@openapi.secured("token")
async def end(request: Request[Any, Any], conversation_id: str) -> HTTPResponse:
    """200 with the state; one that has ended already stays as it is."""
    services = services_of(request)
    check_deed(request, conversation_id, "end")
    async with services.database.write() as transaction:
        conversation = await access_conversation(transaction, conversation_id, lock=True)
        if conversation.owner != "closed":
            conversation = await do_change_owner(
                transaction, conversation, "closed", at=services.now()
            )
            text = services.texts.say(conversation.language, "ended_by_visitor")
            await do_log_state(transaction, services, conversation, text=text)
        state = await state_json(transaction, services, conversation)
    await notify_conversation(services.bus, conversation_id)
    await notify_queue(services.bus)
    return answer({"state": state})


@leaving.post(f"{_ONE}/rating")
@openapi.definition(
    summary="Rate the conversation",
    body={"application/json": Rating.model_json_schema()},
    tag="Visitor",
)
@openapi.secured("token")
async def rate(request: Request[Any, Any], conversation_id: str) -> HTTPResponse:
    """202 with the number of its event; the newest rating is the one that counts."""
    services = services_of(request)
    check_deed(request, conversation_id, "rating")
    body = read_body(request, Rating)
    comment = mask(clean(body.comment, _COMMENT)).text if body.comment else None
    async with services.database.write() as transaction:
        conversation = await access_conversation(transaction, conversation_id, lock=True)
        before = await find_by_client_id(transaction, conversation_id, "visitor", body.client_id)
        if before is not None and before.kind != "rating":
            raise InvalidError("client_id: was used for something else.", field="client_id")
        if before is not None:
            return answer({"seq": before.visible_seq}, status=202)
        event = NewEvent(
            kind="rating",
            author="visitor",
            client_id=body.client_id,
            data={"score": body.score, **({"comment": comment} if comment else {})},
        )
        written = await do_append(transaction, conversation.id, [event], services.now())
        await transaction.execute(
            update(conversations)
            .where(conversations.c.id == conversation_id)
            .values(rating=body.score)
        )
    assert written is not None
    await notify_conversation(services.bus, conversation_id)
    return answer({"seq": written[0].visible_seq}, status=202)


@leaving.get(f"{_ONE}/transcript")
@openapi.definition(summary="The conversation as plain text", tag="Visitor")
@openapi.secured("token")
async def get_transcript(request: Request[Any, Any], conversation_id: str) -> HTTPResponse:
    """200, to be saved as a file."""
    check_read(request, conversation_id)
    text, day = await _transcript(services_of(request), conversation_id)
    return raw(
        text.encode(),
        content_type="text/plain; charset=utf-8",
        headers={
            "Cache-Control": "no-store",
            "Content-Disposition": f'attachment; filename="chat-{day}.txt"',
        },
    )


async def _transcript(services: Services, conversation_id: str) -> tuple[str, str]:
    """The text, and the day on which the conversation began."""
    async with services.database.read() as transaction:
        conversation = await access_conversation(transaction, conversation_id)
        rows = await whole_log(transaction, conversation_id)
    day = f"{conversation.created_at.astimezone(services.policy.zone):%Y-%m-%d}"
    return transcript(services, conversation, rows), day


@leaving.post(f"{_ONE}/transcript")
@openapi.definition(
    summary="Send the conversation by e-mail",
    body={"application/json": Address.model_json_schema()},
    tag="Visitor",
)
@openapi.secured("token")
async def mail_transcript(request: Request[Any, Any], conversation_id: str) -> HTTPResponse:
    """202; the mail goes out with the desk's others."""
    services = services_of(request)
    check_visitor(request, conversation_id, bearer(request))
    email = checked_email(read_body(request, Address).email)
    # Nobody may use the desk to write to strangers: a few mails an hour, no more.
    check_deed(
        request,
        conversation_id,
        "transcript",
        services.settings.limits.mails_per_conversation_per_hour,
    )
    text, day = await _transcript(services, conversation_id)
    async with services.database.write() as transaction:
        conversation = await access_conversation(transaction, conversation_id)
        say, company = services.texts.say, services.policy.company.name
        mail = Mail(
            email,
            say(conversation.language, "mail_transcript_subject", company=company, day=day),
            say(conversation.language, "mail_transcript", company=company, transcript=text),
            conversation_id,
        )
        await do_queue(transaction, mail, services.real_now())
    return answer({"email": email}, status=202)


@leaving.delete(_ONE)
@openapi.definition(
    summary="Delete the visitor's conversations and files",
    description="All conversations of the visitor who holds the token. Tickets are kept.",
    tag="Visitor",
)
@openapi.secured("token")
async def erase(request: Request[Any, Any], conversation_id: str) -> HTTPResponse:
    """200 with what was deleted and the numbers of the tickets that stay."""
    services = services_of(request)
    holder = check_deed(request, conversation_id, "erase")
    async with services.database.write() as transaction:
        erased = await do_erase(transaction, services, holder.visitor_id)
        if conversation_id not in erased.conversation_ids:
            raise NotFoundError("There is no such conversation.", code="conversation_not_found")
    store = request.app.ctx.files
    for file_id in erased.file_ids:
        await asyncio.to_thread(store.remove, file_id)
    for one in erased.conversation_ids:
        await notify_conversation(services.bus, one)
    await notify_queue(services.bus)
    await forget_in_engine(services)
    return answer(
        {
            "conversations": len(erased.conversation_ids),
            "files": len(erased.file_ids),
            "tickets_kept": erased.tickets_kept,
        }
    )
