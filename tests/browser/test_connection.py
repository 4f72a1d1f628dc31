"""Reloads, lost connections, second tabs and a dead engine: nothing is lost, nothing doubled."""

from __future__ import annotations

import os
import signal

from playwright.async_api import expect

from tests.browser.conftest import NewVisitor
from tests.browser.pages import Widget
from tests.system.running import System

_QUESTION = "my vps is down, cannot ping 203.0.113.7"
_ANSWER = "Infrastructure, network and server"
# The engine loads TensorFlow anew before it answers.
_RESTART_MS = 180_000


async def test_a_reload_between_message_and_answer_keeps_both_once(
    new_visitor: NewVisitor,
) -> None:
    widget: Widget = await new_visitor()
    await widget.write(_QUESTION)
    await widget.page.reload()
    await widget.launcher.click()
    await expect(widget.said_by("visitor", _QUESTION)).to_have_count(1)
    await expect(widget.said_by("bot", _ANSWER)).to_have_count(1)
    texts = await widget.texts()

    await widget.page.reload()
    await widget.launcher.click()
    await widget.ask("how do i point my domain", "Service usage guidance")
    assert (await widget.texts())[: len(texts)] == texts
    await expect(widget.said_by("visitor")).to_have_count(2)
    assert widget.complaints.said == []


async def test_a_message_typed_without_connection_goes_out_by_itself_once(
    new_visitor: NewVisitor,
) -> None:
    widget: Widget = await new_visitor()
    await widget.page.context.set_offline(True)
    await widget.write(_QUESTION)
    await expect(widget.panel.get_by_text("No connection.")).to_be_visible()
    await expect(widget.panel.get_by_text("Waiting for the connection")).to_be_visible()

    await widget.page.context.set_offline(False)
    await expect(widget.said_by("bot", _ANSWER)).to_have_count(1)
    await expect(widget.said_by("visitor", _QUESTION)).to_have_count(1)
    await expect(widget.panel.get_by_text("No connection.")).to_be_hidden()
    await widget.page.reload()
    await widget.launcher.click()
    await expect(widget.said_by("bot", _ANSWER)).to_have_count(1)
    await expect(widget.said_by("visitor")).to_have_count(1)


async def test_a_second_tab_shows_the_same_conversation(new_visitor: NewVisitor) -> None:
    first: Widget = await new_visitor()
    await first.ask(_QUESTION, _ANSWER)
    second = Widget(await first.page.context.new_page())
    await second.open()
    await expect(second.said_by("visitor", _QUESTION)).to_have_count(1)
    await second.ask("how do i point my domain", "Service usage guidance")
    await expect(first.said_by("bot", "Service usage guidance")).to_have_count(1)
    await first.ask("what are your phone hours on sunday", "Sunday")
    await expect(second.said_by("bot", "Sunday")).to_have_count(1)
    assert await first.texts() == await second.texts()
    assert first.complaints.said + second.complaints.said == []


async def test_the_engine_is_killed_and_the_visitor_hears_and_is_answered_once(
    new_visitor: NewVisitor, system: System
) -> None:
    widget: Widget = await new_visitor()
    engine = system.pid("engine")
    # Stopped first, so that the message certainly reaches it and certainly is not answered.
    os.kill(engine, signal.SIGSTOP)
    await widget.write(_QUESTION)
    await expect(widget.said_by("visitor", _QUESTION).get_by_text("Sent")).to_be_visible()
    os.kill(engine, signal.SIGKILL)
    await expect(widget.said_by("system", "This takes longer than it should")).to_be_visible(
        timeout=15_000
    )
    for title in ("Open a ticket", "Talk to a person"):
        await expect(widget.button(title)).to_be_visible()

    await expect(widget.said_by("bot", _ANSWER)).to_have_count(1, timeout=_RESTART_MS)
    await system.ready()
    assert system.pid("engine") != engine
    await widget.ask("how do i point my domain", "Service usage guidance")
    await expect(widget.said_by("bot", _ANSWER)).to_have_count(1)
    await expect(widget.said_by("visitor", _QUESTION)).to_have_count(1)
    assert widget.complaints.said == []
