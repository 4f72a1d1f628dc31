"""Labelled messages into the training data: what is written, what is left, and nothing lost."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from desk.settings import Settings
from tests.clients import Json, Person
from tests.desk.conftest import start
from tests.desk.harness import RunningDesk, ScriptedEngine
from tests.desk.test_trainer_inbox import asks, inbox, label, says, trainer_of
from tests.trainer.project import contents, examples_of, make_project

HELD_OUT = "text\tlabel\nwhy was i charged twice\tinvoice\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = make_project(tmp_path / "project")
    folder = root / "tests" / "conversations"
    folder.mkdir(parents=True)
    (folder / "heldout.tsv").write_text(HELD_OUT)
    return root


@pytest.fixture
async def desk(
    settings: Settings, engine: ScriptedEngine, root: Path
) -> AsyncIterator[RunningDesk]:
    """A desk whose project is a small one."""
    async with start(replace(settings, root=root), engine) as running:
        yield running


async def labelled(
    desk: RunningDesk, person: Person, texts: dict[str, str], **more: Any
) -> dict[str, str]:
    """Have visitors write texts, give each its label, and return their ids by text."""
    for text in texts:
        await says(desk, await desk.visitor(), text, "unsure", 0.2, **more)
    found = (await inbox(desk, person))["messages"]
    for group in [one["group"]["id"] for one in found if one["group"]["size"] > 1]:
        found += (await inbox(desk, person, group=group))["messages"]
    ids = {one["text"]: one["id"] for one in found}
    for text, intent in texts.items():
        response = await label(person, [ids[text]], intent)
        assert response.status_code == 200, response.text
    return {text: ids[text] for text in texts}


async def write(person: Person, ids: list[str] | None = None, **more: Any) -> Json:
    response = await asks(person, "POST", "/examples", json={"ids": ids, **more})
    assert response.status_code == 200, response.text
    document: Json = response.json()
    return document


async def test_they_go_to_the_end_of_their_intents(desk: RunningDesk, root: Path) -> None:
    tam = await trainer_of(desk)
    ids = await labelled(desk, tam, {"the bill is wrong": "invoice", "pay me back": "refund"})
    checked = await write(tam, check_only=True)
    assert (checked["status"], checked["counts"]["labelled"]) == ("checked", 2)
    assert "+    - pay me back\n" in checked["patch"]
    assert "the bill is wrong" not in examples_of(contents(root)["data/nlu/billing.yml"], "invoice")
    done = await write(tam)
    assert (done["status"], done["patch"], done["left"]) == ("written", None, [])
    assert [(one["id"], one["file"], one["line"]) for one in done["written"]] == [
        (ids["the bill is wrong"], "data/nlu/billing.yml", 9),
        (ids["pay me back"], "data/nlu/billing.yml", 14),
    ]
    assert done["files"] == [{"file": "data/nlu/billing.yml", "added": 2}]
    assert done["counts"] == {"new": 0, "labelled": 0, "written": 2, "dismissed": 0}
    file = contents(root)["data/nlu/billing.yml"]
    assert examples_of(file, "invoice")[-1] == "the bill is wrong"
    assert examples_of(file, "refund")[-1] == "pay me back"
    again = await write(tam)
    assert (again["written"], again["already_there"]) == ([], [])


async def test_what_can_not_be_an_example_holds_nothing_up(desk: RunningDesk, root: Path) -> None:
    tam = await trainer_of(desk)
    ids = await labelled(
        desk,
        tam,
        {
            "where is my invoice": "refund",  # stands under another intent
            "open a ticket": "open_ticket",  # stands there already
            "why was I charged twice?": "invoice",  # is held out
            "?!": "refund",  # says nothing
            "please help with that": "open_ticket",
            "Please, help with that!": "refund",  # labelled otherwise
            "this one is fine": "invoice",
        },
    )
    done = await write(tam)
    assert [one["text"] for one in done["written"]] == ["this one is fine"]
    assert [one["id"] for one in done["already_there"]] == [ids["open a ticket"]]
    assert {one["text"]: one["why"] for one in done["left"]} == {
        "where is my invoice": "contradiction",
        "why was I charged twice?": "held_out",
        "?!": "refused",
        "please help with that": "contradiction",
        "Please, help with that!": "contradiction",
    }
    told = {one["text"]: one["told"] for one in done["left"]}
    assert "data/nlu/billing.yml:7" in told["where is my invoice"]
    assert "tests/conversations/heldout.tsv:2" in told["why was I charged twice?"]
    assert "labelled open_ticket and refund" in told["please help with that"]
    # What was left can still be labelled otherwise; what was written is in the data's hands.
    assert done["counts"] == {"new": 0, "labelled": 5, "written": 2, "dismissed": 0}
    assert (await label(tam, [ids["?!"]], "dismissed")).status_code == 200
    assert (await label(tam, [ids["this one is fine"]], "refund")).status_code == 409


async def test_only_some_can_be_written(desk: RunningDesk) -> None:
    tam = await trainer_of(desk)
    ids = await labelled(desk, tam, {"the bill is wrong": "invoice", "pay me back": "refund"})
    done = await write(tam, [ids["pay me back"]])
    assert [one["text"] for one in done["written"]] == ["pay me back"]
    assert done["counts"]["labelled"] == 1


async def test_a_language_that_nobody_speaks_here(desk: RunningDesk) -> None:
    tam = await trainer_of(desk)
    await labelled(desk, tam, {"wo ist meine Rechnung": "invoice"}, language="de")
    [left] = (await write(tam))["left"]
    assert (left["why"], left["told"]) == (
        "language",
        "no language 'de' in the policy; it has en, vi",
    )


async def test_two_trainers_at_once_write_each_example_once(desk: RunningDesk, root: Path) -> None:
    tam, mai = await trainer_of(desk), await trainer_of(desk, "Mai")
    texts = {f"the bill of month {number} is wrong": "invoice" for number in range(12)}
    await labelled(desk, tam, texts)
    both = await asyncio.gather(write(tam), write(mai))
    placed = [one["text"] for done in both for one in done["written"]]
    assert sorted(placed) == sorted(texts)
    written = examples_of(contents(root)["data/nlu/billing.yml"], "invoice")
    assert sorted(written[2:]) == sorted(texts)
    assert (await inbox(desk, tam))["counts"]["written"] == 12


async def test_a_file_that_was_broken_by_hand_is_named_and_no_label_is_lost(
    desk: RunningDesk, root: Path
) -> None:
    tam = await trainer_of(desk)
    await labelled(desk, tam, {"the bill is wrong": "invoice"})
    file = root / "data" / "nlu" / "ticket.yml"
    whole = file.read_text()
    file.write_text(whole.replace("  examples: |", "  examples: ["))
    before = contents(root)
    response = await asks(tam, "POST", "/examples", json={})
    assert (response.status_code, response.json()["error"]["code"]) == (409, "data_broken")
    assert "data/nlu/ticket.yml:6" in response.json()["error"]["message"]
    assert "No label is lost" in response.json()["error"]["message"]
    assert contents(root) == before
    file.write_text(whole)
    assert [one["text"] for one in (await write(tam))["written"]] == ["the bill is wrong"]


async def test_killed_before_it_was_marked_it_is_found_there(desk: RunningDesk, root: Path) -> None:
    tam = await trainer_of(desk)
    await labelled(desk, tam, {"the bill is wrong": "invoice"})
    patch = (await write(tam, check_only=True))["patch"]
    assert patch
    # The file is as a killed process left it; the database knows nothing of it.
    file = root / "data" / "nlu" / "billing.yml"
    file.write_text(
        file.read_text().replace("the bill\n", "the bill\n    - the bill is wrong\n", 1)
    )
    done = await write(tam)
    assert (done["written"], len(done["already_there"])) == ([], 1)
    assert done["counts"]["written"] == 1


async def test_a_training_that_can_not_be_written_down_is_told(desk: RunningDesk) -> None:
    tam = await trainer_of(desk)
    # Where its folder would be lies a file; a full disk ends the same way.
    (desk.services.settings.data_dir / "trainings").write_text("")
    for path in ("/trainings", "/data/check", "/clusters"):
        response = await asks(tam, "POST", path, json={})
        assert response.status_code == 409, response.text
        assert "trainings can't be written" in response.json()["error"]["message"]


async def test_a_promotion_that_can_not_be_written_changes_nothing(
    desk: RunningDesk, root: Path
) -> None:
    boss = await desk.person("Boss", role="administrator", presence=None)
    models = root / "models"
    models.mkdir()
    for name in ("one", "two"):
        (models / f"{name}.tar.gz").write_bytes(b"\x1f\x8b")
    (models / "current").write_text("one\n")
    # What is written beside it can't take its place.
    (models / "former").mkdir()
    body = {"model": "two", "reason": "because I say so"}
    response = await asks(boss, "POST", "/models/promote", json=body)
    assert response.status_code == 409, response.text
    assert "the same model is served as before" in response.json()["error"]["message"]
    assert (models / "current").read_text() == "one\n"
