"""Every page under its Content-Security-Policy: it works, and its console stays empty."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import ViewportSize, expect

from tests.browser.chromium import DESKTOP, PHONE
from tests.browser.conftest import NewContext, NewPerson
from tests.browser.pages import Complaints, Desk
from tests.clients import Visitor
from tests.system.running import System
from tests.system.talk import data_of, turn

_SIZES = pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
# Nothing to scroll sideways: the page is no wider than the screen.
_FITS = "() => document.documentElement.scrollWidth <= window.innerWidth"


@_SIZES
async def test_the_demo_site_is_quiet(new_browser: NewContext, size: ViewportSize) -> None:
    page = await (await new_browser(size)).new_page()
    complaints = Complaints(page)
    await page.goto("/")
    hours = page.locator("[data-departments] li")
    await expect(hours.filter(has_text="Technical")).to_contain_text("Open 24/7")
    await expect(hours.filter(has_text="Billing")).to_contain_text(
        "Closed, opens Mon 30 Nov, 08:00"
    )
    assert await page.evaluate(_FITS)
    assert complaints.said == []


@_SIZES
async def test_the_desk_is_quiet(
    new_person: NewPerson, new_browser: NewContext, size: ViewportSize
) -> None:
    page = await (await new_browser(size)).new_page()
    complaints = Complaints(page)
    await page.goto("/desk")
    await expect(page.get_by_role("heading", name="Sign in to the desk")).to_be_visible()
    assert await page.evaluate(_FITS)
    assert complaints.said == []

    desk: Desk = await new_person("Fay" if size is PHONE else "Giang")
    await desk.page.set_viewport_size(size)
    await expect(desk.page.get_by_text("Nobody is waiting.")).to_be_visible()
    await desk.page.get_by_role("link", name="Tickets").click()
    await expect(desk.page.get_by_label("Status")).to_be_visible()
    assert await desk.page.evaluate(_FITS)
    assert desk.complaints.said == []


async def test_the_description_of_the_interface_works_without_other_hosts(
    new_browser: NewContext, system: System
) -> None:
    page = await (await new_browser()).new_page()
    complaints = Complaints(page)
    await page.goto("/docs")
    operation = page.locator(".opblock-summary").filter(
        has_text="/api/conversations/{conversation_id}/messages"
    )
    await expect(operation).to_have_count(1)
    await operation.click()
    await expect(page.locator(".opblock.is-open").get_by_text("client_id").first).to_be_visible()
    spec = (await system.http.get("/api/openapi.json")).json()
    verbs = {"get", "post", "put", "patch", "delete"}
    operations = sum(len(verbs & path.keys()) for path in spec["paths"].values())
    await expect(page.locator(".opblock")).to_have_count(operations)
    assert complaints.said == []


@_SIZES
async def test_the_page_of_a_ticket_is_quiet(
    new_browser: NewContext, system: System, size: ViewportSize
) -> None:
    visitor: Visitor = await system.visitor()
    await turn(visitor, "my invoice is wrong, please correct it")
    await turn(visitor, press="Open a ticket")
    ticket = data_of(await turn(visitor, press="Go on without e-mail"), "ticket")

    page = await (await new_browser(size)).new_page()
    complaints = Complaints(page)
    await page.goto(f"/t/{ticket['number']}?key={ticket['key']}")
    await expect(page.get_by_text(ticket["number"])).to_be_visible()
    await expect(page.get_by_role("definition").filter(has_text="Billing")).to_be_visible()
    assert await page.evaluate(_FITS)
    assert complaints.said == []


async def test_a_ticket_is_not_shown_without_its_key(
    new_browser: NewContext, system: System
) -> None:
    page = await (await new_browser(PHONE)).new_page()
    for query in ("", "?key=guessed"):
        await page.goto(f"/t/TK-2026-000001{query}")
        await expect(page.get_by_role("alert")).to_contain_text("We cannot show this ticket")


async def test_the_widget_speaks_vietnamese(new_browser: NewContext) -> None:
    """Its own words, the greeting and the answer."""
    page = await (await new_browser(PHONE)).new_page()
    complaints = Complaints(page)
    await page.goto("/")
    await page.evaluate("document.querySelector('frontdesk-chat').setLanguage('vi')")
    await page.locator("frontdesk-chat").get_by_role("button", name="Mở chat").click()
    panel = page.get_by_role("dialog", name=re.compile("^Chat với"))
    log = panel.get_by_role("log", name="Tin nhắn")
    await expect(log.locator(".message.bot").first).to_contain_text("anh/chị")
    composer = panel.get_by_role("textbox", name="Tin nhắn của anh/chị")
    await composer.fill("hóa đơn tháng này bị tính hai lần")
    await composer.press("Enter")
    await expect(log.locator(".message.bot").filter(has_text="Thanh toán").first).to_be_visible()
    await expect(log).not_to_contain_text("Billing")
    assert await page.evaluate(_FITS)
    assert complaints.said == []
