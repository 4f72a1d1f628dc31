"""How long each report takes over ninety days of a busy desk.

    .venv/bin/python -m bench.reports [--conversations 50000] [--keep FOLDER]

Fills an SQLite database with conversations as the desk writes them: three messages and answers,
every third handed to a person, every fifth with a ticket and its promise, every fourth rated.
Then makes every report about all of it, twice, and prints the second time.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import tempfile
import time
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from desk.reports.catalogue import REPORTS
from desk.reports.report import Frame
from desk.storage import Database, Transaction
from desk.storage.migrate import migrate
from desk.storage.tables import (
    conversations,
    events,
    promises,
    staff,
    ticket_messages,
    tickets,
    turns,
)
from support.periods import between
from support.policy import Policy, load

ROOT = Path(__file__).parents[1]
DAYS = 90
_BATCH = 1_000
_PEOPLE = 12
_NOW = datetime(2026, 11, 25, 3, tzinfo=UTC)

Rows = dict[Any, list[dict[str, Any]]]


async def fill(database: Database, policy: Policy, count: int) -> None:
    """Write `count` conversations, spread over the days."""
    chance = random.Random(1)  # figures that are the same every time
    async with database.write() as transaction:
        await transaction.execute(insert(staff), [_person(number) for number in range(_PEOPLE)])
    for first in range(0, count, _BATCH):
        rows: Rows = {
            table: []
            for table in (conversations, events, turns, tickets, ticket_messages, promises)
        }
        for number in range(first, min(first + _BATCH, count)):
            for table, row in _conversation(policy, chance, number):
                rows[table].append(row)
        async with database.write() as transaction:
            await _write(transaction, rows)


async def _write(transaction: Transaction, rows: Rows) -> None:
    for table, some in rows.items():
        if some:
            await transaction.execute(insert(table), some)


def _person(number: int) -> dict[str, Any]:
    return {
        "id": f"staff{number}",
        "email": f"staff{number}@example.com",
        "name": f"Person {number}",
        "password_hash": "",
        "departments": ["technical", "billing", "sales"],
        "level": 1,
        "role": "agent",
        "languages": ["en"],
        "presence": "away",
        "presence_holds": False,
        "created_at": _NOW,
    }


class _Log:
    """One conversation's events, numbered."""

    def __init__(self, conversation_id: str, at: datetime) -> None:
        self.id, self.at, self.seq = conversation_id, at, 0

    def event(self, kind: str, author: str, **more: Any) -> tuple[Any, dict[str, Any]]:
        self.seq += 1
        row = {
            "conversation_id": self.id,
            "seq": self.seq,
            "visible_seq": self.seq,
            "kind": kind,
            "at": self.at,
            "author": author,
            "text": "What somebody may have said in a chat, of the usual length.",
            "data": None,
            "staff_id": None,
        }
        return events, {**row, **more}

    def state(self, owner: str, department: str, **more: Any) -> tuple[Any, dict[str, Any]]:
        data = {"owner": owner, "department": department, "level": 1, **more.pop("data", {})}
        return self.event("state", "system", data=data, **more)


def _conversation(
    policy: Policy, chance: random.Random, number: int
) -> Iterator[tuple[Any, dict[str, Any]]]:
    topic = chance.choice([one for one in policy.topics.values() if one.department])
    department = topic.department or "technical"
    began = _NOW - timedelta(seconds=chance.random() * DAYS * 86_400)
    log = _Log(f"conversation{number}", began)
    said: list[tuple[Any, dict[str, Any]]] = [log.event("message", "bot")]
    for _ in range(3):
        log.at += timedelta(seconds=20)
        said.append(log.event("message", "visitor"))
        said.append((turns, _turn(log, topic.name)))
        said.append(log.event("message", "bot"))
    if number % 3 == 0:
        said += _with_person(log, chance, department)
    if number % 5 == 0:
        said += _with_ticket(log, chance, department, number)
    log.at += timedelta(minutes=10)
    said.append(log.state("closed", department))
    yield (
        conversations,
        {
            "id": log.id,
            "visitor_id": log.id,
            "language": chance.choice(["en", "vi"]),
            "owner": "closed",
            "version": 1,
            "department": department,
            "level": 1,
            "last_seq": log.seq,
            "last_visible_seq": log.seq,
            "visitor_read_seq": 0,
            "staff_read_seq": 0,
            "details": {},
            "engine_reset": False,
            "rating": chance.randint(1, 5) if number % 4 == 0 else None,
            "created_at": began,
            "updated_at": log.at,
        },
    )
    yield from said


def _turn(log: _Log, intent: str) -> dict[str, Any]:
    ranking = [{"name": f"intent_{number}", "confidence": 0.1} for number in range(10)]
    return {
        "message_id": f"{log.id}-{log.seq}",
        "conversation_id": log.id,
        "seq": log.seq,
        "visible_seq": log.seq,
        "status": "done",
        "version": 1,
        "created_at": log.at,
        "attempts": 1,
        "effects": [],
        "parse": {
            "intent": {"name": intent, "confidence": 0.9},
            "intent_ranking": ranking,
            "entities": [],
        },
    }


def _with_person(
    log: _Log, chance: random.Random, department: str
) -> Iterator[tuple[Any, dict[str, Any]]]:
    if chance.random() < 0.2:
        data = {"accepted": False, "why": "closed", "department": department, "level": 1}
        yield log.event("handoff", "system", data=data, visible_seq=None)
        return
    yield log.state("queue", department)
    log.at += timedelta(seconds=chance.expovariate(1 / 90))
    person = chance.randrange(_PEOPLE)
    yield log.state(
        "staff",
        department,
        data={"staff": {"name": f"Person {person}"}},
        staff_id=f"staff{person}",
    )
    for author in ("staff", "visitor", "staff"):
        log.at += timedelta(seconds=60)
        yield log.event("message", author)


def _with_ticket(
    log: _Log, chance: random.Random, department: str, number: int
) -> Iterator[tuple[Any, dict[str, Any]]]:
    name = f"TK-{number}"
    opened = log.at
    due = opened + timedelta(hours=3)
    answered = opened + timedelta(hours=chance.expovariate(1 / 2))
    yield log.event("ticket", "system")
    yield log.event("promise", "system")
    yield (
        tickets,
        {
            "number": name,
            "key": "key",
            "conversation_id": log.id,
            "department": department,
            "level": 1,
            "priority": "normal",
            "status": "waiting",
            "subject": "A matter",
            "language": "en",
            "last_seq": 2,
            "opened_at": opened,
            "updated_at": answered,
        },
    )
    for seq, author, at in ((1, "visitor", opened), (2, "staff", answered)):
        message = {"number": name, "seq": seq, "at": at, "author": author}
        yield ticket_messages, {**message, "text": "Words.", "internal": False}
    yield (
        promises,
        {
            "id": name,
            "ticket": name,
            "department": department,
            "text": "We will respond.",
            "zone": "Asia/Ho_Chi_Minh",
            "calendar_version": "1",
            "opened_at": opened,
            "starts_at": opened,
            "due_at": due,
            "status": "kept" if answered <= due else "broken",
            "settled_at": min(answered, due),
        },
    )


async def measure(folder: Path, count: int) -> dict[str, Any]:
    """Milliseconds that each report takes, and the longest that it holds up everything else."""
    policy = load(ROOT / "policy.yml")
    database = Database(f"sqlite+aiosqlite:///{folder / 'bench.db'}")
    await migrate(database)
    started = time.perf_counter()
    await fill(database, policy, count)
    print(f"filled in {time.perf_counter() - started:.0f} s", flush=True)
    today = _NOW.astimezone(policy.zone).date()
    period = between(today - timedelta(days=DAYS), today, policy.zone)
    frame = Frame(policy=policy, period=period, now=_NOW)
    found: dict[str, Any] = {"conversations": count}
    for name, entry in REPORTS.items():
        for _ in range(2):
            watch = asyncio.create_task(_longest_hold())
            started = time.perf_counter()
            async with database.read() as transaction:
                await entry.make(transaction, frame)
            spent = time.perf_counter() - started
            watch.cancel()
            held = await watch
        found[name] = {"ms": round(1000 * spent), "holds_up_ms": round(1000 * held)}
    await database.close()
    return found


async def _longest_hold() -> float:
    """How long at most the event loop, on which visitors are answered, was kept from going on."""
    longest = 0.0
    try:
        while True:
            before = time.perf_counter()
            await asyncio.sleep(0.001)
            longest = max(longest, time.perf_counter() - before - 0.001)
    except asyncio.CancelledError:
        return longest


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--conversations", type=int, default=50_000)
    parser.add_argument("--keep", type=Path, help="a folder for the database, which stays there")
    arguments = parser.parse_args()
    kept = nullcontext(str(arguments.keep)) if arguments.keep else tempfile.TemporaryDirectory()
    with kept as folder:
        found = asyncio.run(measure(Path(folder), arguments.conversations))
    for name, value in found.items():
        print(json.dumps({name: value}))


if __name__ == "__main__":
    main()
