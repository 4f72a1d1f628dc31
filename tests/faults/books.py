"""What the desk has of a conversation, and whether the tabs of a browser show the same."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from tests.clients import Json, Person, Visitor
from tests.faults.checker import (
    LOG,
    Finding,
    Pressed,
    check_answers,
    check_numbers,
    check_said,
    check_shown,
    check_written,
    compare,
    entries_of,
)
from tests.faults.tab import Tab


@dataclass(frozen=True)
class Books:
    """Everything that the desk has of one conversation at one moment."""

    events: list[Json]
    """The log as the visitor gets it."""
    staff_events: list[Json]
    """The log as staff get it."""
    turns: dict[int, str]
    """What became of the turns, by the number of the message that began each."""

    def findings(self, typed: Sequence[str | Pressed], written: Sequence[str]) -> list[Finding]:
        """What is wrong with the log, given what the visitor typed and what staff wrote."""
        seen_by_staff = [event for event in self.staff_events if not event.get("internal")]
        return [
            *check_numbers(LOG, self.events),
            *check_said(typed, self.events),
            *check_written(LOG, written, self.events, "staff"),
            *compare("staff's log", entries_of(self.events), entries_of(seen_by_staff)),
            *check_answers(self.events, self.turns),
        ]


async def read_books(visitor: Visitor, reader: Person, data_dir: Path) -> Books:
    """Ask the desk at `visitor.desk` itself, whatever lies between it and the widget.

    `reader` is somebody of the staff who may see the conversation. What became of a turn no
    interface tells, so that is read from the database.
    """
    events = await visitor.events()
    log = await reader.get(f"/conversations/{visitor.id}/events", after=0)
    turns = await asyncio.to_thread(_turns, data_dir / "frontdesk.db", visitor.id)
    return Books(events, log["events"], turns)


def _turns(database: Path, conversation_id: str) -> dict[int, str]:
    query = "SELECT visible_seq, status FROM turns WHERE conversation_id = ?"
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=10)) as connection:
        return dict(connection.execute(query, (conversation_id,)).fetchall())


async def shown_in(tabs: Sequence[Tab], books: Books) -> list[Finding]:
    """Whether each tab shows the log: every event once, in order, and nothing besides."""
    findings: list[Finding] = []
    for number, tab in enumerate(tabs, 1):
        findings += check_shown(f"tab {number}", (await tab.view()).entries, books.events)
    return findings


async def beside_fresh(lived: Sequence[Tab], fresh: Tab) -> list[Finding]:
    """Whether tabs that lived through it show exactly what a fresh one shows."""
    findings: list[Finding] = []
    wanted = (await fresh.view()).state
    for number, tab in enumerate(lived, 1):
        shown = (await tab.view()).state
        findings += compare(f"tab {number} beside a fresh one", wanted, shown)
    return findings
