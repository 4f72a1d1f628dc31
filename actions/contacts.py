"""How we are reached, how fast we answer, what we support: read from the policy."""

from __future__ import annotations

from rasa_sdk.events import EventType

from actions.base import DeskAction, Say, keep
from actions.context import Turn
from support.promises import promise


class ActionContacts(DeskAction):
    """E-mail and hotline of each department, and the way to a ticket (sections 1 and 2)."""

    def name(self) -> str:
        return "action_contacts"

    async def answer(self, turn: Turn, say: Say) -> list[EventType]:
        lines = []
        for name in _departments(turn):
            department = turn.policy.departments[name]
            hotline = (
                turn.part("contact_hotline", phone=department.phone) if department.phone else ""
            )
            ways = ", ".join(filter(None, (department.email, hotline)))
            lines.append(turn.part("contact_line", department=turn.title(name), ways=ways))
        portal = turn.policy.ticket_portal
        where = portal.path(turn.language) if portal else turn.policy.company.site
        say("utter_contacts", lines="\n".join(lines), portal=where)
        return keep(misses=0)


class ActionResponseTime(DeskAction):
    """What each department promises for a ticket opened now (section 2)."""

    def name(self) -> str:
        return "action_response_time"

    async def answer(self, turn: Turn, say: Say) -> list[EventType]:
        lines = [
            turn.part(
                "response_line",
                department=turn.title(name),
                promise=promise(turn.policy, name, turn.at, turn.language).text,
            )
            for name in _departments(turn)
        ]
        say("utter_response_time", lines="\n".join(lines))
        return keep(misses=0)


class ActionScopeQuestion(DeskAction):
    """Both lists of the scope (section 3)."""

    def name(self) -> str:
        return "action_scope_question"

    async def answer(self, turn: Turn, say: Say) -> list[EventType]:
        lists: dict[bool, list[str]] = {True: [], False: []}
        for item in turn.policy.scope_items.values():
            title = item.title(turn.language)
            if item.condition:
                condition = item.condition(turn.language)
                title = turn.part("item_condition", item=title, condition=condition)
            lists[item.supported].append(turn.part("list_item", item=title))
        say(
            "utter_scope_question",
            supported="\n".join(lists[True]),
            not_supported="\n".join(lists[False]),
        )
        return keep(misses=0)


def _departments(turn: Turn) -> list[str]:
    """The department that was named, else all."""
    return [turn.asked_department] if turn.asked_department else list(turn.policy.departments)
