"""The reports: figures of a period as tiles, plots and tables, and the same ones as a file."""

from __future__ import annotations

import asyncio
import csv
import io
import re
from collections.abc import Mapping

from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import NewPerson
from tests.browser.pages import Desk
from tests.clients import Json, Person
from tests.system.running import System

Counts = Mapping[str, tuple[int, int]]


def about(page: Page, days: str) -> Locator:
    """The line that says which days the figures are of; browsers differ in the spaces of it."""
    spaced = days.replace("–", r"\s*–\s*")
    wanted = re.compile(f"^\\s*{spaced}, by the clocks of Asia/Ho_Chi_Minh\\s*$")
    return page.get_by_role("status").filter(has_text=wanted)


def tile(page: Page, name: str) -> Locator:
    """The value of one of the main figures."""
    term = page.get_by_text(name, exact=True)
    return page.locator("report-tiles .tile").filter(has=term).locator(".value")


async def by_department(person: Person, **asked: str) -> list[Json]:
    """The rows of the report, as the interface has them."""
    rows: list[Json] = (await person.get("/reports/departments", **asked))["rows"]
    return rows


async def counted(person: Person) -> Counts:
    """Conversations and messages of today, by department."""
    rows = await by_department(person, period="today")
    return {row["department"]: (row["conversations"], row["messages"]) for row in rows}


async def asks(system: System, *texts: str) -> None:
    """A visitor who is answered once for each text."""
    visitor = await system.visitor(language="en")
    for text in texts:
        await visitor.answer_to(await visitor.say(text))


async def test_figures_follow_the_period_and_the_department_and_go_into_a_file(
    system: System, new_person: NewPerson
) -> None:
    lan: Desk = await new_person("Lan", "technical", "billing", level=2)
    page = lan.page
    before = await counted(lan.person)
    await asyncio.gather(
        asks(system, "my vps is down, cannot ping 203.0.113.41", "it is vps 203.0.113.41"),
        asks(system, "server is unreachable, ping 203.0.113.42 times out"),
        asks(system, "I was charged twice for invoice #90210"),
    )

    await lan.go("Reports")
    period = page.get_by_role("group", name="Period")
    await expect(about(page, "22–28 Nov 2026")).to_be_visible()
    await period.get_by_role("button", name="Today").click()
    await expect(about(page, "28 Nov 2026")).to_be_visible()
    now = await counted(lan.person)
    assert now["technical"] == (before["technical"][0] + 2, before["technical"][1] + 3)
    assert now["billing"] == (before["billing"][0] + 1, before["billing"][1] + 1)
    for column, name in enumerate(("Conversations", "Messages of visitors")):
        total = sum(row[column] for row in now.values())
        await expect(tile(page, name)).to_have_text(str(total))

    card = page.get_by_role("region", name="By department").first
    await card.scroll_into_view_if_needed()
    await expect(card.get_by_role("img", name="Plot: By department")).to_be_visible()
    await card.get_by_role("button", name="Show table").click()
    for department, title in (("technical", "Technical"), ("billing", "Billing")):
        cells = card.get_by_role("row").filter(has_text=title).get_by_role("cell")
        await expect(cells).to_have_text([str(number) for number in now[department]])

    whose = page.get_by_role("combobox", name="Department")
    # One department: its figures alone, on the tiles and in every card.
    await whose.select_option(label="Billing")
    await expect(tile(page, "Conversations")).to_have_text(str(now["billing"][0]))
    await expect(card.get_by_role("row").filter(has_text="Technical")).to_have_count(0)
    await check_file(lan, card, period="today", department="billing")
    await whose.select_option(label="All departments")
    await expect(card.get_by_role("row").filter(has_text="Technical")).to_have_count(1)
    await check_file(lan, card, period="today")

    # Another period: nothing happened on the day before the desk began.
    await period.get_by_role("button", name="Yesterday").click()
    await expect(about(page, "27 Nov 2026")).to_be_visible()
    await expect(tile(page, "Conversations")).to_have_text("0")
    await expect(card.get_by_text("Nothing of this in the period.")).to_be_visible()
    await page.get_by_label("To", exact=True).fill("2026-11-26")
    fault = page.get_by_role("alert").filter(has_text="The period ends before it begins.")
    await expect(fault).to_be_visible()
    await page.get_by_label("To", exact=True).fill("2026-11-28")
    await expect(fault).to_be_hidden()
    await expect(about(page, "27–28 Nov 2026")).to_be_visible()
    total = sum(conversations for conversations, _ in now.values())
    await expect(tile(page, "Conversations")).to_have_text(str(total))
    assert lan.complaints.said == []


async def check_file(desk: Desk, card: Locator, **asked: str) -> None:
    """The card's file has the interface's rows, and says in its name what it is about."""
    async with desk.page.expect_download() as started:
        await card.get_by_role("link", name="Save as CSV").click()
    download = await started.value
    assert download.suggested_filename == "departments-2026-11-28-2026-11-28.csv"
    text = (await download.path()).read_text(encoding="utf-8-sig")
    saved = list(csv.DictReader(io.StringIO(text)))
    rows = await by_department(desk.person, **asked)
    assert len(rows) > 0
    assert saved == [
        {name: "" if value is None else str(value) for name, value in row.items()} for row in rows
    ]
