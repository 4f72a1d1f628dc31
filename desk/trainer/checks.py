"""The data's checks in the background of a desk, and what they found last."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from desk.trainer.background import Background
from desk.trainer.data_checks import Checked, check_data

_READ = (("data", "*.yml"), ("data", "*.tsv"), ("tests/conversations", "*.tsv"))


class Checks:
    """The checks of one project on this machine; one runs at a time."""

    def __init__(
        self, root: Path, data_dir: Path, check: Callable[[Path], Checked] = check_data
    ) -> None:
        """`root` is the project; what was found lies in `trainings/` of the data directory."""
        self._root = root
        self._background = Background(data_dir / "trainings", "check")
        self._check = check

    def start(self, now: Callable[[], datetime]) -> threading.Thread:
        """Start them and return at once. Raises what `Background.start` raises."""
        return self._background.start(
            lambda: self._check(self._root).as_dict(), now, {"data": self._fingerprint()}
        )

    def found(self) -> dict[str, Any]:
        """What was found last, as `Background.last`; `stale`: the data was changed since."""
        last = self._background.last()
        ended = last["status"] in ("done", "failed")
        stale = ended and last.get("data") != self._fingerprint()
        document = {name: value for name, value in last.items() if name != "data"}
        return {"findings": [], **document, "stale": stale}

    def _fingerprint(self) -> str:
        """Of everything that the checks read, so that it is known when they are out of date."""
        digest = sha256()
        for folder, ending in _READ:
            for path in sorted((self._root / folder).rglob(ending)):
                digest.update(path.relative_to(self._root).as_posix().encode() + b"\0")
                digest.update(sha256(path.read_bytes()).digest())
        return digest.hexdigest()
