"""Figures of an evaluation, and what a parse means under the policy."""

from __future__ import annotations

from pathlib import Path

import pytest

from desk.errors import FrontdeskError, UsageError
from desk.models.evaluation import Labelled, figures, labelled
from desk.models.tables import Row
from desk.models.triage import describe
from support.policy import Policy, load

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def policy() -> Policy:
    return load(ROOT / "policy.yml")


def rows(*labels: tuple[str, str]) -> list[Row]:
    return [
        Row(number, {"text": f"text {number}", "label": label, "alt": alternative})
        for number, (label, alternative) in enumerate(labels, start=2)
    ]


def test_labels_may_be_categories_or_intents(policy: Policy) -> None:
    categories, are_intents = labelled(rows(("billing", ""), ("unrelated", "")), policy, "f")
    assert (categories[0].labels, are_intents) == (("billing",), False)
    _, are_intents = labelled(rows(("refund", "invoice"), ("unrelated", "")), policy, "f")
    assert are_intents is True


@pytest.mark.parametrize(
    ("labels", "told"),
    [
        ((("billing", ""), ("refund", "")), "f:3: the file mixes intents and categories"),
        ((("nonsense", ""),), "f:2: nonsense is neither"),
        ((("billing", "nonsense"),), "f:2: nonsense is neither"),
    ],
)
def test_other_labels_are_refused_by_line(
    policy: Policy, labels: tuple[tuple[str, str], ...], told: str
) -> None:
    with pytest.raises(UsageError, match=told):
        labelled(rows(*labels), policy, "f")


def test_figures_are_those_worked_out_by_hand() -> None:
    truth = [
        Labelled("1", ("billing",)),
        Labelled("2", ("billing", "sales")),
        Labelled("3", ("sales",)),
        Labelled("4", ("sales",)),
    ]
    found = figures(truth, ["billing", "sales", "unsure", "billing"])
    assert found["accuracy"] == pytest.approx(2 / 4)
    assert found["labels"]["billing"]["precision"] == pytest.approx(2 / 3)
    assert found["labels"]["billing"]["recall"] == 1.0
    assert found["labels"]["sales"] == {"messages": 2, "precision": None, "recall": 0, "f1": 0}
    assert found["labels"]["unsure"]["messages"] == 0
    assert found["macro_f1"] == pytest.approx((0.8 + 0.0) / 2)


def parse(intent: str) -> dict[str, object]:
    guesses = [{"name": "refund", "confidence": 0.5}, {"name": "plans", "confidence": 0.3}]
    return {
        "text": "x",
        "language": "en",
        "intent": {"name": intent, "confidence": 0.5},
        "intent_ranking": [*guesses, {"name": "code_fix", "confidence": 0.1}, guesses[0]],
    }


def test_a_parse_is_told_in_the_policys_words(policy: Policy) -> None:
    told = describe(parse("code_fix"), policy)
    assert told["category"] == "not_supported"
    assert told["scope"] == "not_supported"
    assert told["scope_item"] == "code_fix"
    assert [guess["intent"] for guess in told["ranking"]] == ["refund", "plans", "code_fix"]


def test_unsure_is_a_category_and_keeps_the_ranking(policy: Policy) -> None:
    told = describe(parse("unsure"), policy)
    assert (told["category"], told["department"], told["scope"]) == ("unsure", None, None)
    assert told["ranking"][0] == {"intent": "refund", "confidence": 0.5, "category": "billing"}


def test_an_intent_without_topic_is_named(policy: Policy) -> None:
    with pytest.raises(FrontdeskError, match="stranger"):
        describe(parse("stranger"), policy)
