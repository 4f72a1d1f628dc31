"""Calling somebody when a visitor waits for a person and no page of the desk is open.

Through whatever the operator has set (`ALERT_URLS`: e-mail, a messenger, a pager, anything that
Apprise speaks to); without it, by mail to the people of the department. No word of the visitor's
is in a call: it goes through others' hands.
"""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Literal, Protocol
from uuid import uuid4

import structlog
from sqlalchemy import insert, select, update

from desk.conversations.model import Conversation
from desk.mail.outbox import Mail, do_queue
from desk.queue.places import queues_waited_in, serving, waiting_in
from desk.services import Services
from desk.settings import seconds
from desk.staff.presence import present_people
from desk.storage import Transaction
from desk.storage.tables import alerts, staff

log = structlog.get_logger()

Reason = Literal["waiting", "refused"]
"""`refused`: a person was asked for and nobody was there, so a ticket was offered instead."""

_MOST_ATTEMPTS = 8
_FIRST_WAIT_S = 10
_LONGEST_WAIT_S = 600
_MOST_AT_ONCE = 20
_MOST_RECIPIENTS = 20


class Caller(Protocol):
    """Calls people through the services that the operator has set."""

    async def call(self, title: str, text: str) -> bool:
        """Whether every service took it."""
        ...


class AppriseCaller:
    """Calls through Apprise's services."""

    def __init__(self, urls: tuple[str, ...]) -> None:
        """`urls` were checked when the settings were read."""
        self._urls = urls

    async def call(self, title: str, text: str) -> bool:
        """Whether every service took it; the library runs each in a thread of its own."""
        # It brings a hundred services along and takes a second to import.
        apprise = await asyncio.to_thread(__import__, "apprise")
        services = apprise.Apprise()
        for url in self._urls:
            services.add(url)
        return bool(await services.async_notify(title=title, body=text))


async def do_alert(
    transaction: Transaction, services: Services, conversation: Conversation, reason: Reason
) -> bool:
    """Have somebody called for this conversation. False: that was done a moment ago."""
    now = services.real_now()
    again = now - seconds(services.settings.timings.alert_again_s)
    before = select(alerts.c.id).where(
        alerts.c.conversation_id == conversation.id, alerts.c.at > again
    )
    if (await transaction.execute(before.limit(1))).scalar_one_or_none():
        return False
    department = services.department_of(conversation.department)
    by_mail = not services.settings.alert_urls
    await transaction.execute(
        insert(alerts).values(
            id=uuid4().hex,
            conversation_id=conversation.id,
            department=department,
            reason=reason,
            status="sent" if by_mail else "waiting",
            attempts=0,
            at=now,
            next_at=now,
        )
    )
    if by_mail:
        await _do_mail(transaction, services, conversation.id, department, reason)
    return True


async def _do_mail(
    transaction: Transaction,
    services: Services,
    conversation_id: str,
    department: str,
    reason: Reason,
) -> None:
    """The outbox has its own patience with a mail server that is away."""
    query = select(staff).where(staff.c.active, staff.c.role != "trainer").order_by(staff.c.level)
    people = [
        row for row in (await transaction.execute(query)).all() if department in row.departments
    ]
    for person in people[:_MOST_RECIPIENTS]:
        language = services.texts.language(person.languages[0] if person.languages else None)
        title, text = _words(services, conversation_id, department, reason, language)
        await do_queue(
            transaction,
            Mail(person.email, title, text, conversation_id=conversation_id),
            services.real_now(),
        )


def _words(
    services: Services, conversation_id: str, department: str, reason: str, language: str
) -> tuple[str, str]:
    say = services.texts.say
    values = {
        "department": services.department_title(department, language),
        "url": f"{services.settings.public_url}/desk#chats/{conversation_id}",
        "company": services.policy.company.name,
    }
    return say(language, f"alert_{reason}_title", **values), say(
        language, f"alert_{reason}", **values
    )


async def notice_unattended(services: Services) -> None:
    """Have somebody called for everyone who waits while no page of the desk is open."""
    # By the clock that the waits are in.
    before = services.now() - timedelta(seconds=services.settings.timings.alert_after_s)
    async with services.database.read() as transaction:
        queues = await queues_waited_in(transaction, until=before)
        if not queues:
            return
        looking = [one for one in await present_people(transaction, services) if one.by_page]
        unattended = [
            (department, level)
            for department, level in queues
            if not serving(looking, services.department_of(department), level)
        ]
        waiting = await waiting_in(transaction, unattended, until=before)
    for conversation in waiting:
        async with services.database.write() as transaction:
            await do_alert(transaction, services, conversation, "waiting")


async def call_people(services: Services, caller: Caller) -> int:
    """Make the calls that are owed; returns how many were taken. Each is tried a few times."""
    now = services.real_now()
    async with services.database.read() as transaction:
        query = (
            select(alerts)
            .where(alerts.c.status == "waiting", alerts.c.next_at <= now)
            .order_by(alerts.c.at)
            .limit(_MOST_AT_ONCE)
        )
        owed = (await transaction.execute(query)).all()
    made = 0
    for row in owed:
        language = services.policy.company.default_language
        title, text = _words(services, row.conversation_id, row.department, row.reason, language)
        taken = await caller.call(title, text)
        attempts = row.attempts + 1
        status = "sent" if taken else "failed" if attempts >= _MOST_ATTEMPTS else "waiting"
        if not taken:
            log.warning("nobody could be called", alert=row.id, attempts=attempts, status=status)
        made += taken
        wait = min(_FIRST_WAIT_S * 2**row.attempts, _LONGEST_WAIT_S)
        async with services.database.write() as transaction:
            await transaction.execute(
                update(alerts)
                .where(alerts.c.id == row.id)
                .values(attempts=attempts, status=status, next_at=now + timedelta(seconds=wait))
            )
    return made
