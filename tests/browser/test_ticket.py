"""A ticket from the chat to its answer, on a Saturday afternoon when billing is closed."""

from __future__ import annotations

import re

from playwright.async_api import expect

from tests.browser.conftest import NewPerson, NewVisitor
from tests.browser.pages import Complaints, Desk, Widget


async def test_a_double_charge_becomes_a_ticket_that_staff_answer(
    new_visitor: NewVisitor, new_person: NewPerson
) -> None:
    widget: Widget = await new_visitor()
    closed = await widget.ask("I was charged twice for invoice #88231", "closed")
    await expect(closed).to_contain_text("Monday 30 November 2026 at 08:00")
    await widget.button("Open a ticket").click()
    await expect(widget.said_by("bot", "e-mail")).to_have_count(1)
    await widget.write("linh@example.com")

    card = widget.log.get_by_role("region", name=re.compile("^Ticket TK-2026-"))
    await expect(card).to_be_visible()
    number = await card.locator(".number").inner_text()
    assert re.fullmatch(r"TK-2026-\d{6}", number)
    await expect(card).to_contain_text("Billing")
    await expect(widget.said_by("bot", number)).to_have_count(1)
    await expect(widget.log.locator(".promise")).to_contain_text("next business day")

    async with widget.page.context.expect_page() as opened:
        await card.get_by_role("link", name="Follow this ticket").click()
    ticket = await opened.value
    complaints = Complaints(ticket)
    await expect(ticket.get_by_role("heading", level=1)).to_contain_text("88231")
    await expect(ticket.get_by_text(number)).to_be_visible()
    await expect(ticket.get_by_text("next business day").first).to_be_visible()

    dung: Desk = await new_person("Dung", "billing")
    await dung.page.get_by_role("link", name="Tickets").click()
    await dung.page.get_by_role("list", name="Tickets").get_by_text(number).click()
    await expect(dung.page.get_by_role("heading", level=2)).to_contain_text("88231")
    await expect(dung.page.get_by_text("linh@example.com").first).to_be_visible()
    answer = dung.page.get_by_role("textbox", name="Answer")
    await answer.fill("The second charge was refunded this morning.")
    await dung.page.get_by_role("button", name="Send", exact=True).click()
    await expect(dung.page.get_by_role("article").filter(has_text="refunded")).to_have_count(1)

    await ticket.reload()
    message = ticket.get_by_role("listitem").filter(has_text="was refunded this morning")
    await expect(message).to_have_count(1)
    await expect(message).to_contain_text("Dung")
    assert [*widget.complaints.said, *complaints.said] == []


async def test_what_is_not_supported_says_so_without_pushing_a_ticket(
    new_visitor: NewVisitor,
) -> None:
    widget: Widget = await new_visitor()
    answer = await widget.ask("can you fix the php error in my wordpress theme", "does not cover")
    await expect(answer).to_contain_text(re.compile("code", re.I))
    replies = widget.log.locator(".message.bot").last.get_by_role("button")
    titles = await replies.all_inner_texts()
    assert titles
    assert not any("ticket" in title.lower() for title in titles)
    await replies.first.click()
    await expect(widget.said_by("visitor", titles[0])).to_have_count(1)
    await expect(widget.log.locator(".message").last).not_to_have_class(re.compile("visitor"))


async def test_whoever_has_a_chat_opens_a_ticket_with_what_the_chat_has_told(
    new_visitor: NewVisitor, new_person: NewPerson
) -> None:
    anna: Desk = await new_person("Anna")
    widget: Widget = await new_visitor()
    await widget.ask("my vps is down, cannot ping 203.0.113.99", "Infrastructure")
    await widget.button("Talk to a technician").click()
    await anna.row("203.0.113.99").click()
    await anna.take_over.click()
    await anna.context.get_by_role("button", name="New ticket").click()
    dialog = anna.page.get_by_role("dialog", name="Open a ticket for a customer")
    await expect(dialog.get_by_label("Subject")).to_have_value(re.compile("203.0.113.99"))
    await expect(dialog.get_by_label("Department")).to_have_value("technical")
    await dialog.get_by_label("E-mail").fill("linh@example.com")
    await dialog.get_by_role("button", name="Open ticket").click()
    await expect(dialog).to_be_hidden()

    card = widget.log.get_by_role("region", name=re.compile("^Ticket TK-2026-"))
    number = await card.locator(".number").inner_text()
    link = anna.context.get_by_role("link", name=number)
    await expect(link).to_be_visible()
    await link.click()
    thread = anna.page.get_by_role("log", name="Thread")
    await expect(thread).to_contain_text("cannot ping 203.0.113.99")
    assert widget.complaints.said + anna.complaints.said == []
