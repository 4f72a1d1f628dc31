"""Where the engine is right now: another model is served by another process, on another port."""

from __future__ import annotations

from pathlib import Path

from desk.models.store import write_whole

FILE = "engine.address"
VARIABLE = "FRONTDESK_ENGINE_ADDRESS_FILE"


class EngineAddress:
    """Call it for the engine's address; asked before each request, it costs one look at a file."""

    def __init__(self, default: str, file: Path | None) -> None:
        """`file` holds the address while a supervisor may change it; without it `default` holds."""
        self._default = default
        self._file = file
        self._seen: tuple[int, int] | None = None
        self._address = default

    def __call__(self) -> str:
        """`http://host:port`, without a slash at its end."""
        if self._file is None:
            return self._default
        try:
            status = self._file.stat()
            seen = (status.st_mtime_ns, status.st_ino)
            if seen != self._seen:
                self._address = self._file.read_text(encoding="utf-8").strip() or self._default
                self._seen = seen
        except OSError:
            # Between two runs, or the folder is gone for a moment: the last one known.
            return self._address
        return self._address


def tell_address(file: Path, address: str) -> None:
    """From now on the engine is there. Raises OSError when that can't be written."""
    write_whole(file, address + "\n")
