"""The sentence encoder: what it says, that it says it again, and that it is built once."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest

from engine.encoder import build, source
from engine.encoder.runtime import DIMENSIONS, SentenceEncoder
from engine.errors import EngineError, NotBuiltError

TEXTS = [
    "my vps is down",
    "the server does not answer",
    "how much is a refund",
    "trang web bị lỗi",
    "",
    "👍",
    "x" * 4000,
    "a\x00b",
]


def test_every_text_has_a_vector_of_length_one(encoder: SentenceEncoder) -> None:
    vectors = encoder.encode(TEXTS)
    assert vectors.shape == (len(TEXTS), DIMENSIONS)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-5)


def test_what_means_the_same_lies_nearer(encoder: SentenceEncoder) -> None:
    down, silent, refund = encoder.encode(TEXTS[:3])
    assert down @ silent > 0.4 > down @ refund


def test_a_vector_does_not_depend_on_its_batch(encoder: SentenceEncoder) -> None:
    uncached = SentenceEncoder(encoder_folder(encoder), cached_texts=0)
    together = uncached.encode(TEXTS)
    alone = np.vstack([uncached.encode([text]) for text in TEXTS])
    assert together == pytest.approx(alone, abs=1e-5)


def test_a_cached_vector_is_the_computed_one(encoder: SentenceEncoder) -> None:
    small = SentenceEncoder(encoder_folder(encoder), cached_texts=2)
    first = small.encode(["a", "b", "a"])
    assert np.array_equal(small.encode(["b", "a"]), first[[1, 0]])
    small.encode(["c"])
    assert len(small._cache) == 2


def test_a_long_text_is_cut_and_not_refused(encoder: SentenceEncoder) -> None:
    start = "the server does not answer " * 40
    one, other = encoder.encode([start + "tail", start + "another end"])
    assert one == pytest.approx(other, abs=1e-5)


def test_an_encoder_that_is_not_built_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(NotBuiltError, match="make setup"):
        SentenceEncoder(tmp_path)


def test_a_second_build_does_nothing(encoder: SentenceEncoder) -> None:
    lines: list[str] = []
    folder = build.build(lines.append)
    assert lines == [f"encoder {folder.name}: already built"]


def test_other_weights_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "WEIGHTS_SHA256", "0" * 64)
    with pytest.raises(EngineError, match="sha256"):
        source.weights_folder()


def test_the_weights_are_the_published_ones() -> None:
    weights = source.weights_folder() / "model.safetensors"
    assert hashlib.sha256(weights.read_bytes()).hexdigest() == source.WEIGHTS_SHA256


def encoder_folder(encoder: SentenceEncoder) -> Path:
    return build.folder_of(encoder.version)
