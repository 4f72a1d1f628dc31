"""`frontdesk`, as an operator types it."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
from pathlib import Path
from unittest import mock

from desk.cli import main

ROOT = Path(__file__).parents[1]
FRONTDESK = str(Path(sys.executable).with_name("frontdesk"))

Done = subprocess.CompletedProcess[str]


def run_command(*arguments: object, folder: Path = ROOT, **environment: str) -> Done:
    """Run it as a process of its own, in the folder of a project."""
    return subprocess.run(
        [FRONTDESK, *map(str, arguments)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def call_command(*arguments: object, folder: Path = ROOT, **environment: str) -> Done:
    """Run it in this process: the same code from the command line on, without the second that a
    start takes. For tests without an event loop of their own."""
    command = ["frontdesk", *map(str, arguments)]
    out, err = io.StringIO(), io.StringIO()
    with (
        mock.patch.dict(os.environ, environment),
        mock.patch.object(sys, "argv", command),
        contextlib.chdir(folder),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            main()
            code = 0
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else int(bool(ended.code))
    return subprocess.CompletedProcess(command, code, out.getvalue(), err.getvalue())
