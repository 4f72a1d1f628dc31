"""The pages as people use them: by what is written on them, not by how they are built."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from PIL import Image
from playwright.async_api import (
    ConsoleMessage,
    Dialog,
    Error,
    FilePayload,
    Locator,
    Page,
    Request,
    expect,
)

from tests.clients import Person


@dataclass
class Complaints:
    """What must not happen on a page: errors in its console, exceptions, dialogs, other hosts.

    A violation of the Content-Security-Policy is an error in the console.
    """

    page: Page
    said: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._console)
        self.page.on("pageerror", self._error)
        self.page.on("dialog", self._dialog)
        self.page.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            where = message.location.get("url", "")
            self.said.append(f"console: {message.text} ({where})")

    def _error(self, error: Error) -> None:
        self.said.append(f"exception: {error.message}")

    async def _dialog(self, dialog: Dialog) -> None:
        self.said.append(f"dialog: {dialog.message}")
        await dialog.dismiss()

    def _request(self, request: Request) -> None:
        asked = urlsplit(request.url)
        ours = ("127.0.0.1", urlsplit(self.page.url).hostname)
        visit = request.is_navigation_request() and request.frame == self.page.main_frame
        if asked.scheme in ("http", "https") and asked.hostname not in ours and not visit:
            self.said.append(f"request to another host: {request.url}")


async def source_of(page: Page) -> str:
    """The source of a page as it stands, with all shadow roots."""
    source = await page.evaluate(
        """() => {
          const source = (root) => root.innerHTML + [...root.querySelectorAll('*')]
            .map((element) => element.shadowRoot ? source(element.shadowRoot) : '').join('');
          return source(document);
        }"""
    )
    return str(source)


class Widget:
    """The chat on a page, as a visitor sees it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.complaints = Complaints(page)
        self.launcher = page.locator("frontdesk-chat .launcher")
        self.panel = page.get_by_role("dialog", name=re.compile("^Chat with"))
        self.log = self.panel.get_by_role("log", name="Messages")
        self.composer = self.panel.get_by_role("textbox", name="Your message")
        self.sender = self.panel.get_by_role("button", name="Send", exact=True)
        self.heading = self.panel.get_by_role("heading", level=2)

    async def open(self, path: str = "/") -> None:
        """Go to the page, open the chat and wait until it greets."""
        await self.page.goto(path)
        await self.launcher.click()
        await expect(self.said_by("bot", "Hello")).to_have_count(1)

    def said_by(self, kind: str, text: str | re.Pattern[str] = "") -> Locator:
        """Messages of `visitor`, `bot`, `staff` or `system` that contain a text."""
        return self.log.locator(f".message.{kind}").filter(has_text=text)

    def line(self, text: str | re.Pattern[str]) -> Locator:
        """A line of the log that says what happened."""
        return self.log.locator(".state").filter(has_text=text)

    def button(self, title: str) -> Locator:
        """The newest quick reply with this title that can still be pressed."""
        return self.log.get_by_role("button", name=title, exact=True, disabled=False).last

    async def write(self, text: str) -> None:
        """Type a message and send it with Enter."""
        await self.composer.fill(text)
        await self.composer.press("Enter")

    async def ask(self, text: str, answer: str | re.Pattern[str]) -> Locator:
        """Write a message and wait for one new answer that contains a text."""
        answers = self.said_by("bot", answer)
        before = await answers.count()
        await self.write(text)
        await expect(answers).to_have_count(before + 1)
        return answers.last

    async def attach(self, name: str, content: bytes | None = None) -> None:
        """Choose a file to send; without `content`, a small picture."""
        if content is None:
            picture = io.BytesIO()
            Image.new("RGB", (320, 180), (20, 83, 74)).save(picture, "PNG")
            content = picture.getvalue()
        chosen: FilePayload = {
            "name": name,
            "mimeType": "application/octet-stream",
            "buffer": content,
        }
        await self.panel.locator("input[type=file]").set_input_files([chosen])

    async def choose(self, item: str) -> None:
        """Choose something from the menu."""
        await self.panel.get_by_role("button", name="Menu", exact=True).click()
        await self.panel.get_by_role("menuitem", name=item).click()

    async def texts(self) -> list[str]:
        """What stands in the bubbles, in order."""
        return await self.log.locator(".message .bubble:not(.typing)").all_inner_texts()

    async def everything(self) -> str:
        """The source of the whole page, with all shadow roots."""
        return await source_of(self.page)


class Desk:
    """The staff's page, as a person sees it."""

    def __init__(self, page: Page, person: Person) -> None:
        self.page = page
        self.person = person
        self.complaints = Complaints(page)
        self.sections = page.get_by_role("navigation", name="Sections")
        self.rows = page.get_by_role("list", name="Conversations").get_by_role("button")
        self.log = page.get_by_role("log", name="Messages")
        self.context = page.locator("chat-context")
        self.take_over = page.get_by_role("button", name="Take over")
        self.reply = page.get_by_role("combobox", name="Reply")
        self.note = page.get_by_role("textbox", name="Note", exact=True)
        self.alert = page.get_by_role("alert")

    async def sign_in(self) -> None:
        """Sign in by the form and be online."""
        await self.page.goto("/desk")
        await self.page.get_by_label("E-mail").fill(self.person.email)
        await self.page.get_by_label("Password").fill(self.person.password)
        await self.page.get_by_role("button", name="Sign in").click()
        await self.page.get_by_role("radio", name="Online").check()

    async def go(self, section: str) -> None:
        """Go to another section of the desk."""
        await self.sections.get_by_role("link", name=section).click()

    def row(self, text: str) -> Locator:
        """A conversation of the list that shows a text."""
        return self.rows.filter(has_text=text)

    async def show(self, conversation_id: str) -> None:
        """Open a conversation by its link."""
        await self.page.evaluate("id => { location.hash = `chats/${id}` }", conversation_id)

    async def view(self, name: str) -> None:
        """Show another list of conversations."""
        views = self.page.get_by_role("group", name="Views")
        await views.get_by_role("button", name=re.compile(f"^{name}")).click()

    async def write(self, text: str) -> None:
        """Answer the visitor."""
        await self.reply.fill(text)
        await self.reply.press("Enter")

    async def hand_back(self) -> None:
        """Give the conversation back to the assistant, without a note."""
        await self.page.get_by_role("button", name="Hand back").click()
        dialog = self.page.get_by_role("dialog")
        await dialog.get_by_role("button", name="Hand back").click()
        await expect(dialog).to_be_hidden()

    def said(self, text: str) -> Locator:
        """Entries of the open conversation's log that contain a text."""
        return self.log.locator(".message, .line").filter(has_text=text)
