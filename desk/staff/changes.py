"""Changing a person: what they may do, whether they are still one of the staff, a new password."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select, update

from desk.errors import ConflictError
from desk.staff.passwords import hashed
from desk.staff.people import Credentials, access_staff, digest, made_up
from desk.staff.signed_in import do_end_sessions
from desk.storage import Transaction
from desk.storage.tables import staff, tickets


class LastAdministratorError(ConflictError):
    """Without an administrator nobody could add one again."""

    code = "last_administrator"


@dataclass(frozen=True)
class Changed:
    """A person after a change, and what is different: `{"level": {"from": 1, "to": 2}}`."""

    row: Row[Any]
    differences: dict[str, dict[str, Any]]

    @property
    def action(self) -> str:
        """How the audit log calls it."""
        active = self.differences.get("active")
        if active is None:
            return "person_change"
        return "person_activate" if active["to"] else "person_deactivate"


async def do_change(transaction: Transaction, staff_id: str, values: Mapping[str, Any]) -> Changed:
    """Change what `values` says of a person (checked already; `active` False: has left).

    Who has left can't sign in: sessions and API token end at once, and open tickets are nobody's
    again. Conversations go back as from anyone who vanishes. Raises NotFoundError, and
    LastAdministratorError where nobody else could look after the people.
    """
    administrators = await _lock_administrators(transaction)
    before = await access_staff(transaction, staff_id, lock=True)
    now = {**before._mapping, **values}
    if administrators == {staff_id} and not (now["active"] and now["role"] == "administrator"):
        raise LastAdministratorError(
            f"{before.name} is the only administrator. Make somebody else one first."
        )
    changes: dict[str, Any] = {
        name: value for name, value in values.items() if getattr(before, name) != value
    }
    if not changes:
        return Changed(before, {})
    differences = {
        name: {"from": getattr(before, name), "to": value} for name, value in changes.items()
    }
    if changes.get("active") is False:
        changes |= {"token_hash": None, "presence": "away", "presence_holds": False}
        await do_end_sessions(transaction, staff_id)
        await transaction.execute(
            update(tickets)
            .where(tickets.c.assignee_id == staff_id, tickets.c.status.not_in(("solved", "closed")))
            .values(assignee_id=None)
        )
    await transaction.execute(update(staff).where(staff.c.id == staff_id).values(**changes))
    return Changed(await access_staff(transaction, staff_id), differences)


async def _lock_administrators(transaction: Transaction) -> set[str]:
    """Who is an active administrator; two who demote one another at once wait for each other."""
    query = (
        select(staff.c.id)
        .where(staff.c.role == "administrator", staff.c.active)
        .order_by(staff.c.id)
        .with_for_update()
    )
    return set((await transaction.execute(query)).scalars())


async def do_reset(transaction: Transaction, staff_id: str) -> Credentials:
    """Give somebody a new password and a new API token; sessions end.

    Raises NotFoundError, and ConflictError for somebody who has left.
    """
    row = await access_staff(transaction, staff_id, lock=True)
    if not row.active:
        raise ConflictError(f"{row.name} has left. Activate them first.", code="not_active")
    credentials = made_up(row.email)
    await transaction.execute(
        update(staff)
        .where(staff.c.id == staff_id)
        .values(
            password_hash=await asyncio.to_thread(hashed, credentials.password),
            token_hash=digest(credentials.token),
        )
    )
    await do_end_sessions(transaction, staff_id)
    return credentials
