"""A conversation as the desk knows it, and the few ways to get hold of one."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Row, insert, select, update

from desk.errors import NotFoundError
from desk.storage import Transaction
from desk.storage.tables import conversations

Owner = Literal["bot", "queue", "staff", "closed"]


@dataclass(frozen=True)
class Conversation:
    """One row of `conversations`. Moments are UTC by the policy's clock."""

    id: str
    visitor_id: str
    language: str
    language_chosen: bool
    page: str | None
    owner: Owner
    version: int
    department: str | None
    level: int
    staff_id: str | None
    queued_at: datetime | None
    waits_since: datetime | None
    claimed_at: datetime | None
    queue_reason: str | None
    last_seq: int
    last_visible_seq: int
    visitor_read_seq: int
    staff_read_seq: int
    delivered_seq: int
    read_seq: int
    mailed_seq: int
    routed: dict[str, Any] | None
    details: dict[str, list[str]]
    engine_reset: bool
    last_text: str | None
    last_author: str | None
    begin_key: str | None
    user_id: str | None
    identity: dict[str, Any] | None
    rating: int | None
    created_at: datetime
    updated_at: datetime


_PLACES = [list(conversations.c.keys()).index(one.name) for one in fields(Conversation)]


def from_row(row: Row[Any]) -> Conversation:
    """A row of `select(conversations)` as an object. By place: lists make hundreds at once."""
    return Conversation(*[row[place] for place in _PLACES])


async def access_conversation(
    transaction: Transaction, conversation_id: str, *, lock: bool = False
) -> Conversation:
    """The conversation with that id, locked until the transaction ends if asked for.

    Raises NotFoundError.
    """
    query = select(conversations).where(conversations.c.id == conversation_id)
    row = (await transaction.execute(query.with_for_update() if lock else query)).one_or_none()
    if row is None:
        raise NotFoundError("There is no such conversation.", code="conversation_not_found")
    return from_row(row)


async def do_set_language(
    transaction: Transaction, conversation_id: str, language: str, *, chosen: bool
) -> None:
    """Answer in this language from now on; `chosen` if the visitor asked for it."""
    await transaction.execute(
        update(conversations)
        .where(conversations.c.id == conversation_id)
        .values(language=language, language_chosen=chosen)
    )


async def do_create(
    transaction: Transaction,
    *,
    conversation_id: str,
    visitor_id: str,
    language: str,
    page: str | None,
    department: str | None,
    at: datetime,
    begin_key: str | None = None,
) -> None:
    """Begin a conversation that the assistant owns."""
    await transaction.execute(
        insert(conversations).values(
            id=conversation_id,
            visitor_id=visitor_id,
            language=language,
            page=page,
            owner="bot",
            version=1,
            department=department,
            begin_key=begin_key,
            level=1,
            last_seq=0,
            last_visible_seq=0,
            visitor_read_seq=0,
            staff_read_seq=0,
            details={},
            engine_reset=False,
            created_at=at,
            updated_at=at,
        )
    )
