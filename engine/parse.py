"""`python -m engine parse`: how texts are understood, without a running server."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from engine.archive import check_model


def parse_texts(
    model: Path, texts: Iterable[str], explain: bool = False, why: bool = False
) -> Iterator[dict[str, Any]]:
    """Yield the parse of each text; the model is loaded once.

    Args:
        model: The model's archive.
        texts: What visitors wrote.
        explain: Understand each text alone, as a visitor's message is, and add `seconds`, the
            complete ranking and the nearest training examples.
        why: Yield instead why each text is understood as it is
            (`engine.understanding.why.explain`).

    Raises:
        EngineError: The model is missing or from another Rasa.
    """
    check_model(model)
    from rasa.core.tracker_store import InMemoryTrackerStore

    from engine.processor import BATCH, DeskProcessor
    from engine.quiet import quiet_logs

    quiet_logs()
    processor = DeskProcessor(model, InMemoryTrackerStore(None))
    if explain:
        processor.parse_texts(["hello"])  # the first message of a process pays for loading
        for text in texts:
            started = time.perf_counter()
            parse = processor.parse_texts([text], explain=True)[0]
            yield {**parse, "seconds": time.perf_counter() - started}
        return
    if why:
        yield from (processor.why(text) for text in texts)
        return
    batch: list[str] = []
    for text in texts:
        batch.append(text)
        if len(batch) == BATCH:
            yield from processor.parse_texts(batch)
            batch = []
    if batch:
        yield from processor.parse_texts(batch)
