"""Capacity, sign-in protection, the queue's order, replies, alerts, tickets' work, escalations."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from desk.storage.types import Json, Moment

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# Never by copying a table, as SQLite's batches do: dropping the old one would take along every
# row whose foreign key cascades. So the new columns carry no foreign keys.
Columns = dict[str, list[sa.Column[Any]]]


def _columns() -> Columns:
    return {
        "staff": [
            sa.Column("capacity", sa.Integer(), nullable=False, server_default="4"),
            sa.Column("active", sa.Boolean(), nullable=False, server_default=sa.true()),
            sa.Column("last_assigned_at", Moment()),
        ],
        "conversations": [
            sa.Column("waits_since", Moment()),
            sa.Column("claimed_at", Moment()),
            sa.Column("mailed_seq", sa.Integer(), nullable=False, server_default="0"),
        ],
        "tickets": [
            sa.Column("origin", sa.String(10), nullable=False, server_default="chat"),
            sa.Column("assignee_id", sa.String(32)),
            sa.Column("merged_into", sa.String(20)),
            sa.Column("level_since", Moment()),
            sa.Column("first_answer_at", Moment()),
            sa.Column("solved_at", Moment()),
        ],
        "promises": [
            sa.Column("reason", sa.String(10), nullable=False, server_default="opened"),
            sa.Column("level", sa.Integer(), nullable=False, server_default="1"),
            sa.Column("paused_at", Moment()),
            sa.Column("paused_s", sa.Integer(), nullable=False, server_default="0"),
            sa.Column("warned_at", Moment()),
        ],
    }


_INDEXES = {
    "ix_conversations_owner_waits_since": ("conversations", ["owner", "waits_since"]),
    "ix_conversations_created_at": ("conversations", ["created_at"]),
    "ix_events_at": ("events", ["at"]),
    "ix_tickets_assignee_id": ("tickets", ["assignee_id"]),
    "ix_tickets_merged_into": ("tickets", ["merged_into"]),
    "ix_tickets_opened_at": ("tickets", ["opened_at"]),
}

_ROWS_OF_BEFORE = (
    "UPDATE conversations SET waits_since = queued_at WHERE owner = 'queue'",
    "UPDATE tickets SET level_since = opened_at",
    # The first public answer of staff was not kept apart: it is in the thread.
    "UPDATE tickets SET first_answer_at = (SELECT min(m.at) FROM ticket_messages m "
    "WHERE m.number = tickets.number AND m.author = 'staff' AND NOT m.internal)",
)


def upgrade() -> None:
    for table, columns in _columns().items():
        for column in columns:
            op.add_column(table, column)
    for name, (table, on) in _INDEXES.items():
        op.create_index(op.f(name), table, on)
    for statement in _ROWS_OF_BEFORE:
        op.execute(statement)
    _create_login_failures()
    _create_replies_and_alerts()
    _create_of_tickets()


def _create_login_failures() -> None:
    op.create_table(
        "login_failures",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("address", sa.String(64), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_failures")),
    )
    op.create_index(op.f("ix_login_failures_email"), "login_failures", ["email", "at"])
    op.create_index(op.f("ix_login_failures_address"), "login_failures", ["address", "at"])


def _create_replies_and_alerts() -> None:
    op.create_table(
        "replies",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("shortcut", sa.String(40), nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("department", sa.String(40)),
        sa.Column("topics", Json, nullable=False),
        sa.Column("texts", Json, nullable=False),
        sa.Column("uses", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("updated_by", sa.String(32)),
        sa.Column("updated_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_replies")),
        sa.UniqueConstraint("shortcut", name=op.f("uq_replies_shortcut")),
    )
    op.create_table(
        "alerts",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("conversation_id", sa.String(32), nullable=False),
        sa.Column("department", sa.String(40), nullable=False),
        sa.Column("reason", sa.String(20), nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("next_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_alerts_conversation_id_conversations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alerts")),
    )
    op.create_index(op.f("ix_alerts_conversation_id"), "alerts", ["conversation_id"])
    op.create_index(op.f("ix_alerts_status_next_at"), "alerts", ["status", "next_at"])


def _of_ticket(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["number"],
        ["tickets.number"],
        name=op.f(f"fk_{table}_number_tickets"),
        ondelete="CASCADE",
    )


def _create_of_tickets() -> None:
    op.create_table(
        "ticket_files",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("number", sa.String(20), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("type", sa.String(80), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        _of_ticket("ticket_files"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_files")),
    )
    op.create_index(op.f("ix_ticket_files_number"), "ticket_files", ["number"])
    op.create_table(
        "ticket_links",
        sa.Column("number", sa.String(20), nullable=False),
        sa.Column("conversation_id", sa.String(32), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("staff_id", sa.String(32)),
        _of_ticket("ticket_links"),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_ticket_links_conversation_id_conversations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("number", "conversation_id", name=op.f("pk_ticket_links")),
    )
    op.create_index(op.f("ix_ticket_links_conversation_id"), "ticket_links", ["conversation_id"])
    op.create_table(
        "escalations",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("number", sa.String(20), nullable=False),
        sa.Column("from_level", sa.Integer(), nullable=False),
        sa.Column("to_level", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.String(10), nullable=False),
        sa.Column("staff_id", sa.String(32)),
        sa.Column("via", sa.String(10), nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("settled_at", Moment()),
        _of_ticket("escalations"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_escalations")),
    )
    op.create_index(op.f("ix_escalations_number"), "escalations", ["number"])


def downgrade() -> None:
    for table in ("escalations", "ticket_links", "ticket_files", "alerts", "replies"):
        op.drop_table(table)
    op.drop_table("login_failures")
    for name, (table, _) in _INDEXES.items():
        op.drop_index(op.f(name), table)
    for table, columns in _columns().items():
        for column in columns:
            op.drop_column(table, column.name)
