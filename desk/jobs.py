"""The jobs of the keeper, put together in one place: most urgent first."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

from desk.conversations.erasure import forget_in_engine
from desk.conversations.mailing import mail_left_visitors
from desk.conversations.turns import conversations_owed
from desk.escalation.clock import climb_by_clock
from desk.files.book import clear_left_overs
from desk.files.store import FileStore
from desk.keeper import Job, every
from desk.mail.outbox import Carrier, send_waiting
from desk.promises.watch import break_promises, warn_of_promises
from desk.queue.alerts import Caller, call_people, notice_unattended
from desk.queue.assignment import assign_waiting
from desk.queue.tidying import close_idle, release_hopeless, take_from_vanished
from desk.services import Services
from desk.tickets.files import forget_unsent
from desk.tickets.status import close_solved
from desk.trainer.inbox import InboxFiller

_CLEAR_EVERY_S = 600.0
_INBOX_EVERY_S = 10.0


def inward_jobs(services: Services, *, wake: Callable[[str], None], files: FileStore) -> list[Job]:
    """What only needs the database. `wake` has a conversation's unanswered messages taken up."""
    return [
        partial(take_from_vanished, services),
        partial(release_hopeless, services),
        partial(assign_waiting, services),
        partial(notice_unattended, services),
        partial(close_idle, services),
        partial(break_promises, services),
        partial(warn_of_promises, services),
        partial(climb_by_clock, services),
        partial(close_solved, services),
        partial(wake_owed, services, wake),
        partial(mail_left_visitors, services),
        every(_INBOX_EVERY_S, InboxFiller(services).look, time.monotonic),
        every(_CLEAR_EVERY_S, partial(forget_unsent, services), time.monotonic),
        # It reads a folder.
        every(_CLEAR_EVERY_S, partial(clear_left_overs, services, files), time.monotonic),
    ]


def outward_jobs(services: Services, *, carrier: Carrier, caller: Caller) -> list[Job]:
    """What waits for others, seconds at times: nothing inward may wait along.

    `carrier` takes mails, `caller` calls people.
    """
    return [
        partial(call_people, services, caller),
        partial(send_waiting, services, carrier, services.settings.mail_from),
        partial(forget_in_engine, services),
    ]


async def wake_owed(services: Services, wake: Callable[[str], None]) -> None:
    """Messages that wait for an answer are taken up again."""
    async with services.database.read() as transaction:
        owed = await conversations_owed(transaction)
    for conversation_id in owed:
        wake(conversation_id)
