"""The action server: the assistant's actions behind a token, in a single process."""

from __future__ import annotations

import hmac
import logging
import sys
import warnings
from importlib import import_module
from pathlib import Path
from typing import Any

from rasa_sdk.endpoint import create_app
from rasa_sdk.executor import ActionExecutor
from sanic import HTTPResponse, Request, Sanic
from sanic.response import json

from desk.processes.ports import LOOPBACK

EXECUTOR = "actions.executor"
"""The project's module whose `make_executor()` knows every action."""

_OPEN = "/health"


def action_app(root: Path, token: str) -> Sanic[Any, Any]:
    """The SDK's application with the project's actions; every call but /health shows the token."""
    # The actions of the project that is served, also when this code lies in another folder.
    if str(root) not in sys.path:
        sys.path.insert(0, str(root))
    # The engine is of an earlier minor version than the SDK; the protocol between them is the same.
    warnings.filterwarnings("ignore", message=".*version of rasa.*", category=UserWarning)
    executor: ActionExecutor = import_module(EXECUTOR).make_executor()
    app: Sanic[Any, Any] = create_app(executor, cors_origins=[])
    expected = token.encode()

    async def check_token(request: Request) -> HTTPResponse | None:
        shown = str(request.args.get("token", "")).encode()
        if request.path == _OPEN or hmac.compare_digest(shown, expected):
            return None
        return json({"error": {"code": "unauthorized", "message": "token missing or wrong"}}, 401)

    app.register_middleware(check_token, "request")
    return app


def serve_actions(root: Path, port: int, token: str) -> None:
    """Serve the actions on loopback until the process is told to stop."""
    logging.basicConfig(
        level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    app = action_app(root, token)
    app.run(LOOPBACK, port, single_process=True, access_log=False, motd=False)
