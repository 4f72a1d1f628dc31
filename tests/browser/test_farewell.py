"""What visitors expect around the messages: files, sound, a rating, a copy, and being forgotten."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.async_api import expect

from tests.browser.conftest import NewPerson, NewVisitor
from tests.browser.pages import Widget
from tests.system.running import System

_QUESTION = "my vps is down, cannot ping 203.0.113.7"
_COUNT_TONES = """() => {
  window.tones = 0;
  const nothing = () => ({ setValueAtTime() {}, linearRampToValueAtTime() {},
    exponentialRampToValueAtTime() {} });
  window.AudioContext = class {
    currentTime = 0;
    resume() { return Promise.resolve(); }
    createOscillator() {
      window.tones += 1;
      return { frequency: {}, connect: (next) => next, start() {}, stop() {} };
    }
    createGain() { return { gain: nothing(), connect: (next) => next }; }
  };
}"""


async def test_a_picture_reaches_the_person_and_is_there_after_a_reload(
    new_visitor: NewVisitor, new_person: NewPerson
) -> None:
    anna = await new_person("Fay", "technical")
    widget: Widget = await new_visitor()
    await widget.ask(_QUESTION, "Infrastructure")
    await widget.button("Talk to a technician").click()
    await anna.row("cannot ping").click()
    await anna.take_over.click()
    await widget.attach("screen.png")
    await expect(widget.log.get_by_role("img", name="Image: screen.png")).to_be_visible()
    picture = anna.log.get_by_role("img", name="screen.png")
    await expect(picture).to_be_visible()
    assert await picture.evaluate("image => image.complete && image.naturalWidth") == 320
    await expect(widget.log.get_by_text("Read", exact=True)).to_be_visible()

    await widget.page.reload()
    await widget.launcher.click()
    await expect(widget.log.get_by_role("img", name="Image: screen.png")).to_be_visible()
    async with widget.page.expect_download() as saved:
        await widget.log.get_by_role("button", name="Save screen.png").click()
    assert (await saved.value).suggested_filename == "screen.png"
    await anna.hand_back()
    assert widget.complaints.said + anna.complaints.said == []


async def test_sound_is_off_until_it_is_wanted_and_stays_on_this_device(
    new_visitor: NewVisitor,
) -> None:
    widget: Widget = await new_visitor()
    await widget.page.evaluate(_COUNT_TONES)

    async def answered_while_closed() -> int:
        await widget.write("what are your phone hours on sunday")
        await widget.page.keyboard.press("Escape")
        await expect(widget.launcher.locator(".badge")).to_be_visible()
        return int(await widget.page.evaluate("() => window.tones"))

    assert await answered_while_closed() == 0
    await widget.launcher.click()
    await widget.panel.get_by_role("button", name="Menu", exact=True).click()
    sound = widget.panel.get_by_role("menuitemcheckbox", name="Sound for new messages")
    await expect(sound).to_have_attribute("aria-checked", "false")
    await sound.click()
    await expect(sound).to_have_attribute("aria-checked", "true")
    await widget.page.keyboard.press("Escape")
    await answered_while_closed()
    await widget.page.wait_for_function("() => window.tones > 0")

    await widget.page.reload()
    await widget.launcher.click()
    await widget.panel.get_by_role("button", name="Menu", exact=True).click()
    await expect(sound).to_have_attribute("aria-checked", "true")


async def test_the_end_a_rating_a_copy_and_being_forgotten(
    new_visitor: NewVisitor, system: System
) -> None:
    widget: Widget = await new_visitor()
    await widget.ask("what are your phone hours on sunday", "Sunday")
    await widget.choose("End this conversation")
    await widget.panel.get_by_role("button", name="End it").click()
    await widget.panel.locator(".scores label").filter(has_text="Very good").click()
    await widget.panel.get_by_label("Anything you would like to add?").fill("quick, thanks")
    await widget.panel.get_by_role("button", name="Send rating").click()
    await expect(widget.panel.get_by_text("You rated this conversation 5 of 5")).to_be_visible()

    async with widget.page.expect_download() as saved:
        await widget.choose("Download this chat")
    copy = Path(await (await saved.value).path()).read_text(encoding="utf-8")
    assert "what are your phone hours on sunday" in copy
    assert "Rating: 5 of 5\nquick, thanks" in copy

    await widget.choose("Send this chat by e-mail")
    await widget.panel.get_by_label("E-mail address").fill("linh@example.com")
    await widget.panel.locator(".sheet button.main").click()
    await expect(widget.panel.get_by_text("on its way to linh@example.com")).to_be_visible()

    session = await widget.page.evaluate("() => Object.values(localStorage).join()")
    await widget.choose("Delete my data")
    await widget.panel.get_by_role("button", name="Delete everything").click()
    await expect(widget.panel.get_by_text("files are deleted")).to_be_visible()
    await expect(widget.log.locator(".message")).to_have_count(0)
    left = await widget.page.evaluate("() => Object.values(localStorage).join()")
    token = re.search(r'"token":"([^"]+)"', session)
    assert token is not None
    assert token[1] not in left
    # What is written now begins anew.
    await widget.ask("what are your phone hours on sunday", "Sunday")
    await expect(widget.said_by("visitor")).to_have_count(1)
    await widget.page.reload()
    await widget.launcher.click()
    await expect(widget.said_by("visitor")).to_have_count(1)
