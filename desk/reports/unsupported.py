"""Requests for what free support does not cover (policy section 3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import select

from desk.reports.report import Frame, Report, Row, share
from desk.reports.sql import each, text_in
from desk.reports.volume import talking
from desk.storage import Transaction
from desk.storage.tables import conversations, events, turns


async def unsupported(transaction: Transaction, frame: Frame) -> Report:
    """By item of the policy's list "not supported": who asked for it in the period.

    - `conversations`: in which a message was understood as asking for the item; each counts once
      for an item, however often it was asked. The row without an item counts those that asked
      for any, once each.
    - `share`: of all conversations in which visitors wrote in the period
    """
    items = {item.name: item for item in frame.policy.scope_items.values() if not item.supported}
    asked = await _asked(transaction, frame, items)
    whole = await talking(transaction, frame)
    rows: list[Row] = [
        {
            "item": name,
            "title": item.title(frame.language),
            "conversations": len(asked[name]),
            "share": share(len(asked[name]), whole),
        }
        for name, item in items.items()
    ]
    every = set().union(*asked.values())
    rows.append(
        {
            "item": None,
            "title": None,
            "conversations": len(every),
            "share": share(len(every), whole),
        }
    )
    return Report(
        {"item": "text", "title": "text", "conversations": "count", "share": "share"}, rows
    )


async def _asked(
    transaction: Transaction, frame: Frame, items: Iterable[str]
) -> dict[str, set[str]]:
    """The conversations in which each item was asked for."""
    item_of = {
        topic.name: topic.scope_item
        for topic in frame.policy.topics.values()
        if topic.scope_item is not None and topic.scope_item in items
    }
    intent = text_in(turns.c.parse, "intent", "name")
    query = (
        select(intent.label("intent"), turns.c.conversation_id)
        .distinct()
        .select_from(
            events.join(
                turns,
                (turns.c.conversation_id == events.c.conversation_id)
                & (turns.c.seq == events.c.seq),
            ).join(conversations, conversations.c.id == events.c.conversation_id)
        )
        .where(
            frame.during(events.c.at),
            events.c.kind == "message",
            events.c.author == "visitor",
            frame.covers(conversations.c.department),
            turns.c.status == "done",
            intent.in_(list(item_of)),
        )
    )
    asked: dict[str, set[str]] = defaultdict(set)
    async for row in each(transaction, query):
        asked[item_of[row.intent]].add(row.conversation_id)
    return asked
