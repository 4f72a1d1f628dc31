"""A real desk on a free port, on SQLite and on PostgreSQL, with an engine that a test steers."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import pytest
from aiosmtpd.controller import Controller
from argon2 import PasswordHasher
from sanic import Sanic

from desk.app import build_services, create_app
from desk.clock import Clock
from desk.processes.secrets import Secrets
from desk.replies.exchange import load_first
from desk.settings import Limits, Settings, Timings
from desk.staff import passwords
from desk.storage.migrate import migrate
from desk.texts import Texts
from support.policy import load
from tests.desk.harness import RunningDesk, ScriptedEngine
from tests.desk.inbox import Inbox
from tests.desk.postgres import ReusedDatabase, create, drop, temporary_database
from tests.ports import free_port

ROOT = Path(__file__).parents[2]
Result = TypeVar("Result")

# Read once: nothing changes them.
POLICY = load(ROOT / "policy.yml")
TEXTS = Texts.load()

# A Wednesday morning: every department's chat is open.
WEDNESDAY = "2026-11-25T10:00:00+07:00"

Sanic.test_mode = True


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Hashing is slow on purpose, a sixth of a second, and most tests begin with some people."""
    with pytest.MonkeyPatch.context() as patch:
        quick = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
        patch.setattr(passwords, "hasher", quick)
        yield


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database as after a first start, to be copied: migrating takes longer than most tests."""
    file = tmp_path_factory.mktemp("template") / "desk.db"
    _apart(_prepare(f"sqlite+aiosqlite:///{file}"))
    return file


@pytest.fixture(scope="session")
def reused_postgres() -> Iterator[ReusedDatabase]:
    """The same on PostgreSQL, where one database is emptied again and again."""
    database = ReusedDatabase(_apart(create()))
    _apart(_prepare(database.url))
    _apart(database.keep())
    yield database
    _apart(drop(database.url))


def _apart(work: Coroutine[Any, Any, Result]) -> Result:
    """Run something before any test's event loop, in a thread so that none is disturbed."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


async def _prepare(url: str) -> None:
    settings = _settings(url, Path(), WEDNESDAY)
    services = build_services(settings, POLICY, TEXTS, ScriptedEngine(POLICY))
    await migrate(services.database)
    await load_first(services)
    await services.database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
async def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """A database without a table, of both kinds."""
    if request.param == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path / 'desk.db'}"
        return
    async with temporary_database() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
async def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """A database with every table; every test of the desk runs on both kinds."""
    if request.param == "sqlite":
        file = tmp_path / "desk.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), file)
        yield f"sqlite+aiosqlite:///{file}"
        return
    reused: ReusedDatabase = request.getfixturevalue("reused_postgres")
    await reused.restore()
    yield reused.url


@pytest.fixture
def at(request: pytest.FixtureRequest) -> str:
    """When it is: `@pytest.mark.at("2027-02-06T10:00:00+07:00")` says otherwise."""
    marker = request.node.get_closest_marker("at")
    return marker.args[0] if marker else WEDNESDAY


@pytest.fixture
def timings() -> Timings:
    """Retries short enough to wait for; the visitor's patience is not tried by accident."""
    return Timings(
        turn_patience_s=30, turn_retry_s=0.02, turn_retry_most_s=0.05, keeper_period_s=600
    )


@pytest.fixture
def settings(database_url: str, tmp_path: Path, at: str, timings: Timings) -> Settings:
    """Settings of a desk on a free port."""
    return replace(_settings(database_url, tmp_path, at), timings=timings)


def _settings(database_url: str, data_dir: Path, at: str) -> Settings:
    return Settings(
        root=ROOT,
        data_dir=data_dir,
        port=free_port(),
        host="127.0.0.1",
        database_url=database_url,
        redis_url=None,
        engine_url="http://127.0.0.1:9",
        actions_url="http://127.0.0.1:9/webhook",
        secrets=Secrets(
            internal="internal",
            engine="engine",
            actions="actions",
            signing="signing",
        ),
        identity_secret="identity",
        clock=Clock.starting_at(datetime.fromisoformat(at)),
        public_url="http://desk.example",
        limits=Limits(messages_per_conversation=50, messages_per_address_per_second=500),
    )


@pytest.fixture
def engine() -> ScriptedEngine:
    """The engine of the running desk."""
    return ScriptedEngine(POLICY)


@pytest.fixture
async def desk(settings: Settings, engine: ScriptedEngine) -> AsyncIterator[RunningDesk]:
    """A desk that serves."""
    async with start(settings, engine) as running:
        yield running


@pytest.fixture
async def mail_server() -> AsyncIterator[tuple[Inbox, str]]:
    """A real SMTP server on a free port."""
    inbox, port = Inbox(), free_port()
    running = Controller(inbox, hostname="127.0.0.1", port=port)
    await asyncio.to_thread(running.start)
    yield inbox, f"smtp://127.0.0.1:{port}"
    await asyncio.to_thread(running.stop)


def start(settings: Settings, engine: ScriptedEngine) -> RunningDesk:
    """A desk with these settings; `async with` starts and stops it."""
    services = build_services(settings, POLICY, TEXTS, engine)
    return RunningDesk(create_app(settings, services), services, engine)
