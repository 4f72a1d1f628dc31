"""A conversation as plain text, to keep: what the visitor saw, with local times."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from desk.conversations.log import MOST_EVENTS, events_after
from desk.conversations.model import Conversation
from desk.services import Services
from desk.storage import Transaction


async def whole_log(transaction: Transaction, conversation_id: str) -> list[Row[Any]]:
    """Everything that the visitor may see, however long it is."""
    rows: list[Row[Any]] = []
    while True:
        after = rows[-1].visible_seq if rows else 0
        more = await events_after(transaction, conversation_id, after, "visitor")
        rows += more
        if len(more) < MOST_EVENTS:
            return rows


def transcript(services: Services, conversation: Conversation, rows: Sequence[Row[Any]]) -> str:
    """The log as text: a head, then a paragraph an event, times in the policy's zone."""
    language = conversation.language
    zone = services.policy.zone

    def say(key: str, **values: object) -> str:
        return services.texts.say(language, key, **values)

    begun = conversation.created_at.astimezone(zone)
    lines = [
        say(
            "transcript_head",
            company=services.policy.company.name,
            day=f"{begun:%Y-%m-%d}",
            zone=str(zone),
        ),
        "",
    ]
    for row in rows:
        text = _text(row, say)
        if text is None:
            continue
        who = row.author_name or say(f"transcript_{row.author}")
        lines += [f"[{row.at.astimezone(zone):%Y-%m-%d %H:%M}] {who}:", text, ""]
    return "\n".join(lines)


def _text(row: Row[Any], say: Any) -> str | None:
    data = row.data or {}
    # A promise is in the words of the message that made it.
    if row.kind in ("message", "state"):
        return row.text or None
    if row.kind == "file":
        return str(say("transcript_file", name=data.get("name", "")))
    if row.kind == "ticket":
        return str(say("transcript_ticket", number=data.get("number", "")))
    if row.kind == "rating":
        score = say("transcript_rating", score=data.get("score", ""))
        comment = data.get("comment")
        return f"{score}\n{comment}" if comment else str(score)
    return None
