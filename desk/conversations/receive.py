"""A visitor's message comes in: checked, masked, stored, and only then acknowledged."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from uuid import uuid4

from sqlalchemy import select

from desk.conversations.log import NewEvent, Reference, do_append, find_by_client_id
from desk.conversations.model import Conversation, access_conversation
from desk.conversations.ownership import do_change_owner
from desk.conversations.shortcuts import SHORTCUT, do_shortcut
from desk.conversations.turns import do_owe
from desk.errors import InvalidError, TooLargeError
from desk.notify import notify_conversation, notify_queue
from desk.privacy.masking import mask
from desk.queue.handoff import do_log_state
from desk.services import Services
from desk.storage import Transaction
from desk.storage.tables import events

_KEPT_CONTROLS = frozenset("\n\t")


@dataclass(frozen=True)
class Received:
    """Where a message stands in the visitor's log."""

    seq: int
    answer_owed: bool
    """Whether the assistant is to answer it."""


def clean(text: str, most: int) -> str:
    """A message as it may be stored: without control characters and lone surrogates.

    Raises InvalidError when nothing is left, TooLargeError beyond `most` characters.
    """
    if len(text) > most:
        raise TooLargeError(
            f"This message has {len(text):,} characters; up to {most:,} fit into one. "
            "Please send it in parts.",
            code="message_too_long",
            field="text",
        )
    readable = text.replace("\r\n", "\n").encode("utf-8", "replace").decode("utf-8")
    cleaned = "".join(
        letter
        for letter in readable
        if letter in _KEPT_CONTROLS or unicodedata.category(letter) != "Cc"
    ).strip()
    if not cleaned:
        raise InvalidError("This message is empty.", code="message_empty", field="text")
    return cleaned


async def receive(
    services: Services,
    conversation_id: str,
    *,
    client_id: str,
    text: str | None = None,
    payload: str | None = None,
    title: str | None = None,
) -> Received:
    """Store a visitor's message and note who answers it.

    The same `client_id` again stores nothing and returns the same number. A `payload` must be
    one of a button that this conversation was sent. Raises InvalidError, TooLargeError,
    NotFoundError.
    """
    cleaned = clean(text or "", services.settings.limits.message_characters) if not payload else ""
    async with services.database.write() as transaction:
        conversation = await access_conversation(transaction, conversation_id, lock=True)
        before = await find_by_client_id(transaction, conversation_id, "visitor", client_id)
        if before is not None:
            return Received(before.visible_seq, answer_owed=False)
        if payload:
            cleaned = await _title(transaction, conversation_id, payload, title)
        received = await _do_receive(
            transaction, services, conversation, client_id, cleaned, payload
        )
    services.metrics.wrote("visitor")
    await notify_conversation(services.bus, conversation_id)
    if payload and payload.startswith(SHORTCUT):
        await notify_queue(services.bus)
    return received


async def _do_receive(
    transaction: Transaction,
    services: Services,
    conversation: Conversation,
    client_id: str,
    text: str,
    payload: str | None,
) -> Received:
    now = services.now()
    conversation = await do_reopen(transaction, services, conversation)
    masked = mask(text)
    new = [
        NewEvent(
            kind="message",
            author="visitor",
            text=masked.text,
            client_id=client_id,
            data=_data(masked.found, pressed=payload is not None),
        )
    ]
    if masked.found:
        new.append(masked_notice(services, conversation.language, masked.found))
    written = await do_append(transaction, conversation.id, new, now)
    assert written is not None
    reference: Reference = written[0]
    owed = False
    if payload and payload.startswith(SHORTCUT):
        await do_shortcut(transaction, services, conversation, payload, reference)
    elif payload and conversation.owner == "queue":
        await _do_explain_waiting(transaction, services, conversation, reference)
    elif conversation.owner == "bot":
        owed = True
        await do_owe(
            transaction, conversation, uuid4().hex, reference, payload, services.real_now()
        )
    assert reference.visible_seq is not None
    return Received(reference.visible_seq, answer_owed=owed)


async def _do_explain_waiting(
    transaction: Transaction,
    services: Services,
    conversation: Conversation,
    reference: Reference,
) -> None:
    """The assistant's buttons do nothing while a person is waited for: say so, and the way out."""
    language = conversation.language
    title = services.department_title(services.department_of(conversation.department), language)
    event = NewEvent(
        kind="message",
        author="system",
        text=services.texts.say(language, "waiting_for_person", department=title),
        buttons=services.texts.buttons(language, "queued_buttons"),
        in_reply_to=reference,
    )
    await do_append(transaction, conversation.id, [event], services.now())


def _data(masked: tuple[str, ...], *, pressed: bool) -> dict[str, object] | None:
    data: dict[str, object] = {}
    if masked:
        data["masked"] = list(masked)
    if pressed:
        data["button"] = True
    return data or None


async def do_reopen(
    transaction: Transaction, services: Services, conversation: Conversation
) -> Conversation:
    """A closed conversation in which the visitor says something is the assistant's again."""
    if conversation.owner != "closed":
        return conversation
    opened = await do_change_owner(transaction, conversation, "bot", at=services.now())
    text = services.texts.say(opened.language, "reopened")
    await do_log_state(transaction, services, opened, text=text)
    return opened


def masked_notice(services: Services, language: str, found: tuple[str, ...]) -> NewEvent:
    """The word to a visitor whose text held secrets of the kinds `found`."""
    kinds = ", ".join(
        services.texts.say(language, f"secret_{kind}") for kind in dict.fromkeys(found)
    )
    return NewEvent(
        kind="message",
        author="system",
        text=services.texts.say(language, "masked", kinds=kinds),
    )


async def _title(
    transaction: Transaction, conversation_id: str, payload: str, wanted: str | None
) -> str:
    """What a button said that this conversation was sent. Raises InvalidError for any other.

    A payload steers the assistant with full confidence, so it counts only when the desk itself
    offered it in this very conversation.

    The same payload may stand under two titles, for instance in two languages: `wanted` is the
    one that was pressed. Without it, or when it was never sent, the newest counts.
    """
    query = (
        select(events.c.buttons)
        .where(events.c.conversation_id == conversation_id, events.c.buttons.is_not(None))
        .order_by(events.c.seq.desc())
    )
    titles = [
        str(button["title"])
        for buttons in (await transaction.execute(query)).scalars()
        for button in buttons
        if button["payload"] == payload
    ]
    if titles:
        return wanted if wanted in titles else titles[0]
    raise InvalidError(
        "This button does not belong to this conversation.", code="unknown_button", field="payload"
    )
