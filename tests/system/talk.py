"""Reading what a visitor sees."""

from __future__ import annotations

from typing import Any

from tests.clients import Json, Visitor


async def turn(visitor: Visitor, text: str | None = None, press: str | None = None) -> list[Json]:
    """Say something, or press a button by its title; returns everything that answers it."""
    if press is not None:
        seq = await visitor.press(payload_of(await visitor.events(), press))
    else:
        seq = await visitor.say(text or "")
    await visitor.answer_to(seq)
    # An answer is written at once, with all its messages and what it did.
    return [event for event in await visitor.events(seq) if event.get("in_reply_to") == seq]


def text_of(events: list[Json]) -> str:
    """All texts, one a line."""
    return "\n".join(str(event["text"]) for event in events if event.get("text"))


def buttons_of(events: list[Json]) -> dict[str, str]:
    """Title to payload of every button."""
    return {
        button["title"]: button["payload"]
        for event in events
        for button in event.get("buttons", [])
    }


def payload_of(events: list[Json], title: str) -> str:
    """The payload of the last button with this title."""
    found = buttons_of(events)
    assert title in found, f"no button '{title}', but {list(found)}"
    return found[title]


def data_of(events: list[Json], kind: str) -> dict[str, Any]:
    """The data of the event of this kind."""
    [event] = [event for event in events if event["kind"] == kind]
    data: dict[str, Any] = event["data"]
    return data
