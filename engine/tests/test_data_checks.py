"""The checks of the training data, each with what it must find and what it must leave alone."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from engine.data_checks import check_data, leaked, nearly_repeated, repeated, thin
from engine.places import ROOT
from engine.training_data import Example


def example(
    text: str, intent: str = "greet", line: int = 1, file: str = "data/nlu/a.yml"
) -> Example:
    return Example(text, intent, Path(file), line)


def test_the_same_words_twice_are_a_duplicate_or_a_contradiction() -> None:
    found = list(
        repeated(
            [
                example("Hóa đơn bị sai!", "invoice", 1),
                example("hoa don bi sai", "invoice", 2),
                example("refund me", "refund", 3),
                example("Refund me.", "payment", 4),
                example("something else", "refund", 5),
            ]
        )
    )
    assert [(each.kind, each.places) for each in found] == [
        ("duplicate", ("data/nlu/a.yml:1", "data/nlu/a.yml:2")),
        ("contradiction", ("data/nlu/a.yml:3", "data/nlu/a.yml:4")),
    ]
    assert found[1].told == "'refund me' is payment and refund"
    assert all(each.is_error for each in found)


def test_what_is_nearly_the_same_is_a_warning_and_told_once() -> None:
    examples = [
        example("please restart my vps now", "a"),
        example("please restart my vps today", "a"),
        example("kindly reboot the machine", "a"),
        example("please restart my vps now ok", "b"),
    ]
    vectors = np.array([[1.0, 0.0], [1.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
    found = list(nearly_repeated(examples, vectors))
    assert found == []  # one word of five differs: another way to say it
    examples[1] = example("please restart my new vps now", "a")
    found = list(nearly_repeated(examples, vectors))
    assert [each.kind for each in found] == ["near_duplicate"]
    assert not found[0].is_error
    examples[1] = example("please restart my new vps now", "b")
    assert [each.kind for each in nearly_repeated(examples, vectors)] == ["near_contradiction"]


def test_a_held_out_message_that_is_learned_is_a_leak() -> None:
    learned = [example("my site is down")]
    held_out = [example("My site is down!", line=7, file="tests/conversations/x.tsv")]
    far = np.array([[1.0, 0.0]]), np.array([[0.0, 1.0]])
    [leak] = leaked(learned, held_out, *far)
    assert leak.places == ("tests/conversations/x.tsv:7", "data/nlu/a.yml:1")
    assert leak.is_error


def test_an_intent_with_few_examples_or_one_beginning_is_thin() -> None:
    few = [example(f"there is something else with number {n}", "few") for n in range(5)]
    alike = [example(f"I want to have thing {n} please", "alike") for n in range(30)]
    told = [each.told for each in thin([*few, *alike])]
    assert told == [
        "alike: 30 examples begin in only 1 ways",
        "few has 5 examples in en, at least 20",
        "few: 5 examples begin in only 1 ways",
    ]


def test_the_projects_own_data_has_no_error() -> None:
    *found, counts = check_data(ROOT, lambda line: None)
    assert [each for each in found if each["error"]] == []
    assert counts["counts"]["examples"] > 6000
