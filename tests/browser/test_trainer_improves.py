"""The assistant gets better, and never worse: from misunderstood messages to a model and back.

Real engine, real trainings, on a project that learned from a part of the examples: some intents
it hardly knows, and the examples that it has never seen are what visitors write.
"""

from __future__ import annotations

import asyncio
import re
import subprocess
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from desk.models.store import ModelStore
from desk.trainer.measuring import Answers
from desk.trainer.nlu_files import Addition
from support.likeness import nearest, words
from tests.browser.conftest import AT, NewPerson
from tests.browser.trainer_inbox import Inbox, asks, find
from tests.clients import Json, Person
from tests.system.chatter import Chatter, check_answered_once, served
from tests.system.reduced import Reduced, reduced_project
from tests.system.running import System, running_system
from tests.waiting import until

HARDLY_KNOWN = {"vat": 5, "promotion": 5, "trial": 5}
MISUNDERSTOOD = 60
POISON = 100
# What a careless or an angry trainer would call the examples of an intent.
WRONG = {
    "invoice": "code_fix",
    "refund": "hours",
    "infrastructure": "goodbye",
    "prices": "escalate",
    "hours": "refund",
}
_PER_VISITOR = 5
# A training shares two cores with whatever else runs.
_TRAINED_MS = 600_000


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def reduced(tmp_path_factory: pytest.TempPathFactory) -> Reduced:
    folder = tmp_path_factory.mktemp("reduced") / "project"
    made = await asyncio.to_thread(reduced_project, folder, HARDLY_KNOWN)
    git(made.root, "init", "-q")
    git(made.root, "add", "data")
    git(made.root, "commit", "-qm", "The examples to begin with")
    return made


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def system(
    browser: Browser, reduced: Reduced, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[System]:
    """A system of its own, which may learn."""
    data_dir = tmp_path_factory.mktemp("data")
    async with running_system(data_dir, AT, root=reduced.root) as running:
        yield running


def git(root: Path, *arguments: str) -> str:
    who = ["-c", "user.name=An", "-c", "user.email=an@example.com"]
    done = subprocess.run(
        ["git", "-C", str(root), *who, *arguments], capture_output=True, text=True, check=True
    )
    return done.stdout


def apart(examples: Sequence[Addition], count: int) -> list[Addition]:
    """The first examples that would each be a line of its own in the inbox."""
    found: list[Addition] = []
    known: list[tuple[str, frozenset[str]]] = []
    for example in examples:
        said = words(example.text)
        if nearest(said, known) is None:
            known.append((example.text, said))
            found.append(example)
    assert len(found) >= count
    # From everywhere among them, as visitors don't write in the order of a file.
    return found[:: len(found) // count][:count]


async def write_all(system: System, person: Person, examples: Sequence[Addition]) -> list[Json]:
    """Have visitors write the texts; returns their lines of the inbox, once all are there."""
    before = {one["id"] for one in await find(person, limit="200")}
    for start in range(0, len(examples), _PER_VISITOR):
        some = examples[start : start + _PER_VISITOR]
        visitor = await system.visitor(language=some[0].language)
        for example in some:
            await visitor.answer_to(await visitor.say(example.text))

    async def new_lines() -> list[Json]:
        found = [one for one in await find(person, limit="200") if one["id"] not in before]
        return found if len(found) >= len(examples) else []

    found = await until(new_lines, 60)
    assert found, "the messages are not in the inbox"
    return found


async def test_sixty_misunderstood_messages_make_a_better_model(
    system: System, reduced: Reduced, new_person: NewPerson, tmp_path: Path
) -> None:
    store = ModelStore(reduced.root)
    unseen = [one for one in reduced.unseen if one.intent in HARDLY_KNOWN]
    answers = Answers(reduced.root, store.current_archive(), tmp_path)
    guesses = await asyncio.to_thread(answers.of, [one.text for one in unseen])
    wrong = [one for one, guess in zip(unseen, guesses, strict=True) if guess.intent != one.intent]
    examples = apart(wrong, MISUNDERSTOOD)
    tam = await new_person("Tam", role="trainer")
    inbox = Inbox(tam)
    page = tam.page
    lines = await write_all(system, tam.person, examples)
    assert len(lines) == MISUNDERSTOOD
    right = {one.text: one.intent for one in examples}
    assert all(one["intent"] != right[one["text"]] for one in lines)

    # Labelled by keys alone: a few letters of the intent, and the next message is there.
    await page.goto(f"{system.base}/trainer")
    await inbox.rows.first.focus()
    for number in range(MISUNDERSTOOD):
        row = inbox.rows.nth(number)
        await expect(row).to_be_focused()
        intent = right[await row.locator("p").inner_text()]
        await page.keyboard.press("l")
        await expect(inbox.chooser.get_by_role("combobox")).to_be_focused()
        await page.keyboard.type(intent)
        await page.keyboard.press("Enter")
        await expect(row).to_contain_text(f"✓ {intent}")
    labelled = await find(tam.person, status="labelled", limit="200")
    assert {one["text"]: one["label"] for one in labelled} == right
    assert {one["labelled_by"] for one in labelled} == {"Tam"}

    # Into the data: git shows what was added, line by line, and nothing else.
    await page.get_by_role("button", name=re.compile("^Write")).click()
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_contain_text("data/nlu/billing.yml")
    await dialog.get_by_role("button", name=re.compile("^Write")).click()
    await expect(dialog).to_contain_text(f"{MISUNDERSTOOD} examples are in the data now.")
    changes = git(reduced.root, "diff", "--unified=0", "--", "data").splitlines()
    added = [line for line in changes if line.startswith("+") and not line.startswith("+++")]
    assert Counter(line.removeprefix("+    - ") for line in added) == Counter(list(right))
    assert not [line for line in changes if line.startswith("-") and not line.startswith("---")]

    # Trained and compared, and let through.
    await page.get_by_role("link", name="Train a candidate").click()
    await page.get_by_role("button", name="Train a candidate").click()
    line = page.get_by_role("list", name="Trainings").get_by_role("link").first
    await expect(line).to_contain_text("Gate passed", timeout=_TRAINED_MS)
    response = await asks(tam.person, "GET", "/trainings")
    [run] = response.json()["trainings"]
    response = await asks(tam.person, "GET", f"/trainings/{run['id']}")
    verdict = response.json()["training"]["result"]
    assert verdict["frozen"]["after"]["accuracy"] > verdict["frozen"]["before"]["accuracy"]
    assert len(verdict["frozen"]["fixed"]) > len(verdict["frozen"]["broken"])
    learnt = {row["id"] for row in verdict["traffic"]["differences"]}
    assert len(learnt & {one["id"] for one in lines}) > MISUNDERSTOOD / 2

    # Promoted and taken back while visitors chat.
    before = system.pid("engine")
    chatters = [Chatter(await system.visitor(language="en")) for _ in range(3)]
    chatting = [asyncio.create_task(one.chat()) for one in chatters]
    await page.get_by_role("button", name="Promote").click()
    await page.get_by_role("dialog").get_by_role("button", name="Promote").click()
    await served(system, verdict["model"])
    assert system.pid("engine") != before
    visitor = await system.visitor(language=examples[0].language)
    await visitor.answer_to(await visitor.say(examples[0].text))
    promoted = [len(one.asked) for one in chatters]
    await page.get_by_role("link", name="All models").click()
    await page.get_by_role("button", name=f"Go back to {reduced.model}").click()
    await served(system, reduced.model)
    counts = [len(one.asked) for one in chatters]
    for one in chatters:
        one.stop.set()
    await asyncio.gather(*chatting)
    assert all(0 < at < end for at, end in zip(promoted, counts, strict=True))
    await check_answered_once(chatters)
    assert tam.complaints.said == []


async def test_a_hundred_wrong_labels_are_caught_and_shown(
    system: System, reduced: Reduced, new_person: NewPerson
) -> None:
    store = ModelStore(reduced.root)
    git(reduced.root, "checkout", "--", "data")
    tam = await new_person("Tam", role="trainer")
    page = tam.page
    examples = apart([one for one in reduced.unseen if one.intent in WRONG], POISON)
    lines = await write_all(system, tam.person, examples)
    right = {one.text: one.intent for one in examples}
    poisoned = {one["text"]: one["id"] for one in lines if one["text"] in right}
    for intent, wrong in WRONG.items():
        ids = [name for text, name in poisoned.items() if right[text] == intent]
        body = {"ids": ids, "label": wrong}
        assert (await asks(tam.person, "POST", "/labels", json=body)).status_code == 200
    response = await asks(tam.person, "POST", "/examples", json={"ids": list(poisoned.values())})
    assert len(response.json()["written"]) > POISON * 0.9

    await page.goto(f"{system.base}/desk#training/trainings")
    await page.get_by_role("button", name="Train a candidate").click()
    line = page.get_by_role("list", name="Trainings").get_by_role("link").first
    await expect(line).to_contain_text("Running")
    await expect(line).to_contain_text("Gate refuses", timeout=_TRAINED_MS)
    # Which: examples of the batch, each with what it looks like.
    rule = page.locator("verdict-view .gate > li").filter(has_text="Labels of new examples")
    shown = await rule.first.inner_text()
    assert sum(text in shown for text in right) >= 5
    await expect(page.get_by_role("button", name="Promote", exact=True)).to_be_hidden()
    assert store.current() == reduced.model
