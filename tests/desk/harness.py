"""Driving a running desk through its public interface."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any
from uuid import uuid4

import httpx
from sanic import Sanic
from websockets.asyncio.client import ClientConnection, connect

from desk.conversations.engine import Answer, EngineUnavailableError, Question
from desk.services import Services
from desk.staff.people import NewPerson, do_add
from support.policy import Policy

Json = dict[str, Any]


def free_port() -> int:
    """A port of the loopback address that nobody uses."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@dataclass
class ScriptedEngine:
    """Answers as a test says; the real engine is tested in its own environment and as a whole.

    `reply` gets the question and returns the text of the answer, or a whole Answer.
    """

    policy: Policy
    reply: Callable[[Question], Any] = lambda question: f"You said: {question.text}"
    intent: str = "greet"
    entities: list[Json] = field(default_factory=list)
    asked: list[Question] = field(default_factory=list)
    up: bool = True
    # While this is not set, turns hang as they do in a process that was stopped.
    go_on: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.go_on.set()

    async def turn(self, question: Question) -> Answer:
        self.asked.append(question)
        if not self.up:
            raise EngineUnavailableError("down")
        await self.go_on.wait()
        reply = self.reply(question)
        if asyncio.iscoroutine(reply):
            reply = await reply
        if isinstance(reply, Answer):
            return reply
        parse = {
            "intent": {"name": self.intent, "confidence": 0.93},
            "intent_ranking": [],
            "entities": self.entities,
        }
        return Answer(messages=[{"text": reply}] if reply else [], parse=parse)

    async def ready(self) -> bool:
        return self.up


class RunningDesk:
    """A desk on a port, and clients for it."""

    def __init__(self, app: Sanic[Any, Any], services: Services, engine: ScriptedEngine) -> None:
        self.app = app
        self.services = services
        self.engine = engine
        self.base = f"http://127.0.0.1:{services.settings.port}"

    async def __aenter__(self) -> RunningDesk:
        self._server = await self.app.create_server(
            host="127.0.0.1", port=self.services.settings.port, return_asyncio_server=True
        )
        assert self._server is not None
        await self._server.startup()
        await self._server.before_start()
        await self._server.after_start()
        self.http = httpx.AsyncClient(base_url=self.base, timeout=10, trust_env=False)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.http.aclose()
        assert self._server is not None
        await self._server.before_stop()
        self._server.close()
        await self._server.after_stop()

    async def visitor(self, **body: Any) -> Visitor:
        """Somebody who begins a conversation."""
        response = await self.http.post("/api/conversations", json=body)
        assert response.status_code == 201, response.text
        document = response.json()
        return Visitor(self, document["conversation_id"], document["token"])

    async def person(
        self,
        name: str,
        *departments: str,
        presence: str | None = "online",
        level: int = 1,
        role: Any = "agent",
    ) -> Person:
        """Somebody of the staff, with an API token."""
        new = NewPerson(
            f"{name.lower()}@example.com", name, departments or ("technical",), level, role
        )
        async with self.services.database.write() as transaction:
            added = await do_add(transaction, new, self.services.now())
        client = httpx.AsyncClient(
            base_url=f"{self.base}/api/staff",
            headers={"Authorization": f"Bearer {added.token}"},
            trust_env=False,
            timeout=10,
        )
        person = Person(self, name, added.email, added.password, client)
        if presence:
            await person.put("/me/presence", presence=presence)
        return person

    async def internal(self, method: str, path: str, **body: Any) -> httpx.Response:
        """What an action asks."""
        return await self.http.request(
            method,
            f"/api/internal{path}",
            json=body or None,
            headers={"Authorization": "Bearer internal"},
        )


@dataclass
class Visitor:
    """A visitor with a conversation."""

    desk: RunningDesk
    id: str
    token: str

    @property
    def headers(self) -> Json:
        return {"Authorization": f"Bearer {self.token}"}

    async def post(self, client_id: str | None = None, **body: Any) -> httpx.Response:
        """Send a message, whatever comes of it."""
        return await self.desk.http.post(
            f"/api/conversations/{self.id}/messages",
            content=json.dumps({"client_id": client_id or uuid4().hex, **body}),
            headers=self.headers,
        )

    async def say(self, text: str) -> int:
        """Send a text that is taken, and return its number."""
        response = await self.post(text=text)
        assert response.status_code == 202, response.text
        return int(response.json()["seq"])

    async def press(self, payload: str) -> int:
        """Press a button."""
        response = await self.post(payload=payload)
        assert response.status_code == 202, response.text
        return int(response.json()["seq"])

    async def snapshot(self, after: int = 0, wait: int = 0) -> Json:
        """Events after a number, and the state."""
        response = await self.desk.http.get(
            f"/api/conversations/{self.id}/events",
            params={"after": after, "wait": wait},
            headers=self.headers,
        )
        assert response.status_code == 200, response.text
        document: Json = response.json()
        return document

    async def events(self, after: int = 0) -> list[Json]:
        """Every event after a number."""
        events: list[Json] = (await self.snapshot(after))["events"]
        return events

    async def wait_for(self, wanted: Callable[[list[Json]], bool]) -> list[Json]:
        """Wait by long polling until the log is as wanted; fails after ten seconds."""
        seen: list[Json] = []
        async with asyncio.timeout(10):
            while not wanted(seen):
                seen += (await self.snapshot(seen[-1]["seq"] if seen else 0, wait=5))["events"]
        return seen

    async def answer_to(self, seq: int) -> Json:
        """The first event that answers a message."""
        events = await self.wait_for(
            lambda seen: any(event.get("in_reply_to") == seq for event in seen)
        )
        return next(event for event in events if event.get("in_reply_to") == seq)

    async def owner(self) -> str:
        """Who answers now."""
        return str((await self.snapshot())["state"]["owner"])

    @asynccontextmanager
    async def stream(self, after: int = 0) -> AsyncIterator[Frames]:
        """The WebSocket."""
        address = f"{self.desk.base.replace('http', 'ws')}/api/conversations/{self.id}/stream"
        async with connect(
            f"{address}?after={after}", subprotocols=[f"bearer.{self.token}"], proxy=None
        ) as socket_:
            yield Frames(socket_)


@dataclass
class Frames:
    """Frames of a WebSocket."""

    socket: ClientConnection
    seen: list[Json] = field(default_factory=list)

    async def send(self, **frame: Any) -> None:
        await self.socket.send(json.dumps(frame))

    async def until(self, wanted: Callable[[Json], bool]) -> Json:
        """Read until a frame is as wanted, and return it."""
        async with asyncio.timeout(10):
            while True:
                frame: Json = json.loads(await self.socket.recv())
                self.seen.append(frame)
                if wanted(frame):
                    return frame


@dataclass
class Person:
    """Somebody of the staff."""

    desk: RunningDesk
    name: str
    email: str
    password: str
    client: httpx.AsyncClient

    async def get(self, path: str, **params: Any) -> Json:
        response = await self.client.get(path, params=params)
        assert response.status_code == 200, response.text
        document: Json = response.json()
        return document

    async def put(self, path: str, **body: Any) -> Json:
        response = await self.client.put(path, json=body)
        assert response.status_code == 200, response.text
        document: Json = response.json()
        return document

    async def post(self, path: str, **body: Any) -> httpx.Response:
        return await self.client.post(path, json=body)

    async def does(self, what: str, visitor: Visitor, **body: Any) -> httpx.Response:
        """Do something with a visitor's conversation."""
        return await self.post(f"/conversations/{visitor.id}/{what}", **body)

    async def writes(self, visitor: Visitor, text: str) -> None:
        response = await self.does("messages", visitor, client_id=uuid4().hex, text=text)
        assert response.status_code == 202, response.text


async def queue_up(visitor: Visitor, department: str = "technical") -> int:
    """Bring a visitor into a queue the way the assistant does; somebody must be there."""
    engine, desk = visitor.desk.engine, visitor.desk

    async def hand_off(question: Question) -> str:
        response = await desk.internal(
            "POST",
            f"/conversations/{visitor.id}/handoff",
            message_id=question.message_id,
            department=department,
            reason="asked for a person",
        )
        assert response.json()["accepted"], response.text
        return "Somebody is coming."

    before, engine.reply = engine.reply, hand_off
    seq = await visitor.say("I want a person")
    await visitor.wait_for(
        lambda seen: any(event.get("text") == "Somebody is coming." for event in seen)
    )
    engine.reply = before
    return seq
