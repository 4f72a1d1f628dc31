"""Whatever a visitor types is text: nothing of it runs, and the page goes on."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import NewPerson, NewVisitor
from tests.browser.pages import Desk, Widget

_MARKUP = "<img src=x onerror=alert(1)><script>alert(2)</script><b>bold</b>"
_ODD = (
    "<script>alert(1)</script>",
    _MARKUP,
    "/restart",
    '/goodbye{"x":1}',
    "😀😀😀 👩‍👩‍👧",
    "javascript:alert(1) and [click](javascript:alert(2)) data:text/html,<script>alert(3)</script>",
    "${alert(1)} {{7*7}} %s \\u0000",
)


async def _outside(page: Page) -> str:
    """The page around the chat."""
    return str(
        await page.evaluate(
            """() => {
              const page = document.documentElement.cloneNode(true);
              page.querySelector('frontdesk-chat').remove();
              return page.outerHTML;
            }"""
        )
    )


async def test_nothing_that_is_typed_is_executed(
    new_visitor: NewVisitor, new_person: NewPerson
) -> None:
    widget: Widget = await new_visitor()
    page = widget.page
    around = await _outside(page)
    for typed in _ODD:
        answers = widget.log.locator(".message.bot")
        before = await answers.count()
        await widget.write(typed)
        await expect(widget.log.locator(".message.visitor .bubble").last).to_have_text(typed)
        await expect(answers).not_to_have_count(before)
    await widget.ask("how do i point my domain", "Service usage guidance")

    assert [text for text in await widget.texts() if text in _ODD] == list(_ODD)
    for element in ("script", "img", "b", 'a[href^="javascript"]', 'a[href^="data"]'):
        await expect(widget.log.locator(element)).to_have_count(0)
    assert await _outside(page) == around

    # Staff read the same texts on a page with a session: there nothing may run either.
    emi: Desk = await new_person("Emi")
    await emi.view("Assistant")
    await emi.rows.first.click()
    await expect(emi.said("how do i point my domain")).to_have_count(1)
    await expect(emi.log.locator(".bubble").filter(has_text=_MARKUP)).to_have_count(1)
    for element in ("script", "img", "b:not(.who b)", 'a[href^="javascript"]'):
        await expect(emi.log.locator(element)).to_have_count(0)
    assert widget.complaints.said + emi.complaints.said == []


async def test_a_message_that_is_too_long_is_refused_and_kept(new_visitor: NewVisitor) -> None:
    widget: Widget = await new_visitor()
    text = "my site is down " * 625
    assert len(text) == 10_000
    await widget.write(text)
    await expect(widget.panel.get_by_text("5999 characters too many")).to_be_visible()
    await expect(widget.sender).to_be_disabled()
    await expect(widget.composer).to_have_value(text)
    await expect(widget.said_by("visitor")).to_have_count(0)

    await widget.composer.fill(text[:4_000])
    await expect(widget.panel.get_by_text("too many")).to_be_hidden()
    await widget.sender.click()
    await expect(widget.said_by("visitor", "my site is down")).to_have_count(1)
    await expect(widget.log.locator(".message.bot")).not_to_have_count(1)
    assert widget.complaints.said == []


@pytest.mark.parametrize("text", ["", "   ", "\n\n"])
async def test_an_empty_message_is_not_sent(new_visitor: NewVisitor, text: str) -> None:
    widget: Widget = await new_visitor()
    await widget.write(text)
    await expect(widget.sender).to_be_disabled()
    await widget.ask("how do i point my domain", "Service usage guidance")
    await expect(widget.said_by("visitor")).to_have_count(1)
    assert widget.complaints.said == []
