"""A candidate from the button to being served, in the tabs Trainings and Models."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Route, ViewportSize, expect

from desk.models.store import ModelStore
from desk.trainer.runs import Runs
from tests.browser.axe import findings
from tests.browser.chromium import DESKTOP, PHONE, new_context
from tests.browser.pages import Desk
from tests.desk.harness import RunningDesk
from tests.ports import free_port
from tests.trainer.inbox_rows import fill
from tests.trainer.small_project import FROZEN, KNOWN, SmallProject, held_out
from tests.trainer.trainer_desk import running_trainer_desk, say_served

REASON = "the frozen file is wrong about these"


class Workbench:
    """A desk over a project of its own; it can be stopped and started again, with what it knew."""

    def __init__(self, browser: Browser, folder: Path, stack: AsyncExitStack) -> None:
        self.project = SmallProject(folder / "project")
        self.data_dir = folder / "data"
        self.data_dir.mkdir()
        self.store = ModelStore(self.project.folder)
        self._browser = browser
        self._stack = stack
        self._port = free_port()
        self._running = AsyncExitStack()
        self.desk: RunningDesk

    async def start(self) -> None:
        self.desk = await self._running.enter_async_context(
            running_trainer_desk(self.project, self.data_dir, self._port)
        )

    async def stop(self) -> None:
        await self._running.aclose()
        self.desk.hang_up()

    async def person(
        self, name: str, role: str = "trainer", size: ViewportSize = DESKTOP, **settings: Any
    ) -> Desk:
        """Somebody who has signed in."""
        person = await self.desk.person(name, "technical", role=role, presence=None)
        self._stack.push_async_callback(person.client.aclose)
        context = await new_context(self._browser, self.desk.base, size, **settings)
        self._stack.push_async_callback(context.close)
        desk = Desk(await context.new_page(), person)
        await desk.page.goto("/desk")
        await desk.page.locator("input[type=email]").fill(person.email)
        await desk.page.locator("input[type=password]").fill(person.password)
        await desk.page.locator("input[type=password]").press("Enter")
        await expect(desk.page.locator("desk-topbar")).to_be_visible()
        return desk

    def spoil(self) -> None:
        """From here on a candidate breaks a message, has wrong labels and fails a conversation."""
        poison = [held_out(f"pay {n}", "infrastructure", "invoice", 0.9) for n in range(30)]
        self.project.say(
            candidate={**self.project.said["candidate"], "is my invoice paid": ["refund", 0.8]},
            held_out={"current": KNOWN, "candidate": [*KNOWN, *poison]},
            failed=["a ticket at night"],
        )


@pytest_asyncio.fixture(loop_scope="session")
async def workbench(browser: Browser, tmp_path: Path) -> AsyncIterator[Workbench]:
    async with AsyncExitStack() as stack:
        made = Workbench(browser, tmp_path, stack)
        await made.start()
        stack.push_async_callback(made.stop)
        yield made
        # A training goes on without anybody: also without the test.
        runs = Runs(made.project.folder, made.data_dir)
        if running := runs.running():
            runs.cancel(running, {"name": "nobody"})


async def open_tab(desk: Desk, tab: str) -> None:
    await desk.page.evaluate("tab => { location.hash = `training/${tab}` }", tab)


async def train(desk: Desk) -> Locator:
    """Start a training; the list's line of it."""
    await open_tab(desk, "trainings")
    await desk.page.get_by_role("button", name="Train a candidate").click()
    return desk.page.get_by_role("list", name="Trainings").get_by_role("link").first


def article(desk: Desk, model: str) -> Locator:
    return desk.page.get_by_role("article", name=model, exact=True)


def release(pipe: Path) -> None:
    """Let the training that waits go on."""
    with pipe.open("w", encoding="utf-8"):
        return


async def test_a_candidate_is_trained_read_promoted_and_taken_back(workbench: Workbench) -> None:
    tam = await workbench.person("Tam")
    page = tam.page
    await open_tab(tam, "trainings")
    await expect(page.get_by_text("No training yet.")).to_be_visible()
    thorough = page.get_by_label("Thorough")
    await expect(page.get_by_text("Nothing that is served changes.")).to_be_visible()
    await thorough.check()
    await expect(page.get_by_text("Takes several times as long")).to_be_visible()
    await thorough.uncheck()

    line = await train(tam)
    await expect(line).to_contain_text("Gate passed")
    await expect(line).to_contain_text("Tam · Quick")
    await expect(
        page.get_by_text("1 fixed and 0 broken: this difference could well be")
    ).to_be_visible()
    accuracy = page.locator("dl > div").filter(has_text=re.compile("^\\s*Accuracy"))
    await expect(accuracy).to_contain_text("75% → 100%")
    await expect(accuracy).to_contain_text("+25 points")
    fixed = page.get_by_role("table", name="Message by message").get_by_role("row")
    await expect(fixed.filter(has_text="money back please")).to_contain_text("asks back 30%")
    await page.get_by_role("button", name="Promote").click()
    dialog = page.get_by_role("dialog", name="Have")
    await expect(dialog).to_contain_text("changes over from one within seconds")
    await dialog.get_by_role("button", name="Promote").click()
    await expect(page.get_by_text("This model is the one that is to be served.")).to_be_visible()
    candidate = workbench.store.current()
    assert candidate not in (None, "one")

    await page.get_by_role("link", name="All models").click()
    await expect(page.get_by_text(f"The next one that starts serves {candidate}.")).to_be_visible()
    await article(tam, str(candidate)).get_by_text("Card and history").click()
    history = article(tam, str(candidate)).get_by_role("list", name="History")
    await expect(history).to_contain_text("by Tam instead of one")
    await page.get_by_role("button", name="Go back to one").click()
    await expect(page.get_by_text(f"one is promoted again instead of {candidate}.")).to_be_visible()
    assert workbench.store.current() == "one"
    await page.get_by_role("button", name="Undo").click()
    await expect(page.get_by_text(f"{candidate} is promoted instead of one.")).to_be_visible()
    assert workbench.store.current() == candidate

    # Somebody else goes back in the moment of the click, which meant another situation.
    async def be_faster(route: Route) -> None:
        workbench.store.roll_back()
        await route.continue_()

    await page.route("**/api/trainer/models/rollback", be_faster)
    await page.get_by_role("button", name="Go back to one").click()
    await expect(page.get_by_role("alert")).to_contain_text("Another model is served now: one.")
    assert workbench.store.current() == "one"
    assert tam.complaints.said == [
        "console: Failed to load resource: the server responded with a "
        f"status of 409 (Conflict) ({workbench.desk.base}/api/trainer/models/rollback)"
    ]


async def test_a_training_that_runs_survives_a_reload_and_a_restart(workbench: Workbench) -> None:
    pipe = workbench.project.hold()
    tam = await workbench.person("Tam")
    page = tam.page
    line = await train(tam)
    await expect(line).to_contain_text("Running")
    now = page.locator("[aria-current=step]")
    await expect(now).to_contain_text("Training the candidate")
    await expect(page.get_by_role("button", name="Train a candidate")).to_be_disabled()
    await page.reload()
    await expect(now).to_contain_text("Training the candidate")
    await page.get_by_text("Log", exact=True).click()

    await workbench.stop()
    away = page.locator("training-view .away")
    await expect(away).to_contain_text("The desk does not answer.")
    await expect(now).to_contain_text("Training the candidate")
    await workbench.start()
    await expect(away).to_be_hidden()
    await expect(now).to_contain_text("Training the candidate")
    release(pipe)
    await expect(line).to_contain_text("Gate passed")
    await expect(page.get_by_role("heading", name=re.compile("^Candidate"))).to_be_visible()
    await expect(page.get_by_role("button", name="Train a candidate")).to_be_enabled()


async def test_a_training_is_cancelled_after_being_asked(workbench: Workbench) -> None:
    workbench.project.hold()
    tam = await workbench.person("Tam")
    page = tam.page
    line = await train(tam)
    cancel = page.get_by_role("button", name="Cancel the training")
    await cancel.click()
    dialog = page.get_by_role("dialog", name="Cancel this training?")
    await dialog.get_by_role("button", name="Back").click()
    await expect(dialog).to_be_hidden()
    await expect(line).to_contain_text("Running")
    await cancel.click()
    await dialog.get_by_role("button", name="Cancel the training").click()
    await expect(line).to_contain_text("Cancelled")
    await expect(page.get_by_text("Cancelled by Tam.")).to_be_visible()
    await expect(page.get_by_text("You can train again at any time.")).to_be_visible()
    assert [row.name for row in workbench.store.rows()] == ["one"]
    assert tam.complaints.said == []


async def test_a_training_that_fails_says_why_and_what_to_do(workbench: Workbench) -> None:
    workbench.project.say(refuse="data/nlu/vat.yml:3: an example starts with '- '")
    tam = await workbench.person("Tam")
    line = await train(tam)
    await expect(line).to_contain_text("Failed")
    told = tam.page.get_by_role("alert")
    await expect(told).to_contain_text("data/nlu/vat.yml:3: an example starts with '- '")
    await expect(told).to_contain_text("Correct the file at the place that is named")
    await told.get_by_role("link", name="To the data").click()
    await expect(tam.page).to_have_url(re.compile("#training/data$"))
    await open_tab(tam, "trainings/20200101-000000-000000")
    await expect(tam.page.get_by_text("There is no such training.")).to_be_visible()


async def test_what_the_gate_refuses_an_administrator_promotes_with_a_reason(
    workbench: Workbench,
) -> None:
    workbench.spoil()
    tam = await workbench.person("Tam")
    line = await train(tam)
    await expect(line).to_contain_text("Gate refuses")
    gate = tam.page.get_by_role("region", name="The gate")
    for told in (
        "100% of the added examples look like another intent",
        "“pay 0” labelled infrastructure, looks like invoice (90%)",
        "data/nlu/down.yml:5",
        "and 10 more",
        "One conversation test fails.",
        "a ticket at night",
        "“is my invoice paid” is invoice, the candidate says refund (80%)",
    ):
        await expect(gate).to_contain_text(told.replace("“", "").replace("”", " ").strip())
    await expect(tam.page.get_by_text("An administrator can promote it")).to_be_visible()
    await expect(tam.page.get_by_role("button", name="Promote")).to_have_count(0)

    boss = await workbench.person("Boss", role="administrator")
    await open_tab(boss, "models")
    await boss.page.get_by_role("button", name="Promote all the same").click()
    dialog = boss.page.get_by_role("dialog", name=re.compile("all the same"))
    await dialog.get_by_label("Reason").fill("no")
    await dialog.get_by_role("button", name="Promote all the same").click()
    await expect(dialog.get_by_role("alert")).to_contain_text("At least 10 letters.")
    assert workbench.store.current() == "one"
    await dialog.get_by_label("Reason").fill(REASON)
    await dialog.get_by_role("button", name="Promote all the same").click()
    await expect(dialog).to_be_hidden()
    name = str(workbench.store.current())
    assert name != "one"
    await article(boss, name).get_by_text("Card and history").click()
    await expect(article(boss, name)).to_contain_text(REASON)
    assert [*tam.complaints.said, *boss.complaints.said] == []


async def test_what_a_running_system_does_with_a_model_is_followed(workbench: Workbench) -> None:
    store = workbench.store
    store.archive("two").write_bytes(store.archive("one").read_bytes())
    store.archive("empty").write_bytes(b"")
    (store.folder / "two.json").write_text('{"name": "tw')
    store.promote("two")
    say_served(workbench.data_dir, served="one", starting="two")
    tam = await workbench.person("Tam")
    await open_tab(tam, "models")
    served = tam.page.get_by_role("region", name="What is served")
    await expect(served).to_contain_text("Visitors are answered by one; two is starting")
    await expect(article(tam, "two")).to_contain_text("Its card can’t be read")
    await expect(article(tam, "empty")).to_contain_text("Its archive can’t be read")
    say_served(workbench.data_dir, served="two")
    await expect(served).to_contain_text("Visitors are answered by two.")
    refused = {"model": "two", "error": "the engine ended with 1", "at": "2026-11-28T07:00:00Z"}
    store.keep("one")
    say_served(workbench.data_dir, served="one", refused=refused)
    await tam.page.reload()
    await expect(served.get_by_role("alert")).to_contain_text("two could not be started")
    await expect(served.get_by_role("alert")).to_contain_text("the engine ended with 1")
    await expect(article(tam, "two")).to_contain_text("Did not start")
    store.promote("gone")
    await tam.page.reload()
    await expect(served).to_contain_text("The archive of gone is gone")
    assert tam.complaints.said == []


def many_differences(project: SmallProject) -> None:
    """Every message of the project is asked of two models that agree about few of them."""
    path = project.folder / "tests" / "conversations" / "f.tsv"
    labels = [label for _, label in FROZEN]
    rows = [(f"message {n} about {labels[n % 3]}", labels[n % 3]) for n in range(240)]
    path.write_text("\n".join(["text\tlabel", *("\t".join(row) for row in rows)]) + "\n")
    wrong = {"infrastructure": "invoice", "invoice": "refund", "refund": "unsure"}
    project.say(
        current={text: [label, 0.9] for text, label in rows},
        candidate={"hello there": ["greet", 0.9]}
        | {
            text: [wrong[label] if n >= 40 else label, 0.5 + n / 500]
            for n, (text, label) in enumerate(rows)
        },
        curve=[
            {"threshold": n / 100, "cost": 0.3, "wrong": 0.2, "needless": 0.1} for n in range(100)
        ],
    )


async def test_a_long_verdict_is_searched_sorted_and_drawn(workbench: Workbench) -> None:
    many_differences(workbench.project)
    written = {"message 3 about infrastructure": "unsure", "hello there": "greet"}
    await asyncio.to_thread(fill, f"sqlite+aiosqlite:///{workbench.data_dir}/frontdesk.db", written)
    tam = await workbench.person("Tam")
    page = tam.page
    line = await train(tam)
    await expect(line).to_contain_text("Gate refuses")
    table = page.get_by_role("table", name="Message by message").locator("tbody").get_by_role("row")
    await expect(table).to_have_count(25)
    await page.get_by_role("button", name="Show all 200").click()
    await expect(table).to_have_count(200)
    await page.get_by_label("Search in messages and intents").fill("refund asks")
    await expect(page.get_by_text("No message is like that.")).to_be_visible()
    await page.get_by_label("Search in messages and intents").fill("message 101")
    await expect(table).to_have_count(1)
    await page.get_by_role("button", name="Fixed 0").click()
    await expect(table).to_have_count(0)
    traffic = page.get_by_role("region", name="What visitors wrote lately")
    await expect(traffic).to_contain_text("Of 2 messages of the last days, the candidate takes one")
    lines = traffic.get_by_role("table").locator("tbody").get_by_role("row")
    await expect(lines).to_have_count(1)
    await expect(lines).to_contain_text("no label yet")

    scores = page.get_by_role("region", name="F1 by intent").first
    await scores.scroll_into_view_if_needed()
    await expect(scores.get_by_role("img", name="Plot: F1 by intent")).to_be_visible()
    await scores.get_by_text("intents as a table").click()
    heads = scores.locator("tbody th")
    first = await heads.first.inner_text()
    await scores.get_by_role("button", name="Intent").click()
    await expect(heads).to_have_text(["infrastructure", "invoice", "refund"])
    await scores.get_by_role("button", name="Intent").click()
    await expect(heads).to_have_text(["refund", "invoice", "infrastructure"])
    assert first in ("infrastructure", "invoice", "refund")

    cells = page.locator("confusion-table .matrix button")
    await expect(cells).to_have_text(["66", "67", "67"])
    await cells.first.focus()
    status = page.locator("confusion-table").get_by_role("status")
    await expect(status).to_contain_text("that are infrastructure are taken for: invoice.")
    await page.keyboard.press("ArrowRight")
    await expect(cells.first).to_be_focused()
    for name in ("Whether it is as sure as it may be", "When it asks back"):
        region = page.get_by_role("region", name=name).first
        await region.scroll_into_view_if_needed()
        await expect(region.get_by_role("img", name=f"Plot: {name}")).to_be_visible()
        await region.get_by_text("Show as a table").click()
        await expect(region.get_by_role("row").nth(3)).to_be_visible()
    await expect(page.get_by_text("0.4 (Chosen threshold)")).to_be_visible()
    assert tam.complaints.said == []


@pytest.mark.parametrize("language", ["en-GB", "vi-VN"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
async def test_axe_finds_nothing_and_nothing_is_cut_off(
    workbench: Workbench, size: ViewportSize, language: str
) -> None:
    workbench.spoil()
    boss = await workbench.person("Boss", "administrator", size, locale=language)
    page = boss.page
    await open_tab(boss, "trainings")
    await page.locator("trainings-tab form button").click()
    await expect(page.locator("verdict-plots canvas").first).to_be_visible()
    for tab in (None, "models"):
        if tab:
            await open_tab(boss, tab)
            await expect(page.locator("article").first).to_be_visible()
        assert await findings(page, ["desk-app", "training-page"]) == []
        wide = await page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0
        # Only panes scroll: the page itself would show nothing below its end.
        tall = await page.evaluate("() => document.documentElement.scrollHeight - innerHeight")
        assert tall <= 0
    page_source = json.dumps(await page.locator("training-page").inner_text())
    assert "undefined" not in page_source
