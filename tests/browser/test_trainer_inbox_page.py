"""The trainer's inbox by keys: labels, groups, selections, refusals, and who was overruled."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Route, ViewportSize, expect

from tests.browser.axe import findings
from tests.browser.chromium import DESKTOP, PHONE
from tests.browser.conftest import NewPerson
from tests.browser.pages import Desk
from tests.browser.trainer_inbox import Inbox, asks, find, say
from tests.system.running import System
from tests.waiting import until


async def test_messages_are_labelled_by_keys_alone(system: System, new_person: NewPerson) -> None:
    tam: Desk = await new_person("Tam", role="trainer")
    inbox = Inbox(tam)
    texts = (
        "lantern: my vps is down, cannot ping it",
        "lantern: where do I find the invoice of last month",
        "lantern: please restore the backup of yesterday",
        "lantern: do you sell gift cards",
    )
    await say(system, tam.person, *texts)
    understood = {one["text"]: one for one in await find(tam.person, text="lantern")}
    await inbox.open("lantern")
    await expect(inbox.rows).to_have_count(4)
    order = [str(await row.locator("p").inner_text()) for row in await inbox.rows.all()]
    assert sorted(order) == sorted(texts)

    # The model's second guess, by its number; the focus is on the next message then.
    second = understood[order[0]]["ranking"][1]["intent"]
    panel = inbox.page.get_by_role("complementary", name="Message")
    await expect(panel.get_by_role("listitem").nth(1)).to_contain_text(second)
    await inbox.press("2")
    await expect(inbox.row(order[0])).to_contain_text(f"✓ {second}")
    await expect(inbox.rows.nth(1)).to_be_focused()

    # By a few letters.
    await inbox.press("l")
    await expect(inbox.chooser.get_by_role("combobox")).to_be_focused()
    await inbox.page.keyboard.type("rein")
    await expect(inbox.chooser.get_by_role("option")).to_have_text([re.compile("os_reinstall")])
    await inbox.press("Enter")
    await expect(inbox.row(order[1])).to_contain_text("✓ os_reinstall")
    await expect(inbox.rows.nth(2)).to_be_focused()

    # Dismissed, taken back, and labelled with what was chosen last.
    await inbox.press("d")
    await expect(inbox.row(order[2])).to_contain_text("Dismissed")
    await inbox.press("u")
    await expect(inbox.row(order[2])).not_to_contain_text("Dismissed")
    await expect(inbox.rows.nth(2)).to_be_focused()
    await inbox.press("Enter")
    await expect(inbox.chooser.get_by_role("group", name="Used last")).to_contain_text("os_rein")
    await inbox.press("Escape")
    await expect(inbox.rows.nth(2)).to_be_focused()

    await inbox.press("?")
    help_ = inbox.page.get_by_role("dialog", name="Keys of the inbox")
    await expect(help_).to_be_visible()
    await inbox.press("Escape")

    # While one writes, a key is a letter.
    await inbox.press("/")
    await inbox.page.keyboard.type("d")
    await expect(inbox.page.get_by_role("searchbox")).to_have_value("d")

    labels = {one["text"]: one for one in await find(tam.person, text="lantern", status="labelled")}
    assert {text: one["label"] for text, one in labels.items()} == {
        order[0]: second,
        order[1]: "os_reinstall",
    }
    assert labels[order[0]]["labelled_by"] == "Tam"
    assert await find(tam.person, text="lantern", status="dismissed") == []
    assert tam.complaints.said == []


async def test_a_group_is_one_line_and_many_are_accepted_at_once(
    system: System, new_person: NewPerson
) -> None:
    tam: Desk = await new_person("Tam", role="trainer")
    inbox = Inbox(tam)
    await say(
        system,
        tam.person,
        "teapot: I was charged twice for invoice 11",
        "teapot: I was charged twice for invoice 12",
        "TEAPOT: I was charged twice for invoice 13!!",
        "teapot: my vps is down, cannot ping it",
    )
    await inbox.open("teapot")
    await expect(inbox.rows).to_have_count(2)
    group = inbox.row("charged twice")
    await expect(group.get_by_role("button", name="Show all 3 messages")).to_be_visible()
    await group.focus()
    await inbox.press("ArrowRight")
    await expect(inbox.rows).to_have_count(4)
    await inbox.press("ArrowLeft")
    await expect(inbox.rows).to_have_count(2)

    await inbox.rows.first.focus()
    await inbox.press("x", "Shift+ArrowDown")
    await expect(inbox.grid.get_by_role("row", selected=True)).to_have_count(2)
    await expect(inbox.told).to_contain_text("2 lines selected. They stand for 4 messages.")
    await inbox.press("A")
    sure = inbox.page.get_by_role("dialog", name="Accept what was understood of 4 messages?")
    for intent, count in (("invoice", "3"), ("infrastructure", "1")):
        understood = {one["intent"] for one in await find(tam.person, text="teapot")}
        assert intent in understood
        await expect(sure.get_by_role("listitem").filter(has_text=intent)).to_contain_text(count)
    await sure.get_by_role("button", name="Accept 4 messages").click()
    await expect(inbox.rows.filter(has_text="✓")).to_have_count(2)
    await expect(inbox.told).to_have_text("Labelled 4 messages with 2 intents.")

    async def labelled() -> list[str]:
        found = await find(tam.person, text="teapot", status="labelled")
        return sorted(f"{one['label']} {one['group']['size']}" for one in found)

    await expect(inbox.grid.get_by_text("Saving…")).to_have_count(0)
    assert await labelled() == ["infrastructure 1", "invoice 3"]
    # All of them are one doing.
    await inbox.press("u")
    await expect(inbox.rows.filter(has_text="✓")).to_have_count(0)
    statuses = inbox.page.get_by_role("group", name="Which messages")
    async with inbox.page.expect_response("**/api/trainer/inbox?*"):
        await statuses.get_by_role("button", name="All", exact=True).click()
    await expect(inbox.rows).to_have_count(2)

    async def none_is() -> bool:
        return await labelled() == []

    assert await until(none_is, 30)
    assert tam.complaints.said == []


async def test_a_label_that_is_refused_is_put_back_and_a_colleague_is_overruled_openly(
    system: System, new_person: NewPerson
) -> None:
    tam: Desk = await new_person("Tam", role="trainer")
    mai = await system.person("Mai", presence=None, role="trainer")
    inbox = Inbox(tam)
    await say(
        system, tam.person, "kettle: where is my invoice", "kettle: my vps is down, no ping at all"
    )
    await inbox.open("kettle")

    async def away(route: Route) -> None:
        await route.fulfill(status=503)

    await inbox.page.route("**/api/trainer/labels", away)
    first = inbox.rows.first
    await inbox.press("2")
    await expect(first).to_contain_text("Not saved. The desk does not answer.")
    await expect(first).not_to_contain_text("✓")
    # Whoever has gone on is not called back.
    await expect(inbox.rows.nth(1)).to_be_focused()
    # It is not forgotten by whoever looks at something else meanwhile.
    await inbox.page.get_by_role("link", name="Data", exact=True).click()
    await inbox.page.get_by_role("link", name="Inbox", exact=True).click()
    alert = inbox.page.get_by_role("alert").filter(has_text="1 label is not saved.")
    await expect(alert).to_be_visible()
    await inbox.page.unroute("**/api/trainer/labels", away)
    [message] = await find(tam.person, text=await first.locator("p").inner_text())
    done = await asks(mai, "POST", "/labels", json={"ids": [message["id"]], "label": "plans"})
    assert done.status_code == 200, done.text
    await first.get_by_role("button", name="Try again").click()
    chosen = message["ranking"][1]["intent"]
    await expect(first).to_contain_text(f"✓ {chosen}")
    await expect(first).to_contain_text("Mai had said plans.")
    await expect(first).not_to_contain_text("Not saved.")
    await expect(alert).to_have_count(0)
    [kept] = await find(tam.person, text=message["text"], status="labelled")
    assert (kept["label"], kept["labelled_by"]) == (chosen, "Tam")
    await mai.client.aclose()
    # The server's 503 is in the browser's console, and nothing else.
    assert all("503" in one for one in tam.complaints.said)


@pytest.mark.parametrize("size", [pytest.param(PHONE, id="phone"), pytest.param(DESKTOP, id="pc")])
async def test_axe_finds_nothing_in_the_inbox(
    system: System, new_person: NewPerson, size: ViewportSize
) -> None:
    tam: Desk = await new_person("Tam", role="trainer")
    inbox = Inbox(tam)
    page = inbox.page
    word = f"saucer{size['width']}"
    await say(
        system,
        tam.person,
        f"{word}: where do I find the invoice of last month",
        f"{word}: " + "the server does not answer and nobody tells me why " * 12,
    )
    await page.set_viewport_size(size)
    await inbox.open(word)

    async def check(state: str) -> None:
        found = await findings(page, ["desk-app", "training-page"])
        assert found == [], f"{state}: " + "\n".join(found)
        wide = await page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{state}: {wide} pixels too wide"

    await check("list")
    await inbox.press("x", "j", "x")
    await check("selected")
    await inbox.press("Escape", "l")
    await expect(inbox.chooser).to_be_visible()
    await check("chooser")
    await inbox.press("Escape", "d")
    await expect(inbox.rows.filter(has_text="Dismissed")).to_have_count(1)
    await check("dismissed")
    await inbox.rows.first.locator("p").click()
    await expect(page.get_by_role("complementary", name="Message")).to_be_visible()
    await check("panel")


async def test_an_empty_inbox_fills_by_itself(system: System, new_person: NewPerson) -> None:
    tam: Desk = await new_person("Tam", role="trainer")
    inbox = Inbox(tam)
    await tam.go("Training")
    field = inbox.page.get_by_role("searchbox", name="Search the messages")
    await field.fill("kingfisher")
    await expect(inbox.rows).to_have_count(0)
    await say(system, tam.person, "kingfisher: my vps is down")
    await expect(inbox.rows).to_have_count(1)
