"""Which messages of the inbox are about the same matter."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("inbox") as table:
        table.add_column(sa.Column("cluster_id", sa.String(32)))
        table.add_column(
            sa.Column("cluster_size", sa.Integer(), server_default="1", nullable=False)
        )
        table.create_index(op.f("ix_inbox_cluster_id"), ["cluster_id"])


def downgrade() -> None:
    with op.batch_alter_table("inbox") as table:
        table.drop_index(op.f("ix_inbox_cluster_id"))
        table.drop_column("cluster_size")
        table.drop_column("cluster_id")
