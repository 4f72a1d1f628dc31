"""The chat without a mouse, and what it says to a screen reader."""

from __future__ import annotations

from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import NewContext
from tests.browser.pages import Widget

_MOST_STEPS = 60


async def _reach(page: Page, wanted: Locator, key: str) -> None:
    """Press a key until the element has the focus."""
    for _ in range(_MOST_STEPS):
        if await wanted.evaluate("element => element.getRootNode().activeElement === element"):
            return
        await page.keyboard.press(key)
    raise AssertionError(f"{_MOST_STEPS} times {key} did not reach {wanted}")


async def test_the_chat_works_by_keyboard_alone(new_browser: NewContext) -> None:
    page = await (await new_browser()).new_page()
    widget = Widget(page)
    await page.goto("/")
    await _reach(page, widget.launcher, "Tab")
    await expect(widget.launcher).to_have_attribute("aria-expanded", "false")
    await page.keyboard.press("Enter")
    await expect(widget.composer).to_be_focused()
    await expect(widget.launcher).to_have_attribute("aria-expanded", "true")
    await expect(widget.log).to_have_attribute("aria-live", "polite")

    await page.keyboard.type("my vps is down, cannot ping 203.0.113.7")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("please help")
    await page.keyboard.press("Enter")
    await expect(widget.said_by("visitor", "please help")).to_have_count(1)
    await expect(widget.said_by("bot", "Infrastructure")).to_have_count(1)
    ticket = widget.button("Open a ticket")
    await _reach(page, ticket, "Shift+Tab")
    await page.keyboard.press("Enter")
    await expect(widget.said_by("visitor", "Open a ticket")).to_have_count(1)
    await expect(widget.said_by("bot", "e-mail")).to_have_count(1)
    await expect(widget.composer).to_be_focused()

    await page.keyboard.press("Escape")
    await expect(widget.panel).to_be_hidden()
    await expect(widget.launcher).to_be_focused()
    await expect(widget.launcher).to_have_attribute("aria-expanded", "false")
    await page.keyboard.press("Enter")
    await expect(widget.composer).to_be_focused()
    assert widget.complaints.said == []


async def test_a_ticket_is_left_by_keyboard_alone(new_browser: NewContext) -> None:
    page = await (await new_browser()).new_page()
    widget = Widget(page)
    await page.goto("/")
    await _reach(page, widget.launcher, "Tab")
    await page.keyboard.press("Enter")
    await expect(widget.composer).to_be_focused()
    menu = widget.panel.get_by_role("button", name="Menu", exact=True)
    await _reach(page, menu, "Shift+Tab")
    await page.keyboard.press("Enter")
    await expect(menu).to_have_attribute("aria-expanded", "true")
    first = widget.panel.get_by_role("menuitem").first
    await expect(first).to_be_focused()
    await page.keyboard.press("End")
    await page.keyboard.press("ArrowDown")
    await expect(first).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(menu).to_be_focused()
    await page.keyboard.press("Enter")
    await _reach(page, widget.panel.get_by_role("menuitem", name="Leave a ticket"), "ArrowDown")
    await page.keyboard.press("Enter")
    await expect(widget.panel.get_by_role("heading", name="Leave a ticket")).to_be_focused()

    await page.keyboard.press("Tab")
    await page.keyboard.type("Billing")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    subject = widget.panel.get_by_role("textbox", name="What is it about?")
    await expect(subject).to_be_focused()
    await expect(subject).to_have_attribute("aria-invalid", "true")
    await page.keyboard.type("Charged twice")
    await page.keyboard.press("Tab")
    await page.keyboard.type("Invoice 88231 on 27 November")
    await page.keyboard.press("Tab")
    await page.keyboard.type("linh@example.com")
    await page.keyboard.press("Enter")
    card = widget.log.get_by_role("region", name="Ticket TK-")
    await expect(card).to_contain_text("Billing")
    await expect(widget.composer).to_be_focused()
    await _reach(page, card.get_by_role("link", name="Follow this ticket"), "Shift+Tab")
    assert widget.complaints.said == []
