"""What an escalation writes into a ticket's thread."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row

from desk.services import Services
from desk.storage import Transaction
from desk.tickets import thread
from desk.tickets.book import access_ticket
from desk.tickets.status import do_hear_customer


async def access_locked(transaction: Transaction, number: str) -> Row[Any]:
    """The ticket with that number, which nobody else changes meanwhile. Raises NotFoundError."""
    return await access_ticket(transaction, number, lock=True)


async def do_say(transaction: Transaction, number: str, text: str, at: datetime) -> None:
    """Tell the customer something in the desk's own name."""
    await thread.do_append(transaction, number, author="system", text=text, at=at)


async def do_hear(
    transaction: Transaction, services: Services, row: Row[Any], text: str, client_id: str
) -> None:
    """Take in what the customer wrote: from here on it is the desk's turn again."""
    await do_hear_customer(transaction, services, row)
    await thread.do_append(
        transaction,
        row.number,
        author="visitor",
        author_name=await thread.customer_name(transaction, row.number),
        text=text,
        at=services.now(),
        client_id=client_id,
    )


async def written_before(
    transaction: Transaction, number: str, author: str, client_id: str
) -> bool:
    """Whether an author sent a message under this id before."""
    before = await thread.written_before(transaction, number, author, client_id)
    return before is not None
