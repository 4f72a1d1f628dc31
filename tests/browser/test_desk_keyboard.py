"""The desk without a mouse: from the next one who waits to the resolved conversation."""

from __future__ import annotations

import asyncio

from playwright.async_api import Page, Route, expect

from tests.browser.conftest import NewPerson, NewVisitor
from tests.browser.pages import Desk, Widget

# Keys that a keyboard has by another name than the help.
NAMES = {"Esc": "Escape"}


async def keys_of_help(page: Page) -> dict[str, list[str]]:
    """What the page's own help lists: for each line its first key, or keys in a row."""
    await page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keyboard shortcuts")
    await expect(dialog).to_be_visible()
    found = await dialog.locator("dl").evaluate(
        """list => [...list.querySelectorAll('dt')].map((term) => [
          term.nextElementSibling.textContent.trim(),
          term.querySelector('kbd').textContent,
        ])"""
    )
    await page.keyboard.press("Escape")
    await expect(dialog).to_be_hidden()
    return {text: [NAMES.get(key, key) for key in keys.split()] for text, keys in found}


async def ask_for_technician(widget: Widget, address: str) -> None:
    await widget.ask(f"my vps is down, cannot ping {address}", "Infrastructure")
    await widget.button("Talk to a technician").click()
    await expect(widget.panel.get_by_text("in the queue").first).to_be_visible()


async def test_a_conversation_is_taken_answered_and_resolved_by_keys_alone(
    new_visitor: NewVisitor, new_person: NewPerson
) -> None:
    anna: Desk = await new_person("Anna")
    widget: Widget = await new_visitor()
    await ask_for_technician(widget, "203.0.113.61")
    page, press = anna.page, anna.page.keyboard.press
    await expect(anna.row("203.0.113.61")).to_be_visible()
    keys = await keys_of_help(page)

    async def ask(command: str) -> None:
        for key in keys[command]:
            await press(key)

    # The queue, by two letters in a row; then down to who came last.
    await ask("Show the queue")
    await expect(anna.rows.first).to_be_focused()
    for _ in range(await anna.rows.count() - 1):
        await ask("Next conversation of the list")
    await expect(anna.row("203.0.113.61")).to_be_focused()
    await press("Enter")
    await expect(anna.take_over).to_be_enabled()
    await ask("Take over")
    await expect(widget.line("Anna from Technical joined")).to_have_count(1)
    await expect(anna.reply).to_be_focused()
    # While one writes, a key is a letter: none of these does anything else.
    await page.keyboard.type("I see it: b, e, s and t? ")
    await press("Shift+Enter")
    await page.keyboard.type("Two minutes, please.")
    answered = asyncio.Event()

    async def late(route: Route) -> None:
        response = await route.fetch()
        await answered.wait()
        await route.fulfill(response=response)

    await page.route("**/messages", late)
    await press("Enter")
    said = widget.said_by("staff", "I see it: b, e, s and t?")
    await expect(said).to_have_count(1)
    await expect(said).to_contain_text("Two minutes, please.")

    await press("Escape")
    await expect(anna.reply).not_to_be_focused()
    # The answer comes late, and does not take the next key for itself.
    async with page.expect_request_finished(lambda request: request.url.endswith("/messages")):
        answered.set()
    await ask("Write an internal note")
    await expect(anna.note).to_be_focused()
    await page.keyboard.type("The node lost its uplink.")
    await press("Enter")
    await expect(anna.said("The node lost its uplink.")).to_contain_text("Internal note")
    await press("Escape")
    await ask("Write a reply")
    await expect(anna.reply).to_be_focused()
    await page.keyboard.type("It answers again.")
    await press("Enter")
    await expect(widget.said_by("staff", "It answers again.")).to_have_count(1)
    await expect(widget.said_by("staff")).to_have_count(2)

    await press("Escape")
    await ask("Resolve")
    dialog = page.get_by_role("dialog", name="Resolve the conversation")
    await expect(dialog.get_by_role("textbox")).to_be_focused()
    await page.keyboard.type("uplink")
    await press("Tab")
    await press("Tab")
    await expect(dialog.get_by_role("button", name="Resolve")).to_be_focused()
    await press("Enter")
    await expect(dialog).to_be_hidden()
    await expect(widget.line("marked this conversation as resolved")).to_have_count(1)
    await ask("Back to the list; close what is open")
    await expect(page.get_by_text("Choose a conversation")).to_be_visible()
    await ask("Show my conversations")
    await expect(page.get_by_text("You have no conversations.")).to_be_visible()
    assert "uplink" not in await widget.everything()
    assert widget.complaints.said + anna.complaints.said == []
