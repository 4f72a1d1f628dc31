"""`python -m engine parse`: how texts are understood, without a running server."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from engine.archive import check_model


def parse_texts(
    model: Path, texts: Iterable[str], explain: bool = False, why: bool = False, keep: int = 0
) -> Iterator[dict[str, Any]]:
    """Yield the parse of each text; the model is loaded once.

    Args:
        model: The model's archive.
        texts: What visitors wrote.
        explain: Understand each text alone, as a visitor's message is, and add `seconds`, the
            complete ranking and the nearest training examples.
        why: Yield instead why each text is understood as it is
            (`engine.understanding.why.explain`).
        keep: Of so many texts, the first ones, the encodings are kept beside the encoder, and
            those that are there already are not computed again.

    Raises:
        EngineError: The model is missing or from another Rasa.
    """
    check_model(model)
    from rasa.core.tracker_store import InMemoryTrackerStore

    from engine.encoder.build import folder_of
    from engine.encoder.kept import keep_vectors, load_vectors
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
    rest = iter(texts)
    if keep:
        encoder = processor.encoder()
        folder = folder_of(encoder.version)
        with encoder.remembering(load_vectors(folder)) as known:
            for batch in _batches(islice(rest, keep), BATCH):
                yield from processor.parse_texts(batch)
            keep_vectors(folder, known())
    for batch in _batches(rest, BATCH):
        yield from processor.parse_texts(batch)


def _batches(texts: Iterator[str], size: int) -> Iterator[list[str]]:
    while batch := list(islice(texts, size)):
        yield batch
