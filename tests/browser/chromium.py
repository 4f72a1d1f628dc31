"""The browser of the machine, started so that it talks to nobody but the desk."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, ViewportSize, async_playwright

PHONE: ViewportSize = {"width": 390, "height": 844}
DESKTOP: ViewportSize = {"width": 1440, "height": 900}

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_ARGUMENTS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# Generous: the engine trains nothing here, but it may share two cores with other work.
_PATIENCE_MS = 30_000


def executable() -> str | None:
    """Chromium's path: `CHROMIUM` says it, else the first one on the path; None without any."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named if Path(named).exists() else shutil.which(named)
    return next((path for name in _NAMES if (path := shutil.which(name))), None)


def required_executable() -> str:
    """Chromium's path; without one the test is skipped, or fails where everything must run."""
    path = executable()
    if path is None:
        reason = "no Chromium on the path; install it or name it in CHROMIUM"
        if os.environ.get("REQUIRE_ALL") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return path


@asynccontextmanager
async def running_browser(path: str) -> AsyncIterator[Browser]:
    """A headless Chromium."""
    # Chromium's sandbox does not work for root, as which containers often run.
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=path, args=[*_ARGUMENTS, *sandbox]
        )
        try:
            yield browser
        finally:
            await browser.close()


async def new_context(
    browser: Browser, base: str, viewport: ViewportSize, **settings: Any
) -> BrowserContext:
    """A browser of somebody else, without anybody's cookies or storage, in the policy's zone."""
    own = {"locale": "en-GB", "timezone_id": "Asia/Ho_Chi_Minh", **settings}
    context = await browser.new_context(base_url=base, viewport=viewport, **own)
    context.set_default_timeout(_PATIENCE_MS)
    return context
