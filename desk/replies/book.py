"""The book of ready replies: finding, adding, changing and removing them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from desk.errors import ConflictError, ForbiddenError, NotFoundError
from desk.replies.checking import ReplyFields
from desk.services import Services
from desk.staff.access import Person, may_see
from desk.staff.audit import do_record_action
from desk.storage import Transaction
from desk.storage.tables import counters, replies

_FIRST = "replies-first"


class ShortcutTakenError(ConflictError):
    """Another reply has this shortcut."""

    code = "shortcut_taken"


@dataclass(frozen=True)
class Imported:
    """What became of the replies of a file."""

    added: int
    changed: int
    unchanged: int


async def all_replies(transaction: Transaction) -> list[Row[Any]]:
    """Every reply, by shortcut."""
    return list((await transaction.execute(select(replies).order_by(replies.c.shortcut))).all())


async def replies_for(transaction: Transaction, person: Person) -> list[Row[Any]]:
    """The replies of one's departments and those for everybody, by shortcut."""
    rows = await all_replies(transaction)
    return [row for row in rows if may_see(person, row.department)]


async def access_reply(transaction: Transaction, person: Person, reply_id: str) -> Row[Any]:
    """A reply of one's departments, or one for everybody. Raises NotFoundError."""
    query = select(replies).where(replies.c.id == reply_id)
    row = (await transaction.execute(query)).one_or_none()
    if row is None or not may_see(person, row.department):
        raise NotFoundError("There is no such reply.", code="reply_not_found")
    return row


def check_department(person: Person, department: str | None) -> None:
    """Raises ForbiddenError for a department that is not one's own."""
    if not may_see(person, department):
        raise ForbiddenError("Replies of another department are its own people's to write.")


async def do_add(
    transaction: Transaction, services: Services, person: Person, new: ReplyFields
) -> Row[Any]:
    """Add a checked reply. Raises ShortcutTakenError, ForbiddenError."""
    check_department(person, new.department)
    await _check_free(transaction, new.shortcut)
    added = await _do_insert(transaction, services, new, person.id)
    await do_record_action(
        transaction, services, person.id, "reply_add", new.shortcut, new.model_dump()
    )
    return added


async def do_change(
    transaction: Transaction,
    services: Services,
    person: Person,
    reply_id: str,
    fields: ReplyFields,
    *,
    seen_at: str | None,
) -> Row[Any]:
    """Replace a reply with checked fields.

    `seen_at` is the `updated_at` of what was edited: when somebody else has changed the reply
    since, ConflictError is raised instead of losing their words. Raises NotFoundError,
    ShortcutTakenError, ForbiddenError.
    """
    before = await access_reply(transaction, person, reply_id)
    check_department(person, fields.department)
    if seen_at is not None and seen_at != services.local(before.updated_at):
        raise ConflictError(
            "Somebody else has changed this reply meanwhile. Load it again and change it anew.",
            code="changed_meanwhile",
        )
    if fields.shortcut != before.shortcut:
        await _check_free(transaction, fields.shortcut)
    await _do_update(transaction, services, reply_id, fields, person.id)
    await do_record_action(
        transaction,
        services,
        person.id,
        "reply_change",
        fields.shortcut,
        {"before": _fields(before), "after": fields.model_dump()},
    )
    return await access_reply(transaction, person, reply_id)


async def do_remove(
    transaction: Transaction, services: Services, person: Person, reply_id: str
) -> None:
    """Remove a reply. Raises NotFoundError."""
    before = await access_reply(transaction, person, reply_id)
    await transaction.execute(delete(replies).where(replies.c.id == reply_id))
    await do_record_action(
        transaction, services, person.id, "reply_remove", before.shortcut, _fields(before)
    )


async def do_count_use(transaction: Transaction, reply_id: str) -> None:
    """Somebody put this reply into a message."""
    await transaction.execute(
        update(replies).where(replies.c.id == reply_id).values(uses=replies.c.uses + 1)
    )


async def do_import(
    transaction: Transaction, services: Services, found: Sequence[ReplyFields]
) -> Imported:
    """Add and change replies by their shortcuts; those that the file does not name stay."""
    known = {row.shortcut: row for row in await all_replies(transaction)}
    added = changed = 0
    for fields in found:
        before = known.get(fields.shortcut)
        if before is None:
            await _do_insert(transaction, services, fields, None)
            added += 1
        elif _fields(before) != fields.model_dump():
            await _do_update(transaction, services, before.id, fields, None)
            changed += 1
    if added or changed:
        counts = {"added": added, "changed": changed}
        await do_record_action(transaction, services, None, "reply_import", "replies", counts)
    return Imported(added, changed, len(found) - added - changed)


async def had_first(transaction: Transaction) -> bool:
    """Whether this desk was given its first replies already."""
    query = select(counters.c.name).where(counters.c.name == _FIRST)
    return (await transaction.execute(query)).scalar_one_or_none() is not None


async def do_load_first(
    transaction: Transaction, services: Services, first: Sequence[ReplyFields]
) -> int:
    """Fill the empty book of a new desk, once. Returns how many replies were added.

    Whoever removes every reply does not find them back after the next start.
    """
    dialect = postgresql if transaction.dialect.name == "postgresql" else sqlite
    begun = await transaction.execute(
        dialect.insert(counters).values(name=_FIRST, value=1).on_conflict_do_nothing()
    )
    if not begun.rowcount or await all_replies(transaction):
        return 0
    for fields in first:
        await _do_insert(transaction, services, fields, None)
    return len(first)


def reply_json(row: Row[Any], services: Services) -> dict[str, Any]:
    """A reply as the pages get it."""
    return {
        "id": row.id,
        **_fields(row),
        "uses": row.uses,
        "updated_at": services.local(row.updated_at),
    }


def fields_of(row: Row[Any]) -> ReplyFields:
    """A row as it was written."""
    return ReplyFields(**_fields(row))


def _fields(row: Row[Any]) -> dict[str, Any]:
    return {
        "shortcut": row.shortcut,
        "title": row.title,
        "department": row.department,
        "topics": row.topics,
        "texts": row.texts,
    }


async def _check_free(transaction: Transaction, shortcut: str) -> None:
    query = select(replies.c.title).where(replies.c.shortcut == shortcut)
    title = (await transaction.execute(query)).scalar_one_or_none()
    if title is not None:
        raise taken(shortcut)


def taken(shortcut: str) -> ShortcutTakenError:
    """Why a shortcut can't be had. It may be of a department that the asker does not see."""
    return ShortcutTakenError(
        f"Another reply has the shortcut /{shortcut}. Please choose another.", field="shortcut"
    )


async def _do_insert(
    transaction: Transaction, services: Services, new: ReplyFields, staff_id: str | None
) -> Row[Any]:
    query = insert(replies).values(
        id=uuid4().hex,
        **new.model_dump(),
        uses=0,
        updated_by=staff_id,
        updated_at=services.now(),
    )
    row: Row[Any] = (await transaction.execute(query.returning(replies))).one()
    return row


async def _do_update(
    transaction: Transaction,
    services: Services,
    reply_id: str,
    fields: ReplyFields,
    staff_id: str | None,
) -> None:
    await transaction.execute(
        update(replies)
        .where(replies.c.id == reply_id)
        .values(**fields.model_dump(), updated_by=staff_id, updated_at=services.now())
    )
