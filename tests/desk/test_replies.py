"""Ready replies: kept by leads for their departments."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import select

from desk.replies.placeholders import PLACEHOLDERS
from desk.storage.tables import audit_log
from tests.clients import Json
from tests.desk.harness import RunningDesk, later
from tests.desk.reply_book import error, lead, reply, saved

MOST = 4_000


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
