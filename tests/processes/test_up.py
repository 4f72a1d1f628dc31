"""`frontdesk up` as a command: what it refuses to start, and how it runs and ends."""

import json
import os
import signal
import socket
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.ports import free_port
from tests.processes.helpers import DEADLINE_S, alive, until

ROOT = Path(__file__).resolve().parents[2]
FRONTDESK = str(Path(sys.executable).with_name("frontdesk"))

# The real supervisor around small programs in place of engine, actions and desk.
SYSTEM = """
import asyncio, os, sys
from dataclasses import replace
from pathlib import Path

from desk.processes.reports import JsonReporter
from desk.processes.run_folder import RunFolder
from desk.processes.up import make_plan, run_plan
from tests.processes.helpers import answering

root = Path(sys.argv[1])
plan = make_plan(os.environ, root)
programs = [answering("desk", root, port=plan.settings.port)]
programs += [answering(name, root, port=plan.ports[name]) for name in ("engine", "actions")]
plan = replace(plan, programs=tuple(programs))


async def first_person(settings):
    return {"email": "a@example.test", "password": "shown once"}


with RunFolder(plan.settings.data_dir) as folder:
    asyncio.run(run_plan(plan, folder, JsonReporter(), first_person))
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with its policy, an engine's environment by its notes, and a model by its own."""
    (tmp_path / "policy.yml").write_bytes((ROOT / "policy.yml").read_bytes())
    environment = tmp_path / "engine" / ".venv"
    (environment / "bin").mkdir(parents=True)
    (environment / "bin" / "python").symlink_to(sys.executable)
    (environment / "pyvenv.cfg").write_text("home = /usr/bin\nversion_info = 3.10.13\n")
    (environment / "lib" / "python3.10" / "site-packages" / "rasa-3.6.21.dist-info").mkdir(
        parents=True
    )
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "current").write_text("first\n")
    write_model(tmp_path, '{"rasa_open_source_version": "3.6.21"}')
    return tmp_path


def write_model(project: Path, metadata: str) -> None:
    """An archive that says of itself what a trained model says."""
    note = project / "metadata.json"
    note.write_text(metadata)
    with tarfile.open(project / "models" / "first.tar.gz", "w:gz") as archive:
        archive.add(note, "metadata.json")
    note.unlink()


def environ(**settings: str) -> dict[str, str]:
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "PYTHONPATH": str(ROOT),
        "PORT": str(free_port()),
        **settings,
    }


def up(project: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run `frontdesk up` where it has to refuse."""
    return subprocess.run(
        [FRONTDESK, "up"],
        cwd=project,
        env=environ(**settings),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def refused(done: subprocess.CompletedProcess[str], code: int) -> str:
    """The one line on standard error; nothing was started."""
    assert done.returncode == code, done
    assert "started" not in done.stdout
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    return lines[0]


def test_a_broken_policy_names_key_and_line_and_nothing_starts(project: Path) -> None:
    policy = project / "policy.yml"
    text = policy.read_text()
    policy.write_text(text.replace("zone: Asia/Ho_Chi_Minh", "zone: Asia/Nowhere", 1))
    line = 1 + text[: text.index("zone: Asia/Ho_Chi_Minh")].count("\n")

    error = refused(up(project), 2)

    assert f"policy.yml:{line}:" in error
    assert "Asia/Nowhere" in error


def test_a_missing_policy_is_one_line(project: Path) -> None:
    (project / "policy.yml").unlink()

    assert "policy.yml" in refused(up(project), 2)


def test_at_that_is_no_moment_is_bad_usage(project: Path) -> None:
    assert "AT is 'saturday'" in refused(up(project, AT="saturday"), 2)


@pytest.mark.parametrize("port", ["web", "0", "70000"])
def test_a_port_that_is_none_is_bad_usage(project: Path, port: str) -> None:
    assert f"PORT is '{port}'" in refused(up(project, PORT=port), 2)


def test_a_missing_engine_environment_says_what_to_do(project: Path) -> None:
    (project / "engine" / ".venv" / "bin" / "python").unlink()

    assert "run make setup" in refused(up(project), 1)


def test_an_engine_whose_python_is_gone_says_which(project: Path) -> None:
    python = project / "engine" / ".venv" / "bin" / "python"
    python.unlink()
    python.symlink_to(project / "gone" / "python3.10")

    error = refused(up(project), 1)

    assert "Python 3.10" in error
    assert "run make setup" in error


def test_an_engine_on_another_python_is_refused(project: Path) -> None:
    (project / "engine" / ".venv" / "pyvenv.cfg").write_text("version_info = 3.11.7\n")

    assert "runs on Python 3.11, it needs 3.10" in refused(up(project), 1)


def test_a_missing_model_says_what_to_do(project: Path) -> None:
    (project / "models" / "current").unlink()

    assert refused(up(project), 1).endswith("run frontdesk train")


def test_a_model_that_is_gone_is_named(project: Path) -> None:
    (project / "models" / "first.tar.gz").unlink()

    assert "first.tar.gz is missing" in refused(up(project), 1)


def test_a_model_of_another_version_names_both(project: Path) -> None:
    write_model(project, '{"rasa_open_source_version": "3.6.20"}')

    error = refused(up(project), 1)

    assert "trained by Rasa 3.6.20, the engine is 3.6.21" in error
    assert "run frontdesk train" in error


@pytest.mark.parametrize("metadata", ["", "[]", "{}"])
def test_what_is_no_model_is_told(project: Path, metadata: str) -> None:
    write_model(project, metadata)

    assert "is not a trained model" in refused(up(project), 1)


@pytest.fixture
def system(project: Path) -> Iterator[subprocess.Popen[str]]:
    """A running system of small programs. `AT` is set, so the offset is not zero."""
    process = subprocess.Popen(
        [sys.executable, "-c", SYSTEM, str(project)],
        cwd=project,
        env=environ(AT="2027-01-23T14:00"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    yield process
    if process.poll() is None:
        process.kill()
    process.communicate(timeout=DEADLINE_S)


def until_event(process: subprocess.Popen[str], name: str) -> dict[str, Any]:
    assert process.stdout is not None
    for line in process.stdout:
        event: dict[str, Any] = json.loads(line)
        if event["event"] == name:
            return event
    raise AssertionError(f"it ended without '{name}': {process.communicate()[1]}")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_system_tells_its_addresses_and_ends_cleanly(
    project: Path, system: subprocess.Popen[str], number: signal.Signals
) -> None:
    ready = until_event(system, "ready")
    facts = json.loads((project / "var" / "run.json").read_text())

    assert ready["login"]["password"] == "shown once"
    assert ready["url"] == f"http://localhost:{ready['ports']['desk']}"
    assert facts["pids"] == ready["pids"]
    assert facts["pid"] == system.pid
    assert "password" not in json.dumps(facts)
    assert abs(facts["clock_offset_s"]) > 3600

    system.send_signal(number)
    _, errors = system.communicate(timeout=DEADLINE_S)

    assert (system.returncode, errors) == (0, "")
    assert not any(alive(pid) for pid in ready["pids"].values())
    assert not (project / "var" / "run.json").exists()


async def test_run_json_follows_a_program_that_was_started_again(
    project: Path, system: subprocess.Popen[str]
) -> None:
    ready = until_event(system, "ready")

    os.kill(ready["pids"]["engine"], signal.SIGKILL)
    again = until_event(system, "restarted")

    facts = json.loads((project / "var" / "run.json").read_text())
    assert facts["pids"]["engine"] == again["pid"] != ready["pids"]["engine"]
    assert facts["ports"] == ready["ports"]


def test_a_second_system_on_the_same_data_is_refused(
    project: Path, system: subprocess.Popen[str]
) -> None:
    until_event(system, "ready")

    error = refused(up(project), 1)

    assert f"process {system.pid}" in error
    assert "DATA_DIR=" in error


async def test_after_a_kill_the_next_start_waits_for_the_port(
    project: Path, system: subprocess.Popen[str]
) -> None:
    ready = until_event(system, "ready")
    system.kill()
    await until(lambda: not any(alive(pid) for pid in ready["pids"].values()), "children ended")

    again = subprocess.Popen(
        [sys.executable, "-c", SYSTEM, str(project)],
        cwd=project,
        env=environ(PORT=str(ready["ports"]["desk"])),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    until_event(again, "ready")
    again.send_signal(signal.SIGINT)
    again.communicate(timeout=DEADLINE_S)

    assert again.returncode == 0


def test_a_port_in_use_says_what_to_do(project: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        error = refused(up(project, PORT=str(port)), 1)

    assert error == (
        f"frontdesk: port {port} is in use; stop what uses it or run make run PORT={port + 1}"
    )
