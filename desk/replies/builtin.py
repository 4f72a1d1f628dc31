"""Replies that are always there, because the policy itself says what they say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from desk.replies import hours
from desk.replies.placeholders import PLACEHOLDERS, Setting, scope
from support.scope import Topic


@dataclass(frozen=True)
class BuiltIn:
    """A reply by its shortcut, which is its id too; `suits` says what it answers."""

    shortcut: str
    write: Callable[[Setting], str]
    suits: Callable[[Topic], bool]


def _hours(setting: Setting) -> str:
    values = {name: PLACEHOLDERS[name](setting) for name in ("department", "hours")}
    said = setting.say("reply_hours_said", **values)
    return f"{said} {_next(setting)}"


def _next(setting: Setting) -> str:
    return hours.now_and_next(setting.services, setting.department, setting.language)


BUILT_IN: dict[str, BuiltIn] = {
    one.shortcut: one
    for one in (
        BuiltIn("hours", _hours, lambda topic: topic.name in {"hours", "contacts"}),
        BuiltIn("next", _next, lambda topic: topic.name == "hours"),
        BuiltIn(
            "promise",
            PLACEHOLDERS["promise"],
            lambda topic: topic.name == "response_time" or topic.category == "ticket",
        ),
        BuiltIn("scope", scope, lambda topic: topic.scope_item is not None),
    )
}
