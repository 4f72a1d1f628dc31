"""Classifier, calibration, scope and language, without Rasa."""

from __future__ import annotations

import json
import threading
from functools import partial

import numpy as np
import pytest
from scipy import sparse
from threadpoolctl import threadpool_info

from engine.encoder.runtime import SentenceEncoder
from engine.errors import InputError
from engine.tests.conftest import PROJECT
from engine.training_data import read_examples
from engine.understanding import regression, workers
from engine.understanding.calibration import (
    best_temperature,
    expected_calibration_error,
    probabilities,
)
from engine.understanding.classifier import Classifier, Settings, TrainingSet
from engine.understanding.features import Features
from engine.understanding.folds import class_groups, drawn, keys_of, stratified
from engine.understanding.language import guess_language
from engine.understanding.scope import (
    Costs,
    Judge,
    Scope,
    cheapest_threshold,
    nearest_cosine,
    signals,
)
from engine.understanding.text import fold, says_something


@pytest.fixture(scope="module")
def data(encoder: SentenceEncoder) -> TrainingSet:
    examples = read_examples(PROJECT)
    texts = [example.text for example in examples]
    return TrainingSet(texts, encoder.encode(texts), [example.intent for example in examples])


@pytest.fixture(scope="module")
def classifier(data: TrainingSet) -> Classifier:
    return Classifier.train(data)


def test_unseen_texts_are_understood(classifier: Classifier, encoder: SentenceEncoder) -> None:
    texts = ["hey there", "ok bye now", "add another one to the counter", "please write a memo"]
    shares = classifier.probabilities(classifier.logits(texts, encoder.encode(texts)))
    found = [classifier.intents[index] for index in shares.argmax(axis=1)]
    assert found == ["greet", "goodbye", "count", "note"]


def test_confidences_sum_to_one(classifier: Classifier, encoder: SentenceEncoder) -> None:
    texts = ["hello", "", "👍", "web ko vao dc", "x" * 4000]
    shares = classifier.probabilities(classifier.logits(texts, encoder.encode(texts)))
    assert shares.sum(axis=1) == pytest.approx(1.0)
    assert (shares >= 0).all()


def test_training_twice_gives_the_same_numbers(
    data: TrainingSet, classifier: Classifier, encoder: SentenceEncoder
) -> None:
    again = Classifier.train(data)
    assert again.temperature == classifier.temperature
    assert np.array_equal(again.weights, classifier.weights)


@pytest.mark.parametrize("largest_span", [0, regression.LARGEST_SPAN])
def test_what_is_learned_does_not_depend_on_the_cores(
    data: TrainingSet,
    encoder: SentenceEncoder,
    monkeypatch: pytest.MonkeyPatch,
    largest_span: int,
) -> None:
    """To the last bit, in both ways of solving it."""
    monkeypatch.setattr(regression, "LARGEST_SPAN", largest_span)
    examples = read_examples(PROJECT)
    texts, names = [e.text for e in examples], [e.intent for e in examples]
    found = []
    for cores in (1, 2, 5):
        monkeypatch.setattr(workers, "cores", lambda cores=cores: cores)
        learned = TrainingSet(texts, encoder.encode(texts), names).learn()
        judge, figures = Scope.train(data, learned.out_of_fold)
        found.append([*vars(learned).values(), *judge.state()[1].values(), figures])
    for other in found[1:]:
        for one, two in zip(found[0], other, strict=True):
            assert np.array_equal(one, two) if isinstance(one, np.ndarray) else one == two
    assert np.array_equal(found[0][0], TrainingSet(texts, data.vectors, names).out_of_fold_logits())


def test_tasks_run_at_once_on_a_thread_each_and_answer_in_order(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(workers, "cores", lambda: 3)
    meet = threading.Barrier(3, timeout=20)

    def task(number: int) -> tuple[int, set[int]]:
        meet.wait()  # nobody passes before three are here, and a fourth would be too many
        return number, {pool["num_threads"] for pool in threadpool_info() if "blas" in str(pool)}

    found = workers.side_by_side([partial(task, number) for number in range(6)])
    assert found == [(number, {1}) for number in range(6)]


def test_a_task_that_fails_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "cores", lambda: 2)
    with pytest.raises(ZeroDivisionError):
        workers.side_by_side([lambda: 1, lambda: 1 // 0, lambda: 3])


def test_a_classifier_survives_being_stored(
    classifier: Classifier, encoder: SentenceEncoder
) -> None:
    document, arrays = classifier.state()
    loaded = Classifier.from_state(json.loads(json.dumps(document)), arrays)
    texts = ["hello there", "count it", "trang web bị lỗi"]
    vectors = encoder.encode(texts)
    assert np.array_equal(loaded.logits(texts, vectors), classifier.logits(texts, vectors))


def test_the_reduced_solution_decides_as_the_exact_one(
    data: TrainingSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What many examples get instead of the exact basis of their span."""
    texts = [example.text for example in read_examples(PROJECT)]
    blocks = data.features.dense(data.vectors), data.features.grams(texts)
    exact = regression.Rows(*blocks, data.keys, 20.0)
    monkeypatch.setattr(regression, "LARGEST_SPAN", 0)
    reduced = regression.Rows(*blocks, data.keys, 20.0)
    rows = data.features.rows(texts, data.vectors)
    for one in (exact, reduced):
        weights, intercepts = one.coefficients(data.labels)
        assert weights.shape == (rows.shape[1], len(data.intents))
        assert ((rows @ weights + intercepts).argmax(axis=1) == data.labels).all()
    train, test = np.arange(0, len(texts), 2), np.arange(1, len(texts), 2)
    classes = len(data.intents)
    decided = [
        one.held_out_logits(train, data.labels, test, classes).argmax(axis=1)
        for one in (exact, reduced)
    ]
    assert (decided[0] == decided[1]).mean() > 0.9


def test_scores_are_those_of_the_rows(
    data: TrainingSet, classifier: Classifier, encoder: SentenceEncoder
) -> None:
    texts = ["hello there hello", "count it", "trang web bị lỗi", "", "👍", "zzz qqq"]
    vectors = encoder.encode(texts)
    rows = data.features.rows(texts, vectors)
    expected = np.asarray(rows @ classifier.weights)
    assert data.features.scores(texts, vectors, classifier.weights) == pytest.approx(
        expected, abs=1e-4
    )


def test_two_intents_are_enough(encoder: SentenceEncoder) -> None:
    texts = ["hello", "hi there", "good morning", "bye", "goodbye", "see you"]
    names = ["greet"] * 3 + ["goodbye"] * 3
    two = Classifier.train(TrainingSet(texts, encoder.encode(texts), names))
    shares = two.probabilities(two.logits(["hi"], encoder.encode(["hi"])))
    assert two.intents[int(shares.argmax())] == "greet"


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (["greet"] * 4, "two intents"),
        (["greet", "greet", "greet", "bye"], r"bye \(1\)"),
    ],
)
def test_too_little_to_learn_from_is_refused(names: list[str], told: str) -> None:
    texts = [f"text {number}" for number in range(len(names))]
    with pytest.raises(InputError, match=told):
        TrainingSet(texts, np.eye(len(names), 384, dtype=np.float32), names)


def test_a_temperature_makes_confidence_a_frequency() -> None:
    random = np.random.RandomState(3)
    labels = random.randint(0, 4, 4000)
    true_logits = random.normal(size=(4000, 4)) + 2 * np.eye(4)[labels]
    truth = np.array([random.choice(4, p=row) for row in probabilities(true_logits, 1.0)])
    shouted = true_logits * 5
    temperature = best_temperature(shouted, truth)
    assert temperature == pytest.approx(5.0, rel=0.1)

    def error(t: float) -> float:
        shares = probabilities(shouted, t)
        return expected_calibration_error(shares.max(axis=1), shares.argmax(axis=1) == truth)

    assert error(temperature) < 0.03 < error(1.0)


def test_folds_are_even_and_repeatable() -> None:
    labels = np.array([0] * 10 + [1] * 7 + [2] * 2)
    keys = keys_of([f"text {number}" for number in range(19)])
    fold_of = stratified(keys, labels, 5, seed=7)
    assert np.array_equal(fold_of, stratified(keys, labels, 5, seed=7))
    assert not np.array_equal(fold_of, stratified(keys, labels, 5, seed=8))
    assert [np.sum(fold_of[labels == 0] == number) for number in range(5)] == [2] * 5
    assert sorted(np.bincount(fold_of[labels == 1], minlength=5)) == [1, 1, 1, 2, 2]
    assert sorted(np.bincount(class_groups(10, 4, seed=1))) == [2, 2, 3, 3]


def test_one_example_more_hardly_moves_the_others() -> None:
    texts = [f"text {number}" for number in range(400)]
    labels = np.arange(400) % 4
    before = stratified(keys_of(texts), labels, 5, seed=1)
    # In the middle, so that everything behind it has another place.
    more = [*texts[:200], "one more", *texts[200:]]
    after = stratified(keys_of(more), np.insert(labels, 200, 2), 5, seed=1)
    assert np.sum(np.delete(after, 200) != before) <= 4
    numbers = drawn(keys_of(texts), 3)
    assert np.array_equal(np.delete(drawn(keys_of(more), 3), 200, axis=0), numbers)
    assert abs(numbers.mean()) < 0.1
    assert numbers.std() == pytest.approx(1.0, abs=0.05)


def test_one_example_more_turns_the_directions_a_little(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(regression, "LARGEST_SPAN", 0)
    monkeypatch.setattr(regression, "DIRECTIONS", 30)
    grams = sparse.random(401, 2000, density=0.02, format="csr", random_state=1)
    keys = keys_of([f"text {number}" for number in range(401)])
    fewer = np.arange(401) != 200
    bases = []
    for rows in (fewer, np.full(401, True)):
        full = np.zeros((30, 2000))
        columns, directions = regression._directions(grams[rows], keys[rows])
        full[:, columns] = directions
        bases.append(full)
    # Cosines of the angles between the two spaces; where nothing stands out, a fresh draw gives
    # another space.
    cosines = np.linalg.svd(bases[0] @ bases[1].T, compute_uv=False)
    assert cosines.mean() > 0.95


@pytest.fixture(scope="module")
def scope(data: TrainingSet) -> Scope:
    return Scope.train(data, data.out_of_fold_logits())[0]


def chances(
    scope: Scope, classifier: Classifier, data: TrainingSet, encoder: SentenceEncoder, texts: list
) -> np.ndarray:
    vectors = encoder.encode(texts)
    values = signals(
        classifier.logits(texts, vectors),
        classifier.temperature,
        nearest_cosine(vectors, data.vectors),
    )
    return scope.chance_right(values)


def test_an_intent_that_was_never_taught_is_trusted_less(encoder: SentenceEncoder) -> None:
    """Everything about `count` is left out of the training; its texts are then the unknown."""
    examples = [e for e in read_examples(PROJECT) if e.intent != "count"]
    texts = [example.text for example in examples]
    data = TrainingSet(texts, encoder.encode(texts), [example.intent for example in examples])
    classifier = Classifier.train(data)
    scope = Scope.train(data, data.out_of_fold_logits())[0]
    taught = ["hello", "hi there everybody", "bye, see you later", "take a note for me"]
    never = [e.text for e in read_examples(PROJECT) if e.intent == "count"]
    known = chances(scope, classifier, data, encoder, taught)
    unknown = chances(scope, classifier, data, encoder, never)
    assert known.min() > np.median(unknown)
    assert [scope.verdict(chance, 1.0) for chance in known] == ["known"] * len(taught)


def test_far_from_everything_is_unrelated_and_near_is_unsure() -> None:
    either = Judge((0,), np.zeros(1), np.ones(1), np.zeros(1), 0.0)
    judge = Scope(known=either, right=either, threshold=0.5, far=0.3)
    assert judge.verdict(0.5, 0.1) == "known"
    assert judge.verdict(0.49, 0.29) == "unrelated"
    assert judge.verdict(0.49, 0.31) == "unsure"


def test_the_threshold_is_the_cheapest() -> None:
    chance = np.array([0.9, 0.8, 0.3, 0.2])
    right = np.array([True, True, False, False])
    share = np.full(4, 0.25)
    threshold, curve = cheapest_threshold(chance, right, share, asking=1.0)
    assert 0.3 < threshold <= 0.8
    assert min(point["cost"] for point in curve) == 0.0
    # Where being asked costs more than any wrong answer could, nobody is asked.
    mixed = np.array([False, True, True, True])
    assert cheapest_threshold(chance, mixed, share, asking=10.0)[0] <= 0.2


def test_the_judge_is_the_same_every_time(data: TrainingSet) -> None:
    logits = data.out_of_fold_logits()
    one, figures = Scope.train(data, logits, Costs())
    other, again = Scope.train(data, logits, Costs())
    assert figures == again
    values = np.array([[3.0, 2.0, 5.0, 0.8], [-1.0, 0.1, 1.0, 0.2]])
    assert np.array_equal(one.chance_right(values), other.chance_right(values))
    document, arrays = one.state()
    stored = Scope.from_state(json.loads(json.dumps(document)), arrays)
    assert np.array_equal(stored.chance_right(values), one.chance_right(values))
    assert (stored.threshold, stored.far) == (one.threshold, one.far)


def test_a_signal_counts_as_much_as_the_other_when_fitted_together() -> None:
    values = np.array([[0.0, 10.0], [1.0, 30.0], [2.0, 10.0], [3.0, 30.0]])
    truth = np.array([False, False, True, True])
    judge = Judge.fit_together(values, truth, np.ones(4), (0, 1))
    # Only the first tells anything; a fit of its own would leave the second out.
    assert judge.weights[0] == judge.weights[1] > 0
    assert judge.chance(values)[3] > judge.chance(values)[0]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("my site is down, please help", "en"),
        ("trang web của tôi không vào được", "vi"),
        ("web ko vao dc, giup minh voi", "vi"),
        ("cho hoi gia hosting bao nhieu", "vi"),
        ("how do I point my domain", "en"),
        ("shop oi, invoice #88231 cua em bi tinh tien 2 lan", "vi"),
        ("can you do it", "en"),
        ("ok", "en"),
        ("👍", "en"),
        ("", "en"),
        ("203.0.113.7", "en"),
    ],
)
def test_the_language_of_a_message(text: str, language: str) -> None:
    assert guess_language(text) == language


def test_a_message_that_shows_no_language_keeps_the_default() -> None:
    assert guess_language("ok", default="vi") == "vi"


def test_folding_unites_ways_of_typing() -> None:
    assert fold("  Lỗi   ĐƯỜNG truyền ") == "loi duong truyen"


@pytest.mark.parametrize(("text", "says"), [("a", True), ("7", True), ("👍", True), ("?!", False)])
def test_a_text_of_punctuation_says_nothing(text: str, says: bool) -> None:
    assert says_something(text) is says


def test_features_are_found_again_after_storing() -> None:
    features = Features()
    texts = ["hosting is slow", "refund my invoice"]
    features.fit(texts)
    document, arrays = features.state()
    loaded = Features.from_state(json.loads(json.dumps(document)), arrays)
    vectors = np.zeros((2, 384), dtype=np.float32)
    difference = features.rows(texts, vectors) - loaded.rows(texts, vectors)
    assert abs(difference).max() == 0


def test_settings_are_read_from_a_steps_configuration() -> None:
    assert Settings.from_config({}) == Settings()
    assert Costs.from_config({"families": None}) == Costs()
    read = Settings.from_config({"inverse_penalty": 10, "word_weight": 0.5, "folds": 3})
    assert (read.inverse_penalty, read.weights.words, read.folds) == (10, 0.5, 3)


@pytest.mark.parametrize("value", ["much", True, [1]])
def test_a_setting_that_is_no_number_is_named(value: object) -> None:
    with pytest.raises(InputError, match=r"config\.yml: word_weight: .* is not a number"):
        Settings.from_config({"word_weight": value})
    with pytest.raises(InputError, match="cost_of_asking"):
        Costs.from_config({"cost_of_asking": value})
