"""The data's checks in the background of a desk, and what they found last."""

from __future__ import annotations

import contextlib
import fcntl
import json
import threading
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from desk.errors import ConflictError, FrontdeskError
from desk.models.store import write_whole
from desk.trainer.data_checks import Checked, check_data


class Checks:
    """The checks of one project on this machine; one runs at a time.

    They run in a thread of the desk and end with it: nothing is lost but their time.
    """

    def __init__(
        self, root: Path, data_dir: Path, check: Callable[[Path], Checked] = check_data
    ) -> None:
        """`root` is the project; what was found lies in `trainings/` of the data directory."""
        self._root = root
        self._folder = data_dir / "trainings"
        self._file = self._folder / "check.json"
        self._lock = self._folder / "check.lock"
        self._check = check

    def start(self, now: Callable[[], datetime]) -> threading.Thread:
        """Start them and return at once; `now` is the real moment.

        Raises ConflictError while they run, FrontdeskError where nothing can be written.
        """
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            lock = self._lock.open("a+", encoding="utf-8")
        except OSError as error:
            raise FrontdeskError(
                f"{self._folder} can't be written ({error.strerror}): nothing was checked"
            ) from error
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            raise ConflictError("The checks are running already.", code="checks_running") from None

        def run() -> None:
            # The lock ends with the file.
            with lock:
                self._run(now)

        thread = threading.Thread(target=run, name="data-checks", daemon=True)
        thread.start()
        return thread

    def found(self) -> dict[str, Any]:
        """What was found last.

        `status` is none, running, done or failed; `stale` says that the data was changed since.
        """
        try:
            kept = json.loads(self._file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            kept = {"status": "none", "findings": [], "data": None}
        stale = kept["status"] == "done" and kept["data"] != self._fingerprint()
        document = {name: value for name, value in kept.items() if name != "data"}
        return {
            **document,
            "status": "running" if self._running() else kept["status"],
            "stale": stale,
        }

    def _run(self, now: Callable[[], datetime]) -> None:
        before = self._fingerprint()
        started = now()
        try:
            outcome: dict[str, Any] = {"status": "done", **self._check(self._root).as_dict()}
        except FrontdeskError as error:
            outcome = {"status": "failed", "error": str(error), "findings": []}
        except Exception as error:
            told = f"The checks broke ({type(error).__name__}: {error})."
            outcome = {"status": "failed", "error": told, "findings": []}
        seconds = round((now() - started).total_seconds(), 1)
        kept = {**outcome, "at": started.isoformat(), "seconds": seconds, "data": before}
        # On a full disk what was found before stays.
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

    def _fingerprint(self) -> str:
        """Of everything that the checks read, so that it is known when they are out of date."""
        digest = sha256()
        for folder, ending in (
            ("data", "*.yml"),
            ("data", "*.tsv"),
            ("tests/conversations", "*.tsv"),
        ):
            for path in sorted((self._root / folder).rglob(ending)):
                digest.update(path.relative_to(self._root).as_posix().encode() + b"\0")
                digest.update(sha256(path.read_bytes()).digest())
        return digest.hexdigest()
