"""Sessions: each ends a while after it was last used, and at a fixed time whatever happens."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, insert, select, update

from desk.services import Services
from desk.settings import seconds
from desk.staff.people import digest
from desk.storage import Transaction
from desk.storage.tables import staff, staff_sessions

# A session is kept alive once a minute at most: not every request has to write.
_WORTH_KEEPING_S = 60.0


@dataclass(frozen=True)
class Opened:
    """A new session: `token` is for the cookie and kept only as a hash."""

    token: str
    csrf: str


async def do_open_session(
    transaction: Transaction, services: Services, staff_id: str, instead_of: str | None
) -> Opened:
    """A new session for somebody whose password fits.

    Its token is always made here, never taken from the browser; the session of the cookie that
    the browser sent (`instead_of`) ends.
    """
    now = services.real_now()
    await transaction.execute(delete(staff_sessions).where(staff_sessions.c.expires_at < now))
    if instead_of:
        await do_end_session(transaction, instead_of)
    opened = Opened(secrets.token_urlsafe(32), secrets.token_urlsafe(24))
    await transaction.execute(
        insert(staff_sessions).values(
            token_hash=digest(opened.token),
            staff_id=staff_id,
            csrf=opened.csrf,
            created_at=now,
            expires_at=_end(services, now, now),
        )
    )
    return opened


async def by_cookie(transaction: Transaction, cookie: str, now: datetime) -> Row[Any] | None:
    """Whose session this is, with its `csrf`, `session` (a hash) and times."""
    query = (
        select(
            staff,
            staff_sessions.c.csrf,
            staff_sessions.c.token_hash.label("session"),
            staff_sessions.c.created_at.label("session_from"),
            staff_sessions.c.expires_at.label("session_until"),
        )
        .join(staff_sessions, staff_sessions.c.staff_id == staff.c.id)
        .where(
            staff_sessions.c.token_hash == digest(cookie),
            staff_sessions.c.expires_at > now,
            staff.c.active,
        )
    )
    return (await transaction.execute(query)).one_or_none()


def worth_keeping(services: Services, created_at: datetime, expires_at: datetime) -> bool:
    """Whether using a session now would move its end noticeably."""
    later = _end(services, created_at, services.real_now())
    return later > expires_at + seconds(_WORTH_KEEPING_S)


async def do_keep_session(transaction: Transaction, services: Services, session: str) -> None:
    """Note that a session (the hash of its token) is in use."""
    query = select(staff_sessions).where(staff_sessions.c.token_hash == session)
    row = (await transaction.execute(query)).one_or_none()
    if row is None or not worth_keeping(services, row.created_at, row.expires_at):
        return
    await transaction.execute(
        update(staff_sessions)
        .where(staff_sessions.c.token_hash == session)
        .values(expires_at=_end(services, row.created_at, services.real_now()))
    )


async def sessions_of(transaction: Transaction, staff_id: str, now: datetime) -> list[Row[Any]]:
    """A person's sessions that have not ended, the newest first."""
    query = (
        select(staff_sessions)
        .where(staff_sessions.c.staff_id == staff_id, staff_sessions.c.expires_at > now)
        .order_by(staff_sessions.c.created_at.desc())
    )
    return list((await transaction.execute(query)).all())


async def do_end_session(transaction: Transaction, cookie: str) -> None:
    """End the session of a cookie, if there is one."""
    await transaction.execute(
        delete(staff_sessions).where(staff_sessions.c.token_hash == digest(cookie))
    )


async def do_end_sessions(transaction: Transaction, staff_id: str, but: str | None = None) -> int:
    """End every session of a person, but one (the hash of its token); returns how many."""
    query = delete(staff_sessions).where(staff_sessions.c.staff_id == staff_id)
    if but is not None:
        query = query.where(staff_sessions.c.token_hash != but)
    return len((await transaction.execute(query.returning(staff_sessions.c.csrf))).all())


def _end(services: Services, created_at: datetime, used_at: datetime) -> datetime:
    timings = services.settings.timings
    return min(created_at + seconds(timings.session_s), used_at + seconds(timings.session_idle_s))
