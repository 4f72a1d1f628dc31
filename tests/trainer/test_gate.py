"""What the gate lets through, and what it says of the rest."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from desk.models.evaluation import Labelled
from desk.trainer.comparison import Comparison, Guess, compare
from desk.trainer.gate import FailedConversation, HeldOutExample, Ruling, allowed, judge
from desk.trainer.rules import Gate, load_rules
from support.errors import PolicyError

ROOT = Path(__file__).parents[2]
GATE = Gate(
    accuracy_points=0,
    intent_points=10,
    intent_messages=10,
    out_of_scope_recall=0.8,
    doubtful_share=0.2,
    unrelated_share=0.5,
    doubtful_confidence=0.7,
)
LABELS = ["vat"] * 20 + ["refund"] * 20 + ["promotion"] * 5 + ["unrelated"] * 10


def compared(**wrong: int) -> Comparison:
    """A candidate that gets so many messages of an intent wrong, against one that knows all."""
    messages = [Labelled(f"m{number}", (label,)) for number, label in enumerate(LABELS)]
    left = dict(wrong)
    after = []
    for label in LABELS:
        if left.get(label, 0) > 0:
            left[label] -= 1
            after.append(Guess("hours", 0.9))
        else:
            after.append(Guess(label, 0.9))
    return compare(messages, [Guess(label, 0.9) for label in LABELS], after)


def failing(rulings: list[Ruling]) -> list[str]:
    return [one.rule for one in rulings if not one.passed]


def test_a_candidate_that_is_as_good_passes() -> None:
    rulings = judge(GATE, compared(), [], [])
    assert failing(rulings) == []
    assert [one.rule for one in rulings] == [
        "accuracy",
        "intents",
        "out_of_scope",
        "labels",
        "matters",
        "conversations",
    ]


@pytest.mark.parametrize(
    ("wrong", "refused"),
    [
        ({"vat": 1}, ["accuracy"]),
        ({"vat": 5}, ["accuracy", "intents"]),
        # Five messages are too few to say anything about one intent.
        ({"promotion": 5}, ["accuracy"]),
        ({"unrelated": 3}, ["accuracy", "intents", "out_of_scope"]),
    ],
)
def test_whom_it_harms_is_said(wrong: dict[str, int], refused: list[str]) -> None:
    assert failing(judge(GATE, compared(**wrong), [], [])) == refused


def test_points_may_be_lost_where_the_rules_say_so() -> None:
    gate = replace(GATE, accuracy_points=2, intent_points=20)
    assert failing(judge(gate, compared(vat=1), [], [])) == []


def test_the_intent_that_lost_most_stands_first_with_its_messages() -> None:
    [_, intents, *_] = judge(GATE, compared(vat=2, refund=6), [], [])
    assert [row["intent"] for row in intents.about] == ["refund", "vat"]
    assert intents.about[0]["points"] == intents.value == pytest.approx(17.65)


def added(right: int, **wrong: int) -> list[HeldOutExample]:
    """Examples of vat: so many right ones, and those that a model takes for something else."""
    return [
        *(HeldOutExample(f"r{number}", "vat", "vat", 0.9) for number in range(right)),
        HeldOutExample("hard", "vat", "refund", 0.5),
        *(
            HeldOutExample(f"{intent} {number}", "vat", intent, 0.75 + number / 1000)
            for intent, count in wrong.items()
            for number in range(count)
        ),
    ]


def test_wrong_labels_are_caught_and_shown_the_surest_first() -> None:
    ruling = judge(GATE, compared(), added(72, hours=27), [])[3]
    assert (ruling.rule, ruling.passed, ruling.value) == ("labels", True, 0.27)
    ruling = judge(GATE, compared(), added(71, hours=28), [])[3]
    assert (ruling.passed, ruling.value, ruling.limit) == (False, 0.28, 0.27)
    assert [row["text"] for row in ruling.about[:2]] == ["hours 27", "hours 26"]


def test_what_looks_like_nothing_of_ours_has_a_rule_of_its_own() -> None:
    rulings = judge(GATE, compared(), added(41, unrelated=58), [])
    assert failing(rulings) == []
    rulings = judge(GATE, compared(), added(40, unrelated=59), [])
    assert failing(rulings) == ["matters"]
    assert len(rulings[4].about) == 59


def test_few_examples_may_all_be_hard_ones() -> None:
    assert [allowed(count, 0.2) for count in (1, 2, 5, 20, 100, 500)] == [1, 1, 3, 7, 27, 115]
    assert (allowed(0, 0.2), allowed(10, 0.0), allowed(10, 1.0)) == (0, 0, 10)


def test_a_failed_conversation_is_named() -> None:
    ruling = judge(GATE, compared(), [], [FailedConversation("a ticket at night")])[5]
    assert (ruling.passed, ruling.about) == (False, [{"name": "a ticket at night"}])


def test_only_some_are_shown_and_the_rest_is_counted() -> None:
    wrong = [HeldOutExample(f"w{number}", "vat", "refund", 0.9) for number in range(25)]
    shown = judge(GATE, compared(), wrong, [])[3].as_dict()
    assert (len(shown["about"]), shown["more"]) == (20, 5)


def test_the_projects_own_rules_are_read() -> None:
    rules = load_rules(ROOT)
    assert len(rules.frozen) == 5
    assert rules.traffic.days == 7
    assert rules.gate.out_of_scope_recall == 0.7


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("accuracy_points: 0", "accuracy_points: -1", "gate.accuracy_points: -1 is not between"),
        ("intent_messages: 15", "intent_messages: x", "gate.intent_messages"),
        ("recall: 0.70", "recall: 70", "70 is not between 0 and 1"),
        ("period: 7d", "period: a week", "traffic.period"),
        ("- tests/conversations/clean_en.tsv", "- tests/none.tsv", "'tests/none.tsv' is not there"),
        ("conversations: tests", "conversations: ../tests", "expected a path within the project"),
        ("  doubtful_share: 0.20\n", "", "doubtful_share"),
    ],
)
def test_wrong_rules_are_named_with_line_and_key(
    tmp_path: Path, before: str, after: str, told: str
) -> None:
    text = (ROOT / "trainer.yml").read_text(encoding="utf-8")
    assert before in text
    (tmp_path / "trainer.yml").write_text(text.replace(before, after), encoding="utf-8")
    (tmp_path / "tests").symlink_to(ROOT / "tests")
    with pytest.raises(PolicyError) as refused:
        load_rules(tmp_path)
    assert told in str(refused.value)
    assert refused.value.line is not None
