"""Another model without a pause: the new engine beside the old one, then in its place."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from desk.errors import FrontdeskError
from desk.models.store import ModelStore
from desk.processes.child import Program
from desk.processes.engine_address import EngineAddress, tell_address
from desk.processes.model_watch import ModelWatch, address_of, engine_with
from desk.processes.supervisor import Supervisor
from tests.ports import free_port
from tests.processes.helpers import QUICK, Recorder, alive, answering, notes, script, until


async def fine(_program: Program) -> None:
    pass


@asynccontextmanager
async def running(folder: Path, *programs: Program) -> AsyncIterator[tuple[Supervisor, Recorder]]:
    report = Recorder()
    supervisor = Supervisor(programs, logs=folder / "logs", report=report, patience=QUICK)
    await supervisor.start()
    supervisor.watch()
    try:
        yield supervisor, report
    finally:
        await supervisor.stop()


async def test_both_live_until_the_new_one_is_content(tmp_path: Path) -> None:
    old, new = answering("engine", tmp_path), answering("engine", tmp_path)
    seen: list[str] = []
    async with running(tmp_path, old) as (supervisor, report):
        before = supervisor.pids["engine"]

        async def check(program: Program) -> None:
            seen.append("checked")
            for url in (old.ready_url, program.ready_url):
                async with httpx.AsyncClient(trust_env=False) as client:
                    assert (await client.get(url)).status_code == 200

        def switch() -> None:
            seen.append("switched")
            assert alive(before)

        await supervisor.replace(new, check, switch)
        after = supervisor.pids["engine"]
        assert seen == ["checked", "switched"]
        assert after != before
        assert not alive(before)
        assert [pid for _, pid, _ in notes(tmp_path, "asked")] == [str(before)]
        # From now on it is the new one that is started again when it dies.
        os.kill(after, signal.SIGKILL)
        await until(lambda: len(report.named("restarted")) == 1, "restarted")
        async with httpx.AsyncClient(trust_env=False) as client:
            assert (await client.get(new.ready_url)).status_code == 200
        assert report.named("died")[0]["code"] == "signal 9"


@pytest.mark.parametrize("where", ["check", "switch"])
async def test_the_old_one_stays_when_the_new_one_is_no_good(tmp_path: Path, where: str) -> None:
    old, new = answering("engine", tmp_path), answering("engine", tmp_path)
    async with running(tmp_path, old) as (supervisor, report):
        before = supervisor.pids["engine"]

        async def check(_program: Program) -> None:
            if where == "check":
                raise FrontdeskError("no good")

        def switch() -> None:
            raise FrontdeskError("no good")

        with pytest.raises(FrontdeskError, match="no good"):
            await supervisor.replace(new, check, switch)
        assert supervisor.pids["engine"] == before
        started = [int(pid) for _, pid, _ in notes(tmp_path, "started")]
        assert [pid for pid in started if alive(pid)] == [before]
        assert report.named("died") == []


async def test_a_program_that_ends_while_it_starts_replaces_nothing(tmp_path: Path) -> None:
    old = answering("engine", tmp_path)
    async with running(tmp_path, old) as (supervisor, _):
        before = supervisor.pids["engine"]
        broken = script("engine", tmp_path, "raise SystemExit('no such model')")
        with pytest.raises(FrontdeskError, match=r"ended with exit code 1 \(no such model\)"):
            await supervisor.replace(broken, fine, lambda: None)
        assert supervisor.pids["engine"] == before


@dataclass
class Served:
    """A watched system with models `one` and `two`, of which one is served."""

    folder: Path
    store: ModelStore
    report: Recorder
    supervisor: Supervisor
    address: EngineAddress

    def facts(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.folder / "model.json").read_text())
        return found

    async def says(self) -> str:
        """Which model answers where the desk asks."""
        async with httpx.AsyncClient(trust_env=False) as client:
            response = await client.post(f"{self.address()}/webhooks/desk/parse", json={})
        return str(response.json()["parses"][0]["intent"]["name"])


@asynccontextmanager
async def served(folder: Path) -> AsyncIterator[Served]:
    (folder / "models").mkdir()
    for name in ("one", "two", "broken"):
        (folder / "models" / f"{name}.tar.gz").write_bytes(b"model")
    store = ModelStore(folder)
    store.promote("one")
    engine = engine_with(answering("engine", folder, port=0), store.archive("one"), free_port())
    address_file = folder / "engine.address"
    tell_address(address_file, address_of(engine))
    async with running(folder, engine) as (supervisor, report):
        watch = ModelWatch(
            supervisor,
            engine,
            store,
            data_dir=folder,
            address_file=address_file,
            report=report,
            period_s=0.01,
        )
        watching = asyncio.create_task(watch.run())
        try:
            address = EngineAddress("http://127.0.0.1:9", address_file)
            yield Served(folder, store, report, supervisor, address)
        finally:
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)


async def test_a_promoted_model_is_served_and_one_goes_back(tmp_path: Path) -> None:
    async with served(tmp_path) as system:
        assert await system.says() == "one.tar.gz"
        assert system.facts() == {"served": "one", "starting": None, "refused": None}
        system.store.promote("two")
        await until(lambda: len(system.report.named("model_served")) == 1, "served")
        assert await system.says() == "two.tar.gz"
        assert system.facts()["served"] == "two"
        assert system.store.roll_back() == "one"
        await until(lambda: len(system.report.named("model_served")) == 2, "served")
        assert await system.says() == "one.tar.gz"


@pytest.mark.parametrize(("name", "told"), [("broken", "500"), ("gone", "there is no gone.tar.gz")])
async def test_a_model_that_can_not_be_served_changes_nothing(
    tmp_path: Path, name: str, told: str
) -> None:
    async with served(tmp_path) as system:
        before = system.supervisor.pids
        system.store.promote(name)
        await until(lambda: len(system.report.named("model_refused")) == 1, "refused")
        assert told in system.report.named("model_refused")[0]["text"]
        assert await system.says() == "one.tar.gz"
        # The next start serves what works, and "back" does not lead to the refused one.
        assert system.store.current() == "one"
        with pytest.raises(FrontdeskError, match="no earlier model"):
            system.store.roll_back()
        assert system.facts()["refused"]["model"] == name
        assert system.supervisor.pids == before


def test_the_address_is_read_again_only_when_it_changed(tmp_path: Path) -> None:
    file = tmp_path / "engine.address"
    address = EngineAddress("http://127.0.0.1:1", file)
    assert address() == "http://127.0.0.1:1"
    tell_address(file, "http://127.0.0.1:2")
    assert address() == address() == "http://127.0.0.1:2"
    tell_address(file, "http://127.0.0.1:3")
    assert address() == "http://127.0.0.1:3"
    file.unlink()
    assert address() == "http://127.0.0.1:3"
    assert EngineAddress("http://127.0.0.1:1", None)() == "http://127.0.0.1:1"
