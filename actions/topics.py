"""Matters of a department: what the policy says to them, and the next step."""

from __future__ import annotations

from rasa_sdk.events import EventType

from actions.base import DeskAction, Say, keep, leave_form
from actions.context import Turn
from actions.matter import needed, route
from actions.offers import offer_next_step
from support.scope import Topic


class ActionTopic(DeskAction):
    """Answers any intent that the policy gives a department, with `utter_<intent>`.

    Supported: the item, what helps, then a person or a ticket. Not supported (section 3): the
    item and a way on; nothing is pushed. Neither list: straight to the department.
    """

    def name(self) -> str:
        return "action_topic"

    async def answer(self, turn: Turn, say: Say) -> list[EventType]:
        topic = turn.policy.topics[turn.intent]
        department = topic.department or turn.some_department
        events = route(turn, topic.name, department)
        if turn.form_active:
            writing_to = turn.slots.get("ticket_department") or department
            if writing_to == department:
                say("utter_ticket_noted")
                return events
            say("utter_ticket_set_aside", department=turn.title(writing_to))
            events += leave_form()
        say(
            f"utter_{topic.name}",
            verdict=verdict(turn, topic),
            needed=needed(turn, topic.name),
            site=turn.policy.company.site,
        )
        if topic.scope == "not_supported":
            events += keep(offer=None)
        else:
            events += await offer_next_step(turn, say, department)
        _mention(turn, say)
        return events


def _mention(turn: Turn, say: Say) -> None:
    """Say that the message's other matters were seen, each with a button that takes it up."""
    buttons = [
        {"title": turn.part(f"choice_{name}"), "payload": f"/{name}"} for name, _ in turn.also
    ]
    if buttons:
        parts = "; ".join(part for _, part in turn.also)
        say.with_buttons("utter_also", buttons, part=parts)


def verdict(turn: Turn, topic: Topic) -> str:
    """What the policy says to a topic's item, in a sentence; empty if it is in neither list."""
    if topic.scope_item is None:
        return ""
    item = turn.policy.scope_items[topic.scope_item]
    title = item.title(turn.language)
    if not item.supported:
        return turn.part("verdict_not_supported", item=title)
    if item.condition:
        condition = item.condition(turn.language)
        return turn.part("verdict_supported_condition", item=title, condition=condition)
    return turn.part("verdict_supported", item=title)
