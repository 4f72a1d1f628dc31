"""Messages in the inbox of a project's database, for commands that work on them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from sqlalchemy import insert

from desk.conversations.model import do_create
from desk.storage import Database
from desk.storage.migrate import migrate
from desk.storage.tables import inbox
from support.likeness import digest

AT = datetime(2027, 2, 3, 3, 0, tzinfo=UTC)


def fill(database_url: str, messages: Mapping[str, str]) -> None:
    """Put messages in: text to the intent that was understood; the ids are m0, m1, …"""
    asyncio.run(_fill(database_url, messages))


async def _fill(database_url: str, messages: Mapping[str, str]) -> None:
    database = Database(database_url)
    await migrate(database)
    async with database.write() as transaction:
        await do_create(
            transaction,
            conversation_id="c",
            visitor_id="v",
            language="en",
            page=None,
            department=None,
            at=AT,
        )
        await transaction.execute(
            insert(inbox),
            [
                {
                    "id": f"m{number}",
                    "conversation_id": "c",
                    "seq": number,
                    "at": AT + timedelta(minutes=number),
                    "text": text,
                    "digest": digest(text),
                    "language": "en",
                    "intent": intent,
                    "confidence": 0.4,
                    "certainty": 0.4,
                    "ranking": [{"intent": intent, "confidence": 0.4}],
                    "outcome": "open",
                    "followed_at": AT,
                    "group_id": f"m{number}",
                    "worth": 1.0 / (number + 1),
                    "status": "new",
                }
                for number, (text, intent) in enumerate(messages.items())
            ],
        )
    await database.close()
