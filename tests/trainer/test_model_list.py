"""What the pages get of the models: what is wrong with one, and where its verdict is."""

from __future__ import annotations

import asyncio
import fcntl
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from desk.models.store import ModelStore
from desk.trainer.runs import Run, Runs
from tests.clients import Json
from tests.trainer.small_project import SmallProject
from tests.trainer.trainer_desk import running_trainer_desk

NOW = datetime(2026, 11, 28, 7, tzinfo=UTC)


def trained(project: SmallProject, data_dir: Path) -> Run:
    """A training that came to its end."""
    runs = Runs(project.folder, data_dir)
    run = runs.start({"id": "t", "name": "Tam"}, NOW)
    with (runs.folder / "lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
    return runs.get(run.id)


async def listed(project: SmallProject, data_dir: Path) -> Json:
    async with running_trainer_desk(project, data_dir) as desk:
        tam = await desk.person("Tam", role="trainer", presence=None)
        response = await tam.client.get(f"{desk.base}/api/trainer/models")
        await tam.client.aclose()
        assert response.status_code == 200, response.text
        document: Json = response.json()
        return document


async def test_a_model_leads_to_the_training_that_judged_it(tmp_path: Path) -> None:
    project = SmallProject(tmp_path / "project")
    (data_dir := tmp_path / "data").mkdir()
    run = await asyncio.to_thread(trained, project, data_dir)
    assert run.result is not None, run.error
    document = await listed(project, data_dir)
    rows: dict[str, Any] = {row["model"]: row for row in document["models"]}
    assert rows[run.result["model"]]["verdict"] == {
        "training": run.id,
        "passed": True,
        "baseline": "one",
        "failed": [],
    }
    assert rows["one"]["verdict"] is None
    assert (document["current"], document["former"], document["system"]) == ("one", None, {})


async def test_broken_files_are_told_and_hide_nothing(tmp_path: Path) -> None:
    project = SmallProject(tmp_path / "project")
    (data_dir := tmp_path / "data").mkdir()
    store = ModelStore(project.folder)
    store.archive("empty").write_bytes(b"")
    store.archive("two").write_bytes(store.archive("one").read_bytes())
    (store.folder / "two.json").write_text('{"name": "tw')
    store.promote("two")
    store.promote("gone")
    document = await listed(project, data_dir)
    problems = {row["model"]: row["problem"] for row in document["models"]}
    assert problems == {"empty": "archive", "one": None, "two": "card"}
    # The one to be served has no archive: it is named all the same.
    assert (document["current"], document["former"]) == ("gone", "two")
    store.archive("two").unlink()
    assert store.former() == "one"
