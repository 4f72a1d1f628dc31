"""`frontdesk train --candidate` and `frontdesk models`, as a trainer types them."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from desk.models.store import ModelStore
from tests.commands import Done, call_command
from tests.trainer.small_project import SmallProject, held_out

Command = Callable[..., Done]


@pytest.fixture
def project(tmp_path: Path) -> SmallProject:
    return SmallProject(tmp_path / "project")


@pytest.fixture
def frontdesk(project: SmallProject, tmp_path: Path) -> Command:
    """Run `frontdesk …` in the project."""
    return partial(
        call_command, folder=project.folder, DATA_DIR=str(tmp_path / "data"), DATABASE_URL=""
    )


def test_a_candidate_is_judged_promoted_and_taken_back(
    frontdesk: Command, project: SmallProject
) -> None:
    done = frontdesk("train", "--quick", "--candidate")
    assert done.returncode == 0, done.stderr
    assert "75.0% → 100.0%, 1 fixed, 0 broken, p = 1.000" in done.stdout
    store = ModelStore(project.folder)
    assert store.current() == "one"
    [candidate] = [row.name for row in store.rows() if row.name != "one"]
    assert f"frontdesk models promote {candidate}" in done.stdout
    # Nothing that the gate has not seen is promoted by accident.
    store.archive("stray").write_bytes(b"model")
    refused = frontdesk("models", "promote", "stray")
    assert (refused.returncode, len(refused.stderr.splitlines())) == (1, 1)
    assert "The gate has not seen stray" in refused.stderr
    assert "--reason" in refused.stderr
    promoted = frontdesk("models", "promote", candidate)
    assert promoted.returncode == 0, promoted.stderr
    assert store.current() == candidate
    assert json.loads(frontdesk("models", "rollback", "--json").stdout) == {"model": "one"}
    assert store.current() == "one"


def test_a_refusal_names_what_it_is_about(frontdesk: Command, project: SmallProject) -> None:
    known = project.said["held_out"]["current"]
    poison = [held_out(f"pay {n}", "infrastructure", "invoice", 0.9) for n in range(30)]
    worse = {**project.said["candidate"], "is my invoice paid": ["refund", 0.8]}
    project.say(
        candidate=worse,
        held_out={"current": known, "candidate": [*known, *poison]},
        failed=["a ticket at night"],
    )
    done = frontdesk("train", "--quick", "--candidate")
    assert done.returncode == 1
    assert "labels        REFUSES" in done.stdout
    assert "'pay 0' is labelled infrastructure, looks like invoice" in done.stdout
    assert "a ticket at night" in done.stdout
    assert "the gate refuses" in done.stderr
    again = frontdesk("train", "--quick", "--candidate", "--json")
    assert again.stdout, again.stderr
    document = json.loads(again.stdout.splitlines()[-1])
    assert (again.returncode, document["passed"]) == (1, False)
    reason = ["--reason", "the frozen file is wrong there"]
    assert frontdesk("models", "promote", document["model"]).returncode == 1
    assert frontdesk("models", "promote", document["model"], *reason).returncode == 0
    listed = json.loads(frontdesk("models", "list", "--json").stdout)["models"]
    [current] = [row for row in listed if row["current"]]
    assert current["card"]["history"][-1]["reason"] == reason[1]


def test_a_training_that_fails_is_one_line(frontdesk: Command, project: SmallProject) -> None:
    project.say(refuse="data/nlu/vat.yml:3: an example starts with '- '")
    done = frontdesk("train", "--quick", "--candidate")
    assert done.returncode == 1
    assert done.stderr == "frontdesk: data/nlu/vat.yml:3: an example starts with '- '\n"
