"""Clients of a desk, as a visitor's widget and as staff use it: over HTTP and WebSocket."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx
from websockets.asyncio.client import ClientConnection, connect

Json = dict[str, Any]

# Made once: every client would read the machine's certificates anew, for connections without TLS.
TLS = ssl.create_default_context()


@dataclass
class DeskClient:
    """A desk that answers at `base`; `patience_s` bounds every wait."""

    base: str
    http: httpx.AsyncClient
    patience_s: float = 10.0

    async def visitor(self, **body: Any) -> Visitor:
        """Somebody who begins a conversation."""
        response = await self.http.post("/api/conversations", json=body)
        assert response.status_code == 201, response.text
        document = response.json()
        return Visitor(self, document["conversation_id"], document["token"])

    def person(self, name: str, credentials: Json) -> Person:
        """Somebody of the staff, by an API token."""
        client = httpx.AsyncClient(
            base_url=f"{self.base}/api/staff",
            headers={"Authorization": f"Bearer {credentials['token']}"},
            trust_env=False,
            verify=TLS,
            timeout=self.patience_s,
        )
        return Person(self, name, credentials["email"], credentials["password"], client)


@dataclass
class Visitor:
    """A visitor with a conversation."""

    desk: DeskClient
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

    async def press(self, payload: str, title: str | None = None) -> int:
        """Press a button."""
        response = await self.post(payload=payload, **({"title": title} if title else {}))
        assert response.status_code == 202, response.text
        return int(response.json()["seq"])

    async def asks(self, method: str, path: str = "", **options: Any) -> httpx.Response:
        """Call something of this conversation with its token."""
        options["headers"] = {**self.headers, **options.get("headers", {})}
        return await self.desk.http.request(
            method, f"/api/conversations/{self.id}{path}", **options
        )

    async def uploads(
        self,
        content: bytes | AsyncIterator[bytes],
        name: str = "shot.png",
        client_id: str | None = None,
    ) -> httpx.Response:
        """Send a file, whatever comes of it; from an iterator its size is not announced."""
        params = {"name": name, "client_id": client_id or uuid4().hex}
        return await self.asks("POST", "/files", params=params, content=content)

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
        """Wait by long polling until the log is as wanted."""
        seen: list[Json] = []
        async with asyncio.timeout(self.desk.patience_s):
            while not wanted(seen):
                seen += (await self.snapshot(seen[-1]["seq"] if seen else 0, wait=5))["events"]
        return seen

    async def answer_to(self, seq: int) -> Json:
        """The first message that answers one.

        A hand-off is in the log before the answer that speaks of it, so only messages count.
        """

        def answers(event: Json) -> bool:
            return event.get("in_reply_to") == seq and event["kind"] == "message"

        events = await self.wait_for(lambda seen: any(map(answers, seen)))
        return next(filter(answers, events))

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

    desk: DeskClient
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
