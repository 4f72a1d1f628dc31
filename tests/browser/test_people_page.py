"""Somebody who joins, changes and leaves, by the page of people; and the record of it."""

from __future__ import annotations

import re

import httpx
from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import NewContext, NewPerson
from tests.browser.pages import Desk, source_of
from tests.clients import Person
from tests.system.running import System

EMAIL = "mai.tran@example.com"


def secret(dialog: Locator, name: str) -> Locator:
    """What is shown once, by what stands before it."""
    term = dialog.get_by_role("term").filter(has_text=name)
    return term.locator("xpath=following-sibling::dd[1]")


def record(page: Page, what: str) -> Locator:
    """Lines of the record that say what was done."""
    done = page.get_by_role("cell", name=what, exact=True)
    return page.get_by_role("table", name="What was done").get_by_role("row").filter(has=done)


async def sign_in(page: Page, email: str, password: str) -> None:
    await page.goto("/desk")
    await page.get_by_label("E-mail").fill(email)
    await page.get_by_label("Password").fill(password)
    await page.get_by_role("button", name="Sign in").click()


async def add(page: Page) -> tuple[str, str]:
    """Add Mai; the password and the token that are shown for her, this once."""
    await page.get_by_role("button", name="Add a person").click()
    dialog = page.get_by_role("dialog", name="Add a person")
    await dialog.get_by_label("E-mail").fill(EMAIL)
    await dialog.get_by_label("Name").fill("Mai Tran")
    await dialog.get_by_role("button", name="Add a person").click()
    await expect(dialog.get_by_role("alert")).to_have_text("Choose at least one department.")
    await dialog.get_by_label("Billing").check()
    await dialog.get_by_role("button", name="Add a person").click()
    dialog = page.get_by_role("dialog", name="Shown only this once")
    await expect(secret(dialog, "E-mail")).to_have_text(EMAIL)
    password = await secret(dialog, "Password").inner_text()
    token = await secret(dialog, "API token").inner_text()
    await dialog.get_by_role("button", name="Noted").click()
    await expect(dialog).to_be_hidden()
    return password, token


async def test_somebody_joins_changes_and_leaves(
    system: System, new_person: NewPerson, new_browser: NewContext
) -> None:
    boss: Desk = await new_person("Boss", role="administrator")
    page = boss.page
    await boss.go("People")
    row = page.get_by_role("table", name="People").get_by_role("row").filter(has_text=EMAIL)
    await expect(page.get_by_role("cell").filter(has_text=boss.person.email)).to_be_visible()
    await expect(row).to_have_count(0)
    password, token = await add(page)
    await expect(row).to_contain_text("Mai Tran")
    for cell in ("Billing", "1 · Support technician", "Agent", "Away"):
        await expect(row.get_by_role("cell", name=cell, exact=True)).to_be_visible()
    # They are gone from the page, and not merely hidden.
    source = await source_of(page)
    assert EMAIL in source
    assert password not in source
    assert token not in source

    hers = await (await new_browser()).new_page()
    await sign_in(hers, EMAIL, password)
    await expect(hers.get_by_role("radio", name="Online")).to_be_checked()
    mai = system.client.person("Mai Tran", {"token": token, "email": EMAIL, "password": password})
    assert (await mai.get("/me"))["staff"]["departments"] == ["billing"]
    sections = hers.get_by_role("navigation", name="Sections")
    await expect(sections.get_by_role("link", name="Promises")).to_be_visible()
    await expect(sections.get_by_role("link", name="Reports")).to_have_count(0)

    await row.get_by_role("button", name="Change: Mai Tran").click()
    dialog = page.get_by_role("dialog", name="Change a person")
    await expect(dialog.get_by_label("Billing")).to_be_checked()
    await dialog.get_by_label("Technical").check()
    await dialog.get_by_label("Level").select_option(label="2 · Supervisor or team lead")
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog).to_be_hidden()
    await expect(
        row.get_by_role("cell", name="2 · Supervisor or team lead", exact=True)
    ).to_be_visible()
    # Her page, which is open, gets the reports that the level brings.
    await expect(sections.get_by_role("link", name="Reports")).to_be_visible()

    await row.get_by_role("button", name="Change: Mai Tran").click()
    await dialog.get_by_role("button", name="Deactivate").click()
    sure = page.get_by_role("dialog", name="Deactivate Mai Tran?")
    await sure.get_by_role("button", name="Deactivate").click()
    await expect(sure).to_be_hidden()
    await expect(row).to_have_count(0)
    # She is out at once, and neither password nor token lets her in again.
    await expect(hers.get_by_role("button", name="Sign in")).to_be_visible()
    assert (await mai.client.get("/me")).status_code == httpx.codes.UNAUTHORIZED
    await mai.client.aclose()
    await sign_in(hers, EMAIL, password)
    await expect(hers.get_by_role("alert")).to_have_text("E-mail or password is not right.")
    await page.get_by_role("checkbox", name=re.compile("^Show who has left")).check()
    await expect(row.get_by_role("cell", name="Has left", exact=True)).to_be_visible()

    await page.get_by_role("link", name="What was done").click()
    form = page.get_by_role("form", name="Filter")
    await form.get_by_label("To what").fill(EMAIL)
    await form.get_by_label("To what").press("Enter")
    rows = page.get_by_role("table", name="What was done").locator("tbody").get_by_role("row")
    by_mai = ["Changed presence", "Signed in"]
    by_boss = ["Deactivated a person", "Changed a person", "Added a person"]
    # The newest first; who failed to sign in may have been anybody.
    did = ["Failed to sign in", *by_boss[:2], *by_mai, by_boss[2]]
    await expect(rows.locator("td.what")).to_have_text(did)
    for what, who in [
        *((what, "Mai Tran") for what in by_mai),
        *((one, "Boss") for one in by_boss),
    ]:
        await expect(record(page, what).get_by_role("cell", name=who, exact=True)).to_be_visible()
    await expect(record(page, did[0]).get_by_role("cell", name="Unknown")).to_be_visible()
    changed = record(page, "Changed a person")
    await expect(changed).to_contain_text("Level: 1 → 2")
    await expect(changed).to_contain_text("Departments: Billing → Technical, Billing")
    assert boss.complaints.said == []


async def test_an_agent_gets_none_of_it(new_person: NewPerson) -> None:
    anna: Desk = await new_person("Anna")
    page = anna.page
    await expect(anna.sections.get_by_role("link")).to_have_text(
        [re.compile(f"^\\s*{name}") for name in ("Conversations", "Tickets", "Promises", "Replies")]
    )
    for place in ("people", "people/done", "reports"):
        # An address that is not theirs shows what is.
        await page.evaluate("place => { location.hash = place }", place)
        await expect(page.get_by_text("Choose a conversation")).to_be_visible()
        await expect(page.get_by_role("table")).to_have_count(0)
    await check_refused(anna.person)
    assert anna.complaints.said == []


async def check_refused(person: Person) -> None:
    """The interface refuses what the page does not show."""
    for path in ("/people", "/audit", "/audit.csv", "/reports/summary"):
        assert (await person.client.get(path)).status_code == httpx.codes.FORBIDDEN
    added = await person.post("/people", email=EMAIL, name="Mai", departments=["billing"])
    assert added.status_code == httpx.codes.FORBIDDEN
