"""Files of tickets: uploaded first, then sent with a message of the thread.

Until its message is sent a file belongs to no message and nobody gets to see it. So a message
and its files come together, once, however often the message is sent; what was uploaded and never
sent is cleared away after a day.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update

from desk.errors import ConflictError, InvalidError, NotFoundError
from desk.services import Services
from desk.storage import Transaction
from desk.storage.tables import ticket_files, ticket_messages
from desk.tickets.thread import select_with_merged

MOST_FILES = 10
"""How many files one message may carry."""

_NOT_SENT = 0
_KEPT_UNSENT = timedelta(days=1)


async def do_keep(
    transaction: Transaction,
    services: Services,
    number: str,
    *,
    file_id: str,
    name: str,
    type_: str,
    size: int,
    at: datetime,
) -> None:
    """Note an uploaded file that a message is to carry.

    Raises ConflictError when the ticket holds as many files as it may.
    """
    await check_room(transaction, services, number)
    await transaction.execute(
        insert(ticket_files).values(
            id=file_id, number=number, seq=_NOT_SENT, name=name, type=type_, size=size, at=at
        )
    )


async def check_room(transaction: Transaction, services: Services, number: str) -> None:
    """Raises ConflictError when the ticket holds as many files as it may."""
    query = select(func.count()).select_from(ticket_files).where(ticket_files.c.number == number)
    held = (await transaction.execute(query)).scalar_one()
    if held >= services.settings.limits.files_per_ticket:
        raise ConflictError(
            "This ticket holds as many files as it may. Please send further ones by e-mail.",
            code="too_many_files",
        )


async def do_attach(
    transaction: Transaction, number: str, seq: int, file_ids: Sequence[str]
) -> list[str]:
    """Send uploaded files with message `seq`, and return their names in order.

    Raises InvalidError for a file that was not uploaded for this ticket, or was sent already.
    """
    if not file_ids:
        return []
    waiting = (
        ticket_files.c.number == number,
        ticket_files.c.seq == _NOT_SENT,
        ticket_files.c.id.in_(file_ids),
    )
    query = select(ticket_files.c.id, ticket_files.c.name).where(*waiting)
    names = {row.id: row.name for row in (await transaction.execute(query)).all()}
    if len(file_ids) > MOST_FILES or set(names) != set(file_ids):
        raise InvalidError(
            f"files: expected up to {MOST_FILES} files that were uploaded for this ticket and "
            "not sent yet. Please upload them again.",
            field="files",
        )
    await transaction.execute(update(ticket_files).where(*waiting).values(seq=seq))
    return [names[file_id] for file_id in file_ids]


async def files_by_message(
    transaction: Transaction, number: str
) -> dict[tuple[str, int], list[Row[Any]]]:
    """The files of a ticket's thread, by the ticket's number and the message's."""
    query = (
        select(ticket_files)
        .where(
            ticket_files.c.number.in_(select_with_merged(number)), ticket_files.c.seq > _NOT_SENT
        )
        .order_by(ticket_files.c.at, ticket_files.c.id)
    )
    found: dict[tuple[str, int], list[Row[Any]]] = {}
    for row in (await transaction.execute(query)).all():
        found.setdefault((row.number, row.seq), []).append(row)
    return found


async def access_ticket_file(
    transaction: Transaction, number: str, file_id: str, *, internal: bool
) -> Row[Any]:
    """A file of a ticket's thread; those of notes between staff only if `internal`.

    Raises NotFoundError.
    """
    query = (
        select(ticket_files)
        .join(
            ticket_messages,
            (ticket_messages.c.number == ticket_files.c.number)
            & (ticket_messages.c.seq == ticket_files.c.seq),
        )
        .where(ticket_files.c.id == file_id, ticket_files.c.number.in_(select_with_merged(number)))
    )
    if not internal:
        query = query.where(~ticket_messages.c.internal)
    row = (await transaction.execute(query)).one_or_none()
    if row is None:
        raise NotFoundError("There is no such file in this ticket.", code="file_not_found")
    return row


async def forget_unsent(services: Services) -> int:
    """Drop what was uploaded a day ago and never sent; the store clears the bytes itself."""
    before = services.now() - _KEPT_UNSENT
    unsent = (ticket_files.c.seq == _NOT_SENT) & (ticket_files.c.at < before)
    async with services.database.write() as transaction:
        result = await transaction.execute(delete(ticket_files).where(unsent))
    return result.rowcount


def file_json(row: Row[Any]) -> dict[str, Any]:
    """A file as the pages get it."""
    return {"id": row.id, "name": row.name, "type": row.type, "size": row.size}
