"""WCAG 2.2 AA: axe-core in every state, focus, motion, zoom and small screens."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import BrowserContext, ViewportSize, expect

from tests.browser.axe import findings
from tests.browser.chromium import DESKTOP, PHONE
from tests.browser.conftest import NewContext, NewPerson, NewVisitor
from tests.browser.pages import Widget

SIZES = [pytest.param(PHONE, id="phone"), pytest.param(DESKTOP, id="desktop")]
# Where WCAG 1.4.10 wants no scrolling sideways; the demo site itself is not made for less.
_NARROWEST = 320
_QUESTION = "my vps is down, cannot ping 203.0.113.7"


async def _check(widget: Widget, state: str) -> None:
    # A movement that is under way has no colours to speak of.
    await widget.page.evaluate(
        "() => Promise.all(document.getAnimations().map((one) => one.finished.catch(() => 0)))"
    )
    found = await findings(widget.page)
    assert found == [], f"{state}: " + "\n".join(found)


@pytest.mark.parametrize("size", SIZES)
async def test_axe_finds_nothing_in_closed_and_open_and_offline_and_error(
    new_browser: NewContext, size: ViewportSize
) -> None:
    widget = Widget(await (await new_browser(size)).new_page())
    await widget.page.goto("/")
    await expect(widget.launcher).to_be_visible()
    await _check(widget, "closed")
    await widget.open()
    await _check(widget, "open")
    await widget.write("x" * 4_100)
    await expect(widget.panel.get_by_text("characters too many")).to_be_visible()
    await _check(widget, "error: too long")
    await widget.composer.fill("")
    await widget.ask("please run `ls -la` and see https://example.com", "")
    await _check(widget, "answered")
    await widget.attach("virus.png", b"MZ\x90\x00" + bytes(60))
    await expect(widget.panel.get_by_text("can’t be sent here")).to_be_visible()
    await _check(widget, "error: file refused")
    await widget.attach("screen.png")
    await expect(widget.log.get_by_role("img", name="screen.png")).to_be_visible()
    await _check(widget, "with a picture")
    await widget.page.context.set_offline(True)
    await widget.write("are you still there?")
    await expect(widget.panel.get_by_text("No connection.")).to_be_visible()
    await _check(widget, "offline")


@pytest.mark.parametrize("size", SIZES)
async def test_axe_finds_nothing_in_menu_and_forms_and_rating(
    new_visitor: NewVisitor, size: ViewportSize
) -> None:
    widget: Widget = await new_visitor(size)
    await widget.ask("I was charged twice for invoice #88231", "closed")
    await _check(widget, "closed hours")
    await widget.panel.get_by_role("button", name="Menu", exact=True).click()
    await expect(widget.panel.get_by_role("menu")).to_be_visible()
    await _check(widget, "menu")
    await widget.page.keyboard.press("Escape")
    for item, title in (
        ("New conversation", "Start a new conversation?"),
        ("Leave a ticket", "Leave a ticket"),
        ("Send this chat by e-mail", "Send this chat by e-mail"),
        ("Delete my data", "Delete your data?"),
        ("End this conversation", "End this conversation?"),
    ):
        await widget.choose(item)
        await expect(widget.panel.get_by_role("heading", name=title)).to_be_focused()
        await _check(widget, item)
        if item in ("Leave a ticket", "Send this chat by e-mail"):
            await widget.panel.locator(".sheet button.main").click()
            await expect(widget.panel.get_by_text("Please fill this in.").first).to_be_visible()
            await _check(widget, f"{item}: wrong")
        if item != "End this conversation":
            await widget.page.keyboard.press("Escape")
            await expect(widget.composer).to_be_focused()
    await widget.panel.get_by_role("button", name="End it").click()
    await expect(widget.panel.get_by_text("How did we do?")).to_be_visible()
    await _check(widget, "rating")
    await widget.panel.locator(".scores label").nth(3).click()
    await widget.panel.get_by_role("button", name="Send rating").click()
    await expect(widget.panel.get_by_text("You rated this conversation 4 of 5")).to_be_visible()
    await _check(widget, "rated")


@pytest.mark.parametrize("size", SIZES)
async def test_axe_finds_nothing_in_queue_and_with_staff(
    new_visitor: NewVisitor, new_person: NewPerson, size: ViewportSize
) -> None:
    name = f"Axe{size['width']}"
    person = await new_person(name, "technical")
    widget: Widget = await new_visitor(size)
    await widget.ask(_QUESTION, "Infrastructure")
    await widget.button("Talk to a technician").click()
    await expect(widget.panel.get_by_text("You are number 1").first).to_be_visible()
    await _check(widget, "queued")
    await person.row("cannot ping").click()
    await person.take_over.click()
    await person.write("I see it.")
    await expect(widget.said_by("staff", "I see it.")).to_have_count(1)
    await _check(widget, "staff")
    await person.hand_back()


async def test_axe_finds_nothing_in_vietnamese(new_browser: NewContext) -> None:
    page = await (await new_browser(PHONE)).new_page()
    await page.goto("/")
    await page.evaluate("() => document.querySelector('frontdesk-chat').setLanguage('vi')")
    await page.get_by_role("button", name="Mở chat").click()
    widget = Widget(page)
    await expect(page.locator("frontdesk-panel .message.bot")).to_have_count(1)
    await _check(widget, "Vietnamese")


Act = Callable[[Widget], Awaitable[None]]


async def _ticket_form(widget: Widget) -> None:
    await widget.choose("Leave a ticket")
    await expect(widget.panel.get_by_role("heading", name="Leave a ticket")).to_be_visible()


async def _nothing(_widget: Widget) -> None:
    return


@pytest.mark.parametrize("act", [_nothing, _ticket_form])
@pytest.mark.parametrize(
    ("width", "height"),
    [
        pytest.param(320, 568, id="reflow-320"),
        pytest.param(640, 400, id="desktop-at-200-percent"),
        pytest.param(195, 422, id="phone-at-200-percent"),
        pytest.param(844, 390, id="phone-on-its-side"),
    ],
)
async def test_everything_can_be_reached_on_small_and_enlarged_screens(
    new_visitor: NewVisitor, width: int, height: int, act: Act
) -> None:
    widget: Widget = await new_visitor({"width": width, "height": height})
    await act(widget)
    panel = widget.page.locator("frontdesk-panel")
    outside = await panel.evaluate(
        """(panel) => [...panel.shadowRoot.querySelectorAll('button, textarea, input, select')]
          .filter((one) => one.offsetParent && one.type !== 'file' && !one.closest('.log'))
          .filter((one) => {
            one.scrollIntoView({ block: 'nearest' });
            const box = one.getBoundingClientRect();
            return box.left < 0 || box.right > innerWidth + 1 || box.top < -1 ||
              box.bottom > innerHeight + 1;
          }).map((one) => one.outerHTML.slice(0, 120))"""
    )
    assert outside == []
    wide = await panel.evaluate(
        """(panel) => [...panel.shadowRoot.querySelectorAll('.log, .sheet, .body')]
          .filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.className)"""
    )
    assert wide == []
    page_width = "() => document.documentElement.scrollWidth"
    opened = await widget.page.evaluate(page_width)
    await widget.page.evaluate("() => document.querySelector('frontdesk-chat').close()")
    # The chat never widens the page that it stands on.
    assert opened == await widget.page.evaluate(page_width)
    if width >= _NARROWEST:
        assert opened <= width


async def test_nothing_moves_for_who_asked_for_less_motion(new_browser: NewContext) -> None:
    context: BrowserContext = await new_browser(DESKTOP)
    page = await context.new_page()
    await page.emulate_media(reduced_motion="reduce")
    widget = Widget(page)
    await widget.open()
    moving = await page.evaluate("() => document.getAnimations().length")
    assert moving == 0
    await widget.write("hello")
    await expect(widget.said_by("visitor", "hello")).to_have_count(1)
    assert await page.evaluate("() => document.getAnimations().length") == 0


async def test_on_a_phone_the_focus_stays_in_the_chat(new_visitor: NewVisitor) -> None:
    widget: Widget = await new_visitor(PHONE)
    await expect(widget.panel).to_have_attribute("aria-modal", "true")
    inside = "() => document.activeElement?.localName === 'frontdesk-chat'"
    for key in ("Tab", "Shift+Tab"):
        for _ in range(25):
            await widget.page.keyboard.press(key)
            assert await widget.page.evaluate(inside), key


async def test_what_happens_is_announced(new_visitor: NewVisitor) -> None:
    widget: Widget = await new_visitor()
    await expect(widget.log).to_have_attribute("aria-live", "polite")
    status = widget.panel.get_by_role("status")
    await expect(status).to_have_count(1)
    await widget.page.context.set_offline(True)
    await widget.write("hello?")
    await expect(status).to_contain_text("No connection.")
    await widget.page.context.set_offline(False)
    await expect(status).not_to_contain_text("No connection.")
    await widget.attach("virus.png", b"MZ\x90\x00" + bytes(60))
    alert = widget.panel.get_by_role("alert").filter(has_text=re.compile("virus.png"))
    await expect(alert).to_be_visible()
