"""`python -m engine serve`: one process, one model, one port on loopback."""

from __future__ import annotations

import json
import logging
import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from engine.archive import check_model, current_model
from engine.errors import EngineError, InputError
from engine.inputs import inputs_hash
from engine.places import ROOT

logger = logging.getLogger(__name__)

LOOPBACK = "127.0.0.1"
_NEEDED = ("FRONTDESK_ENGINE_TOKEN", "FRONTDESK_ACTIONS_URL")


@dataclass(frozen=True)
class ServeSettings:
    """What the process is told by its environment and its arguments."""

    port: int
    model: Path
    data_dir: Path

    @classmethod
    def load(cls, environ: Mapping[str, str], port: int | None, model: str | None) -> ServeSettings:
        """Read the settings; `credentials.yml` and `endpoints.yml` take the rest themselves.

        Raises:
            InputError: A variable that has no default is not set.
            EngineError: There is no model.
        """
        missing = [name for name in _NEEDED if not environ.get(name)]
        if missing:
            raise InputError(f"not set: {', '.join(missing)}")
        if port is None:
            text = environ.get("FRONTDESK_ENGINE_PORT", "")
            if not text.isdigit():
                raise InputError("no port: give --port or FRONTDESK_ENGINE_PORT")
            port = int(text)
        path = Path(model) if model else current_model()
        return cls(port, path, Path(environ.get("DATA_DIR") or "var"))


def bind(port: int) -> socket.socket:
    """Take the port before the model is loaded, so that a port in use is known at once.

    Raises:
        EngineError: Somebody else has it.
    """
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((LOOPBACK, port))
    except OSError as error:
        sock.close()
        raise EngineError(f"port {port} on {LOOPBACK} is in use or not allowed") from error
    sock.set_inheritable(True)
    return sock


def serve(settings: ServeSettings) -> None:
    """Load the model and answer until told to stop (SIGTERM and SIGINT end it cleanly).

    The port accepts nothing before the model is loaded: who is answered is answered for good.

    Raises:
        EngineError: The port is taken, or the model is missing or from another Rasa.
    """
    check_model(settings.model)
    _warn_of_other_data(settings.model)
    sock = bind(settings.port)
    os.environ["DATA_DIR"] = str(settings.data_dir)  # endpoints.yml names the tracker's file by it

    from engine.quiet import quiet_logs

    app = make_app(settings)
    quiet_logs()

    @app.after_server_start
    async def ready(_app: Any, _loop: Any) -> None:
        logger.info("ready: model %s, port %d", settings.model.name, settings.port)

    app.run(sock=sock, workers=1, access_log=False, motd=False, debug=False)
    logger.info("stopped")


def make_app(settings: ServeSettings):
    """Return the application with the model loaded and nothing but the desk's channel on it."""
    import rasa.core.channels.channel as channels
    from rasa.core.run import create_http_input_channels
    from rasa.core.tracker_store import TrackerStore
    from rasa.core.utils import AvailableEndpoints
    from sanic import Sanic

    from engine.processor import DeskProcessor
    from engine.repetition import stop_repetition

    stop_repetition()
    endpoints = AvailableEndpoints.read_endpoints(str(ROOT / "endpoints.yml"))
    processor = DeskProcessor(
        settings.model, TrackerStore.create(endpoints.tracker_store), endpoints.action
    )
    app = Sanic("frontdesk_engine", configure_logging=False)
    app.ctx.agent = SimpleNamespace(processor=processor)
    app.config.FALLBACK_ERROR_FORMAT = "json"
    app.config.GRACEFUL_SHUTDOWN_TIMEOUT = 5.0
    app.config.RESPONSE_TIMEOUT = 60
    inputs = create_http_input_channels(None, str(ROOT / "credentials.yml"))
    channels.register(inputs, app, route="/webhooks/")
    return app


def _warn_of_other_data(model: Path) -> None:
    """Say once that the model was trained from other data than the project holds now."""
    card = model.with_name(model.name.removesuffix(".tar.gz") + ".json")
    try:
        trained_from = json.loads(card.read_text(encoding="utf-8")).get("inputs")
    except (OSError, ValueError):
        return
    if trained_from and trained_from != inputs_hash(ROOT):
        print(
            f"WARNING engine: the model {model.name} was trained from other data than the project "
            "holds now; run: frontdesk train",
            flush=True,
        )
