"""What goes over the wire between a browser and a desk: requests, responses, frames."""

from __future__ import annotations

import asyncio
import json
import re
import socket
import struct
from collections.abc import Generator, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from websockets.frames import Frame
from websockets.streams import StreamReader as FrameBuffer

from tests.faults.schedule import Fate


@dataclass(frozen=True)
class Request:
    """An HTTP request as the browser sent it."""

    method: str
    path: str
    headers: list[tuple[str, str]]
    body: bytes
    target: str

    def header(self, name: str) -> str:
        """A header's value; empty without one."""
        return next((value for key, value in self.headers if key.lower() == name), "")

    @property
    def is_upgrade(self) -> bool:
        """Whether a WebSocket is asked for."""
        return self.header("upgrade").lower() == "websocket"

    @property
    def sort(self) -> str:
        """What is asked for, without the ids in between: `POST messages`."""
        return f"{self.method} {self.path.rsplit('/', 1)[-1]}"

    def serialized(self, *, without: tuple[str, ...] = (), close: bool = False) -> bytes:
        """The bytes for the desk."""
        left_out = (*without, "connection") if close else without
        lines = [f"{self.method} {self.target} HTTP/1.1"]
        lines += [f"{key}: {value}" for key, value in self.headers if key.lower() not in left_out]
        if close:
            lines.append("Connection: close")
        return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + self.body


class Frames:
    """Cuts a stream of bytes into WebSocket frames."""

    def __init__(self, *, masked: bool) -> None:
        self._masked = masked
        self._buffer = FrameBuffer()
        self._parsing = self._next()

    def feed(self, data: bytes) -> Iterator[Frame]:
        """The frames that are complete now."""
        self._buffer.feed_data(data)
        while True:
            try:
                next(self._parsing)
            except StopIteration as found:
                self._parsing = self._next()
                yield found.value
            else:
                return

    def _next(self) -> Generator[None, None, Frame]:
        return Frame.parse(self._buffer.read_exact, mask=self._masked)


async def read_request(reader: asyncio.StreamReader) -> Request:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.split("\r\n")[:-2]
    method, target, _ = first.split(" ", 2)
    headers = [(key, value.strip()) for key, _, value in (line.partition(":") for line in lines)]
    request = Request(method, urlsplit(target).path, headers, b"", target)
    length = int(request.header("content-length") or 0)
    if not length:
        return request
    body = await reader.readexactly(length)
    return Request(method, request.path, headers, body, target)


def for_keeping(response: bytes) -> tuple[bytes, bool]:
    """A response for a connection that stays open; False where only its end ends the body."""
    head, _, body = response.partition(b"\r\n\r\n")
    lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"connection:")]
    stays = any(line.lower().startswith(b"content-length:") for line in lines)
    stays = stays or status(response) in (204, 304)
    if not stays:
        lines.append(b"Connection: close")
    return b"\r\n".join(lines) + b"\r\n\r\n" + body, stays


def is_complete(response: bytes) -> bool:
    head, end, body = response.partition(b"\r\n\r\n")
    length = re.search(rb"\r\ncontent-length: *(\d+)", head, re.IGNORECASE)
    return bool(end) and (length is None or len(body) >= int(length[1]))


def status(response: bytes) -> int:
    return int(response[9:12])


def cut_at(data: bytes, fate: Fate) -> int:
    """Where a cut goes: not before the first byte, and before the last."""
    return min(len(data) - 1, 1 + int(fate.share * (len(data) - 1)))


def sort_of_frame(frame: Frame) -> str:
    """The first key of a frame's document: `event`, `ack`, `ping`."""
    return next(iter(parsed(frame.data)), "other")


def acknowledges(frame: Frame) -> bool:
    """Whether a frame of the desk tells a visitor that a message is stored.

    It may say so in words, or by showing it.
    """
    document = parsed(frame.data)
    event = document.get("event")
    shows = isinstance(event, dict) and event.get("author", {}).get("kind") == "visitor"
    return "ack" in document or shows


def parsed(data: bytes | bytearray | memoryview) -> dict[str, Any]:
    with suppress(ValueError):
        document = json.loads(bytes(data))
        if isinstance(document, dict):
            return document
    return {}


def reset(writer: asyncio.StreamWriter) -> None:
    """End a connection as a machine does that knows nothing of it: with RST."""
    connection: socket.socket | None = writer.get_extra_info("socket")
    if connection is not None and connection.fileno() >= 0:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


async def ended(*tasks: asyncio.Task[Any]) -> None:
    """Cancel what still runs, and leave nothing unheard."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
