"""Bringing a database to the version that this code knows."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import SQLAlchemyError

from desk.errors import FrontdeskError
from desk.storage.database import Database

_MIGRATIONS = Path(__file__).parent / "migrations"


class DatabaseTooNewError(FrontdeskError):
    """The database was written by a newer version of this software."""


async def migrate(database: Database) -> None:
    """Apply every migration that the database lacks.

    Raises DatabaseTooNewError, and changes nothing, when the database carries a version that
    this code does not know; FrontdeskError when the database can't be reached.
    """
    try:
        async with database.write() as transaction:
            await transaction.run_sync(_upgrade)
    except (OSError, SQLAlchemyError) as error:
        cause = getattr(error, "orig", None) or error
        raise FrontdeskError(
            f"the database can't be used ({cause}); check DATABASE_URL and DATA_DIR"
        ) from error


def configuration() -> Config:
    """Alembic's configuration, pointing at the migrations beside this file."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    return config


def _upgrade(connection: Connection) -> None:
    if inspect(connection).has_table("alembic_version"):
        found = connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
        if list(found) == _heads():
            return
        unknown = sorted(set(found) - _known())
        if unknown:
            raise DatabaseTooNewError(
                f"the database is at version {', '.join(unknown)}, which this version of Frontdesk "
                "does not know: it was written by a newer one. Start that version, "
                "or point DATABASE_URL (or DATA_DIR) at another database"
            )
    config = configuration()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


# The files of the migrations are modules, and reading them takes longer than asking a database.
@cache
def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(configuration())


@cache
def _heads() -> list[str]:
    return _scripts().get_heads()


@cache
def _known() -> set[str]:
    return {script.revision for script in _scripts().walk_revisions()}
