"""A visitor on a phone and staff at the desk, each in a browser of their own."""

from __future__ import annotations

import re

from playwright.async_api import expect

from tests.browser.conftest import NewPerson, NewVisitor
from tests.browser.pages import Desk, Widget


async def test_a_server_that_is_down_goes_to_a_technician_and_back(
    new_visitor: NewVisitor, new_person: NewPerson
) -> None:
    anna: Desk = await new_person("Anna")
    widget: Widget = await new_visitor()

    await widget.ask("my vps is down, cannot ping 203.0.113.7", "Infrastructure")
    await widget.button("Talk to a technician").click()
    await expect(widget.panel.get_by_text("You are number 1 in the queue").first).to_be_visible()

    row = anna.row("cannot ping 203.0.113.7")
    await expect(row).to_contain_text("Technical")
    await expect(row).to_contain_text(re.compile(r"waits\s+\d+:\d\d"))
    await row.click()
    packet = anna.context
    await expect(packet).to_contain_text("my vps is down, cannot ping 203.0.113.7")
    await expect(packet).to_contain_text("infrastructure")
    await expect(packet.get_by_text("Supported", exact=True)).to_be_visible()
    await expect(packet.get_by_role("definition").filter(has_text="203.0.113.7")).to_be_visible()
    await expect(packet).to_contain_text(re.compile(r"Waited\s+\d+:\d\d"))
    await expect(anna.reply).to_be_hidden()

    await anna.take_over.click()
    await expect(widget.line("Anna from Technical")).to_be_visible()
    await expect(widget.heading).to_have_text("Anna")
    await anna.write("I see it. The node lost its uplink, give me two minutes.")
    from_anna = widget.said_by("staff", "The node lost its uplink")
    await expect(from_anna).to_contain_text("Anna")
    await widget.write("thanks, waiting")
    await expect(anna.said("thanks, waiting")).to_have_count(1)
    await anna.write("It answers again.")
    await expect(widget.said_by("staff", "It answers again.")).to_be_visible()
    # The assistant is silent while a person has the conversation.
    await expect(widget.log.locator(".message").last).to_contain_text("It answers again.")

    await anna.hand_back()
    await expect(widget.line("Anna handed the conversation back")).to_be_visible()
    await expect(widget.heading).not_to_have_text("Anna")
    await widget.ask("how do i point my domain", "Service usage guidance")
    await expect(widget.said_by("bot", "Infrastructure")).to_have_count(1)
    # No text is shown with a place that was not filled in.
    assert not any("{" in text for text in await widget.texts())
    assert widget.complaints.said + anna.complaints.said == []


async def test_two_of_the_staff_see_who_waits_and_one_takes_over(
    new_visitor: NewVisitor, new_person: NewPerson
) -> None:
    bao: Desk = await new_person("Bao")
    chi: Desk = await new_person("Chi")
    widget: Widget = await new_visitor()
    await widget.ask("server is unreachable, ping 198.51.100.23 times out", "Infrastructure")
    await widget.button("Talk to a technician").click()
    for desk in (bao, chi):
        await desk.row("198.51.100.23").click()
        await expect(desk.take_over).to_be_enabled()

    await bao.take_over.click()
    await expect(bao.reply).to_be_visible()
    await expect(chi.row("198.51.100.23")).to_be_hidden()
    await expect(chi.page.get_by_text("Bao is answering this visitor.")).to_be_visible()
    await chi.take_over.click()
    await expect(chi.alert).to_contain_text("Bao has already taken this conversation.")
    await expect(chi.reply).to_be_hidden()

    await bao.page.get_by_role("button", name="Note", exact=True).click()
    await bao.note.fill("Same customer as last week: be gentle.")
    await bao.page.get_by_role("button", name="Add note").click()
    await expect(bao.said("be gentle")).to_contain_text("Internal note")
    await bao.page.get_by_role("button", name="Reply", exact=True).click()
    await bao.write("Looking into it now.")
    await expect(widget.said_by("staff", "Looking into it now.")).to_be_visible()
    assert "be gentle" not in await widget.everything()
    await widget.page.reload()
    await widget.launcher.click()
    await expect(widget.said_by("staff", "Looking into it now.")).to_be_visible()
    assert "be gentle" not in await widget.everything()
    assert "Looking into it now." in await widget.everything()
