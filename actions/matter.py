"""What the visitor's matter is, in their own words: collected, so that nobody asks twice."""

from __future__ import annotations

from typing import TypedDict

from rasa_sdk.events import EventType

from actions.base import keep
from actions.context import DETAILS, Turn

SAID_AT_MOST = 8
"""How many messages about open matters are kept for a ticket."""

# What helps the department, by topic: the part of the sentence that asks for it, and the details
# of which one is enough.
NEEDS: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "infrastructure": (("need_server", ("ip_address", "domain")),),
    "os_reinstall": (
        ("need_server", ("ip_address", "domain")),
        ("need_operating_system", ("operating_system",)),
    ),
    "backup_restore": (
        ("need_service", ("domain", "ip_address")),
        ("need_date", ("date",)),
    ),
    "first_ssl": (("need_domain", ("domain",)),),
    "account_access": (("need_service", ("domain", "ip_address", "email")),),
    "migration": (("need_service", ("domain", "ip_address")),),
    "technical_other": (("need_service", ("domain", "ip_address")),),
    "invoice": (("need_invoice", ("invoice_number",)),),
    "payment": (("need_invoice", ("invoice_number",)),),
    "refund": (("need_invoice", ("invoice_number", "domain")),),
    "renewal": (("need_service", ("domain", "ip_address")),),
    "suspension": (("need_service", ("domain", "ip_address", "invoice_number")),),
    "upgrade": (("need_service", ("domain", "ip_address", "plan")),),
}


class Said(TypedDict):
    """One message of the visitor about a matter of a department."""

    department: str | None
    topic: str
    text: str


def needed(turn: Turn, topic: str) -> str:
    """A sentence that asks for what helps and was not said yet; empty if nothing is missing."""
    missing = [
        turn.part(part)
        for part, enough in NEEDS.get(topic, ())
        if not any(turn.known(detail) for detail in enough)
    ]
    return turn.part("needed", list=turn.listed(missing)) if missing else ""


def said(turn: Turn) -> list[Said]:
    """What was said about open matters, this message not included."""
    return list(turn.slots.get("said") or [])


def said_now(turn: Turn, topic: str, department: str | None) -> list[Said]:
    """`said` with this message; a button stands for the message that we asked back about."""
    text = turn.text or turn.slots.get("unclear")
    if not text:
        return said(turn)
    now = Said(department=department, topic=topic, text=text)
    return [*said(turn), now][-SAID_AT_MOST:]


def route(turn: Turn, topic: str, department: str) -> list[EventType]:
    """Remember that the conversation is about `topic` now."""
    return keep(
        topic=topic,
        department=department,
        said=list(said_now(turn, topic, department)),
        unclear=None,
        misses=0,
    )


def of_department(messages: list[Said], department: str | None) -> list[Said]:
    """The messages about the department's matters; all of them if no department is known."""
    return [each for each in messages if department in (None, each["department"])]


def subject(turn: Turn, messages: list[Said]) -> str | None:
    """A ticket's subject: the first words about the last topic, and the invoice's number."""
    if not messages:
        return None
    topic = messages[-1]["topic"]
    text = next(each["text"] for each in messages if each["topic"] == topic)
    words = " ".join(text.split())
    number = turn.known("invoice_number")
    if number and number not in words:
        return turn.part("subject_invoice", subject=words, number=number)
    return words


def details(turn: Turn, messages: list[Said]) -> str | None:
    """A ticket's details: what the visitor wrote, then each detail that is not in it."""
    texts = list(dict.fromkeys(each["text"] for each in messages))
    written = "\n".join(texts)
    known = {name: turn.known(name) for name in DETAILS}
    lines = [
        turn.part(f"detail_{name}", value=value)
        for name, value in known.items()
        if value and value.lower() not in written.lower()
    ]
    return "\n".join([*texts, *lines]) or None
