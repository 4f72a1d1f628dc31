"""One turn of a conversation, as actions see it: the only place that reads Rasa's tracker."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from rasa_sdk import Tracker

from actions.phrases import listed
from actions.services import Services
from support.policy import Policy
from support.scope import Topic

FORM = "ticket_form"
DETAILS = (
    "domain",
    "ip_address",
    "invoice_number",
    "operating_system",
    "plan",
    "error_code",
    "phone",
)
"""The entities that describe a matter and are kept in slots of the same names."""
ANSWERING = tuple(name for name in DETAILS if name != "plan")
"""Those that can be a whole answer by themselves; "vps" says nothing new."""


@dataclass(frozen=True)
class Turn:
    """A visitor's message and where the conversation stands.

    `at` is the message's moment (aware): actions know no other time. `text` is None when a
    button was pressed. `entities` are those of this message, `slots` what was kept before.
    `page_department` is the department of the page that the visitor writes from. `only_details`:
    the message is an address or number and nothing else. `also`: less urgent matters of the same
    message, each as topic and the part of the text that is about it.
    """

    services: Services
    conversation: str
    message_id: str
    at: datetime
    language: str
    page_department: str | None
    text: str | None
    intent: str
    ranking: tuple[str, ...]
    entities: Mapping[str, tuple[str, ...]]
    slots: Mapping[str, Any]
    form_active: bool
    only_details: bool = False
    also: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, tracker: Tracker, services: Services) -> Turn:
        """The turn that `tracker` stands at."""
        message = tracker.latest_message or {}
        metadata = message.get("metadata") or {}
        policy = services.policy
        return cls(
            services=services,
            conversation=tracker.sender_id,
            message_id=str(metadata.get("message_id") or message.get("message_id") or ""),
            at=_moment(metadata.get("at")).astimezone(policy.zone),
            language=metadata.get("language") or policy.company.default_language,
            page_department=_known(metadata.get("department"), policy),
            text=_own_words(message),
            intent=(message.get("intent") or {}).get("name") or "",
            ranking=tuple(
                each["name"] for each in message.get("intent_ranking") or [] if each.get("name")
            ),
            entities=_entities(message),
            slots=tracker.slots,
            form_active=(tracker.active_loop or {}).get("name") == FORM,
            only_details=bool(message.get("only_details")),
            also=tuple(
                (each["intent"], each["text"])
                for each in message.get("also") or []
                if each["intent"] in policy.topics
            ),
        )

    @property
    def policy(self) -> Policy:
        """The support policy."""
        return self.services.policy

    @property
    def topic(self) -> Topic | None:
        """What the policy knows this message to be about."""
        return self.policy.topics.get(self.intent)

    @property
    def asked_department(self) -> str | None:
        """The department that this message names."""
        named = (_known(each, self.policy) for each in self.entities.get("department", ()))
        return next(filter(None, named), None)

    @property
    def department(self) -> str | None:
        """The department that this is for: named, else of the last topic, else of the page."""
        return self.asked_department or self.slots.get("department") or self.page_department

    @property
    def some_department(self) -> str:
        """`department`, or where that is open the one that is served first (section 2)."""
        return self.department or self.policy.priority[0].name

    @property
    def has_details(self) -> bool:
        """Whether this message carries a detail of a matter, such as an address or a number."""
        return any(self.entities.get(name) for name in ANSWERING)

    def known(self, detail: str) -> str | None:
        """A detail from this message, or one that was given before."""
        values = self.entities.get(detail) or _values(self.slots.get(detail))
        return values[-1] if values else None

    def count(self, slot: str) -> int:
        """A slot that counts."""
        return int(self.slots.get(slot) or 0)

    def part(self, name: str, /, **values: object) -> str:
        """A part of a sentence in the visitor's language (`part_<name>` in domain.yml)."""
        return self.services.phrases(f"part_{name}", self.language, **values)

    def listed(self, items: list[str]) -> str:
        """Items as a list within a sentence."""
        return listed(items, self.language)

    def title(self, department: str) -> str:
        """How a department is called to people."""
        return self.policy.departments[department].title(self.language)


def _moment(at: str | None) -> datetime:
    """The message's moment. Only `rasa shell` sends none; there it is the present."""
    return datetime.fromisoformat(at) if at else datetime.now(UTC)


def _own_words(message: Mapping[str, Any]) -> str | None:
    """What the visitor wrote; None for a button, which arrives as "/intent{…}"."""
    text = str(message.get("text") or "").strip()
    intent = (message.get("intent") or {}).get("name")
    pressed = intent and (text == f"/{intent}" or text.startswith(f"/{intent}{{"))
    return None if pressed or not text else text


def _entities(message: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for entity in message.get("entities") or []:
        values = found.get(entity["entity"], ())
        if (value := str(entity["value"])) not in values:
            found[entity["entity"]] = (*values, value)
    return found


def _values(slot: Any) -> tuple[str, ...]:
    if slot is None:
        return ()
    return tuple(map(str, slot)) if isinstance(slot, list) else (str(slot),)


def _known(department: str | None, policy: Policy) -> str | None:
    return department if department in policy.departments else None
