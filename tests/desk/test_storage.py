"""The database: migrations make what the code expects, moments keep their instant."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text

from desk.conversations.log import NewEvent, do_append
from desk.conversations.model import access_conversation, do_create
from desk.conversations.ownership import OwnerChangedError, do_change_owner
from desk.errors import FrontdeskError, UsageError
from desk.settings import database_url as address_of
from desk.storage import Database
from desk.storage.migrate import DatabaseTooNewError, migrate
from desk.storage.tables import metadata

NOW = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)


@pytest.fixture
async def database(database_url: str):  # type: ignore[no-untyped-def]
    database = Database(database_url)
    await migrate(database)
    yield database
    await database.close()


async def new_conversation(database: Database) -> str:
    async with database.write() as transaction:
        await do_create(
            transaction,
            conversation_id="c",
            visitor_id="v",
            language="en",
            page=None,
            department=None,
            at=NOW,
        )
    return "c"


async def test_migrations_make_exactly_the_tables_of_the_code(database: Database) -> None:
    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, metadata))

    async with database.write() as transaction:
        assert await transaction.run_sync(differences) == []


async def test_migrating_twice_changes_nothing(database: Database) -> None:
    await new_conversation(database)
    await migrate(database)
    async with database.read() as transaction:
        assert (await access_conversation(transaction, "c")).version == 1


async def test_a_database_of_a_newer_version_is_refused_and_left_alone(
    database: Database,
) -> None:
    async with database.write() as transaction:
        await transaction.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseTooNewError, match=r"9999.*newer"):
        await migrate(database)
    async with database.read() as transaction:
        found = (await transaction.execute(text("SELECT version_num FROM alembic_version"))).all()
    assert [row[0] for row in found] == ["9999"]


async def test_a_moment_comes_back_as_the_same_instant(database: Database) -> None:
    await new_conversation(database)
    there = NOW.astimezone(timezone(timedelta(hours=7)))
    async with database.write() as transaction:
        await do_append(transaction, "c", [NewEvent("message", "bot", "hi")], there)
        found = await access_conversation(transaction, "c")
    assert found.updated_at == NOW
    assert found.updated_at.tzinfo == UTC


async def test_a_moment_without_a_zone_is_refused(database: Database) -> None:
    await new_conversation(database)
    with pytest.raises(Exception, match="time zone"):
        async with database.write() as transaction:
            await do_append(transaction, "c", [NewEvent("note", "bot")], NOW.replace(tzinfo=None))
    async with database.read() as transaction:
        assert (await access_conversation(transaction, "c")).last_seq == 0


async def test_an_owner_changes_only_from_the_version_that_was_read(database: Database) -> None:
    await new_conversation(database)
    async with database.read() as transaction:
        seen = await access_conversation(transaction, "c")
    async with database.write() as transaction:
        moved = await do_change_owner(transaction, seen, "queue", at=NOW, department="billing")
    assert (moved.owner, moved.version, moved.department) == ("queue", 2, "billing")
    with pytest.raises(OwnerChangedError):
        async with database.write() as transaction:
            await do_change_owner(transaction, seen, "closed", at=NOW)
    with pytest.raises(OwnerChangedError, match="can't go"):
        async with database.write() as transaction:
            await do_change_owner(transaction, seen, "staff", at=NOW)


async def test_a_database_that_is_none_is_one_clear_error(tmp_path) -> None:  # type: ignore[no-untyped-def]
    broken = tmp_path / "broken.db"
    broken.write_bytes(b"not a database, but long enough to be read as one" * 20)
    for path in (broken, tmp_path / "missing" / "x.db"):
        database = Database(f"sqlite+aiosqlite:///{path}")
        with pytest.raises(FrontdeskError, match="can't be used") as error:
            await migrate(database)
        assert len(str(error.value).splitlines()) == 1
        await database.close()


def test_database_addresses(tmp_path) -> None:  # type: ignore[no-untyped-def]
    assert address_of({}, tmp_path) == f"sqlite+aiosqlite:///{tmp_path}/frontdesk.db"
    for written in ("postgres://a@b/c", "postgresql://a@b/c", "postgresql+asyncpg://a@b/c"):
        assert address_of({"DATABASE_URL": written}, tmp_path) == "postgresql+asyncpg://a@b/c"
    with pytest.raises(UsageError, match="mysql"):
        address_of({"DATABASE_URL": "mysql://x"}, tmp_path)


async def test_an_error_of_the_database_does_not_tell_what_was_written(
    database: Database,
) -> None:
    secret = "what a visitor wrote"
    with pytest.raises(Exception, match="no_such_table") as error:
        async with database.write() as transaction:
            await transaction.execute(
                text("INSERT INTO no_such_table VALUES (:text)"), {"text": secret}
            )
    assert secret not in str(error.value)
