"""A PostgreSQL database for one test."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import asyncpg
import pytest

# Where an empty database may be made: any server that lets this user create databases.
SERVER = os.environ.get("TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/postgres")


@asynccontextmanager
async def temporary_database(template: str | None = None) -> AsyncIterator[str]:
    """The address of a new database that is dropped afterwards, a copy of `template` if given."""
    url = await create(template)
    try:
        yield url
    finally:
        await drop(url)


async def create(template: str | None = None) -> str:
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
        copied = f" TEMPLATE {_name(template)}" if template else ""
        await server.execute(f"CREATE DATABASE {name}{copied}")
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
