"""How fast the desk's page is with many visitors waiting.

    .venv/bin/python -m bench.queue [--waiting 500] [--times 40] [--database-url URL]

Starts a desk of its own, as a process, with so many visitors waiting, each after ten messages.
Measured from another process, as a browser sees it: the answer to the queue page's two questions
(the lines of the list, and the queue with every packet), and the time from a visitor's word until
the page's stream tells of it.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import statistics
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import httpx
from websockets.asyncio.client import connect
from websockets.typing import Origin

from desk.conversations.log import NewEvent, do_append
from desk.conversations.model import access_conversation, do_create
from desk.conversations.ownership import do_change_owner
from desk.settings import Settings
from desk.staff.access import COOKIE
from desk.staff.people import Credentials, NewPerson, do_add
from desk.storage import Database, Transaction
from desk.storage.migrate import migrate
from desk.storage.tables import conversations
from tests.clients import DeskClient
from tests.ports import free_port
from tests.system.running import FRONTDESK, ROOT

_MESSAGES = 10


async def fill(url: str, waiting: int) -> Credentials:
    """So many visitors in the queue of the technical department, and one person."""
    database = Database(url)
    await migrate(database)
    now = datetime.now(UTC)
    person = NewPerson("bench@example.com", "Bench", ["technical"])
    async with database.write() as transaction:
        added = await do_add(transaction, person, now)
    for number in range(waiting):
        at = now - timedelta(seconds=waiting - number)
        async with database.write() as transaction:
            await _one(transaction, uuid4().hex, at)
    await database.close()
    return added


async def _one(transaction: Transaction, conversation_id: str, at: datetime) -> None:
    await do_create(
        transaction,
        conversation_id=conversation_id,
        visitor_id=uuid4().hex,
        language="en",
        page="https://example.com/vps",
        department="technical",
        at=at,
    )
    said = [
        NewEvent(
            kind="message",
            author="bot" if number % 2 else "visitor",
            text=f"My server 203.0.113.{number} does not answer since this morning, please look.",
        )
        for number in range(_MESSAGES)
    ]
    await do_append(transaction, conversation_id, said, at)
    await transaction.execute(
        conversations.update()
        .where(conversations.c.id == conversation_id)
        .values(routed={"intent": "infrastructure", "question": said[0].text})
    )
    waits = await access_conversation(transaction, conversation_id)
    await do_change_owner(transaction, waits, "queue", at=at, reason="talk_to_person")


@asynccontextmanager
async def running_desk(
    folder: Path, url: str, waiting: int
) -> AsyncIterator[tuple[str, Credentials]]:
    """A desk without engine; nobody is assigned, so that all of them go on waiting."""
    credentials = await fill(url, waiting)
    port = free_port()
    environment = {
        **os.environ,
        "DATA_DIR": str(folder),
        "PORT": str(port),
        "ASSIGN_AFTER": "never",
        **({"DATABASE_URL": url} if url.startswith("postgresql") else {}),
    }
    process = await asyncio.create_subprocess_exec(
        FRONTDESK,
        *("serve", "desk"),
        cwd=ROOT,
        env=environment,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    base = f"http://127.0.0.1:{port}"
    try:
        async with httpx.AsyncClient(trust_env=False) as http, asyncio.timeout(60):
            while True:
                with contextlib.suppress(httpx.HTTPError):
                    if (await http.get(f"{base}/health")).status_code == httpx.codes.OK:
                        break
                await asyncio.sleep(0.1)
        yield base, credentials
    finally:
        process.terminate()
        await process.wait()


async def measure(url: str, folder: Path, waiting: int, times: int) -> dict[str, float]:
    """Milliseconds at the median and at most, by what was asked."""
    async with (
        running_desk(folder, url, waiting) as (base, credentials),
        httpx.AsyncClient(base_url=base, trust_env=False, timeout=60) as http,
    ):
        body = {"email": credentials.email, "password": credentials.password}
        (await http.post("/api/staff/login", json=body)).raise_for_status()
        client = DeskClient(base, http)
        cookie = {"Cookie": f"{COOKIE}={http.cookies[COOKIE]}"}
        address = f"{base.replace('http', 'ws', 1)}/api/staff/stream"
        async with connect(
            address, additional_headers=cookie, max_size=None, origin=Origin(base)
        ) as page:
            csrf = (await http.get("/api/staff/me")).json()["csrf"]
            online = {"presence": "online"}
            headers = {"X-CSRF-Token": csrf}
            changed = await http.put("/api/staff/me/presence", json=online, headers=headers)
            changed.raise_for_status()
            found = {
                "queue": await _ask(http, "/api/staff/queue", times, waiting),
                "list": await _ask(http, "/api/staff/conversations?view=queue", times, None),
            }
            visitor = await client.visitor(language="en")
            spent = []
            for number in range(times):
                text = f"word {number}"
                started = time.perf_counter()
                await visitor.say(text)
                async with asyncio.timeout(20):
                    while json.loads(await page.recv()).get("event", {}).get("text") != text:
                        pass
                spent.append(time.perf_counter() - started)
                # Below the limit of messages that one conversation may send.
                await asyncio.sleep(max(0.0, 0.51 - spent[-1]))
            found["update"] = spent
    return {
        f"{name}_{kind}_ms": 1000 * cut
        for name, taken in found.items()
        for kind, cut in (("p50", statistics.median(taken)), ("most", max(taken)))
    }


async def _ask(http: httpx.AsyncClient, path: str, times: int, expected: int | None) -> list[float]:
    spent = []
    for number in range(times + 3):
        started = time.perf_counter()
        response = await http.get(path)
        taken = time.perf_counter() - started
        listed = len(response.json()["conversations"])
        assert expected in (None, listed), f"{listed} listed"
        # The first ones warm up.
        if number >= 3:
            spent.append(taken)
    return spent


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--waiting", type=int, default=500)
    parser.add_argument("--times", type=int, default=40)
    parser.add_argument("--database-url", help="an empty PostgreSQL database; SQLite without it")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        environ = {"DATA_DIR": name, "DATABASE_URL": arguments.database_url or ""}
        url = Settings.load(environ, ROOT).database_url
        found = asyncio.run(measure(url, folder, arguments.waiting, arguments.times))
    print(json.dumps({name: round(value, 1) for name, value in found.items()}))


if __name__ == "__main__":
    main()
