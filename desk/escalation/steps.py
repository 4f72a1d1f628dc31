"""A ticket climbs the tiers (policy section 4): one at a time, each step on record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import uuid4

from sqlalchemy import Row, insert, select, update

from desk.errors import ConflictError
from desk.escalation.telling import do_mail_tier, do_tell_customer
from desk.services import Services
from desk.staff.audit import do_record_action
from desk.storage import Transaction
from desk.storage.tables import escalations, staff, tickets
from support.errors import TopReachedError
from support.escalation import Rung, Tier, climb, next_tier, tier

AskedBy = Literal["customer", "staff", "clock"]
UNDER_WORK = ("open", "waiting", "on_hold")


@dataclass(frozen=True)
class Asked:
    """The tier that has a ticket now, and the steps that brought it there."""

    number: str
    conversation_id: str | None
    rungs: tuple[Rung, ...]

    @property
    def tier(self) -> Tier:
        """Who is asked."""
        return self.rungs[-1].tier


async def do_ask(
    transaction: Transaction,
    services: Services,
    row: Row[Any],
    *,
    asked_by: AskedBy,
    reason: str,
    staff_id: str | None = None,
) -> Asked:
    """Take a ticket one tier up, none skipped, and tell the customer what happens next.

    A tier that nobody serves is put on record as vacant and reported upward: the ladder goes on
    to the next one, with the vacancy in its reason. A tier that is asked by e-mail gets a mail,
    the board through whoever is nearest below it.
    Raises ConflictError at the highest tier, for a ticket that has ended, and when somebody else
    was faster.
    """
    _check_under_work(row)
    policy, at = services.policy, services.now()
    served = await served_levels(transaction, row.department)
    try:
        rungs = climb(policy, row.level, served)
    except TopReachedError:
        top = tier(policy, row.level).title(policy.company.default_language)
        raise ConflictError(
            f"The highest tier ({top}) has this ticket already. There is nobody above.",
            code="no_higher_tier",
        ) from None
    await _do_raise(transaction, row, rungs[-1].tier.level, at)
    await _do_put_on_record(
        transaction, services, row, rungs, asked_by=asked_by, reason=reason, staff_id=staff_id
    )
    climbed = (
        await transaction.execute(select(tickets).where(tickets.c.number == row.number))
    ).one()
    for rung in rungs:
        await do_mail_tier(
            transaction, services, climbed, rung.tier, await steps_of(transaction, row.number)
        )
    await do_tell_customer(transaction, services, climbed, rungs[-1].tier)
    data = {
        "from": row.level,
        "to": rungs[-1].tier.level,
        "vacant": [rung.tier.level for rung in rungs if rung.vacant],
        "by": asked_by,
    }
    await do_record_action(transaction, services, staff_id, "escalate_ticket", row.number, data)
    return Asked(row.number, row.conversation_id, tuple(rungs))


def _check_under_work(row: Row[Any]) -> None:
    if row.status in UNDER_WORK:
        return
    if row.merged_into:
        raise ConflictError(
            f"This ticket goes on as {row.merged_into}. Escalate that one.",
            code="ticket_merged",
            extra={"merged_into": row.merged_into},
        )
    raise ConflictError(
        f"This ticket is {row.status}, so nothing is left to escalate. Open it again first.",
        code="ticket_ended",
    )


async def _do_raise(transaction: Transaction, row: Row[Any], level: int, at: datetime) -> None:
    """Bring the ticket to its new level, if it still is where it was read."""
    result = await transaction.execute(
        update(tickets)
        .where(
            tickets.c.number == row.number,
            tickets.c.level == row.level,
            tickets.c.status.in_(UNDER_WORK),
        )
        .values(level=level, level_since=at, updated_at=at)
    )
    if result.rowcount != 1:
        raise ConflictError(
            "Somebody else escalated or ended this ticket meanwhile. Look at it again.",
            code="ticket_changed",
        )


async def _do_put_on_record(
    transaction: Transaction,
    services: Services,
    row: Row[Any],
    rungs: Sequence[Rung],
    *,
    asked_by: AskedBy,
    reason: str,
    staff_id: str | None,
) -> None:
    language = services.policy.company.default_language
    at, below, why = services.now(), row.level, reason
    for rung in rungs:
        await transaction.execute(
            insert(escalations).values(
                id=uuid4().hex,
                number=row.number,
                from_level=below,
                to_level=rung.tier.level,
                asked_by=asked_by,
                staff_id=staff_id,
                via=rung.tier.via,
                status="vacant" if rung.vacant else "asked",
                reason=why,
                at=at,
                settled_at=at if rung.vacant else None,
            )
        )
        below = rung.tier.level
        if rung.vacant:
            vacancy = services.texts.say(
                language,
                "escalation_vacant",
                level=rung.tier.level,
                tier=rung.tier.title(language),
                department=services.department_title(row.department, language),
            )
            why = f"{why}\n{vacancy}"


async def served_levels(transaction: Transaction, department: str) -> set[int]:
    """The levels at which somebody active works for a department; trainers only read."""
    query = select(staff.c.level, staff.c.departments, staff.c.role).where(
        staff.c.active, staff.c.role != "trainer"
    )
    return {
        row.level
        for row in (await transaction.execute(query)).all()
        if row.role == "administrator" or department in row.departments
    }


async def steps_of(transaction: Transaction, number: str) -> list[Row[Any]]:
    """A ticket's steps on the ladder with the names of those who asked, oldest first."""
    query = (
        select(escalations, staff.c.name)
        .outerjoin(staff, staff.c.id == escalations.c.staff_id)
        .where(escalations.c.number == number)
        .order_by(escalations.c.at, escalations.c.to_level)
    )
    return list((await transaction.execute(query)).all())


async def escalation_json(
    transaction: Transaction, services: Services, row: Row[Any]
) -> dict[str, Any]:
    """Where a ticket stands on the ladder, who is next, and how it got there: for staff."""
    policy = services.policy
    known = 1 <= row.level <= len(policy.escalation)
    above = next_tier(policy, row.level) if known else None
    return {
        "level": row.level,
        "title": tier_title(services, row.level),
        "since": services.local(row.level_since or row.opened_at),
        "next": tier_json(services, above) if above else None,
        "tiers": [tier_json(services, one) for one in policy.escalation],
        "steps": [step_json(services, step) for step in await steps_of(transaction, row.number)],
    }


def tier_title(services: Services, level: int, language: str | None = None) -> str:
    """How a tier is called; a level that the policy no longer has is called by its number."""
    for one in services.policy.escalation:
        if one.level == level:
            return one.title(language or services.policy.company.default_language)
    return str(level)


def tier_json(services: Services, one: Tier) -> dict[str, Any]:
    """A tier as staff see it; `titles` has its name in every language of the company."""
    return {
        "level": one.level,
        "title": one.title(services.policy.company.default_language),
        "titles": dict(one.title.by_language),
        "via": one.via,
        "email": one.email,
    }


def step_json(services: Services, step: Row[Any]) -> dict[str, Any]:
    """One step on the ladder."""
    return {
        "from_level": step.from_level,
        "level": step.to_level,
        "title": tier_title(services, step.to_level),
        "asked_by": step.asked_by,
        "staff": step.name,
        "via": step.via,
        "status": step.status,
        "reason": step.reason,
        "at": services.local(step.at),
        "settled_at": services.local(step.settled_at) if step.settled_at else None,
    }
