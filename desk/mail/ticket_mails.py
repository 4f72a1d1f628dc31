"""What a customer gets by mail about a ticket."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from desk.mail.outbox import Mail, do_queue
from desk.services import Services
from desk.storage import Transaction
from desk.tickets.book import NewTicket, Opened, ticket_url


async def do_mail_opened(
    transaction: Transaction, services: Services, opened: Opened, new: NewTicket
) -> None:
    """Confirm a new ticket to who gave an address, with its link and the promise word for word."""
    if not new.email:
        return
    language = new.language
    say = services.texts.say
    mail = Mail(
        new.email,
        say(language, "mail_opened_subject", number=opened.number),
        say(
            language,
            "mail_opened",
            number=opened.number,
            subject=opened.subject,
            department=services.department_title(opened.department, language),
            company=services.policy.company.name,
            promise=opened.shown.promise.text,
            url=opened.url,
        ),
    )
    await do_queue(transaction, mail, services.real_now())


async def do_mail_answer(
    transaction: Transaction, services: Services, row: Row[Any], name: str, text: str
) -> None:
    """Send staff's answer to a customer who gave an address; else it waits on the ticket page."""
    if not row.email:
        return
    say = services.texts.say
    mail = Mail(
        row.email,
        say(row.language, "mail_answer_subject", number=row.number, subject=row.subject),
        say(
            row.language,
            "mail_answer",
            name=name,
            company=services.policy.company.name,
            text=text,
            number=row.number,
            url=ticket_url(services, row.number, row.key),
        ),
    )
    await do_queue(transaction, mail, services.real_now())
