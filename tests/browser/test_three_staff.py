"""Three people at the desk and five visitors at once: everybody in a browser of their own."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence

from playwright.async_api import expect

from tests.browser.conftest import NewPerson, NewVisitor
from tests.browser.pages import Desk, Widget
from tests.clients import Json

VISITORS = 5


def address(number: int) -> str:
    """Something of each visitor's own, by which the others' matters can be told apart."""
    return f"203.0.113.{number + 11}"


async def ask_for_technician(widget: Widget, number: int) -> None:
    await widget.ask(f"my vps is down, cannot ping {address(number)}", "Infrastructure")
    await widget.button("Talk to a technician").click()
    await expect(widget.panel.get_by_text("in the queue").first).to_be_visible()


async def take(desk: Desk, number: int) -> None:
    """Open somebody's conversation from the list and take it over."""
    await desk.view("Queue")
    await desk.row(address(number)).click()
    await expect(desk.context).to_contain_text(address(number))
    await desk.take_over.click()
    await expect(desk.reply).to_be_visible()


async def show(desk: Desk, number: int) -> None:
    """Open one of one's own conversations by its link; the packet is that visitor's."""
    link = f"#chats/{await conversation_of(desk, number)}"
    await desk.page.evaluate("link => { location.hash = link }", link)
    await expect(desk.context).to_contain_text(f"cannot ping {address(number)}")


async def dialog(desk: Desk, action: str, reason: str | None = None, **chosen: str) -> None:
    """Press an action of the open conversation, and fill its dialog in."""
    await desk.page.get_by_role("button", name=action, exact=True).click()
    asked = desk.page.get_by_role("dialog")
    for label, option in chosen.items():
        choice = asked.get_by_label(label.replace("_", " "))
        await choice.locator("option", has_text=option).first.wait_for(state="attached")
        value = await choice.locator("option", has_text=option).first.get_attribute("value")
        await choice.select_option(value)
    if reason:
        await asked.get_by_role("textbox").fill(reason)
    await asked.get_by_role("button", name=action, exact=True).click()
    await expect(asked).to_be_hidden()


async def own_log(desk: Desk, conversation_id: str) -> list[Json]:
    """The whole log as the server keeps it."""
    answer = await desk.person.get(f"/conversations/{conversation_id}/events")
    found: list[Json] = answer["events"]
    return found


async def conversation_of(desk: Desk, number: int) -> str:
    """The conversation in which a visitor wrote of an address."""
    listed = (await desk.person.get("/conversations", view="all"))["conversations"]
    for row in listed:
        first = await own_log(desk, row["id"])
        if any(f"cannot ping {address(number)}" in (one.get("text") or "") for one in first):
            return str(row["id"])
    raise AssertionError(f"no conversation about {address(number)}")


async def exchange(widget: Widget, desk: Desk, text: str, answer: str) -> None:
    """A person says something, the visitor answers, and each sees it once."""
    await desk.write(text)
    await expect(widget.said_by("staff", text)).to_have_count(1)
    await widget.write(answer)
    await expect(desk.said(answer)).to_have_count(1)


async def test_claims_transfers_hand_backs_and_escalations_at_once(
    new_visitor: NewVisitor, new_person: NewPerson
) -> None:
    anna, ben, lan = await asyncio.gather(
        new_person("Anna"), new_person("Ben"), new_person("Lan", level=2)
    )
    widgets: Sequence[Widget] = await asyncio.gather(*(new_visitor() for _ in range(VISITORS)))
    await asyncio.gather(*(ask_for_technician(one, n) for n, one in enumerate(widgets)))

    # Two reach for the same visitor at the same moment: one gets it, the other is told who did.
    for desk in (anna, ben):
        await desk.row(address(0)).click()
        await expect(desk.take_over).to_be_enabled()
    await asyncio.gather(anna.take_over.click(), ben.take_over.click())
    joined = widgets[0].line(re.compile("(Anna|Ben) from Technical joined"))
    await expect(joined).to_have_count(1)
    first, other = (anna, ben) if "Anna" in await joined.inner_text() else (ben, anna)
    await expect(first.reply).to_be_visible()
    await expect(other.reply).to_be_hidden()

    # Everybody takes another one, at once.
    await asyncio.gather(take(first, 1), take(other, 2), take(lan, 3))
    await asyncio.gather(
        exchange(widgets[1], first, "Looking at yours, number one.", "one says thanks"),
        exchange(widgets[2], other, "Looking at yours, number two.", "two says thanks"),
        exchange(widgets[3], lan, "Looking at yours, number three.", "three says thanks"),
    )

    # One to a colleague, one to the next level's queue, one up the ladder, all at once.
    await show(first, 0)
    colleague = other.person.name
    await asyncio.gather(
        dialog(first, "Transfer", "knows that node", To=colleague),
        dialog(other, "Escalate", "the disk of the node fails"),
    )
    await expect(widgets[0].line(f"{colleague} from Technical joined")).to_have_count(1)
    await expect(first.reply).to_be_hidden()
    await expect(widgets[2].panel.get_by_text(re.compile("TK-2026-[0-9]{6}")).first).to_be_visible()
    await show(first, 1)
    await asyncio.gather(
        dialog(first, "Transfer", "needs a supervisor", To="2: Supervisor"),
        exchange(widgets[2], other, "I asked the next level.", "two waits"),
    )
    await expect(widgets[1].line("passed on to Technical")).to_have_count(1)
    await take(lan, 1)
    await exchange(widgets[1], lan, "Lan here, for number one.", "one is glad")

    # Back to the assistant, with what it does next; the visitor says that it is solved.
    await show(lan, 3)
    await dialog(lan, "Hand back", What_the_assistant_does_next="Asks whether it is solved")
    await widgets[3].button("Yes, it is solved").click()
    await expect(widgets[3].line("This conversation is closed")).to_have_count(1)
    await show(other, 0)
    await exchange(widgets[0], other, "And here, for number zero.", "zero is fine")
    await dialog(other, "Hand back")
    await widgets[0].ask("how do i point my domain", "Service usage guidance")

    await check_the_end(lan, widgets, first, other)
    # Whoever was slower was refused, once.
    [refused] = other.complaints.said
    assert "409" in refused
    assert "/claim" in refused
    for one in (*widgets, first, lan):
        assert one.complaints.said == []


async def check_the_end(lan: Desk, widgets: Sequence[Widget], first: Desk, other: Desk) -> None:
    """What the server keeps: one owner each, and every word in the conversation that it is of."""
    names = [one.person.name for one in (first, other)]
    expected = {
        0: ("bot", [names[1]], ["And here, for number zero."]),
        1: (
            "Lan",
            [names[0], "Lan"],
            ["Looking at yours, number one.", "Lan here, for number one."],
        ),
        2: (names[1], [names[1]] * 2, ["Looking at yours, number two.", "I asked the next level."]),
        3: ("closed", ["Lan"], ["Looking at yours, number three."]),
        4: ("queue", [], []),
    }
    for number, (owner, speakers, said) in expected.items():
        conversation_id = await conversation_of(lan, number)
        found = await lan.person.get(f"/conversations/{conversation_id}")
        state, packet = found["state"], found["packet"]
        assert packet["details"]["ip_address"] == [address(number)]
        assert f"cannot ping {address(number)}" in packet["asked"][0]
        assert owner == (state["staff"]["name"] if state["owner"] == "staff" else state["owner"])
        log = await own_log(lan, conversation_id)
        by_staff = [
            one for one in log if one["author"]["kind"] == "staff" and one["kind"] == "message"
        ]
        assert [one["text"] for one in by_staff] == said
        assert [one["author"]["name"] for one in by_staff] == (speakers if said else [])
        # Nobody else's address, and every visitor's own bubbles are the log's, in order.
        text = " ".join(one.get("text") or "" for one in log)
        assert not any(address(n) in text for n in range(VISITORS) if n != number)
        shown = await widgets[number].log.locator(".message.staff .bubble").all_inner_texts()
        assert [one.strip() for one in shown] == said
