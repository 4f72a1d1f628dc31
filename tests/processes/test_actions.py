"""The action server as a real process: nobody without the token."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.ports import free_port
from tests.processes.helpers import until

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "a-token-of-this-test"

ACTION = """
from rasa_sdk import Action
from rasa_sdk.executor import ActionExecutor


class ActionHello(Action):
    def name(self):
        return "action_hello"

    async def run(self, dispatcher, tracker, domain):
        dispatcher.utter_message(text="hello")
        return []


def make_executor():
    executor = ActionExecutor()
    executor.register_action(ActionHello)
    return executor
"""

SERVE = """
import sys
from pathlib import Path

from desk.processes.actions import serve_actions

serve_actions(Path.cwd(), int(sys.argv[1]), sys.argv[2])
"""

CALL = {
    "next_action": "action_hello",
    "sender_id": "1",
    "tracker": {"sender_id": "1", "slots": {}, "latest_message": {}, "events": []},
    "domain": {},
    "version": "3.6.21",
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    project = tmp_path_factory.mktemp("project")
    (project / "actions").mkdir()
    (project / "actions" / "__init__.py").touch()
    (project / "actions" / "executor.py").write_text(ACTION)
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE, str(port), TOKEN],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(project)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    url = f"http://127.0.0.1:{port}"

    async def answers() -> bool:
        try:
            async with httpx.AsyncClient() as client:
                return (await client.get(f"{url}/health")).status_code == 200
        except httpx.HTTPError:
            assert process.poll() is None, process.communicate()[0]
            return False

    try:
        asyncio.run(until(answers, "the action server answers"))
        yield url
    finally:
        process.terminate()
        output, _ = process.communicate(timeout=20)
    assert process.returncode == 0
    assert TOKEN not in output


async def test_an_action_runs_for_whoever_shows_the_token(server: str) -> None:
    async with httpx.AsyncClient() as client:
        answer = await client.post(f"{server}/webhook", params={"token": TOKEN}, json=CALL)

    assert answer.status_code == 200
    assert [one["text"] for one in answer.json()["responses"]] == ["hello"]


@pytest.mark.parametrize("params", [{}, {"token": ""}, {"token": "wrong"}, {"token": TOKEN + "x"}])
@pytest.mark.parametrize("path", ["/webhook", "/actions", "/health/../actions"])
async def test_nobody_else_gets_in(server: str, params: dict[str, str], path: str) -> None:
    async with httpx.AsyncClient() as client:
        method = "POST" if path == "/webhook" else "GET"
        answer = await client.request(method, f"{server}{path}", params=params, json=CALL)

    assert answer.status_code == 401
    assert "hello" not in answer.text
