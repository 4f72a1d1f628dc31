"""Telling listeners that something changed. Always called after the transaction is kept."""

from __future__ import annotations

from desk.bus import Bus


async def notify_conversation(bus: Bus, conversation_id: str) -> None:
    """A conversation has new events, or another owner."""
    await bus.publish(f"conversation.{conversation_id}", {"changed": True})
    await bus.publish("staff", {"conversation": conversation_id})


async def notify_queue(bus: Bus) -> None:
    """The queue moved: whoever waits has another position now."""
    await bus.publish("queue", {"queue": True})


async def notify_ticket(bus: Bus, number: str) -> None:
    """A ticket changed."""
    await bus.publish("staff", {"ticket": number})


async def notify_promise(bus: Bus, promise_id: str, news: str) -> None:
    """A promise is about to break (`news`: warned), was broken, or is due at another time."""
    await bus.publish("staff", {"promise": promise_id, "news": news})


async def notify_typing(bus: Bus, conversation_id: str, kind: str, name: str | None = None) -> None:
    """Somebody is typing, or the assistant is working on an answer. Never stored."""
    author = {"kind": kind, **({"name": name} if name else {})}
    await bus.publish(f"conversation.{conversation_id}", {"typing": author})
    if kind == "visitor":
        await bus.publish("staff", {"typing": conversation_id})


async def notify_person(bus: Bus, staff_id: str) -> None:
    """What a person may do changed, or their sessions ended: open pages look again."""
    await bus.publish("staff", {"person": staff_id})
