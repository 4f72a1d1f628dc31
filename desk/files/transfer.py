"""Files over HTTP: reading one from a request, sending one so that it can do no harm."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any
from urllib.parse import quote

from sanic import HTTPResponse, Request
from sanic.exceptions import PayloadTooLarge, SanicException
from sanic.http.http1 import Http
from sanic.response import file as file_answer
from sqlalchemy import Row

from desk.api.http import services_of
from desk.errors import InvalidError, RequestError
from desk.files.book import too_large
from desk.files.store import FileStore

_INLINE = ("image/",)
FILE_BODY = {"application/octet-stream": {"type": "string", "format": "binary"}}
"""A file as the interface's documentation describes the body that carries it."""

# Whatever is in a file, a browser that shows it runs nothing and loads nothing.
_HARMLESS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, max-age=86400, immutable",
}

Handler = Callable[..., Awaitable[HTTPResponse]]


def heard(handler: Handler) -> Handler:
    """Read what is left of the body before answering early, within bounds.

    A client that is still sending when the connection closes never gets to see the answer.
    """

    @functools.wraps(handler)
    async def hears(request: Request[Any, Any], **path: str) -> HTTPResponse:
        try:
            answered = await handler(request, **path)
        except RequestError:
            await _read_on(request)
            raise
        await _read_on(request)
        return answered

    return hears


async def _read_on(request: Request[Any, Any]) -> None:
    assert isinstance(request.stream, Http)
    request.stream.request_max_size = 2 * services_of(request).settings.limits.file_bytes
    with contextlib.suppress(RequestError, SanicException):
        async for _ in chunks(request):
            pass


def check_size(request: Request[Any, Any]) -> None:
    """Refuse by what the client announces, before a byte of it is read."""
    most = services_of(request).settings.limits.file_bytes
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > most:
        raise too_large(most)
    assert isinstance(request.stream, Http)
    # The limit of other requests does not hold here; `take_in` counts for itself.
    request.stream.request_max_size = most + 1


async def chunks(request: Request[Any, Any]) -> AsyncIterator[bytes]:
    """The body as it comes. Raises TooLargeError when it is more than any file may be."""
    stream = request.stream
    # Only HTTP/3's streams can't be read like this, and the desk does not speak it.
    assert isinstance(stream, Http)
    try:
        while (chunk := await stream.read()) is not None:
            yield chunk
    except PayloadTooLarge:
        raise too_large(services_of(request).settings.limits.file_bytes) from None


async def send_file(request: Request[Any, Any], row: Row[Any]) -> HTTPResponse:
    """A kept file: an image may be shown in the page, everything else is saved."""
    how = "inline" if row.type.startswith(_INLINE) else "attachment"
    mime = f"{row.type}; charset=utf-8" if row.type.startswith("text/") else row.type
    return await file_answer(
        store_of(request).path(row.id),
        mime_type=mime,
        headers={
            **_HARMLESS,
            "Content-Disposition": f"{how}; filename*=UTF-8''{quote(row.name)}",
        },
    )


def store_of(request: Request[Any, Any]) -> FileStore:
    """Where this application's files lie."""
    store: FileStore = request.app.ctx.files
    return store


def argument(request: Request[Any, Any], name: str) -> str:
    """A query argument that must be there. Raises InvalidError."""
    value = request.args.get(name) or ""
    if not value:
        raise InvalidError(f"{name}: is missing from the address.", field=name)
    return str(value)
