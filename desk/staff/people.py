"""People of the desk: adding them, finding them, their passwords and API tokens."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Literal
from uuid import uuid4

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Row, func, insert, select, update

from desk.errors import ConflictError, InvalidError
from desk.storage import Transaction
from desk.storage.tables import staff

Role = Literal["agent", "trainer", "administrator"]
ROLES: tuple[Role, ...] = ("agent", "trainer", "administrator")

_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,189}")
_hasher = PasswordHasher()


@dataclass(frozen=True)
class NewPerson:
    """Who is to be added."""

    email: str
    name: str
    departments: Sequence[str]
    level: int = 1
    role: Role = "agent"
    languages: Sequence[str] = ("en",)


@dataclass(frozen=True)
class Credentials:
    """Shown once and kept only as hashes."""

    email: str
    password: str
    token: str


async def do_add(transaction: Transaction, new: NewPerson, at: datetime) -> Credentials:
    """Add a person and make up a password and an API token.

    Raises InvalidError for what can't be, ConflictError when the e-mail is taken.
    """
    email = check_email(new.email)
    if not new.name.strip():
        raise InvalidError("The name is empty.", field="name")
    taken = select(staff.c.id).where(staff.c.email == email)
    if (await transaction.execute(taken)).one_or_none():
        raise ConflictError(f"There is already somebody with the e-mail {email}.")
    credentials = Credentials(email, secrets.token_urlsafe(12), f"fd_{secrets.token_urlsafe(32)}")
    await transaction.execute(
        insert(staff).values(
            id=uuid4().hex,
            email=email,
            name=new.name.strip(),
            password_hash=_hasher.hash(credentials.password),
            token_hash=digest(credentials.token),
            departments=list(new.departments),
            level=new.level,
            role=new.role,
            languages=list(new.languages),
            presence="away",
            presence_holds=False,
            created_at=at,
        )
    )
    return credentials


async def do_reset(transaction: Transaction, email: str) -> Credentials:
    """Give somebody a new password and a new API token. Raises InvalidError."""
    row = await by_email(transaction, email)
    if row is None:
        raise InvalidError(f"There is nobody with the e-mail {email}.", field="email")
    credentials = Credentials(
        row.email, secrets.token_urlsafe(12), f"fd_{secrets.token_urlsafe(32)}"
    )
    await transaction.execute(
        update(staff)
        .where(staff.c.id == row.id)
        .values(
            password_hash=_hasher.hash(credentials.password),
            token_hash=digest(credentials.token),
        )
    )
    return credentials


def check_email(text: str) -> str:
    """An e-mail address in lower case. Raises InvalidError."""
    email = text.strip().lower()
    if not _EMAIL.fullmatch(email):
        raise InvalidError(f"'{text}' is not an e-mail address.", field="email")
    return email


async def by_email(transaction: Transaction, email: str) -> Row[Any] | None:
    """Who has this e-mail address."""
    query = select(staff).where(staff.c.email == email.strip().lower())
    return (await transaction.execute(query)).one_or_none()


async def by_token(transaction: Transaction, token: str) -> Row[Any] | None:
    """Who has this API token."""
    query = select(staff).where(staff.c.token_hash == digest(token))
    return (await transaction.execute(query)).one_or_none()


async def everyone(transaction: Transaction) -> list[Row[Any]]:
    """All people, by name."""
    return list((await transaction.execute(select(staff).order_by(staff.c.name))).all())


async def count(transaction: Transaction) -> int:
    """How many people there are."""
    return int((await transaction.execute(select(func.count()).select_from(staff))).scalar_one())


def password_fits(row: Row[Any] | None, password: str) -> bool:
    """Whether the password is this person's. Takes as long when there is no such person."""
    try:
        _hasher.verify(row.password_hash if row else _nobody(), password)
    except (VerificationError, InvalidHashError):
        return False
    return row is not None


def digest(secret: str) -> str:
    """How a token is kept: it is long and random, so a plain hash is enough."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def person_json(row: Row[Any]) -> dict[str, Any]:
    """A person as the pages and the command show them."""
    return {
        "id": row.id,
        "email": row.email,
        "name": row.name,
        "departments": row.departments,
        "level": row.level,
        "role": row.role,
        "languages": row.languages,
        "presence": row.presence,
    }


@cache
def _nobody() -> str:
    """A hash to compare with when there is no such person."""
    return _hasher.hash(secrets.token_urlsafe(12))
