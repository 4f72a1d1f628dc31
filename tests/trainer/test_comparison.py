"""Two models on the same messages, and how likely their difference is by chance."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.models.evaluation import Labelled
from desk.trainer.comparison import Guess, compare, mcnemar


@pytest.mark.parametrize(
    ("one", "other", "p_value"),
    [
        (0, 0, 1.0),
        (1, 0, 1.0),
        (5, 0, 0.0625),
        (10, 0, 2 / 1024),
        (8, 2, 0.109375),
        (5, 5, 1.0),
        (59, 41, 0.0886),
    ],
)
def test_mcnemars_exact_p_value(one: int, other: int, p_value: float) -> None:
    # The last one is a table's value: binom.test(41, 100) in R.
    assert mcnemar(one, other) == pytest.approx(p_value, abs=5e-5)


@given(st.integers(0, 300), st.integers(0, 300))
def test_it_does_not_matter_which_model_is_named_first(one: int, other: int) -> None:
    p_value = mcnemar(one, other)
    assert p_value == mcnemar(other, one)
    assert 0 < p_value <= 1
    if one > other:
        assert mcnemar(one + 1, other) <= mcnemar(one, other)


def guesses(*intents: str) -> list[Guess]:
    return [Guess(intent, 0.5 + number / 100) for number, intent in enumerate(intents)]


def test_each_message_is_fixed_broken_or_as_it_was() -> None:
    messages = [
        Labelled("a", ("invoice",)),
        Labelled("b", ("refund",)),
        Labelled("c", ("invoice", "payment")),
        Labelled("d", ("unrelated",)),
        Labelled("e", ("unrelated",)),
    ]
    found = compare(
        messages,
        guesses("invoice", "invoice", "invoice", "unsure", "vat"),
        guesses("vat", "refund", "payment", "unrelated", "unrelated"),
    )
    assert [one.text for one in found.fixed] == ["b", "d", "e"]
    assert [one.text for one in found.broken] == ["a"]
    assert (found.before["accuracy"], found.after["accuracy"]) == (0.4, 0.8)
    # Asking back tells nobody nonsense, but it is no right answer either.
    assert (found.out_of_scope_before, found.out_of_scope_after) == (0.5, 1.0)
    assert found.as_dict()["broken"] == [
        {
            "text": "a",
            "label": "invoice",
            "before": "invoice",
            "before_confidence": 0.5,
            "after": "vat",
            "after_confidence": 0.5,
        }
    ]
    assert found.p_value == pytest.approx(0.625)


def test_without_unrelated_messages_there_is_no_recall_of_them() -> None:
    found = compare([Labelled("a", ("vat",))], guesses("vat"), guesses("vat"))
    assert (found.out_of_scope_before, found.out_of_scope_after, found.p_value) == (None, None, 1.0)
