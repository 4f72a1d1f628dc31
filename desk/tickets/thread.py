"""A ticket's thread: what the customer, staff and the desk itself wrote, in order.

What was merged into a ticket is read together with it and stays where it is: nothing is copied,
so nothing can be there twice.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select, update

from desk.storage import Transaction
from desk.storage.tables import ticket_messages, tickets


async def do_append(
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
    """Write a message at the end of a thread and return its number there."""
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


async def do_note(
    transaction: Transaction,
    number: str,
    text: str,
    at: datetime,
    *,
    by: str | None = None,
    staff_id: str | None = None,
    public: bool = False,
) -> int:
    """Say in the thread what was done to the ticket, and `by` whom; staff alone, or `public`."""
    return await do_append(
        transaction,
        number,
        author="system",
        author_name=by,
        staff_id=staff_id,
        text=text,
        at=at,
        internal=not public,
    )


async def written_before(
    transaction: Transaction, number: str, author: str, client_id: str
) -> int | None:
    """The number of the message that an author sent under this id before."""
    query = select(ticket_messages.c.seq).where(
        ticket_messages.c.number == number,
        ticket_messages.c.author == author,
        ticket_messages.c.client_id == client_id,
    )
    return (await transaction.execute(query)).scalar_one_or_none()


async def thread(transaction: Transaction, number: str, *, internal: bool) -> list[Row[Any]]:
    """A ticket's messages and what people wrote in those merged into it, oldest first.

    What the desk says of a merged ticket ("goes on as …") is about that one and stays there.
    Notes between staff only if `internal`.
    """
    query = (
        select(ticket_messages)
        .where(
            (ticket_messages.c.number == number)
            | (
                ticket_messages.c.number.in_(select_with_merged(number))
                & (ticket_messages.c.author != "system")
            )
        )
        .order_by(ticket_messages.c.at, ticket_messages.c.number, ticket_messages.c.seq)
    )
    if not internal:
        query = query.where(~ticket_messages.c.internal)
    return list((await transaction.execute(query)).all())


def select_with_merged(number: str) -> Any:
    """The numbers of a ticket and of those that were merged into it, as a subquery."""
    return select(tickets.c.number).where(
        (tickets.c.number == number) | (tickets.c.merged_into == number)
    )


async def customer_name(transaction: Transaction, number: str) -> str | None:
    """How the customer is called, where whoever opened the ticket said so."""
    query = select(ticket_messages.c.author_name).where(
        ticket_messages.c.number == number,
        ticket_messages.c.seq == 1,
        ticket_messages.c.author == "visitor",
    )
    return (await transaction.execute(query)).scalar_one_or_none()
