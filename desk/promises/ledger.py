"""Promises as rows: stored as shown, later marked kept or broken."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import Row, func, insert, select, update

from desk.services import Services
from desk.storage import Transaction
from desk.storage.tables import promises
from support.promises import Promise, promise


@dataclass(frozen=True)
class Shown:
    """A promise as the visitor read it, and until when an answer keeps it."""

    promise: Promise
    due_at: datetime | None

    def as_dict(self) -> dict[str, Any]:
        """What `frontdesk promise` prints."""
        return self.promise.as_dict()


def work_out(services: Services, department: str, language: str) -> Shown:
    """The promise that a ticket opened now gets.

    Where the policy names a window, its end is when the promise is due. Where it only says
    "the next business day" (policy section 2), the end of that day is. Where it names no time
    at all, nothing is due.
    """
    now = services.now()
    made = promise(services.policy, department, now, language)
    due = made.respond_by
    if due is None and made.starts_at > made.opened_at:
        day = made.starts_at.astimezone(services.policy.zone)
        midnight = day.replace(hour=0, minute=0, second=0, microsecond=0)
        due = midnight + timedelta(days=1)
    return Shown(made, due)


async def do_record(
    transaction: Transaction,
    shown: Shown,
    *,
    conversation_id: str | None,
    ticket: str | None,
    department: str,
) -> None:
    """Put a promise on record, word for word."""
    made = shown.promise
    await transaction.execute(
        insert(promises).values(
            id=uuid4().hex,
            conversation_id=conversation_id,
            ticket=ticket,
            department=department,
            text=made.text,
            zone=str(made.zone),
            calendar_version=made.calendar_version,
            opened_at=made.opened_at,
            starts_at=made.starts_at,
            respond_from=made.respond_from,
            respond_by=made.respond_by,
            due_at=shown.due_at,
            status="open",
        )
    )


async def do_settle(transaction: Transaction, ticket: str, at: datetime) -> None:
    """Somebody answered the ticket at `at`: its open promises were kept, or came too late."""
    open_ones = (promises.c.ticket == ticket) & (promises.c.status == "open")
    late = promises.c.due_at.is_not(None) & (promises.c.due_at < at)
    for condition, status in ((late, "broken"), (~late, "kept")):
        await transaction.execute(
            update(promises).where(open_ones, condition).values(status=status, settled_at=at)
        )


async def do_mark_broken(transaction: Transaction, at: datetime) -> int:
    """Mark every promise whose time has passed without an answer. Returns how many."""
    result = await transaction.execute(
        update(promises)
        .where(promises.c.status == "open", promises.c.due_at < at)
        .values(status="broken", settled_at=at)
    )
    return result.rowcount


async def promises_of(
    transaction: Transaction, *, ticket: str | None = None, conversation_id: str | None = None
) -> list[Row[Any]]:
    """The promises of a ticket or of a conversation, newest first."""
    query = select(promises).order_by(promises.c.opened_at.desc())
    if ticket is not None:
        query = query.where(promises.c.ticket == ticket)
    if conversation_id is not None:
        query = query.where(promises.c.conversation_id == conversation_id)
    return list((await transaction.execute(query)).all())


async def owed_since(transaction: Transaction, conversation_id: str) -> datetime | None:
    """When the oldest promise that this conversation is still owed was made, if there is one."""
    query = select(func.min(promises.c.opened_at)).where(
        promises.c.conversation_id == conversation_id, promises.c.status.in_(("open", "paused"))
    )
    since: datetime | None = (await transaction.execute(query)).scalar_one()
    return since


def promise_json(row: Row[Any], services: Services) -> dict[str, Any]:
    """A promise on record, as the pages get it."""

    def moment(at: datetime | None) -> str | None:
        return services.local(at) if at else None

    return {
        "ticket": row.ticket,
        "department": row.department,
        "text": row.text,
        "zone": row.zone,
        "opened_at": moment(row.opened_at),
        "starts_at": moment(row.starts_at),
        "respond_from": moment(row.respond_from),
        "respond_by": moment(row.respond_by),
        "due_at": moment(row.due_at),
        "status": row.status,
        "settled_at": moment(row.settled_at),
        "calendar_version": row.calendar_version,
    }
