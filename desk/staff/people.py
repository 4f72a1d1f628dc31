"""People of the desk: finding them, adding them, and what is known of one."""

from __future__ import annotations

import asyncio
import hashlib
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import uuid4

from sqlalchemy import Row, func, insert, select

from desk.errors import ConflictError, InvalidError, NotFoundError
from desk.staff.passwords import hashed, made_up_password
from desk.storage import Transaction
from desk.storage.tables import staff
from support.policy import Policy

Role = Literal["agent", "trainer", "administrator"]
ROLES: tuple[Role, ...] = ("agent", "trainer", "administrator")
MOST_AT_ONCE = 50
"""How many conversations at once a person may be given, at most."""

_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,189}")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_NAME_CHARACTERS = 120


@dataclass(frozen=True)
class NewPerson:
    """Who is to be added; `capacity` is how many conversations at once the system gives."""

    email: str
    name: str
    departments: Sequence[str]
    level: int = 1
    role: Role = "agent"
    languages: Sequence[str] = ("en",)
    capacity: int = 4


@dataclass(frozen=True)
class Credentials:
    """Shown once and kept only as hashes."""

    email: str
    password: str
    token: str

    def as_dict(self) -> dict[str, str]:
        """As the command and the page show them."""
        return {"email": self.email, "password": self.password, "token": self.token}


def made_up(email: str) -> Credentials:
    """New credentials for an e-mail address."""
    return Credentials(email, made_up_password(), f"fd_{secrets.token_urlsafe(32)}")


async def do_add(transaction: Transaction, new: NewPerson, at: datetime) -> Credentials:
    """Add a person and make up a password and an API token.

    Raises InvalidError for what can't be, ConflictError when the e-mail is taken.
    """
    email, name = check_email(new.email), check_name(new.name)
    if await by_email(transaction, email):
        raise ConflictError(
            f"There is already somebody with the e-mail {email}.", code="email_taken", field="email"
        )
    credentials = made_up(email)
    await transaction.execute(
        insert(staff).values(
            id=uuid4().hex,
            email=email,
            name=name,
            password_hash=await asyncio.to_thread(hashed, credentials.password),
            token_hash=digest(credentials.token),
            departments=list(new.departments),
            level=new.level,
            role=new.role,
            languages=list(new.languages),
            capacity=new.capacity,
            active=True,
            presence="away",
            presence_holds=False,
            created_at=at,
        )
    )
    return credentials


def check_email(text: str) -> str:
    """An e-mail address in lower case. Raises InvalidError."""
    email = text.strip().lower()
    if not is_email(email):
        raise InvalidError(f"'{text}' is not an e-mail address.", field="email")
    return email


def is_email(text: str) -> bool:
    """Whether a text looks like an e-mail address."""
    return _EMAIL.fullmatch(text) is not None


def check_name(text: str) -> str:
    """A name as visitors see it, on one line. Raises InvalidError."""
    name = " ".join(text.split())
    if not name:
        raise InvalidError("The name is empty.", field="name")
    if len(name) > _NAME_CHARACTERS:
        raise InvalidError(f"The name is longer than {_NAME_CHARACTERS} characters.", field="name")
    return name


def checked(policy: Policy, values: Mapping[str, Any]) -> dict[str, Any]:
    """What is said of a person, in order: name, departments, level, role, languages, capacity.

    Only what is in `values` is looked at; its types are right already. Raises InvalidError that
    names the field and says what is expected.
    """
    found = dict(values)
    if "name" in found:
        found["name"] = check_name(found["name"])
    if "departments" in found:
        found["departments"] = _some_of(policy.departments, found["departments"], "department")
    if "level" in found:
        _check_number(found["level"], len(policy.escalation), "level")
    if "role" in found and found["role"] not in ROLES:
        raise InvalidError(f"role: expected one of {', '.join(ROLES)}.", field="role")
    if "languages" in found:
        found["languages"] = _languages(found["languages"])
    if "capacity" in found:
        _check_number(found["capacity"], MOST_AT_ONCE, "capacity")
    return found


def _some_of(known: Mapping[str, Any], given: Sequence[str], field: str) -> list[str]:
    unknown = next((one for one in given if one not in known), None)
    if unknown is not None or not given:
        what = f"'{unknown}' is none; " if unknown is not None else ""
        raise InvalidError(
            f"{field}: {what}expected at least one of {', '.join(known)}.", field=f"{field}s"
        )
    return [one for one in known if one in given]


def _check_number(given: int, most: int, field: str) -> None:
    if not 1 <= given <= most:
        raise InvalidError(f"{field}: expected a number from 1 to {most}.", field=field)


def _languages(given: Sequence[str]) -> list[str]:
    found = list(dict.fromkeys(one.strip().lower() for one in given))
    wrong = next((one for one in found if not _LANGUAGE.fullmatch(one)), None)
    if wrong is not None or not found:
        raise InvalidError(
            "language: expected codes of two or three letters, such as en or vi.",
            field="languages",
        )
    return found


async def by_email(transaction: Transaction, email: str) -> Row[Any] | None:
    """Who has this e-mail address, active or not."""
    query = select(staff).where(staff.c.email == email.strip().lower())
    return (await transaction.execute(query)).one_or_none()


async def by_token(transaction: Transaction, token: str) -> Row[Any] | None:
    """Who has this API token; nobody who has left."""
    query = select(staff).where(staff.c.token_hash == digest(token), staff.c.active)
    return (await transaction.execute(query)).one_or_none()


async def access_staff(transaction: Transaction, staff_id: str, *, lock: bool = False) -> Row[Any]:
    """A person by id, active or not. Raises NotFoundError."""
    query = select(staff).where(staff.c.id == staff_id)
    row = (await transaction.execute(query.with_for_update() if lock else query)).one_or_none()
    if row is None:
        raise NotFoundError("There is no such person.", code="person_not_found")
    return row


async def access_by_email(transaction: Transaction, email: str) -> Row[Any]:
    """A person by e-mail address, active or not. Raises InvalidError."""
    row = await by_email(transaction, email)
    if row is None:
        raise InvalidError(f"There is nobody with the e-mail {email}.", field="email")
    return row


async def everyone(transaction: Transaction) -> list[Row[Any]]:
    """All people, by name; who has left comes last."""
    query = select(staff).order_by(staff.c.active.desc(), staff.c.name, staff.c.email)
    return list((await transaction.execute(query)).all())


async def count(transaction: Transaction) -> int:
    """How many people there are."""
    return int((await transaction.execute(select(func.count()).select_from(staff))).scalar_one())


def digest(secret: str) -> str:
    """How a token is kept: it is long and random, so a plain hash is enough."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def person_json(row: Row[Any], presence: str | None = None) -> dict[str, Any]:
    """A person as the pages and the command show them; `presence` as it really is."""
    return {
        "id": row.id,
        "email": row.email,
        "name": row.name,
        "departments": row.departments,
        "level": row.level,
        "role": row.role,
        "languages": row.languages,
        "capacity": row.capacity,
        "active": row.active,
        "presence": presence or row.presence,
    }
