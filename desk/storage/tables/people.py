"""The people of the desk: who they are, their sessions, and what they did."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, true

from desk.storage.tables.schema import metadata
from desk.storage.types import Json, Moment

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
    # How many conversations at once the system gives this person.
    Column("capacity", Integer, nullable=False, server_default="4"),
    # Nobody is deleted, because what they did stays on record; who has left can't sign in.
    Column("active", Boolean, nullable=False, server_default=true()),
    Column("presence", String(10), nullable=False),
    # Presence set by an API token holds; presence from a page lapses when `seen_at` grows old.
    Column("presence_holds", Boolean, nullable=False),
    Column("seen_at", Moment),
    # By the policy's clock: among people with the same load, who waited longest is next.
    Column("last_assigned_at", Moment),
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

login_failures = Table(
    "login_failures",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("email", String(254), nullable=False),
    Column("address", String(64), nullable=False),
    # By real time.
    Column("at", Moment, nullable=False),
    Index("ix_login_failures_email", "email", "at"),
    Index("ix_login_failures_address", "address", "at"),
)
