"""Who answers a conversation, and the only way to change that.

Every change is one conditional update that checks and raises `version`. Whoever acted on an
older version finds nothing to update: a late answer, a second claim, a forgotten transfer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import update

from desk.conversations.model import Conversation, Owner, access_conversation
from desk.errors import ConflictError
from desk.storage import Transaction
from desk.storage.tables import conversations

TRANSITIONS: Mapping[Owner, frozenset[Owner]] = {
    # Staff may also take a conversation from the assistant before anyone was asked for.
    "bot": frozenset({"queue", "staff", "closed"}),
    # A queue may hand on to another department's or level's queue, too.
    "queue": frozenset({"queue", "staff", "bot", "closed"}),
    "staff": frozenset({"queue", "staff", "bot", "closed"}),
    "closed": frozenset({"bot"}),
}


class OwnerChangedError(ConflictError):
    """Somebody else took or left the conversation in the meantime."""

    code = "owner_changed"


async def do_change_owner(
    transaction: Transaction,
    conversation: Conversation,
    owner: Owner,
    *,
    at: datetime,
    department: str | None = None,
    level: int | None = None,
    staff_id: str | None = None,
    reason: str | None = None,
    waits_since: datetime | None = None,
) -> Conversation:
    """Give the conversation to `owner`, provided that nobody did so since it was read.

    `department` and `level` stay as they are when None. A place in the order of the queue is
    kept until people are done with the conversation: a transfer costs nobody their turn.
    `waits_since` is that place for who enters anew (`at` when None). A form that was running in
    the engine ends with the next turn (`engine_reset`), so that nothing swallows the first
    message after a hand-back. Returns the conversation as it is now; raises OwnerChangedError
    when the version is no longer the one that was read, or when there is no such way.
    """
    if owner not in TRANSITIONS[conversation.owner]:
        raise OwnerChangedError(
            f"This conversation is with '{conversation.owner}' and can't go to '{owner}'.",
            extra={"owner": conversation.owner},
        )
    changed: dict[str, Any] = {
        "owner": owner,
        "version": conversation.version + 1,
        "department": department or conversation.department,
        "level": level or (1 if owner in ("bot", "closed") else conversation.level),
        "staff_id": staff_id if owner == "staff" else None,
        "queued_at": at if owner == "queue" else None,
        "queue_reason": reason if owner == "queue" else None,
        "waits_since": _place(conversation, owner, waits_since or at),
        "claimed_at": at if owner == "staff" else None,
        "engine_reset": True,
        "updated_at": at,
    }
    row = (
        await transaction.execute(
            update(conversations)
            .where(
                conversations.c.id == conversation.id,
                conversations.c.version == conversation.version,
            )
            .values(**changed)
            .returning(conversations.c.id)
        )
    ).one_or_none()
    if row is None:
        now = await access_conversation(transaction, conversation.id)
        raise OwnerChangedError(
            "Somebody else changed this conversation in the meantime.",
            extra={"owner": now.owner},
        )
    return replace(conversation, **changed)


def _place(conversation: Conversation, owner: Owner, since: datetime) -> datetime | None:
    if owner == "queue":
        return conversation.waits_since or since
    return conversation.waits_since if owner == "staff" else None
