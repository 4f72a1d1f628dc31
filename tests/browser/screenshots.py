"""Pictures of every state of the pages, to look at: `make screenshots OUT=folder`.

It starts a system of its own on a Saturday afternoon and walks through it as visitors and staff
do, so the pictures show what people see.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import signal
import tempfile
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Page, expect

from tests.browser.chromium import DESKTOP, PHONE, executable, new_context, running_browser
from tests.browser.conftest import AT
from tests.browser.pages import Desk, Widget
from tests.system.running import System, running_system

_SIZES = {"phone": PHONE, "desktop": DESKTOP}
_QUESTION = "my vps is down, cannot ping 203.0.113.7"


class Walk:
    """One way through the product with a visitor's screen of one size."""

    def __init__(self, browser: Browser, system: System, out: Path, size: str) -> None:
        self.browser = browser
        self.system = system
        self.out = out
        self.size = size

    async def shot(self, page: Page, name: str, *, full: bool = False) -> None:
        """Save a picture, with fonts loaded and movements ended."""
        await page.evaluate("() => document.fonts.ready")
        await page.screenshot(
            path=self.out / f"{name}-{self.size}.png", full_page=full, animations="disabled"
        )

    async def page(self, **settings: Any) -> Page:
        """A page of somebody new."""
        context = await new_context(self.browser, self.system.base, _SIZES[self.size], **settings)
        return await context.new_page()

    async def site(self) -> None:
        """The demo site, the launcher and the description of the interface."""
        page = await self.page()
        await page.goto("/")
        await expect(page.locator("[data-departments] li")).to_have_count(3)
        await self.shot(page, "site")
        await self.shot(page, "site-whole", full=True)
        await page.goto("/docs")
        await expect(page.locator(".opblock").first).to_be_visible()
        await self.shot(page, "docs")
        await page.context.close()

    async def sign_in_page(self) -> None:
        """Signing in, right and wrong."""
        page = await self.page()
        await page.goto("/desk")
        await self.shot(page, "desk-sign-in")
        await page.get_by_label("E-mail").fill("anna@example.com")
        await page.get_by_label("Password").fill("not it")
        await page.get_by_role("button", name="Sign in").click()
        await expect(page.get_by_role("alert")).to_be_visible()
        await self.shot(page, "desk-sign-in-wrong")
        await page.context.close()

    async def odd_states(self) -> None:
        """What goes wrong in the widget, and how it says so."""
        widget = Widget(await self.page())
        await widget.open()
        await self.shot(widget.page, "widget-greeting")
        await widget.write("x" * 4_100)
        await self.shot(widget.page, "widget-too-long")
        await widget.composer.fill("")
        await widget.ask("what's the weather in Hanoi", "outside")
        await widget.ask("can you fix the php error in my wordpress theme", "does not cover")
        await self.shot(widget.page, "widget-not-supported")
        await widget.ask("what are your phone hours on sunday", "Sunday")
        await self.shot(widget.page, "widget-hours")
        await widget.page.context.set_offline(True)
        await widget.write("are you still there?")
        await expect(widget.panel.get_by_text("No connection.")).to_be_visible()
        await self.shot(widget.page, "widget-offline")
        await widget.page.context.set_offline(False)
        await expect(widget.panel.get_by_text("No connection.")).to_be_hidden()
        await widget.page.context.close()

    async def menu_and_forms(self) -> None:
        """The menu, every form, files, the end and the rating."""
        widget = Widget(await self.page())
        await widget.open()
        await widget.ask("I was charged twice for invoice #88231", "closed")
        await widget.panel.get_by_role("button", name="Menu", exact=True).click()
        await expect(widget.panel.get_by_role("menu")).to_be_visible()
        await self.shot(widget.page, "widget-menu")
        await widget.page.keyboard.press("Escape")
        for item, name in (
            ("New conversation", "new"),
            ("Leave a ticket", "leave-ticket"),
            ("Send this chat by e-mail", "mail"),
            ("Delete my data", "erase"),
            ("End this conversation", "end"),
        ):
            await widget.choose(item)
            await expect(widget.panel.get_by_role("heading", level=3)).to_be_focused()
            await self.shot(widget.page, f"widget-form-{name}")
            if name in ("leave-ticket", "mail"):
                await widget.panel.locator(".sheet button.main").click()
                await expect(widget.panel.get_by_text("Please fill this in.").first).to_be_visible()
                await self.shot(widget.page, f"widget-form-{name}-wrong")
            await widget.page.keyboard.press("Escape")
        await widget.attach("screen.png")
        await expect(widget.log.get_by_role("img", name="screen.png")).to_be_visible()
        await widget.attach("error.log", b"2026-11-28 14:00:01 [error] upstream timed out\n" * 90)
        await expect(widget.log.get_by_role("button", name="Save error.log")).to_be_visible()
        await widget.attach("virus.png", b"MZ\x90\x00" + bytes(60))
        await expect(widget.panel.get_by_text("can’t be sent here")).to_be_visible()
        await self.shot(widget.page, "widget-files")
        await widget.panel.get_by_role("button", name="Remove").click()
        await widget.write("my root password is Tr0ub4dor&3 please check")
        await expect(widget.said_by("system", "secret")).to_be_visible()
        await self.shot(widget.page, "widget-masked")
        await widget.choose("End this conversation")
        await widget.panel.get_by_role("button", name="End it").click()
        await expect(widget.panel.get_by_text("How did we do?")).to_be_visible()
        await self.shot(widget.page, "widget-rating")
        await widget.panel.locator(".scores label").nth(4).click()
        await widget.panel.get_by_role("button", name="Send rating").click()
        await expect(widget.panel.get_by_text("You rated this conversation")).to_be_visible()
        await self.shot(widget.page, "widget-rated")
        await widget.choose("Delete my data")
        await widget.panel.get_by_role("button", name="Delete everything").click()
        await expect(widget.panel.get_by_text("files are deleted")).to_be_visible()
        await self.shot(widget.page, "widget-erased")
        await widget.page.context.close()

    async def vietnamese(self) -> None:
        """The chat in Vietnamese, with its menu and a form."""
        page = await self.page()
        await page.goto("/")
        await page.evaluate("() => document.querySelector('frontdesk-chat').setLanguage('vi')")
        await page.get_by_role("button", name="Mở chat").click()
        panel = page.locator("frontdesk-panel")
        await expect(panel.get_by_text("Dạ, em là trợ lý")).to_be_visible()
        composer = panel.get_by_role("textbox", name="Tin nhắn của anh/chị")
        await composer.fill("em bị trừ tiền hai lần cho hóa đơn 88231")
        await composer.press("Enter")
        await expect(panel.locator(".message.bot")).to_have_count(3)
        await self.shot(page, "widget-vi")
        menu = panel.get_by_role("button", name="Menu", exact=True)
        await menu.click()
        await expect(panel.get_by_role("menu")).to_be_visible()
        await self.shot(page, "widget-vi-menu")
        await panel.get_by_role("menuitem", name="Gửi ticket").click()
        await expect(panel.get_by_role("heading", level=3)).to_be_focused()
        await self.shot(page, "widget-vi-ticket")
        await page.context.close()

    async def ticket(self, dung: Desk) -> None:
        """From a closed department to an answered ticket."""
        widget = Widget(await self.page())
        await widget.open()
        await widget.ask("I was charged twice for invoice #88231", "closed")
        await self.shot(widget.page, "widget-closed")
        await widget.button("Open a ticket").click()
        await expect(widget.said_by("bot", "e-mail")).to_have_count(1)
        await self.shot(widget.page, "widget-asks-email")
        await widget.write("linh@example.com")
        card = widget.log.get_by_role("region", name=re.compile("^Ticket TK-"))
        number = await card.locator(".number").inner_text()
        await self.shot(widget.page, "widget-ticket")
        link = await card.get_by_role("link").get_attribute("href")
        assert link is not None
        page = await widget.page.context.new_page()
        await page.goto(link)
        await expect(page.get_by_text(number)).to_be_visible()
        await self.shot(page, "ticket-open", full=True)

        await dung.page.get_by_role("link", name="Tickets").click()
        await expect(dung.page.get_by_text(number)).to_be_visible()
        await self.shot(dung.page, "desk-tickets")
        await dung.page.get_by_text(number).click()
        answer = dung.page.get_by_role("textbox", name="Answer")
        await answer.fill(
            "Hello, you are right: the card was charged twice on 27 November. We refunded the "
            "second charge; it is with you within five days.\nDetails: https://example.com/refund"
        )
        await dung.page.get_by_role("button", name="Send", exact=True).click()
        await expect(dung.page.get_by_role("article").filter(has_text="refunded")).to_have_count(1)
        await self.shot(dung.page, "desk-ticket")
        await page.reload()
        await expect(page.get_by_text("charged twice on 27 November")).to_be_visible()
        await self.shot(page, "ticket-answered", full=True)
        await page.goto(f"/t/{number}?key=guessed")
        await expect(page.get_by_role("alert")).to_be_visible()
        await self.shot(page, "ticket-unknown", full=True)
        await widget.page.context.close()

    async def hand_off(self, anna: Desk) -> None:
        """From a question to a technician and back."""
        await self.shot(anna.page, "desk-empty")
        widget = Widget(await self.page())
        await widget.open()
        await widget.ask(_QUESTION, "Infrastructure")
        await self.shot(widget.page, "widget-offer")
        await widget.button("Talk to a technician").click()
        await expect(widget.panel.get_by_text("You are number 1").first).to_be_visible()
        await self.shot(widget.page, "widget-queue")
        row = anna.row("cannot ping")
        await expect(row).to_be_visible()
        await self.shot(anna.page, "desk-queue")
        await row.click()
        await expect(anna.take_over).to_be_visible()
        await expect(anna.said(_QUESTION).first).to_be_visible()
        await self.shot(anna.page, "desk-waiting")
        details = anna.page.get_by_role("button", name="Details")
        if await details.is_visible():
            await details.click()
            await self.shot(anna.page, "desk-context")
            await anna.page.get_by_role("button", name="Close").click()
        await anna.take_over.click()
        await anna.write("I see it. The node lost its uplink, give me two minutes.")
        await widget.write("thanks, waiting")
        await expect(anna.said("thanks, waiting")).to_be_visible()
        await anna.page.get_by_role("button", name="Note", exact=True).click()
        await anna.note.fill("Same node as last week.")
        await anna.page.get_by_role("button", name="Add note").click()
        await expect(anna.said("Same node as last week.")).to_be_visible()
        await anna.page.get_by_role("button", name="Reply", exact=True).click()
        await self.shot(anna.page, "desk-chat")
        await self.shot(widget.page, "widget-staff")
        for action in ("Transfer", "Hand back"):
            await anna.page.get_by_role("button", name=action).click()
            dialog = anna.page.get_by_role("dialog")
            await expect(dialog).to_be_visible()
            await self.shot(anna.page, f"desk-{action.lower().replace(' ', '-')}")
            await dialog.get_by_role("button", name="Cancel").click()
        await widget.page.keyboard.press("Escape")
        await expect(widget.panel).to_be_hidden()
        await anna.write("It answers again.")
        await expect(widget.launcher.locator(".badge")).to_have_text("1")
        await self.shot(widget.page, "widget-unread")
        await widget.launcher.click()
        await anna.hand_back()
        await expect(widget.line("handed the conversation back")).to_be_visible()
        await self.shot(widget.page, "widget-handed-back")
        await anna.page.get_by_role("link", name="Conversations").click()
        await anna.view("All")
        await expect(anna.rows.first).to_be_visible()
        await self.shot(anna.page, "desk-all")
        await anna.page.get_by_role("radio", name="Away").check()
        await self.shot(anna.page, "desk-away")
        await anna.page.get_by_role("radio", name="Online").check()
        await widget.page.context.close()

    async def desk_pages(self) -> None:
        """Every other page of the desk, as an administrator finds them after a day's work."""
        person = await self.system.person(
            f"Boss-{self.size}",
            "technical",
            "billing",
            level=3,
            role="administrator",
            presence=None,
        )
        boss = Desk(await self.page(), person)
        await boss.sign_in()
        page = boss.page
        sections = page.get_by_role("navigation", name="Sections")
        for name, ready in (
            ("Promises", page.get_by_role("heading", name="Promises").first),
            ("Replies", page.get_by_text("/outage").first),
            ("Reports", page.get_by_role("heading", name="By day")),
            ("People", page.get_by_role("cell").filter(has_text=person.email)),
        ):
            await sections.get_by_role("link", name=name).click()
            await expect(ready).to_be_visible()
            # What is further down is asked for when somebody scrolls there.
            await expect(page.get_by_text("Working it out…").first).not_to_be_in_viewport()
            await self.shot(page, f"desk-{name.lower()}")
        await page.evaluate("() => { location.hash = '#people/done' }")
        await expect(page.get_by_role("cell", name="Signed in").first).to_be_visible()
        await self.shot(page, "desk-audit")
        await page.get_by_role("button", name="My account").click()
        await expect(page.get_by_role("dialog")).to_be_visible()
        await self.shot(page, "desk-account")
        await page.keyboard.press("Escape")
        await sections.get_by_role("link", name="Conversations").click()
        await page.keyboard.press("?")
        await expect(page.get_by_role("dialog")).to_be_visible()
        await self.shot(page, "desk-keys")
        await page.keyboard.press("Escape")
        await sections.get_by_role("link", name="Tickets").click()
        await page.get_by_role("button", name="New ticket").first.click()
        await expect(page.get_by_role("dialog")).to_be_visible()
        await self.shot(page, "desk-new-ticket")
        await page.context.close()
        await person.client.aclose()
        customer = await self.page()
        await customer.goto("/t/new")
        await expect(customer.get_by_role("heading").first).to_be_visible()
        await self.shot(customer, "ticket-new", full=True)
        await customer.context.close()

    async def desk_in_vietnamese(self) -> None:
        """The desk's pages as somebody with a Vietnamese browser finds them."""
        lan = await self.system.person(
            f"Lan-{self.size}", "technical", "billing", level=3, role="administrator"
        )
        visitor = await self.system.visitor(language="vi")
        seq = await visitor.say("máy chủ vps của em bị treo, không ping được 203.0.113.7")
        await visitor.answer_to(seq)
        await visitor.say("cho em gặp kỹ thuật viên")
        page = await self.page(locale="vi-VN")
        await page.goto("/desk")
        await self.shot(page, "desk-vi-sign-in")
        await page.locator("input[type=email]").fill(lan.email)
        await page.locator("input[type=password]").fill(lan.password)
        await page.get_by_role("button", name="Đăng nhập").click()
        await expect(page.get_by_role("navigation", name="Các mục")).to_be_visible()
        chat = f"chats/{visitor.id}"
        for place in (chat, "tickets", "promises", "replies", "reports", "people", "people/done"):
            await page.evaluate("place => { location.hash = place }", place)
            if place == chat:
                await page.get_by_role("button", name="Nhận cuộc chat").first.click()
            await page.wait_for_load_state("networkidle")
            await self.shot(page, f"desk-vi-{place.split('/')[0]}{'-done' * ('done' in place)}")
        await page.keyboard.press("?")
        await expect(page.get_by_role("dialog")).to_be_visible()
        await self.shot(page, "desk-vi-keys")
        await page.context.close()
        await lan.put("/me/presence", presence="away")
        await lan.client.aclose()

    async def workbench(self, language: str) -> None:
        """The trainer's workbench with what visitors wrote before, in a language."""
        tam = await self.system.person(f"Tam-{self.size}-{language}", role="trainer", presence=None)
        page = await self.page(locale=language)
        await page.goto("/trainer")
        await page.locator("input[type=email]").fill(tam.email)
        await page.locator("input[type=password]").fill(tam.password)
        await page.locator("input[type=password]").press("Enter")
        await expect(page.get_by_role("treegrid").get_by_role("row").first).to_be_visible()
        await self.shot(page, f"trainer-{language}-inbox")
        await page.get_by_role("treegrid").get_by_role("row").first.focus()
        await page.keyboard.press("l")
        await expect(page.get_by_role("dialog").get_by_role("combobox")).to_be_focused()
        await self.shot(page, f"trainer-{language}-label")
        await page.keyboard.press("Escape")
        for tab in ("trainings", "models", "data", "why"):
            await page.evaluate("tab => { location.hash = `training/${tab}` }", tab)
            await page.wait_for_load_state("networkidle")
            if tab == "why":
                await page.get_by_role("textbox").fill("can I pause my plan for two months")
                await page.keyboard.press("Enter")
                await expect(page.get_by_text("data/nlu/").first).to_be_visible()
            await self.shot(page, f"trainer-{language}-{tab}")
        await page.context.close()
        await tam.client.aclose()

    async def engine_killed(self) -> None:
        """The notice while the assistant does not answer."""
        widget = Widget(await self.page())
        await widget.open()
        engine = self.system.pid("engine")
        os.kill(engine, signal.SIGSTOP)
        await widget.write(_QUESTION)
        await expect(widget.said_by("visitor", "ping").get_by_text("Sent")).to_be_visible()
        await self.shot(widget.page, "widget-typing")
        os.kill(engine, signal.SIGKILL)
        await expect(widget.said_by("system", "takes longer")).to_be_visible()
        await self.shot(widget.page, "widget-slow")
        await widget.page.context.close()
        await self.system.ready()

    async def all(self) -> None:
        """Every state."""
        await self.site()
        await self.sign_in_page()
        staff = []
        for name, department in (("Anna", "technical"), ("Dung", "billing")):
            person = await self.system.person(f"{name}-{self.size}", department, presence=None)
            staff.append(Desk(await self.page(), person))
            await staff[-1].sign_in()
        anna, dung = staff
        await self.odd_states()
        await self.menu_and_forms()
        await self.vietnamese()
        await self.ticket(dung)
        await self.hand_off(anna)
        await self.desk_pages()
        await self.desk_in_vietnamese()
        for language in ("en", "vi"):
            await self.workbench(language)
        await self.engine_killed()
        for desk in staff:
            await desk.person.put("/me/presence", presence="away")
            await desk.person.client.aclose()
            await desk.page.context.close()


async def _main(out: Path, sizes: list[str]) -> None:
    path = executable()
    if path is None:
        raise SystemExit("no Chromium on the path; install it or name it in CHROMIUM")
    out.mkdir(parents=True, exist_ok=True)
    expect.set_options(timeout=60_000)
    with tempfile.TemporaryDirectory() as data_dir:
        async with running_system(Path(data_dir), AT) as system, running_browser(path) as browser:
            for size in sizes:
                await Walk(browser, system, out, size).all()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Take pictures of every state of the pages.")
    parser.add_argument("out", type=Path, help="the folder for the pictures")
    parser.add_argument("--size", choices=sorted(_SIZES), action="append", help="one size only")
    arguments = parser.parse_args()
    asyncio.run(_main(arguments.out, arguments.size or list(_SIZES)))
