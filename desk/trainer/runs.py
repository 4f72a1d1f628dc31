"""Trainings as folders: started, followed, cancelled, and found again after a restart of the desk.

A training is a process of its own, in a session of its own. It holds the lock of all trainings
as long as it lives, so whether it lives needs no number that another process could have taken:
a training without a result whose lock is free was killed.
"""

from __future__ import annotations

import fcntl
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any, Literal

from desk.errors import ConflictError, FrontdeskError, NotFoundError
from desk.models.store import ModelStore, write_whole

Status = Literal["running", "done", "failed", "cancelled"]

CANDIDATE = "candidate"
"""The file of a training that names the model which it makes."""

_LOG_LINES = 200
_ENDING_S = 10.0
_LOOK_S = 0.05
_KILLED = (
    "The training ended without a result: it was killed, or the disk is full. Its log says more; "
    "nothing of it is served. Start it again."
)


@dataclass(frozen=True)
class Run:
    """One training. Moments are ISO 8601; `result` is the verdict of one that is done."""

    id: str
    status: Status
    started_at: str
    started_by: dict[str, Any]
    quick: bool
    steps: list[dict[str, Any]]
    ended_at: str | None = None
    error: str | None = None
    result: dict[str, Any] | None = None

    def as_dict(self, *, whole: bool = True) -> dict[str, Any]:
        """As JSON; a list of them needs no results."""
        document = {
            "id": self.id,
            "status": self.status,
            "started_at": self.started_at,
            "started_by": self.started_by,
            "quick": self.quick,
            "ended_at": self.ended_at,
            "error": self.error,
            "steps": self.steps,
        }
        if whole:
            return {**document, "result": self.result}
        found = self.result or {}
        return {
            **document,
            "model": found.get("model"),
            "passed": found.get("gate", {}).get("passed"),
        }


class Runs:
    """The trainings of one project on this machine."""

    def __init__(self, root: Path, data_dir: Path) -> None:
        """`root` is the project; the folders lie in `trainings/` of the data directory."""
        self._root = root
        self.folder = data_dir / "trainings"
        self._lock = self.folder / "lock"

    def start(self, by: dict[str, Any], now: datetime, *, quick: bool = True) -> Run:
        """Start a training in the background and return at once.

        Raises ConflictError, naming who started it, while another one runs, and FrontdeskError
        where it can't be written down: nothing runs then.
        """
        try:
            return self._start(by, now, quick)
        except OSError as error:
            raise FrontdeskError(
                f"{self.folder} can't be written ({error.strerror}): no training was started"
            ) from error

    def _start(self, by: dict[str, Any], now: datetime, quick: bool) -> Run:
        with self._alone() as lock:
            self._clear_killed()
            name = f"{now:%Y%m%d-%H%M%S-%f}"
            folder = self.folder / name
            folder.mkdir()
            job = {"id": name, "started_at": now.isoformat(), "started_by": by, "quick": quick}
            write_whole(folder / "job.json", json.dumps(job, ensure_ascii=False))
            lock.seek(0)
            lock.truncate()
            lock.write(name)
            lock.flush()
            with (folder / "log").open("wb") as log:
                child = subprocess.Popen(
                    [sys.executable, "-m", "desk.trainer.worker", str(folder)],
                    cwd=self._root,
                    env=self._environment(),
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    # The lock goes on in the child, and ends with it.
                    pass_fds=[lock.fileno()],
                    start_new_session=True,
                )
            write_whole(folder / "pid", str(child.pid))
            # Somebody has to ask how it ended, or it stays in the table of processes.
            threading.Thread(target=child.wait, name=f"training-{name}", daemon=True).start()
        return self.get(name)

    def _clear_killed(self) -> None:
        """Remove the candidates of trainings that were killed, and note that they were.

        For who holds the lock: what has no result then will never have one.
        """
        store = ModelStore(self._root)
        for note in self.folder.glob(f"*/{CANDIDATE}"):
            if (note.parent / "result.json").exists():
                continue
            name = note.read_text(encoding="utf-8").strip()
            card = store.card(name)
            # One that somebody promoted all the same is theirs.
            if name and name != store.current() and not (card and card.history):
                store.remove(name)
            write_whole(note.parent / "result.json", json.dumps(_without_result(note.parent)))

    def rows(self, most: int = 50) -> list[Run]:
        """The newest trainings, newest first."""
        names = sorted((path.parent.name for path in self.folder.glob("*/job.json")), reverse=True)
        return [self.get(name) for name in names[:most]]

    def get(self, name: str) -> Run:
        """One training. Raises NotFoundError."""
        folder = self.folder / name
        job = _read(folder / "job.json") if name.replace("-", "").isdigit() else None
        if job is None:
            raise NotFoundError("There is no such training.", code="training_not_found")
        result = _read(folder / "result.json")
        # Asked in this order: it may end between the two questions.
        if result is None and self.running() != name:
            result = _read(folder / "result.json") or _without_result(folder)
        found = result or {"status": "running"}
        return Run(
            id=name,
            status=found["status"],
            started_at=job["started_at"],
            started_by=job["started_by"],
            quick=job["quick"],
            steps=_steps(folder),
            ended_at=found.get("ended_at"),
            error=found.get("error"),
            result=found.get("verdict"),
        )

    def log(self, name: str) -> str:
        """The last lines that a training said. Raises NotFoundError."""
        self.get(name)
        try:
            text = (self.folder / name / "log").read_text(encoding="utf-8", errors="replace")
        except OSError:
            return ""
        return "\n".join(text.splitlines()[-_LOG_LINES:])

    def running(self) -> str | None:
        """The training that runs now, on whoever's behalf."""
        try:
            with self._lock.open("r", encoding="utf-8") as lock:
                try:
                    fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
                except BlockingIOError:
                    return lock.read().strip() or None
        except FileNotFoundError:
            return None
        return None

    def cancel(self, name: str, by: dict[str, Any]) -> None:
        """End a training; what it has made so far is removed. Does nothing to one that has ended.

        Raises NotFoundError.
        """
        self.get(name)
        if self.running() != name:
            return
        folder = self.folder / name
        write_whole(folder / "cancelled.json", json.dumps(by, ensure_ascii=False))
        try:
            # It leads a session of its own: what it has started ends with it.
            os.killpg(int((folder / "pid").read_text(encoding="utf-8")), signal.SIGTERM)
        except (ProcessLookupError, FileNotFoundError, ValueError):
            return

    def _environment(self) -> dict[str, str]:
        paths = [str(self._root), os.environ.get("PYTHONPATH", "")]
        return {
            **os.environ,
            "PYTHONPATH": os.pathsep.join(filter(None, paths)),
            "DATA_DIR": str(self.folder.parent),
        }

    @contextmanager
    def _alone(self) -> Iterator[IO[str]]:
        self.folder.mkdir(parents=True, exist_ok=True)
        with self._lock.open("a+", encoding="utf-8") as lock:
            patience = time.monotonic() + _ENDING_S
            while not _taken(lock):
                # One that has its result lets go of the lock in a moment. One that has just begun
                # may not have written its name yet, so this is asked again.
                if not self._ending() or time.monotonic() > patience:
                    raise self._busy()
                time.sleep(_LOOK_S)
            yield lock

    def _ending(self) -> bool:
        name = self.running()
        return name is None or (self.folder / name / "result.json").is_file()

    def _busy(self) -> ConflictError:
        name = self.running()
        try:
            who = f", started by {self.get(name).started_by.get('name')}" if name else ""
        except NotFoundError:
            who = ""
        return ConflictError(
            f"Another training is running{who}: wait for it, or cancel it.",
            code="training_running",
            extra={"training": name},
        )


def _taken(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _without_result(folder: Path) -> dict[str, Any]:
    """What became of a training that could not say it itself."""
    by = _read(folder / "cancelled.json")
    if by is not None:
        # Before it was ready to be asked to end.
        return {"status": "cancelled", "error": f"Cancelled by {by.get('name')}."}
    return {"status": "failed", "error": _KILLED}


def _steps(folder: Path) -> list[dict[str, Any]]:
    try:
        lines = (folder / "steps.jsonl").read_text(encoding="utf-8").splitlines()
    except OSError:
        return []
    steps = []
    for line in lines:
        try:
            steps.append(json.loads(line))
        except ValueError:
            continue  # it is being written, or the disk was full
    return steps


def _read(path: Path) -> dict[str, Any] | None:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return document if isinstance(document, dict) else None
