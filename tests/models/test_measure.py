"""All figures of an evaluation, worked out by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from desk.models.evaluation import (
    Labelled,
    first_guesses,
    in_categories,
    latency,
    measure,
    worst_mistakes,
)
from support.policy import Policy, load
from tests.models.examples import answer

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def policy() -> Policy:
    return load(ROOT / "policy.yml")


def test_intents_are_measured_and_their_categories_beside_them(policy: Policy) -> None:
    messages = [
        Labelled("1", ("refund",)),
        Labelled("2", ("refund", "plans")),
        Labelled("3", ("plans",)),
        Labelled("4", ("plans",)),
    ]
    answers = [
        answer(policy, {"invoice": 0.6, "refund": 0.4}),  # the category is right, the intent not
        answer(policy, {"plans": 0.9, "refund": 0.1}),  # the alternative
        answer(policy, {"plans": 0.3, "refund": 0.2}, intent="unsure"),
        answer(policy, {"plans": 0.8, "refund": 0.2}),
    ]
    found = measure(messages, answers, policy, intents=True)
    assert found["accuracy"] == pytest.approx(2 / 4)
    assert found["category_accuracy"] == pytest.approx(3 / 4)
    assert found["unsure_rate"] == pytest.approx(1 / 4)
    # refund: one hit of one guess and two messages; plans: one of one and two.
    assert found["macro_f1"] == pytest.approx(2 / 3)
    assert found["labels"]["plans"]["recall"] == pytest.approx(1 / 2)
    assert found["labels"]["invoice"]["precision"] == 0
    assert found["categories"]["billing"] == {
        "messages": 2,
        "precision": 1.0,
        "recall": 1.0,
        "f1": 1.0,
    }
    assert found["categories"]["sales"]["recall"] == pytest.approx(1 / 2)
    assert found["categories"]["unsure"]["messages"] == 0


def test_asking_back_is_wrong_and_its_first_guess_is_still_calibrated(policy: Policy) -> None:
    asked = [answer(policy, {"plans": 0.45, "refund": 0.2}, intent="unsure")]
    found = measure([Labelled("1", ("plans",))], asked, policy, intents=True)
    assert (found["accuracy"], found["unsure_rate"]) == (0.0, 1.0)
    assert found["calibration"]["error"] == pytest.approx(1 - 0.45)


def test_a_category_has_the_confidence_of_all_its_intents(policy: Policy) -> None:
    ranking = {"refund": 0.4, "plans": 0.35, "invoice": 0.2, "prices": 0.05}
    answers = [answer(policy, ranking)]
    [(confidence, right)] = first_guesses([Labelled("1", ("billing",))], answers, intents=False)
    assert (confidence, right) == (pytest.approx(0.6), True)
    [(confidence, right)] = first_guesses([Labelled("1", ("plans",))], answers, intents=True)
    assert (confidence, right) == (0.4, False)


def test_shares_that_round_above_one_are_one(policy: Policy) -> None:
    rounded = answer(policy, {"refund": 0.7, "invoice": 0.3000000001})
    assert rounded.category_share("billing") == 1.0


def test_alternatives_have_their_categories_too(policy: Policy) -> None:
    [message] = in_categories([Labelled("1", ("refund", "plans"))], policy, intents=True)
    assert message.labels == ("billing", "sales")
    [message] = in_categories([Labelled("1", ("unrelated",))], policy, intents=False)
    assert message.labels == ("unrelated",)


def test_latency_is_one_that_was_measured() -> None:
    # Twenty: the 19th is the 95th percentile. Twenty-one: the 20th.
    assert latency([number / 1000 for number in range(20, 0, -1)]) == {
        "median": pytest.approx(10.5),
        "p95": pytest.approx(19.0),
    }
    assert latency([n / 1000 for n in range(1, 22)])["p95"] == pytest.approx(20.0)
    assert latency([0.004]) == {"median": 4.0, "p95": 4.0}


def test_accuracy_is_told_by_language_and_origin_where_the_file_has_them(policy: Policy) -> None:
    def message(lang: str, label: str) -> Labelled:
        return Labelled("x", (label,), {"lang": lang})

    answers = [answer(policy, {"refund": 0.9, "plans": 0.1})] * 3
    found = measure(
        [message("vi", "refund"), message("en", "plans"), message("en", "refund")],
        answers,
        policy,
        intents=True,
    )
    assert found["accuracy_by"] == {
        "lang": {
            "en": {"messages": 2, "accuracy": 0.5},
            "vi": {"messages": 1, "accuracy": 1.0},
        }
    }


def test_the_confident_and_wrong_come_first_and_asking_back_last(policy: Policy) -> None:
    def case(line: int, share: float, **more: Any) -> tuple[Labelled, Any]:
        ranking = {"refund": share, "plans": 1 - share}
        return Labelled(str(line), ("hours",), line=line), answer(policy, ranking, **more)

    cases = [
        case(2, 0.6),
        case(3, 0.99, intent="unsure"),
        case(4, 0.9),
        case(5, 0.6),
        case(6, 0.8, intent="hours"),  # right
        case(7, 0.7, intent="unsure"),
    ]
    ranking = {"refund": 0.95, "plans": 0.05}  # right, by the alternative
    cases.append((Labelled("8", ("hours", "refund"), line=8), answer(policy, ranking)))
    messages, answers = zip(*cases, strict=True)
    found = worst_mistakes(messages, answers, intents=True)
    assert [message.line for message, _ in found] == [4, 2, 5, 3, 7]
