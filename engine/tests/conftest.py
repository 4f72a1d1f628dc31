"""What the engine's tests share: the encoder, a small trained model, a served engine."""

from __future__ import annotations

import asyncio
import json
import shutil
import socket
import sqlite3
import threading
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from engine.encoder.runtime import SentenceEncoder
from engine.places import ROOT
from engine.quiet import quiet_environment
from engine.tests.action_server import ActionServer

quiet_environment()  # before the first fixture imports TensorFlow

PROJECT = Path(__file__).parent / "project"
TOKEN = "engine-token-of-the-tests"


@pytest.fixture(scope="session")
def encoder() -> SentenceEncoder:
    from engine.encoder.build import build

    return SentenceEncoder(build(print))


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tests' small assistant with the real pipeline."""
    root = tmp_path_factory.mktemp("project")
    shutil.copytree(PROJECT, root, dirs_exist_ok=True)
    shutil.copyfile(ROOT / "config.yml", root / "config.yml")
    return root


@pytest.fixture(scope="session")
def trained(project: Path, encoder: SentenceEncoder) -> tuple[Path, dict[str, Any], list[str]]:
    """A trained model, its card, and what the training reported."""
    from engine.train import train

    steps: list[str] = []
    target = project / "models" / "small.tar.gz"
    return target, train(target, steps.append, project), steps


@pytest.fixture(scope="session")
def actions() -> Iterator[ActionServer]:
    server = ActionServer("action-token-of-the-tests")
    server.start()
    yield server
    server.stop()


class Engine:
    """A served engine as the desk sees it."""

    def __init__(
        self, port: int, processor: Any, data_dir: Path, loop: asyncio.AbstractEventLoop
    ) -> None:
        self.url = f"http://127.0.0.1:{port}/webhooks/desk"
        self.processor = processor
        self.loop = loop
        self._database = data_dir / "tracker.db"
        self._session = requests.Session()
        self._session.headers["Authorization"] = f"Bearer {TOKEN}"

    def post(self, path: str, body: Any, **options: Any) -> requests.Response:
        return self._session.post(f"{self.url}/{path}", json=body, timeout=30, **options)

    def turn(self, conversation: str, message: str, **body: Any) -> requests.Response:
        metadata = {"at": "2026-11-23T10:00:00+07:00", "language": "en"}
        request = {
            "conversation_id": conversation,
            "message_id": message,
            "metadata": metadata,
            "reset": False,
            **body,
        }
        return self.post("turn", request)

    def events(self, conversation: str) -> list[dict[str, Any]]:
        """Everything that the engine has saved of a conversation, read from its file."""
        with sqlite3.connect(f"file:{self._database}?mode=ro", uri=True) as database:
            rows = database.execute(
                "SELECT data FROM events WHERE sender_id = ? ORDER BY id", (conversation,)
            )
            return [json.loads(data) for (data,) in rows]

    def size(self) -> int:
        """How many events of all conversations are saved."""
        with sqlite3.connect(f"file:{self._database}?mode=ro", uri=True) as database:
            return int(database.execute("SELECT count(*) FROM events").fetchone()[0])


@pytest.fixture(scope="session")
def engine(
    trained: tuple[Path, dict[str, Any], list[str]],
    actions: ActionServer,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Engine]:
    """The engine's own application on a real port, made from the root's own settings files."""
    from engine.serve import ServeSettings, bind, make_app

    data_dir = tmp_path_factory.mktemp("var")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FRONTDESK_ENGINE_TOKEN", TOKEN)
        patch.setenv("FRONTDESK_ACTIONS_URL", actions.url)
        patch.setenv("DATA_DIR", str(data_dir))
        app = make_app(ServeSettings(0, trained[0], data_dir))
    sock = bind(0)
    loop = asyncio.new_event_loop()
    ready = threading.Event()

    def run(listening: socket.socket) -> None:
        asyncio.set_event_loop(loop)
        server = loop.run_until_complete(
            app.create_server(sock=listening, return_asyncio_server=True, access_log=False)
        )
        loop.run_until_complete(server.startup())
        loop.run_until_complete(server.start_serving())
        ready.set()
        loop.run_forever()
        loop.run_until_complete(server.close())

    thread = threading.Thread(target=run, args=(sock,), daemon=True)
    thread.start()
    assert ready.wait(30)
    yield Engine(sock.getsockname()[1], app.ctx.agent.processor, data_dir, loop)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(10)


@pytest.fixture
def calm(actions: ActionServer) -> Iterator[ActionServer]:
    """The action server, in order before and after."""
    actions.mode = "ok"
    actions.calls.clear()
    yield actions
    actions.mode = "ok"


@pytest.fixture
def conversation() -> str:
    return uuid.uuid4().hex
