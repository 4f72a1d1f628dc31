"""Suggestions while a person answers: the last message is parsed, and nothing else happens."""

from __future__ import annotations

import asyncio

import pytest

from desk.conversations.engine import EngineUnavailableError, HttpEngine
from desk.replies.suggestions import Message, Parses
from tests.clients import Json, Person, Visitor
from tests.desk.conftest import POLICY
from tests.desk.harness import RunningDesk, ScriptedEngine, queue_up
from tests.ports import free_port


async def answered_by(desk: RunningDesk, person: Person) -> Visitor:
    """A visitor whose conversation this person has."""
    visitor = await desk.visitor()
    desk.engine.intent = "infrastructure"
    await visitor.answer_to(await visitor.say("my vps is down"))
    desk.engine.intent = "talk_to_person"
    await queue_up(desk, visitor)
    claimed = await person.does("claim", visitor)
    assert claimed.status_code == 200, claimed.text
    return visitor


async def suggested(person: Person, visitor: Visitor, language: str = "en") -> Json:
    response = await person.client.get(
        f"/conversations/{visitor.id}/suggestions", headers={"Accept-Language": language}
    )
    assert response.status_code == 200, response.text
    document: Json = response.json()
    return document


async def test_a_message_to_a_person_is_parsed_and_starts_no_turn(desk: RunningDesk) -> None:
    anna = await desk.person("Anna")
    visitor = await answered_by(desk, anna)
    turns, before = list(desk.engine.asked), await visitor.snapshot()
    packet = (await anna.get(f"/conversations/{visitor.id}"))["packet"]
    desk.engine.intent = "backup_restore"
    seq = await visitor.say("can you restore my backup of yesterday")
    assert desk.engine.parsed == []
    found = await suggested(anna, visitor)
    assert found["available"] is True
    log = (await anna.get(f"/conversations/{visitor.id}/events"))["events"]
    assert found["for_seq"] == log[-1]["seq"]
    assert (found["intent"], found["title"]) == ("backup_restore", "Backup restoration")
    assert (found["category"], found["department"]) == ("technical", "technical")
    assert found["scope"] == "supported"
    assert found["confidence"] == pytest.approx(0.93)
    assert found["scope_item"] == {
        "name": "backup_restore",
        "title": "Backup restoration",
        "condition": "when available",
        "needs_identity": True,
    }
    assert [each["shortcut"] for each in found["replies"]] == ["backup", "scope"]
    assert found["replies"][0]["preview"].startswith("We restore a backup when one is available.")
    assert found["replies"][0]["title"] == "Restoring a backup, when available"
    assert found["replies"][1]["id"] == "scope"
    assert "Backup restoration: this is part" in found["replies"][1]["preview"]
    # Nothing was answered, counted, or remembered of it.
    assert desk.engine.asked == turns
    after = await visitor.snapshot()
    assert len(after["events"]) == len(before["events"]) + 1
    assert after["events"][-1]["seq"] == seq
    later_packet = (await anna.get(f"/conversations/{visitor.id}"))["packet"]
    assert later_packet["intent"] == packet["intent"] == "infrastructure"
    uses = {each["uses"] for each in (await anna.get("/replies"))["replies"]}
    assert uses == {0}


async def test_each_message_is_asked_about_once(desk: RunningDesk) -> None:
    anna = await desk.person("Anna")
    visitor = await answered_by(desk, anna)
    desk.engine.intent = "code_fix"
    await visitor.say("fix my php please")
    desk.engine.go_on.clear()
    asking = [asyncio.create_task(suggested(anna, visitor)) for _ in range(4)]
    async with asyncio.timeout(10):
        await desk.engine.parsing.wait()
    desk.engine.go_on.set()
    assert {(await one)["intent"] for one in asking} == {"code_fix"}
    await suggested(anna, visitor)
    assert desk.engine.parsed == ["fix my php please"]
    await visitor.say("and my javascript")
    await suggested(anna, visitor)
    assert desk.engine.parsed == ["fix my php please", "and my javascript"]


async def test_what_a_turn_has_understood_is_not_asked_again(desk: RunningDesk) -> None:
    anna = await desk.person("Anna")
    visitor = await answered_by(desk, anna)
    found = await suggested(anna, visitor)
    assert desk.engine.parsed == []
    assert found["intent"] == "talk_to_person"
    # That somebody wants a person says nothing about the matter: the packet does.
    assert found["matter"] == "infrastructure"
    assert [each["shortcut"] for each in found["replies"]] == ["outage", "scope"]
    assert "Infrastructure, network and server issues" in found["replies"][1]["preview"]


async def test_while_the_engine_is_away_there_are_no_suggestions_and_the_packet_stays(
    desk: RunningDesk,
) -> None:
    anna = await desk.person("Anna")
    visitor = await answered_by(desk, anna)
    desk.engine.up = False
    await visitor.say("still down")
    found = await suggested(anna, visitor)
    assert (found["available"], found["intent"], found["replies"]) == (False, None, [])
    packet = (await anna.get(f"/conversations/{visitor.id}"))["packet"]
    assert packet["question"] == "my vps is down"
    desk.engine.up, desk.engine.intent = True, "infrastructure"
    assert (await suggested(anna, visitor))["intent"] == "infrastructure"


async def test_a_visitors_message_never_waits_for_suggestions(desk: RunningDesk) -> None:
    anna = await desk.person("Anna")
    visitor = await answered_by(desk, anna)
    await visitor.say("one")
    desk.engine.go_on.clear()
    asking = asyncio.create_task(suggested(anna, visitor))
    async with asyncio.timeout(10):
        await desk.engine.parsing.wait()
    await visitor.say("two")
    assert not asking.done()
    desk.engine.go_on.set()
    await asking


async def test_suggestions_speak_the_pages_language_and_the_replies_the_visitors(
    desk: RunningDesk,
) -> None:
    anna = await desk.person("Anna")
    visitor = await answered_by(desk, anna)
    desk.engine.intent = "first_ssl"
    await visitor.say("please install ssl")
    found = await suggested(anna, visitor, "vi-VN,vi;q=0.9")
    assert found["title"] == "Cài đặt SSL lần đầu"
    assert found["replies"][0]["preview"].startswith("We install SSL")


async def test_only_ones_own_replies_are_suggested_and_the_most_used_first(
    desk: RunningDesk,
) -> None:
    admin = await desk.person("Admin", role="administrator", level=3)
    anna = await desk.person("Anna")
    for shortcut, department in (("aa", None), ("bb", "technical"), ("cc", "billing")):
        made = await admin.post(
            "/replies",
            shortcut=shortcut,
            title=shortcut,
            department=department,
            topics=["infrastructure"],
            texts={"en": shortcut},
        )
        assert made.status_code == 201, made.text
    visitor = await answered_by(desk, anna)
    desk.engine.intent = "infrastructure"
    await visitor.say("ping fails")

    async def shortcuts() -> list[str]:
        return [each["shortcut"] for each in (await suggested(anna, visitor))["replies"]]

    # Those of the department, then those for all, then what is built in.
    assert await shortcuts() == ["bb", "outage", "aa", "scope"]
    replies = (await anna.get("/replies"))["replies"]
    [outage] = [each["id"] for each in replies if each["shortcut"] == "outage"]
    used = await anna.post(f"/conversations/{visitor.id}/replies/{outage}")
    assert used.status_code == 200
    assert await shortcuts() == ["outage", "bb", "aa", "scope"]


async def test_what_the_policy_does_not_know_suggests_nothing(desk: RunningDesk) -> None:
    anna = await desk.person("Anna")
    visitor = await desk.visitor()
    desk.engine.intent = "no_topic_of_ours"
    await visitor.answer_to(await visitor.say("xyzzy"))
    found = await suggested(anna, visitor)
    assert (found["available"], found["intent"], found["replies"]) == (True, None, [])
    assert found["for_seq"] is not None


async def test_before_the_visitor_has_said_anything_there_is_nothing_to_suggest(
    desk: RunningDesk,
) -> None:
    anna = await desk.person("Anna")
    visitor = await desk.visitor()
    found = await suggested(anna, visitor)
    assert (found["available"], found["for_seq"], found["replies"]) == (True, None, [])


async def test_another_departments_conversation_suggests_nothing(desk: RunningDesk) -> None:
    anna = await desk.person("Anna")
    binh = await desk.person("Binh", "billing")
    visitor = await answered_by(desk, anna)
    response = await binh.client.get(f"/conversations/{visitor.id}/suggestions")
    assert response.status_code == 404


async def test_no_more_is_kept_than_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desk.replies.suggestions._MOST_KEPT", 3)
    engine = ScriptedEngine(POLICY)
    parses = Parses(engine, 1.0)
    for seq in (1, 2, 3, 1, 4):
        await parses.of("c", Message(seq, f"text {seq}", None))
    assert engine.parsed == ["text 1", "text 2", "text 3", "text 4"]
    # The one that was used least recently had to go.
    await parses.of("c", Message(2, "text 2", None))
    await parses.of("c", Message(1, "text 1", None))
    assert engine.parsed[4:] == ["text 2"]


async def test_one_page_that_leaves_does_not_spoil_the_answer_for_another() -> None:
    engine = ScriptedEngine(POLICY)
    engine.go_on.clear()
    parses = Parses(engine, 1.0)
    message = Message(1, "hello", None)
    leaves, stays = (asyncio.create_task(parses.of("c", message)) for _ in range(2))
    while not engine.parsed:
        await asyncio.sleep(0)
    leaves.cancel()
    engine.go_on.set()
    assert await stays == ("greet", 0.93)
    assert engine.parsed == ["hello"]


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, b"{}"),
        (401, b"{}"),
        (200, b"no json"),
        (200, b"{}"),
        (200, b'{"parses": []}'),
        (200, b'{"parses": 5}'),
        (200, b'{"parses": [5]}'),
    ],
)
async def test_an_engine_that_answers_nonsense_counts_as_away(status: int, body: bytes) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        head = f"HTTP/1.1 {status} X\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        writer.write(head.encode() + body)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    engine = HttpEngine(lambda: f"http://127.0.0.1:{port}", "token", 5)
    async with server:
        with pytest.raises(EngineUnavailableError):
            await engine.parse(["hello"], 5)
        await engine.close()


async def test_an_engine_that_is_not_there_is_away_at_once() -> None:
    port = free_port()
    engine = HttpEngine(lambda: f"http://127.0.0.1:{port}", "token", 5)
    with pytest.raises(EngineUnavailableError):
        await engine.parse(["hello"], 5)
    await engine.close()
