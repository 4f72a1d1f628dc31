"""Sending and fetching attachments, as a visitor and as staff."""

from __future__ import annotations

import contextlib
import functools
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any
from urllib.parse import quote

from sanic import Blueprint, HTTPResponse, Request
from sanic.exceptions import PayloadTooLarge, SanicException
from sanic.http.http1 import Http
from sanic.response import file as file_answer
from sanic_ext import openapi
from sanic_ext.extensions.openapi.definitions import Parameter
from sqlalchemy import Row

from desk.api.http import CLIENT_ID, address, answer, bearer, services_of
from desk.conversations.access import check_read, check_visitor
from desk.conversations.log import Author, NewEvent, Reference, last_said
from desk.conversations.model import Conversation, access_conversation
from desk.conversations.receive import do_reopen, masked_notice
from desk.errors import InvalidError, RequestError
from desk.files.book import Upload, access_file, attached_before, do_attach, take_in, too_large
from desk.files.store import FileStore
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
_INLINE = ("image/",)
_KEPT = "file_kept"
# Whatever is in a file, a browser that shows it runs nothing and loads nothing.
_HARMLESS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, max-age=86400, immutable",
}
_QUERY: list[dict[str, Any] | Parameter | str] = [
    {"name": "name", "in": "query", "required": True, "schema": {"type": "string"}},
    {"name": "client_id", "in": "query", "required": True, "schema": {"type": "string"}},
]
_BODY = {"application/octet-stream": {"type": "string", "format": "binary"}}


Handler = Callable[[Request[Any, Any], str], Awaitable[HTTPResponse]]


def _heard(handler: Handler) -> Handler:
    """Read what is left of the body before answering early, within bounds.

    A client that is still sending when the connection closes never gets to see the answer.
    """

    @functools.wraps(handler)
    async def heard(request: Request[Any, Any], conversation_id: str) -> HTTPResponse:
        try:
            answered = await handler(request, conversation_id)
        except RequestError:
            await _read_on(request)
            raise
        await _read_on(request)
        return answered

    return heard


async def _read_on(request: Request[Any, Any]) -> None:
    assert isinstance(request.stream, Http)
    request.stream.request_max_size = 2 * services_of(request).settings.limits.file_bytes
    with contextlib.suppress(RequestError, SanicException):
        async for _ in _chunks(request):
            pass


@files_blueprint.post(_VISITOR, stream=True, name="upload_visitor")
@openapi.definition(
    summary="Send a file",
    description="The body is the file itself. The same client_id again stores no second one.",
    parameter=_QUERY,
    body=_BODY,
    tag="Visitor",
)
@openapi.secured("token")
@_heard
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
@openapi.definition(summary="Send the visitor a file", parameter=_QUERY, body=_BODY, tag="Staff")
@_heard
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
    services, store = services_of(request), _store(request)
    client_id = _argument(request, "client_id")
    if not re.match(CLIENT_ID, client_id):
        raise InvalidError(
            "client_id: expected up to 64 visible ASCII characters.", field="client_id"
        )
    name = _argument(request, "name")

    def sent(row: Row[Any]) -> HTTPResponse:
        seq = row.visible_seq if author == "visitor" else row.seq
        return answer({"seq": seq, "file": row.data}, status=201)

    async with services.database.read() as transaction:
        await access(transaction, lock=False)
        before = await attached_before(transaction, conversation_id, author, client_id)
    if before is not None:
        return sent(before)
    _check_size(request)
    request.app.ctx.limiter.check(
        f"files:{address(request)}",
        services.settings.limits.files_per_address_per_minute,
        _MINUTE_S,
        "Too many files from this address at once. Please wait a moment.",
    )
    taken = await take_in(store, _chunks(request), name, services.settings.limits.file_bytes)
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


def _check_size(request: Request[Any, Any]) -> None:
    """Refuse by what the client announces, before a byte of it is read."""
    most = services_of(request).settings.limits.file_bytes
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > most:
        raise too_large(most)
    assert isinstance(request.stream, Http)
    # The limit of other requests does not hold here; `take_in` counts for itself.
    request.stream.request_max_size = most + 1


async def _chunks(request: Request[Any, Any]) -> AsyncIterator[bytes]:
    stream = request.stream
    # Only HTTP/3's streams can't be read like this, and the desk does not speak it.
    assert isinstance(stream, Http)
    try:
        while (chunk := await stream.read()) is not None:
            yield chunk
    except PayloadTooLarge:
        raise too_large(services_of(request).settings.limits.file_bytes) from None


@files_blueprint.get(f"{_VISITOR}/<file_id:str>", name="download_visitor")
@openapi.definition(summary="Fetch a file of one's conversation", tag="Visitor")
@openapi.secured("token")
async def download(request: Request[Any, Any], conversation_id: str, file_id: str) -> HTTPResponse:
    """The bytes, with the type that they really have."""
    check_read(request, conversation_id)
    async with services_of(request).database.read() as transaction:
        row = await access_file(transaction, conversation_id, file_id)
    return await _send(request, row)


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
    return await _send(request, row)


async def _send(request: Request[Any, Any], row: Row[Any]) -> HTTPResponse:
    how = "inline" if row.type.startswith(_INLINE) else "attachment"
    mime = f"{row.type}; charset=utf-8" if row.type.startswith("text/") else row.type
    return await file_answer(
        _store(request).path(row.id),
        mime_type=mime,
        headers={
            **_HARMLESS,
            "Content-Disposition": f"{how}; filename*=UTF-8''{quote(row.name)}",
        },
    )


def _store(request: Request[Any, Any]) -> FileStore:
    store: FileStore = request.app.ctx.files
    return store


def _argument(request: Request[Any, Any], name: str) -> str:
    value = request.args.get(name) or ""
    if not value:
        raise InvalidError(f"{name}: is missing from the address.", field=name)
    return str(value)
