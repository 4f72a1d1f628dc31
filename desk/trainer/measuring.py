"""What models make of messages, asked once for each model and message."""

from __future__ import annotations

import json
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from desk.errors import FrontdeskError
from desk.models.engine import ask_engine
from desk.models.store import write_whole
from desk.trainer.comparison import Guess


class Answers:
    """A model's answers, kept in a file: the messages themselves are not in it."""

    def __init__(self, root: Path, archive: Path, folder: Path) -> None:
        """`folder` holds a file for each model."""
        self._root = root
        self._archive = archive
        self._file = folder / f"{archive.name.removesuffix('.tar.gz')}.json"
        self._kept = self._read()

    def of(self, texts: Sequence[str], frozen: int = 0) -> list[Guess]:
        """What the model makes of each text; only those that it was never asked cost time.

        The first `frozen` are asked of every model: their encodings are kept for the next one.

        Raises FrontdeskError when the engine or the model is missing or fails.
        """
        missing = list(dict.fromkeys(text for text in texts if _key(text) not in self._kept))
        if missing:
            lines = (json.dumps(text) for text in missing)
            again = set(texts[:frozen]).intersection(missing)
            asked = ["parse", "--model", str(self._archive), "--keep", str(len(again))]
            parses = list(ask_engine(self._root, asked, lines))
            if len(parses) != len(missing):
                raise FrontdeskError(
                    f"the engine answered {len(parses)} of {len(missing)} messages"
                )
            for text, parse in zip(missing, parses, strict=True):
                intent = parse["intent"]
                self._kept[_key(text)] = [intent["name"], round(float(intent["confidence"]), 6)]
            write_whole(self._file, json.dumps(self._kept))
        return [
            Guess(str(name), float(sure)) for name, sure in (self._kept[_key(t)] for t in texts)
        ]

    def _read(self) -> dict[str, list[str | float]]:
        try:
            kept = json.loads(self._file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return kept if isinstance(kept, dict) else {}


def _key(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:24]
