"""One door to the database: reading connections and writing transactions."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import structlog
from sqlalchemy import Connection, event
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

log = structlog.get_logger()

Result = TypeVar("Result")

Transaction = AsyncConnection
"""What queries get passed: they never open or end a transaction themselves."""

_SQLITE_WAIT_MS = 10_000


class Database:
    """An engine with `read()` and `write()`.

    SQLite allows one writer at a time. A transaction that begins as a reader and then writes
    can be refused half-way, so writers say so at once (`BEGIN IMMEDIATE`) and wait their turn.
    """

    def __init__(self, url: str) -> None:
        """`url` is an address of SQLAlchemy's with an async driver (aiosqlite or asyncpg)."""
        self.url = url
        # Errors go to the log, and what visitors wrote must not: parameters stay out of them.
        self.engine: AsyncEngine = create_async_engine(
            url, pool_pre_ping=not _is_sqlite(url), hide_parameters=True
        )
        if _is_sqlite(url):
            event.listen(self.engine.sync_engine, "connect", _prepare_sqlite)
            event.listen(self.engine.sync_engine, "begin", _begin_sqlite)
            # Terminating a connection stops the driver's thread twice, and the second stop is
            # waited for without end. Closing it waits for the statement instead, which is short.
            self.engine.sync_engine.dialect.has_terminate = False

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Transaction]:
        """A connection for reading: one consistent view, nothing is kept."""
        async with self.engine.connect() as connection:
            yield connection

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Transaction]:
        """One transaction: committed at the end, rolled back when anything is raised."""
        async with self.engine.connect() as connection:
            writer = await connection.execution_options(frontdesk_write=True)
            async with writer.begin():
                yield writer

    async def close(self) -> None:
        """Close every connection."""
        await self.engine.dispose()


async def uninterrupted(work: Coroutine[Any, Any, Result]) -> Result:
    """Do work with the database to its end, also when the caller is cancelled meanwhile.

    Cancelled in the middle of a statement, the driver for SQLite stops its thread twice and
    waits for the second time for ever. So whoever may be cancelled at any moment (a stream whose
    visitor left, a worker at the end of the process) lets its short work with the database
    finish; the cancellation goes on after it.
    """
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        while not task.done():
            # Cancelled again, it still waits: `wait` never cancels what it waits for.
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.wait({task})
        # Nobody is there any more to hear of an error; asked for, it is not reported as lost.
        error = None if task.cancelled() else task.exception()
        if error is not None:
            log.info("work failed after its caller was cancelled", why=repr(error))
        raise


def _is_sqlite(url: str) -> bool:
    return url.startswith("sqlite")


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver must not begin transactions of its own: `_begin_sqlite` does.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        # A message that was acknowledged survives a power cut, too.
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={_SQLITE_WAIT_MS}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    write = connection.get_execution_options().get("frontdesk_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")
