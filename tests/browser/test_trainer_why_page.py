"""Why a message is understood so, in the panel beside the inbox and on a page of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.browser.axe import findings
from tests.browser.chromium import DESKTOP, PHONE, new_context
from tests.browser.small_desk import small_desk, trainer, understood
from tests.browser.trainer_inbox import Inbox
from tests.clients import Json
from tests.desk.conftest import POLICY
from tests.desk.harness import RunningDesk, ScriptedEngine

GUESSES = [{"name": "invoice", "confidence": 0.9}, {"name": "hours", "confidence": 0.1}]


class Explaining(ScriptedEngine):
    """An engine for which the word `bill` decides, and that knows no `football`."""

    async def why(self, text: str, timeout_s: float) -> Json:
        told = await super().why(text, timeout_s)
        known = "football" not in text
        words: list[dict[str, Any]] = []
        at = 0
        for word in text.split(" "):
            bill = word == "bill"
            words.append(
                {
                    "word": word,
                    "start": at,
                    "end": at + len(word),
                    "effect": 0.62 if bill else -0.04 if word == "when" else 0.0,
                    "without": "hours" if bill else "invoice" if known else "unrelated",
                }
            )
            at += len(word) + 1
        return {
            **told,
            "intent": GUESSES[0] if known else {"name": "unrelated", "confidence": 0.9},
            "ranking": GUESSES,
            "refused": None if known else {"as": "unrelated", "instead_of": "invoice"},
            "scores": [
                {"name": "confidence", "value": 0.8, "threshold": 0.4, "passed": True},
                {"name": "scope", "value": 0.1, "threshold": 0.3, "passed": False},
            ],
            "words": words,
            "nearest": [
                {"text": "where is my invoice", "intent": "invoice", "similarity": 0.8},
                {"text": "when do you open", "intent": "hours", "similarity": 0.5},
            ],
        }


@pytest_asyncio.fixture(loop_scope="session")
async def desk(tmp_path: Path) -> AsyncIterator[RunningDesk]:
    async with small_desk(tmp_path, Explaining(POLICY)) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser, desk: RunningDesk) -> AsyncIterator[Page]:
    context = await new_context(browser, desk.base, DESKTOP)
    yield await context.new_page()
    await context.close()


async def test_a_message_is_explained_beside_the_inbox(desk: RunningDesk, page: Page) -> None:
    tam = await trainer(desk, page)
    await understood(desk, {"when comes the bill": "invoice", "I love it here": "thanks"})
    inbox = Inbox(tam)
    await tam.go("Training")
    await inbox.row("the bill").focus()
    await inbox.press("w")
    panel = page.get_by_role("complementary", name="Message")
    await expect(panel).to_contain_text("Understood as invoice, 80% sure.")
    await expect(panel).to_contain_text("Without ‘bill’ it would have been hours.")
    await expect(inbox.row("the bill")).to_be_focused()
    # The word's figure, by the pointer and by the keyboard.
    told = panel.get_by_role("status").last
    await panel.get_by_text("bill", exact=True).first.hover()
    await expect(told).to_have_text(
        "‘bill’ counts +62 of 100 points. Without ‘bill’ it would have been hours."
    )
    await panel.get_by_text("when", exact=True).first.focus()
    await expect(told).to_contain_text("‘when’ counts −4 of 100 points.")
    await panel.get_by_text("All words as a table").click()
    rows = panel.get_by_role("table").locator("tbody").get_by_role("row")
    await expect(rows.first.get_by_role("cell")).to_have_text(["bill", "+62", "hours"])
    await expect(rows).to_have_count(4)
    scores = panel.get_by_role("listitem")
    await expect(scores.filter(has_text="Confidence")).to_contain_text("0.80, enough (from 0.40)")
    await expect(scores.filter(has_text="Nearness")).to_contain_text("0.10, not enough (from 0.30)")
    near = scores.filter(has_text="where is my invoice")
    await expect(near).to_contain_text("data/nlu/billing.yml:7")
    await expect(scores.filter(has_text="when do you open")).to_contain_text(
        "no longer in the data"
    )

    # Another message is another matter; Esc closes what is open.
    await inbox.row("I love it").focus()
    await expect(panel).to_contain_text("What the model takes it for")
    await inbox.press("w")
    await expect(panel).to_contain_text("I love it here")
    await inbox.press("Escape")
    await expect(panel.get_by_role("button", name="Why?")).to_be_visible()
    assert tam.complaints.said == []


async def test_any_text_is_explained_and_an_engine_that_is_away_is_told(
    desk: RunningDesk, page: Page
) -> None:
    tam = await trainer(desk, page)
    await tam.go("Training")
    await page.get_by_role("link", name="Why", exact=True).click()
    field = page.get_by_role("textbox", name="Any message")
    await field.fill("who wins at football")
    await field.press("Enter")
    answer = page.locator("why-answer")
    await expect(answer).to_contain_text("Taken for unrelated. The best guess is invoice.")
    await expect(answer).to_contain_text("No single word decides")
    desk.engine.up = False
    await field.fill("where is my bill")
    await page.get_by_role("button", name="Explain").click()
    alert = answer.get_by_role("alert")
    await expect(alert).to_have_text(
        "The assistant does not answer just now. Try again in a moment."
    )
    desk.engine.up = True
    await answer.get_by_role("button", name="Try again").click()
    await expect(answer).to_contain_text("Understood as invoice, 80% sure.")
    for size in (DESKTOP, PHONE):
        await page.set_viewport_size(size)
        assert await findings(page, ["desk-app", "training-page"]) == []
        wide = await page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0

    # On a phone the inbox leads to this page, and back.
    await understood(desk, {"when comes the bill": "invoice"})
    await page.get_by_role("link", name="Inbox", exact=True).click()
    inbox = Inbox(tam)
    await inbox.rows.first.locator("p").click()
    await page.get_by_role("button", name="Why?").click()
    await expect(page.locator("why-answer")).to_contain_text("Without ‘bill’")
    await page.get_by_role("link", name="Back to the inbox").click()
    await expect(inbox.rows).to_have_count(1)
    assert all("503" in one for one in tam.complaints.said)
