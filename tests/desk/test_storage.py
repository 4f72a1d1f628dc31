"""The database: migrations make what the code expects, moments keep their instant."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect, text

from desk.conversations.log import NewEvent, do_append, events_after
from desk.conversations.model import access_conversation, do_create
from desk.conversations.ownership import OwnerChangedError, do_change_owner
from desk.conversations.turns import next_owed
from desk.errors import FrontdeskError, UsageError
from desk.settings import database_url as address_of
from desk.storage import Database, uninterrupted
from desk.storage.migrate import DatabaseTooNewError, configuration, migrate
from desk.storage.tables import metadata

NOW = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)


@pytest.fixture
def database_url(empty_database_url: str) -> str:
    """Migrating is what is tried here."""
    return empty_database_url


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
            # Nobody reopens a conversation for somebody else: only the visitor does, by writing.
            await do_change_owner(transaction, replace(moved, owner="closed"), "queue", at=NOW)


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


async def _run(database: Database, do: Callable[[Config, str], None], revision: str) -> None:
    """Bring a database to a revision, up or down."""

    def run(connection: Connection) -> None:
        config = configuration()
        config.attributes["connection"] = connection
        do(config, revision)

    async with database.write() as transaction:
        await transaction.run_sync(run)


async def _contents(database: Database) -> list[dict[str, object]]:
    tables = ("conversations", "events", "turns", "tickets", "mails")
    found: list[dict[str, object]] = []
    async with database.read() as transaction:
        for table in tables:
            rows = await transaction.execute(text(f"SELECT * FROM {table} ORDER BY 1, 2"))  # noqa: S608
            found += [{"table": table, **row} for row in rows.mappings()]
    return found


OLD_ROWS = (
    "INSERT INTO conversations (id, visitor_id, language, owner, version, level, last_seq,"
    " last_visible_seq, visitor_read_seq, staff_read_seq, details, engine_reset, created_at,"
    " updated_at, language_chosen) VALUES ('c', 'v', 'vi', 'bot', 3, 1, 2, 2, 1, 0, '{}', false,"
    " '2026-11-25 03:00:00', '2026-11-25 03:00:00', true)",
    "INSERT INTO events (conversation_id, seq, visible_seq, kind, at, author, text) VALUES"
    " ('c', 1, 1, 'message', '2026-11-25 03:00:00', 'bot', 'Dạ, em chào anh/chị'),"
    " ('c', 2, 2, 'message', '2026-11-25 03:00:00', 'visitor', 'máy chủ bị chậm')",
    "INSERT INTO turns (message_id, conversation_id, seq, visible_seq, status, version,"
    " created_at, attempts, effects) VALUES"
    " ('m', 'c', 2, 2, 'pending', 3, '2026-11-25 03:00:00', 0, '[]')",
    "INSERT INTO mails (id, recipient, subject, text, status, attempts, created_at, next_at)"
    " VALUES ('a', 'linh@example.com', 's', 't', 'waiting', 0, '2026-11-25 03:00:00',"
    " '2026-11-25 03:00:00')",
)


async def test_a_conversation_of_an_older_version_keeps_everything_through_the_upgrade(
    database_url: str,
) -> None:
    database = Database(database_url)
    await _run(database, command.upgrade, "0002")
    async with database.write() as transaction:
        for statement in OLD_ROWS:
            await transaction.execute(text(statement))
    before = await _contents(database)
    assert [row["table"] for row in before] == [
        "conversations",
        "events",
        "events",
        "turns",
        "mails",
    ]
    await migrate(database)
    after = await _contents(database)
    # Everything that was there is there, and what is new says "nothing yet".
    assert [
        {key: row[key] for key in old} for row, old in zip(after, before, strict=True)
    ] == before
    async with database.read() as transaction:
        found = await access_conversation(transaction, "c")
        rows = await events_after(transaction, "c", 0, "visitor")
        owed = await next_owed(transaction, "c")
    assert (found.language, found.language_chosen, found.visitor_id) == ("vi", True, "v")
    assert (found.delivered_seq, found.read_seq) == (0, 0)
    assert (found.begin_key, found.user_id, found.identity, found.rating) == (None,) * 4
    assert [row.text for row in rows] == ["Dạ, em chào anh/chị", "máy chủ bị chậm"]
    assert owed is not None
    # Back again, nothing old is lost either.
    await _run(database, command.downgrade, "0002")
    assert await _contents(database) == before
    await migrate(database)
    assert await _contents(database) == after
    await database.close()


async def test_every_migration_goes_back_to_an_empty_database(database_url: str) -> None:
    database = Database(database_url)
    await migrate(database)
    await _run(database, command.downgrade, "base")

    async with database.write() as transaction:
        left = await transaction.run_sync(lambda connection: inspect(connection).get_table_names())
    assert left == ["alembic_version"]
    await database.close()


async def test_an_error_of_work_whose_caller_was_cancelled_is_not_reported_as_lost() -> None:
    """It is told of when it happens, and not whenever memory is tidied up."""
    begun, go_on = asyncio.Event(), asyncio.Event()
    lost: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: lost.append(context))

    async def work() -> None:
        begun.set()
        await go_on.wait()
        raise OwnerChangedError("too late")

    caller = asyncio.create_task(uninterrupted(work()))
    await begun.wait()
    caller.cancel()
    go_on.set()
    await asyncio.wait({caller})
    assert caller.cancelled()
    # Nothing holds it any more: what nobody has asked for would be reported now.
    del caller
    await asyncio.sleep(0)
    gc.collect()
    assert lost == []
