"""The tables. Each says what it holds; what a delete takes along stands at the foreign key."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)

from desk.storage.types import Json, Moment

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

staff = Table(
    "staff",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("email", String(254), nullable=False, unique=True),
    Column("name", String(120), nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("token_hash", String(64), unique=True),
    Column("departments", Json, nullable=False),
    Column("level", Integer, nullable=False),
    Column("role", String(20), nullable=False),
    Column("languages", Json, nullable=False),
    Column("presence", String(10), nullable=False),
    # Presence set by an API token holds; presence from a page lapses when `seen_at` grows old.
    Column("presence_holds", Boolean, nullable=False),
    Column("seen_at", Moment),
    Column("created_at", Moment, nullable=False),
)

staff_sessions = Table(
    "staff_sessions",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("staff_id", ForeignKey("staff.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("csrf", String(64), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
)

audit_log = Table(
    "audit_log",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", Moment, nullable=False),
    # What someone did stays on record when the person is gone.
    Column("staff_id", ForeignKey("staff.id", ondelete="SET NULL")),
    Column("action", String(40), nullable=False),
    Column("subject", String(80), nullable=False),
    Column("data", Json),
)

conversations = Table(
    "conversations",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("visitor_id", String(32), nullable=False, index=True),
    # What the visitor is answered in: that of the last message that showed one, unless chosen.
    Column("language", String(12), nullable=False),
    Column("language_chosen", Boolean, nullable=False, server_default=false()),
    Column("page", Text),
    # Who answers: bot, queue, staff or closed. Every change checks and raises `version`.
    Column("owner", String(10), nullable=False),
    Column("version", Integer, nullable=False),
    Column("department", String(40)),
    Column("level", Integer, nullable=False),
    Column("staff_id", ForeignKey("staff.id", ondelete="SET NULL"), index=True),
    Column("queued_at", Moment),
    Column("queue_reason", Text),
    # The last number given in the whole log, and in what the visitor may see of it.
    Column("last_seq", Integer, nullable=False),
    Column("last_visible_seq", Integer, nullable=False),
    Column("visitor_read_seq", Integer, nullable=False),
    Column("staff_read_seq", Integer, nullable=False),
    # In the visitor's numbering: how far what was said has reached somebody, and was read.
    Column("delivered_seq", Integer, nullable=False, server_default="0"),
    Column("read_seq", Integer, nullable=False, server_default="0"),
    # What the assistant understood last, and every detail found so far: the packet's matter.
    Column("routed", Json),
    Column("details", Json, nullable=False),
    # Set by a change of owner: the next turn ends whatever form was running in the engine.
    Column("engine_reset", Boolean, nullable=False),
    Column("last_text", Text),
    Column("last_author", String(10)),
    # A digest of the widget's name for its beginning: asked again, it gets the same one.
    Column("begin_key", String(64)),
    # Who the website says that the visitor is, once it has proven to be the one who says so.
    Column("user_id", String(200), index=True),
    Column("identity", Json),
    # The visitor's last rating, 1 to 5.
    Column("rating", Integer),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Index("ix_conversations_owner_department", "owner", "department", "queued_at"),
    Index("ix_conversations_updated_at", "updated_at"),
    Index("ix_conversations_begin_key", "begin_key", unique=True),
)

events = Table(
    "events",
    metadata,
    Column(
        "conversation_id",
        ForeignKey("conversations.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("seq", Integer, primary_key=True),
    # The visitor's own numbering, without gaps; null for what only staff may see.
    Column("visible_seq", Integer),
    Column("kind", String(20), nullable=False),
    Column("at", Moment, nullable=False),
    Column("author", String(10), nullable=False),
    Column("author_name", String(120)),
    Column("staff_id", ForeignKey("staff.id", ondelete="SET NULL")),
    Column("text", Text),
    Column("buttons", Json),
    Column("data", Json),
    Column("client_id", String(64)),
    Column("in_reply_to", Integer),
    Column("in_reply_to_visible", Integer),
    UniqueConstraint("conversation_id", "visible_seq"),
    UniqueConstraint("conversation_id", "author", "client_id"),
)

turns = Table(
    "turns",
    metadata,
    Column("message_id", String(32), primary_key=True),
    Column(
        "conversation_id",
        ForeignKey("conversations.id", ondelete="CASCADE"),
        nullable=False,
    ),
    Column("seq", Integer, nullable=False),
    Column("visible_seq", Integer, nullable=False),
    Column("payload", Text),
    # pending, done, dropped (someone else owns the conversation now) or failed.
    Column("status", String(10), nullable=False),
    # The owner's version that this turn answers for; a hand-off made by the turn raises both.
    Column("version", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("told_at", Moment),
    Column("finished_at", Moment),
    Column("attempts", Integer, nullable=False),
    # Events that follow the answer (a ticket that the turn opened, its promise).
    Column("effects", Json, nullable=False),
    Column("parse", Json),
    UniqueConstraint("conversation_id", "seq"),
    Index("ix_turns_status", "status"),
)

requests = Table(
    "requests",
    metadata,
    # What an action asked for in a turn, so that a repeated turn gets the same result.
    Column("key", String(80), primary_key=True),
    Column(
        "conversation_id",
        ForeignKey("conversations.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("result", Json, nullable=False),
)

files = Table(
    "files",
    metadata,
    # The bytes lie in the data directory under this id.
    Column("id", String(32), primary_key=True),
    Column(
        "conversation_id",
        ForeignKey("conversations.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("name", String(200), nullable=False),
    # By the content, whatever the browser said.
    Column("type", String(80), nullable=False),
    Column("size", Integer, nullable=False),
    Column("at", Moment, nullable=False),
)

erasures = Table(
    "erasures",
    metadata,
    # A conversation that is gone here and still to be forgotten by the engine.
    Column("conversation_id", String(32), primary_key=True),
    Column("at", Moment, nullable=False),
)

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
    Column("opened_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Index("ix_tickets_status_department", "status", "department"),
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
    Column("status", String(10), nullable=False),
    Column("settled_at", Moment),
    Index("ix_promises_status_due_at", "status", "due_at"),
)

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
