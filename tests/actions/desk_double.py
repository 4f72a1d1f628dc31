"""A desk with the internal API and nothing behind it: real HTTP, real policy, people by decree."""

from __future__ import annotations

import socket
import uuid
from datetime import datetime
from typing import Any

from sanic import HTTPResponse, Request, Sanic
from sanic.response import json
from sanic.server import AsyncioServer

from support.hours import status
from support.policy import Policy
from support.promises import promise

SECRET = "between-desk-and-actions"


class DeskDouble:
    """Answers as the desk would at the moment `at`, with `present` people by department."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.at = datetime.now(policy.zone)
        self.present = dict.fromkeys(policy.departments, 1)
        self.waiting = 0
        self.closes_before_turn = False
        self.broken = False
        self.calls: list[tuple[str, str]] = []
        self.queued: list[dict[str, Any]] = []
        self.tickets: dict[str, dict[str, Any]] = {}
        self.opened: dict[str, dict[str, Any]] = {}
        self.url = ""

    async def start(self) -> AsyncioServer:
        """Listen on a free port of loopback."""
        app = Sanic(f"desk-{uuid.uuid4().hex}", configure_logging=False)
        app.config.TOUCHUP = False  # rewrites Sanic's own methods, which works once a process
        app.config.AUTO_EXTEND = False
        path = "/api/internal/conversations/<conversation>"
        app.register_middleware(self._check, "request")
        app.add_route(self._preview, f"{path}/handoff", methods=["GET"])
        app.add_route(self._hand_off, f"{path}/handoff", methods=["POST"])
        app.add_route(self._open, f"{path}/tickets", methods=["POST"])
        app.add_route(self._list, f"{path}/tickets", methods=["GET"])
        app.add_route(self._ticket, f"{path}/tickets/<number>", methods=["GET"])
        listener = socket.create_server(("127.0.0.1", 0))
        server = await app.create_server(
            sock=listener, return_asyncio_server=True, access_log=False
        )
        assert server is not None
        await server.startup()
        await server.start_serving()
        self.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        return server

    async def _check(self, request: Request) -> HTTPResponse | None:
        self.calls.append((request.method, request.path))
        if request.headers.get("authorization") != f"Bearer {SECRET}":
            return _error(401, "unauthorized")
        return _error(503, "unavailable") if self.broken else None

    def _handoff(self, department: str) -> dict[str, Any]:
        chat = status(self.policy, department, "chat", self.at).as_dict()
        why = None
        if not chat["open"]:
            why = "closed"
        elif not self.present[department]:
            why = "nobody_present"
        elif self.closes_before_turn:
            why = "closes_before_turn"
        return {
            "possible": why is None,
            "why": why,
            "department": department,
            "chat": chat,
            "present": self.present[department],
            "position": None if why else self.waiting + 1,
            "expected_wait_s": None if why else 120 * self.waiting,
        }

    async def _preview(self, request: Request, conversation: str) -> HTTPResponse:
        return json(self._handoff(request.args["department"][0]))

    async def _hand_off(self, request: Request, conversation: str) -> HTTPResponse:
        answer = self._handoff(request.json["department"])
        if answer["possible"]:
            self.queued.append({"conversation": conversation, **request.json})
        return json({**answer, "accepted": answer["possible"]})

    async def _open(self, request: Request, conversation: str) -> HTTPResponse:
        asked = request.json
        if asked["message_id"] not in self.opened:
            number = f"TK-{self.at.year}-{len(self.tickets) + 1:06d}"
            self.opened[asked["message_id"]] = self.tickets[number] = {
                **asked,
                "number": number,
                "key": "k" * 24,
                "conversation": conversation,
                "status": "open",
                "opened_at": self.at.isoformat(),
                "updated_at": self.at.isoformat(),
                "url": f"http://localhost:8000/t/{number}?key={'k' * 24}",
                "promise": promise(self.policy, asked["department"], self.at).as_dict(),
                "last_answer": None,
            }
        return json(self.opened[asked["message_id"]], status=201)

    async def _list(self, request: Request, conversation: str) -> HTTPResponse:
        return json({"tickets": list(reversed(self.tickets.values()))})

    async def _ticket(self, request: Request, conversation: str, number: str) -> HTTPResponse:
        found = self.tickets.get(number)
        return json(found) if found else _error(404, "ticket_not_found")


def _error(code: int, name: str) -> HTTPResponse:
    return json({"error": {"code": name, "message": name}}, status=code)
