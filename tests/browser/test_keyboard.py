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
