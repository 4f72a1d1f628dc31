"""Suggestions for whoever answers: what the visitor's last message is about, and which replies fit.

The engine only parses the message: no turn, nothing of the conversation changes there or here.
It happens when a page asks, so the visitor's message never waits for it.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from sqlalchemy import Row, select

from desk.conversations.engine import Engine, EngineUnavailableError
from desk.conversations.model import Conversation
from desk.replies.book import replies_for
from desk.replies.builtin import BUILT_IN
from desk.replies.placeholders import NoValueError, Setting
from desk.replies.writing import setting_for, write_reply
from desk.services import Services
from desk.staff.access import Person
from desk.storage import Transaction
from desk.storage.tables import events, turns
from support.scope import Topic

log = structlog.get_logger()

_MOST_KEPT = 2_000
_MOST_REPLIES = 5
_RECENT = 20
# What such a message is about was said before it.
_NO_MATTER = frozenset({"human", "smalltalk", "unsure"})

Parse = tuple[str, float | None]
"""An intent and how sure it is: nothing of what the visitor wrote."""


@dataclass(frozen=True)
class Message:
    """The visitor's last own words."""

    seq: int
    text: str
    parse: Mapping[str, Any] | None
    """What the engine made of them in a turn, if it answered them."""


class Parses:
    """What the engine made of messages, kept so that each is asked about once."""

    def __init__(self, engine: Engine, timeout_s: float) -> None:
        """`timeout_s` bounds one question to the engine."""
        self._engine = engine
        self._timeout_s = timeout_s
        self._kept: OrderedDict[tuple[str, int], Parse] = OrderedDict()
        self._asked: dict[tuple[str, int], asyncio.Task[Parse]] = {}

    async def of(self, conversation_id: str, message: Message) -> Parse:
        """The intent of a message. Raises EngineUnavailableError.

        Several pages that ask at once share one question.
        """
        key = (conversation_id, message.seq)
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        if message.parse is not None:
            return self._keep(key, message.parse)
        task = self._asked.get(key)
        if task is None:
            task = asyncio.create_task(self._ask(key, message.text))
            self._asked[key] = task
            task.add_done_callback(lambda done: self._forget(key, done))
        return await asyncio.shield(task)

    async def _ask(self, key: tuple[str, int], text: str) -> Parse:
        [parse] = await self._engine.parse([text], self._timeout_s)
        return self._keep(key, parse)

    def _forget(self, key: tuple[str, int], done: asyncio.Task[Parse]) -> None:
        self._asked.pop(key, None)
        if not done.cancelled():
            # Whoever asked may have left: then nobody else looks at what went wrong.
            done.exception()

    def _keep(self, key: tuple[str, int], parse: Mapping[str, Any]) -> Parse:
        intent = parse.get("intent") or {}
        kept = (str(intent.get("name")), intent.get("confidence"))
        self._kept[key] = kept
        while len(self._kept) > _MOST_KEPT:
            self._kept.popitem(last=False)
        return kept


async def last_message(transaction: Transaction, conversation_id: str) -> Message | None:
    """The last text that the visitor wrote; presses of buttons are not the visitor's words."""
    query = (
        select(events.c.seq, events.c.text, events.c.data, turns.c.parse)
        .outerjoin(
            turns,
            (turns.c.conversation_id == events.c.conversation_id) & (turns.c.seq == events.c.seq),
        )
        .where(
            events.c.conversation_id == conversation_id,
            events.c.kind == "message",
            events.c.author == "visitor",
            events.c.text.is_not(None),
        )
        .order_by(events.c.seq.desc())
        .limit(_RECENT)
    )
    for row in (await transaction.execute(query)).all():
        if not (row.data or {}).get("button"):
            return Message(row.seq, row.text, row.parse)
    return None


async def suggest(
    services: Services, parses: Parses, person: Person, conversation: Conversation, language: str
) -> dict[str, Any]:
    """What to say next, as JSON; `language` is that of the page.

    `available` is false while the engine is away; then nothing is said about the message.
    """
    async with services.database.read() as transaction:
        message = await last_message(transaction, conversation.id)
    if message is None:
        return _nothing(available=True)
    try:
        name, confidence = await parses.of(conversation.id, message)
    except EngineUnavailableError as error:
        log.warning("no suggestions: the engine is away", why=str(error))
        return {**_nothing(available=False), "for_seq": message.seq}
    policy = services.policy
    topic = policy.topics.get(name)
    # "Is anybody there?" is answered with what the conversation is about.
    matter = topic
    if topic is None or topic.category in _NO_MATTER:
        routed = (conversation.routed or {}).get("intent")
        matter = policy.topics.get(str(routed)) or topic
    async with services.database.read() as transaction:
        item = matter.scope_item if matter else None
        setting = await setting_for(transaction, services, person, conversation, item)
        rows = await replies_for(transaction, person)
    found = topic.scope_item if topic else None
    return {
        "available": True,
        "for_seq": message.seq,
        "intent": name if topic else None,
        "title": _title(services, topic, language) if topic else None,
        "confidence": confidence,
        "category": topic.category if topic else None,
        "department": topic.department if topic else None,
        "scope": topic.scope if topic else None,
        "scope_item": _item_json(services, found, language),
        "matter": matter.name if matter else None,
        "replies": _replies(rows, matter, topic, setting),
    }


def _nothing(*, available: bool) -> dict[str, Any]:
    names = ("for_seq", "intent", "title", "confidence", "category", "department", "scope")
    nothing = dict.fromkeys((*names, "scope_item", "matter"))
    return {"available": available, **nothing, "replies": []}


def _title(services: Services, topic: Topic, language: str) -> str:
    if topic.scope_item:
        return services.policy.scope_items[topic.scope_item].title(language)
    return topic.name.replace("_", " ")


def _item_json(services: Services, name: str | None, language: str) -> dict[str, Any] | None:
    if name is None:
        return None
    item = services.policy.scope_items[name]
    return {
        "name": item.name,
        "title": item.title(language),
        "condition": item.condition(language) if item.condition else None,
        "needs_identity": item.needs_identity,
    }


def _replies(
    rows: Sequence[Row[Any]], matter: Topic | None, topic: Topic | None, setting: Setting
) -> list[dict[str, Any]]:
    """The replies that fit: the message's own topic first, one's department, then the most used."""
    names = [each.name for each in (matter, topic) if each is not None]
    department = setting.department

    def rank(row: Row[Any]) -> tuple[bool, bool, int, str]:
        about = matter is not None and matter.name in row.topics
        return (not about, row.department != department, -row.uses, row.shortcut)

    found = []
    for row in sorted((row for row in rows if set(names) & set(row.topics)), key=rank):
        try:
            written = write_reply(row, setting)
        except NoValueError:
            # Not sayable here, for instance about a ticket that does not exist.
            continue
        found.append(_reply(row.id, row.shortcut, row.title, written.text))
    for one in BUILT_IN.values():
        if matter is not None and one.suits(matter):
            try:
                found.append(_reply(one.shortcut, one.shortcut, None, one.write(setting)))
            except NoValueError:
                continue
    return found[:_MOST_REPLIES]


def _reply(reply_id: str, shortcut: str, title: str | None, preview: str) -> dict[str, Any]:
    return {"id": reply_id, "shortcut": shortcut, "title": title, "preview": preview}
