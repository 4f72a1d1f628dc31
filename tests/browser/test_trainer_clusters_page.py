"""What the assistant does not know, by matters: found, narrowed down to, labelled as one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
from playwright.async_api import Browser, Page, Route, expect

from desk.trainer.clusters import do_note_clusters
from tests.browser.axe import findings
from tests.browser.chromium import DESKTOP, PHONE, new_context
from tests.browser.small_desk import small_desk, trainer, understood
from tests.browser.trainer_inbox import Inbox, find
from tests.desk.harness import RunningDesk

BITCOIN = ["can I pay with bitcoin", "do you take ethereum", "is crypto money fine"]
TITLE = "What visitors ask that the assistant does not know"


@pytest_asyncio.fixture(loop_scope="session")
async def desk(tmp_path: Path) -> AsyncIterator[RunningDesk]:
    async with small_desk(tmp_path) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser, desk: RunningDesk) -> AsyncIterator[Page]:
    context = await new_context(browser, desk.base, DESKTOP)
    yield await context.new_page()
    await context.close()


async def test_a_matter_is_opened_and_labelled_as_one(desk: RunningDesk, page: Page) -> None:
    tam = await trainer(desk, page)
    texts = dict.fromkeys([*BITCOIN, "thing broke"], "unsure")
    await understood(desk, {**texts, "hello there": "greet"}, certainty=0.2)
    ids = {one["text"]: one["id"] for one in await find(tam.person)}
    async with desk.services.database.write() as transaction:
        await do_note_clusters(transaction, [[ids[text] for text in BITCOIN]])
    inbox = Inbox(tam)
    await tam.go("Training")
    await page.get_by_text(TITLE).click()
    matter = page.get_by_role("button", name=BITCOIN[0])
    await expect(matter).to_contain_text("×3")
    for size in (PHONE, DESKTOP):
        await page.set_viewport_size(size)
        assert await findings(page, ["desk-app", "training-page"]) == []
        wide = await page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0
    await matter.click()
    await expect(inbox.rows).to_have_count(3)
    await page.get_by_role("button", name="Select all", exact=True).click()
    await expect(inbox.grid.get_by_role("row", selected=True)).to_have_count(3)
    # Nothing was understood, so there is nothing to accept.
    await page.get_by_role("button", name="Accept all selected").click()
    await expect(page.get_by_role("dialog", name="What are these 3 messages?")).to_be_visible()
    await page.keyboard.type("paym")
    await page.keyboard.press("Enter")
    await expect(inbox.rows.filter(has_text="✓ payment")).to_have_count(3)
    await expect(inbox.told).to_have_text("Labelled 3 messages payment.")
    await page.get_by_role("button", name="Show every matter").click()
    await expect(inbox.rows).to_have_count(2)
    # The others stay in sight, and this one is done.
    await expect(page.locator("cluster-panel").get_by_role("status")).to_be_visible()
    await expect(matter).to_have_count(0)
    found = await find(tam.person, status="labelled")
    assert sorted(one["text"] for one in found) == sorted(BITCOIN)
    assert tam.complaints.said == []


async def test_a_search_that_fails_says_why_and_a_server_without_shows_nothing(
    desk: RunningDesk, page: Page
) -> None:
    tam = await trainer(desk, page)
    await understood(desk, {"can I pay with bitcoin": "unsure"}, certainty=0.2)
    await tam.go("Training")
    await page.get_by_text(TITLE).click()
    panel = page.locator("cluster-panel")
    await expect(panel.get_by_role("status")).to_contain_text("are grouped by meaning")
    await panel.get_by_role("button", name="Search").click()
    # This project has no engine.
    await expect(panel.get_by_role("status")).to_contain_text("failed")
    await expect(panel.get_by_role("alert")).to_contain_text("engine")
    await expect(panel.get_by_role("button", name="Search")).to_be_enabled()

    async def unknown(route: Route) -> None:
        await route.fulfill(status=404)

    await page.route("**/api/trainer/clusters", unknown)
    await page.reload()
    await expect(Inbox(tam).rows).to_have_count(1)
    await expect(page.get_by_text(TITLE)).to_have_count(0)
