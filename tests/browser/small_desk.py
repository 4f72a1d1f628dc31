"""A desk in this process, with a small project and an engine that answers as a test says."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from playwright.async_api import Page

from desk.settings import Settings
from desk.storage import Database
from desk.storage.migrate import migrate
from desk.trainer.inbox import InboxFiller
from tests.browser.pages import Desk
from tests.clients import Person
from tests.desk.conftest import POLICY, ROOT, start
from tests.desk.harness import RunningDesk, ScriptedEngine
from tests.desk.test_trainer_inbox import says
from tests.ports import free_port
from tests.trainer.project import make_project

AT = "2026-11-28T14:00:00+07:00"
HELD_OUT = "text\tlabel\nwhy was i charged twice\tinvoice\n"


@asynccontextmanager
async def small_desk(folder: Path, engine: ScriptedEngine | None = None) -> AsyncIterator[Any]:
    """A RunningDesk that serves the built pages; its project's data may be written."""
    root = make_project(folder / "project")
    (root / "web").symlink_to(ROOT / "web")
    held_out = root / "tests" / "conversations"
    held_out.mkdir(parents=True)
    (held_out / "heldout.tsv").write_text(HELD_OUT)
    variables = {"PORT": str(free_port()), "DATA_DIR": str(folder / "run"), "AT": AT}
    settings = Settings.load(variables, root)
    database = Database(settings.database_url)
    await migrate(database)
    await database.close()
    async with start(settings, engine or ScriptedEngine(POLICY)) as desk:
        yield desk


async def trainer(desk: RunningDesk, page: Page, name: str = "Tam") -> Desk:
    """A trainer at the page of the workbench."""
    person: Person = await desk.person(name, role="trainer", presence=None)
    signed_in = Desk(page, person)
    await page.goto(f"{desk.base}/desk")
    await page.get_by_label("E-mail").fill(person.email)
    await page.get_by_label("Password").fill(person.password)
    await page.get_by_role("button", name="Sign in").click()
    await page.get_by_role("radio", name="Online").check()
    return signed_in


async def understood(desk: RunningDesk, texts: dict[str, str], certainty: float = 0.9) -> None:
    """Have visitors write texts that are understood like this, and take them into the inbox."""
    for text, intent in texts.items():
        await says(desk, await desk.visitor(), text, intent, certainty)
    await InboxFiller(desk.services).look()
