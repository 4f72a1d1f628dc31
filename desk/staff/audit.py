"""What people of the desk did, on record."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert

from desk.services import Services
from desk.storage import Transaction
from desk.storage.tables import audit_log


async def do_record_action(
    transaction: Transaction,
    services: Services,
    staff_id: str | None,
    action: str,
    subject: str,
    data: dict[str, Any] | None = None,
) -> None:
    """Note that somebody did `action` to `subject` (a conversation's id, a ticket's number)."""
    await transaction.execute(
        insert(audit_log).values(
            at=services.real_now(), staff_id=staff_id, action=action, subject=subject, data=data
        )
    )
