"""One conversation from its script to its end, through a proxy that spoils what it can."""

from __future__ import annotations

import asyncio
import time
import traceback
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import uuid4

import httpx

from tests.clients import Json, Person, Visitor
from tests.faults.books import Books, beside_fresh, read_books, shown_in
from tests.faults.checker import BEGINNINGS, Finding, Kind, Pressed, compare, messages_by
from tests.faults.proxy import FaultyProxy
from tests.faults.schedule import Fault, Schedule
from tests.faults.scripts import Offline, Press, Reload, Say, Script, SecondTab, script
from tests.faults.tab import Device, Tab
from tests.system.running import System
from tests.waiting import until

# How long a visitor waits for an answer before writing on all the same.
_PATIENCE_S = 5.0
# A message that was swallowed is sent again after seconds, a lost last frame is noticed at the
# next heartbeat, and a pause between two attempts may be half a minute long.
_SETTLES_S = 75.0
_CLAIMS_S = 40.0
_LINES_OF_HISTORY = 120


@dataclass
class Outcome:
    """What came of one conversation."""

    name: str
    findings: list[Finding] = field(default_factory=list)
    broken: str | None = None
    """What was raised, when it could not be played to its end."""
    faults: Counter[Fault] = field(default_factory=Counter)
    written: Counter[str] = field(default_factory=Counter)
    """How many messages of each author are in the log."""
    tabs: int = 0
    sockets: int = 0
    polls: int = 0
    duplicates: int = 0
    dropped: int = 0
    played_s: float = 0.0
    settled_s: float = 0.0
    history: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether all was as it should be."""
        return not self.findings and self.broken is None

    def told(self) -> str:
        """What is wrong, with all that helps to find out why."""
        lines = [f"conversation {self.name}:", *(f"  {one}" for one in self.findings)]
        lines += [self.broken] if self.broken else []
        return "\n".join([*lines, *(f"    {line}" for line in self.history[-_LINES_OF_HISTORY:])])


@dataclass(frozen=True)
class Stage:
    """What all conversations share."""

    system: System
    devices: asyncio.Queue[Device]
    """The browsers that are free."""
    reader: Person
    """Somebody who may read every log, and does nothing else."""
    acting: asyncio.Semaphore
    """How many visitors do something at the same time; others may still settle."""


class Visit:
    """A visitor with a browser of their own, and a proxy of their own before the desk."""

    def __init__(self, stage: Stage, proxy: FaultyProxy, device: Device, plan: Script) -> None:
        self._stage = stage
        self._proxy = proxy
        self._device = device
        self._plan = plan
        self.tabs: list[Tab] = []
        self._opened = 0
        self._typed: list[str | Pressed] = []
        self._written: list[str] = []

    # What visitor and staff do

    async def play(self, taker: Person | None) -> None:
        """Everything that the script says."""
        await self._open(self._device.first)
        async with asyncio.TaskGroup() as group:
            if taker is not None:
                group.create_task(self._take_over(taker))
            group.create_task(self._write_all())

    async def _write_all(self) -> None:
        for step in self._plan.steps:
            match step:
                case Say(text, tab, waits):
                    await self._say(self.tabs[tab], text)
                    if waits:
                        await self._until_answered(self.tabs[tab])
                case Press(which):
                    await self._press(which)
                case Reload(tab):
                    self._opened += 1
                    self._note("reload")
                    await self.tabs[tab].reload()
                case Offline(text):
                    await self._say_offline(text)
                case SecondTab():
                    self._note("a second tab")
                    await self._open(await self._device.another_tab())

    async def _open(self, tab: Tab) -> None:
        await tab.open(self._proxy.base)
        self._opened += 1
        self.tabs.append(tab)

    async def _say(self, tab: Tab, text: str) -> None:
        self._note(f"typed in tab {self.tabs.index(tab) + 1}: {text!r}")
        await tab.write(text)
        self._typed.append(text)

    async def _press(self, which: int) -> None:
        tab = self.tabs[0]
        title = await tab.press(which)
        if title is not None:
            self._note(f"pressed: {title!r}")
            self._typed.append(Pressed(title))

    async def _say_offline(self, text: str) -> None:
        """Write while there is no network; it comes back when the widget shows what is written."""
        await self._device.context.set_offline(True)
        self._note("offline")
        await self._say(self.tabs[0], text)

        async def waits() -> bool:
            return (await self.tabs[0].view()).pending > 0

        await until(waits, _PATIENCE_S)
        await self._device.context.set_offline(False)
        self._note("online")

    async def _until_answered(self, tab: Tab) -> None:
        async def answered() -> bool:
            return (await tab.view()).is_answered

        await until(answered, _PATIENCE_S)

    async def _take_over(self, taker: Person) -> None:
        """Claim the conversation once the visitor has asked for a person, and write."""

        async def claimed() -> bool:
            visitor = self.visitor()
            if visitor is None:
                return False
            await taker.put("/me/presence", presence="online")
            return (await taker.does("claim", visitor)).status_code == httpx.codes.OK

        if not await until(claimed, _CLAIMS_S):
            self._note("nobody could take over")
            return
        self._note("a person took over")
        visitor = self.visitor()
        assert visitor is not None
        for text in self._plan.staff:
            said = len(messages_by(await visitor.events(), "visitor"))

            async def more(said: int = said) -> bool:
                return len(messages_by(await visitor.events(), "visitor")) > said

            await write_surely(taker, visitor, text)
            self._written.append(text)
            await until(more, 1.0)
        if self._plan.hands_back:
            assert (await taker.does("hand_back", visitor)).status_code == httpx.codes.OK

    def visitor(self) -> Visitor | None:
        """The visitor's conversation, as the proxy has seen it; asked directly at the desk."""
        used = list(self._proxy.traffic.used.values())
        return Visitor(self._stage.system.client, used[-1].id, used[-1].token) if used else None

    def _note(self, what: str) -> None:
        self._proxy.note(what)

    # What must be true in the end

    async def settle(self) -> tuple[list[Finding], Books | None]:
        """Wait until nothing is wrong any more; what still is when the time is over, is."""
        self._proxy.calm()
        findings: list[Finding] = []
        books: Books | None = None

        async def quiet() -> bool:
            """The cheap part of what is to come: nothing is on its way any more."""
            views = [await tab.view() for tab in self.tabs]
            return self._proxy.idle and not any(view.pending for view in views)

        async def settled() -> bool:
            nonlocal findings, books
            findings, books = await self._examined(self.tabs)
            return not findings or any(finding.final for finding in findings)

        await until(quiet, _SETTLES_S / 2)
        await until(settled, _SETTLES_S)
        if findings:
            return findings, books
        lived, fresh = list(self.tabs), self._device.fresh
        await self._open(fresh)

        async def same() -> bool:
            nonlocal findings, books
            findings, books = await self._examined(self.tabs)
            findings += await beside_fresh(lived, fresh)
            return not findings

        await until(same, _SETTLES_S)
        return findings, books

    async def _examined(self, tabs: Sequence[Tab]) -> tuple[list[Finding], Books | None]:
        visitor = self.visitor()
        if visitor is None:
            return [Finding(Kind.LOSS, "the desk", "no conversation")], None
        ids = [*dict.fromkeys([*self._proxy.traffic.begun, *self._proxy.traffic.used])]
        books = await read_books(visitor, self._stage.reader, self._stage.system.data_dir)
        return [
            *compare(BEGINNINGS, [visitor.id], ids),
            *books.findings(self._typed, self._written),
            *await shown_in(tabs, books),
        ], books

    def report(self, outcome: Outcome, books: Books | None) -> None:
        """Put the numbers of this visit into its outcome."""
        traffic = self._proxy.traffic
        outcome.faults = self._proxy.faults
        outcome.tabs, outcome.sockets, outcome.polls = self._opened, traffic.sockets, traffic.polls
        outcome.duplicates = traffic.duplicates
        outcome.history = self._proxy.history
        if books is not None:
            said: list[Json] = [event for event in books.events if event["kind"] == "message"]
            outcome.written = Counter(event["author"]["kind"] for event in said)
            outcome.dropped = sum(status == "dropped" for status in books.turns.values())


async def converse(stage: Stage, seed: str, *, staffed: bool, taker: Person) -> Outcome:
    """Play the conversation of this seed and check it."""
    outcome = Outcome(seed)
    device = await stage.devices.get()
    async with FaultyProxy(stage.system.base, Schedule(seed)) as proxy:
        visit = Visit(stage, proxy, device, script(seed, staffed=staffed))
        books: Books | None = None
        try:
            async with stage.acting:
                started = time.monotonic()
                await visit.play(taker if staffed else None)
            played = time.monotonic()
            outcome.played_s = played - started
            outcome.findings, books = await visit.settle()
            outcome.settled_s = time.monotonic() - played
        except Exception:
            # One conversation that breaks must not hide what the others show.
            outcome.broken = traceback.format_exc()
        visit.report(outcome, books)
        await device.clear(proxy.base)
    stage.devices.put_nowait(device)
    return outcome


async def write_surely(person: Person, visitor: Visitor, text: str, within_s: float = 60.0) -> None:
    """Write as staff, again and again under the same id until the desk says that it has it."""
    client_id = uuid4().hex

    async def taken() -> bool:
        try:
            response = await person.does("messages", visitor, client_id=client_id, text=text)
        except httpx.HTTPError:
            return False
        return response.status_code == httpx.codes.ACCEPTED

    assert await until(taken, within_s), f"the desk did not take {text!r}"
