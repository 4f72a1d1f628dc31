"""Hopeless waits and idle conversations end; nobody is left with somebody who has gone."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from desk.conversations.model import Conversation, from_row
from desk.conversations.ownership import OwnerChangedError, do_change_owner
from desk.notify import notify_conversation, notify_queue
from desk.queue.availability import availability
from desk.queue.handoff import do_log_state, do_release
from desk.queue.places import queues_waited_in, serving, waiting_in
from desk.services import Services
from desk.staff.presence import PresentPerson, present_people, vanished
from desk.storage.tables import conversations
from desk.texts import DEFAULT_LANGUAGE
from support.hours import status


async def take_from_vanished(services: Services) -> None:
    """A visitor is not left with somebody who has gone: back into the queue, with a word."""
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
                text = services.texts.say(moved.language, "staff_gone", name=name, department=title)
                await do_log_state(transaction, services, moved, text=text, cause="staff_gone")
        except OwnerChangedError:
            continue
        await notify_conversation(services.bus, conversation.id)
    if left:
        await notify_queue(services.bus)


async def release_hopeless(services: Services) -> None:
    """Nobody waits in an empty room: give such conversations back to the assistant."""
    async with services.database.read() as transaction:
        people = await present_people(transaction, services)
        hopeless = [
            queue
            for queue in await queues_waited_in(transaction)
            if _hopeless(services, *queue, people)
        ]
        waiting = await waiting_in(transaction, hopeless)
    released = 0
    for conversation in waiting:
        released += await _release_if_hopeless(services, conversation)
    if released:
        await notify_queue(services.bus)


def _hopeless(
    services: Services, department: str | None, level: int, people: list[PresentPerson]
) -> bool:
    name = services.department_of(department)
    chat = status(services.policy, name, "chat", services.now(), DEFAULT_LANGUAGE)
    return not chat.open or not serving(people, name, level)


async def _release_if_hopeless(services: Services, conversation: Conversation) -> bool:
    department = services.department_of(conversation.department)
    async with services.database.write() as transaction:
        # Looked at again: somebody may have come since.
        found = await availability(
            transaction,
            services,
            department,
            level=conversation.level,
            waits_since=conversation.waits_since,
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


async def close_idle(services: Services) -> None:
    """Close conversations with the assistant in which nothing happens any more."""
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
