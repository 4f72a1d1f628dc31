"""The trainer's inbox for tests: messages get in by real conversations, and are asked about."""

from __future__ import annotations

from typing import Any

import httpx
from playwright.async_api import Locator, Page, expect

from tests.browser.pages import Desk
from tests.clients import Json, Person
from tests.system.running import System
from tests.waiting import until

# The keeper takes messages in every two seconds.
_PATIENCE_S = 30


async def asks(person: Person, method: str, path: str, **options: Any) -> httpx.Response:
    """Call the trainer's interface."""
    url = f"{person.desk.base}/api/trainer{path}"
    return await person.client.request(method, url, **options)


async def find(person: Person, **params: str) -> list[Json]:
    """Messages of the inbox."""
    response = await asks(person, "GET", "/inbox", params=params)
    assert response.status_code == httpx.codes.OK, response.text
    messages: list[Json] = response.json()["messages"]
    return messages


async def say(system: System, person: Person, *texts: str) -> None:
    """A visitor for each text, who is answered; returns when all are in the inbox."""
    before = await _known(person)
    for text in texts:
        visitor = await system.visitor(language="en")
        await visitor.answer_to(await visitor.say(text))

    async def all_there() -> bool:
        return await _known(person) >= before + len(texts)

    assert await until(all_there, _PATIENCE_S), "the messages are not in the inbox"


async def _known(person: Person) -> int:
    response = await asks(person, "GET", "/inbox", params={"limit": "1"})
    return sum(response.json()["counts"].values())


class Inbox:
    """The page, as a trainer sees it."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.page: Page = desk.page
        self.grid = self.page.get_by_role("treegrid", name="Messages of visitors")
        self.rows = self.grid.get_by_role("row")
        self.told = self.page.locator("inbox-tab").get_by_role("status").last
        self.chooser = self.page.get_by_role("dialog", name="What is")

    async def open(self, text: str) -> None:
        """Show the messages with this text, and have the focus on the first one."""
        await self.desk.go("Training")
        await self.search(text)

    async def search(self, text: str) -> None:
        """Narrow the list down by its field, and go back into it by the keyboard."""
        field = self.page.get_by_role("searchbox", name="Search the messages")
        await field.fill(text)
        await field.press("Enter")
        await expect(self.rows.first).to_be_focused()
        await expect(self.rows.first.locator("p")).to_contain_text(text)

    def row(self, text: str) -> Locator:
        """The line of a message."""
        return self.rows.filter(has_text=text)

    async def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        for key in keys:
            await self.page.keyboard.press(key)
