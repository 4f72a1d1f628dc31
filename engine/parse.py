"""`python -m engine parse`: how texts are understood, without a running server."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from engine.archive import check_model


def parse_texts(model: Path, texts: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Yield the parse of each text; the model is loaded once.

    Raises:
        EngineError: The model is missing or from another Rasa.
    """
    check_model(model)
    from rasa.core.tracker_store import InMemoryTrackerStore

    from engine.processor import BATCH, DeskProcessor
    from engine.quiet import quiet_logs

    quiet_logs()
    processor = DeskProcessor(model, InMemoryTrackerStore(None))
    batch: list[str] = []
    for text in texts:
        batch.append(text)
        if len(batch) == BATCH:
            yield from processor.parse_texts(batch)
            batch = []
    if batch:
        yield from processor.parse_texts(batch)
