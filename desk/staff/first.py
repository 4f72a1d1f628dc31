"""The first person of a new desk."""

from __future__ import annotations

from typing import Any

from desk.settings import Settings
from desk.staff.people import NewPerson, count, do_add
from desk.storage import Database
from desk.storage.migrate import migrate
from support.policy import load

_EMAIL = "admin@frontdesk.test"
_NAME = "Front Desk"


async def ensure_first_person(settings: Settings) -> dict[str, Any] | None:
    """Add an administrator for all departments if nobody is there yet.

    Migrates the database first. Returns the credentials, which are shown this once, or None
    when there are people already.
    """
    departments = list(load(settings.root / "policy.yml").departments)
    database = Database(settings.database_url)
    try:
        await migrate(database)
        async with database.write() as transaction:
            if await count(transaction):
                return None
            added = await do_add(
                transaction,
                NewPerson(_EMAIL, _NAME, departments, level=3, role="administrator"),
                settings.clock.now(),
            )
    finally:
        await database.close()
    return added.as_dict()
