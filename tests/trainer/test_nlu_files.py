"""Where an example goes, what stands there already, and what contradicts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from desk.errors import UsageError
from desk.trainer.errors import (
    BrokenFileError,
    ContradictionError,
    RefusedExampleError,
    UnknownIntentError,
    UnknownLanguageError,
)
from desk.trainer.nlu_files import Addition, Placed, add_examples, preview, trained_intents
from tests.commands import ROOT
from tests.trainer.project import (
    BILLING,
    BILLING_VI,
    FILES,
    POLICY,
    contents,
    examples_of,
    make_project,
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make_project(tmp_path)


def add(root: Path, text: str, intent: str = "invoice", language: str = "en") -> Placed:
    plan = add_examples(root, POLICY, [Addition(text, intent, language)])
    [placed] = [*plan.added, *plan.already_there]
    return placed


def places(placed: Sequence[Placed]) -> list[str]:
    return [one.example.place for one in placed]


def line_at(root: Path, placed: Placed) -> str:
    lines = (root / placed.example.file).read_text(encoding="utf-8").split("\n")
    return lines[placed.example.line - 1]


@pytest.mark.parametrize(
    ("intent", "language", "place"),
    [
        ("invoice", "en", "data/nlu/billing.yml:9"),
        ("refund", "en", "data/nlu/billing.yml:13"),
        ("invoice", "vi", "data/nlu/billing.vi.yml:7"),
        # The intent stands in English only: beside its topic's other intents in Vietnamese.
        ("refund", "vi", "data/nlu/billing.vi.yml:10"),
        # No file of that language has the topic yet.
        ("open_ticket", "vi", "data/nlu/ticket.vi.yml:7"),
        # No file has the intent yet: its category names the topic.
        ("vat", "en", "data/nlu/billing.yml:16"),
        ("plans", "en", "data/nlu/sales.yml:6"),
        ("plans", "vi", "data/nlu/sales.vi.yml:6"),
    ],
)
def test_the_place_of_an_example(root: Path, intent: str, language: str, place: str) -> None:
    placed = add(root, "brand new words", intent, language)
    assert placed.example.place == place
    assert line_at(root, placed) == "    - brand new words"
    # And there it is found again.
    again = add(root, "and more of them", intent, language)
    assert again.example.file == placed.example.file
    assert again.example.line == placed.example.line + 1


def test_a_file_of_a_language_that_the_policy_has_not_is_not_english(tmp_path: Path) -> None:
    root = make_project(tmp_path, {"billing.de.yml": BILLING_VI, "billing.yml": BILLING})
    assert add(root, "brand new words").example.file == "data/nlu/billing.yml"


def test_several_examples_in_several_files_at_once(root: Path) -> None:
    plan = add_examples(
        root,
        POLICY,
        [
            Addition("one more", "refund", "en"),
            Addition("hai nữa", "invoice", "vi"),
            Addition("two more", "invoice", "en"),
            Addition("three more", "invoice", "en"),
        ],
    )
    assert [line_at(root, one) for one in plan.added] == [
        "    - one more",
        "    - hai nữa",
        "    - two more",
        "    - three more",
    ]
    assert places(plan.added)[2:] == ["data/nlu/billing.yml:9", "data/nlu/billing.yml:10"]
    assert contents(root)["data/nlu/ticket.yml"] == FILES["ticket.yml"].encode()


@pytest.mark.parametrize(
    "text", ["Where is  MY invoice", "where is my invoice?!", "where is\nmy invoice"]
)
def test_what_stands_there_is_told_and_not_written_again(root: Path, text: str) -> None:
    before = contents(root)
    plan = add_examples(root, POLICY, [Addition(text, "invoice", "en")])
    assert (plan.added, plan.changes) == ((), ())
    assert places(plan.already_there) == ["data/nlu/billing.yml:7"]
    assert contents(root) == before


def test_what_stands_in_another_language_or_without_diacritics_stands_there(root: Path) -> None:
    placed = add(root, "CHO EM XIN HOA DON", "invoice", "en")
    assert placed.example.place == "data/nlu/billing.vi.yml:6"


def test_twice_in_one_go_is_once(root: Path) -> None:
    twice = [Addition("tell me", "refund", "en"), Addition("Tell me!", "refund", "vi")]
    plan = add_examples(root, POLICY, [*twice, Addition("new", "invoice", "en")])
    assert places(plan.added) == ["data/nlu/billing.yml:14", "data/nlu/billing.yml:9"]
    assert places(plan.already_there) == ["data/nlu/billing.yml:14"]
    assert examples_of(contents(root)["data/nlu/billing.yml"], "refund")[1:] == ["tell me"]


@pytest.mark.parametrize(
    ("additions", "told"),
    [
        (
            [Addition("i want my money BACK", "invoice", "en")],
            r"can't be invoice in data/nlu/billing\.yml: "
            r"the same words are refund in data/nlu/billing\.yml:12",
        ),
        (
            [Addition("cho em xin hóa đơn", "refund", "en")],
            r"can't be refund in data/nlu/billing\.yml: "
            r"the same words are invoice in data/nlu/billing\.vi\.yml:6",
        ),
        (
            [Addition("tell me", "invoice", "vi"), Addition("tell me", "open_ticket", "en")],
            r"can't be open_ticket in data/nlu/ticket\.yml: "
            r"the same words are invoice in data/nlu/billing\.vi\.yml",
        ),
    ],
)
def test_the_same_words_in_two_intents_are_refused(
    root: Path, additions: list[Addition], told: str
) -> None:
    before = contents(root)
    with pytest.raises(ContradictionError, match=told):
        add_examples(root, POLICY, [Addition("a good one", "invoice", "en"), *additions])
    assert contents(root) == before


@pytest.mark.parametrize(
    ("addition", "kind"),
    [
        (Addition("hello you", "nonsense", "en"), UnknownIntentError),
        (Addition("hello you", "unsure", "en"), UnknownIntentError),
        (Addition("hello you", "invoice", "fr"), UnknownLanguageError),
        (Addition("it is [password removed]", "invoice", "en"), RefusedExampleError),
        (Addition("?", "invoice", "en"), RefusedExampleError),
    ],
)
def test_one_that_is_refused_stops_all(
    root: Path, addition: Addition, kind: type[UsageError]
) -> None:
    before = contents(root)
    with pytest.raises(kind):
        add_examples(root, POLICY, [Addition("a good one", "invoice", "en"), addition])
    assert contents(root) == before


def test_a_broken_file_stops_all_even_one_that_nothing_is_added_to(root: Path) -> None:
    broken = root / "data" / "nlu" / "ticket.yml"
    broken.write_text("nlu:\n- intent: open_ticket\n\texamples: |\n", encoding="utf-8")
    before = contents(root)
    with pytest.raises(BrokenFileError, match=r"^data/nlu/ticket\.yml:3: not YAML: a tab stands"):
        add(root, "a good one")
    assert contents(root) == before


def test_without_training_data_nothing_is_made(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no training data"):
        preview(tmp_path, POLICY, [Addition("a good one", "invoice", "en")])


def test_every_intent_of_the_real_data_takes_examples_in_both_languages() -> None:
    additions = [
        Addition(f"words that stand nowhere yet {intent} {language}", intent, language)
        for intent in trained_intents(POLICY)
        for language in POLICY.company.languages
    ]
    plan = preview(ROOT, POLICY, additions)
    assert len(plan.added) == len(additions) > 70
    # Each where its intent is, and no new file for any.
    assert all(change.before is not None for change in plan.changes)
    marked = [".vi." in one.example.file for one in plan.added]
    assert marked == [one.addition.language == "vi" for one in plan.added]
