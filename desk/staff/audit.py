"""What people of the desk did, on record: who, when, what, to what. Never what was written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, insert, select

from desk.services import Services
from desk.staff.access import Person
from desk.storage import Transaction
from desk.storage.tables import audit_log, staff

_SUBJECT_CHARACTERS = 80
_WRITTEN = frozenset({"reason", "text", "note", "notes", "message", "comment"})
"""What people wrote stays where they wrote it, and can be erased there."""


async def do_record_action(
    transaction: Transaction,
    services: Services,
    staff_id: str | None,
    action: str,
    subject: str,
    data: Mapping[str, Any] | None = None,
) -> None:
    """Note that somebody did `action` to `subject` (a conversation's id, a ticket's number)."""
    await do_record(transaction, services.real_now(), staff_id, action, subject, data)


async def do_record(
    transaction: Transaction,
    at: datetime,
    staff_id: str | None,
    action: str,
    subject: str,
    data: Mapping[str, Any] | None = None,
) -> None:
    """As `do_record_action`, at a moment of real time: for the command, which has no services."""
    await transaction.execute(
        insert(audit_log).values(
            at=at,
            staff_id=staff_id,
            action=action,
            subject=subject[:_SUBJECT_CHARACTERS],
            data=_without_words(data),
        )
    )


def _without_words(data: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if data is None:
        return None
    return {name: value for name, value in data.items() if name not in _WRITTEN}


@dataclass(frozen=True)
class Filters:
    """Which entries are wanted; None: all. `until` is not included."""

    staff_id: str | None = None
    action: str | None = None
    subject: str | None = None
    since: datetime | None = None
    until: datetime | None = None


async def entries(
    transaction: Transaction,
    person: Person,
    filters: Filters,
    *,
    before: int | None,
    most: int,
) -> list[Row[Any]]:
    """What was done, the newest first, older than the entry `before`.

    An administrator sees all; who leads sees what people of the same departments did.
    """
    query = (
        select(audit_log, staff.c.name, staff.c.email)
        .outerjoin(staff, staff.c.id == audit_log.c.staff_id)
        .order_by(audit_log.c.id.desc())
        .limit(most)
    )
    if before is not None:
        query = query.where(audit_log.c.id < before)
    query = _filtered(query, filters)
    if not person.sees_all:
        query = query.where(await _by_colleagues(transaction, person))
    return list((await transaction.execute(query)).all())


def _filtered(query: Select[Any], filters: Filters) -> Select[Any]:
    if filters.staff_id is not None:
        query = query.where(audit_log.c.staff_id == filters.staff_id)
    if filters.action is not None:
        query = query.where(audit_log.c.action == filters.action)
    if filters.subject is not None:
        query = query.where(audit_log.c.subject == filters.subject)
    if filters.since is not None:
        query = query.where(audit_log.c.at >= filters.since)
    if filters.until is not None:
        query = query.where(audit_log.c.at < filters.until)
    return query


async def _by_colleagues(transaction: Transaction, person: Person) -> ColumnElement[bool]:
    rows = (await transaction.execute(select(staff.c.id, staff.c.departments))).all()
    mine = set(person.departments)
    return audit_log.c.staff_id.in_([row.id for row in rows if mine & set(row.departments)])


def entry_json(row: Row[Any], services: Services) -> dict[str, Any]:
    """An entry as the page shows it; without `staff` where the command or nobody known did it."""
    who = {"id": row.staff_id, "name": row.name, "email": row.email} if row.staff_id else None
    return {
        "id": row.id,
        "at": services.local(row.at),
        "staff": who,
        "action": row.action,
        "subject": row.subject,
        "data": _without_words(row.data),
    }
