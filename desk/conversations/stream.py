"""The visitor's WebSocket: replay from a cursor, then live; messages come in on the same line."""

from __future__ import annotations

import asyncio
from typing import Any

from pydantic import BaseModel, Field
from sanic import Blueprint, Request
from sqlalchemy import update

from desk.api.http import LARGEST_NUMBER, address, read_frame, services_of, whole_number
from desk.api.sockets import Accept, Socket, parse_frame, send, socket_route, subprotocol_token
from desk.bus import Subscription
from desk.conversations.routes import NewMessage, check_visitor, snapshot, take_message
from desk.errors import RequestError
from desk.notify import notify_typing
from desk.services import Services
from desk.storage import uninterrupted
from desk.storage.tables import conversations

stream = Blueprint("visitor_stream", url_prefix="/api")

_FRAMES_PER_SECOND = 50


class Read(BaseModel):
    """How far the visitor has read."""

    read: int = Field(ge=0, le=LARGEST_NUMBER)


@socket_route(stream, "/conversations/<conversation_id:str>/stream")
async def visitor_stream(request: Request[Any, Any], accept: Accept, conversation_id: str) -> None:
    """Everything of one conversation, both ways."""
    services = services_of(request)
    offered = subprotocol_token(request)
    check_visitor(request, conversation_id, offered[1] if offered else None)
    after = whole_number(request, "after")
    # The conversation must exist before the socket opens: an erased one is an HTTP error.
    await snapshot(services, conversation_id, after)
    socket = await accept(offered[0] if offered else None)
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
            document = await uninterrupted(snapshot(services, conversation_id, cursor))
            for event in document["events"]:
                await send(socket, {"event": event})
                cursor = event["seq"]
            if document["state"] != state:
                state = document["state"]
                await send(socket, {"state": state})
        try:
            async with asyncio.timeout(heartbeat):
                hints = await subscription.next()
        except TimeoutError:
            await send(socket, {"ping": True})
            changed = False
            continue
        waits = state is not None and state["owner"] == "queue"
        changed = any("changed" in hint or (waits and "queue" in hint) for hint in hints)
        typing = [hint["typing"] for hint in hints if "typing" in hint]
        if typing and typing[-1]["kind"] != "visitor":
            await send(socket, {"typing": typing[-1]})


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
                await _note_read(services, conversation_id, read_frame(frame, Read).read)
            elif "typing" in frame:
                await notify_typing(services.bus, conversation_id, "visitor")
            elif "ping" in frame:
                await send(socket, {"pong": True})
        except RequestError as error:
            document = error.as_json()
            details: Any = document["error"]
            if client_id:
                details["client_id"] = client_id
            if error.retry_after is not None:
                details["retry_after"] = error.retry_after
            await send(socket, document)


async def _note_read(services: Services, conversation_id: str, seq: int) -> None:
    """Remember how far the visitor has read: it never goes back, nor beyond the log."""
    async with services.database.write() as transaction:
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
