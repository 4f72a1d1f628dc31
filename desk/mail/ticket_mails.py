"""What a customer gets by mail about a ticket; all mails about one are one thread."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from desk.mail.outbox import Mail, do_queue
from desk.services import Services
from desk.storage import Transaction
from desk.tickets.book import NewTicket, Opened, ticket_url


async def do_mail_opened(
    transaction: Transaction,
    services: Services,
    opened: Opened,
    new: NewTicket,
    *,
    by: str | None = None,
) -> None:
    """Confirm a new ticket to who gave an address, with its link and the promise word for word.

    `by` is who of the staff opened it for the customer, and then it says what was written down.
    """
    if not new.email:
        return
    language, say = new.language, services.texts.say
    text = say(
        language,
        "mail_opened_by_staff" if by else "mail_opened",
        name=by or "",
        text=new.details or opened.subject,
        number=opened.number,
        subject=opened.subject,
        department=services.department_title(opened.department, language),
        company=services.policy.company.name,
        promise=opened.shown.promise.text,
        url=opened.url,
    )
    mail = Mail(
        new.email,
        say(language, "mail_opened_subject", number=opened.number),
        text,
        thread=opened.number,
        begins_thread=True,
    )
    await do_queue(transaction, mail, services.real_now())


async def do_mail_answer(
    transaction: Transaction,
    services: Services,
    row: Row[Any],
    name: str,
    text: str,
    *,
    files: Sequence[str] = (),
    solved: bool = False,
) -> None:
    """Send staff's answer to a customer who gave an address; else it waits on the ticket page.

    `files` are the names of what came with it: they are fetched from the page, not mailed.
    """
    say = services.texts.say
    parts = [text] if text else []
    if files:
        parts.append(say(row.language, "mail_answer_files", files=", ".join(files)))
    if solved:
        parts.append(say(row.language, "mail_answer_solved"))
    await _do_mail(transaction, services, row, "answer", name=name, text="\n\n".join(parts))


async def do_mail_solved(
    transaction: Transaction, services: Services, row: Row[Any], name: str
) -> None:
    """Tell the customer that staff call the ticket solved, and how it goes on if it is not."""
    await _do_mail(transaction, services, row, "solved", name=name)


async def do_mail_reopened(
    transaction: Transaction, services: Services, row: Row[Any], promise: str
) -> None:
    """Tell the customer that the ticket is open again, and what is promised now."""
    await _do_mail(transaction, services, row, "reopened", promise=promise)


async def do_mail_moved(
    transaction: Transaction, services: Services, row: Row[Any], told: str
) -> None:
    """Tell the customer which department has the ticket now; `told` says so with the promise."""
    await _do_mail(transaction, services, row, "moved", told=told)


async def _do_mail(
    transaction: Transaction, services: Services, row: Row[Any], what: str, **values: str
) -> None:
    """Queue `mail_<what>` to a customer who gave an address."""
    if not row.email:
        return
    say = services.texts.say
    subject = say(row.language, f"mail_{what}_subject", number=row.number, subject=row.subject)
    text = say(
        row.language,
        f"mail_{what}",
        number=row.number,
        company=services.policy.company.name,
        url=ticket_url(services, row.number, row.key),
        **values,
    )
    mail = Mail(row.email, subject, text, thread=row.number)
    await do_queue(transaction, mail, services.real_now())
