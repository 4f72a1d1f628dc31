"""Where the engine keeps its conversations: SQLite, set up for one writer that must not wait."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from sqlalchemy.pool import QueuePool

_BUSY_TIMEOUT_MS = 5000


class DeskTrackerStore(SQLTrackerStore):
    """Rasa's SQL store with a write-ahead log; `endpoints.yml` names it and the file."""

    def __init__(
        self,
        domain: Domain | None = None,
        host: str | None = None,
        db: str = "var/tracker.db",
        event_broker: EventBroker | None = None,
        **kwargs: Any,
    ) -> None:
        """Open the database, made with its folder if it is not there.

        Args:
            domain: The assistant's domain; the agent sets it when a model is loaded.
            host: Unused, part of how Rasa makes a store.
            db: Path of the SQLite file.
            event_broker: Rasa's stream of events; the desk needs none.
        """
        path = Path(db)
        path.parent.mkdir(parents=True, exist_ok=True)
        super().__init__(domain, "sqlite", db=str(path), event_broker=event_broker, **kwargs)
        # Rasa opens a connection a query and sets nothing: each save would wait for the disk
        # twice. With a write-ahead log, NORMAL loses nothing when the process dies.
        self.engine.dispose()
        self.engine = sa.create_engine(f"sqlite:///{path}", poolclass=QueuePool)
        sa.event.listen(self.engine, "connect", _set_pragmas)
        self.sessionmaker.configure(bind=self.engine)

    def forget(self, conversation_ids: Sequence[str]) -> None:
        """Delete everything that is kept of some conversations."""
        with self.session_scope() as session:
            session.query(self.SQLEvent).filter(
                self.SQLEvent.sender_id.in_(list(conversation_ids))
            ).delete(synchronize_session=False)
            session.commit()


def _set_pragmas(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute(f"PRAGMA busy_timeout={_BUSY_TIMEOUT_MS}")
    cursor.close()
