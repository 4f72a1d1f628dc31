"""Giving those who wait to people, by load and language.

`online` people are given conversations, `busy` ones claim by hand; nobody gets more than their
capacity, and an absent person never gets any. For a moment each conversation is left to whoever
wants to claim it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import func, select, update

from desk.conversations.model import Conversation
from desk.conversations.ownership import OwnerChangedError, do_change_owner
from desk.notify import notify_conversation, notify_queue
from desk.queue.handoff import do_log_joined
from desk.queue.lists import in_order
from desk.queue.places import queues_waited_in, waiting_in
from desk.services import Services
from desk.staff.audit import do_record_action
from desk.staff.presence import PresentPerson, present_people
from desk.storage import Transaction
from desk.storage.tables import conversations, staff
from support.assignment import Candidate, Need, choose


async def assign_waiting(services: Services) -> None:
    """Give conversations that waited long enough for a claim to people who have room."""
    after = services.settings.assign_after_s
    if after is None:
        return
    until = services.now() - timedelta(seconds=after)
    async with services.database.read() as transaction:
        candidates = await _candidates(transaction, services)
        room = [one for one in candidates.values() if one.load < one.capacity]
        # On a day when everybody's hands are full, hundreds wait: they are not read in vain.
        queues = await queues_waited_in(transaction, until=until) if room else []
        served = [
            (department, level)
            for department, level in queues
            if any(one.serves(services.department_of(department), level) for one in room)
        ]
        waiting = await waiting_in(transaction, served, until=until)
    given = False
    for conversation in in_order(services, waiting):
        need = Need(
            services.department_of(conversation.department),
            conversation.level,
            conversation.language,
        )
        chosen = choose(candidates.values(), need)
        if chosen is None:
            continue
        if await _give(services, conversation, chosen):
            given = True
            candidates[chosen.id] = replace(
                chosen, load=chosen.load + 1, last_assigned_at=services.now()
            )
    if given:
        await notify_queue(services.bus)


async def _candidates(transaction: Transaction, services: Services) -> dict[str, Candidate]:
    people = [one for one in await present_people(transaction, services) if _takes(one)]
    query = (
        select(conversations.c.staff_id, func.count())
        .where(conversations.c.owner == "staff")
        .group_by(conversations.c.staff_id)
    )
    loads: dict[str, int] = {row[0]: row[1] for row in (await transaction.execute(query)).all()}
    return {
        one.id: Candidate(
            id=one.id,
            departments=one.departments,
            level=one.level,
            languages=one.languages,
            load=loads.get(one.id, 0),
            capacity=one.capacity,
            last_assigned_at=one.last_assigned_at,
        )
        for one in people
    }


def _takes(person: PresentPerson) -> bool:
    return person.presence == "online"


async def _give(services: Services, conversation: Conversation, chosen: Candidate) -> bool:
    """Give it, provided that it still waits and the person still is there and has room."""
    async with services.database.write() as transaction:
        # Two desks may give to the same person at once: the second waits here and counts again.
        locked = select(staff.c.name).where(staff.c.id == chosen.id).with_for_update()
        name = (await transaction.execute(locked)).scalar_one_or_none()
        now = (await _candidates(transaction, services)).get(chosen.id)
        if name is None or now is None or now.load >= now.capacity:
            return False
        try:
            moved = await do_change_owner(
                transaction, conversation, "staff", at=services.now(), staff_id=chosen.id
            )
        except OwnerChangedError:
            return False
        await do_log_joined(transaction, services, moved, name)
        await transaction.execute(
            update(staff).where(staff.c.id == chosen.id).values(last_assigned_at=services.now())
        )
        await do_record_action(
            transaction, services, None, "assign", conversation.id, {"staff": chosen.id}
        )
    await notify_conversation(services.bus, conversation.id)
    return True
