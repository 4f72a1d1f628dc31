"""Driving a running desk through its public interface."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from types import TracebackType
from typing import Any

import httpx
from sanic import Sanic

from desk.clock import Clock
from desk.conversations.engine import Answer, EngineUnavailableError, Question
from desk.conversations.identity import Claim, signature
from desk.jobs import inward_jobs, outward_jobs
from desk.keeper import Keeper
from desk.mail.carriers import FolderCarrier
from desk.queue.alerts import AppriseCaller
from desk.services import Services
from desk.staff.people import NewPerson, do_add
from support.policy import Policy
from tests.clients import TLS, DeskClient, Json, Person, Visitor


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
    parsed: list[str] = field(default_factory=list)
    # Set once something was to be parsed.
    parsing: asyncio.Event = field(default_factory=asyncio.Event)
    up: bool = True
    forgotten: list[str] = field(default_factory=list)
    # What was to be explained, and the examples that are named as nearest.
    explained: list[str] = field(default_factory=list)
    nearest: list[Json] = field(default_factory=list)
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

    async def parse(self, texts: Sequence[str], timeout_s: float) -> list[Json]:
        self.parsed += texts
        self.parsing.set()
        if not self.up:
            raise EngineUnavailableError("down")
        await self.go_on.wait()
        intent = {"name": self.intent, "confidence": 0.93}
        return [{"text": text, "intent": intent, "entities": self.entities} for text in texts]

    async def why(self, text: str, timeout_s: float) -> Json:
        self.explained.append(text)
        if not self.up:
            raise EngineUnavailableError("down")
        guess = {"name": self.intent, "confidence": 0.93}
        return {
            "text": text,
            "language": "en",
            "intent": guess,
            "ranking": [guess],
            "refused": None,
            "scores": [{"name": "confidence", "value": 0.9, "threshold": 0.4, "passed": True}],
            "words": [],
            "nearest": self.nearest,
            "shortened": False,
        }

    async def forget(self, conversation_ids: Sequence[str]) -> None:
        if not self.up:
            raise EngineUnavailableError("down")
        self.forgotten += conversation_ids

    async def ready(self) -> bool:
        return self.up


class RunningDesk:
    """A desk on a port, and clients for it."""

    def __init__(self, app: Sanic[Any, Any], services: Services, engine: ScriptedEngine) -> None:
        self.app = app
        # Sanic would compile its own methods anew, for speed that no test needs.
        app.config.TOUCHUP = False
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
        self.http = httpx.AsyncClient(base_url=self.base, timeout=60, trust_env=False, verify=TLS)
        self.client = DeskClient(self.base, self.http)
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

    def hang_up(self) -> None:
        """Cut off whoever is connected, as a process does that ends."""
        assert self._server is not None
        for connection in list(self._server.connections):
            connection.abort()

    async def visitor(self, **body: Any) -> Visitor:
        """Somebody who begins a conversation."""
        return await self.client.visitor(**body)

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
        person = self.client.person(
            name, {"email": added.email, "password": added.password, "token": added.token}
        )
        if presence:
            await person.put("/me/presence", presence=presence)
        return person

    async def internal(
        self, method: str, path: str, *, language: str | None = None, **body: Any
    ) -> httpx.Response:
        """What an action asks, in the language of its turn."""
        return await self.http.request(
            method,
            f"/api/internal{path}",
            json=body or None,
            headers={
                "Authorization": "Bearer internal",
                **({"Accept-Language": language} if language else {}),
            },
        )


def browser(desk: RunningDesk) -> httpx.AsyncClient:
    """Somebody's browser at the desk: it keeps the cookie."""
    return httpx.AsyncClient(base_url=f"{desk.base}/api/staff", trust_env=False, verify=TLS)


async def sign_in(client: httpx.AsyncClient, person: Person) -> str:
    """Sign in with the password; returns the session's CSRF token."""
    response = await client.post(
        "/login", json={"email": person.email.upper(), "password": person.password}
    )
    assert response.status_code == 200, response.text
    return str(response.json()["csrf"])


async def id_of(person: Person) -> str:
    """A person's id."""
    return str((await person.get("/me"))["staff"]["id"])


def later(desk: RunningDesk, **passed: float) -> None:
    """From here on the policy's clock reads so much later (`hours=1`) for every request."""
    services = desk.app.ctx.services
    clock = Clock(services.settings.clock.offset + timedelta(**passed))
    desk.app.ctx.services = replace(services, settings=replace(services.settings, clock=clock))


def keeper(desk: RunningDesk) -> Keeper:
    """The desk's background work, for a test to have it done now: `await keeper(desk).look()`."""
    services = desk.app.ctx.services
    todo = [
        *inward_jobs(services, wake=desk.app.ctx.runner.wake, files=desk.app.ctx.files),
        *outward_jobs(
            services,
            carrier=FolderCarrier(services.settings.data_dir / "mail"),
            caller=AppriseCaller(services.settings.alert_urls),
        ),
    ]
    return Keeper(todo, 600)


async def prove(visitor: Visitor, user: str, name: str = "") -> None:
    """The website says, signed, who the visitor is."""
    expires = int(time.time()) + 3_600
    body = {"user": user, "name": name, "expires": expires}
    signed = signature("identity", Claim(visitor.id, user, expires, name))
    response = await visitor.asks("POST", "/identity", json={**body, "signature": signed})
    assert response.status_code == 200, response.text


async def queue_up(desk: RunningDesk, visitor: Visitor, department: str = "technical") -> int:
    """Bring a visitor into a queue the way the assistant does; somebody must be there."""
    engine = desk.engine

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
        lambda seen: any(
            event.get("text") == "Somebody is coming." and event.get("in_reply_to") == seq
            for event in seen
        )
    )
    engine.reply = before
    return seq
