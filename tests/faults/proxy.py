"""A reverse proxy that does to a widget's traffic what bad networks do, on purpose and by a seed.

It stands between a browser and a desk on loopback. Pages pass untouched; calls of the interface
(`/api/`) and the frames of its WebSockets are cut, delayed, swallowed and doubled as a `Schedule`
says, until `calm()` is called. Every fault is counted.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

from websockets.frames import DATA_OPCODES, OP_CONT, Frame

from tests.faults.schedule import DOWN, GET, POST, UP, UPGRADE, Chances, Fate, Fault, Schedule
from tests.faults.wire import (
    Frames,
    Request,
    acknowledges,
    cut_at,
    ended,
    for_keeping,
    is_complete,
    parsed,
    read_request,
    reset,
    sort_of_frame,
    status,
)

_MOST_HEAD = 64 * 1024
_BLOCK = 64 * 1024
_BAD_GATEWAY = (
    b"HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\n"
    b"Content-Length: 21\r\n\r\n<h1>Bad Gateway</h1>\n"
)
_NO_UPGRADE = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
_NEVER_A_FAULT = Fate(None, 0, 0, 0, reset=False, together=False, succession=0)


class CutError(Exception):
    """The connection is to end here."""

    def __init__(self, *, reset: bool) -> None:
        super().__init__("cut")
        self.reset = reset


@dataclass
class Conversation:
    """A conversation of which the proxy has seen calls."""

    id: str
    token: str


@dataclass
class Traffic:
    """What went through, apart from what was done to it."""

    begun: list[str] = field(default_factory=list)
    """The ids of the conversations that the desk began; one again when it found it again."""
    used: dict[str, Conversation] = field(default_factory=dict)
    """The conversations that calls were about, by id; the newest token of each."""
    arrived: Counter[str] = field(default_factory=Counter)
    """How often each message (by its `client_id`) was handed to the desk."""
    sockets: int = 0
    polls: int = 0

    @property
    def duplicates(self) -> int:
        """Messages that the desk was handed once more than needed."""
        return self.arrived.total() - len(self.arrived)


class FaultyProxy:
    """The proxy; an asynchronous context manager that listens at `base` meanwhile."""

    def __init__(self, desk: str, schedule: Schedule | None) -> None:
        """`desk` is the address behind it; without a `schedule` it is calm from the beginning."""
        parts = urlsplit(desk)
        self._desk = (str(parts.hostname), int(parts.port or 80))
        self._schedule = schedule
        self._calm = asyncio.Event()
        if schedule is None:
            self._calm.set()
        self._refuse_more = 0
        self._connections: set[asyncio.Task[None]] = set()
        self._held = 0
        self._started = time.monotonic()
        self.faults: Counter[Fault] = Counter()
        self.traffic = Traffic()
        self.history: list[str] = []
        """What happened when, for a test that failed."""
        self.on_acknowledgement: Callable[[], None] | None = None
        """Called, once, when the desk has stored a message and says so. What it says is not
        passed on: the connection ends instead."""

    async def __aenter__(self) -> FaultyProxy:
        self._server = await asyncio.start_server(self._accepted, "127.0.0.1", 0, limit=_MOST_HEAD)
        self.base = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.calm()
        self._server.close()
        connections = list(self._connections)
        for connection in connections:
            connection.cancel()
        await asyncio.gather(*connections, return_exceptions=True)

    def calm(self) -> None:
        """No more faults: what is held back goes on, what hangs ends."""
        self._calm.set()

    @property
    def idle(self) -> bool:
        """Whether nothing is held back any more."""
        return self._held == 0

    # One connection of the browser

    def _accepted(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._connection(reader, writer))
        self._connections.add(task)
        task.add_done_callback(self._connections.discard)

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await self._request(reader, writer):
                pass
        except CutError as cut:
            if cut.reset:
                reset(writer)
        except (OSError, EOFError, asyncio.LimitOverrunError):
            pass
        finally:
            writer.close()

    async def _request(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Serve one request; True when the connection may carry another."""
        request = await read_request(reader)
        faulty = request.path.startswith("/api/")
        if faulty:
            self._note_use(request)
        if request.is_upgrade:
            await self._upgrade(request, reader, writer)
            return False
        fate = self._fate(request.sort, POST if request.method == "POST" else GET, when=faulty)
        call = asyncio.create_task(self._call(request, fate))
        gone = asyncio.create_task(reader.read(1))
        try:
            await asyncio.wait([call, gone], return_when=asyncio.FIRST_COMPLETED)
            if not call.done():
                self.note(f"{request.sort}: the browser went away")
                raise CutError(reset=False)
            answered = await call
        finally:
            await ended(call, gone)
        return await self._respond(request, answered, fate, reader, writer)

    async def _call(self, request: Request, fate: Fate) -> bytes:
        """Hand a request to the desk, as far as its fate allows; returns the response's bytes."""
        match fate.fault:
            case Fault.REFUSED:
                raise CutError(reset=True)
            case Fault.BAD_GATEWAY:
                return _BAD_GATEWAY
            case Fault.REQUEST_CUT:
                await self._ask(request, cut=fate)
                raise CutError(reset=fate.reset)
            case Fault.REQUEST_SWALLOWED:
                await self._hold(fate.hang_s)
                raise CutError(reset=fate.reset)
            case Fault.REQUEST_DELAYED:
                await self._hold(fate.delay_s)
            case Fault.REQUEST_DOUBLED if fate.together:
                first, _ = await asyncio.gather(self._ask(request), self._ask(request))
                return first
            case Fault.REQUEST_DOUBLED:
                await self._ask(request)
        return await self._ask(request)

    async def _ask(self, request: Request, cut: Fate | None = None) -> bytes:
        """Send a request on a connection of its own and read the whole response."""
        reader, writer = await asyncio.open_connection(*self._desk)
        try:
            data = request.serialized(close=True)
            if cut is not None:
                writer.write(data[: cut_at(data, cut)])
                await writer.drain()
                if cut.reset:
                    reset(writer)
                return b""
            self._note_arrival(request)
            writer.write(data)
            await writer.drain()
            response = await reader.read(-1)
        finally:
            writer.close()
        if not is_complete(response):
            # The desk itself died: that is no fault of this proxy, and passes through it.
            raise CutError(reset=True)
        self._note_answer(request, response)
        return response

    async def _respond(
        self,
        request: Request,
        response: bytes,
        fate: Fate,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> bool:
        """Pass a response on, as far as its fate allows; True when the connection stays."""
        acknowledges = request.sort == "POST messages" and status(response) == 202
        if acknowledges and self._tell_acknowledgement():
            raise CutError(reset=True)
        if fate.fault is Fault.RESPONSE_SWALLOWED:
            await self._hold(fate.hang_s, reader)
            raise CutError(reset=fate.reset)
        if fate.fault is Fault.RESPONSE_DELAYED:
            await self._hold(fate.delay_s, reader)
        data, stays = for_keeping(response)
        if fate.fault is Fault.RESPONSE_CUT:
            writer.write(data[: cut_at(data, fate)])
            await writer.drain()
            raise CutError(reset=fate.reset)
        writer.write(data)
        await writer.drain()
        return stays

    # WebSockets

    async def _upgrade(
        self, request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        fate = self._fate(request.sort, UPGRADE)
        if fate.fault is Fault.REFUSED:
            raise CutError(reset=True)
        if fate.fault is Fault.UPGRADE_REFUSED:
            self._refuse_more = fate.succession
        elif self._refuse_more and not self._calm.is_set():
            self._refuse_more -= 1
            self._count(Fault.UPGRADE_REFUSED, request.sort)
        else:
            await self._socket(request, reader, writer)
            return
        writer.write(_NO_UPGRADE)
        await writer.drain()

    async def _socket(
        self, request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        desk_reader, desk_writer = await asyncio.open_connection(*self._desk, limit=_MOST_HEAD)
        try:
            # Without the offer of compression every frame can be read.
            desk_writer.write(request.serialized(without=("sec-websocket-extensions",)))
            head = await desk_reader.readuntil(b"\r\n\r\n")
            writer.write(head)
            if status(head) != 101:
                writer.write(await desk_reader.read(-1))
                await writer.drain()
                return
            self.traffic.sockets += 1
            self.note("a WebSocket is open")
            pumps = [
                asyncio.create_task(self._pump(reader, desk_writer, up=True)),
                asyncio.create_task(self._pump(desk_reader, writer, up=False)),
            ]
            try:
                await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
                for pump in pumps:
                    if pump.done():
                        pump.result()
            except CutError as cut:
                if cut.reset:
                    reset(desk_writer)
                raise
            finally:
                await ended(*pumps)
                self.note("a WebSocket has ended")
        finally:
            desk_writer.close()

    async def _pump(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, up: bool
    ) -> None:
        """Pass the frames of one direction on, in order."""
        frames = Frames(masked=up)
        while data := await reader.read(_BLOCK):
            for frame in frames.feed(data):
                await self._frame(frame, writer, up=up)

    async def _frame(self, frame: Frame, writer: asyncio.StreamWriter, *, up: bool) -> None:
        data = frame.serialize(mask=up)
        whole = frame.fin and frame.opcode in DATA_OPCODES and frame.opcode is not OP_CONT
        sort = f"{'up' if up else 'down'} {sort_of_frame(frame)}"
        fate = self._fate(sort, UP if up else DOWN, when=whole)
        if not up and acknowledges(frame) and self._tell_acknowledgement():
            raise CutError(reset=True)
        match fate.fault:
            case Fault.UP_CUT | Fault.DOWN_CUT:
                writer.write(data[: cut_at(data, fate)])
                await writer.drain()
                raise CutError(reset=fate.reset)
            case Fault.UP_SWALLOWED | Fault.DOWN_SWALLOWED:
                return
            case Fault.UP_DELAYED | Fault.DOWN_DELAYED:
                await self._hold(fate.delay_s)
            case Fault.UP_DOUBLED | Fault.DOWN_DOUBLED:
                data += frame.serialize(mask=up)
                if up:
                    self._note_frame(frame)
        if up:
            self._note_frame(frame)
        writer.write(data)
        await writer.drain()

    # Faults, and what is known of the traffic

    def _fate(self, sort: str, chances: Chances, *, when: bool = True) -> Fate:
        if not when or self._schedule is None or self._calm.is_set():
            return _NEVER_A_FAULT
        fate = self._schedule.next(sort, chances)
        if fate.fault is not None:
            self._count(fate.fault, sort)
        return fate

    def _count(self, fault: Fault, sort: str) -> None:
        self.faults[fault] += 1
        self.note(f"{sort}: {fault}")

    def note(self, what: str) -> None:
        """Remember that something happened now."""
        self.history.append(f"{time.monotonic() - self._started:7.2f} {what}")

    @contextmanager
    def _holding(self) -> Iterator[None]:
        self._held += 1
        try:
            yield
        finally:
            self._held -= 1

    async def _hold(self, seconds: float, reader: asyncio.StreamReader | None = None) -> None:
        """Wait, but not longer than until calm; raises CutError when the browser goes away."""
        waits = [asyncio.create_task(self._calm.wait())]
        gone = asyncio.create_task(reader.read(1)) if reader is not None else None
        with self._holding():
            try:
                await asyncio.wait(
                    [*waits, *([gone] if gone else [])],
                    timeout=seconds,
                    return_when=asyncio.FIRST_COMPLETED,
                )
                if gone is not None and gone.done():
                    raise CutError(reset=False)
            finally:
                await ended(*waits, *([gone] if gone else []))

    def _tell_acknowledgement(self) -> bool:
        """Tell who wants to know it; True when the acknowledgement must not be passed on."""
        tell, self.on_acknowledgement = self.on_acknowledgement, None
        if tell is None:
            return False
        self.note("an acknowledgement is not passed on")
        tell()
        return True

    def _note_use(self, request: Request) -> None:
        parts = request.path.split("/")
        if len(parts) < 5 or parts[2] != "conversations":
            return
        offered = request.header("sec-websocket-protocol").removeprefix("bearer.")
        token = offered or request.header("authorization").removeprefix("Bearer ")
        self.traffic.used[parts[3]] = Conversation(parts[3], token)
        self.traffic.polls += "wait=" in request.target

    def _note_arrival(self, request: Request) -> None:
        if request.sort == "POST messages":
            self._note_message(parsed(request.body))

    def _note_frame(self, frame: Frame) -> None:
        document = parsed(frame.data)
        if "message" in document:
            self._note_message(document["message"])

    def _note_message(self, message: Any) -> None:
        if isinstance(message, dict) and isinstance(message.get("client_id"), str):
            self.traffic.arrived[message["client_id"]] += 1
            self.note(f"the desk gets {str(message.get('text') or message.get('payload'))[:60]!r}")

    def _note_answer(self, request: Request, response: bytes) -> None:
        if request.sort == "POST conversations" and status(response) == 201:
            document = parsed(response.partition(b"\r\n\r\n")[2])
            self.traffic.begun.append(str(document.get("conversation_id")))
            self.note("a conversation is begun")
        elif request.path.startswith("/api/") and status(response) >= 400:
            self.note(f"{request.sort}: the desk answers {status(response)}")
