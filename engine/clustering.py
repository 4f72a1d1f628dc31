"""Messages grouped by what they are about, for trainers to see what the assistant does not know."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from engine.encoder.build import folder_of
from engine.encoder.kept import load_vectors
from engine.encoder.runtime import SentenceEncoder
from engine.learning import read_learning, rough_english
from engine.understanding.clusters import clusters
from engine.understanding.glossary import load_glossaries


def cluster_texts(root: Path, messages: Sequence[tuple[str, str]]) -> list[list[str]]:
    """Return the ids of each cluster, as `clusters` orders them; `messages` are ids and texts.

    Raises:
        InputError: The project's `config.yml` lacks a step that is needed.
    """
    if not messages:
        return []
    learning = read_learning(root)
    glossaries = load_glossaries(learning.glossaries)
    english = [rough_english(text, glossaries, learning.default_language) for _, text in messages]
    # The published encoder: a fine-tuned one knows how far apart the intents are, and pushes what
    # belongs to none of them anywhere.
    folder = folder_of("base")
    encoder = SentenceEncoder(folder, threads=os.cpu_count() or 1, cached_texts=len(english))
    encoder.knows(load_vectors(folder))
    return [[messages[row][0] for row in rows] for rows in clusters(encoder.encode(english))]
