"""Serves another model without a pause: its engine starts beside the old one, then they change.

Whoever promotes a model or goes back only changes `models/current`; this sees it, starts an
engine with that model on a port of its own, asks it a question, and only then tells the desk
the new address. What the old engine is answering it answers to its end; a turn that it can't
end is asked again at the new one, which shares its tracker, so none is lost or done twice.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx

from desk.errors import FrontdeskError
from desk.models.store import ModelStore, write_whole
from desk.processes.child import Program
from desk.processes.engine_address import tell_address
from desk.processes.ports import LOOPBACK, choose_free
from desk.processes.reports import Reporter
from desk.processes.supervisor import Supervisor

FILE = "model.json"
MODEL = "FRONTDESK_MODEL"
"""The archive that an engine serves, in its environment."""

_PERIOD_S = 0.5
_CHECK_S = 30.0


class ModelWatch:
    """Follows `models/current` while a system runs."""

    def __init__(
        self,
        supervisor: Supervisor,
        engine: Program,
        store: ModelStore,
        *,
        data_dir: Path,
        address_file: Path,
        report: Reporter,
        period_s: float = _PERIOD_S,
    ) -> None:
        """`engine` is the program that serves the model of the start."""
        self._supervisor = supervisor
        self._engine = engine
        self._store = store
        self._file = data_dir / FILE
        self._address_file = address_file
        self._report = report
        self._period_s = period_s
        self._served = store.current()
        self._note()

    async def run(self) -> None:
        """Watch until cancelled."""
        try:
            while True:
                await asyncio.sleep(self._period_s)
                wanted = self._store.current()
                if wanted is not None and wanted != self._served:
                    await self._change(wanted)
        finally:
            self._file.unlink(missing_ok=True)

    async def _change(self, wanted: str) -> None:
        self._note(starting=wanted)
        self._report.event("model", f"starting model {wanted} beside {self._served}", model=wanted)
        try:
            archive = self._store.archive(wanted)
            if not archive.is_file():
                raise FrontdeskError(f"there is no {archive.name}")
            program = engine_with(self._engine, archive, choose_free(1)[0])
            await self._supervisor.replace(program, _answers, self._switch(program))
        except FrontdeskError as error:
            # The next start has to serve what works.
            if self._served is not None:
                self._store.keep(self._served)
            at = datetime.now(UTC).isoformat()
            self._note(refused={"model": wanted, "error": str(error), "at": at})
            told = f"model {wanted} is not served: {error}; {self._served} goes on"
            self._report.event("model_refused", told, model=wanted)
            return
        self._engine, self._served = program, wanted
        self._note()
        self._report.event("model_served", f"model {wanted} is served now", model=wanted)

    def _switch(self, program: Program) -> Callable[[], None]:
        def switch() -> None:
            tell_address(self._address_file, address_of(program))

        return switch

    def _note(self, **more: Any) -> None:
        """For the pages: what is served, what is being started, what was refused."""
        with suppress(OSError):
            facts = {"served": self._served, "starting": None, "refused": None, **more}
            write_whole(self._file, json.dumps(facts))


def engine_with(engine: Program, archive: Path, port: int) -> Program:
    """The engine's program with another model, on another port."""
    environment = {
        **engine.environment,
        MODEL: str(archive),
        "FRONTDESK_ENGINE_URL": f"http://{LOOPBACK}:{port}",
    }
    ready = f"{environment['FRONTDESK_ENGINE_URL']}/webhooks/desk/"
    return replace(engine, environment=environment, ready_url=ready)


def address_of(engine: Program) -> str:
    """Where an engine answers."""
    return str(httpx.URL(engine.ready_url).copy_with(raw_path=b"/")).rstrip("/")


async def _answers(program: Program) -> None:
    """Raises FrontdeskError unless the engine understands a message."""
    url = f"{address_of(program)}/webhooks/desk/parse"
    try:
        async with httpx.AsyncClient(timeout=_CHECK_S, trust_env=False) as client:
            response = await client.post(
                url, json={"texts": ["hello"]}, headers=dict(program.ready_headers)
            )
            response.raise_for_status()
            [parse] = response.json()["parses"]
            if not parse["intent"]["name"]:
                raise ValueError("no intent")
    except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
        raise FrontdeskError(f"it does not understand a message ({error})") from error
