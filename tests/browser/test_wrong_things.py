"""What should not be sent, and who should not be here: a clear word, and nothing breaks."""

from __future__ import annotations

import asyncio
import json
import time

import httpx
import pytest
from playwright.async_api import expect

from desk.conversations.tokens import Tokens, Visitor
from tests.browser.conftest import NewContext, NewVisitor
from tests.browser.pages import Widget
from tests.clients import Visitor as ClientVisitor
from tests.system.running import System

_MEGABYTE = 1024 * 1024
_DAY_S = 86_400


async def test_a_file_of_50_megabytes_is_refused_before_it_is_sent(
    new_visitor: NewVisitor, system: System, tmp_path_factory: pytest.TempPathFactory
) -> None:
    widget: Widget = await new_visitor()
    sent: list[str] = []
    widget.page.on("request", lambda request: sent.append(request.url))
    huge = tmp_path_factory.mktemp("huge") / "dump.log"
    with huge.open("wb") as file:
        file.truncate(50 * _MEGABYTE)
    await widget.panel.locator("input[type=file]").set_input_files(huge)
    refused = widget.panel.get_by_role("alert").filter(has_text="dump.log")
    await expect(refused).to_contain_text("larger than 10 MB")
    assert not [url for url in sent if "/files" in url]
    await refused.get_by_role("button", name="Remove").click()
    await expect(refused).to_have_count(0)

    # Who sends it all the same is told, too, and the desk goes on.
    visitor = await system.visitor()
    response = await system.http.post(
        f"/api/conversations/{visitor.id}/files?name=dump.log&client_id=huge",
        content=bytes(11 * _MEGABYTE),
        headers=visitor.headers,
    )
    assert response.status_code == httpx.codes.REQUEST_ENTITY_TOO_LARGE
    assert response.json()["error"]["code"] == "file_too_large"
    await widget.ask("what are your phone hours on sunday", "Sunday")


async def test_a_program_that_is_called_an_image_is_refused(new_visitor: NewVisitor) -> None:
    widget: Widget = await new_visitor()
    await widget.attach("holiday.png", b"MZ\x90\x00\x03" + bytes(2_000))
    refused = widget.panel.get_by_role("alert").filter(has_text="holiday.png")
    await expect(refused).to_contain_text("can’t be sent here, whatever it is called")
    await expect(widget.log.get_by_role("img")).to_have_count(0)
    await widget.ask("what are your phone hours on sunday", "Sunday")


async def test_an_expired_token_leads_to_a_new_conversation_and_says_so(
    new_browser: NewContext, system: System
) -> None:
    first = Widget(await (await new_browser()).new_page())
    await first.open()
    await first.ask("what are your phone hours on sunday", "Sunday")
    session = await _session(first, system)
    signing = json.loads((system.data_dir / "secrets.json").read_text(encoding="utf-8"))["signing"]
    tokens = Tokens(signing, lifetime_s=_DAY_S, renewed_s=_DAY_S)
    past = Tokens(
        signing, lifetime_s=_DAY_S, renewed_s=_DAY_S, now=lambda: time.time() - 31 * _DAY_S
    )
    session["token"] = past.make(Visitor(tokens.read(session["token"]).visitor_id, session["id"]))
    await first.page.evaluate(
        "([key, session]) => localStorage.setItem(key, session)",
        [_key(system), json.dumps(session)],
    )
    await first.page.reload()
    await first.launcher.click()
    await expect(
        first.panel.get_by_text("Your earlier conversation is out of reach")
    ).to_be_visible()
    await expect(first.said_by("bot", "Hello")).to_have_count(1)
    await expect(first.said_by("visitor")).to_have_count(0)
    await first.ask("what are your phone hours on sunday", "Sunday")
    assert (await _session(first, system))["id"] != session["id"]


def _key(system: System) -> str:
    """Where the widget keeps its session on the device."""
    return f"frontdesk:{system.base}:session"


async def _session(widget: Widget, system: System) -> dict[str, str]:
    stored = await widget.page.evaluate("key => localStorage.getItem(key)", _key(system))
    session: dict[str, str] = json.loads(stored)
    return session


async def test_100_messages_at_once_are_slowed_down_and_all_arrive_in_order(
    new_visitor: NewVisitor, system: System
) -> None:
    widget: Widget = await new_visitor()
    session = await _session(widget, system)
    visitor = ClientVisitor(system.client, session["id"], session["token"])
    # The limit is reached at once, however slow the machine is.
    at_once = await asyncio.gather(*(visitor.post(text="at once") for _ in range(30)))
    assert {reply.status_code for reply in at_once} == {202, 429}
    wanted = [f"number {number}" for number in range(70)]
    await widget.composer.evaluate(
        """(composer, texts) => {
          for (const text of texts) {
            composer.value = text;
            composer.dispatchEvent(new Event('input', { bubbles: true }));
            composer.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
          }
        }""",
        wanted,
    )
    await expect(widget.panel.get_by_text("That was fast.")).to_be_visible()
    # Twenty in ten seconds is the limit, so the last one leaves after half a minute.
    last = widget.log.locator(".message.visitor[data-seq]").filter(has_text="number")
    await expect(last).to_have_count(len(wanted), timeout=120_000)
    assert await last.locator(".bubble").all_inner_texts() == wanted
    await expect(widget.panel.get_by_text("That was fast.")).to_be_hidden()
    assert widget.complaints.said == []
