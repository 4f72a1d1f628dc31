"""A training from its start to its verdict, and everything that may end it before."""

from __future__ import annotations

import fcntl
import json
import os
import select
import signal
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from desk.errors import ConflictError, NotFoundError
from desk.models.store import ModelStore
from desk.trainer import worker
from desk.trainer.measuring import Answers
from desk.trainer.runs import Run, Runs
from tests.trainer.small_project import SmallProject, held_out

NOW = datetime(2026, 11, 25, 3, tzinfo=UTC)
TAM = {"id": "t", "name": "Tam"}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SmallProject:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return SmallProject(tmp_path / "project")


@pytest.fixture
def runs(project: SmallProject, tmp_path: Path) -> Runs:
    return Runs(project.folder, tmp_path / "data")


def ended(runs: Runs, run: Run) -> Run:
    """Wait until no training runs: the lock is free then."""
    with (runs.folder / "lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
    return runs.get(run.id)


def rules(run: Run) -> dict[str, Any]:
    assert run.result is not None, run.error
    return {rule["rule"]: rule for rule in run.result["gate"]["rules"]}


def test_a_candidate_gets_a_verdict_and_is_not_served(runs: Runs, project: SmallProject) -> None:
    run = ended(runs, runs.start(TAM, NOW))
    assert (run.status, run.error, run.started_by) == ("done", None, TAM)
    assert run.result is not None
    store = ModelStore(project.folder)
    assert store.current() == run.result["baseline"] == "one"
    assert store.archive(run.result["model"]).is_file()
    assert store.card(run.result["model"]) is not None
    frozen = run.result["frozen"]
    assert [one["text"] for one in frozen["fixed"]] == ["money back please"]
    assert (frozen["before"]["accuracy"], frozen["after"]["accuracy"]) == (0.75, 1.0)
    assert frozen["broken"] == []
    assert run.result["gate"]["passed"] is True
    assert [step["step"] for step in run.steps if not step["told"]] == [
        "reading",
        "comparing",
        "done",
    ]
    assert runs.rows()[0].as_dict(whole=False)["passed"] is True


def test_a_model_is_asked_once_and_only_what_is_frozen_is_kept(
    project: SmallProject, tmp_path: Path
) -> None:
    archive = project.folder / "models" / "one.tar.gz"
    frozen = ["my server is down", "is my invoice paid"]
    said = "what a nice day"

    def ask(texts: list[str]) -> list[str]:
        found = Answers(project.folder, archive, tmp_path).of(texts, len(frozen))
        return [guess.intent for guess in found]

    first = ["infrastructure", "invoice", "unrelated"]
    assert ask([*frozen, said, frozen[0]]) == [*first, first[0]]
    assert ask([*frozen, said]) == first
    frozen.append("money back please")
    assert ask([*frozen, "never heard"]) == ["infrastructure", "invoice", "unsure", "unsure"]
    asked = (project.folder / "engine" / "asked").read_text().splitlines()
    assert asked == [f"--model {archive} --keep {count}" for count in (2, 1)]


def test_wrong_labels_are_named_and_the_candidate_refused(
    runs: Runs, project: SmallProject
) -> None:
    known = project.said["held_out"]["current"]
    poison = [held_out(f"pay {n}", "infrastructure", "invoice", 0.9) for n in range(100)]
    project.say(held_out={"current": known, "candidate": [*known, *poison]})
    run = ended(runs, runs.start(TAM, NOW))
    ruling = rules(run)["labels"]
    assert (ruling["passed"], ruling["value"], len(ruling["about"])) == (False, 1.0, 20)
    assert ruling["more"] == 80
    assert [one["place"] for one in ruling["about"][:2]] == ["data/nlu/down.yml:5", None]
    assert run.result is not None
    assert run.result["gate"]["passed"] is False


def test_a_failed_conversation_refuses_it(runs: Runs, project: SmallProject) -> None:
    project.say(failed=["a ticket at night"])
    ruling = rules(ended(runs, runs.start(TAM, NOW)))["conversations"]
    assert (ruling["passed"], ruling["about"]) == (False, [{"name": "a ticket at night"}])


def test_one_at_a_time_and_found_again_after_a_restart(
    runs: Runs, project: SmallProject, tmp_path: Path
) -> None:
    go = project.hold()
    run = runs.start(TAM, NOW)
    with pytest.raises(ConflictError) as refused:
        runs.start({"id": "h", "name": "Thu"}, NOW)
    assert "started by Tam" in refused.value.message
    assert refused.value.extra == {"training": run.id}
    # The desk was started again: whoever looks next finds it running, and its end later.
    again = Runs(project.folder, tmp_path / "data")
    assert (again.get(run.id).status, again.running()) == ("running", run.id)
    go.write_text("")
    assert ended(again, run).status == "done"
    assert again.running() is None


def test_one_that_has_said_its_result_is_waited_for(
    runs: Runs, project: SmallProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process of a training lives for a moment longer than the training."""
    first = ended(runs, runs.start(TAM, NOW))
    really = fcntl.flock
    with (runs.folder / "lock").open() as lingering:
        really(lingering, fcntl.LOCK_EX)

        def flock(file: Any, operation: int) -> None:
            try:
                really(file, operation)
            except BlockingIOError:
                really(lingering, fcntl.LOCK_UN)
                raise

        monkeypatch.setattr(fcntl, "flock", flock)
        second = runs.start(TAM, NOW.replace(hour=4))
    assert ended(runs, second).status == "done"
    assert second.id != first.id


def test_a_cancelled_training_leaves_no_model(runs: Runs, project: SmallProject) -> None:
    go = project.hold()
    run = runs.start(TAM, NOW)
    # Opened by whoever waits there: from here on the training is under way.
    with go.open("w"):
        runs.cancel(run.id, {"id": "b", "name": "Boss"})
        run = ended(runs, run)
    assert (run.status, run.error) == ("cancelled", "Cancelled by Boss.")
    assert [row.name for row in ModelStore(project.folder).rows()] == ["one"]
    runs.cancel(run.id, TAM)
    assert runs.get(run.id).error == "Cancelled by Boss."
    project.say(wait=None)
    assert ended(runs, runs.start(TAM, NOW.replace(hour=4))).status == "done"


def test_a_training_is_cancelled_before_it_has_begun(runs: Runs) -> None:
    run = runs.start(TAM, NOW)
    # Python itself is still starting there: nobody can write a result.
    os.kill(int((runs.folder / run.id / "pid").read_text()), signal.SIGSTOP)
    runs.cancel(run.id, TAM)
    os.kill(int((runs.folder / run.id / "pid").read_text()), signal.SIGKILL)
    run = ended(runs, run)
    assert (run.status, run.error) == ("cancelled", "Cancelled by Tam.")


def test_a_killed_training_is_told_as_such(runs: Runs, project: SmallProject) -> None:
    go = project.hold()
    run = runs.start(TAM, NOW)
    with go.open("w"):
        os.kill(int((runs.folder / run.id / "pid").read_text()), signal.SIGKILL)
        run = ended(runs, run)
    assert run.status == "failed"
    assert run.error is not None
    assert "it was killed" in run.error
    assert ModelStore(project.folder).current() == "one"


def test_a_killed_training_takes_its_engine_along(runs: Runs, project: SmallProject) -> None:
    go = project.hold()
    run = runs.start(TAM, NOW)
    with go.open("w") as pipe:
        worker_id = int((runs.folder / run.id / "pid").read_text())
        # The engine stands there and reads the pipe.
        (engine_id,) = map(
            int, Path(f"/proc/{worker_id}/task/{worker_id}/children").read_text().split()
        )
        engine = os.pidfd_open(engine_id)
        os.kill(worker_id, signal.SIGKILL)
        assert select.select([engine], [], [], 60)[0], "the engine goes on for nobody"
        os.close(engine)
        with pytest.raises(BrokenPipeError):
            os.write(pipe.fileno(), b"go")


@pytest.mark.parametrize("step", ["train", "parse"])
def test_the_next_training_removes_what_a_killed_one_left(
    runs: Runs, project: SmallProject, step: str
) -> None:
    """Killed while the engine writes the model, and while the finished model is measured."""
    go = project.hold(step)
    first = runs.start(TAM, NOW)
    with go.open("w"):
        os.kill(int((runs.folder / first.id / "pid").read_text()), signal.SIGKILL)
        ended(runs, first)
    models = project.folder / "models"
    store = ModelStore(project.folder)
    # No archive without a card, at no time; what else lies there is no model to anybody.
    assert all(row.card is not None for row in store.rows() if row.name != "one")
    (models / ".training-7-20261125-030000").mkdir()
    assert len(list(models.iterdir())) > 3
    project.say(wait=None)
    second = ended(runs, runs.start(TAM, NOW.replace(hour=4)))
    assert second.result is not None, second.error
    left = {path.name for path in models.iterdir() if path.name != ".training.lock"}
    name = second.result["model"]
    assert left == {"one.tar.gz", "current", f"{name}.tar.gz", f"{name}.json"}
    assert (runs.get(first.id).status, runs.get(second.id).status) == ("failed", "done")
    assert "it was killed" in (runs.get(first.id).error or "")


def test_a_killed_trainings_model_stays_where_somebody_promoted_it(
    runs: Runs, project: SmallProject
) -> None:
    go = project.hold("parse")
    first = runs.start(TAM, NOW)
    with go.open("w"):
        os.kill(int((runs.folder / first.id / "pid").read_text()), signal.SIGKILL)
        ended(runs, first)
    store = ModelStore(project.folder)
    made = (runs.folder / first.id / "candidate").read_text()
    store.promote(made)
    project.say(wait=None, current=project.said["candidate"])
    assert ended(runs, runs.start(TAM, NOW.replace(hour=4))).status == "done"
    assert (store.current(), store.archive(made).is_file()) == (made, True)


def test_a_cancelled_training_leaves_no_file(runs: Runs, project: SmallProject) -> None:
    go = project.hold()
    run = runs.start(TAM, NOW)
    with go.open("w"):
        (project.folder / "models" / ".training-20261125-030000.tar.gz").write_bytes(b"half")
        runs.cancel(run.id, TAM)
        assert ended(runs, run).status == "cancelled"
    left = {path.name for path in (project.folder / "models").iterdir()}
    assert left == {"one.tar.gz", "current", ".training.lock"}


def test_data_that_can_not_be_learned_is_said_in_the_engines_words(
    runs: Runs, project: SmallProject
) -> None:
    project.say(refuse="data/nlu/billing.yml:7: not YAML: expected a mapping")
    run = ended(runs, runs.start(TAM, NOW))
    assert (run.status, run.error) == (
        "failed",
        "data/nlu/billing.yml:7: not YAML: expected a mapping",
    )


def test_broken_rules_are_named_by_line(runs: Runs, project: SmallProject) -> None:
    file = project.folder / "trainer.yml"
    file.write_text(file.read_text().replace("accuracy_points: 0", "accuracy_points: none"))
    run = ended(runs, runs.start(TAM, NOW))
    assert run.status == "failed"
    assert run.error is not None
    assert "trainer.yml:" in run.error
    assert "gate.accuracy_points" in run.error


def test_a_full_disk_is_said(
    runs: Runs, project: SmallProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = runs.folder / "20261125-030000-000000"
    folder.mkdir(parents=True)
    job = {"id": folder.name, "started_at": NOW.isoformat(), "started_by": TAM, "quick": True}
    (folder / "job.json").write_text(json.dumps(job))
    # Every write to it fails as on a disk without room.
    (folder / "steps.jsonl").symlink_to("/dev/full")
    monkeypatch.chdir(project.folder)
    monkeypatch.setenv("DATA_DIR", str(runs.folder.parent))
    monkeypatch.setattr(worker, "_NICE", 0)
    before = signal.getsignal(signal.SIGTERM)
    try:
        assert worker.main(folder) == 1
    finally:
        signal.signal(signal.SIGTERM, before)
    # What is read from there never ends.
    (folder / "steps.jsonl").unlink()
    run = runs.get(folder.name)
    assert (run.status, run.error) == (
        "failed",
        "The training could not go on: the disk is full.",
    )


def test_what_is_no_training_is_not_found(runs: Runs) -> None:
    for name in ("20260101-000000-000000", "..", "../models", ""):
        with pytest.raises(NotFoundError):
            runs.get(name)
    assert runs.rows() == []
    assert runs.running() is None
