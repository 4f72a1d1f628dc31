"""Offers of a next step: a person only when one can come, else a ticket and the reason."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from rasa_sdk.events import EventType

from actions.base import Say, keep
from actions.context import Turn
from support import wording
from support.promises import promise


async def offer_next_step(turn: Turn, say: Say, department: str) -> list[EventType]:
    """Ask the desk whether a person of `department` can come, and offer that or a ticket."""
    check = await turn.services.desk.handoff_preview(
        turn.conversation, department, language=turn.language
    )
    return offer(turn, say, department, check)


def offer(turn: Turn, say: Say, department: str, check: dict[str, Any]) -> list[EventType]:
    """Offer what `check`, the desk's own answer, allows; yes will do it."""
    values = {
        "name": department,
        "department": turn.title(department),
        "person": turn.part(f"person_{department}")
        if turn.services.phrases.has(f"part_person_{department}")
        else turn.title(department),
    }
    if check["possible"]:
        say("utter_offer_person", **values)
        return keep(offer=f"handoff:{department}")
    reason, times = why_not(turn, check)
    promised = promise(turn.policy, department, turn.at, turn.language).text
    say(f"utter_offer_ticket_{reason}", promise=promised, **times, **values)
    return keep(offer=f"ticket:{department}")


def why_not(turn: Turn, check: dict[str, Any]) -> tuple[str, dict[str, str]]:
    """Why no person can come, as the end of a response's name, and what that response says."""
    chat = check["chat"]
    opens, closes = chat.get("next_opening"), chat.get("next_closing")
    if check["why"] == "closes_before_turn" and closes:
        return "closing", {"closes": moment(turn, closes)}
    if check["why"] == "closed" and opens:
        if chat["reason"] == "holiday":
            return "holiday", {"holiday": chat["holiday"], "opens": moment(turn, opens)}
        return "closed", {"opens": moment(turn, opens)}
    return "nobody", {}


def moment(turn: Turn, at: str | datetime) -> str:
    """A moment in words, with its date: "Monday 30 November 2026 at 08:00"."""
    instant = datetime.fromisoformat(at) if isinstance(at, str) else at
    return wording.moment(instant, turn.policy.zone, turn.language)
