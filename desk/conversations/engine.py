"""Asking the engine: one turn, or what it makes of a text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import httpx

_BAD_REQUEST = 400


@dataclass(frozen=True)
class Answer:
    """What the engine said in one turn."""

    messages: list[dict[str, Any]]
    parse: dict[str, Any]
    replayed: bool = False
    language: str | None = None
    """What the answer is in; None where the engine does not say."""
    language_chosen: bool = False


@dataclass(frozen=True)
class Question:
    """One turn to answer: a visitor's text, or the payload of a button that the desk sent."""

    conversation_id: str
    message_id: str
    text: str | None
    payload: str | None
    metadata: dict[str, Any] = field(default_factory=dict)
    reset: bool = False


class EngineUnavailableError(Exception):
    """No answer this time; asking again may help. The same message is never answered twice."""


class EngineFailedError(EngineUnavailableError):
    """The engine is there and failed at this message; it may succeed at the next attempt."""


class EngineRefusedError(Exception):
    """The engine can't take this message, however often it is asked."""


class Engine(Protocol):
    """What the desk needs of the engine."""

    async def turn(self, question: Question) -> Answer:
        """Answer one turn. Raises EngineUnavailableError or EngineRefusedError."""
        ...

    async def parse(self, texts: Sequence[str], timeout_s: float) -> list[dict[str, Any]]:
        """What it makes of each text. No conversation is touched, no action runs.

        Raises EngineUnavailableError, also after `timeout_s`.
        """
        ...

    async def why(self, text: str, timeout_s: float) -> dict[str, Any]:
        """Why it understands a text as it does (`engine.understanding.why.explain`).

        Raises EngineUnavailableError, also after `timeout_s`.
        """
        ...

    async def forget(self, conversation_ids: Sequence[str]) -> None:
        """Forget conversations for good. Raises EngineUnavailableError."""
        ...

    async def ready(self) -> bool:
        """Whether the engine answers."""
        ...


class HttpEngine:
    """The engine over loopback HTTP."""

    def __init__(self, address: Callable[[], str], token: str, timeout_s: float) -> None:
        """`address` is asked before each attempt; `timeout_s` bounds one."""
        self._address = address
        self._client = httpx.AsyncClient(
            headers={"Authorization": f"Bearer {token}"},
            timeout=timeout_s,
            # The engine answers on loopback: no proxy of the environment stands between.
            trust_env=False,
        )

    async def turn(self, question: Question) -> Answer:
        """Answer one turn. Raises EngineUnavailableError or EngineRefusedError."""
        body: dict[str, Any] = {
            "conversation_id": question.conversation_id,
            "message_id": question.message_id,
            "metadata": question.metadata,
            "reset": question.reset,
        }
        if question.payload is not None:
            body["payload"] = question.payload
        else:
            body["text"] = question.text or ""
        try:
            response = await self._client.post(self._url("turn"), json=body)
        except httpx.HTTPError as error:
            raise EngineUnavailableError(str(error) or type(error).__name__) from error
        if response.status_code == _BAD_REQUEST:
            raise EngineRefusedError(response.text[:300])
        if response.status_code != httpx.codes.OK:
            raise EngineFailedError(f"{response.status_code}: {response.text[:300]}")
        try:
            document = response.json()
            return Answer(
                messages=list(document["messages"]),
                parse=dict(document["parse"]),
                replayed=bool(document.get("replayed")),
                language=document.get("language"),
                language_chosen=bool(document.get("language_chosen")),
            )
        except (ValueError, KeyError, TypeError) as error:
            raise EngineFailedError(f"not an answer: {error}") from error

    async def parse(self, texts: Sequence[str], timeout_s: float) -> list[dict[str, Any]]:
        """What it makes of each text. No conversation is touched, no action runs.

        Raises EngineUnavailableError, also after `timeout_s`.
        """
        response = await self._ask("parse", {"texts": list(texts)}, timeout_s)
        try:
            parses = [dict(parse) for parse in response.json()["parses"]]
        except (ValueError, KeyError, TypeError) as error:
            raise EngineFailedError(f"not an answer: {error}") from error
        if len(parses) != len(texts):
            raise EngineFailedError(f"{len(parses)} answers for {len(texts)} texts")
        return parses

    async def why(self, text: str, timeout_s: float) -> dict[str, Any]:
        """Why it understands a text as it does (`engine.understanding.why.explain`).

        Raises EngineUnavailableError, also after `timeout_s`.
        """
        response = await self._ask("why", {"text": text}, timeout_s)
        try:
            return dict(response.json())
        except (ValueError, TypeError) as error:
            raise EngineFailedError(f"not an answer: {error}") from error

    async def _ask(self, path: str, body: dict[str, Any], timeout_s: float) -> httpx.Response:
        """Ask something that changes nothing."""
        try:
            response = await self._client.post(self._url(path), json=body, timeout=timeout_s)
        except httpx.HTTPError as error:
            raise EngineUnavailableError(str(error) or type(error).__name__) from error
        if response.status_code != httpx.codes.OK:
            raise EngineFailedError(f"{response.status_code}: {response.text[:300]}")
        return response

    async def forget(self, conversation_ids: Sequence[str]) -> None:
        """Forget conversations for good. Raises EngineUnavailableError."""
        body = {"conversation_ids": list(conversation_ids)}
        try:
            response = await self._client.post(self._url("forget"), json=body)
        except httpx.HTTPError as error:
            raise EngineUnavailableError(str(error) or type(error).__name__) from error
        if response.status_code != httpx.codes.OK:
            raise EngineUnavailableError(f"{response.status_code}: {response.text[:300]}")

    async def ready(self) -> bool:
        """Whether the engine answers."""
        try:
            response = await self._client.get(self._url(""), timeout=2.0)
        except httpx.HTTPError:
            return False
        return response.status_code == httpx.codes.OK

    def _url(self, path: str) -> str:
        return f"{self._address()}/webhooks/desk/{path}"

    async def close(self) -> None:
        """Close its connections."""
        await self._client.aclose()
