"""A desk over a small project: trainings and models are as real as the pages need them."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

from sanic import Sanic

from desk.app import build_services, create_app
from desk.clock import Clock
from desk.processes.secrets import Secrets
from desk.settings import Settings
from desk.storage.migrate import migrate
from desk.texts import Texts
from tests.desk.harness import RunningDesk, ScriptedEngine
from tests.ports import free_port
from tests.trainer.project import POLICY
from tests.trainer.small_project import ROOT, SmallProject

# Several desks in one process, each with the same name.
Sanic.test_mode = True

AT = "2026-11-28T14:00:00+07:00"


@asynccontextmanager
async def running_trainer_desk(
    project: SmallProject, data_dir: Path, port: int | None = None
) -> AsyncIterator[RunningDesk]:
    """A desk whose trainings use the project's programs; its pages are the built ones."""
    pages = project.folder / "web"
    if not pages.exists():
        pages.symlink_to(ROOT / "web")
    settings = Settings(
        root=project.folder,
        data_dir=data_dir,
        port=port or free_port(),
        host="127.0.0.1",
        database_url=f"sqlite+aiosqlite:///{data_dir / 'frontdesk.db'}",
        redis_url=None,
        engine_url="http://127.0.0.1:9",
        actions_url="http://127.0.0.1:9/webhook",
        secrets=Secrets(internal="internal", engine="engine", actions="actions", signing="signing"),
        identity_secret="identity",
        clock=Clock.starting_at(datetime.fromisoformat(AT)),
        public_url="http://desk.example",
    )
    engine = ScriptedEngine(POLICY)
    services = build_services(settings, POLICY, Texts.load(), engine)
    await migrate(services.database)
    async with RunningDesk(create_app(settings, services), services, engine) as desk:
        yield desk


def say_served(data_dir: Path, **facts: object) -> None:
    """What a running system would say of its model."""
    document = {"served": None, "starting": None, "refused": None, **facts}
    (data_dir / "model.json").write_text(json.dumps(document))
