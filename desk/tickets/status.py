"""A ticket's life: its statuses, how one leads to another, and what follows from each step.

    open ⇄ waiting (for the customer) ⇄ on_hold      the work
    any of them → solved → open (reopened)           solved is for a while, so that it can go on
    any → closed                                     the end: what comes later is a new ticket

A promise stands still while the customer is waited for and nowhere else: what is on hold waits
for us. What is solved or closed without an answer is owed no more, and is not called kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Row, func, select, update

from desk.errors import ConflictError
from desk.mail.ticket_mails import do_mail_reopened, do_mail_solved
from desk.notify import notify_ticket
from desk.promises.ledger import do_pause, do_reopen, do_resume, do_void
from desk.services import Services
from desk.staff.audit import do_record_action
from desk.storage import Transaction
from desk.storage.tables import tickets
from desk.tickets.book import access_ticket
from desk.tickets.thread import do_note

Status = Literal["open", "waiting", "on_hold", "solved", "closed"]
STATUSES: tuple[Status, ...] = ("open", "waiting", "on_hold", "solved", "closed")
UNDER_WORK: tuple[Status, ...] = ("open", "waiting", "on_hold")

TRANSITIONS: Mapping[Status, tuple[Status, ...]] = {
    "open": ("waiting", "on_hold", "solved", "closed"),
    "waiting": ("open", "on_hold", "solved", "closed"),
    "on_hold": ("open", "waiting", "solved", "closed"),
    "solved": ("open", "closed"),
    "closed": (),
}
"""Where a ticket may go from a status."""

# What the customer is told in the thread; the rest is between staff.
_PUBLIC: tuple[Status, ...] = ("solved", "closed")
_MOST_AT_ONCE = 100


@dataclass(frozen=True)
class Doer:
    """Who changes a ticket."""

    kind: Literal["staff", "customer", "clock"]
    id: str | None = None
    name: str | None = None


CUSTOMER = Doer("customer")
CLOCK = Doer("clock")


def check_transition(row: Row[Any], status: Status) -> None:
    """Raises ConflictError where a ticket can't go to `status` from where it is."""
    if status in TRANSITIONS[row.status]:
        return
    if row.merged_into:
        raise ConflictError(
            f"This ticket goes on as {row.merged_into}. Change that one.",
            code="ticket_merged",
            extra={"merged_into": row.merged_into},
        )
    if row.status == "closed":
        raise ConflictError(
            "This ticket is closed and stays so. Open a new one.", code="ticket_closed"
        )
    raise ConflictError(
        f"A ticket that is {row.status} can only become {', '.join(TRANSITIONS[row.status])}.",
        code="status_impossible",
        field="status",
        extra={"possible": list(TRANSITIONS[row.status])},
    )


async def do_change_status(
    transaction: Transaction,
    services: Services,
    row: Row[Any],
    status: Status,
    doer: Doer,
    *,
    mail: bool = True,
) -> Row[Any]:
    """Bring a ticket to another status with all that follows from it, and return it as it is then.

    The customer is told in the thread, and by mail unless not `mail`, of what is solved or
    reopened. The same status again changes nothing. Raises ConflictError for a step that there
    is not, and when somebody else was faster.
    """
    if status == row.status:
        return row
    check_transition(row, status)
    at = services.now()
    values: dict[str, Any] = {"status": status, "updated_at": at}
    if status == "solved":
        values["solved_at"] = at
    elif row.status == "solved" and status == "open":
        values["solved_at"] = None
    await do_set(transaction, row, values)
    changed = await access_ticket(transaction, row.number)
    if row.status == "solved" and status == "open":
        await _do_reopen(transaction, services, changed, doer, mail=mail)
    else:
        await _do_keep_promises(transaction, services, row, status, at)
        await _do_tell(transaction, services, changed, doer)
        if status == "solved" and doer.kind == "staff" and mail:
            await do_mail_solved(transaction, services, changed, doer.name or "")
    data = {"from": row.status, "to": status, "by": doer.kind}
    await do_record_action(transaction, services, doer.id, "ticket_status", row.number, data)
    return await access_ticket(transaction, row.number)


async def do_set(transaction: Transaction, row: Row[Any], values: dict[str, Any]) -> None:
    """Write columns of a ticket, if each is still as it was read.

    Raises ConflictError when somebody else was faster.
    """
    unchanged = [
        tickets.c[name].is_not_distinct_from(getattr(row, name))
        for name in values
        if name != "updated_at"
    ]
    result = await transaction.execute(
        update(tickets).where(tickets.c.number == row.number, *unchanged).values(**values)
    )
    if result.rowcount != 1:
        raise changed_meanwhile()


def changed_meanwhile(field: str | None = None, now: object = None) -> ConflictError:
    """Why an edit is refused that was made with an older state in view."""
    return ConflictError(
        "Somebody else changed this ticket meanwhile. Look at it again before you change it.",
        code="ticket_changed",
        field=field,
        extra={"now": now} if field else None,
    )


async def _do_keep_promises(
    transaction: Transaction, services: Services, row: Row[Any], status: Status, at: datetime
) -> None:
    if row.status == "waiting":
        await do_resume(transaction, services, row.number, at)
    if status == "waiting":
        await do_pause(transaction, row.number, at)
    elif status in ("solved", "closed"):
        await do_void(transaction, row.number, at)


async def _do_tell(transaction: Transaction, services: Services, row: Row[Any], doer: Doer) -> None:
    """Say in the thread what became of the ticket."""
    say = services.texts.say
    if row.status in _PUBLIC:
        text = say(row.language, f"ticket_line_{row.status}_{doer.kind}", name=doer.name or "")
    elif doer.kind == "customer":
        # What the customer wrote stands there and says enough.
        return
    else:
        status = say(row.language, f"ticket_status_{row.status}")
        text = say(row.language, "ticket_line_status", status=status)
    await do_note(
        transaction,
        row.number,
        text,
        services.now(),
        by=doer.name,
        staff_id=doer.id,
        public=row.status in _PUBLIC,
    )


async def _do_reopen(
    transaction: Transaction, services: Services, row: Row[Any], doer: Doer, *, mail: bool
) -> None:
    """Open a solved ticket again: with a promise of its own, which the customer is shown."""
    at = services.now()
    shown = await do_reopen(transaction, services, row, at)
    key = "ticket_line_reopened_staff" if doer.kind == "staff" else "ticket_line_reopened"
    text = services.texts.say(row.language, key, name=doer.name or "", promise=shown.promise.text)
    await do_note(transaction, row.number, text, at, by=doer.name, staff_id=doer.id, public=True)
    if mail:
        await do_mail_reopened(transaction, services, row, shown.promise.text)


def closes_at(services: Services, row: Row[Any]) -> datetime | None:
    """When a solved ticket closes by itself."""
    if row.status != "solved":
        return None
    since: datetime = row.solved_at or row.updated_at
    return since + timedelta(days=services.settings.limits.solved_tickets_reopen_days)


async def do_hear_customer(transaction: Transaction, services: Services, row: Row[Any]) -> Row[Any]:
    """The customer writes: the ticket is the desk's turn again. Returns it as it is then.

    Raises ConflictError that names the way to a new ticket where this one has ended.
    """
    ends = closes_at(services, row)
    if row.status == "closed" or (ends is not None and ends <= services.now()):
        raise ended(services, row)
    return await do_change_status(transaction, services, row, "open", CUSTOMER)


def ended(services: Services, row: Row[Any]) -> ConflictError:
    """Why nothing more can be written into a ticket, and where to write instead."""
    url = f"{services.settings.public_url}/t/new"
    if row.merged_into:
        return ConflictError(
            f"This ticket goes on as {row.merged_into}. Please write there.",
            code="ticket_merged",
            extra={"merged_into": row.merged_into},
        )
    return ConflictError(
        f"This ticket is closed. Please open a new one: {url}",
        code="ticket_closed",
        extra={"url": url},
    )


async def close_solved(services: Services) -> int:
    """Close what was solved long enough ago; returns how many. Work of the keeper."""
    days = services.settings.limits.solved_tickets_reopen_days
    since = func.coalesce(tickets.c.solved_at, tickets.c.updated_at)
    query = (
        select(tickets.c.number)
        .where(tickets.c.status == "solved", since <= services.now() - timedelta(days=days))
        .order_by(tickets.c.number)
        .limit(_MOST_AT_ONCE)
    )
    async with services.database.read() as transaction:
        numbers = list((await transaction.execute(query)).scalars())
    closed = 0
    for number in numbers:
        async with services.database.write() as transaction:
            row = await access_ticket(transaction, number, lock=True)
            ends = closes_at(services, row)
            # The customer or a colleague may have been faster.
            if ends is None or ends > services.now():
                continue
            await do_change_status(transaction, services, row, "closed", CLOCK)
        await notify_ticket(services.bus, number)
        closed += 1
    return closed
