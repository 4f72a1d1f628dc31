"""How far what a visitor said has come: delivered to somebody's page, and read.

The assistant has read a message when it has answered it. A person's page says what it got and
what it showed.
"""

from __future__ import annotations

from sqlalchemy import case, select, update

from desk.storage import Transaction
from desk.storage.tables import conversations, events


async def do_note_receipt(
    transaction: Transaction, conversation_id: str, *, seq: int, read: bool
) -> bool:
    """Note that what was said up to `seq` (the visitor's numbering) has arrived or was `read`.

    It never goes back. True when that was news.
    """
    columns = [conversations.c.delivered_seq, *([conversations.c.read_seq] if read else [])]
    known = columns[-1]
    changed = await transaction.execute(
        update(conversations)
        .where(conversations.c.id == conversation_id, known < seq)
        .values({column: case((column < seq, seq), else_=column) for column in columns})
    )
    return bool(changed.rowcount)


async def _visible_up_to(transaction: Transaction, conversation_id: str, seq: int) -> int:
    """The visitor's number of the last event up to `seq` in the whole log; 0 when none."""
    query = (
        select(events.c.visible_seq)
        .where(
            events.c.conversation_id == conversation_id,
            events.c.seq <= seq,
            events.c.visible_seq.is_not(None),
        )
        .order_by(events.c.seq.desc())
        .limit(1)
    )
    return int((await transaction.execute(query)).scalar_one_or_none() or 0)


async def do_note_staff(
    transaction: Transaction, conversation_id: str, seq: int, *, read: bool
) -> bool:
    """Note how far the person who has the conversation got it, or has read it.

    `seq` is in the numbering of the whole log. True when that was news for the visitor.
    """
    if read:
        await transaction.execute(
            update(conversations)
            .where(conversations.c.id == conversation_id, conversations.c.staff_read_seq < seq)
            .values(staff_read_seq=seq)
        )
    visible = await _visible_up_to(transaction, conversation_id, seq)
    return await do_note_receipt(transaction, conversation_id, seq=visible, read=read)
