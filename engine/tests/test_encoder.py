"""The sentence encoder: what it says, that it says it again, and that it is built once."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

from engine.encoder import build, finetune, graph, source
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
    assert down @ silent > down @ refund + 0.2


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


@pytest.fixture(scope="module")
def exact(tmp_path_factory: pytest.TempPathFactory) -> SentenceEncoder:
    """The encoder with the weights as published, in single precision."""
    folder = tmp_path_factory.mktemp("exact")
    weights = source.weights_folder()
    shutil.copyfile(weights / "tokenizer.json", folder / "tokenizer.json")
    graph.write(load_file(weights / "model.safetensors"), folder / "model.onnx", exact=True)
    return SentenceEncoder(folder)


def test_the_graph_computes_what_the_published_model_does(exact: SentenceEncoder) -> None:
    model = finetune.load_model(source.weights_folder())
    for text, ours in zip(build.CHECK_TEXTS, exact.encode(build.CHECK_TEXTS), strict=True):
        ids, mask = finetune._inputs(exact._tokenizer, [text])
        published = finetune.pool(model, ids, mask, training=False).numpy()[0]
        assert ours == pytest.approx(published, abs=1e-5), text


def test_eight_bits_say_the_same(encoder: SentenceEncoder, exact: SentenceEncoder) -> None:
    cosines = (encoder.encode(TEXTS) * exact.encode(TEXTS)).sum(axis=1)
    assert cosines.min() > build.SMALLEST_ALLOWED_COSINE
    assert (encoder_folder(encoder) / "model.onnx").stat().st_size < 26_000_000


def test_an_encoder_that_computes_something_else_is_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build, "FOLDER", tmp_path)
    monkeypatch.setattr(graph, "_in_8_bits", _too_coarse)
    with pytest.raises(EngineError, match="differs from the published one"):
        build.build(lambda line: None)
    assert list(tmp_path.iterdir()) == []


def _too_coarse(blocks: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    scale = np.abs(blocks).max(axis=-1) / 2.0 + 1e-9
    return np.rint(blocks / scale[..., np.newaxis]).astype(np.int8), scale.astype(np.float32)


def test_weights_keep_their_names_through_tensorflow() -> None:
    published = load_file(source.weights_folder() / "model.safetensors")
    model = finetune.load_model(source.weights_folder())
    returned = dict(map(finetune._as_published, model.variables))
    assert set(published) - set(returned) <= {"embeddings.position_ids"}
    for name, value in returned.items():
        assert np.array_equal(published[name], value), name


def encoder_folder(encoder: SentenceEncoder) -> Path:
    return build.folder_of(encoder.version)
