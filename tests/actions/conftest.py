from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from sanic import Sanic

import actions.services
from actions.executor import Executor, make_executor
from support.policy import Policy, load
from tests.actions.conversation import Conversation
from tests.actions.desk_double import SECRET, DeskDouble

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def policy() -> Policy:
    return load(ROOT / "policy.yml")


@pytest.fixture(scope="session")
def executor() -> Executor:
    return make_executor()


@pytest.fixture
async def desk(policy: Policy, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[DeskDouble]:
    """A desk, and actions that are connected to it as in a running system."""
    double = DeskDouble(policy)
    server = await double.start()
    monkeypatch.setenv("FRONTDESK_DESK_URL", double.url)
    monkeypatch.setenv("FRONTDESK_INTERNAL_SECRET", SECRET)
    monkeypatch.chdir(ROOT)
    actions.services.services.cache_clear()
    yield double
    await actions.services.services().desk.close()
    actions.services.services.cache_clear()
    await server.close()


@pytest.fixture(autouse=True)
def forget_applications() -> Iterator[None]:
    yield
    for name in [name for name in Sanic._app_registry if name.startswith("desk-")]:
        del Sanic._app_registry[name]


class Talk(Conversation):
    """A conversation whose moment is the desk's moment too."""

    desk: DeskDouble

    def set_clock(self, at: str) -> None:
        self.at = at
        self.desk.at = datetime.fromisoformat(at).replace(tzinfo=self.zone)


@pytest.fixture
def talk(executor: Executor, policy: Policy, desk: DeskDouble) -> Talk:
    conversation = Talk(executor, policy.zone)
    conversation.desk = desk
    conversation.set_clock("2026-11-23T10:00")
    return conversation
