"""Promises as rows: stored as shown, paused while the customer is waited for, later settled.

open → paused → open …; from both → kept, broken or void. What is settled stays as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import uuid4

from sqlalchemy import ColumnElement, Row, and_, func, insert, or_, select, update

from desk.services import Services
from desk.storage import Transaction
from desk.storage.tables import promises
from support.errors import NoOpeningError, UnknownNameError
from support.promises import Promise, due, elapsed, promise, resumed

Reason = Literal["opened", "reopened", "moved"]
UNSETTLED = ("open", "paused")
"""The statuses in which an answer is still owed."""


@dataclass(frozen=True)
class Shown:
    """A promise as the visitor read it, and until when an answer keeps it."""

    promise: Promise
    due_at: datetime | None

    def as_dict(self) -> dict[str, Any]:
        """What `frontdesk promise` prints."""
        return self.promise.as_dict()


def work_out(
    services: Services, department: str, language: str, at: datetime | None = None
) -> Shown:
    """The promise that a ticket opened at `at` gets; now if left out."""
    made = promise(services.policy, department, at or services.now(), language)
    return Shown(made, due(services.policy, made))


async def do_record(
    transaction: Transaction,
    shown: Shown,
    *,
    conversation_id: str | None,
    ticket: str | None,
    department: str,
    level: int = 1,
    reason: Reason = "opened",
) -> None:
    """Put a promise on record, word for word; `reason` says what made the desk promise it."""
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
            level=level,
            reason=reason,
        )
    )


async def do_settle(transaction: Transaction, ticket: str, at: datetime) -> None:
    """Somebody answered the ticket at `at`: its promises were kept, or came too late.

    A paused promise was in time when it was paused, and no time has passed since.
    """
    await _do_end(transaction, ticket, at, "kept")


async def do_void(transaction: Transaction, ticket: str, at: datetime) -> None:
    """Nothing is owed any more (closed or merged): what was still in time ends without verdict.

    What was late already is broken all the same.
    """
    await _do_end(transaction, ticket, at, "void")


async def _do_end(
    transaction: Transaction, ticket: str, at: datetime, in_time: Literal["kept", "void"]
) -> None:
    unsettled = (promises.c.ticket == ticket) & promises.c.status.in_(UNSETTLED)
    for condition, status in ((_late(at), "broken"), (_in_time(at), in_time)):
        await transaction.execute(
            update(promises).where(unsettled, condition).values(status=status, settled_at=at)
        )


async def do_pause(transaction: Transaction, ticket: str, at: datetime) -> None:
    """It is the customer's turn: no time passes for the ticket's promises until it goes on.

    What is late already is broken: asking the customer after the time does not mend it.
    """
    open_ones = (promises.c.ticket == ticket) & (promises.c.status == "open")
    await transaction.execute(
        update(promises).where(open_ones, _late(at)).values(status="broken", settled_at=at)
    )
    await transaction.execute(
        update(promises).where(open_ones, _in_time(at)).values(status="paused", paused_at=at)
    )


async def do_resume(
    transaction: Transaction, services: Services, ticket: str, at: datetime
) -> None:
    """The customer's turn is over: paused promises go on, due as much later as they stood still.

    Time is that of the department: working time where it works by hours, else plain time.
    """
    query = (
        select(promises)
        .where(promises.c.ticket == ticket, promises.c.status == "paused")
        .with_for_update()
    )
    for row in (await transaction.execute(query)).all():
        stood, due_at = _moved_on(services, row, at)
        await transaction.execute(
            update(promises)
            .where(promises.c.id == row.id, promises.c.status == "paused")
            .values(
                status="open",
                paused_at=None,
                paused_s=row.paused_s + round(stood.total_seconds()),
                due_at=due_at,
                # It may be close to its end again; then staff should hear of it again.
                warned_at=None,
            )
        )


def _moved_on(services: Services, row: Row[Any], at: datetime) -> tuple[timedelta, datetime | None]:
    """For how long a paused promise stood still, and when it is due then."""
    policy = services.policy
    try:
        stood = elapsed(policy, row.department, row.paused_at, at)
        due_at = row.due_at and resumed(policy, row.department, row.due_at, row.paused_at, at)
    except (UnknownNameError, NoOpeningError):
        # The policy was changed meanwhile and knows no hours to go by: plain time then.
        stood = max(at - row.paused_at, timedelta(0))
        due_at = row.due_at and row.due_at + stood
    return stood, due_at


async def do_reopen(
    transaction: Transaction, services: Services, row: Row[Any], at: datetime
) -> Shown:
    """Promise anew for a ticket that was opened again (`row`, of `tickets`), and return it.

    What was settled stays so. Whatever is still owed goes on beside the new promise, by its own
    time, and an answer settles both.
    """
    await do_resume(transaction, services, row.number, at)
    shown = work_out(services, row.department, row.language, at)
    await do_record(
        transaction,
        shown,
        conversation_id=row.conversation_id,
        ticket=row.number,
        department=row.department,
        level=row.level,
        reason="reopened",
    )
    return shown


async def do_mark_broken(transaction: Transaction, at: datetime) -> list[str]:
    """Mark every promise whose time has passed without an answer, and return their ids.

    A paused one waits for the customer, so its time does not pass.
    """
    result = await transaction.execute(
        update(promises)
        .where(promises.c.status == "open", promises.c.due_at < at)
        .values(status="broken", settled_at=at)
        .returning(promises.c.id)
    )
    return list(result.scalars())


def _late(at: datetime) -> ColumnElement[bool]:
    """Whether an answer at `at` comes too late; what is paused never is, because time stands."""
    return and_(promises.c.status == "open", promises.c.due_at < at)


def _in_time(at: datetime) -> ColumnElement[bool]:
    return or_(promises.c.status == "paused", promises.c.due_at.is_(None), promises.c.due_at >= at)


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
