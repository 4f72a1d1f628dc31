"""Who is told of a step: the tier that is asked by mail, and the customer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from desk.conversations.log import NewEvent, do_append
from desk.mail.outbox import Mail, do_queue
from desk.services import Services
from desk.storage import Transaction
from desk.storage.tables import conversations
from desk.tickets.book import ticket_url
from desk.tickets.thread import do_note
from support.escalation import Tier, address_of


async def do_mail_tier(
    transaction: Transaction,
    services: Services,
    row: Row[Any],
    asked: Tier,
    steps: Sequence[Row[Any]],
) -> None:
    """Ask a tier by mail where that is its way: its own address, or the manager's for the board.

    Does nothing for a tier that is asked in the desk.
    """
    recipient = address_of(services.policy, asked)
    if recipient is None:
        return
    language = services.policy.company.default_language
    say = services.texts.say
    title = asked.title(language)
    way = "board" if asked.via == "board" else "email"
    reason = next((step.reason for step in reversed(steps) if step.to_level == asked.level), "")
    mail = Mail(
        recipient,
        say(
            language,
            f"mail_escalation_{way}_subject",
            number=row.number,
            tier=title,
            subject=row.subject,
        ),
        say(
            language,
            f"mail_escalation_{way}",
            number=row.number,
            tier=title,
            level=asked.level,
            department=services.department_title(row.department, language),
            subject=row.subject,
            reason=reason,
            steps="\n".join(_step_line(services, step, language) for step in steps),
            url=f"{services.settings.public_url}/desk#tickets/{row.number}",
            company=services.policy.company.name,
        ),
    )
    await do_queue(transaction, mail, services.real_now())


def _step_line(services: Services, step: Row[Any], language: str) -> str:
    say = services.texts.say
    tiers = {one.level: one.title(language) for one in services.policy.escalation}
    return say(
        language,
        "escalation_step",
        moment=services.moment(step.at, language),
        level=step.to_level,
        tier=tiers.get(step.to_level, str(step.to_level)),
        who=say(language, f"escalation_by_{step.asked_by}", name=step.name or "–"),
        status=say(language, f"escalation_status_{step.status}"),
    )


async def do_tell_customer(
    transaction: Transaction, services: Services, row: Row[Any], asked: Tier
) -> None:
    """Say what happens next: in the ticket, in the conversation while it goes on, and by mail."""
    language = row.language
    text = services.texts.say(
        language,
        f"escalated_{asked.via}",
        number=row.number,
        tier=asked.title(language),
        department=services.department_title(row.department, language),
        company=services.policy.company.name,
        through=_through(services, asked, language),
    )
    await do_note(transaction, row.number, text, services.now(), public=True)
    if row.conversation_id:
        await do_append(
            transaction,
            row.conversation_id,
            [NewEvent(kind="message", author="system", text=text)],
            services.now(),
            only_if=conversations.c.owner != "closed",
        )
    if row.email:
        say = services.texts.say
        mail = Mail(
            row.email,
            say(language, "mail_escalated_subject", number=row.number, subject=row.subject),
            say(
                language,
                "mail_escalated",
                text=text,
                url=ticket_url(services, row.number, row.key),
                company=services.policy.company.name,
            ),
        )
        await do_queue(transaction, mail, services.real_now())


def _through(services: Services, asked: Tier, language: str) -> str:
    """Who takes a matter to the board: whoever is nearest below it and has an address."""
    for one in reversed(services.policy.escalation[: asked.level - 1]):
        if one.email:
            return one.title(language)
    return asked.title(language)
