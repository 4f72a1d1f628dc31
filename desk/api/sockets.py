"""WebSockets that are checked before they are accepted.

Sanic's own decorator shakes hands first and calls the handler then, so a stranger would get an
open socket, and it can't echo a subprotocol that is different for every client. Here the
handler decides, and a refusal is an ordinary HTTP answer in the shape of every error.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any, cast
from urllib.parse import urlsplit

from sanic import Blueprint, Request
from sanic.server.protocols.websocket_protocol import WebSocketProtocol
from sanic.server.websockets.impl import WebsocketImplProtocol
from websockets.exceptions import ConnectionClosed

from desk.api.http import parse_json, services_of
from desk.errors import ForbiddenError, InvalidError
from desk.metrics.meters import Audience

Socket = WebsocketImplProtocol
Accept = Callable[[str | None], Awaitable[Socket]]
SocketHandler = Callable[..., Awaitable[None]]

_SUBPROTOCOL = "bearer."


def socket_route(
    blueprint: Blueprint, uri: str, audience: Audience
) -> Callable[[SocketHandler], SocketHandler]:
    """Route `uri` to a handler that gets `(request, accept, **path)`.

    Open sockets are counted by `audience`.
    The handler raises a RequestError to refuse, or awaits `accept(subprotocol)` for the socket.
    """

    def decorate(handler: SocketHandler) -> SocketHandler:
        async def upgrade(request: Request[Any, Any], **path: Any) -> None:
            opened: list[Socket] = []
            metrics = services_of(request).metrics

            async def accept(subprotocol: str | None) -> Socket:
                protocol = cast(WebSocketProtocol, request.transport.get_protocol())
                socket: Socket = await protocol.websocket_handshake(
                    request, [subprotocol] if subprotocol else None
                )
                opened.append(socket)
                metrics.opened(audience, 1)
                return socket

            running = asyncio.ensure_future(handler(request, accept, **path))
            request.app.websocket_tasks.add(running)
            gone = False
            try:
                await running
            except (ConnectionClosed, asyncio.CancelledError):
                if not opened:
                    raise
                gone = True
            finally:
                request.app.websocket_tasks.discard(running)
                for socket in opened:
                    metrics.opened(audience, -1)
                    # Saying goodbye waits for an answer, which nobody who is gone will give.
                    if gone:
                        socket.end_connection(1000)  # type: ignore[no-untyped-call]
                    else:
                        await socket.close()

        upgrade.__name__ = handler.__name__
        upgrade.is_websocket = True  # type: ignore[attr-defined]  # how Sanic knows one
        blueprint.add_route(upgrade, uri)
        return handler

    return decorate


def subprotocol_token(request: Request[Any, Any]) -> tuple[str, str] | None:
    """The subprotocol `bearer.TOKEN` that a client offered, and the token in it.

    A token in a subprotocol stays out of addresses, and so out of logs.
    """
    offered = ",".join(request.headers.getall("sec-websocket-protocol", []))
    for name in (part.strip() for part in offered.split(",")):
        if name.startswith(_SUBPROTOCOL):
            return name, name[len(_SUBPROTOCOL) :]
    return None


def check_same_origin(request: Request[Any, Any]) -> None:
    """Refuse a page of another site that uses a signed-in person's cookie.

    Browsers always send `Origin` with a WebSocket; a client without one is no browser and
    carries no cookie by itself. Raises ForbiddenError.
    """
    origin = request.headers.get("origin")
    if origin and urlsplit(origin).netloc.lower() != request.host.lower():
        raise ForbiddenError("This page may not use the desk.", code="foreign_origin")


async def send(socket: Socket, document: dict[str, Any]) -> None:
    """Send one JSON frame."""
    await socket.send(json.dumps(document, ensure_ascii=False, separators=(",", ":")))


def parse_frame(data: str | bytes | None) -> dict[str, Any]:
    """A frame as a JSON object. Raises InvalidError for anything else."""
    document = parse_json(data or "")
    if not isinstance(document, dict):
        raise InvalidError("A frame is a JSON object.", code="invalid_json")
    return document
