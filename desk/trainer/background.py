"""Work in the background of a desk that is done one at a time, and what it came to last."""

from __future__ import annotations

import contextlib
import fcntl
import json
import threading
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from desk.errors import ConflictError, FrontdeskError
from desk.models.store import write_whole


class Background:
    """One kind of work of one project on this machine.

    It runs in a thread of the desk and ends with it: nothing is lost but its time.
    """

    def __init__(self, folder: Path, name: str) -> None:
        """What it came to lies in `folder` as `<name>.json`."""
        self._folder = folder
        self._name = name
        self._file = folder / f"{name}.json"
        self._lock = folder / f"{name}.lock"

    def start(
        self,
        work: Callable[[], dict[str, Any]],
        now: Callable[[], datetime],
        about: Mapping[str, Any] | None = None,
    ) -> threading.Thread:
        """Start it and return at once.

        `work` returns what is kept, `now` the real moment; `about` is kept whatever comes of it.

        Raises ConflictError while it runs, FrontdeskError where nothing can be written.
        """
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            lock = self._lock.open("a+", encoding="utf-8")
        except OSError as error:
            raise FrontdeskError(
                f"{self._folder} can't be written ({error.strerror}): nothing was started"
            ) from error
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            raise ConflictError("It is running already.", code="running_already") from None

        def run() -> None:
            # The lock ends with the file.
            with lock:
                self._run(work, now, about or {})

        thread = threading.Thread(target=run, name=self._name, daemon=True)
        thread.start()
        return thread

    def last(self) -> dict[str, Any]:
        """What it came to last; `status` is none, running, done or failed (with `error`)."""
        try:
            kept = json.loads(self._file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            kept = {"status": "none"}
        return {**kept, "status": "running" if self._running() else kept["status"]}

    def _run(
        self,
        work: Callable[[], dict[str, Any]],
        now: Callable[[], datetime],
        about: Mapping[str, Any],
    ) -> None:
        started = now()
        try:
            outcome = {"status": "done", **work()}
        except FrontdeskError as error:
            outcome = {"status": "failed", "error": str(error)}
        except Exception as error:
            told = f"It broke ({type(error).__name__}: {error})."
            outcome = {"status": "failed", "error": told}
        seconds = round((now() - started).total_seconds(), 1)
        kept = {**about, **outcome, "at": started.isoformat(), "seconds": seconds}
        # On a full disk what it came to before stays.
        with contextlib.suppress(OSError):
            write_whole(self._file, json.dumps(kept, ensure_ascii=False))

    def _running(self) -> bool:
        try:
            with self._lock.open("r", encoding="utf-8") as lock:
                try:
                    fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
                except BlockingIOError:
                    return True
        except FileNotFoundError:
            return False
        return False
