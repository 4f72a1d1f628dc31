"""Sending and fetching attachments, as a visitor and as staff."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any

from sanic import Blueprint, HTTPResponse, Request
from sanic_ext import openapi
from sanic_ext.extensions.openapi.definitions import Parameter
from sqlalchemy import Row

from desk.api.http import CLIENT_ID, address, answer, bearer, services_of
from desk.conversations.access import check_read, check_visitor
from desk.conversations.log import Author, NewEvent, Reference, last_said
from desk.conversations.model import Conversation, access_conversation
from desk.conversations.receive import do_reopen, masked_notice
from desk.errors import InvalidError
from desk.files.book import Upload, access_file, attached_before, do_attach, take_in
from desk.files.transfer import (
    FILE_BODY,
    argument,
    check_size,
    chunks,
    heard,
    send_file,
    store_of,
)
from desk.notify import notify_conversation
from desk.queue.taking import access_for_staff, access_own
from desk.services import Services
from desk.staff.access import access_person
from desk.staff.audit import do_record_action
from desk.storage import Transaction

files_blueprint = Blueprint("files", url_prefix="/api")

_VISITOR = "/conversations/<conversation_id:str>/files"
_STAFF = f"/staff{_VISITOR}"
_MINUTE_S = 60
_KEPT = "file_kept"
_QUERY: list[dict[str, Any] | Parameter | str] = [
    {"name": "name", "in": "query", "required": True, "schema": {"type": "string"}},
    {"name": "client_id", "in": "query", "required": True, "schema": {"type": "string"}},
]


@files_blueprint.post(_VISITOR, stream=True, name="upload_visitor")
@openapi.definition(
    summary="Send a file",
    description="The body is the file itself. The same client_id again stores no second one.",
    parameter=_QUERY,
    body=FILE_BODY,
    tag="Visitor",
)
@openapi.secured("token")
@heard
async def upload(request: Request[Any, Any], conversation_id: str) -> HTTPResponse:
    """201 with the number of its event and the file as it was kept."""
    check_visitor(request, conversation_id, bearer(request))
    services = services_of(request)

    async def access(transaction: Transaction, *, lock: bool) -> Conversation:
        return await access_conversation(transaction, conversation_id, lock=lock)

    async def attach(
        transaction: Transaction, conversation: Conversation, taken: Upload, client_id: str
    ) -> Reference:
        conversation = await do_reopen(transaction, services, conversation)
        return await do_attach(
            transaction,
            services,
            conversation,
            taken,
            client_id=client_id,
            author="visitor",
            after=_what_follows(
                services, conversation, taken, told=await _told(transaction, conversation)
            ),
        )

    return await _upload(request, conversation_id, "visitor", access, attach)


async def _told(transaction: Transaction, conversation: Conversation) -> bool:
    """Whether the last word to the visitor was that the assistant can't read files."""
    last = await last_said(transaction, conversation.id)
    return last is not None and (last.data or {}).get("notice") == _KEPT


def _what_follows(
    services: Services, conversation: Conversation, taken: Upload, *, told: bool
) -> tuple[NewEvent, ...]:
    """What a visitor is told about a file: secrets taken out; the assistant can't read it."""
    language, texts = conversation.language, services.texts
    follows = [masked_notice(services, language, taken.masked)] if taken.masked else []
    if conversation.owner == "bot" and not told:
        follows.append(
            NewEvent(
                kind="message",
                author="system",
                text=texts.say(language, "file_kept", name=taken.name),
                data={"notice": _KEPT},
                buttons=[
                    texts.button(language, "person_button"),
                    texts.button(language, "ticket_button"),
                ],
            )
        )
    return tuple(follows)


@files_blueprint.post(_STAFF, stream=True, name="upload_staff")
@openapi.definition(
    summary="Send the visitor a file", parameter=_QUERY, body=FILE_BODY, tag="Staff"
)
@heard
async def upload_as_staff(request: Request[Any, Any], conversation_id: str) -> HTTPResponse:
    """201 with the number of its event in staff's numbering, and the file."""
    services = services_of(request)
    async with services.database.read() as transaction:
        person = await access_person(request, transaction)

    async def access(transaction: Transaction, *, lock: bool) -> Conversation:
        return await access_own(transaction, person, conversation_id, lock=lock)

    async def attach(
        transaction: Transaction, conversation: Conversation, taken: Upload, client_id: str
    ) -> Reference:
        attached = await do_attach(
            transaction,
            services,
            conversation,
            taken,
            client_id=client_id,
            author="staff",
            author_name=person.name,
            staff_id=person.id,
        )
        await do_record_action(transaction, services, person.id, "send_file", conversation_id)
        return attached

    return await _upload(request, conversation_id, "staff", access, attach)


Access = Callable[..., Awaitable[Conversation]]
Attach = Callable[[Transaction, Conversation, Upload, str], Awaitable[Reference]]


async def _upload(
    request: Request[Any, Any],
    conversation_id: str,
    author: Author,
    access: Access,
    attach: Attach,
) -> HTTPResponse:
    """Take the body in and attach it; whatever goes wrong on the way, no file is left over."""
    services, store = services_of(request), store_of(request)
    client_id = argument(request, "client_id")
    if not re.match(CLIENT_ID, client_id):
        raise InvalidError(
            "client_id: expected up to 64 visible ASCII characters.", field="client_id"
        )
    name = argument(request, "name")

    def sent(row: Row[Any]) -> HTTPResponse:
        seq = row.visible_seq if author == "visitor" else row.seq
        return answer({"seq": seq, "file": row.data}, status=201)

    async with services.database.read() as transaction:
        await access(transaction, lock=False)
        before = await attached_before(transaction, conversation_id, author, client_id)
    if before is not None:
        return sent(before)
    check_size(request)
    request.app.ctx.limiter.check(
        f"files:{address(request)}",
        services.settings.limits.files_per_address_per_minute,
        _MINUTE_S,
        "Too many files from this address at once. Please wait a moment.",
    )
    taken = await take_in(store, chunks(request), name, services.settings.limits.file_bytes)
    attached = False
    try:
        async with services.database.write() as transaction:
            conversation = await access(transaction, lock=True)
            before = await attached_before(transaction, conversation_id, author, client_id)
            if before is not None:
                return sent(before)
            reference = await attach(transaction, conversation, taken, client_id)
        attached = True
    finally:
        if not attached:
            store.remove(taken.id)
    await notify_conversation(services.bus, conversation_id)
    seq = reference.visible_seq if author == "visitor" else reference.seq
    return answer({"seq": seq, "file": taken.as_dict()}, status=201)


@files_blueprint.get(f"{_VISITOR}/<file_id:str>", name="download_visitor")
@openapi.definition(summary="Fetch a file of one's conversation", tag="Visitor")
@openapi.secured("token")
async def download(request: Request[Any, Any], conversation_id: str, file_id: str) -> HTTPResponse:
    """The bytes, with the type that they really have."""
    check_read(request, conversation_id)
    async with services_of(request).database.read() as transaction:
        row = await access_file(transaction, conversation_id, file_id)
    return await send_file(request, row)


@files_blueprint.get(f"{_STAFF}/<file_id:str>", name="download_staff")
@openapi.definition(summary="Fetch a file of a conversation", tag="Staff")
async def download_as_staff(
    request: Request[Any, Any], conversation_id: str, file_id: str
) -> HTTPResponse:
    """The bytes; an image may be shown in the page, everything else is saved."""
    async with services_of(request).database.read() as transaction:
        person = await access_person(request, transaction)
        await access_for_staff(transaction, person, conversation_id)
        row = await access_file(transaction, conversation_id, file_id)
    return await send_file(request, row)
