"""Receipts, attachments, identity, ratings, and what is left to erase."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from desk.storage.types import Json, Moment

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def _columns() -> list[sa.Column[Any]]:
    return [
        sa.Column("begin_key", sa.String(64)),
        sa.Column("delivered_seq", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("read_seq", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("user_id", sa.String(200)),
        sa.Column("identity", Json),
        sa.Column("rating", sa.Integer()),
    ]


def upgrade() -> None:
    # Never by copying the table, as SQLite's batches do: dropping the old one would take every
    # event along, because their foreign key cascades.
    for column in _columns():
        op.add_column("conversations", column)
    op.create_index(op.f("ix_conversations_begin_key"), "conversations", ["begin_key"], unique=True)
    op.create_index(op.f("ix_conversations_user_id"), "conversations", ["user_id"])
    op.add_column("mails", sa.Column("conversation_id", sa.String(32)))
    op.create_index(op.f("ix_mails_conversation_id"), "mails", ["conversation_id"])
    op.create_table(
        "files",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("conversation_id", sa.String(32), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("type", sa.String(80), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_files_conversation_id_conversations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_files")),
    )
    op.create_index(op.f("ix_files_conversation_id"), "files", ["conversation_id"])
    op.create_table(
        "erasures",
        sa.Column("conversation_id", sa.String(32), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("conversation_id", name=op.f("pk_erasures")),
    )


def downgrade() -> None:
    op.drop_table("erasures")
    op.drop_index(op.f("ix_files_conversation_id"), "files")
    op.drop_table("files")
    op.drop_index(op.f("ix_mails_conversation_id"), "mails")
    op.drop_column("mails", "conversation_id")
    op.drop_index(op.f("ix_conversations_user_id"), "conversations")
    op.drop_index(op.f("ix_conversations_begin_key"), "conversations")
    for column in reversed(_columns()):
        op.drop_column("conversations", column.name)
