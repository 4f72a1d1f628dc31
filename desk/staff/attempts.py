"""Guessing passwords is counted in the database: it survives restarts and holds for all desks.

An attempt is written down before the password is looked at, and taken back when it fits: however
many come at once, no more are looked at than the limits say.
"""

from __future__ import annotations

import math
from datetime import datetime

from sqlalchemy import ColumnElement, delete, insert, select, text

from desk.errors import TooManyError
from desk.services import Services
from desk.settings import seconds
from desk.storage import Transaction
from desk.storage.tables import login_failures

_ADDRESS_CHARACTERS = 64
_EMAIL_CHARACTERS = 254


def named(email: str) -> str:
    """How attempts at an e-mail address are counted, however it is written."""
    return email.strip().lower()[:_EMAIL_CHARACTERS]


async def check_attempts(
    transaction: Transaction, services: Services, email: str, address: str
) -> None:
    """Raises TooManyError, the same for every reason, after too many failures.

    An address that nobody has is counted like one that somebody has.
    """
    limits = services.settings.limits
    of_email = login_failures.c.email == named(email)
    from_address = login_failures.c.address == address[:_ADDRESS_CHARACTERS]
    now = services.real_now()
    waits = [
        await _wait(transaction, now, most, window, *which)
        for most, window, which in (
            (
                limits.logins_per_address_and_email,
                limits.logins_seconds,
                (of_email, from_address),
            ),
            (limits.logins_per_email, limits.logins_wide_seconds, (of_email,)),
            (limits.logins_per_address, limits.logins_wide_seconds, (from_address,)),
        )
    ]
    if any(waits):
        raise TooManyError(
            "Too many attempts to sign in. Please wait a few minutes.", retry_after=max(waits)
        )


async def _wait(
    transaction: Transaction,
    now: datetime,
    most: int,
    window_s: int,
    *which: ColumnElement[bool],
) -> int:
    """How many seconds until there are fewer than `most` failures in the window; 0 for now."""
    query = (
        select(login_failures.c.at)
        .where(*which, login_failures.c.at > now - seconds(window_s))
        .order_by(login_failures.c.at.desc())
        .limit(most)
    )
    found = list((await transaction.execute(query)).scalars())
    if len(found) < most:
        return 0
    until: datetime = found[-1] + seconds(window_s)
    return max(1, math.ceil((until - now).total_seconds()))


async def do_count_attempt(
    transaction: Transaction, services: Services, email: str, address: str
) -> None:
    """Count one more attempt. Raises TooManyError as `check_attempts`; then nothing is counted."""
    if transaction.dialect.name == "postgresql":
        # Two that come at once must see each other; SQLite has one writer anyway.
        await transaction.execute(text("LOCK TABLE login_failures IN SHARE ROW EXCLUSIVE MODE"))
    await check_attempts(transaction, services, email, address)
    limits, now = services.settings.limits, services.real_now()
    longest = max(limits.logins_seconds, limits.logins_wide_seconds)
    await transaction.execute(
        delete(login_failures).where(login_failures.c.at < now - seconds(longest))
    )
    await transaction.execute(
        insert(login_failures).values(
            email=named(email), address=address[:_ADDRESS_CHARACTERS], at=now
        )
    )


async def do_forget_attempts(transaction: Transaction, email: str, address: str) -> None:
    """The password fits: begin anew for this e-mail address from this address, nothing else."""
    await transaction.execute(
        delete(login_failures).where(
            login_failures.c.email == named(email),
            login_failures.c.address == address[:_ADDRESS_CHARACTERS],
        )
    )
