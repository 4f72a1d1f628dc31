"""Only what the gate let through is promoted, or with a reason that is kept."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from desk.errors import ConflictError, FrontdeskError, InvalidError, UsageError
from desk.models.store import Card, ModelStore
from desk.trainer.promotion import go_back, promote, served_now
from desk.trainer.runs import Runs

NOW = datetime(2026, 11, 25, 3, tzinfo=UTC)
TAM = {"id": "t", "name": "Tam"}


@pytest.fixture
def store(tmp_path: Path) -> ModelStore:
    found = ModelStore(tmp_path)
    found.folder.mkdir()
    for name in ("one", "two", "three"):
        found.archive(name).write_bytes(b"model")
        found.keep_card(Card(name, NOW.isoformat(), "i", "r", "e", "s", 3, 1.0))
    found.promote("one")
    return found


@pytest.fixture
def runs(tmp_path: Path) -> Runs:
    return Runs(tmp_path, tmp_path / "data")


def judged(runs: Runs, model: str, baseline: str, **failed: bool) -> None:
    """A training that made a model and gave this verdict."""
    name = f"20261125-0300{len(runs.rows()):02d}-000000"
    folder = runs.folder / name
    folder.mkdir(parents=True)
    job = {"id": name, "started_at": NOW.isoformat(), "started_by": TAM, "quick": True}
    (folder / "job.json").write_text(json.dumps(job))
    rules = [{"rule": rule, "passed": False} for rule in failed]
    verdict = {
        "model": model,
        "baseline": baseline,
        "gate": {"passed": not rules, "rules": [*rules, {"rule": "labels", "passed": True}]},
    }
    result = {"status": "done", "verdict": verdict, "ended_at": NOW.isoformat()}
    (folder / "result.json").write_text(json.dumps(result))


def promoted(store: ModelStore, runs: Runs, name: str, **more: Any) -> None:
    promote(store, runs, name, by=TAM, now=NOW, **more)


def test_what_passed_is_promoted_and_its_card_says_so(store: ModelStore, runs: Runs) -> None:
    judged(runs, "two", "one")
    promoted(store, runs, "two.tar.gz")
    assert store.current() == "two"
    card = store.card("two")
    assert card is not None
    assert card.history == [
        {
            "what": "promoted",
            "by": "Tam",
            "at": "2026-11-25T03:00:00+00:00",
            "instead_of": "one",
            "reason": None,
        }
    ]
    assert go_back(store, by=TAM, now=NOW) == "one"
    assert store.current() == "one"
    one = store.card("one")
    assert one is not None
    assert (one.history[-1]["what"], one.history[-1]["instead_of"]) == ("rolled_back", "two")
    with pytest.raises(FrontdeskError, match="no earlier model"):
        go_back(store, by=TAM, now=NOW)


@pytest.mark.parametrize(
    ("model", "baseline", "failed", "told"),
    [
        ("two", "one", {"intents": True, "accuracy": True}, "refuses two: intents, accuracy"),
        ("two", "three", {}, "two was compared with three, and one is served now"),
        ("three", "one", {}, "The gate has not seen two"),
    ],
)
def test_what_did_not_pass_is_refused_and_nothing_changes(
    store: ModelStore, runs: Runs, model: str, baseline: str, failed: dict[str, bool], told: str
) -> None:
    judged(runs, model, baseline, **failed)
    for more in ({}, {"reason": "because I say so", "may_override": False}):
        with pytest.raises(ConflictError) as refused:
            promoted(store, runs, "two", **more)
        assert told in refused.value.message
    with pytest.raises(InvalidError, match="at least 10 letters"):
        promoted(store, runs, "two", reason="  short  ", may_override=True)
    assert store.current() == "one"
    promoted(store, runs, "two", reason="the outage asks for it", may_override=True)
    assert store.current() == "two"
    card = store.card("two")
    assert card is not None
    assert card.history[-1]["reason"] == "the outage asks for it"


def test_the_newest_verdict_counts(store: ModelStore, runs: Runs) -> None:
    judged(runs, "two", "one", labels=True)
    judged(runs, "two", "one")
    promoted(store, runs, "two")
    assert store.current() == "two"


def test_the_one_that_is_served_needs_nothing(store: ModelStore, runs: Runs) -> None:
    promoted(store, runs, "one")
    with pytest.raises(UsageError, match="there is no model four"):
        promoted(store, runs, "four")


def test_the_first_model_of_all_is_promoted_without_a_gate(tmp_path: Path) -> None:
    store = ModelStore(tmp_path)
    store.folder.mkdir()
    store.archive("one").write_bytes(b"model")
    promoted(store, Runs(tmp_path, tmp_path / "data"), "one")
    assert store.current() == "one"


def test_without_a_running_system_nothing_is_said_to_be_served(tmp_path: Path) -> None:
    assert served_now(tmp_path) == {}
    (tmp_path / "model.json").write_text('{"served": "one"}')
    assert served_now(tmp_path)["served"] == "one"
