"""Mails on their way out."""

from sqlalchemy import Column, Index, Integer, String, Table, Text

from desk.storage.tables.schema import metadata
from desk.storage.types import Moment

mails = Table(
    "mails",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("recipient", String(254), nullable=False),
    Column("subject", String(300), nullable=False),
    Column("text", Text, nullable=False),
    # Whose words the mail carries, where it is deleted with the conversation (a transcript).
    Column("conversation_id", String(32), index=True),
    # waiting, sent or failed
    Column("status", String(10), nullable=False),
    Column("attempts", Integer, nullable=False),
    # All three by real time.
    Column("created_at", Moment, nullable=False),
    Column("next_at", Moment, nullable=False),
    Column("sent_at", Moment),
    Index("ix_mails_status_next_at", "status", "next_at"),
)
