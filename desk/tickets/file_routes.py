"""Files of tickets over HTTP: uploading one for a message to come, fetching one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from sanic import Blueprint, HTTPResponse, Request
from sanic_ext import openapi
from sanic_ext.extensions.openapi.definitions import Parameter
from sqlalchemy import Row

from desk.api.http import address, answer, services_of
from desk.files.book import take_in
from desk.files.transfer import (
    FILE_BODY,
    argument,
    check_size,
    chunks,
    heard,
    send_file,
    store_of,
)
from desk.staff.access import access_person, check_answers
from desk.storage import Transaction
from desk.tickets.access import KEY, access_by_key, access_by_staff, check_reads
from desk.tickets.files import access_ticket_file, check_room, do_keep
from desk.tickets.status import ended

ticket_files_blueprint = Blueprint("ticket_files", url_prefix="/api")

_CUSTOMER = "/tickets/<number:str>/files"
_STAFF = "/staff/tickets/<number:str>/files"
_MINUTE_S = 60
_NAME: list[dict[str, Any] | Parameter | str] = [
    {"name": "name", "in": "query", "required": True, "schema": {"type": "string"}}
]
_ABOUT = "The body is the file itself. A message that names its id carries it; else it is dropped."

Access = Callable[[Transaction], Awaitable[Row[Any]]]


@ticket_files_blueprint.post(_CUSTOMER, stream=True, name="upload_customer")
@openapi.definition(
    summary="Upload a file for a message to come",
    description=_ABOUT,
    parameter=[KEY, *_NAME],
    body=FILE_BODY,
    tag="Tickets",
)
@heard
async def upload(request: Request[Any, Any], number: str) -> HTTPResponse:
    """201 with the file as it was kept, without the secrets of a text."""
    services = services_of(request)

    async def access(transaction: Transaction) -> Row[Any]:
        row = await access_by_key(request, transaction, number)
        if row.status == "closed":
            raise ended(services, row)
        return row

    return await _upload(request, access)


@ticket_files_blueprint.post(_STAFF, stream=True, name="upload_for_answer")
@openapi.definition(
    summary="Upload a file for an answer to come",
    description=_ABOUT,
    parameter=_NAME,
    body=FILE_BODY,
    tag="Staff",
)
@heard
async def upload_as_staff(request: Request[Any, Any], number: str) -> HTTPResponse:
    """201 with the file as it was kept."""

    async def access(transaction: Transaction) -> Row[Any]:
        check_answers(await access_person(request, transaction))
        return await access_by_staff(request, transaction, number)

    return await _upload(request, access)


async def _upload(request: Request[Any, Any], access: Access) -> HTTPResponse:
    services, store = services_of(request), store_of(request)
    name = argument(request, "name")
    async with services.database.read() as transaction:
        row = await access(transaction)
        await check_room(transaction, services, row.number)
    check_size(request)
    request.app.ctx.limiter.check(
        f"files:{address(request)}",
        services.settings.limits.files_per_address_per_minute,
        _MINUTE_S,
        "Too many files from this address at once. Please wait a moment.",
    )
    taken = await take_in(store, chunks(request), name, services.settings.limits.file_bytes)
    kept = False
    try:
        async with services.database.write() as transaction:
            await access(transaction)
            await do_keep(
                transaction,
                services,
                row.number,
                file_id=taken.id,
                name=taken.name,
                type_=taken.kind.type,
                size=taken.size,
                at=services.now(),
            )
        kept = True
    finally:
        if not kept:
            store.remove(taken.id)
    return answer({"file": taken.as_dict()}, status=201)


@ticket_files_blueprint.get(f"{_CUSTOMER}/<file_id:str>", name="download_customer")
@openapi.definition(summary="Fetch a file of one's ticket", parameter=[KEY], tag="Tickets")
async def download(request: Request[Any, Any], number: str, file_id: str) -> HTTPResponse:
    """The bytes, with the type that they really have."""
    check_reads(request)
    async with services_of(request).database.read() as transaction:
        row = await access_by_key(request, transaction, number)
        file = await access_ticket_file(transaction, row.number, file_id, internal=False)
    return await send_file(request, file)


@ticket_files_blueprint.get(f"{_STAFF}/<file_id:str>", name="download_for_staff")
@openapi.definition(summary="Fetch a file of a ticket", tag="Staff")
async def download_as_staff(request: Request[Any, Any], number: str, file_id: str) -> HTTPResponse:
    """The bytes; an image may be shown in the page, everything else is saved."""
    async with services_of(request).database.read() as transaction:
        row = await access_by_staff(request, transaction, number)
        file = await access_ticket_file(transaction, row.number, file_id, internal=True)
    return await send_file(request, file)
