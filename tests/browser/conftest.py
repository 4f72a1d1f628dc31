"""One system and one browser for all of it; everybody in a test has a browser of their own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, ViewportSize, expect

from tests.browser.chromium import DESKTOP, PHONE, new_context, required_executable, running_browser
from tests.browser.host_site import HostSite, running_host_site
from tests.browser.pages import Desk, Widget
from tests.ports import free_port
from tests.system.running import System, running_system

# A Saturday: the chat of billing is closed until Monday, the one of technical never closes.
AT = "2026-11-28T14:00:00+07:00"

# How long a page may take to show what is expected; a turn takes a fraction of a second.
_PATIENCE_MS = 30_000

NewContext = Callable[..., Awaitable[BrowserContext]]
NewVisitor = Callable[..., Awaitable[Widget]]
NewPerson = Callable[..., Awaitable[Desk]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here shares the system and the browser by sharing the event loop."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    expect.set_options(timeout=_PATIENCE_MS)
    async with running_browser(required_executable()) as running:
        yield running


@pytest.fixture(scope="package")
def embedding_site() -> Iterator[HostSite]:
    """A website of another origin; `host_site` is the same one with the chat on it."""
    with running_host_site(free_port()) as site:
        yield site


# The browser comes first: without one there is no need to start a system.
@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def system(
    browser: Browser, embedding_site: HostSite, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[System]:
    data_dir = tmp_path_factory.mktemp("data")
    async with running_system(data_dir, AT, ALLOWED_ORIGINS=embedding_site.base) as running:
        yield running


@pytest.fixture
def host_site(system: System, embedding_site: HostSite) -> HostSite:
    """A website whose pages embed the chat and are allowed to."""
    embedding_site.desk = system.base
    embedding_site.secret = system.frontdesk("identity", "secret").strip()
    embedding_site.signed.clear()
    return embedding_site


@pytest_asyncio.fixture(loop_scope="session")
async def new_browser(browser: Browser, system: System) -> AsyncIterator[NewContext]:
    """Somebody's browser; it is closed after the test."""
    async with AsyncExitStack() as stack:

        async def new(viewport: ViewportSize = DESKTOP) -> BrowserContext:
            context = await new_context(browser, system.base, viewport)
            stack.push_async_callback(context.close)
            return context

        yield new


@pytest_asyncio.fixture(loop_scope="session")
async def new_visitor(new_browser: NewContext) -> NewVisitor:
    """A visitor of the demo site, with the chat open."""

    async def new(viewport: ViewportSize = PHONE) -> Widget:
        widget = Widget(await (await new_browser(viewport)).new_page())
        await widget.open()
        return widget

    return new


@pytest_asyncio.fixture(loop_scope="session")
async def new_person(system: System, new_browser: NewContext) -> AsyncIterator[NewPerson]:
    """Somebody of the staff who has signed in and is online; gone after the test."""
    people: list[Desk] = []

    async def new(name: str, *departments: str, level: int = 1, role: str = "agent") -> Desk:
        person = await system.person(name, *departments, presence=None, level=level, role=role)
        desk = Desk(await (await new_browser(DESKTOP)).new_page(), person)
        people.append(desk)
        await desk.sign_in()
        return desk

    yield new
    for desk in people:
        await desk.person.put("/me/presence", presence="away")
        await desk.person.client.aclose()
