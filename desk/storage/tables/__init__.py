"""The tables. Each says what it holds; what a delete takes along stands at the foreign key."""

from desk.storage.tables.conversations import (
    alerts,
    conversations,
    erasures,
    events,
    files,
    replies,
    requests,
    turns,
)
from desk.storage.tables.mail import mails
from desk.storage.tables.people import audit_log, login_failures, staff, staff_sessions
from desk.storage.tables.schema import metadata
from desk.storage.tables.tickets import (
    counters,
    escalations,
    promises,
    ticket_files,
    ticket_links,
    ticket_messages,
    tickets,
)
from desk.storage.tables.training import inbox, labels

__all__ = [
    "alerts",
    "audit_log",
    "conversations",
    "counters",
    "erasures",
    "escalations",
    "events",
    "files",
    "inbox",
    "labels",
    "login_failures",
    "mails",
    "metadata",
    "promises",
    "replies",
    "requests",
    "staff",
    "staff_sessions",
    "ticket_files",
    "ticket_links",
    "ticket_messages",
    "tickets",
    "turns",
]
