"""Who asks, and what they may see: a session's cookie or an API token."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import Any

from sanic import Request
from sqlalchemy import Row

from desk.api.http import bearer, services_of
from desk.errors import ForbiddenError, NotSignedInError
from desk.staff.people import by_token
from desk.staff.signed_in import by_cookie, worth_keeping
from desk.storage import Transaction

COOKIE = "frontdesk_session"
CSRF_HEADER = "x-csrf-token"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True)
class Person:
    """Somebody of the staff who is signed in."""

    id: str
    email: str
    name: str
    departments: tuple[str, ...]
    level: int
    role: str
    languages: tuple[str, ...]
    capacity: int
    presence: str
    csrf: str | None
    """The token that unsafe requests carry; None for an API token, which needs none."""
    session: str | None = None
    """How the session is kept (a hash); None for an API token."""

    @property
    def answers(self) -> bool:
        """Whether one talks with visitors and customers: trainers only read."""
        return self.role != "trainer"

    @property
    def leads(self) -> bool:
        """Whether one looks after others' work: supervisors and above, and administrators."""
        return self.role == "administrator" or (self.role == "agent" and self.level > 1)

    @property
    def sees_all(self) -> bool:
        """Whether departments don't matter: an administrator's."""
        return self.role == "administrator"

    def as_dict(self) -> dict[str, Any]:
        """As the desk page gets it."""
        return {
            "id": self.id,
            "email": self.email,
            "name": self.name,
            "departments": list(self.departments),
            "level": self.level,
            "role": self.role,
            "languages": list(self.languages),
            "capacity": self.capacity,
            "presence": self.presence,
        }


async def access_person(request: Request[Any, Any], transaction: Transaction) -> Person:
    """Who sends this request.

    Raises NotSignedInError when nobody is known to, ForbiddenError when a page of another site
    may have sent it (an unsafe method with a cookie and without the session's CSRF token).
    """
    token = bearer(request)
    if token is not None:
        row = await by_token(transaction, token)
        if row is None:
            raise NotSignedInError("This API token is not valid.", code="token_invalid")
        return _person(row, csrf=None)
    row = await _by_session(request, transaction)
    if row is None:
        raise NotSignedInError("Please sign in.")
    if request.method not in _SAFE:
        given = request.headers.get(CSRF_HEADER, "")
        if not hmac.compare_digest(given.encode(), row.csrf.encode()):
            raise ForbiddenError(
                "This request lacks the session's CSRF token. Load the page again.", code="csrf"
            )
    return _person(row, csrf=row.csrf, session=row.session)


async def _by_session(request: Request[Any, Any], transaction: Transaction) -> Row[Any] | None:
    cookie = request.cookies.get(COOKIE)
    if not cookie:
        return None
    services = services_of(request)
    row = await by_cookie(transaction, cookie, services.real_now())
    if row is not None and worth_keeping(services, row.session_from, row.session_until):
        # Kept alive once the request is answered: most requests only read.
        request.ctx.session_in_use = row.session
    return row


def _person(row: Row[Any], csrf: str | None, session: str | None = None) -> Person:
    return Person(
        id=row.id,
        email=row.email,
        name=row.name,
        departments=tuple(row.departments),
        level=row.level,
        role=row.role,
        languages=tuple(row.languages),
        capacity=row.capacity,
        presence=row.presence,
        csrf=csrf,
        session=session,
    )


def may_see(person: Person, department: str | None) -> bool:
    """Whether matters of a department are this person's; what has none yet is everybody's."""
    return person.sees_all or department is None or department in person.departments


def check_answers(person: Person) -> None:
    """Raises ForbiddenError for a trainer, who reads and never answers."""
    if not person.answers:
        raise ForbiddenError("Trainers read conversations and tickets, and leave them as they are.")


def check_trains(person: Person) -> None:
    """Raises ForbiddenError for everybody but trainers and administrators."""
    if person.role not in ("trainer", "administrator"):
        raise ForbiddenError("This is for trainers and administrators.")


def check_leads(person: Person) -> None:
    """Raises ForbiddenError for somebody who looks after nobody else's work."""
    if not person.leads:
        raise ForbiddenError("This is for supervisors, managers and administrators.")


def check_administrator(person: Person) -> None:
    """Raises ForbiddenError for everybody but administrators."""
    if person.role != "administrator":
        raise ForbiddenError("This is for administrators.")
