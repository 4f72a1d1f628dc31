"""The project in the present folder, as commands work on it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from desk.errors import FrontdeskError, RequestError, UsageError

# The database's library takes half a second to import: only commands that need it pay for it.
if TYPE_CHECKING:
    from desk.settings import Settings
    from desk.storage import Database, Transaction
    from support.policy import Policy

Result = TypeVar("Result")


def open_project() -> tuple[Settings, Policy]:
    """Settings and policy. Raises UsageError or PolicyError for one that can't be read."""
    from desk.settings import Settings
    from support.policy import load

    settings = Settings.load(os.environ, Path.cwd())
    return settings, load(settings.root / "policy.yml")


def with_database(settings: Settings, do: Callable[[Database], Awaitable[Result]]) -> Result:
    """Do something with the project's database, brought up to date first.

    A request that can't be done becomes a FrontdeskError with one line for people.
    """
    from desk.storage import Database
    from desk.storage.migrate import migrate

    async def run() -> Result:
        database = Database(settings.database_url)
        try:
            await migrate(database)
            return await do(database)
        except RequestError as error:
            kind = FrontdeskError if error.status == 409 else UsageError
            raise kind(error.message) from None
        finally:
            await database.close()

    return asyncio.run(run())


def in_transaction(settings: Settings, do: Callable[[Transaction], Awaitable[Result]]) -> Result:
    """Do something in one transaction on the project's database; see `with_database`."""

    async def write(database: Database) -> Result:
        async with database.write() as transaction:
            return await do(transaction)

    return with_database(settings, write)
