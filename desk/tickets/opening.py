"""Opening a ticket without a chat: by the customer on the ticket page, and by staff."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import Row, select

from desk.conversations.log import do_append as do_append_event
from desk.conversations.model import Conversation
from desk.conversations.shortcuts import ticket_events
from desk.errors import InvalidError
from desk.mail.ticket_mails import do_mail_opened
from desk.privacy.masking import mask
from desk.promises.ledger import promises_of
from desk.services import Services
from desk.staff.access import Person
from desk.staff.audit import do_record_action
from desk.storage import Transaction
from desk.storage.tables import ticket_messages, tickets
from desk.tickets.book import NewTicket, do_open, next_number, ticket_url
from desk.tickets.thread import do_append, do_note
from support.hours import iso

# For so long the same client_id leads to the same ticket.
_REMEMBERED = timedelta(days=1)
_OPENINGS = "ticket-openings"


@dataclass(frozen=True)
class Opening:
    """A ticket that was opened, or was opened before under the same name."""

    number: str
    document: dict[str, Any]
    """Number, key, address and promise."""
    new: bool


async def do_open_on_page(
    transaction: Transaction, services: Services, new: NewTicket, check: Callable[[], None]
) -> Opening:
    """Open a ticket for a customer who filled in the page's form; secrets are masked.

    `check` raises where no further one may be opened; what was opened before is only told.

    Whoever sends the same form under the same `client_id` again gets the same ticket, and its
    key: the id is as secret as the key, and good for a day.
    """
    masked = mask(f"{new.subject}\n\n{new.details or ''}".strip())
    subject, _, details = masked.text.partition("\n\n")
    new = replace(new, subject=subject, details=details.strip() or subject, origin="page")
    before = await _opened_before(transaction, services, new)
    if before is not None:
        return before
    check()
    opened = await do_open(transaction, services, new)
    if masked.found:
        await do_note_masked(transaction, services, opened.number, new.language, masked.found)
    await do_mail_opened(transaction, services, opened, new)
    await do_record_action(
        transaction, services, None, "ticket_open", opened.number, {"by": "customer"}
    )
    return Opening(opened.number, opened.as_dict(), new=True)


async def do_open_as_staff(
    transaction: Transaction,
    services: Services,
    new: NewTicket,
    person: Person,
    conversation: Conversation | None,
) -> Opening:
    """Open a ticket for a customer who called or wrote elsewhere; a mail confirms it.

    With a conversation the ticket is its visitor's, who is told there.
    """
    new = replace(new, origin="staff", staff_id=person.id)
    before = await _opened_before(transaction, services, new)
    if before is not None:
        return before
    opened = await do_open(transaction, services, new)
    text = services.texts.say(new.language, "ticket_line_opened_staff", name=person.name)
    await do_note(
        transaction,
        opened.number,
        text,
        services.now(),
        by=person.name,
        staff_id=person.id,
        public=True,
    )
    await do_mail_opened(transaction, services, opened, new, by=person.name)
    if conversation is not None:
        events = ticket_events(opened, None)
        await do_append_event(transaction, conversation.id, events, services.now())
    data = {"by": "staff", "department": new.department, "conversation": new.conversation_id}
    await do_record_action(transaction, services, person.id, "ticket_open", opened.number, data)
    return Opening(opened.number, opened.as_dict(), new=True)


async def do_note_masked(
    transaction: Transaction,
    services: Services,
    number: str,
    language: str,
    found: tuple[str, ...],
) -> None:
    """Tell the customer which secrets were taken out of what was just written."""
    say = services.texts.say
    kinds = ", ".join(say(language, f"secret_{kind}") for kind in dict.fromkeys(found))
    await do_append(
        transaction,
        number,
        author="system",
        text=say(language, "masked", kinds=kinds),
        at=services.now(),
    )


async def _opened_before(
    transaction: Transaction, services: Services, new: NewTicket
) -> Opening | None:
    """The ticket that was opened under the same `client_id`. Raises InvalidError if it differs."""
    # Counting makes openings wait for each other, so that of two at once the second finds the
    # first; the number itself means nothing.
    await next_number(transaction, services, _OPENINGS)
    query = (
        select(tickets)
        .join(ticket_messages, ticket_messages.c.number == tickets.c.number)
        .where(
            tickets.c.opened_at >= services.now() - _REMEMBERED,
            tickets.c.origin == new.origin,
            ticket_messages.c.seq == 1,
            ticket_messages.c.client_id == new.client_id,
            ticket_messages.c.staff_id.is_not_distinct_from(new.staff_id),
        )
    )
    row = (await transaction.execute(query)).one_or_none()
    if row is None:
        return None
    if (row.department, row.email) != (new.department, new.email):
        raise InvalidError("client_id: was used for something else.", field="client_id")
    return Opening(row.number, await _document(transaction, services, row), new=False)


async def _document(transaction: Transaction, services: Services, row: Row[Any]) -> dict[str, Any]:
    """What was answered when the ticket was opened."""
    found = await promises_of(transaction, ticket=row.number)
    first = next(one for one in found if one.reason == "opened")
    zone = services.policy.zone

    def moment(name: str) -> str | None:
        at = getattr(first, name)
        return iso(at.astimezone(zone) if at else None)

    times = ("opened_at", "starts_at", "respond_from", "respond_by")
    return {
        "number": row.number,
        "key": row.key,
        "status": row.status,
        "department": row.department,
        "url": ticket_url(services, row.number, row.key),
        "promise": {**{name: moment(name) for name in times}, "text": first.text},
    }
