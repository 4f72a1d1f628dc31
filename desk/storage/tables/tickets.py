"""Tickets, their threads, what was promised about them, and who was asked for help."""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from desk.storage.tables.schema import metadata
from desk.storage.types import Moment

counters = Table(
    "counters",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", Integer, nullable=False),
)

tickets = Table(
    "tickets",
    metadata,
    Column("number", String(20), primary_key=True),
    Column("key", String(40), nullable=False),
    # A ticket outlives the conversation that it came from.
    Column("conversation_id", ForeignKey("conversations.id", ondelete="SET NULL"), index=True),
    Column("visitor_id", String(32), index=True),
    Column("department", String(40), nullable=False),
    Column("level", Integer, nullable=False),
    Column("priority", String(10), nullable=False),
    Column("status", String(10), nullable=False),
    Column("topic", String(40)),
    Column("subject", String(200), nullable=False),
    Column("details", Text),
    Column("email", String(254)),
    Column("language", String(12), nullable=False),
    Column("last_seq", Integer, nullable=False),
    # chat, staff or page (the customer's own): where it was opened.
    Column("origin", String(10), nullable=False, server_default="chat"),
    # Who of the staff works on it.
    Column("assignee_id", String(32), index=True),
    # Its matter goes on under this number.
    Column("merged_into", String(20), index=True),
    # Since when it is on its level, by the policy's clock; what escalates by itself goes by it.
    Column("level_since", Moment),
    Column("first_answer_at", Moment),
    Column("solved_at", Moment),
    Column("opened_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Index("ix_tickets_status_department", "status", "department"),
    Index("ix_tickets_opened_at", "opened_at"),
)

ticket_messages = Table(
    "ticket_messages",
    metadata,
    Column("number", ForeignKey("tickets.number", ondelete="CASCADE"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("author", String(10), nullable=False),
    Column("author_name", String(120)),
    Column("staff_id", ForeignKey("staff.id", ondelete="SET NULL")),
    Column("text", Text, nullable=False),
    Column("internal", Boolean, nullable=False),
    Column("client_id", String(64)),
    UniqueConstraint("number", "author", "client_id"),
)

promises = Table(
    "promises",
    metadata,
    Column("id", String(32), primary_key=True),
    # A promise that was shown stays on record whatever is deleted around it.
    Column("conversation_id", ForeignKey("conversations.id", ondelete="SET NULL")),
    Column("ticket", ForeignKey("tickets.number", ondelete="SET NULL"), index=True),
    Column("department", String(40), nullable=False),
    Column("text", Text, nullable=False),
    Column("zone", String(60), nullable=False),
    Column("calendar_version", String(64), nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("starts_at", Moment, nullable=False),
    Column("respond_from", Moment),
    Column("respond_by", Moment),
    # Until when an answer keeps it; null where the policy names no time.
    Column("due_at", Moment),
    # open, paused (the customer's turn), kept, broken or void (nothing is owed any more)
    Column("status", String(10), nullable=False),
    Column("settled_at", Moment),
    # opened or reopened: what made the desk promise this.
    Column("reason", String(10), nullable=False, server_default="opened"),
    Column("level", Integer, nullable=False, server_default="1"),
    # While the customer is waited for, no time passes; `due_at` moves on when it goes on.
    Column("paused_at", Moment),
    Column("paused_s", Integer, nullable=False, server_default="0"),
    # When staff were warned that it is about to break.
    Column("warned_at", Moment),
    Index("ix_promises_status_due_at", "status", "due_at"),
)

ticket_files = Table(
    "ticket_files",
    metadata,
    # The bytes lie in the data directory under this id.
    Column("id", String(32), primary_key=True),
    Column("number", ForeignKey("tickets.number", ondelete="CASCADE"), nullable=False, index=True),
    # The message of the thread that it came with.
    Column("seq", Integer, nullable=False),
    Column("name", String(200), nullable=False),
    # By the content, whatever the browser said.
    Column("type", String(80), nullable=False),
    Column("size", Integer, nullable=False),
    Column("at", Moment, nullable=False),
)

ticket_links = Table(
    "ticket_links",
    metadata,
    # Conversations that are about a ticket beside the one that it came from.
    Column("number", ForeignKey("tickets.number", ondelete="CASCADE"), primary_key=True),
    Column(
        "conversation_id",
        ForeignKey("conversations.id", ondelete="CASCADE"),
        primary_key=True,
        index=True,
    ),
    Column("at", Moment, nullable=False),
    Column("staff_id", String(32)),
)

escalations = Table(
    "escalations",
    metadata,
    # One step of a ticket on the ladder of tiers.
    Column("id", String(32), primary_key=True),
    Column("number", ForeignKey("tickets.number", ondelete="CASCADE"), nullable=False, index=True),
    Column("from_level", Integer, nullable=False),
    Column("to_level", Integer, nullable=False),
    # Who asked: customer, staff or clock.
    Column("asked_by", String(10), nullable=False),
    Column("staff_id", String(32)),
    # By which way the tier was asked: chat, ticket, email or board.
    Column("via", String(10), nullable=False),
    # asked, vacant (nobody serves that tier) or taken
    Column("status", String(10), nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("settled_at", Moment),
)
