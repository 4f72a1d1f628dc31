"""Prepare this folder: environments, pages, encoder, model. `make setup` runs it.

Standard library only, any Python from 3.8 on. Each step is done once and again only when what
it is made of changes; progress is shown, and a failure is one clear line.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
from pathlib import Path
from typing import NoReturn

import browser
import tools
from pythons import find_desk_python, find_engine_python
from steps import (
    ROOT,
    Setup,
    SetupError,
    clean_environment,
    contents,
    digest,
    fail,
    only_one,
    read_text,
    remove_folder,
    run,
)

DESK = ROOT / ".venv"
ENGINE = ROOT / "engine" / ".venv"
WEB = ROOT / "web"
MODELS = ROOT / "models"


def main() -> int:
    """Do what is missing; returns the exit code."""
    parser = argparse.ArgumentParser(description="Prepare this folder to run Frontdesk.")
    parser.add_argument("--tests", action="store_true", help="also what the tests need")
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, _stop)
    try:
        with only_one():
            prepare(tests=arguments.tests)
    except SetupError as error:
        return fail(error)
    except KeyboardInterrupt:
        print("\nsetup: stopped; the next run goes on from here", file=sys.stderr)
        return 130
    return 0


def prepare(*, tests: bool) -> None:
    """Every step in order. Raises SetupError at the first one that fails."""
    setup = Setup(total=9 if tests else 8)
    setup.step(
        "uv",
        "uv",
        tools.install_uv,
        inputs=tools.UV_VERSION,
        made=lambda: tools.find_uv() is not None,
        needed=tools.find_uv() is None,
    )
    _environments(setup, tests=tests)
    _pages(setup)
    _assistant(setup)
    if tests:
        setup.step(
            "browser",
            "browser for the tests",
            browser.install,
            inputs="",
            needed=browser.wanted() and browser.find() is None,
        )


def _environments(setup: Setup, *, tests: bool) -> None:
    with_dev = tests or (DESK / "bin" / "pytest").exists()
    setup.step(
        "desk",
        "desk environment",
        lambda log: _sync(ROOT, DESK, "frontdesk", log, with_dev=with_dev),
        inputs=_locked(ROOT, with_dev),
        made=lambda: _belongs_here(DESK, "frontdesk"),
    )
    with_dev = tests or (ENGINE / "bin" / "pytest").exists()
    setup.step(
        "engine",
        "engine environment",
        lambda log: _sync(ROOT / "engine", ENGINE, "rasa", log, with_dev=with_dev),
        inputs=_locked(ROOT / "engine", with_dev),
        made=lambda: _belongs_here(ENGINE, "rasa"),
    )


def _locked(project: Path, with_dev: bool) -> str:
    return digest([contents([project / "pyproject.toml", project / "uv.lock"]), str(with_dev)])


def _sync(project: Path, folder: Path, command: str, log: Path, *, with_dev: bool) -> None:
    """Make an environment exactly what its lock file says."""
    if not _belongs_here(folder, command):
        remove_folder(folder)
    find = find_engine_python if folder == ENGINE else find_desk_python
    python = find(_uv(), log)
    groups = [] if with_dev else ["--no-dev"]
    environment = {**clean_environment(), "UV_PYTHON_DOWNLOADS": "never"}
    environment.setdefault("UV_HTTP_TIMEOUT", "180")
    # Compiled once here: where Python may not write beside the sources, or a container is always
    # new, every start of the engine would spend several seconds on it.
    compiled = "--compile-bytecode"
    sync = [_uv(), "sync", "--frozen", compiled, "--python", python, *groups]
    run(sync, log, cwd=project, env=environment)


def _belongs_here(folder: Path, command: str) -> bool:
    """Whether an environment works in this place: a copied one still points to the original."""
    if not os.access(folder / "bin" / "python", os.X_OK):
        return False  # also when the Python that it was made from is gone
    start = read_text(folder / "bin" / command).splitlines()[:3]
    return any(f"{folder / 'bin'}{os.sep}" in line for line in start)


def _uv() -> Path:
    found = tools.find_uv()
    if found is None:
        raise SetupError("uv is gone: run this again")
    return found


def _pages(setup: Setup) -> None:
    setup.step(
        "node",
        "node",
        lambda log: tools.install_node(_uv(), log),
        inputs=tools.NODE_PACKAGE,
        made=lambda: tools.find_node() is not None,
        needed=tools.find_node() is None,
    )
    node = tools.find_node()
    environment = clean_environment()
    environment["PATH"] = f"{node}{os.pathsep}{environment.get('PATH', os.defpath)}"
    setup.step(
        "packages",
        "packages of the pages",
        lambda log: run(["npm", "ci", "--no-audit", "--no-fund"], log, cwd=WEB, env=environment),
        inputs=contents([WEB / "package.json", WEB / "package-lock.json"]),
        made=(WEB / "node_modules" / ".package-lock.json").is_file,
    )
    setup.step(
        "pages",
        "pages",
        lambda log: run(["npm", "run", "build"], log, cwd=WEB, env=environment),
        inputs=contents([WEB], without={"node_modules", "dist", "tests", "test-results"}),
        made=(WEB / "dist" / "widget.js").is_file,
    )


def _assistant(setup: Setup) -> None:
    engine = contents([ROOT / "engine"], without={".venv", "tests"})
    setup.step(
        "encoder",
        "sentence encoder and language data",
        lambda log: run(
            [ENGINE / "bin" / "python", "-m", "engine", "build"], log, env=_quiet_environment()
        ),
        inputs=engine,
        made=lambda: all(any((MODELS / name).glob("*")) for name in ("encoder", "spacy")),
    )
    learned_from = [ROOT / name for name in ("config.yml", "domain.yml", "domain", "data")]
    setup.step(
        "model",
        "model",
        lambda log: run(
            [DESK / "bin" / "frontdesk", "train", "--quick", "--if-needed"],
            log,
            env=_quiet_environment(),
        ),
        inputs=digest([engine, contents(learned_from)]),
        made=_model_is_there,
    )


def _model_is_there() -> bool:
    """Whether the model that is served, named in models/current, exists."""
    name = read_text(MODELS / "current").strip()
    return bool(name) and (MODELS / f"{name}.tar.gz").is_file()


def _quiet_environment() -> dict[str, str]:
    return {**clean_environment(), "RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "2"}


def _stop(*_: object) -> NoReturn:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
