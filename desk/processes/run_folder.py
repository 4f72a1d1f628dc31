"""What a running system keeps in its data directory: the lock, and who runs where."""

from __future__ import annotations

import fcntl
import json
import os
from pathlib import Path
from typing import Any, Self

from desk.errors import FrontdeskError

LOCK = "run.lock"
FILE = "run.json"


class RunFolder:
    """One system at a time in one data directory.

    The lock belongs to the process: it ends with it, however it ends. `run.json` tells scripts
    and tests the addresses, ports and process ids while the system runs.
    """

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir
        self._path = data_dir / FILE
        self._lock: int | None = None
        self.left_behind = False
        """Whether an earlier run ended without cleaning up."""

    def __enter__(self) -> Self:
        """Take the lock. Raises FrontdeskError when another system runs in this folder."""
        self._data_dir.mkdir(parents=True, exist_ok=True)
        lock = os.open(self._data_dir / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(lock)
            raise FrontdeskError(
                f"a Frontdesk already runs in {self._data_dir}{self._who()}; "
                "stop it, or choose another folder with DATA_DIR="
            ) from None
        self._lock = lock
        self.left_behind = self._path.exists()
        return self

    def __exit__(self, *_: object) -> None:
        """Remove what tells of a running system and let go of the lock."""
        self._path.unlink(missing_ok=True)
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def write(self, facts: dict[str, Any]) -> None:
        """Replace `run.json`, whole."""
        draft = self._path.with_suffix(".json.new")
        draft.write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")
        draft.replace(self._path)

    def _who(self) -> str:
        try:
            facts = json.loads(self._path.read_text(encoding="utf-8"))
            return f" (process {facts['pid']}, {facts['url']})"
        except (OSError, ValueError, KeyError, TypeError):
            return ""
