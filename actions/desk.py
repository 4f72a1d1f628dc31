"""The desk's internal API, as far as actions need it.

A call that fails raises: the engine then answers that the turn failed and the desk tries again.
Nothing that the desk did not confirm is ever told to a visitor. The message's id makes a call
that is made again harmless.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import httpx

TIMEOUT_S = 5.0
HTTP_NOT_FOUND = 404


class Desk:
    """Asks the desk; `client` knows its address and secret (see `connect`).

    What the desk writes for the visitor because of a call is in the turn's `language`.
    """

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def handoff_preview(
        self, conversation: str, department: str, *, language: str
    ) -> dict[str, Any]:
        """Whether a person of `department` could take over now, and why not."""
        return await self._call(
            "GET",
            _path(conversation, "handoff"),
            params={"department": department},
            headers=_in(language),
        )

    async def hand_off(
        self,
        conversation: str,
        *,
        message_id: str,
        department: str,
        level: int,
        reason: str,
        language: str,
    ) -> dict[str, Any]:
        """Put the conversation into the department's queue, if somebody can take it."""
        return await self._call(
            "POST",
            _path(conversation, "handoff"),
            headers=_in(language),
            json={
                "message_id": message_id,
                "department": department,
                "level": level,
                "reason": reason,
            },
        )

    async def open_ticket(
        self,
        conversation: str,
        *,
        message_id: str,
        department: str,
        level: int,
        subject: str,
        details: str | None,
        email: str | None,
        topic: str | None,
        language: str,
    ) -> dict[str, Any]:
        """Open a ticket; the answer carries its number, link and promise."""
        optional = {"details": details, "email": email, "topic": topic}
        return await self._call(
            "POST",
            _path(conversation, "tickets"),
            headers=_in(language),
            json={
                "message_id": message_id,
                "department": department,
                "level": level,
                "subject": subject,
                **{name: value for name, value in optional.items() if value is not None},
            },
        )

    async def ticket(self, conversation: str, number: str) -> dict[str, Any] | None:
        """A ticket of this visitor by its number; None if there is no such ticket of theirs."""
        try:
            return await self._call("GET", _path(conversation, "tickets", number))
        except httpx.HTTPStatusError as error:
            if error.response.status_code == HTTP_NOT_FOUND:
                return None
            raise

    async def tickets(self, conversation: str) -> list[dict[str, Any]]:
        """The tickets of this conversation, newest first."""
        answer = await self._call("GET", _path(conversation, "tickets"))
        found: list[dict[str, Any]] = answer["tickets"]
        return found

    async def _call(self, method: str, path: str, **request: Any) -> dict[str, Any]:
        response = await self._client.request(method, path, **request)
        response.raise_for_status()
        answer: dict[str, Any] = response.json()
        return answer


def connect(base_url: str, secret: str) -> Desk:
    """A desk at `base_url`, whose internal API asks for `secret`."""
    headers = {"Authorization": f"Bearer {secret}"}
    return Desk(httpx.AsyncClient(base_url=base_url, headers=headers, timeout=TIMEOUT_S))


def _in(language: str) -> dict[str, str]:
    return {"Accept-Language": language}


def _path(conversation: str, *parts: str) -> str:
    """The path of a conversation's thing; what comes from a visitor is quoted."""
    quoted = "/".join(quote(part, safe="") for part in (conversation, *parts))
    return f"/api/internal/conversations/{quoted}"
