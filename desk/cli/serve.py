"""`frontdesk up` and `frontdesk serve`: a whole system, or one of its processes."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from desk.settings import Settings

_Json = Annotated[bool, typer.Option("--json", help="One JSON document a line, for programs.")]


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command("up")(up_command)
    serve = typer.Typer(
        help="Start one process of a system alone; `frontdesk up` starts all three.",
        no_args_is_help=True,
    )
    serve.command("desk")(desk_command)
    serve.command("engine")(engine_command)
    serve.command("actions")(actions_command)
    app.add_typer(serve, name="serve")


def up_command(as_json: _Json = False) -> None:
    """Start engine, actions and desk, watch them, and stop them together.

    PORT, DATABASE_URL, REDIS_URL, DATA_DIR and AT are read from the environment.
    """
    from desk.processes.reports import JsonReporter, TextReporter
    from desk.processes.up import up

    up(os.environ, Path.cwd(), JsonReporter() if as_json else TextReporter())


def desk_command(as_json: _Json = False) -> None:
    """Serve the desk: pages, REST and WebSocket, on PORT."""
    from desk.app import create_app

    settings = _settings()
    _tell(as_json, "desk", settings.port)
    app = create_app(settings)
    app.run(settings.host, settings.port, single_process=True, access_log=False, motd=False)


def engine_command(as_json: _Json = False) -> None:
    """Serve the engine, in its own interpreter, on the port of FRONTDESK_ENGINE_URL."""
    from desk.processes.engine import become_engine
    from desk.processes.environment import port_of

    _settings()
    port = port_of(os.environ["FRONTDESK_ENGINE_URL"], "FRONTDESK_ENGINE_URL")
    _tell(as_json, "engine", port)
    become_engine(os.environ, Path.cwd(), port)


def actions_command(as_json: _Json = False) -> None:
    """Serve the assistant's actions on the port of FRONTDESK_ACTIONS_URL."""
    from desk.processes.actions import serve_actions
    from desk.processes.environment import port_of

    _settings()
    port = port_of(os.environ["FRONTDESK_ACTIONS_URL"], "FRONTDESK_ACTIONS_URL")
    _tell(as_json, "actions", port)
    serve_actions(Path.cwd(), port, os.environ["FRONTDESK_ACTIONS_TOKEN"])


def _settings() -> Settings:
    """The settings; the process's environment is completed, for what reads it directly."""
    from desk.processes.environment import shared_environment

    settings = Settings.load(os.environ, Path.cwd())
    os.environ.update(shared_environment(os.environ, settings))
    return settings


def _tell(as_json: bool, name: str, port: int) -> None:
    from desk.cli import print_json

    if as_json:
        print_json({"event": "serving", "name": name, "port": port, "pid": os.getpid()})
