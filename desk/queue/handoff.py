"""Handing a conversation to people, and taking it back when nobody can take it."""

from __future__ import annotations

import json
from dataclasses import replace

from desk.conversations.log import NewEvent, Reference, do_append
from desk.conversations.model import Conversation
from desk.conversations.ownership import do_change_owner
from desk.promises.ledger import owed_since
from desk.queue.alerts import do_alert
from desk.queue.availability import Availability, availability, explain
from desk.services import Services
from desk.storage import Transaction
from support.wording import duration


async def do_hand_off(
    transaction: Transaction,
    services: Services,
    conversation: Conversation,
    department: str,
    *,
    level: int = 1,
    reason: str | None = None,
    in_reply_to: Reference | None = None,
) -> tuple[Availability, Conversation]:
    """Put a conversation into a department's queue if somebody can take it from there.

    Checks at this very moment, whatever was seen before. When it is possible, the conversation
    is in the queue and its log says so when this returns; else nothing has changed but that the
    log remembers, for staff only, who was asked for and why nobody came.
    Raises OwnerChangedError when somebody was faster.
    """
    # Oldest promise first: who was promised an answer before keeps that place in the queue.
    owed = await owed_since(transaction, conversation.id)
    found = await availability(
        transaction,
        services,
        department,
        level=level,
        waits_since=owed or services.now(),
        language=conversation.language,
    )
    if not found.possible:
        if found.why == "nobody_present":
            await do_alert(transaction, services, conversation, "refused")
        await _do_log_refusal(transaction, services, conversation, found, level, in_reply_to)
        return found, conversation
    moved = await do_change_owner(
        transaction,
        conversation,
        "queue",
        at=services.now(),
        department=department,
        level=level,
        reason=reason,
        waits_since=owed,
    )
    await do_log_state(
        transaction,
        services,
        moved,
        text=services.texts.say(
            moved.language,
            "queued",
            position=found.position,
            department=services.department_title(department, moved.language),
            wait=duration(found.expected_wait_s or 0, moved.language),
        ),
        buttons=services.texts.buttons(moved.language, "queued_buttons"),
        in_reply_to=in_reply_to,
    )
    return found, moved


async def _do_log_refusal(
    transaction: Transaction,
    services: Services,
    conversation: Conversation,
    found: Availability,
    level: int,
    in_reply_to: Reference | None,
) -> None:
    event = NewEvent(
        kind="handoff",
        author="system",
        data={
            "accepted": False,
            "why": found.why,
            "department": found.department,
            "level": level,
        },
        in_reply_to=in_reply_to,
        visible=False,
    )
    await do_append(transaction, conversation.id, [event], services.now())


async def do_log_state(
    transaction: Transaction,
    services: Services,
    conversation: Conversation,
    *,
    text: str | None,
    buttons: list[dict[str, str]] | None = None,
    staff_name: str | None = None,
    cause: str | None = None,
    in_reply_to: Reference | None = None,
) -> None:
    """Write a change of owner into the log, as its readers will see it.

    `cause` tells changes between the same two owners apart: why a wait ended without anybody
    (the key of its text), or that a person passed the conversation on (`transferred`).
    """
    data: dict[str, object] = {
        "owner": conversation.owner,
        "department": conversation.department,
        "level": conversation.level,
    }
    if staff_name:
        data["staff"] = {"name": staff_name}
    if cause:
        data["cause"] = cause
    await do_append(
        transaction,
        conversation.id,
        [
            NewEvent(
                kind="state",
                author="system",
                text=text,
                buttons=buttons,
                data=data,
                # Who got it: names are not unique.
                staff_id=conversation.staff_id,
                in_reply_to=in_reply_to,
            )
        ],
        services.now(),
    )


async def do_log_joined(
    transaction: Transaction,
    services: Services,
    conversation: Conversation,
    name: str,
    *,
    cause: str | None = None,
) -> None:
    """Tell the visitor who has the conversation now; `cause` as for `do_log_state`."""
    department = services.department_of(conversation.department)
    await do_log_state(
        transaction,
        services,
        conversation,
        text=services.texts.say(
            conversation.language,
            "claimed",
            name=name,
            department=services.department_title(department, conversation.language),
        ),
        staff_name=name,
        cause=cause,
    )


async def do_release(
    transaction: Transaction, services: Services, conversation: Conversation, key: str
) -> Conversation:
    """Give a waiting conversation back to the assistant and say why (`key` of the texts)."""
    language = conversation.language
    department = services.department_of(conversation.department)
    freed = await do_change_owner(transaction, conversation, "bot", at=services.now())
    found = await availability(transaction, services, department, language=language)
    opens = found.chat.next_opening
    text = (
        explain(services, replace(found, why="closed"), language)
        if key == "queue_closed" and opens is None
        else services.texts.say(
            language,
            key,
            department=services.department_title(department, language),
            opens=services.moment(opens, language) if opens else "",
        )
    )
    # The assistant owns the conversation again: its own form asks for what a ticket needs.
    form = services.texts.button(language, "form_button")
    form["payload"] += json.dumps({"department": department})
    ticket = None if key == "queue_left" else [form]
    await do_log_state(transaction, services, freed, text=text, buttons=ticket, cause=key)
    return freed
