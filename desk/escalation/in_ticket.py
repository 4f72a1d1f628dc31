"""What an escalation writes into a ticket's thread."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row, exists, insert, select, update

from desk.promises.ledger import do_resume
from desk.services import Services
from desk.storage import Transaction
from desk.storage.tables import ticket_messages, tickets
from desk.tickets.book import access_ticket, do_set_status


async def access_locked(transaction: Transaction, number: str) -> Row[Any]:
    """The ticket with that number, which nobody else changes meanwhile. Raises NotFoundError."""
    found = await access_ticket(transaction, number)
    query = select(tickets).where(tickets.c.number == found.number).with_for_update()
    return (await transaction.execute(query)).one()


async def do_say(transaction: Transaction, number: str, text: str, at: datetime) -> None:
    """Tell the customer something in the desk's own name."""
    await _do_append(transaction, number, "system", text, at, None)


async def do_hear(
    transaction: Transaction, services: Services, row: Row[Any], text: str, client_id: str
) -> None:
    """Take in what the customer wrote: from here on it is the desk's turn again."""
    at = services.now()
    await _do_append(transaction, row.number, "visitor", text, at, client_id)
    if row.status == "waiting":
        await do_set_status(transaction, row.number, "open", at)
        await do_resume(transaction, services, row.number, at)


async def written_before(
    transaction: Transaction, number: str, author: str, client_id: str
) -> bool:
    """Whether an author sent a message under this id before."""
    query = select(
        exists().where(
            ticket_messages.c.number == number,
            ticket_messages.c.author == author,
            ticket_messages.c.client_id == client_id,
        )
    )
    return bool((await transaction.execute(query)).scalar_one())


async def _do_append(
    transaction: Transaction,
    number: str,
    author: str,
    text: str,
    at: datetime,
    client_id: str | None,
) -> None:
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
            text=text,
            internal=False,
            client_id=client_id,
        )
    )
