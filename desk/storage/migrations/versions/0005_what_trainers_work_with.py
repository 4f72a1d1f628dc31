"""The inbox of messages to learn from, and every label that was given."""

import sqlalchemy as sa
from alembic import op

from desk.storage.types import Json, Moment

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_INDEXES = {
    "ix_inbox_conversation_id": ["conversation_id"],
    "ix_inbox_status_worth": ["status", "worth"],
    "ix_inbox_at": ["at"],
    "ix_inbox_digest": ["digest"],
    "ix_inbox_group_id": ["group_id"],
}


def upgrade() -> None:
    op.create_table(
        "inbox",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("conversation_id", sa.String(32), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("language", sa.String(12), nullable=False),
        sa.Column("intent", sa.String(80), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("certainty", sa.Float(), nullable=False),
        sa.Column("ranking", Json, nullable=False),
        sa.Column("outcome", sa.String(20), nullable=False),
        sa.Column("followed_at", Moment(), nullable=False),
        sa.Column("corrected_to", sa.String(40)),
        sa.Column("other_intent", sa.String(80)),
        sa.Column("group_id", sa.String(32), nullable=False),
        sa.Column("worth", sa.Float(), nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("label", sa.String(80)),
        sa.Column("labelled_by", sa.String(32)),
        sa.Column("labelled_at", Moment()),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_inbox_conversation_id_conversations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbox")),
    )
    op.create_index(op.f("ix_turns_finished_at"), "turns", ["finished_at"])
    for name, columns in _INDEXES.items():
        op.create_index(op.f(name), "inbox", columns)
    op.create_table(
        "labels",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("inbox_id", sa.String(32), nullable=False),
        sa.Column("label", sa.String(80)),
        sa.Column("staff_id", sa.String(32)),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["inbox_id"],
            ["inbox.id"],
            name=op.f("fk_labels_inbox_id_inbox"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_labels")),
    )
    op.create_index(op.f("ix_labels_inbox_id"), "labels", ["inbox_id"])


def downgrade() -> None:
    op.drop_table("labels")
    op.drop_table("inbox")
    op.drop_index(op.f("ix_turns_finished_at"), "turns")
