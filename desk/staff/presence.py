"""Whether somebody is there. An absent person is never counted on.

`online` and `busy` are present, `away` is absent. Presence from the desk page lapses when the
page is gone; presence set by an API token holds until it is changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Row, select, update

from desk.services import Services
from desk.settings import seconds
from desk.storage import Transaction
from desk.storage.tables import staff

Presence = Literal["online", "busy", "away"]
PRESENT: tuple[Presence, ...] = ("online", "busy")


async def do_set_presence(
    transaction: Transaction, staff_id: str, presence: Presence, *, holds: bool, at: datetime
) -> None:
    """Note that a person is `presence` from `at` (real time); `holds` for an API token."""
    await transaction.execute(
        update(staff)
        .where(staff.c.id == staff_id)
        .values(presence=presence, presence_holds=holds, seen_at=at)
    )


async def do_see(transaction: Transaction, staff_id: str, at: datetime | None) -> None:
    """Note that a person's page was there at `at` (real time), or has gone (None)."""
    await transaction.execute(update(staff).where(staff.c.id == staff_id).values(seen_at=at))


async def do_touch(transaction: Transaction, staff_id: str, at: datetime) -> None:
    """Note that a person whose presence is known did something at `at` (real time)."""
    await transaction.execute(
        update(staff).where(staff.c.id == staff_id, staff.c.seen_at.is_not(None)).values(seen_at=at)
    )


async def vanished(transaction: Transaction, services: Services) -> dict[str, str]:
    """Who was there and is gone for longer than the lapse: id to name.

    Who has left, or only reads now, is gone at once. Somebody whose presence was never said, a
    program with an API token, does not vanish.
    """
    lapsed = (staff.c.seen_at <= _fresh(services)) & (
        (staff.c.presence == "away") | ~staff.c.presence_holds
    )
    query = select(staff.c.id, staff.c.name).where(lapsed | ~_may_answer())
    return {row.id: row.name for row in (await transaction.execute(query)).all()}


@dataclass(frozen=True)
class PresentPerson:
    """Somebody who is there and answers visitors."""

    id: str
    name: str
    departments: tuple[str, ...]
    level: int
    languages: tuple[str, ...]
    capacity: int
    presence: Presence
    last_assigned_at: datetime | None
    by_page: bool
    """Whether a page of the desk is open; else a program has said that this person is there."""

    def serves(self, department: str | None, level: int) -> bool:
        """Whether this person takes conversations of a department at a level."""
        return self.level >= level and department in self.departments


async def present_people(transaction: Transaction, services: Services) -> list[PresentPerson]:
    """Everybody who is there and answers visitors: trainers only read."""
    query = select(staff).where(is_there(services))
    return [
        PresentPerson(
            id=row.id,
            name=row.name,
            departments=tuple(row.departments),
            level=row.level,
            languages=tuple(row.languages),
            capacity=row.capacity,
            presence=row.presence,
            last_assigned_at=row.last_assigned_at,
            by_page=not row.presence_holds,
        )
        for row in (await transaction.execute(query)).all()
    ]


async def count_present(
    transaction: Transaction, services: Services, department: str, level: int = 1
) -> int:
    """How many people of a department are there who serve `level`."""
    people = await present_people(transaction, services)
    return sum(one.serves(department, level) for one in people)


def is_there(services: Services) -> ColumnElement[bool]:
    """Whether a person of `staff` can be counted on now: one who answers, and is present."""
    return _may_answer() & staff.c.presence.in_(PRESENT) & _holds(services)


def real_presence(row: Row[Any], services: Services) -> Presence:
    """A person's presence as it really is: what a page said lapses with the page."""
    return presence_since(row, _fresh(services))


def presence_since(row: Row[Any], fresh: datetime) -> Presence:
    """As `real_presence`, where a page counts that was seen after `fresh` (real time)."""
    said: Presence = row.presence
    seen = row.seen_at is not None and row.seen_at > fresh
    return said if row.active and (row.presence_holds or seen) else "away"


def _may_answer() -> ColumnElement[bool]:
    return staff.c.active & (staff.c.role != "trainer")


def _holds(services: Services) -> ColumnElement[bool]:
    return staff.c.presence_holds | (staff.c.seen_at > _fresh(services))


def _fresh(services: Services) -> datetime:
    return services.real_now() - seconds(services.settings.timings.presence_lapses_s)
