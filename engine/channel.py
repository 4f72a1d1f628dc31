"""The desk's channel: HTTP on loopback, one turn a request, errors that say so."""

from __future__ import annotations

import asyncio
import hmac
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from engine.processor import DeskProcessor
from engine.tracker_store import DeskTrackerStore
from engine.turns import LONGEST_TEXT, ActionFailed, BadRequest, TurnRequest

logger = logging.getLogger(__name__)

DEADLINE_S = 15.0
MOST_TEXTS = 1000


class TurnQueue:
    """Lets the turns of one conversation through one after another."""

    def __init__(self) -> None:
        """Start with nobody waiting."""
        self._locks: dict[str, asyncio.Lock] = {}
        self._waiting: dict[str, int] = {}

    @asynccontextmanager
    async def turn(self, conversation_id: str) -> AsyncIterator[None]:
        """Hold the conversation for the length of the block; forgets it when nobody waits."""
        lock = self._locks.setdefault(conversation_id, asyncio.Lock())
        self._waiting[conversation_id] = self._waiting.get(conversation_id, 0) + 1
        try:
            async with lock:
                yield
        finally:
            self._waiting[conversation_id] -= 1
            if not self._waiting[conversation_id]:
                del self._waiting[conversation_id], self._locks[conversation_id]


class DeskChannel(InputChannel):
    """`credentials.yml` names this class and the token that the desk shows."""

    @classmethod
    def name(cls) -> str:
        """Return the channel's name: its routes lie under /webhooks/desk."""
        return "desk"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> DeskChannel:
        """Make the channel from `credentials.yml`: `token`, and `deadline_s` if wanted."""
        credentials = credentials or {}
        if not credentials.get("token"):
            cls.raise_missing_credentials_exception()
        return cls(str(credentials["token"]), float(credentials.get("deadline_s", DEADLINE_S)))

    def __init__(self, token: str, deadline_s: float = DEADLINE_S) -> None:
        """Keep the token and the seconds that a turn may take."""
        self._token = token
        self._deadline_s = deadline_s

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Return the routes. `app.ctx.agent.processor` has to be a `DeskProcessor`."""
        routes = Blueprint("desk_webhook", url_prefix="desk")
        queue = TurnQueue()
        # One at a time, beside the turns: an explanation costs as much as dozens of them.
        explaining = ThreadPoolExecutor(1, thread_name_prefix="why")

        @routes.middleware("request")
        async def check_token(request: Request) -> HTTPResponse | None:
            shown = request.headers.get("authorization", "")
            if hmac.compare_digest(shown.encode(), f"Bearer {self._token}".encode()):
                return None
            return _error(401, "unauthorized", "the token is missing or wrong")

        @routes.get("/")
        async def health(request: Request) -> HTTPResponse:
            return response.json({"status": "ok", "model": _processor(request.app).model_filename})

        @routes.post("/parse")
        async def parse(request: Request) -> HTTPResponse:
            body = _json(request)
            texts = body.get("texts") if isinstance(body, dict) else None
            if not isinstance(texts, list) or len(texts) > MOST_TEXTS:
                return _error(400, "bad_request", f"texts: expected a list of up to {MOST_TEXTS}")
            if not all(isinstance(text, str) and len(text) <= LONGEST_TEXT for text in texts):
                return _error(400, "bad_request", f"texts: up to {LONGEST_TEXT} letters each")
            return response.json({"parses": _processor(request.app).parse_texts(texts)})

        @routes.post("/why")
        async def why(request: Request) -> HTTPResponse:
            body = _json(request)
            text = body.get("text") if isinstance(body, dict) else None
            if not isinstance(text, str) or len(text) > LONGEST_TEXT:
                return _error(400, "bad_request", f"text: expected up to {LONGEST_TEXT} letters")
            processor = _processor(request.app)
            loop = asyncio.get_running_loop()
            return response.json(await loop.run_in_executor(explaining, processor.why, text))

        @routes.post("/turn")
        async def turn(request: Request) -> HTTPResponse:
            try:
                wanted = TurnRequest.from_json(_json(request))
            except BadRequest as error:
                return _error(400, "bad_request", str(error))
            started = time.monotonic()
            answer = await self._answer(_processor(request.app), queue, wanted)
            logger.info(
                "turn conversation=%s message=%s status=%d ms=%d",
                wanted.conversation_id,
                wanted.message_id,
                answer.status,
                (time.monotonic() - started) * 1000,
            )
            return answer

        @routes.post("/forget")
        async def forget(request: Request) -> HTTPResponse:
            body = _json(request)
            ids = body.get("conversation_ids") if isinstance(body, dict) else None
            if not isinstance(ids, list) or not all(isinstance(one, str) for one in ids):
                return _error(400, "bad_request", "conversation_ids: expected a list of texts")
            if len(ids) > MOST_TEXTS:
                # Never some of them: the desk takes 200 for all of them.
                return _error(400, "bad_request", f"conversation_ids: up to {MOST_TEXTS}")
            store = _processor(request.app).tracker_store
            if not isinstance(store, DeskTrackerStore):
                return _error(501, "not_supported", "this tracker store can't forget")
            store.forget(ids)
            return response.json({"forgotten": len(ids)})

        return routes

    async def _answer(
        self, processor: DeskProcessor, queue: TurnQueue, wanted: TurnRequest
    ) -> HTTPResponse:
        """Run the turn within the deadline; every failure becomes a status that is not 200."""

        async def run() -> HTTPResponse:
            async with queue.turn(wanted.conversation_id):
                return response.json((await processor.handle_turn(wanted)).as_dict())

        try:
            return await asyncio.wait_for(run(), self._deadline_s)
        except BadRequest as error:
            return _error(400, "bad_request", str(error))
        except ActionFailed as error:
            logger.error("%s", error)
            return _error(503, "action_failed", str(error))
        except asyncio.TimeoutError:
            return _error(503, "action_failed", f"no answer within {self._deadline_s:g} s")
        except Exception as error:
            logger.exception("a turn failed")
            return _error(500, "engine_failed", type(error).__name__)


def _processor(app: Sanic) -> DeskProcessor:
    processor = app.ctx.agent.processor
    if not isinstance(processor, DeskProcessor):
        raise RuntimeError("the desk's channel needs the engine started by: python -m engine serve")
    return processor


def _json(request: Request) -> Any:
    try:
        return request.json
    except Exception:  # Sanic raises its own kinds; whatever it is, it is not JSON
        return None


def _error(status: int, code: str, message: str) -> HTTPResponse:
    return response.json({"error": {"code": code, "message": message}}, status=status)
