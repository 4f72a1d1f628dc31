"""Why a message was understood as it was, for trainers: what is asked, told and kept back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from desk.conversations.engine import EngineUnavailableError, HttpEngine
from desk.settings import Settings
from tests.clients import Person
from tests.desk.conftest import start
from tests.desk.harness import RunningDesk, ScriptedEngine
from tests.desk.test_trainer_inbox import asks, inbox, says, trainer_of
from tests.ports import free_port
from tests.trainer.project import make_project


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make_project(tmp_path / "project")


@pytest.fixture
async def desk(
    settings: Settings, engine: ScriptedEngine, root: Path
) -> AsyncIterator[RunningDesk]:
    """A desk whose project is a small one."""
    async with start(replace(settings, root=root), engine) as running:
        yield running


async def explain(person: Person, text: str) -> httpx.Response:
    return await asks(person, "POST", "/why", json={"text": text})


async def test_a_message_of_the_inbox_is_explained_as_it_stands_there(desk: RunningDesk) -> None:
    tam = await trainer_of(desk)
    await says(desk, await desk.visitor(), "invoice for linh@shop.vn", "invoice")
    [message] = (await inbox(desk, tam))["messages"]
    desk.engine.nearest = [
        {"text": "please send the bill", "intent": "invoice", "similarity": 0.8},
        {"text": "please send the bill", "intent": "refund", "similarity": 0.7},
        {"text": "taken out since", "intent": "invoice", "similarity": 0.6},
        {"text": "cho em xin hóa đơn", "intent": "invoice", "similarity": 0.5},
    ]
    response = await asks(tam, "GET", f"/inbox/{message['id']}/why")
    assert response.status_code == 200, response.text
    found = response.json()
    assert desk.engine.explained == ["invoice for name@example.com"]
    assert (found["text"], found["intent"]["name"]) == (desk.engine.explained[0], "greet")
    assert set(found) == {
        *("text", "language", "intent", "ranking", "refused"),
        *("scores", "words", "nearest", "shortened"),
    }
    assert [(one["similarity"], one["file"], one["line"]) for one in found["nearest"]] == [
        (0.8, "data/nlu/billing.yml", 8),
        (0.7, None, None),
        (0.6, None, None),
        (0.5, "data/nlu/billing.vi.yml", 6),
    ]


async def test_places_are_those_of_the_data_as_it_is_now(desk: RunningDesk, root: Path) -> None:
    tam = await trainer_of(desk)
    desk.engine.nearest = [{"text": "open a ticket", "intent": "open_ticket", "similarity": 0.9}]
    file = root / "data" / "nlu" / "ticket.yml"
    assert (await explain(tam, "ticket")).json()["nearest"][0]["line"] == 6
    file.write_text("# one more line\n" + file.read_text())
    assert (await explain(tam, "ticket")).json()["nearest"][0]["line"] == 7
    # A file that can't be read keeps no reason back.
    file.write_text("nlu: [")
    unplaced = await explain(tam, "ticket")
    assert unplaced.status_code == 200, unplaced.text
    [nearest] = unplaced.json()["nearest"]
    assert (nearest["text"], nearest["file"], nearest["line"]) == ("open a ticket", None, None)


async def test_any_text_is_explained_without_what_says_who_wrote_it(desk: RunningDesk) -> None:
    tam = await trainer_of(desk)
    text = "  my name is Linh Tran, password: hunter22x, site linhshop.vn, invoice of 5 May "
    masked = (
        "my name is Linh Tran, password: [password removed], site linhshop.vn, invoice of 5 May"
    )
    at = masked.index("linhshop.vn")
    desk.engine.entities = [{"entity": "domain", "start": at, "end": at + len("linhshop.vn")}]
    response = await explain(tam, text)
    assert response.status_code == 200, response.text
    assert desk.engine.parsed == [masked]
    told = "my name is An, password: [password removed], site example.com, invoice of 5 May"
    assert desk.engine.explained == [told]
    assert response.json()["text"] == told


@pytest.mark.parametrize(
    ("text", "status", "code"),
    [
        ("", 400, "message_empty"),
        (" \n ", 400, "message_empty"),
        ("x" * 4_001, 413, "message_too_long"),
        (5, 400, "invalid"),
        (None, 400, "invalid"),
    ],
)
async def test_what_is_no_message_is_refused(
    desk: RunningDesk, text: object, status: int, code: str
) -> None:
    tam = await trainer_of(desk)
    refused = await asks(tam, "POST", "/why", json={"text": text})
    assert (refused.status_code, refused.json()["error"]["code"]) == (status, code)
    assert refused.json()["error"]["field"] == "text"
    assert desk.engine.explained == []


async def test_the_longest_message_of_a_visitor_is_taken(desk: RunningDesk) -> None:
    tam = await trainer_of(desk)
    assert (await explain(tam, "x" * 4_000)).status_code == 200


async def test_while_the_engine_is_away_it_is_said_so(desk: RunningDesk) -> None:
    tam = await trainer_of(desk)
    await says(desk, await desk.visitor(), "my site is down", "infrastructure")
    [message] = (await inbox(desk, tam))["messages"]
    desk.engine.up = False
    for response in (
        await asks(tam, "GET", f"/inbox/{message['id']}/why"),
        await explain(tam, "my site is down"),
    ):
        assert response.status_code == 503
        assert response.json()["error"]["code"] == "engine_away"
        assert "Try again" in response.json()["error"]["message"]


async def test_a_message_that_is_gone_is_told_and_nobody_is_asked(desk: RunningDesk) -> None:
    tam = await trainer_of(desk)
    response = await asks(tam, "GET", "/inbox/none/why")
    assert (response.status_code, response.json()["error"]["code"]) == (404, "message_gone")
    assert desk.engine.explained == []


@pytest.mark.parametrize(
    ("status", "body"), [(404, b"{}"), (503, b"{}"), (200, b"no json"), (200, b"5")]
)
async def test_an_engine_that_answers_nonsense_counts_as_away(status: int, body: bytes) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        head = f"HTTP/1.1 {status} X\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        writer.write(head.encode() + body)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    engine = HttpEngine(lambda: f"http://127.0.0.1:{port}", "token", 5)
    async with server:
        with pytest.raises(EngineUnavailableError):
            await engine.why("hello", 5)
        await engine.close()


async def test_an_engine_that_is_not_there_is_away_at_once() -> None:
    port = free_port()
    engine = HttpEngine(lambda: f"http://127.0.0.1:{port}", "token", 5)
    with pytest.raises(EngineUnavailableError):
        await engine.why("hello", 5)
    await engine.close()
