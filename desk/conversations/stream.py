"""The visitor's WebSocket: replay from a cursor, then live; messages come in on the same line."""

from __future__ import annotations

import asyncio
from typing import Any

from sanic import Blueprint, Request

from desk.api.http import address, read_frame, services_of, whole_number
from desk.api.origins import check_origin
from desk.api.sockets import Accept, Socket, parse_frame, send, socket_route, subprotocol_token
from desk.bus import Subscription
from desk.conversations.access import check_visitor
from desk.conversations.log import MOST_EVENTS
from desk.conversations.model import access_conversation
from desk.conversations.routes import (
    NewMessage,
    Read,
    note_read,
    snapshot,
    take_message,
    typing_of,
)
from desk.errors import NotFoundError, RequestError
from desk.notify import notify_typing
from desk.services import Services
from desk.storage import uninterrupted

stream = Blueprint("visitor_stream", url_prefix="/api")

_FRAMES_PER_SECOND = 50


@socket_route(stream, "/conversations/<conversation_id:str>/stream", "visitor")
async def visitor_stream(request: Request[Any, Any], accept: Accept, conversation_id: str) -> None:
    """Everything of one conversation, both ways."""
    services = services_of(request)
    offered = subprotocol_token(request)
    check_origin(request)
    holder = check_visitor(request, conversation_id, offered[1] if offered else None)
    after = whole_number(request, "after")
    # The conversation must exist before the socket opens: an erased one is an HTTP error.
    await snapshot(services, conversation_id, after)
    socket = await accept(offered[0] if offered else None)
    renewed = services.tokens.renewed(holder)
    if renewed:
        await send(socket, {"token": renewed})
    channel = f"conversation.{conversation_id}"
    async with services.bus.subscribe(channel, "queue") as subscription:
        out = asyncio.create_task(_send_out(services, socket, subscription, conversation_id, after))
        try:
            await _take_in(request, socket, conversation_id)
        finally:
            out.cancel()
            await asyncio.gather(out, return_exceptions=True)


async def _send_out(
    services: Services,
    socket: Socket,
    subscription: Subscription,
    conversation_id: str,
    cursor: int,
) -> None:
    """Send what is after the cursor, and again whenever something changed."""
    heartbeat = services.settings.timings.heartbeat_s
    state: dict[str, Any] | None = None
    changed = True
    while True:
        if changed:
            try:
                document = await uninterrupted(snapshot(services, conversation_id, cursor))
            except NotFoundError as error:
                # Erased meanwhile: this was the last that can be said of it.
                await send(socket, error.as_json())
                await socket.close()
                return
            for event in document["events"]:
                await send(socket, {"event": event})
                cursor = event["seq"]
            if len(document["events"]) >= MOST_EVENTS:
                continue
            if document["state"] != state:
                state = document["state"]
                await send(socket, {"state": state})
        try:
            async with asyncio.timeout(heartbeat):
                hints = await subscription.next()
        except TimeoutError:
            # What was said before stands in it once more: a frame may have got lost on the way.
            await send(socket, {"ping": True, "seq": cursor, "state": state})
            changed = False
            continue
        waits = state is not None and state["owner"] == "queue"
        changed = any("changed" in hint or (waits and "queue" in hint) for hint in hints)
        typing = typing_of(hints)
        if typing:
            await send(socket, {"typing": typing})


async def _last_seq(services: Services, conversation_id: str) -> int:
    """The last number of the visitor's log: who knows less has missed something."""
    async with services.database.read() as transaction:
        return (await access_conversation(transaction, conversation_id)).last_visible_seq


async def _take_in(request: Request[Any, Any], socket: Socket, conversation_id: str) -> None:
    """Take frames until the visitor goes."""
    services = services_of(request)
    async for data in socket:
        client_id: str | None = None
        try:
            request.app.ctx.limiter.check(
                f"frames:{conversation_id}:{address(request)}",
                _FRAMES_PER_SECOND,
                1,
                "That was a lot at once. Please wait a moment.",
            )
            frame = parse_frame(data)
            if "message" in frame:
                if isinstance(frame["message"], dict):
                    client_id = str(frame["message"].get("client_id"))[:64]
                message = read_frame(frame["message"], NewMessage)
                received = await take_message(request, conversation_id, message)
                await send(socket, {"ack": message.client_id, "seq": received.seq})
            elif "read" in frame:
                await note_read(services, conversation_id, read_frame(frame, Read).read)
            elif "typing" in frame:
                await notify_typing(services.bus, conversation_id, "visitor")
            elif "ping" in frame:
                await send(
                    socket, {"pong": True, "seq": await _last_seq(services, conversation_id)}
                )
        except RequestError as error:
            document = error.as_json()
            details: Any = document["error"]
            if client_id:
                details["client_id"] = client_id
            if error.retry_after is not None:
                details["retry_after"] = error.retry_after
            await send(socket, document)
