"""A real action server for the tests: it counts what it ran, and fails or hangs on demand."""

from __future__ import annotations

import asyncio
import socket
import threading
from typing import Any

from aiohttp import web


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


class ActionServer:
    """Serves /webhook from a thread of its own."""

    def __init__(self, token: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}/webhook?token={token}"
        self.calls: list[dict[str, Any]] = []
        self.mode = "ok"
        self._token = token
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._ready = threading.Event()

    def start(self) -> None:
        self._thread.start()
        assert self._ready.wait(10)

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def names(self) -> list[str]:
        return [call["next_action"] for call in self.calls]

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        app = web.Application()
        app.router.add_post("/webhook", self._run)
        runner = web.AppRunner(app)
        self._loop.run_until_complete(runner.setup())
        site = web.TCPSite(runner, "127.0.0.1", self.port)
        self._loop.run_until_complete(site.start())
        self._ready.set()
        self._loop.run_forever()
        self._loop.run_until_complete(runner.cleanup())
        self._loop.close()

    async def _run(self, request: web.Request) -> web.Response:
        if request.query.get("token") != self._token:
            return web.json_response({"error": "token"}, status=401)
        call = await request.json()
        self.calls.append(call)
        name = call["next_action"]
        if self.mode == "hang":
            await asyncio.Event().wait()
        if self.mode == "error" or name == "action_break":
            return web.json_response({"error": "broken", "action_name": name}, status=500)
        if self.mode == "nonsense":
            return web.Response(text="<html>", content_type="text/html")
        answers = []
        if name == "action_count":
            answers = [{"text": f"Counted {self.names().count(name)}."}, {"custom": {"n": 1}}]
        return web.json_response({"events": [], "responses": answers})
