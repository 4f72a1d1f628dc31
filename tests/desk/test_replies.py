"""Ready replies: kept by leads, filled in by the policy, inserted and never sent."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from sqlalchemy import delete, select, update

from desk.errors import UsageError
from desk.replies.exchange import FIRST, first_replies, load_first, read_replies, write_replies
from desk.replies.placeholders import PLACEHOLDERS
from desk.storage.tables import audit_log, conversations, replies
from tests.clients import Json, Person, Visitor
from tests.desk.conftest import POLICY, ROOT
from tests.desk.harness import RunningDesk, later, prove, queue_up

MOST = 4_000
FRONTDESK = str(Path(sys.executable).with_name("frontdesk"))


def reply(shortcut: str = "mail", **fields: Any) -> Json:
    """The body of a reply."""
    texts = fields.pop("texts", {"en": "Please write to us.", "vi": "Anh/chị vui lòng gửi mail."})
    return {"shortcut": shortcut, "title": "By mail", "texts": texts, **fields}


async def saved(person: Person, **fields: Any) -> Json:
    response = await person.post("/replies", **reply(**fields))
    assert response.status_code == 201, response.text
    document: Json = response.json()["reply"]
    return document


async def written(person: Person, visitor: Visitor, reply_id: str, **body: Any) -> httpx.Response:
    return await person.post(f"/conversations/{visitor.id}/replies/{reply_id}", **body)


async def text_of(person: Person, visitor: Visitor, template: str, **fields: Any) -> str:
    """What becomes of a text when it is inserted."""
    one = await saved(person, texts={"en": template}, **fields)
    response = await written(person, visitor, one["id"])
    assert response.status_code == 200, response.text
    removed = await person.client.delete(f"/replies/{one['id']}")
    assert removed.status_code == 204
    return str(response.json()["text"])


def error(response: httpx.Response) -> tuple[int, str, str | None]:
    document = response.json()["error"]
    return response.status_code, document["code"], document.get("field")


async def lead(desk: RunningDesk, *departments: str) -> Person:
    return await desk.person("Lan", *(departments or ("technical",)), level=2)


# The book


async def test_a_lead_adds_changes_and_removes_a_reply_on_record(desk: RunningDesk) -> None:
    lan = await lead(desk)
    one = await saved(lan, topics=["contacts", "contacts"], department="technical")
    assert (one["topics"], one["uses"]) == (["contacts"], 0)
    changed = await lan.put(
        f"/replies/{one['id']}", **reply(title="By post"), updated_at=one["updated_at"]
    )
    assert changed["reply"]["title"] == "By post"
    assert changed["reply"]["department"] is None
    listed = (await lan.get("/replies"))["replies"]
    assert [each["title"] for each in listed if each["id"] == one["id"]] == ["By post"]
    assert (await lan.client.delete(f"/replies/{one['id']}")).status_code == 204
    again = await lan.client.delete(f"/replies/{one['id']}")
    assert error(again)[:2] == (404, "reply_not_found")
    async with desk.services.database.read() as transaction:
        query = select(audit_log).where(audit_log.c.action.like("reply_%")).order_by("id")
        deeds = (await transaction.execute(query)).all()
    assert [deed.action for deed in deeds] == ["reply_add", "reply_change", "reply_remove"]
    assert {deed.subject for deed in deeds} == {"mail"}
    assert deeds[1].data["before"]["title"] == "By mail"


async def test_agents_and_trainers_read_and_leads_write_for_their_departments(
    desk: RunningDesk,
) -> None:
    lan = await lead(desk)
    one = await saved(lan, department="technical")
    agent = await desk.person("Anna")
    trainer = await desk.person("Tam", role="trainer", presence=None)
    for person in (agent, trainer):
        document = await person.get("/replies")
        assert document["may_edit"] is False
        assert one["id"] in [each["id"] for each in document["replies"]]
        refused = await person.post("/replies", **reply("other"))
        assert refused.status_code == 403
        assert (await person.client.put(f"/replies/{one['id']}", json=reply())).status_code == 403
        assert (await person.client.delete(f"/replies/{one['id']}")).status_code == 403
    other = await desk.person("Binh", "billing", level=3)
    assert one["id"] not in [each["id"] for each in (await other.get("/replies"))["replies"]]
    assert (await other.client.delete(f"/replies/{one['id']}")).status_code == 404
    foreign = await other.post("/replies", **reply("other", department="technical"))
    assert error(foreign)[:2] == (403, "forbidden")
    # A reply that is everybody's is every lead's.
    common = await saved(other, shortcut="common")
    assert (await lan.client.delete(f"/replies/{common['id']}")).status_code == 204


@pytest.mark.parametrize(
    ("fields", "status", "field"),
    [
        ({"shortcut": "hours"}, 400, "shortcut"),
        ({"shortcut": "Two words"}, 400, "shortcut"),
        ({"shortcut": "x" * 41}, 400, "shortcut"),
        ({"title": "   "}, 400, "title"),
        ({"department": "press"}, 400, "department"),
        ({"topics": ["weather"]}, 400, "topics"),
        ({"texts": {}}, 400, "texts.en"),
        ({"texts": {"vi": "Chào"}}, 400, "texts.en"),
        ({"texts": {"en": "  "}}, 400, "texts.en"),
        ({"texts": {"en": "Hi", "fr": "Salut"}}, 400, "texts.fr"),
        ({"texts": {"en": "x" * (MOST + 1)}}, 400, "texts.en"),
        ({"texts": {"en": "Hi {vistor}"}}, 400, "texts.en"),
        ({"texts": {"en": "Hi", "vi": "{ten}"}}, 400, "texts.vi"),
        ({"shortcut": "bye"}, 409, "shortcut"),
    ],
)
async def test_a_reply_that_is_not_right_is_refused_by_its_field(
    desk: RunningDesk, fields: Json, status: int, field: str
) -> None:
    lan = await lead(desk)
    response = await lan.post("/replies", **{**reply(), **fields})
    assert (response.status_code, response.json()["error"]["field"]) == (status, field)
    shortcuts = [each["shortcut"] for each in (await lan.get("/replies"))["replies"]]
    assert "mail" not in shortcuts


async def test_an_unknown_placeholder_is_refused_with_those_that_there_are(
    desk: RunningDesk,
) -> None:
    lan = await lead(desk)
    response = await lan.post("/replies", **reply(texts={"en": "Hi {vistor}, {promise} {nobody}"}))
    assert error(response)[1] == "unknown_placeholder"
    message = response.json()["error"]["message"]
    assert "{nobody}, {vistor}" in message
    assert all(f"{{{name}}}" in message for name in PLACEHOLDERS)


async def test_nobody_writes_over_what_somebody_else_changed(desk: RunningDesk) -> None:
    lan = await lead(desk)
    mai = await desk.person("Mai", level=3)
    one = await saved(lan)
    later(desk, minutes=1)
    await mai.put(f"/replies/{one['id']}", **reply(title="Mai's"), updated_at=one["updated_at"])
    late = await lan.client.put(
        f"/replies/{one['id']}", json={**reply(title="Lan's"), "updated_at": one["updated_at"]}
    )
    assert error(late)[:2] == (409, "changed_meanwhile")
    [now] = [e for e in (await lan.get("/replies"))["replies"] if e["id"] == one["id"]]
    assert now["title"] == "Mai's"


async def test_two_people_add_the_same_shortcut_at_once_and_one_is_told(desk: RunningDesk) -> None:
    lan = await lead(desk)
    mai = await desk.person("Mai", level=2)
    answers = await asyncio.gather(
        *(person.post("/replies", **reply("same")) for person in (lan, mai) for _ in range(4))
    )
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 7


# In words


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("Hello {visitor}, I am {me} from {department}, {company}.", None),
        ("{{visitor}} { } {1 {}", "{visitor} { } {1 {}"),
        ("{ticket_portal}", "my.azdigi.com > Support > Create ticket"),
        ("{ticket_portal_url}", "https://my.azdigi.com"),
        ("{phone}", "028 730 24768"),
        ("{next_tier}", "level 2: Supervisor or team lead, through a ticket"),
        ("{hours}", "around the clock, seven days a week, on holidays too"),
        ("{next_opening}", "at any time"),
        ("{policy_url}", POLICY.company.policy_url),
    ],
)
async def test_placeholders_are_filled_in(
    desk: RunningDesk, template: str, expected: str | None
) -> None:
    lan = await lead(desk)
    visitor = await desk.visitor()
    text = await text_of(lan, visitor, template)
    assert text == (expected or "Hello, I am Lan from Technical, AZDIGI.")


@pytest.mark.parametrize(
    ("template", "nameless", "named"),
    [
        ("Thank you, {visitor}.", "Thank you.", "Thank you, Nam."),
        ("{visitor}, please wait.", "Please wait.", "Nam, please wait."),
        ("I am sorry, {visitor}: no.", "I am sorry: no.", "I am sorry, Nam: no."),
    ],
)
async def test_a_visitor_is_called_by_the_name_that_the_website_has_proven(
    desk: RunningDesk, template: str, nameless: str, named: str
) -> None:
    lan = await lead(desk)
    visitor = await desk.visitor()
    await visitor.say("my name is Mallory")
    assert await text_of(lan, visitor, template) == nameless
    await prove(visitor, "customer-7", "Nam")
    assert await text_of(lan, visitor, template) == named


async def test_vietnamese_calls_the_visitor_as_vietnamese_does(desk: RunningDesk) -> None:
    lan = await lead(desk)
    visitor = await desk.visitor(language="vi")
    one = await saved(lan, texts={"en": "Hello {visitor}", "vi": "Chào {visitor}, {department}"})
    response = await written(lan, visitor, one["id"])
    assert response.json() == {"text": "Chào anh/chị, Kỹ thuật", "language": "vi"}
    await prove(visitor, "customer-7", "Nam")
    assert (await written(lan, visitor, one["id"])).json()["text"] == "Chào anh/chị Nam, Kỹ thuật"


async def test_a_reply_without_the_visitors_language_is_in_the_companys_own(
    desk: RunningDesk,
) -> None:
    lan = await lead(desk)
    visitor = await desk.visitor(language="vi")
    one = await saved(lan, texts={"en": "{visitor}, we are {hours}"})
    response = await written(lan, visitor, one["id"])
    assert response.json() == {
        "text": "We are around the clock, seven days a week, on holidays too",
        "language": "en",
    }


@pytest.mark.parametrize(
    ("moment", "hours", "following"),
    [
        pytest.param(
            "Wednesday 10:00",
            "today, Wednesday 25 November 2026, 08:00–17:00 (Vietnam time)",
            "Billing is open now, until today, Wednesday 25 November 2026, at 17:00 "
            "(Vietnam time).",
            marks=pytest.mark.at("2026-11-25T10:00:00+07:00"),
        ),
        pytest.param(
            "Saturday afternoon",
            "today, Saturday 28 November 2026, 08:00–11:30 (Vietnam time)",
            "Billing is closed now and opens again Monday 30 November 2026 at 08:00 "
            "(Vietnam time).",
            marks=pytest.mark.at("2026-11-28T14:00:00+07:00"),
        ),
        pytest.param(
            "Sunday",
            "closed today, Sunday 29 November 2026",
            "Billing is closed now and opens again tomorrow, Monday 30 November 2026, at 08:00 "
            "(Vietnam time).",
            marks=pytest.mark.at("2026-11-29T14:00:00+07:00"),
        ),
        pytest.param(
            "Tet",
            "closed today, Saturday 6 February 2027 (Lunar New Year (Tết))",
            "Billing is closed now because of Lunar New Year (Tết) and opens again Thursday 11 "
            "February 2027 at 08:00 (Vietnam time).",
            marks=pytest.mark.at("2027-02-06T10:00:00+07:00"),
        ),
        pytest.param(
            # Still the evening before in UTC: the date is Vietnam's.
            "just after midnight",
            "today, Thursday 26 November 2026, 08:00–17:00 (Vietnam time)",
            "Billing is closed now and opens again today, Thursday 26 November 2026, at 08:00 "
            "(Vietnam time).",
            marks=pytest.mark.at("2026-11-26T00:30:00+07:00"),
        ),
    ],
)
async def test_hours_of_billings_chat_are_todays(
    desk: RunningDesk, moment: str, hours: str, following: str
) -> None:
    lan = await lead(desk, "billing")
    visitor = await in_department(desk, "billing")
    assert await text_of(lan, visitor, "{hours}") == hours
    assert (await written(lan, visitor, "next")).json()["text"] == following
    both = (await written(lan, visitor, "hours")).json()["text"]
    assert both == f"Our live chat for Billing: {hours}. {following}"


async def in_department(desk: RunningDesk, department: str, language: str = "en") -> Visitor:
    """A visitor whose matter the assistant has understood as this department's."""
    visitor = await desk.visitor(language=language)
    desk.engine.intent = {"billing": "invoice", "sales": "plans"}[department]
    await visitor.answer_to(await visitor.say("about my invoice"))
    return visitor


@pytest.mark.at("2026-11-28T14:00:00+07:00")
async def test_the_promise_is_what_a_ticket_opened_now_gets(desk: RunningDesk) -> None:
    lan = await lead(desk, "technical", "billing")
    visitor = await desk.visitor()
    text = (await written(lan, visitor, "promise")).json()["text"]
    assert text == (
        "We will respond to your ticket within 30 minutes to 3 hours: between 14:30 and 17:00 on "
        "Saturday 28 November 2026 (Vietnam time)."
    )
    billing = await in_department(desk, "billing")
    text = (await written(lan, billing, "promise")).json()["text"]
    assert "next business day, Monday 30 November 2026, from 08:00 (Vietnam time)" in text


@pytest.mark.parametrize(
    ("intent", "expected"),
    [
        (
            "code_fix",
            "Programming, website code fixes: this is not part of our support (section 3 of our "
            f"support policy, {POLICY.company.policy_url}).",
        ),
        (
            "backup_restore",
            "Backup restoration: this is part of our free support, when available. We have to "
            "know that you are the customer, so please ask for it in a ticket: my.azdigi.com > "
            "Support > Create ticket",
        ),
        ("first_ssl", "First-time SSL installation: this is part of our free support."),
    ],
)
async def test_scope_says_the_policys_verdict(
    desk: RunningDesk, intent: str, expected: str
) -> None:
    lan = await lead(desk)
    visitor = await desk.visitor()
    nothing = await written(lan, visitor, "scope")
    assert error(nothing)[:2] == (409, "no_value")
    desk.engine.intent = intent
    await visitor.answer_to(await visitor.say("please do it"))
    assert (await written(lan, visitor, "scope")).json()["text"] == expected
    # What the page knows of a newer message goes before the packet.
    newer = await written(lan, visitor, "scope", scope_item="usage_guidance")
    assert newer.json()["text"].startswith("Service usage guidance:")
    wrong = await written(lan, visitor, "scope", scope_item="gardening")
    assert error(wrong) == (400, "invalid", "scope_item")


async def test_a_reply_that_names_the_ticket_needs_one(desk: RunningDesk) -> None:
    lan = await lead(desk)
    visitor = await desk.visitor()
    one = await saved(lan, texts={"en": "Follow {ticket_number} here: {ticket_url}"})
    assert error(await written(lan, visitor, one["id"]))[:2] == (409, "no_value")
    opened = await visitor.asks(
        "POST",
        "/tickets",
        json={"client_id": "f", "department": "technical", "subject": "down"},
    )
    number, key = opened.json()["number"], opened.json()["key"]
    text = (await written(lan, visitor, one["id"])).json()["text"]
    assert text == f"Follow {number} here: http://desk.example/t/{number}?key={key}"


async def test_nobody_stands_above_the_board(desk: RunningDesk) -> None:
    board = await desk.person("Quan", level=4)
    visitor = await desk.visitor()
    assert "level 2" in await text_of(board, visitor, "{next_tier}")
    async with desk.services.database.write() as transaction:
        highest = conversations.c.id == visitor.id
        await transaction.execute(update(conversations).where(highest).values(level=4))
    one = await saved(board, texts={"en": "{next_tier}"})
    assert error(await written(board, visitor, one["id"]))[:2] == (409, "no_value")


async def test_inserting_sends_nothing_and_counts_a_use(desk: RunningDesk) -> None:
    anna = await desk.person("Anna")
    visitor = await desk.visitor()
    await queue_up(desk, visitor)
    await anna.does("claim", visitor)
    before = await visitor.events()
    [bye] = [e for e in (await anna.get("/replies"))["replies"] if e["shortcut"] == "bye"]
    await asyncio.gather(*(written(anna, visitor, bye["id"]) for _ in range(3)))
    [now] = [e for e in (await anna.get("/replies"))["replies"] if e["shortcut"] == "bye"]
    assert (bye["uses"], now["uses"]) == (0, 3)
    assert now["updated_at"] == bye["updated_at"]
    assert await visitor.events() == before


async def test_who_may_not_see_or_answer_gets_no_words(desk: RunningDesk) -> None:
    lan = await lead(desk)
    visitor = await desk.visitor()
    await queue_up(desk, visitor)
    own = await saved(lan, department="technical")
    trainer = await desk.person("Tam", role="trainer", presence=None)
    assert (await written(trainer, visitor, own["id"])).status_code == 403
    billing = await desk.person("Binh", "billing")
    assert error(await written(billing, visitor, "hours"))[:2] == (404, "conversation_not_found")
    both = await desk.person("Both", "billing")
    other = await in_department(desk, "billing")
    assert error(await written(both, other, own["id"]))[:2] == (404, "reply_not_found")
    assert error(await written(lan, visitor, "nonsense"))[:2] == (404, "reply_not_found")


# The first replies, and files


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
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [FRONTDESK, "replies", *arguments],
            cwd=ROOT,
            env={
                **os.environ,
                "DATA_DIR": str(tmp_path / "data"),
                "DATABASE_URL": "",
                "PYTHONPATH": str(ROOT),
            },
            capture_output=True,
            text=True,
            check=False,
        )

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
