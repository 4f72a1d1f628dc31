"""The models folder: which model is served, which was before, what is known of each."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import pytest

from desk.errors import FrontdeskError, UsageError
from desk.models.store import Card, ModelStore


def card(name: str) -> Card:
    return Card(name, "2026-11-23T03:00:00+00:00", "abc", "3.6.21", "base-1", "s1", 10, 1.0, {})


@pytest.fixture
def store(tmp_path: Path) -> ModelStore:
    store = ModelStore(tmp_path)
    store.folder.mkdir()
    for name in ("a", "b", "c"):
        store.archive(name).write_bytes(b"model")
    store.keep_card(card("b"))
    return store


def test_without_a_training_nothing_is_served(tmp_path: Path) -> None:
    store = ModelStore(tmp_path)
    assert store.current() is None
    assert store.rows() == []
    with pytest.raises(FrontdeskError, match="frontdesk train"):
        store.current_archive()


def test_promotion_is_undone_step_by_step(store: ModelStore) -> None:
    for name in ("a", "b", "b", "c"):
        store.promote(name)
    assert store.current() == "c"
    assert [store.roll_back(), store.roll_back()] == ["b", "a"]
    assert store.current() == "a"
    with pytest.raises(FrontdeskError, match="no earlier model"):
        store.roll_back()
    assert store.current() == "a"


def test_going_back_leaves_out_models_that_are_gone(store: ModelStore) -> None:
    for name in ("a", "b", "c"):
        store.promote(name)
    store.archive("b").unlink()
    assert store.roll_back() == "a"


def test_the_list_marks_the_served_model_and_shows_cards(store: ModelStore) -> None:
    store.promote("a")
    (store.folder / ".training-1-x.tar.gz").write_bytes(b"half")
    rows = store.rows()
    assert [(row.name, row.current) for row in rows] == [("c", False), ("b", False), ("a", True)]
    assert rows[1].as_dict()["card"] == asdict(card("b"))
    assert rows[0].card is None


def test_a_card_that_cannot_be_read_is_no_card(store: ModelStore) -> None:
    (store.folder / "a.json").write_text("{")
    assert store.card("a") is None


def test_a_model_is_known_with_or_without_its_ending(store: ModelStore) -> None:
    assert store.known("models/b.tar.gz") == store.known("b") == "b"
    with pytest.raises(UsageError, match="there is no model x; there are: c, b, a"):
        store.known("x")


def test_a_served_model_that_is_gone_is_told(store: ModelStore) -> None:
    store.promote("a")
    store.archive("a").unlink()
    with pytest.raises(FrontdeskError, match="is missing"):
        store.current_archive()
