"""The first replies of a desk, and replies as a file."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
import yaml
from sqlalchemy import delete, select

from desk.errors import UsageError
from desk.replies.exchange import FIRST, first_replies, load_first, read_replies, write_replies
from desk.storage.tables import replies
from tests.commands import call_command
from tests.desk.conftest import POLICY
from tests.desk.harness import RunningDesk
from tests.desk.reply_book import written

MOST = 4_000


async def test_a_new_desk_begins_with_replies_that_all_can_be_said(desk: RunningDesk) -> None:
    admin = await desk.person("Admin", role="administrator", level=3)
    listed = (await admin.get("/replies"))["replies"]
    assert len(listed) >= 12
    covered = {topic for each in listed for topic in each["topics"]}
    assert {"hours", "open_ticket", "code_fix", "backup_restore", "os_reinstall"} <= covered
    assert {"escalate", "goodbye", "scope_question"} <= covered
    for language in ("en", "vi"):
        visitor = await desk.visitor(language=language)
        for each in listed:
            assert set(each["texts"]) == {"en", "vi"}, each["shortcut"]
            response = await written(admin, visitor, each["id"])
            assert response.status_code == 200, (each["shortcut"], response.text)
            assert response.json()["language"] == language
            assert "{" not in response.json()["text"], each["shortcut"]


async def test_removed_replies_stay_removed_after_a_restart(desk: RunningDesk) -> None:
    async with desk.services.database.write() as transaction:
        await transaction.execute(delete(replies))
    await load_first(desk.services)
    async with desk.services.database.read() as transaction:
        assert (await transaction.execute(select(replies))).all() == []


def test_another_companys_desk_begins_with_what_fits_its_policy() -> None:
    from dataclasses import replace

    company = replace(POLICY.company, languages=("en",))
    departments = {"technical": POLICY.departments["technical"]}
    topics = {name: topic for name, topic in POLICY.topics.items() if name != "contacts"}
    policy = replace(POLICY, company=company, departments=departments, topics=topics)
    found = {each.shortcut: each for each in first_replies(policy, MOST)}
    assert "invoice" not in found
    assert found["when"].topics == ["hours"]
    assert set(found["when"].texts) == {"en"}
    german = replace(POLICY, company=replace(company, languages=("de", "en")))
    assert first_replies(german, MOST) == []


def test_what_is_written_into_a_file_is_read_again_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "replies.yml"
    found = read_replies(FIRST, POLICY, MOST)
    file.write_text(write_replies(found), encoding="utf-8")
    assert read_replies(file, POLICY, MOST) == found


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "expected a list under 'replies:'"),
        ("replies: no", "expected a list under 'replies:'"),
        ("replies: [", "is not YAML"),
        ("replies: [5]", "reply 1: "),
        ("replies: [{shortcut: a, title: A}]", "reply 1 (/a): texts"),
        ("replies: [{shortcut: a, title: A, texts: {en: '{b}'}}]", "there is no such placeholder"),
        ("replies: [{shortcut: next, title: A, texts: {en: b}}]", "(/next): /next is built in"),
        (
            "replies: [{shortcut: a, title: A, texts: {en: b}}, "
            "{shortcut: a, title: C, texts: {en: d}}]",
            "reply 2 (/a): the shortcut stands there twice",
        ),
    ],
)
def test_a_file_that_is_not_right_is_refused_whole(
    tmp_path: Path, content: str, message: str
) -> None:
    file = tmp_path / "replies.yml"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(UsageError) as refused:
        read_replies(file, POLICY, MOST)
    assert message in str(refused.value)
    assert str(file) in str(refused.value)


def test_the_command_writes_and_reads_replies(tmp_path: Path) -> None:
    run = partial(call_command, "replies", DATA_DIR=str(tmp_path / "data"), DATABASE_URL="")
    done = run("import", str(FIRST), "--json")
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == '{"added": 14, "changed": 0, "unchanged": 0}'
    file = tmp_path / "out.yml"
    assert run("export", str(file)).stdout == f"14 replies written to {file}\n"
    document = yaml.safe_load(file.read_text(encoding="utf-8"))
    document["replies"][0]["title"] = "Changed"
    document["replies"].append({"shortcut": "new", "title": "New", "texts": {"en": "New."}})
    file.write_text(yaml.safe_dump(document), encoding="utf-8")
    again = run("import", str(file))
    assert again.stdout == "1 added, 1 changed, 13 as they were\n"
    file.write_text("replies: [{shortcut: '!'}]", encoding="utf-8")
    refused = run("import", str(file))
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "reply 1 (/!): shortcut" in refused.stderr
    missing = run("import", str(tmp_path / "none.yml"))
    assert missing.returncode == 2
    assert "can't be read" in missing.stderr
