"""What stands in braces in a ready reply, and what is put there instead."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from desk.conversations.model import Conversation
from desk.errors import ConflictError, InvalidError
from desk.promises.ledger import work_out
from desk.replies import hours
from desk.services import Services
from desk.tickets.book import ticket_url
from support.errors import NoOpeningError
from support.escalation import next_tier
from support.scope import ScopeItem

# `{{word}}` is for a text that really has `{word}` in it.
_BRACED = re.compile(r"\{\{(?P<literal>\w+)\}\}|\{(?P<name>\w+)\}")
# Without a name "Hello {visitor}," is "Hello,".
_UNNAMED = re.compile(r"(?<!\{)[ ,]*\{visitor\}(?!\})")


class NoValueError(ConflictError):
    """A placeholder has no value in this conversation."""

    code = "no_value"


@dataclass(frozen=True)
class Setting:
    """Whom a reply is written for, by whom, and in which language."""

    services: Services
    conversation: Conversation
    me: str
    """The name of who writes, as visitors see it."""
    language: str
    ticket: Row[Any] | None = None
    """The newest ticket of the conversation."""
    scope_item: str | None = None
    """What the visitor's last message asks for, where that is newer than the packet."""

    @property
    def department(self) -> str:
        """The conversation's department, or the one that the policy puts first."""
        return self.services.department_of(self.conversation.department)

    def say(self, key: str, **values: object) -> str:
        """A text of the desk's in the reply's language."""
        return self.services.texts.say(self.language, key, **values)


def _visitor(setting: Setting) -> str:
    # Proven by the website's signature: nobody is called by a name that somebody typed.
    name = (setting.conversation.identity or {}).get("name")
    return setting.say("reply_visitor_named", name=name) if name else setting.say("reply_visitor")


def _promise(setting: Setting) -> str:
    try:
        shown = work_out(setting.services, setting.department, setting.language)
    except NoOpeningError as error:
        raise NoValueError(f"{{promise}} has no value here: {error}.") from error
    return shown.promise.text


def _scope_item(setting: Setting) -> ScopeItem:
    routed = setting.conversation.routed or {}
    name = setting.scope_item or routed.get("scope_item")
    found = setting.services.policy.scope_items.get(str(name))
    if found is None:
        raise NoValueError(
            "This conversation is about nothing that the policy's lists of support name, "
            "so {scope} has no words here."
        )
    return found


def scope(setting: Setting) -> str:
    """The verdict on what is asked for, with the policy's words (section 3)."""
    item, language = _scope_item(setting), setting.language
    title = item.title(language)
    if not item.supported:
        return setting.say(
            "reply_scope_not_supported",
            title=title,
            section=item.section,
            url=setting.services.policy.company.policy_url,
        )
    said = (
        setting.say("reply_scope_condition", title=title, condition=item.condition(language))
        if item.condition
        else setting.say("reply_scope_supported", title=title)
    )
    if item.needs_identity:
        said = f"{said} {setting.say('reply_scope_identity', portal=_portal(setting))}"
    return said


def _portal(setting: Setting) -> str:
    portal = setting.services.policy.ticket_portal
    return portal.path(setting.language) if portal else setting.say("reply_ticket_here")


def _portal_url(setting: Setting) -> str:
    portal = setting.services.policy.ticket_portal
    return portal.url if portal else setting.services.policy.company.site


def _ticket(setting: Setting) -> Row[Any]:
    if setting.ticket is None:
        raise NoValueError(
            "This conversation has no ticket yet: open one before a reply that names it."
        )
    return setting.ticket


def _ticket_url(setting: Setting) -> str:
    row = _ticket(setting)
    return ticket_url(setting.services, row.number, row.key)


def _phone(setting: Setting) -> str:
    policy = setting.services.policy
    return policy.departments[setting.department].phone or policy.company.phone or ""


def _next_tier(setting: Setting) -> str:
    tier = next_tier(setting.services.policy, setting.conversation.level)
    if tier is None:
        raise NoValueError("This conversation is at the highest level: nobody stands above it.")
    language = setting.language
    return setting.say(
        "reply_next_tier",
        level=tier.level,
        title=tier.title(language),
        way=tier.ask_through(language),
    )


PLACEHOLDERS: dict[str, Callable[[Setting], str]] = {
    "visitor": _visitor,
    "me": lambda setting: setting.me,
    "department": lambda setting: setting.services.department_title(
        setting.department, setting.language
    ),
    "company": lambda setting: setting.services.policy.company.name,
    "hours": lambda setting: hours.today(setting.services, setting.department, setting.language),
    "next_opening": lambda setting: hours.next_opening(
        setting.services, setting.department, setting.language
    ),
    "promise": _promise,
    "scope": scope,
    "ticket_portal": _portal,
    "ticket_portal_url": _portal_url,
    "ticket_number": lambda setting: str(_ticket(setting).number),
    "ticket_url": _ticket_url,
    "next_tier": _next_tier,
    "phone": _phone,
    "policy_url": lambda setting: setting.services.policy.company.policy_url,
}
"""Every name that may stand in braces, and where its value comes from."""


def check_placeholders(text: str, field: str) -> None:
    """Raises InvalidError for a name in braces that is none of PLACEHOLDERS, naming those."""
    unknown = sorted(
        {match["name"] for match in _BRACED.finditer(text) if match["name"]} - set(PLACEHOLDERS)
    )
    if unknown:
        names = ", ".join(f"{{{name}}}" for name in unknown)
        known = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
        raise InvalidError(
            f"{names}: there is no such placeholder. There are {known}.",
            code="unknown_placeholder",
            field=field,
        )


def fill_in(text: str, setting: Setting) -> str:
    """The text with every placeholder's value. Raises NoValueError where one has none here."""
    if not _visitor(setting):
        text = _UNNAMED.sub("", text).lstrip(" ,")
        text = text[:1].upper() + text[1:]

    def value(match: re.Match[str]) -> str:
        literal: str | None = match["literal"]
        return f"{{{literal}}}" if literal else PLACEHOLDERS[match["name"]](setting)

    return _BRACED.sub(value, text)
