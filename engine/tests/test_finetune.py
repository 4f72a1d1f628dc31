"""Fine-tuning: it learns, it repeats itself, and it is used only where it helps."""

from __future__ import annotations

import io
import shutil
import tarfile
from pathlib import Path

import numpy as np
import pytest

from engine import thorough
from engine.encoder import build
from engine.encoder.finetune import FineTuneSettings, _batches, fine_tune, tuned_version
from engine.encoder.runtime import SentenceEncoder
from engine.errors import InputError
from engine.tests.conftest import PROJECT
from engine.training_data import read_examples

EXAMPLES = read_examples(PROJECT)
TEXTS = [example.text for example in EXAMPLES]
LABELS = [example.intent for example in EXAMPLES]
SHORT = FineTuneSettings(steps=6, intents=4, learning_rate=1e-4)


@pytest.fixture(scope="module")
def tuned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fine_tune(TEXTS, LABELS, lambda line: None, SHORT, tmp_path_factory.mktemp("encoders"))


def closeness(vectors: np.ndarray) -> float:
    """How much nearer texts of one intent lie to each other than to the others, on average."""
    same = np.array([[one == other for one in LABELS] for other in LABELS])
    cosines = vectors @ vectors.T
    return float(cosines[same].mean() - cosines[~same].mean())


def test_texts_of_an_intent_move_together(tuned: Path, encoder: SentenceEncoder) -> None:
    vectors = SentenceEncoder(tuned).encode(TEXTS)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-4)
    assert closeness(vectors) > closeness(encoder.encode(TEXTS)) + 0.05


def test_the_same_texts_make_the_same_encoder(tuned: Path, tmp_path: Path) -> None:
    again = fine_tune(TEXTS, LABELS, lambda line: None, SHORT, tmp_path)
    assert again.name == tuned.name == tuned_version(TEXTS, LABELS, SHORT)
    one, other = (SentenceEncoder(folder).encode(TEXTS[:10]) for folder in (tuned, again))
    assert np.array_equal(one, other)


def test_it_is_made_once(tuned: Path) -> None:
    lines: list[str] = []
    assert fine_tune(TEXTS, LABELS, lines.append, SHORT, tuned.parent) == tuned
    assert lines == [f"encoder {tuned.name}: already fine-tuned"]
    assert [path.name for path in tuned.parent.iterdir()] == [tuned.name]


def test_other_texts_or_settings_make_another_version() -> None:
    plain = tuned_version(TEXTS, LABELS, SHORT)
    assert tuned_version([*TEXTS, "one more"], [*LABELS, "greet"], SHORT) != plain
    assert tuned_version(TEXTS, LABELS, FineTuneSettings(steps=7)) != plain


def test_every_intent_is_seen_before_one_comes_again() -> None:
    labels = [name for name in "abcdef" for _ in range(3)]
    settings = FineTuneSettings(steps=6, intents=4, texts=2)
    dealt = [intent for batch in _batches(labels, labels, settings) for _, intent in batch[::2]]
    assert sorted(dealt[:6]) == sorted(dealt[6:12]) == list(range(6))
    for batch in _batches(labels, labels, settings):
        assert len({row for row, _ in batch}) == len(batch) == 8


def test_one_intent_teaches_nothing(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="two intents with two examples"):
        fine_tune(["a", "b"], ["x", "x"], lambda line: None, SHORT, tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def encoders(tuned: Path, tmp_path: Path, project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of encoders with the base in it; fine-tuning gives the short one, at once."""
    base = build.folder_of("base")
    shutil.copytree(base, tmp_path / base.name)
    monkeypatch.setattr(build, "FOLDER", tmp_path)

    def quickly(texts: list[str], *_: object) -> Path:
        target = tmp_path / f"tuned-{len(texts)}"
        shutil.copytree(tuned, target)
        return target

    monkeypatch.setattr(thorough, "fine_tune", quickly)
    return tmp_path


@pytest.mark.parametrize("helps", [True, False])
def test_it_is_used_only_if_it_understands_more(
    encoders: Path, project: Path, monkeypatch: pytest.MonkeyPatch, helps: bool
) -> None:
    measured = iter([0.7, 0.8 if helps else 0.7])
    monkeypatch.setattr(thorough, "held_back_accuracy", lambda data, held: next(measured))
    found = thorough.improve_encoder(project, lambda line: None)
    left = {path.name for path in encoders.iterdir() if path.is_dir()}
    if helps:
        assert found["version"] == build.current_version() == f"tuned-{len(TEXTS)}"
        assert build.card_of(found["version"])["figures"]["tuned_accuracy"] == 0.8
        assert left == {build.base_version(), found["version"]}
    else:
        assert found["version"] == build.current_version() == build.base_version()
        assert left == {build.base_version()}


def test_encoders_that_nothing_needs_are_forgotten(encoders: Path, tmp_path: Path) -> None:
    models = tmp_path / "models"
    models.mkdir()
    for name in ("served", "latest", "nobody"):
        shutil.copytree(build.folder_of("base"), encoders / f"tuned-{name}")
    model = tarfile.TarInfo("components/train_SentenceEncoderFeaturizer2/encoder.txt")
    model.size = len(b"tuned-served")
    with tarfile.open(models / "a.tar.gz", "w:gz") as archive:
        archive.addfile(model, io.BytesIO(b"tuned-served"))
    (models / "broken.tar.gz").write_bytes(b"no archive")
    build.use("tuned-latest")
    thorough.forget_unused(models)
    left = {path.name for path in encoders.glob("*-*")}
    assert left == {build.base_version(), "tuned-served", "tuned-latest"}


def test_what_is_held_back_is_really_unseen(project: Path, encoder: SentenceEncoder) -> None:
    from engine.learning import read_learning, training_set

    data = training_set(EXAMPLES, read_learning(project), lambda line: None, "base")
    held_back = np.arange(len(TEXTS)) % 3 == 0
    assert 0.5 < thorough.held_back_accuracy(data, held_back) < 1.0
