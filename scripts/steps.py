"""What every step of the set-up is made of: progress, stamps, logs and a lock.

Standard library only, any Python from 3.8 on: this runs before anything is installed.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import shlex
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Callable, Iterable, Iterator, Mapping, Sequence

ROOT = Path(__file__).resolve().parent.parent
STATE = ROOT / ".cache" / "setup"
TOOLS = ROOT / ".tools"

_TICK_S = 10.0


class SetupError(Exception):
    """The set-up can't go on; the text is one line that says what is wrong and what to do."""


class Setup:
    """Runs the steps in order, shows where it is, and does nothing twice."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.number = 0

    def step(
        self,
        name: str,
        title: str,
        action: Callable[[Path], None],
        *,
        inputs: str,
        made: Callable[[], bool] = lambda: True,
        needed: bool = True,
    ) -> None:
        """Do one step, unless its stamp says that it was done with the same `inputs`.

        `made` tells whether what the step makes is still there. `action` gets the path of the
        step's log. The stamp carries the project's absolute path, so that a copied folder is
        set up anew. A step that is not `needed` is passed over: the machine has the thing.
        """
        self.number += 1
        stamp = STATE / f"{name}.stamp"
        wanted = digest([str(ROOT), inputs])
        label = f"[{self.number}/{self.total}] {title} …"
        if not needed or (read_text(stamp) == wanted and made()):
            print(f"{label} {'up to date' if needed else 'found'}", flush=True)
            return
        print(label, end=" ", flush=True)
        started = time.monotonic()
        if stamp.exists():
            stamp.unlink()
        log = STATE / f"{name}.log"
        log.write_text("", encoding="utf-8")
        try:
            action(log)
            if not made():
                raise SetupError("it ended without an error, but what it makes is not there")
        except SetupError as error:
            print("failed", flush=True)
            text = f"{title}: {error}"
            raise SetupError(f"{text} (log: {log})" if log.stat().st_size else text) from None
        stamp.write_text(wanted, encoding="utf-8")
        print(f"done in {time.monotonic() - started:.0f} s", flush=True)


@contextlib.contextmanager
def only_one() -> Iterator[None]:
    """Let one set-up work in this folder at a time; a second one waits for it."""
    STATE.mkdir(parents=True, exist_ok=True)
    with open(STATE / "lock", "a", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            print("another set-up works in this folder; waiting for it …", flush=True)
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def run(
    command: Sequence[object],
    log: Path,
    *,
    cwd: Path = ROOT,
    env: Mapping[str, str] | None = None,
) -> None:
    """Run a command with its output in `log`; a dot now and then shows that it is alive.

    Raises SetupError with the command's last telling line when it fails.
    """
    argv = [str(part) for part in command]
    with open(log, "a", encoding="utf-8") as file:
        file.write(f"$ {' '.join(shlex.quote(part) for part in argv)}\n")
        file.flush()
        try:
            process = subprocess.Popen(
                argv,
                cwd=cwd,
                env=dict(os.environ if env is None else env),
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
            )
        except OSError as error:
            raise SetupError(f"{argv[0]} can't be started: {error.strerror}") from None
        try:
            code = _wait(process)
        except BaseException:
            process.terminate()
            process.wait()
            raise
    if code != 0:
        raise SetupError(last_line(log) or f"{argv[0]} ended with {code}")


def _wait(process: subprocess.Popen[bytes]) -> int:
    while True:
        try:
            return process.wait(timeout=_TICK_S)
        except subprocess.TimeoutExpired:
            print(".", end="", flush=True)


def last_line(log: Path) -> str:
    """The line of a log that most likely says what went wrong."""
    lines = [line.strip() for line in read_text(log).splitlines() if line.strip()]
    lines = [line for line in lines if not line.startswith("$ ")][-40:]
    telling = [
        line
        for line in lines
        if line.startswith(("frontdesk:", "engine:")) or "error" in line.lower()
    ]
    return (telling or lines or [""])[-1][:300]


def answer(command: Sequence[object], *, cwd: Path = ROOT) -> str | None:
    """What a command prints, or None when it is missing, hangs or fails."""
    try:
        done = subprocess.run(
            [str(part) for part in command],
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=60,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.decode("utf-8", "replace").strip() if done.returncode == 0 else None


def digest(parts: Iterable[str]) -> str:
    """One hash of several texts."""
    return hashlib.sha256(json.dumps(list(parts)).encode("utf-8")).hexdigest()


def contents(paths: Iterable[Path], *, without: Iterable[str] = ()) -> str:
    """One hash of what is in files and folders, leaving out the names in `without`."""
    hashed = hashlib.sha256()
    for path in sorted(_files(paths, {"__pycache__", ".DS_Store", *without})):
        hashed.update(str(path.relative_to(ROOT)).encode("utf-8", "surrogateescape"))
        hashed.update(hashlib.sha256(path.read_bytes()).digest())
    return hashed.hexdigest()


def _files(paths: Iterable[Path], without: set[str]) -> Iterator[Path]:
    for path in paths:
        if path.is_file():
            yield path
            continue
        for folder, folders, names in os.walk(path):
            folders[:] = [name for name in folders if name not in without]
            for name in names:
                if name not in without and (Path(folder) / name).is_file():
                    yield Path(folder) / name


def read_text(path: Path) -> str:
    """A file's text; nothing when it is not there."""
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def remove_folder(path: Path) -> None:
    """Remove a folder with all that is in it, or the link that stands in its place."""
    if path.is_symlink():
        path.unlink()
    elif path.exists():
        shutil.rmtree(path)


def clean_environment() -> dict[str, str]:
    """The environment without another project's virtual environment in it."""
    left_out = {"VIRTUAL_ENV", "UV_PROJECT_ENVIRONMENT", "UV_PYTHON", "PYTHONHOME", "PYTHONPATH"}
    return {name: value for name, value in os.environ.items() if name not in left_out}


def fail(error: SetupError) -> int:
    """Print why the set-up stopped; returns the exit code."""
    sys.stdout.flush()
    print(f"setup: {error}", file=sys.stderr)
    return 1
