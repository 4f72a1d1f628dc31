"""The outbox: a mail is queued in the transaction that it tells of, and sent after it.

So an answer that was kept is mailed, one that was rolled back is not, and a mail server that
is away for an hour delays mails and loses none.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Protocol
from uuid import uuid4

import structlog
from sqlalchemy import insert, select, update

from desk.services import Services
from desk.storage import Transaction
from desk.storage.tables import mails

log = structlog.get_logger()

_FIRST_WAIT_S = 15
_LONGEST_WAIT_S = 3_600
_MOST_ATTEMPTS = 24
_MOST_AT_ONCE = 20
_ID_CHARACTERS = 32
# Stands in a mail's id between its thread and what is its own.
_OF_THREAD = "."


class MailFailedError(Exception):
    """This mail could not be handed over this time."""


class Carrier(Protocol):
    """Takes a mail away."""

    async def carry(self, message: EmailMessage) -> None:
        """Hand a mail over. Raises MailFailedError."""
        ...


@dataclass(frozen=True)
class Mail:
    """A mail to one customer, plain text."""

    recipient: str
    subject: str
    text: str
    conversation_id: str | None = None
    """Given for a mail that is deleted with the conversation."""
    thread: str | None = None
    """The ticket's number: mail programs show its mails together."""
    begins_thread: bool = False
    """Whether it is the one that the thread's others refer to."""


def _new_id(mail: Mail) -> str:
    """The mail's id, which its Message-ID is made of.

    A mail about a ticket carries the ticket's number in it: what it refers to needs no column.
    """
    if mail.thread is None:
        return uuid4().hex
    if mail.begins_thread:
        return mail.thread
    return f"{mail.thread}{_OF_THREAD}{uuid4().hex}"[:_ID_CHARACTERS]


async def do_queue(transaction: Transaction, mail: Mail, real_now: datetime) -> None:
    """Put a mail into the outbox; it leaves once the transaction is kept."""
    await transaction.execute(
        insert(mails).values(
            id=_new_id(mail),
            recipient=mail.recipient,
            # A subject is one line: what a visitor wrote must not add headers.
            subject=" ".join(mail.subject.split()),
            text=mail.text,
            conversation_id=mail.conversation_id,
            status="waiting",
            attempts=0,
            created_at=real_now,
            next_at=real_now,
        )
    )


async def send_waiting(services: Services, carrier: Carrier, sender: str) -> int:
    """Send what waits and is due; returns how many left.

    A mail that can't be handed over waits longer each time, and is given up after a day.
    """
    now = services.real_now()
    async with services.database.read() as transaction:
        query = (
            select(mails)
            .where(mails.c.status == "waiting", mails.c.next_at <= now)
            .order_by(mails.c.created_at)
            .limit(_MOST_AT_ONCE)
        )
        waiting = (await transaction.execute(query)).all()
    sent = 0
    for row in waiting:
        message = EmailMessage()
        message["From"] = sender
        message["To"] = row.recipient
        message["Subject"] = row.subject
        message["Date"] = format_datetime(row.created_at)
        # The same id at every attempt, so that a mail server can tell a repetition.
        domain = sender.rpartition("@")[2].rstrip(">")
        message["Message-ID"] = f"<{row.id}@{domain}>"
        thread, of_thread, _ = row.id.partition(_OF_THREAD)
        if of_thread:
            message["In-Reply-To"] = message["References"] = f"<{thread}@{domain}>"
        message.set_content(row.text)
        try:
            await carrier.carry(message)
        except MailFailedError as error:
            attempts = row.attempts + 1
            wait = min(_FIRST_WAIT_S * 2**row.attempts, _LONGEST_WAIT_S)
            status = "failed" if attempts >= _MOST_ATTEMPTS else "waiting"
            values = {
                "attempts": attempts,
                "status": status,
                "next_at": now + timedelta(seconds=wait),
            }
            log.warning("a mail could not be sent", mail=row.id, why=str(error), status=status)
        else:
            values = {"attempts": row.attempts + 1, "status": "sent", "sent_at": now}
            sent += 1
        async with services.database.write() as transaction:
            await transaction.execute(update(mails).where(mails.c.id == row.id).values(**values))
    return sent
