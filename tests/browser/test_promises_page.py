"""The board of promises: what a visitor was promised, until somebody keeps it."""

from __future__ import annotations

import re

from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import NewPerson, NewVisitor
from tests.browser.pages import Complaints, Desk, Widget


def group(board: Page, name: str) -> Locator:
    """A part of the board, by its heading."""
    return board.get_by_role("region", name=re.compile(f"^{name}"))


async def promised(widget: Widget, invoice: str) -> tuple[str, str, Page]:
    """Open a ticket with a department that is closed: its number, the promise, its page."""
    await widget.ask(f"I was charged twice for invoice #{invoice}", "closed")
    await widget.button("Open a ticket").click()
    await expect(widget.said_by("bot", "e-mail")).to_have_count(1)
    await widget.write("linh@example.com")
    card = widget.log.get_by_role("region", name=re.compile("^Ticket TK-"))
    number = await card.locator(".number").inner_text()
    shown = await widget.log.locator(".promise").inner_text()
    async with widget.page.context.expect_page() as opened:
        await card.get_by_role("link", name="Follow this ticket").click()
    return number, shown, await opened.value


async def test_a_promise_stands_on_the_board_until_it_is_kept(
    new_visitor: NewVisitor, new_person: NewPerson
) -> None:
    dung: Desk = await new_person("Dung", "billing")
    board = dung.page
    await dung.go("Promises")
    widget: Widget = await new_visitor()
    number, shown, ticket_page = await promised(widget, "70411")
    customer = Complaints(ticket_page)

    # It comes by itself to whoever looks at the board.
    owed = group(board, "Later").get_by_role("listitem").filter(has_text=number)
    await expect(owed).to_contain_text("70411")
    await expect(owed).to_contain_text("Billing")
    await expect(owed).to_contain_text("with nobody yet")
    # The next business day is Monday: an answer on that day, however late, is in time.
    await expect(owed).to_contain_text("Due by the end of Monday 30 November")
    await expect(owed).to_contain_text(re.compile(r"2 d \d h left"))

    work = await board.context.new_page()
    colleague = Complaints(work)
    await work.goto("/desk")
    await work.evaluate("number => { location.hash = `tickets/${number}` }", number)
    side = work.locator("ticket-side")
    # Word for word what the visitor was told, here and on the customer's page.
    assert "next business day, Monday 30 November 2026, from 08:00" in shown
    text = shown[shown.index("We are outside working hours") :].strip()
    await expect(side.get_by_text(text, exact=True)).to_be_visible()
    await expect(owed.get_by_text(text)).to_be_visible()
    await expect(ticket_page.get_by_text(text)).to_be_visible()

    status = side.get_by_label("Status")
    await status.select_option(label="Waiting for customer")
    waits = group(board, "Paused").get_by_role("listitem").filter(has_text=number)
    await expect(waits).to_contain_text(re.compile(r"stands at 2 d \d h"))
    await expect(waits).to_contain_text(re.compile(r"waiting since Sat 28 Nov, 14:\d\d"))
    await expect(owed).to_have_count(0)
    await expect(side.get_by_text("Clock stopped")).to_be_visible()

    # The customer writes, so it is the desk's turn again; nothing was answered yet.
    await ticket_page.reload()
    await ticket_page.get_by_role("textbox").fill("It was the card that ends in 1881.")
    await ticket_page.get_by_role("button", name="Send").click()
    await expect(owed).to_contain_text("Due by the end of Monday 30 November")
    await expect(waits).to_have_count(0)

    await work.get_by_role("textbox", name="Answer").fill("The second charge was refunded.")
    await work.get_by_role("button", name="Send", exact=True).click()
    kept = group(board, "Kept and broken").get_by_role("listitem").filter(has_text=number)
    await expect(kept.get_by_text("Kept", exact=True)).to_be_visible()
    await expect(kept).to_contain_text(re.compile(r"since Sat 28 Nov, 14:\d\d"))
    await expect(owed).to_have_count(0)
    await expect(side.get_by_text("Kept", exact=True)).to_be_visible()
    # The line leads to the ticket.
    await kept.get_by_role("link").click()
    await expect(board.get_by_role("heading", level=2)).to_contain_text("70411")
    complaints = (widget.complaints, dung.complaints, customer, colleague)
    assert [one for each in complaints for one in each.said] == []
