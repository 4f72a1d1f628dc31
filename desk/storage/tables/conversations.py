"""Conversations, their logs, and what is done with them."""

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
    false,
)

from desk.storage.tables.schema import metadata
from desk.storage.types import Json, Moment

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
    # The order of the queue: since when this visitor waits for a person, or since the oldest
    # promise that is still owed to them, whichever is earlier. A transfer does not change it.
    Column("waits_since", Moment),
    # When the person who has the conversation got it.
    Column("claimed_at", Moment),
    Column("queue_reason", Text),
    # The last number given in the whole log, and in what the visitor may see of it.
    Column("last_seq", Integer, nullable=False),
    Column("last_visible_seq", Integer, nullable=False),
    Column("visitor_read_seq", Integer, nullable=False),
    Column("staff_read_seq", Integer, nullable=False),
    # In the visitor's numbering: how far what was said has reached somebody, and was read.
    Column("delivered_seq", Integer, nullable=False, server_default="0"),
    Column("read_seq", Integer, nullable=False, server_default="0"),
    # How far staff's words were mailed to a visitor who had left, in the visitor's numbering.
    Column("mailed_seq", Integer, nullable=False, server_default="0"),
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
    Index("ix_conversations_owner_waits_since", "owner", "waits_since"),
    Index("ix_conversations_updated_at", "updated_at"),
    Index("ix_conversations_created_at", "created_at"),
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
    Index("ix_events_at", "at"),
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
    Index("ix_turns_finished_at", "finished_at"),
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

replies = Table(
    "replies",
    metadata,
    # Answers that staff have ready: typed as `/shortcut`.
    Column("id", String(32), primary_key=True),
    Column("shortcut", String(40), nullable=False, unique=True),
    Column("title", String(120), nullable=False),
    # Null: for every department.
    Column("department", String(40)),
    # Which topics of the policy it answers: what the suggestions go by.
    Column("topics", Json, nullable=False),
    # A text for each language.
    Column("texts", Json, nullable=False),
    Column("uses", Integer, nullable=False, server_default="0"),
    Column("updated_by", String(32)),
    Column("updated_at", Moment, nullable=False),
)

alerts = Table(
    "alerts",
    metadata,
    # Somebody was called because a visitor waited and no page of the desk was open.
    Column("id", String(32), primary_key=True),
    Column(
        "conversation_id",
        ForeignKey("conversations.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("department", String(40), nullable=False),
    Column("reason", String(20), nullable=False),
    # waiting, sent or failed
    Column("status", String(10), nullable=False),
    Column("attempts", Integer, nullable=False),
    # By real time.
    Column("at", Moment, nullable=False),
    Column("next_at", Moment, nullable=False),
    Index("ix_alerts_status_next_at", "status", "next_at"),
)
