"""The log of a conversation: events in order, numbered for each reader without gaps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Row, insert, select, update

from desk.storage import Transaction
from desk.storage.tables import conversations, events

MOST_EVENTS = 500
"""How many events one reading returns at most."""

Reader = Literal["visitor", "staff"]
Author = Literal["visitor", "bot", "staff", "system"]


@dataclass(frozen=True)
class Reference:
    """An event's number in the whole log, and in what the visitor sees of it."""

    seq: int
    visible_seq: int | None


@dataclass(frozen=True)
class NewEvent:
    """An event that has no number yet."""

    kind: str
    author: Author
    text: str | None = None
    buttons: list[dict[str, str]] | None = None
    data: dict[str, Any] | None = None
    author_name: str | None = None
    staff_id: str | None = None
    client_id: str | None = None
    in_reply_to: Reference | None = None
    visible: bool = True
    """False for what only staff may see, such as an internal note."""


async def do_append(
    transaction: Transaction,
    conversation_id: str,
    new: Sequence[NewEvent],
    at: datetime,
    *,
    only_if: ColumnElement[bool] | None = None,
) -> list[Reference] | None:
    """Append events to a log and return their numbers.

    The numbers come from one update of the conversation's row, so two writers can't take the
    same ones. With `only_if`, a condition on `conversations`, nothing is written and None
    returned when it does not hold at that moment.
    """
    visible = sum(event.visible for event in new)
    values: dict[str, Any] = {
        "last_seq": conversations.c.last_seq + len(new),
        "last_visible_seq": conversations.c.last_visible_seq + visible,
        "updated_at": at,
    }
    spoken = [event for event in new if event.kind == "message" and event.text]
    if spoken:
        values |= {"last_text": (spoken[-1].text or "")[:200], "last_author": spoken[-1].author}
    query = update(conversations).where(conversations.c.id == conversation_id)
    if only_if is not None:
        query = query.where(only_if)
    row = (
        await transaction.execute(
            query.values(**values).returning(
                conversations.c.last_seq, conversations.c.last_visible_seq
            )
        )
    ).one_or_none()
    if row is None:
        return None
    seq, visible_seq = row.last_seq - len(new), row.last_visible_seq - visible
    rows: list[dict[str, Any]] = []
    for event in new:
        seq += 1
        visible_seq += event.visible
        rows.append(_row(conversation_id, event, at, seq, visible_seq))
    if rows:
        await transaction.execute(insert(events), rows)
    return [Reference(row["seq"], row["visible_seq"]) for row in rows]


def _row(
    conversation_id: str, event: NewEvent, at: datetime, seq: int, visible_seq: int
) -> dict[str, Any]:
    reply = event.in_reply_to
    return {
        "conversation_id": conversation_id,
        "seq": seq,
        "visible_seq": visible_seq if event.visible else None,
        "kind": event.kind,
        "at": at,
        "author": event.author,
        "author_name": event.author_name,
        "staff_id": event.staff_id,
        "text": event.text,
        "buttons": event.buttons or None,
        "data": event.data,
        "client_id": event.client_id,
        "in_reply_to": reply.seq if reply else None,
        "in_reply_to_visible": reply.visible_seq if reply else None,
    }


async def events_after(
    transaction: Transaction,
    conversation_id: str,
    after: int,
    reader: Reader,
    *,
    most: int = MOST_EVENTS,
) -> list[Row[Any]]:
    """What `reader` may see beyond its number `after`, oldest first."""
    number = events.c.visible_seq if reader == "visitor" else events.c.seq
    query = (
        select(events)
        .where(events.c.conversation_id == conversation_id, number > after)
        .order_by(number)
        .limit(most)
    )
    return list((await transaction.execute(query)).all())


async def find_by_client_id(
    transaction: Transaction, conversation_id: str, author: Author, client_id: str
) -> Row[Any] | None:
    """The event that a client sent under this id before, if it did."""
    query = select(events).where(
        events.c.conversation_id == conversation_id,
        events.c.author == author,
        events.c.client_id == client_id,
    )
    return (await transaction.execute(query)).one_or_none()


async def last_said(transaction: Transaction, conversation_id: str) -> Row[Any] | None:
    """The last message of a log that the visitor may see, whoever wrote it."""
    query = (
        select(events)
        .where(
            events.c.conversation_id == conversation_id,
            events.c.kind == "message",
            events.c.visible_seq.is_not(None),
        )
        .order_by(events.c.seq.desc())
        .limit(1)
    )
    return (await transaction.execute(query)).one_or_none()


def event_json(row: Row[Any], reader: Reader, zone: Any) -> dict[str, Any]:
    """An event as `reader` gets it; the one place that turns such a row into JSON.

    `zone` is the policy's time zone: moments are written with its offset.
    """
    visitor = reader == "visitor"
    author: dict[str, Any] = {"kind": row.author}
    if row.author_name:
        author["name"] = row.author_name
    document: dict[str, Any] = {
        "seq": row.visible_seq if visitor else row.seq,
        "kind": row.kind,
        "at": row.at.astimezone(zone).isoformat(timespec="milliseconds"),
        "author": author,
    }
    reply = row.in_reply_to_visible if visitor else row.in_reply_to
    optional = {
        "text": row.text,
        "buttons": row.buttons,
        "data": row.data,
        "in_reply_to": reply,
        # The widget knows its own optimistic bubble by this id.
        "client_id": row.client_id if row.author in ("visitor", "staff") else None,
    }
    document.update({key: value for key, value in optional.items() if value is not None})
    if not visitor and row.visible_seq is None:
        document["internal"] = True
    return document
