"""Where the desk keeps what it knows: SQLite by default, PostgreSQL beyond one machine."""

from desk.storage.database import Database, Transaction, uninterrupted

__all__ = ["Database", "Transaction", "uninterrupted"]
