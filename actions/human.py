"""A person is wanted: hand-off and escalation (policy section 4)."""

from __future__ import annotations

from rasa_sdk.events import EventType

from actions.base import DeskAction, Say, keep, leave_form
from actions.context import Turn
from actions.matter import said_now
from actions.offers import offer
from support.escalation import Tier, next_tier

TELLING_CHARACTERS = 40
"""A complaint of this length says what it is about; a shorter one only who is wanted."""


class ActionTalkToPerson(DeskAction):
    """Hands over now if somebody can come; else says why not and offers a ticket."""

    def name(self) -> str:
        return "action_talk_to_person"

    async def answer(self, turn: Turn, say: Say) -> list[EventType]:
        return await hand_off(turn, say, turn.some_department)


async def hand_off(turn: Turn, say: Say, department: str) -> list[EventType]:
    """Hand the conversation to `department`. The form ends: it must take no later message."""
    answer = await turn.services.desk.hand_off(
        turn.conversation,
        language=turn.language,
        message_id=turn.message_id,
        department=department,
        level=1,
        reason=turn.slots.get("topic") or turn.intent,
    )
    events = leave_form() if turn.form_active else []
    events += keep(department=department, misses=0)
    if not answer["accepted"]:
        return events + offer(turn, say, department, {**answer, "possible": False})
    # The desk has said the position and the wait when it put the conversation into the queue.
    say("utter_handed_off", department=turn.title(department))
    return events + keep(offer=None)


class ActionEscalate(DeskAction):
    """Explains the tiers and offers the next one; none is skipped."""

    def name(self) -> str:
        return "action_escalate"

    async def answer(self, turn: Turn, say: Say) -> list[EventType]:
        events = leave_form() if turn.form_active else []
        events += keep(misses=0)
        if len(turn.text or "") > TELLING_CHARACTERS:
            events += keep(said=list(said_now(turn, turn.intent, turn.department)))
        tiers = [turn.part("tier", **_values(turn, tier)) for tier in turn.policy.escalation]
        say("utter_escalate", tiers="\n".join(tiers))
        above = next_tier(turn.policy, turn.count("escalation_level") or 1)
        if above is None:
            say("utter_escalate_top")
            return events + keep(offer=None)
        if above.via == "ticket":
            # Nothing known yet: the matter itself will say whose it is.
            department = turn.department or ""
            say("utter_escalate_ticket", name=department, **_values(turn, above))
            return events + keep(offer=f"ticket:{department}:{above.level}")
        say("utter_escalate_next", **_values(turn, above))
        return events + keep(offer=None, escalation_level=above.level)


def _values(turn: Turn, tier: Tier) -> dict[str, object]:
    return {
        "level": tier.level,
        "title": tier.title(turn.language),
        "way": tier.ask_through(turn.language),
    }
