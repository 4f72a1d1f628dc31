"""`python -m engine` as a process: how it starts, how it refuses, how it ends."""

from __future__ import annotations

import io
import json
import os
import signal
import socket
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

import pytest
import requests

from engine.places import ROOT
from engine.tests.action_server import ActionServer, free_port
from engine.tests.conftest import TOKEN

START_LIMIT_S = 90


def command(*arguments: str, **environment: str) -> subprocess.Popen[str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("FRONTDESK_", "DATA_DIR"))}
    return subprocess.Popen(
        [sys.executable, "-m", "engine", *arguments],
        cwd=ROOT,
        env={**kept, "PYTHONPATH": str(ROOT), **environment},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def ended(process: subprocess.Popen[str], given: str | None = None) -> tuple[int, str, list[str]]:
    out, err = process.communicate(given, timeout=START_LIMIT_S)
    return process.returncode, out, [line for line in err.splitlines() if line]


def settings(**more: str) -> dict[str, str]:
    return {
        "FRONTDESK_ENGINE_TOKEN": TOKEN,
        "FRONTDESK_ACTIONS_URL": "http://127.0.0.1:9/webhook",
        **more,
    }


def fake_model(path: Path, version: str) -> Path:
    metadata = json.dumps({"rasa_open_source_version": version}).encode()
    with tarfile.open(path, "w:gz") as archive:
        member = tarfile.TarInfo("metadata.json")
        member.size = len(metadata)
        archive.addfile(member, io.BytesIO(metadata))
    return path


def test_a_missing_model_ends_the_start_with_one_line(tmp_path: Path) -> None:
    missing = str(tmp_path / "none.tar.gz")
    code, _, said = ended(command("serve", "--port", "0", "--model", missing, **settings()))
    assert code == 1
    assert said == [f"engine: the model {missing} is missing; run: frontdesk train"]


def test_a_model_of_another_rasa_is_refused(tmp_path: Path) -> None:
    old = fake_model(tmp_path / "old.tar.gz", "3.6.20")
    code, _, said = ended(command("serve", "--port", "0", "--model", str(old), **settings()))
    assert code == 1
    assert len(said) == 1
    assert "trained by Rasa 3.6.20, this engine is 3.6.21" in said[0]


def test_a_file_that_is_no_model_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.tar.gz").write_text("no archive")
    model = str(tmp_path / "x.tar.gz")
    code, _, said = ended(command("serve", "--port", "0", "--model", model, **settings()))
    assert (code, len(said)) == (1, 1)
    assert "is not a trained model" in said[0]


def test_a_port_in_use_is_told_before_anything_is_loaded(
    trained: tuple[Path, dict[str, Any], list[str]],
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        model = str(trained[0])
        code, _, said = ended(command("serve", "--port", port, "--model", model, **settings()))
    assert code == 1
    assert said == [f"engine: port {port} on 127.0.0.1 is in use or not allowed"]


def test_settings_that_are_missing_are_named() -> None:
    code, _, said = ended(command("serve", "--port", "0"))
    assert code == 2
    assert said == ["engine: not set: FRONTDESK_ENGINE_TOKEN, FRONTDESK_ACTIONS_URL"]


def test_a_server_answers_and_ends_when_told(
    trained: tuple[Path, dict[str, Any], list[str]], actions: ActionServer, tmp_path: Path
) -> None:
    port = free_port()
    environment = settings(
        FRONTDESK_ACTIONS_URL=actions.url, DATA_DIR=str(tmp_path / "data"), TZ="UTC"
    )
    process = command("serve", "--port", str(port), "--model", str(trained[0]), **environment)
    url = f"http://127.0.0.1:{port}/webhooks/desk/"
    headers = {"Authorization": f"Bearer {TOKEN}"}
    try:
        before = wait_until_ready(process)
        body = {"conversation_id": "c1", "message_id": "m1", "text": "hello there, I am Zebulon"}
        answer = requests.post(url + "turn", json=body, headers=headers, timeout=30)
        assert answer.status_code == 200
        process.send_signal(signal.SIGTERM)
        code, out, after = ended(process)
    finally:
        process.kill()
    said = [*before, *after]
    assert code == 0
    assert out == ""
    assert (tmp_path / "data" / "tracker.db").is_file()
    # One line for the turn, none with what the visitor wrote.
    assert sum("message=m1" in line for line in said) == 1
    assert not any("Zebulon" in line for line in said)
    assert "stopped" in said[-1]


def wait_until_ready(process: subprocess.Popen[str]) -> list[str]:
    """Read its log up to the line that says so; returns the lines."""
    assert process.stderr is not None
    said = []
    for line in process.stderr:
        said.append(line)
        if " ready: model " in line:
            return said
    pytest.fail(f"the engine did not come up: {''.join(said)}")


def test_parse_reads_and_writes_lines(trained: tuple[Path, dict[str, Any], list[str]]) -> None:
    given = "".join(json.dumps(text) + "\n" for text in ["hello there", "/restart", ""])
    code, out, _ = ended(command("parse", "--model", str(trained[0])), given)
    assert code == 0
    lines = [json.loads(line) for line in out.splitlines()]
    assert [line["text"] for line in lines] == ["hello there", "/restart", ""]
    assert lines[0]["intent"]["name"] == "greet"


def test_inputs_answers_at_once() -> None:
    code, out, said = ended(command("inputs"))
    assert (code, said) == (0, [])
    assert set(json.loads(out)) == {"inputs"}
