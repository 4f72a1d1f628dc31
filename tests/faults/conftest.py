"""A browser for all of it, and a system for each module."""

from __future__ import annotations

import inspect
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.browser.chromium import required_executable, running_browser
from tests.system.running import System, running_system

# A working morning: everything is open, so that a person can take over.
AT = "2026-11-27T10:00:00+07:00"

_PATIENCE_MS = 30_000


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What drives a browser shares it and the system by sharing the event loop."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            if "browser" in getattr(item, "fixturenames", ()):
                item.add_marker(pytest.mark.browser)
            if inspect.iscoroutinefunction(getattr(item, "function", None)):
                item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    expect.set_options(timeout=_PATIENCE_MS)
    async with running_browser(required_executable()) as running:
        yield running


# The browser comes first: without one there is no need to start a system.
@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def system(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[System]:
    async with running_system(tmp_path_factory.mktemp("data"), AT) as running:
        yield running
