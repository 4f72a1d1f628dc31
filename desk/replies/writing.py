"""Writing a ready reply for one conversation: nothing is sent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Row, select

from desk.conversations.model import Conversation
from desk.errors import InvalidError
from desk.replies.book import access_reply, do_count_use
from desk.replies.builtin import BUILT_IN
from desk.replies.placeholders import Setting, fill_in
from desk.services import Services
from desk.staff.access import Person
from desk.storage import Transaction
from desk.storage.tables import tickets
from support.text import primary_language


@dataclass(frozen=True)
class Written:
    """A reply in words."""

    text: str
    language: str


async def setting_for(
    transaction: Transaction,
    services: Services,
    person: Person,
    conversation: Conversation,
    scope_item: str | None = None,
) -> Setting:
    """Whom replies are written for, in the conversation's language.

    `scope_item` is what the last message asks for, where that is newer than the packet. Raises
    InvalidError for one that the policy does not have.
    """
    if scope_item is not None and scope_item not in services.policy.scope_items:
        known = ", ".join(services.policy.scope_items)
        raise InvalidError(f"scope_item: expected one of {known}.", field="scope_item")
    query = (
        select(tickets)
        .where(tickets.c.conversation_id == conversation.id)
        .order_by(tickets.c.opened_at.desc(), tickets.c.number.desc())
        .limit(1)
    )
    return Setting(
        services=services,
        conversation=conversation,
        me=person.name,
        language=spoken(services, conversation.language),
        ticket=(await transaction.execute(query)).one_or_none(),
        scope_item=scope_item,
    )


def spoken(services: Services, language: str) -> str:
    """The company's language nearest to `language`: its first one where it speaks no such."""
    company = services.policy.company
    wanted = primary_language(language)
    return wanted if wanted in company.languages else company.default_language


def write_reply(row: Row[Any], setting: Setting) -> Written:
    """A reply's text with its values filled in, in the visitor's language if it has that one.

    Raises NoValueError where a placeholder has no value in this conversation.
    """
    company = setting.services.policy.company
    language = setting.language if setting.language in row.texts else company.default_language
    text = fill_in(row.texts[language], replace(setting, language=language))
    return Written(text, language)


async def do_write_reply(
    transaction: Transaction, person: Person, reply_id: str, setting: Setting
) -> Written:
    """Write the reply, or the built-in one, with that id, and count that it was used.

    Raises NotFoundError, NoValueError.
    """
    built_in = BUILT_IN.get(reply_id)
    if built_in is not None:
        return Written(built_in.write(setting), setting.language)
    row = await access_reply(transaction, person, reply_id)
    written = write_reply(row, setting)
    await do_count_use(transaction, reply_id)
    return written
