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
async def temporary_database() -> AsyncIterator[str]:
    """The address of a new database that is dropped afterwards.

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
        parts = urlsplit(SERVER)
        yield urlunsplit(("postgresql+asyncpg", parts.netloc, f"/{name}", "", ""))
        await server.execute(f"DROP DATABASE {name} WITH (FORCE)")
    finally:
        await server.close()
