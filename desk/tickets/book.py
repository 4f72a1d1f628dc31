"""Opening tickets, writing into them, reading them."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Row, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from desk.errors import InvalidError, NotFoundError
from desk.escalation.taking import do_take
from desk.promises.ledger import Shown, do_record, do_settle, work_out
from desk.services import Services
from desk.storage import Transaction
from desk.storage.tables import counters, ticket_messages, tickets

Status = Literal["open", "waiting", "on_hold", "solved", "closed"]
STATUSES: tuple[Status, ...] = ("open", "waiting", "on_hold", "solved", "closed")

_SUBJECT_CHARACTERS = 200


@dataclass(frozen=True)
class NewTicket:
    """What a ticket is opened with."""

    department: str
    subject: str
    language: str
    details: str | None = None
    email: str | None = None
    topic: str | None = None
    level: int = 1
    conversation_id: str | None = None
    visitor_id: str | None = None


@dataclass(frozen=True)
class Opened:
    """A ticket that was just opened, with the promise that its owner was given."""

    number: str
    key: str
    department: str
    subject: str
    url: str
    shown: Shown

    def as_dict(self) -> dict[str, Any]:
        """As the actions get it."""
        return {
            "number": self.number,
            "key": self.key,
            "status": "open",
            "department": self.department,
            "url": self.url,
            "promise": self.shown.as_dict(),
        }


async def do_open(transaction: Transaction, services: Services, new: NewTicket) -> Opened:
    """Open a ticket: its number, its key, its first message, and the promise on record."""
    if new.department not in services.policy.departments:
        raise InvalidError(f"There is no department '{new.department}'.", field="department")
    now = services.now()
    year = now.astimezone(services.policy.zone).year
    number = f"TK-{year}-{await _next(transaction, services, f'ticket-{year}'):06d}"
    key = secrets.token_urlsafe(18)
    shown = work_out(services, new.department, new.language)
    subject = " ".join(new.subject.split())[:_SUBJECT_CHARACTERS]
    await transaction.execute(
        insert(tickets).values(
            number=number,
            key=key,
            conversation_id=new.conversation_id,
            visitor_id=new.visitor_id,
            department=new.department,
            level=new.level,
            priority="normal",
            status="open",
            topic=new.topic,
            subject=subject,
            details=new.details,
            email=new.email,
            language=new.language,
            last_seq=0,
            opened_at=now,
            updated_at=now,
        )
    )
    await _do_append(transaction, number, author="visitor", text=new.details or subject, at=now)
    await do_record(
        transaction,
        shown,
        conversation_id=new.conversation_id,
        ticket=number,
        department=new.department,
        level=new.level,
    )
    return Opened(number, key, new.department, subject, ticket_url(services, number, key), shown)


async def do_answer(
    transaction: Transaction,
    row: Row[Any],
    *,
    at: datetime,
    staff_id: str,
    staff_name: str,
    text: str,
    internal: bool,
    client_id: str,
) -> int:
    """Write into a ticket as staff and return the message's number in its thread.

    A public answer settles the ticket's promises and leaves it waiting for the customer; an
    internal note does neither. The same `client_id` again changes nothing.
    """
    query = select(ticket_messages.c.seq).where(
        ticket_messages.c.number == row.number,
        ticket_messages.c.author == "staff",
        ticket_messages.c.client_id == client_id,
    )
    before = (await transaction.execute(query)).scalar_one_or_none()
    if before is not None:
        return int(before)
    seq = await _do_append(
        transaction,
        row.number,
        author="staff",
        text=text,
        at=at,
        author_name=staff_name,
        staff_id=staff_id,
        internal=internal,
        client_id=client_id,
    )
    if not internal:
        await do_settle(transaction, row.number, at)
        await do_take(transaction, row.number, staff_id, at)
        if row.status in ("open", "on_hold"):
            await do_set_status(transaction, row.number, "waiting", at)
    return seq


async def do_set_status(
    transaction: Transaction, number: str, status: Status, at: datetime
) -> None:
    """Give a ticket another status."""
    await transaction.execute(
        update(tickets).where(tickets.c.number == number).values(status=status, updated_at=at)
    )


async def _do_append(
    transaction: Transaction,
    number: str,
    *,
    author: str,
    text: str,
    at: datetime,
    author_name: str | None = None,
    staff_id: str | None = None,
    internal: bool = False,
    client_id: str | None = None,
) -> int:
    seq = (
        await transaction.execute(
            update(tickets)
            .where(tickets.c.number == number)
            .values(last_seq=tickets.c.last_seq + 1, updated_at=at)
            .returning(tickets.c.last_seq)
        )
    ).scalar_one()
    await transaction.execute(
        insert(ticket_messages).values(
            number=number,
            seq=seq,
            at=at,
            author=author,
            author_name=author_name,
            staff_id=staff_id,
            text=text,
            internal=internal,
            client_id=client_id,
        )
    )
    return int(seq)


async def _next(transaction: Transaction, services: Services, name: str) -> int:
    """Count a named counter up by one and return it; two transactions never get the same."""
    postgres = services.database.url.startswith("postgresql")
    dialect = postgresql if postgres else sqlite
    query = (
        dialect.insert(counters)
        .values(name=name, value=1)
        .on_conflict_do_update(index_elements=["name"], set_={"value": counters.c.value + 1})
        .returning(counters.c.value)
    )
    return int((await transaction.execute(query)).scalar_one())


async def access_ticket(transaction: Transaction, number: str) -> Row[Any]:
    """The ticket with that number. Raises NotFoundError."""
    query = select(tickets).where(tickets.c.number == number.strip().upper())
    row = (await transaction.execute(query)).one_or_none()
    if row is None:
        raise NotFoundError(f"There is no ticket {number}.", code="ticket_not_found")
    return row


async def open_ticket_of(transaction: Transaction, conversation_id: str) -> str | None:
    """The number of a conversation's newest ticket that is not solved yet."""
    query = (
        select(tickets.c.number)
        .where(
            tickets.c.conversation_id == conversation_id,
            tickets.c.status.in_(("open", "waiting", "on_hold")),
        )
        .order_by(tickets.c.opened_at.desc(), tickets.c.number.desc())
    )
    return (await transaction.execute(query.limit(1))).scalar_one_or_none()


async def thread(transaction: Transaction, number: str, *, internal: bool) -> list[Row[Any]]:
    """A ticket's messages, oldest first; notes between staff only if `internal`."""
    query = (
        select(ticket_messages)
        .where(ticket_messages.c.number == number)
        .order_by(ticket_messages.c.seq)
    )
    if not internal:
        query = query.where(~ticket_messages.c.internal)
    return list((await transaction.execute(query)).all())


async def tickets_of_visitor(transaction: Transaction, visitor_id: str) -> list[Row[Any]]:
    """Every ticket that a visitor opened, newest first."""
    query = (
        select(tickets)
        .where(tickets.c.visitor_id == visitor_id)
        .order_by(tickets.c.opened_at.desc(), tickets.c.number.desc())
    )
    return list((await transaction.execute(query)).all())


async def search(
    transaction: Transaction,
    *,
    departments: list[str] | None,
    status: str | None = None,
    most: int = 200,
) -> list[Row[Any]]:
    """Tickets of `departments` (None: of all), the one changed last first."""
    query = select(tickets).order_by(tickets.c.updated_at.desc()).limit(most)
    if departments is not None:
        query = query.where(tickets.c.department.in_(departments))
    if status:
        query = query.where(tickets.c.status == status)
    return list((await transaction.execute(query)).all())


async def count_open(transaction: Transaction, departments: list[str] | None) -> int:
    """How many tickets of `departments` (None: of all) are open."""
    query = select(func.count()).select_from(tickets).where(tickets.c.status == "open")
    if departments is not None:
        query = query.where(tickets.c.department.in_(departments))
    return int((await transaction.execute(query)).scalar_one())


def ticket_url(services: Services, number: str, key: str) -> str:
    """Where the customer follows the ticket."""
    return f"{services.settings.public_url}/t/{number}?key={key}"
