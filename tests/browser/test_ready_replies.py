"""Ready replies: written on their page, and put into a conversation by the keyboard."""

from __future__ import annotations

import asyncio

from playwright.async_api import Locator, Route, expect

from tests.browser.conftest import NewPerson, NewVisitor
from tests.browser.pages import Desk, Widget


async def write_reply(desk: Desk, shortcut: str, title: str, text: str, placeholder: str) -> None:
    """Add a ready reply whose text ends with a placeholder, by the button of that name."""
    page = desk.page
    await page.get_by_role("button", name="New reply").click()
    await page.get_by_role("textbox", name="Title").fill(title)
    await page.get_by_role("textbox", name="Shortcut").fill(shortcut)
    english = page.get_by_role("textbox", name="English")
    await english.fill(text)
    await page.get_by_role("button", name=f"{{{placeholder}}}", exact=True).click()
    await expect(english).to_have_value(f"{text}{{{placeholder}}}")
    await expect(english).to_be_focused()
    await page.get_by_role("button", name="Save", exact=True).click()
    await expect(page.get_by_text("Saved.")).to_be_visible()
    await expect(page.get_by_role("heading", name=f"/{shortcut}")).to_be_visible()


async def conversation_about(desk: Desk, text: str) -> str:
    """The conversation with the assistant in which somebody wrote a text."""
    for row in (await desk.person.get("/conversations", view="bot"))["conversations"]:
        log = await desk.person.get(f"/conversations/{row['id']}/events")
        if any(text in (event.get("text") or "") for event in log["events"]):
            return str(row["id"])
    raise AssertionError(f"no conversation about {text}")


def options(desk: Desk) -> Locator:
    """The list that opens at a slash."""
    return desk.page.get_by_role("listbox", name="Ready replies").get_by_role("option")


async def test_a_reply_is_written_once_and_inserted_by_its_shortcut(
    new_visitor: NewVisitor, new_person: NewPerson
) -> None:
    dung: Desk = await new_person("Dung", "billing", level=2)
    page = dung.page
    await dung.go("Replies")
    await write_reply(dung, "invoice-seen", "Invoice: seen", "Hello {visitor}, I am ", "me")
    await expect(page.get_by_label("Preview")).to_have_text("Hello visitor’s name, I am your name")
    await write_reply(dung, "invoice-sent", "Invoice: sent", "It was sent by ", "department")
    # What nothing could fill in is said before anybody sends it.
    await page.get_by_role("textbox", name="English").fill("Hello {nobody}")
    await page.get_by_role("button", name="Save", exact=True).click()
    await expect(page.get_by_role("alert")).to_contain_text("{nobody}: there is no such")
    await page.get_by_role("button", name="Close").click()
    await page.get_by_role("searchbox", name="Search replies").fill("/invoice-se")
    listed = page.get_by_role("list", name="Replies").get_by_role("button")
    await expect(listed).to_have_count(2)
    await expect(listed.first).to_contain_text("used 0 times")

    widget: Widget = await new_visitor()
    await widget.ask("I was charged twice for invoice #55123", "closed")
    conversation = await conversation_about(dung, "invoice #55123")
    await dung.show(conversation)
    await expect(dung.said("invoice #55123")).to_have_count(1)
    await dung.take_over.click()
    await expect(dung.reply).to_be_focused()

    # Whoever is faster than the list sends no shortcut to the visitor.
    listed_now = asyncio.Event()

    async def late(route: Route) -> None:
        await listed_now.wait()
        await route.continue_()

    await page.route("**/api/staff/replies", late, times=1)
    await page.keyboard.type("/invoice-se")
    await expect(options(dung)).to_have_text(["Loading…"])
    await page.keyboard.press("Enter")
    await expect(dung.reply).to_have_value("/invoice-se")
    listed_now.set()
    await expect(options(dung)).to_have_count(2)
    first, second = options(dung).first, options(dung).last
    await expect(first).to_contain_text("/invoice-seen")
    await expect(first).to_have_attribute("aria-selected", "true")
    await page.keyboard.press("ArrowDown")
    await expect(second).to_have_attribute("aria-selected", "true")
    # From the end of the list it goes on at the beginning.
    await page.keyboard.press("ArrowDown")
    await expect(first).to_have_attribute("aria-selected", "true")
    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("Enter")
    await expect(dung.reply).to_have_value("It was sent by Billing")
    await expect(options(dung)).to_have_count(0)
    # Nothing has gone to the visitor: it is read, and goes on, before it is sent.
    await expect(widget.said_by("staff")).to_have_count(0)
    await page.keyboard.type(" today.")
    await page.keyboard.press("Enter")
    await expect(widget.said_by("staff", "It was sent by Billing today.")).to_have_count(1)

    # Nobody knows this visitor's name, so there is no gap where it would stand.
    await page.keyboard.type("/invoice-see")
    await page.keyboard.press("Enter")
    await expect(dung.reply).to_have_value("Hello, I am Dung")
    await page.keyboard.press("Enter")
    await expect(widget.said_by("staff", "Hello, I am Dung")).to_have_count(1)

    await page.keyboard.type("/hours")
    await expect(options(dung).first).to_contain_text("Opening hours today")
    await page.keyboard.press("Enter")
    today = (
        "Our live chat for Billing: today, Saturday 28 November 2026, 08:00–11:30 (Vietnam time). "
        "Billing is closed now and opens again Monday 30 November 2026 at 08:00 (Vietnam time)."
    )
    await expect(dung.reply).to_have_value(today)
    await page.keyboard.press("Enter")
    await expect(widget.said_by("staff", today)).to_have_count(1)

    await dung.go("Replies")
    await expect(listed.filter(has_text="/invoice-sent")).to_contain_text("used 1 time")
    # What is written while a conversation goes on is in its list at the next slash.
    await write_reply(dung, "invoice-late", "Invoice: late", "Please pay by ", "next_opening")
    await dung.show(conversation)
    await dung.reply.focus()
    await page.keyboard.type("/invoice-late")
    await expect(options(dung)).to_contain_text(["Invoice: late"])
    await page.keyboard.press("Enter")
    await expect(dung.reply).to_have_value("Please pay by Monday 30 November 2026 at 08:00")
    assert widget.complaints.said == []
    # The reply that was refused, and nothing else.
    [refused] = dung.complaints.said
    assert "400" in refused
