"""The chat on other people's pages: it is not broken by them, and does not break them."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, Response, expect

from tests.browser.conftest import NewContext
from tests.browser.host_site import HostSite
from tests.browser.pages import Widget
from tests.system.running import System

_LOOKS = """() => {
  const look = (selector) => {
    const element = document.querySelector(selector);
    const { fontSize, color, display, margin, borderRadius } = getComputedStyle(element);
    const { x, y, width, height } = element.getBoundingClientRect();
    return { fontSize, color, display, margin, borderRadius, x, y, width, height };
  };
  return { h1: look('h1'), p: look('p'), button: look('button'), title: document.title,
    scroll: [document.documentElement.scrollHeight, document.documentElement.scrollWidth] };
}"""
_NAMES = "() => Object.getOwnPropertyNames(window)"


async def _style(page: Page, selector: str, name: str) -> str:
    element = page.locator(selector).first
    return str(await element.evaluate(f"element => getComputedStyle(element)['{name}']"))


@pytest.mark.parametrize("name", ["unset", "strict", "bootstrap"])
async def test_a_hostile_page_and_the_chat_leave_each_other_alone(
    new_browser: NewContext, host_site: HostSite, name: str
) -> None:
    page = await (await new_browser()).new_page()
    widget = Widget(page)
    await page.route("**/widget.js", lambda route: route.abort())
    await page.goto(f"{host_site.base}/{name}")
    before, names = await page.evaluate(_LOOKS), await page.evaluate(_NAMES)
    await page.unroute("**/widget.js")
    widget.complaints.said.clear()

    await widget.open(f"{host_site.base}/{name}")
    assert await page.evaluate(_LOOKS) == before
    # Lit leaves a list of its versions, so that two copies on one page can be told of.
    assert set(await page.evaluate(_NAMES)) - set(names) <= {"litHtmlVersions"}
    box = await widget.launcher.bounding_box()
    assert box is not None
    assert (round(box["width"]), round(box["height"])) == (60, 60)
    assert round(box["x"] + box["width"]) == 1440 - 20
    assert await _style(page, "frontdesk-panel .bubble", "fontSize") == "15px"
    assert await _style(page, "frontdesk-panel .composer textarea", "fontSize") == "16px"
    assert await _style(page, "frontdesk-panel .header", "display") == "flex"
    assert await _style(page, "frontdesk-panel .header h2", "color") == "rgb(255, 255, 255)"
    panel = await page.locator("frontdesk-panel").bounding_box()
    assert panel is not None
    assert round(panel["width"]) == 392
    await widget.ask("what are your phone hours on sunday", "Sunday")
    await widget.attach("screen.png")
    await expect(widget.log.get_by_role("img", name="screen.png")).to_be_visible()
    assert widget.complaints.said == []


async def test_before_it_is_opened_the_page_loads_one_script_and_keeps_nothing(
    new_browser: NewContext, host_site: HostSite
) -> None:
    page = await (await new_browser()).new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    await page.goto(f"{host_site.base}/plain")
    await expect(page.locator("frontdesk-chat .launcher")).to_be_visible()
    await page.wait_for_load_state("networkidle")
    assert [url for url in asked if "localhost" not in url] == [f"{host_site.desk}/widget.js"]
    assert await page.evaluate("() => localStorage.length") == 0
    assert await page.evaluate("() => document.cookie") == ""


async def test_one_line_says_department_and_language(
    new_browser: NewContext, host_site: HostSite
) -> None:
    page = await (await new_browser()).new_page()
    await page.goto(f"{host_site.base}/vietnamese")
    await page.get_by_role("button", name="Mở chat").click()
    panel = page.get_by_role("dialog", name="Chat với AZDIGI")
    await expect(panel.get_by_text("Dạ, em là trợ lý của AZDIGI")).to_be_visible()
    # The department's chat is closed on a Saturday afternoon.
    await expect(panel.get_by_text("Nhân viên trực lại")).to_be_visible()


async def test_an_element_is_themed_and_driven_by_the_page(
    new_browser: NewContext, host_site: HostSite
) -> None:
    page = await (await new_browser()).new_page()
    widget = Widget(page)
    await page.goto(f"{host_site.base}/element")
    await expect(page.locator("frontdesk-chat")).to_have_count(1)
    assert await _style(page, "frontdesk-chat .launcher", "backgroundColor") == "rgb(122, 31, 162)"
    assert await _style(page, "frontdesk-chat .launcher", "borderRadius") == "12px"
    await page.evaluate(
        """() => {
          window.heard = [];
          const chat = document.querySelector('frontdesk-chat');
          for (const name of ['open', 'close', 'message', 'unread', 'conversation']) {
            chat.on(name, () => window.heard.push(name));
          }
          window.stop = chat.on('message', () => window.heard.push('stopped'));
          window.stop();
          return chat.open();
        }"""
    )
    await expect(widget.said_by("bot", "Hello")).to_have_count(1)
    panel = await page.locator("frontdesk-panel").bounding_box()
    assert panel is not None
    assert round(panel["width"]) == 360
    await page.evaluate("() => document.querySelector('frontdesk-chat').setLanguage('vi')")
    await expect(page.get_by_role("textbox", name="Tin nhắn của anh/chị")).to_be_visible()
    await page.evaluate("() => document.querySelector('frontdesk-chat').close()")
    await expect(page.locator("frontdesk-panel")).to_be_hidden()
    heard = await page.evaluate("() => window.heard")
    assert {"open", "close", "message", "conversation"} <= set(heard)
    assert "stopped" not in heard
    assert widget.complaints.said == []


async def test_a_page_that_is_not_allowed_gets_a_clear_word(
    new_browser: NewContext, host_site: HostSite
) -> None:
    page = await (await new_browser()).new_page()
    await page.goto(f"{host_site.foreign}/plain")
    await page.locator("frontdesk-chat .launcher").click()
    panel = page.locator("frontdesk-panel")
    await expect(panel.get_by_text("This chat is not allowed on this page.")).to_be_visible()
    await expect(panel.locator(".message")).to_have_count(0)


_IDENTIFY = """(user) => document.querySelector('frontdesk-chat').identify((conversation) =>
  fetch(`/identity?user=${user}&conversation=${conversation}`).then((reply) => reply.json()))"""


async def test_the_site_says_who_the_visitor_is(
    new_browser: NewContext, host_site: HostSite, system: System
) -> None:
    lan = await system.person("Lan", presence=None)
    page = await (await new_browser()).new_page()
    widget = Widget(page)
    await page.goto(f"{host_site.base}/plain")
    await page.evaluate(_IDENTIFY, "linh")
    assert host_site.signed == []  # nothing is asked before the chat is opened
    async with page.expect_response(_told) as told:
        await widget.launcher.click()
    assert (await told.value).status == 200
    first = await _conversation(page)
    packet = (await lan.get(f"/conversations/{first}"))["packet"]
    assert packet["identity"] == {"user": "linh", "name": "User linh"}
    await expect(widget.said_by("bot", "Hello")).to_have_count(1)

    # Somebody else signs in on the same device: a conversation of their own.
    await page.evaluate(_IDENTIFY, "minh")
    second = await _conversation(page)
    assert second != first
    packet = (await lan.get(f"/conversations/{second}"))["packet"]
    assert packet["identity"] == {"user": "minh", "name": "User minh"}
    await expect(widget.said_by("bot", "Hello")).to_have_count(1)

    # And out again: the conversation leaves the device.
    await page.evaluate("() => document.querySelector('frontdesk-chat').identify(null)")
    await expect(widget.said_by("bot")).to_have_count(0)
    await lan.client.aclose()


def _told(response: Response) -> bool:
    return response.request.method == "POST" and response.url.endswith("/identity")


async def _conversation(page: Page) -> str:
    chat = "() => document.querySelector('frontdesk-chat').conversationId"
    return str(await page.evaluate(chat))


async def test_a_forged_identity_is_refused_and_the_chat_goes_on(
    new_browser: NewContext, host_site: HostSite
) -> None:
    page = await (await new_browser()).new_page()
    widget = Widget(page)
    await widget.open(f"{host_site.base}/plain")
    refused = await page.evaluate(
        """() => document.querySelector('frontdesk-chat').identify({
          user: 'admin', expires: Math.floor(Date.now() / 1000) + 60, signature: '0'.repeat(64),
        }).then(() => null, (error) => error.code)"""
    )
    assert refused == "identity_forged"
    await expect(widget.panel.get_by_text("You could not be signed in")).to_be_visible()
    await widget.ask("what are your phone hours on sunday", "Sunday")
