"""What happens by itself: hopeless waits and idle conversations end, promises pass, mail goes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta

import structlog
from sqlalchemy import select

from desk.conversations.erasure import forget_in_engine
from desk.conversations.model import Conversation, from_row
from desk.conversations.ownership import OwnerChangedError, do_change_owner
from desk.conversations.turns import conversations_owed
from desk.files.book import clear_left_overs
from desk.files.store import FileStore
from desk.mail.outbox import Carrier, send_waiting
from desk.notify import notify_conversation, notify_queue
from desk.promises.ledger import do_mark_broken
from desk.queue.availability import availability
from desk.queue.handoff import do_log_state, do_release
from desk.services import Services
from desk.staff.presence import vanished
from desk.storage import uninterrupted
from desk.storage.tables import conversations

log = structlog.get_logger()

_CLEAR_EVERY_S = 600


class Keeper:
    """Looks after things from time to time."""

    def __init__(
        self,
        services: Services,
        wake: Callable[[str], None],
        carrier: Carrier,
        files: FileStore,
    ) -> None:
        """`wake` has a conversation's unanswered messages taken up; `carrier` takes mails."""
        self._files = files
        self._next_clearing = services.real_now()
        self._services = services
        self._wake = wake
        self._carrier = carrier

    async def run(self) -> None:
        """Look after everything, again and again, until cancelled."""
        while True:
            await asyncio.sleep(self._services.settings.timings.keeper_period_s)
            try:
                await uninterrupted(self.look())
            except Exception:
                # One bad moment (a database restarting) must not end the looking after.
                log.exception("looking after the queue failed")

    async def look(self) -> None:
        """Look after everything once."""
        await self.take_from_vanished()
        await self.release_hopeless()
        await self.close_idle()
        async with self._services.database.write() as transaction:
            await do_mark_broken(transaction, self._services.now())
        async with self._services.database.read() as transaction:
            owed = await conversations_owed(transaction)
        for conversation_id in owed:
            self._wake(conversation_id)
        await send_waiting(self._services, self._carrier, self._services.settings.mail_from)
        await forget_in_engine(self._services)
        await self._clear_left_overs()

    async def _clear_left_overs(self) -> None:
        """Files that no conversation has: looked for now and then, it reads a folder."""
        now = self._services.real_now()
        if now < self._next_clearing:
            return
        self._next_clearing = now + timedelta(seconds=_CLEAR_EVERY_S)
        cleared = await clear_left_overs(self._services, self._files)
        if cleared:
            log.info("files without a conversation were removed", files=cleared)

    async def take_from_vanished(self) -> None:
        """A visitor is not left with somebody who has gone: back into the queue, with a word."""
        services = self._services
        async with services.database.read() as transaction:
            gone = await vanished(transaction, services)
            query = select(conversations).where(
                conversations.c.owner == "staff", conversations.c.staff_id.in_(gone)
            )
            left = [from_row(row) for row in (await transaction.execute(query)).all()]
        for conversation in left:
            name = gone[conversation.staff_id or ""]
            try:
                async with services.database.write() as transaction:
                    moved = await do_change_owner(
                        transaction,
                        conversation,
                        "queue",
                        at=services.now(),
                        reason=conversation.queue_reason,
                    )
                    title = services.department_title(
                        services.department_of(moved.department), moved.language
                    )
                    text = services.texts.say(
                        moved.language, "staff_gone", name=name, department=title
                    )
                    await do_log_state(transaction, services, moved, text=text)
            except OwnerChangedError:
                continue
            await notify_conversation(services.bus, conversation.id)
        if left:
            await notify_queue(services.bus)

    async def release_hopeless(self) -> None:
        """Nobody waits in an empty room: give such conversations back to the assistant."""
        services = self._services
        async with services.database.read() as transaction:
            query = select(conversations).where(conversations.c.owner == "queue")
            waiting = [from_row(row) for row in (await transaction.execute(query)).all()]
        released = [one for one in waiting if await self._release_if_hopeless(one)]
        if released:
            await notify_queue(services.bus)

    async def _release_if_hopeless(self, conversation: Conversation) -> bool:
        services = self._services
        department = services.department_of(conversation.department)
        async with services.database.write() as transaction:
            found = await availability(
                transaction,
                services,
                department,
                level=conversation.level,
                waiting_since=conversation.queued_at,
            )
            # A wait that grew longer than it looked is no reason: the place in it was earned.
            if found.why not in ("closed", "nobody_present"):
                return False
            key = "queue_closed" if found.why == "closed" else "queue_nobody"
            try:
                await do_release(transaction, services, conversation, key)
            except OwnerChangedError:
                return False
        await notify_conversation(services.bus, conversation.id)
        return True

    async def close_idle(self) -> None:
        """Close conversations with the assistant in which nothing happens any more."""
        services = self._services
        before = services.now() - timedelta(seconds=services.settings.timings.idle_closes_s)
        async with services.database.read() as transaction:
            query = select(conversations).where(
                conversations.c.owner == "bot", conversations.c.updated_at < before
            )
            idle = [from_row(row) for row in (await transaction.execute(query)).all()]
        for conversation in idle:
            async with services.database.write() as transaction:
                try:
                    closed = await do_change_owner(
                        transaction, conversation, "closed", at=services.now()
                    )
                except OwnerChangedError:
                    continue
                text = services.texts.say(closed.language, "idle_closed")
                await do_log_state(transaction, services, closed, text=text)
            await notify_conversation(services.bus, conversation.id)
