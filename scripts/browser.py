"""Chromium, for the tests in a browser."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from steps import SetupError, run

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_ADVICE = "install Chromium (Debian, Ubuntu: apt-get install chromium)"


def wanted() -> bool:
    """Whether a missing browser is a failure: REQUIRE_ALL=1 asks for every test."""
    return os.environ.get("REQUIRE_ALL") == "1"


def find() -> Path | None:
    """The browser on the path, if there is one."""
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    return Path(found) if found else None


def install(log: Path) -> None:
    """Install Chromium with the system's packages. Raises SetupError where that can't be done."""
    apt = shutil.which("apt-get")
    if apt is None or os.geteuid() != 0:
        raise SetupError(f"no browser found: {_ADVICE}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    run([apt, "update"], log, env=environment)
    packages = ["install", "-y", "--no-install-recommends", "chromium"]
    run([apt, *packages], log, env=environment)
    if find() is None:
        raise SetupError(f"the package was installed, but there is no browser: {_ADVICE}")
