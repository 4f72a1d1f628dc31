"""Many conversations over a network that cuts, delays, swallows and doubles: nothing is lost.

`make soak` plays 200 of them. For the few of every run, `FAULTS_CONVERSATIONS` says how many,
`FAULTS_SEED` from which seed, and `FAULTS_ONLY` names one to play alone, by its number.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from random import Random

import pytest
from playwright.async_api import Browser

from tests.faults.checker import Kind, count
from tests.faults.schedule import Fault
from tests.faults.tab import Device
from tests.faults.visit import Outcome, Stage, converse
from tests.system.running import System

FEW = int(os.environ.get("FAULTS_CONVERSATIONS", "40"))
MANY = 200
SEED = os.environ.get("FAULTS_SEED", "1")
ONLY = os.environ.get("FAULTS_ONLY")

# Visitors who do something at the same time, and those who are there in all: most of the others
# only wait until everything has settled.
_ACTING = 8
_PRESENT = 16
# In this share of the conversations a person takes over.
_STAFFED = 0.25
_MOST_TOLD = 5


@pytest.mark.parametrize(
    "conversations",
    [pytest.param(FEW, id="few"), pytest.param(MANY, id="many", marks=pytest.mark.soak)],
)
async def test_nothing_is_lost_or_doubled_over_a_faulty_network(
    browser: Browser, system: System, capsys: pytest.CaptureFixture[str], conversations: int
) -> None:
    departments = ("technical", "billing", "sales")
    reader = await system.person("Rita", *departments, presence=None)
    takers = (await system.person("Tom", *departments), await system.person("Uma", *departments))
    numbers = [int(ONLY)] if ONLY else list(range(conversations))
    outcomes: list[Outcome] = []
    started = time.monotonic()
    async with devices(browser, min(_PRESENT, len(numbers))) as free:
        stage = Stage(system, free, reader, asyncio.Semaphore(_ACTING))

        async def one(number: int) -> None:
            staffed = Random(f"{SEED}/{number}/staffed").random() < _STAFFED
            taker = takers[number % len(takers)]
            outcomes.append(await converse(stage, f"{SEED}/{number}", staffed=staffed, taker=taker))

        try:
            await asyncio.gather(*(one(number) for number in numbers))
        finally:
            # Also for a run that somebody stops: what there is by then.
            with capsys.disabled():
                print(f"\n{_told(outcomes)}\n{time.monotonic() - started:.0f} s")
    for person in (reader, *takers):
        await person.client.aclose()

    wrong = [outcome.told() for outcome in outcomes if not outcome.ok]
    assert not wrong, f"{len(wrong)} conversations went wrong:\n" + "\n\n".join(wrong[:_MOST_TOLD])
    if not ONLY and conversations >= MANY:
        met = sum((outcome.faults for outcome in outcomes), Counter[Fault]())
        assert set(met) == set(Fault), f"never happened: {sorted(set(Fault) - set(met))}"


@asynccontextmanager
async def devices(browser: Browser, number: int) -> AsyncIterator[asyncio.Queue[Device]]:
    """So many browsers of visitors, all of them free."""
    free: asyncio.Queue[Device] = asyncio.Queue()
    started = [await Device.start(browser) for _ in range(number)]
    for device in started:
        free.put_nowait(device)
    yield free
    for device in started:
        await device.context.close()


def _told(outcomes: Sequence[Outcome]) -> str:
    """The numbers of a run."""
    findings = [finding for outcome in outcomes for finding in outcome.findings]
    written = sum((outcome.written for outcome in outcomes), Counter[str]())
    faults = sum((outcome.faults for outcome in outcomes), Counter[Fault]())
    tabs = sum(outcome.tabs for outcome in outcomes)
    sockets = sum(outcome.sockets for outcome in outcomes)
    lines = {
        "conversations": len(outcomes),
        "messages of visitors": written["visitor"],
        "messages of the assistant": written["bot"],
        "messages of staff": written["staff"],
        "pages loaded": tabs,
        "WebSockets opened": sockets,
        "of them reconnected": max(0, sockets - tabs),
        "long polls": sum(outcome.polls for outcome in outcomes),
        "answers dropped for a person": sum(outcome.dropped for outcome in outcomes),
        **{str(fault): faults[fault] for fault in Fault},
        "faults in all": faults.total(),
        "duplicates that reached the desk": sum(outcome.duplicates for outcome in outcomes),
        "losses": count(findings, Kind.LOSS),
        "doubles": count(findings, Kind.DOUBLE),
        "swaps": count(findings, Kind.SWAP),
        "other findings": count(findings, Kind.STRANGE),
        "conversations that broke off": sum(bool(outcome.broken) for outcome in outcomes),
    }
    told = [f"{number:>6} {name}" for name, number in lines.items()]
    for name, times in (
        ("played", sorted(outcome.played_s for outcome in outcomes)),
        ("settled", sorted(outcome.settled_s for outcome in outcomes)),
    ):
        if not times:
            continue
        middle, last = times[len(times) // 2], times[-1]
        told.append(f"{name} in {middle:.1f} s at the median, {last:.1f} s at most")
    return "\n".join(told)
