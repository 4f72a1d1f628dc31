"""A PostgreSQL database for one test."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import asyncpg
import pytest

from desk.storage.tables import metadata

# Where an empty database may be made: any server that lets this user create databases.
SERVER = os.environ.get("TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/postgres")

_THROW_OUT = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
_COUNT_FROM_ONE = """
    SELECT setval(oid::regclass, 1, false) FROM pg_class
    WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace
"""


@asynccontextmanager
async def temporary_database() -> AsyncIterator[str]:
    """The address of a new database that is dropped afterwards."""
    url = await create()
    try:
        yield url
    finally:
        await drop(url)


class ReusedDatabase:
    """One database for one test after another, each of which finds it as it was first kept.

    Making a database takes a quarter of a second, emptying its tables a few thousandths.
    """

    def __init__(self, url: str) -> None:
        """`url` is the address of a database that nobody else uses."""
        self.url = url
        self._dsn = urlunsplit(("postgresql", urlsplit(url).netloc, urlsplit(url).path, "", ""))

    async def keep(self) -> None:
        """What is in it now is what `restore` brings back."""
        connection = await asyncpg.connect(self._dsn, timeout=5)
        try:
            # No test here is about a server that loses its power.
            await connection.execute(
                f"ALTER DATABASE {_name(self.url)} SET synchronous_commit = off"
            )
            await connection.execute("CREATE SCHEMA kept")
            for table in metadata.sorted_tables:
                await connection.execute(f"CREATE TABLE kept.{table} AS TABLE public.{table}")
        finally:
            await connection.close()

    async def restore(self) -> None:
        """Throw everybody out and bring back what was kept, counters too."""
        connection = await asyncpg.connect(self._dsn, timeout=5)
        try:
            await connection.execute(_THROW_OUT)
            tables = metadata.sorted_tables
            async with connection.transaction():
                for table in reversed(tables):
                    await connection.execute(f"DELETE FROM public.{table}")  # noqa: S608
                for table in tables:
                    await connection.execute(f"INSERT INTO public.{table} TABLE kept.{table}")
                await connection.execute(_COUNT_FROM_ONE)
        finally:
            await connection.close()


async def create() -> str:
    """Make a database and return its address.

    Without a server the test is skipped; with REQUIRE_ALL=1 it fails instead.
    """
    name = f"frontdesk_test_{uuid4().hex[:12]}"
    try:
        server = await asyncpg.connect(SERVER, timeout=5)
    except (OSError, asyncpg.PostgresError) as error:
        if os.environ.get("REQUIRE_ALL") == "1":
            raise
        pytest.skip(f"no PostgreSQL at TEST_POSTGRES_URL: {error}")
    try:
        await server.execute(f"CREATE DATABASE {name}")
    finally:
        await server.close()
    return urlunsplit(("postgresql+asyncpg", urlsplit(SERVER).netloc, f"/{name}", "", ""))


async def drop(url: str) -> None:
    """Take a database away that `create` made."""
    server = await asyncpg.connect(SERVER, timeout=5)
    try:
        await server.execute(f"DROP DATABASE {_name(url)} WITH (FORCE)")
    finally:
        await server.close()


def _name(url: str) -> str:
    return urlsplit(url).path.removeprefix("/")
