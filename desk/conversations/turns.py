"""Turns: which messages wait for the assistant, and what becomes of its answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, insert, select, update

from desk.conversations.engine import Answer
from desk.conversations.log import NewEvent, Reference, do_append
from desk.conversations.model import Conversation, do_set_language
from desk.conversations.receipts import do_note_receipt
from desk.storage import Transaction
from desk.storage.tables import conversations, events, turns
from support.policy import Policy

_ROUTED = frozenset({"technical", "not_supported", "billing", "sales"})
_MOST_VALUES = 20


@dataclass(frozen=True)
class Turn:
    """A visitor's message that the assistant owes an answer to."""

    message_id: str
    conversation_id: str
    reference: Reference
    text: str | None
    payload: str | None
    version: int
    created_at: datetime
    """Real time."""
    told: bool
    """Whether the visitor was told that it takes longer."""


async def do_owe(
    transaction: Transaction,
    conversation: Conversation,
    message_id: str,
    reference: Reference,
    payload: str | None,
    real_now: datetime,
) -> None:
    """Note that the assistant owes an answer to a message."""
    await transaction.execute(
        insert(turns).values(
            message_id=message_id,
            conversation_id=conversation.id,
            seq=reference.seq,
            visible_seq=reference.visible_seq,
            payload=payload,
            status="pending",
            version=conversation.version,
            created_at=real_now,
            attempts=0,
            effects=[],
        )
    )


async def next_owed(transaction: Transaction, conversation_id: str) -> Turn | None:
    """The oldest unanswered message of a conversation."""
    query = _owed(conversation_id).order_by(turns.c.seq).limit(1)
    row = (await transaction.execute(query)).one_or_none()
    return _turn(row) if row else None


def _owed(conversation_id: str) -> Select[Any]:
    return (
        select(turns, events.c.text)
        .join(
            events,
            (events.c.conversation_id == turns.c.conversation_id) & (events.c.seq == turns.c.seq),
        )
        .where(turns.c.conversation_id == conversation_id, turns.c.status == "pending")
    )


def _turn(row: Row[Any]) -> Turn:
    return Turn(
        message_id=row.message_id,
        conversation_id=row.conversation_id,
        reference=Reference(row.seq, row.visible_seq),
        text=row.text,
        payload=row.payload,
        version=row.version,
        created_at=row.created_at,
        told=row.told_at is not None,
    )


async def owed_untold(
    transaction: Transaction, conversation_id: str, before: datetime
) -> list[Turn]:
    """Messages older than `before` (real time) that are neither answered nor told of a delay."""
    query = (
        _owed(conversation_id)
        .where(turns.c.told_at.is_(None), turns.c.created_at <= before)
        .order_by(turns.c.seq)
    )
    return [_turn(row) for row in (await transaction.execute(query)).all()]


async def conversations_owed(transaction: Transaction) -> list[str]:
    """The conversations in which a message waits for an answer, longest wait first."""
    query = (
        select(turns.c.conversation_id)
        .where(turns.c.status == "pending")
        .order_by(turns.c.created_at)
    )
    return list(dict.fromkeys((await transaction.execute(query)).scalars()))


async def do_add_effects(
    transaction: Transaction, message_id: str, effects: Sequence[Mapping[str, Any]]
) -> None:
    """Keep events that are to follow a turn's answer, such as the ticket that it opened."""
    query = select(turns.c.effects).where(turns.c.message_id == message_id)
    before = (await transaction.execute(query)).scalar_one()
    await transaction.execute(
        update(turns).where(turns.c.message_id == message_id).values(effects=[*before, *effects])
    )


async def do_finish(
    transaction: Transaction, turn: Turn, answer: Answer, policy: Policy, at: datetime
) -> bool:
    """Write the assistant's answer into the log, if it is still the one to answer.

    The check is part of the update itself: when the conversation's version is no longer the
    turn's, the answer is dropped and False returned. What the turn did (a ticket) is written
    either way.
    """
    current = select(turns.c.version).where(turns.c.message_id == turn.message_id).scalar_subquery()
    said = [_message(message, turn.reference) for message in answer.messages]
    written = await do_append(
        transaction, turn.conversation_id, said, at, only_if=conversations.c.version == current
    )
    await _do_write_effects(transaction, turn, at)
    await _do_close(
        transaction, turn, "done" if written is not None else "dropped", at, answer.parse
    )
    if written is not None:
        if turn.reference.visible_seq:
            await do_note_receipt(
                transaction, turn.conversation_id, seq=turn.reference.visible_seq, read=True
            )
        await _do_remember(transaction, turn, answer.parse, policy)
        if answer.language:
            await do_set_language(
                transaction,
                turn.conversation_id,
                answer.language,
                chosen=answer.language_chosen,
            )
    return written is not None


async def do_drop(transaction: Transaction, turn: Turn, at: datetime) -> None:
    """Somebody else owns the conversation now: the assistant owes nothing any more."""
    await _do_write_effects(transaction, turn, at)
    await _do_close(transaction, turn, "dropped", at, None)


async def do_fail(transaction: Transaction, turn: Turn, event: NewEvent, at: datetime) -> None:
    """No answer will come: say so with `event` instead of staying silent."""
    await do_append(transaction, turn.conversation_id, [event], at)
    await _do_write_effects(transaction, turn, at)
    await _do_close(transaction, turn, "failed", at, None)


async def do_tell(transaction: Transaction, turn: Turn, event: NewEvent, at: datetime) -> bool:
    """Say once, with `event`, that the answer takes longer. False: that was said before."""
    told = await transaction.execute(
        update(turns)
        .where(
            turns.c.message_id == turn.message_id,
            turns.c.status == "pending",
            turns.c.told_at.is_(None),
        )
        .values(told_at=at)
    )
    if not told.rowcount:
        return False
    await do_append(transaction, turn.conversation_id, [event], at)
    return True


async def is_current(transaction: Transaction, turn: Turn) -> bool:
    """Whether the assistant still owes this turn: nobody took the conversation since."""
    query = (
        select(turns.c.message_id)
        .join(conversations, conversations.c.id == turns.c.conversation_id)
        .where(
            turns.c.message_id == turn.message_id,
            turns.c.status == "pending",
            turns.c.version == conversations.c.version,
        )
    )
    return (await transaction.execute(query)).one_or_none() is not None


async def do_follow_version(transaction: Transaction, message_id: str, version: int) -> None:
    """A turn itself changed the owner: its own answer still belongs to the conversation."""
    await transaction.execute(
        update(turns).where(turns.c.message_id == message_id).values(version=version)
    )


def _message(message: Mapping[str, Any], reference: Reference) -> NewEvent:
    buttons = [
        {"title": str(button["title"]), "payload": str(button["payload"])}
        for button in message.get("buttons") or ()
    ]
    return NewEvent(
        kind="message",
        author="bot",
        text=message.get("text") or None,
        buttons=buttons or None,
        in_reply_to=reference,
    )


async def _do_write_effects(transaction: Transaction, turn: Turn, at: datetime) -> None:
    query = select(turns.c.effects).where(
        turns.c.message_id == turn.message_id, turns.c.status == "pending"
    )
    effects = (await transaction.execute(query)).scalar_one_or_none()
    if not effects:
        return
    await do_append(
        transaction,
        turn.conversation_id,
        [
            NewEvent(
                kind=effect["kind"],
                author="system",
                text=effect.get("text"),
                data=effect["data"],
                in_reply_to=turn.reference,
            )
            for effect in effects
        ],
        at,
    )


async def _do_close(
    transaction: Transaction,
    turn: Turn,
    status: str,
    at: datetime,
    parse: Mapping[str, Any] | None,
) -> None:
    await transaction.execute(
        update(turns)
        .where(turns.c.message_id == turn.message_id)
        .values(status=status, finished_at=at, parse=dict(parse) if parse else None)
    )


async def _do_remember(
    transaction: Transaction, turn: Turn, parse: Mapping[str, Any], policy: Policy
) -> None:
    """Keep what was understood, for the packet of whoever takes over."""
    query = select(conversations.c.details, conversations.c.routed).where(
        conversations.c.id == turn.conversation_id
    )
    row = (await transaction.execute(query)).one()
    changed: dict[str, Any] = {
        "details": merge_details(row.details, parse.get("entities") or ()),
        "engine_reset": False,
    }
    routed = routing(parse, policy, turn.text)
    # A greeting or a "yes please" says nothing new about what the conversation is about.
    if routed and (routed["category"] in _ROUTED or row.routed is None):
        changed["routed"] = routed
        if routed["category"] in _ROUTED and routed["department"]:
            changed["department"] = routed["department"]
    await transaction.execute(
        update(conversations).where(conversations.c.id == turn.conversation_id).values(**changed)
    )


def routing(parse: Mapping[str, Any], policy: Policy, text: str | None) -> dict[str, Any] | None:
    """What the policy makes of the intent that was understood; None for an unknown one."""
    intent = parse.get("intent") or {}
    topic = policy.topics.get(str(intent.get("name")))
    if topic is None:
        return None
    return {
        "intent": topic.name,
        "confidence": intent.get("confidence"),
        "category": topic.category,
        "department": topic.department,
        "scope": topic.scope,
        "scope_item": topic.scope_item,
        "question": text,
    }


def merge_details(
    before: Mapping[str, Sequence[str]], entities: Sequence[Mapping[str, Any]]
) -> dict[str, list[str]]:
    """Add the details found in a message to those found before: each value once, in order."""
    merged = {name: list(values) for name, values in before.items()}
    for entity in entities:
        values = merged.setdefault(str(entity.get("entity")), [])
        value = str(entity.get("value"))
        if value not in values and len(values) < _MOST_VALUES:
            values.append(value)
    return merged
