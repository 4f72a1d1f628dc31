"""The desk is killed again and again while a visitor and a person both write all the time."""

from __future__ import annotations

import asyncio
import os
import signal
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from enum import StrEnum

import httpx
import pytest
from playwright.async_api import Browser, expect

from tests.clients import Person, Visitor
from tests.faults.books import Books, beside_fresh, read_books, shown_in
from tests.faults.checker import Finding, Kind, Pressed, count
from tests.faults.proxy import FaultyProxy
from tests.faults.scripts import ASKS_FOR_A_PERSON
from tests.faults.tab import Device, Tab
from tests.faults.visit import write_surely
from tests.system.running import System
from tests.waiting import until

KILLS = 10

# The supervisor waits longer after each death, up to half a minute, and so does the widget.
_COMES_BACK_S = 120.0
_SETTLES_S = 90.0


class Moment(StrEnum):
    """When the desk is killed."""

    VISITOR = "between storing and acknowledging what the visitor wrote"
    STAFF = "between storing and acknowledging what staff wrote"
    ANY = "right after something was typed"


@dataclass
class Scene:
    """A visitor in a browser and a person, each over a connection that hides acknowledgements.

    Both connections are calm: they only tell when the desk has stored something, which is the
    moment to kill it, and then keep that to themselves.
    """

    system: System
    device: Device
    visitor: Visitor
    person: Person
    for_visitor: FaultyProxy
    for_staff: FaultyProxy
    typed: list[str | Pressed] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    kills: Counter[Moment] = field(default_factory=Counter)

    @property
    def tab(self) -> Tab:
        """Where the visitor writes."""
        return self.device.first

    async def type(self) -> None:
        """The visitor writes the next message."""
        text = f"are you still there? ({len(self.typed) + 1})"
        self.typed.append(text)
        await self.tab.write(text)

    async def write(self) -> None:
        """The person writes the next message, until the desk has it."""
        text = f"I am here, one moment (s{len(self.written) + 1})"
        self.written.append(text)
        await write_surely(self.person, self.visitor, text, _COMES_BACK_S)

    async def kill(self, moment: Moment) -> None:
        """Kill the desk at this moment, go on writing, and wait until it is back."""
        before = self.system.pid("desk")
        dead = asyncio.Event()

        def kill() -> None:
            os.kill(before, signal.SIGKILL)
            dead.set()

        if moment is Moment.VISITOR:
            # A page that was just loaded has a socket; one that met a dead desk soon has none.
            await self.tab.reload()
            self.for_visitor.on_acknowledgement = kill
        elif moment is Moment.STAFF:
            self.for_staff.on_acknowledgement = kill
        await self.type()
        if moment is Moment.ANY:
            kill()
        writing = asyncio.create_task(self.write())
        async with asyncio.timeout(_COMES_BACK_S):
            await dead.wait()
        self.kills[moment] += 1
        await self.type()
        await self.type()
        assert await until(lambda: self._is_back(before), _COMES_BACK_S), "the desk stays away"
        await writing
        await self.write()

    async def _is_back(self, before: int) -> bool:
        if self.system.pid("desk") == before:
            return False
        try:
            return (await self.system.http.get("/ready")).status_code == httpx.codes.OK
        except httpx.HTTPError:
            return False

    async def examined(self, reader: Person) -> tuple[list[Finding], Books]:
        """What is wrong with the log and with what the tab shows of it."""
        books = await read_books(self.visitor, reader, self.system.data_dir)
        findings = books.findings(self.typed, self.written)
        return findings + await shown_in([self.tab], books), books


@asynccontextmanager
async def taken_over(browser: Browser, system: System, person: Person) -> AsyncIterator[Scene]:
    """A conversation that a person has."""
    async with (
        FaultyProxy(system.base, None) as for_visitor,
        FaultyProxy(system.base, None) as for_staff,
        httpx.AsyncClient(
            base_url=f"{for_staff.base}/api/staff",
            headers=person.client.headers,
            trust_env=False,
            timeout=person.desk.patience_s,
        ) as client,
    ):
        device = await Device.start(browser)
        try:
            tab = device.first
            await tab.open(for_visitor.base)
            await tab.write(ASKS_FOR_A_PERSON)
            await expect(tab.widget.line("number 1")).to_be_visible()
            [used] = for_visitor.traffic.used.values()
            visitor = Visitor(system.client, used.id, used.token)
            assert (await person.does("claim", visitor)).status_code == httpx.codes.OK
            scene = Scene(
                system,
                device,
                visitor,
                replace(person, client=client),
                for_visitor,
                for_staff,
                typed=[ASKS_FOR_A_PERSON],
            )
            yield scene
        finally:
            await device.context.close()


async def test_nothing_is_lost_while_the_desk_is_killed(
    browser: Browser, system: System, capsys: pytest.CaptureFixture[str]
) -> None:
    person = await system.person("Vera")
    async with taken_over(browser, system, person) as scene:
        for moment in (list(Moment) * KILLS)[:KILLS]:
            await scene.kill(moment)

        findings, books = await scene.examined(person)

        async def settled() -> bool:
            nonlocal findings, books
            findings, books = await scene.examined(person)
            return not findings

        await until(settled, _SETTLES_S)
        with capsys.disabled():
            print(f"\n{_told(scene, findings, books)}")
        assert findings == []

        # The assistant goes on where the person ends, and answers once.
        assert (await person.does("hand_back", scene.visitor)).status_code == httpx.codes.OK
        await scene.type()
        await until(settled, _SETTLES_S)
        assert findings == []
        assert books.turns[books.events[-2]["seq"]] == "done"
        fresh = scene.device.fresh
        await fresh.open(scene.for_visitor.base)

        async def same() -> bool:
            nonlocal findings
            findings = await beside_fresh([scene.tab], fresh)
            return not findings

        await until(same, _SETTLES_S)
        assert findings == []
    await person.client.aclose()


def _told(scene: Scene, findings: list[Finding], books: Books) -> str:
    """The numbers of a run."""
    authors = Counter(event["author"]["kind"] for event in books.events)
    lines = {
        "kills of the desk": scene.kills.total(),
        **{f"of them {moment}": scene.kills[moment] for moment in Moment},
        "messages of the visitor": authors["visitor"],
        "messages of staff": authors["staff"],
        "messages of the visitor sent again": scene.for_visitor.traffic.duplicates,
        "messages of staff sent again": scene.for_staff.traffic.duplicates,
        "WebSockets opened": scene.for_visitor.traffic.sockets,
        "losses": count(findings, Kind.LOSS),
        "doubles": count(findings, Kind.DOUBLE),
        "swaps": count(findings, Kind.SWAP),
        "other findings": count(findings, Kind.STRANGE),
    }
    return "\n".join(f"{number:>6} {name}" for name, number in lines.items())
