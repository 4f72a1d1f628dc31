"""From labels to examples, by the page: what goes where, what is left, and the patch."""

from __future__ import annotations

import errno
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from desk.trainer import writing
from tests.browser.axe import findings
from tests.browser.chromium import DESKTOP, PHONE, new_context
from tests.browser.small_desk import small_desk, trainer, understood
from tests.browser.trainer_inbox import Inbox
from tests.desk.harness import RunningDesk
from tests.trainer.project import contents, examples_of


@pytest_asyncio.fixture(loop_scope="session")
async def desk(tmp_path: Path) -> AsyncIterator[RunningDesk]:
    async with small_desk(tmp_path) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser, desk: RunningDesk) -> AsyncIterator[Page]:
    context = await new_context(browser, desk.base, DESKTOP)
    yield await context.new_page()
    await context.close()


def billing(desk: RunningDesk) -> bytes:
    """The file that most of it goes to."""
    return contents(desk.services.settings.root)["data/nlu/billing.yml"]


async def test_labelled_messages_are_shown_mended_and_written(
    desk: RunningDesk, page: Page
) -> None:
    tam = await trainer(desk, page)
    texts = {
        "the bill of last month is wrong": "invoice",
        "pay me back, please": "refund",
        "why was I charged twice?": "invoice",
        "where is my invoice": "refund",
    }
    await understood(desk, texts)
    inbox = Inbox(tam)
    await tam.go("Training")
    await expect(inbox.rows).to_have_count(4)
    await expect(page.get_by_role("button", name="Nothing to write")).to_be_disabled()
    await inbox.rows.first.focus()
    await inbox.press("x", "Shift+ArrowDown", "Shift+ArrowDown", "Shift+ArrowDown", "A", "Enter")
    before = billing(desk)
    await page.get_by_role("button", name="Write 4 labelled messages into the data").click()
    dialog = page.get_by_role("dialog", name="Write into the training data")
    await expect(dialog).to_contain_text("2 new examples in 1 file. 2 messages are left")
    goes = dialog.get_by_role("listitem").filter(has_text="line ")
    for text in ("the bill of last month is wrong", "pay me back, please"):
        await expect(goes.filter(has_text=text)).to_contain_text(texts[text])
    held_out = dialog.get_by_role("listitem").filter(has_text="why was I charged twice?")
    await expect(held_out).to_contain_text("It is kept for measuring")
    other = dialog.get_by_role("listitem").filter(has_text="where is my invoice")
    await expect(other).to_contain_text("The same words have another intent.")
    await expect(other).to_contain_text("data/nlu/billing.yml:")
    # To look is not to write.
    assert billing(desk) == before
    await page.set_viewport_size(PHONE)
    assert await findings(page, ["desk-app", "training-page"]) == []

    await held_out.get_by_role("button", name="Dismiss").click()
    await expect(dialog).to_contain_text("1 message is left")
    await other.get_by_role("button", name="Change the label").click()
    await expect(inbox.chooser.get_by_role("combobox")).to_be_focused()
    await page.keyboard.type("plans")
    await page.keyboard.press("Enter")
    await expect(other).to_contain_text("plans")
    await other.get_by_role("button", name="Change the label").click()
    await page.keyboard.type("invoice")
    await page.keyboard.press("Enter")
    await expect(dialog).not_to_contain_text("left")
    await expect(dialog).to_contain_text("1 is in the data already")
    await dialog.get_by_role("button", name="Write 2 examples").click()
    await expect(dialog.get_by_role("status")).to_have_text("2 examples are in the data now.")
    assert examples_of(billing(desk), "invoice")[-1] == "the bill of last month is wrong"
    assert examples_of(billing(desk), "refund")[-1] == "pay me back, please"
    await dialog.get_by_role("link", name="Train a candidate").click()
    await expect(page).to_have_url(f"{desk.base}/desk#training/trainings")
    await page.go_back()
    statuses = page.get_by_role("group", name="Which messages")
    await statuses.get_by_role("button", name="In the data").click()
    await expect(inbox.rows).to_have_count(3)
    # What stands in the data is changed there.
    await inbox.rows.first.focus()
    await inbox.press("d")
    await expect(inbox.told).to_have_text(
        "This stands in the training data already. Change it there."
    )
    assert tam.complaints.said == []


async def test_where_the_data_is_read_only_the_change_comes_as_a_patch(
    desk: RunningDesk, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    def mounted_read_only(*_: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    # Rights alone would not keep root from writing.
    monkeypatch.setattr(writing, "_stage", mounted_read_only)

    tam = await trainer(desk, page)
    await understood(desk, {"pay me back, please": "refund"})
    await tam.go("Training")
    inbox = Inbox(tam)
    await inbox.rows.first.focus()
    await inbox.press("a")
    await page.get_by_role("button", name="Write 1 labelled message").click()
    dialog = page.get_by_role("dialog", name="Write into the training data")
    button = dialog.get_by_role("button", name="Write 1 example")
    await expect(button).to_be_enabled()
    before = billing(desk)
    await button.click()
    await expect(dialog.get_by_role("status")).to_contain_text("comes as a patch")
    await expect(dialog).to_contain_text("git apply examples.patch")
    async with page.expect_download() as started:
        await dialog.get_by_role("button", name="Save the patch").click()
    download = await started.value
    assert download.suggested_filename == "examples.patch"
    assert "+    - pay me back, please\n" in (await download.path()).read_text()
    assert billing(desk) == before
    await dialog.get_by_role("button", name="Close").click()
    await expect(page.get_by_role("button", name="Write 1 labelled message")).to_be_visible()
    assert tam.complaints.said == []
