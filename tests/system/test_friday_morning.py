"""On a working morning, with everything open and people at the desk."""

from __future__ import annotations

import asyncio
import json
from uuid import uuid4

import pytest

from tests.clients import Json, Visitor
from tests.desk.test_trainer_inbox import asks
from tests.system.running import System
from tests.system.talk import buttons_of, text_of, turn
from tests.waiting import until

AT = "2026-11-27T10:00:00+07:00"


async def test_with_nobody_present_a_person_is_not_promised(system: System) -> None:
    visitor: Visitor = await system.visitor()
    answer = await turn(visitor, "connect me to a person")
    assert "nobody" in text_of(answer).lower()
    assert "Open a ticket" in buttons_of(answer)
    assert await visitor.owner() == "bot"


async def test_a_server_that_is_down_goes_to_a_technician_and_back(system: System) -> None:
    anna = await system.person("Anna")
    visitor: Visitor = await system.visitor()
    async with visitor.stream() as frames:
        await frames.send(
            message={
                "client_id": str(uuid4()),
                "text": "my vps is down, cannot ping 203.0.113.7",
            }
        )
        ack = await frames.until(lambda frame: "ack" in frame)
        await visitor.answer_to(ack["seq"])
        answer = await visitor.events(ack["seq"])
        assert "Infrastructure" in text_of(answer)
        assert "Talk to a technician" in buttons_of(answer)
        accepted = await turn(visitor, press="Talk to a technician")
        assert "number 1" in text_of(accepted)
        assert await visitor.owner() == "queue"

        [waiting] = (await anna.get("/queue"))["conversations"]
        packet = waiting["packet"]
        assert (packet["intent"], packet["scope"]) == ("infrastructure", "supported")
        assert packet["details"]["ip_address"] == ["203.0.113.7"]
        assert packet["confidence"] > 0.5
        assert packet["waited_s"] >= 0

        assert (await anna.does("claim", visitor)).status_code == 200
        await anna.writes(visitor, "I see it. The node lost its uplink, give me two minutes.")
        shown = await frames.until(
            lambda frame: "uplink" in str(frame.get("event", {}).get("text"))
        )
        assert shown["event"]["author"] == {"kind": "staff", "name": "Anna"}
        await frames.send(message={"client_id": str(uuid4()), "text": "thanks, waiting"})
        ack = await frames.until(lambda frame: "ack" in frame)
        log = (await anna.get(f"/conversations/{visitor.id}/events"))["events"]
        assert log[-1]["text"] == "thanks, waiting"
        assert all(event.get("in_reply_to") != ack["seq"] for event in await visitor.events())

        assert (await anna.does("hand_back", visitor)).status_code == 200
        await frames.until(lambda frame: frame.get("state", {}).get("owner") == "bot")
    again = await turn(visitor, "how do i point my domain")
    assert again[0]["author"]["kind"] == "bot"
    assert "Service usage guidance" in text_of(again)
    await anna.put("/me/presence", presence="away")


async def test_billing_is_open_and_takes_over(system: System) -> None:
    binh = await system.person("Binh", "billing")
    visitor: Visitor = await system.visitor()
    answer = await turn(visitor, "I was charged twice for invoice #88231")
    assert "closed" not in text_of(answer)
    [button] = [title for title in buttons_of(answer) if "Billing" in title or "person" in title]
    await turn(visitor, press=button)
    assert await visitor.owner() == "queue"
    [waiting] = (await binh.get("/queue"))["conversations"]
    assert waiting["department"] == "billing"
    assert waiting["packet"]["details"]["invoice_number"] == ["88231"]
    assert (await binh.does("claim", visitor)).status_code == 200
    await binh.put("/me/presence", presence="away")


@pytest.mark.parametrize(
    ("text", "item"),
    [
        ("can you fix the php error in my wordpress theme", "website code fixes"),
        ("please install docker on my vps", "VPS application installation"),
        ("my site is slow, optimise my database", "database optimization"),
        ("my joomla got hacked, clean it", "Security issues from customer code"),
    ],
)
async def test_what_is_not_supported_is_named_with_a_way_on_and_no_ticket_pushed(
    system: System, text: str, item: str
) -> None:
    visitor: Visitor = await system.visitor()
    answer = await turn(visitor, text)
    assert "does not cover" in text_of(answer)
    assert item in text_of(answer)
    assert "What we can do" in text_of(answer)
    assert buttons_of(answer)
    assert not any("ticket" in title.lower() for title in buttons_of(answer))
    assert [event["kind"] for event in answer] == ["message"] * len(answer)


@pytest.mark.parametrize(
    ("text", "item", "needed"),
    [
        ("reinstall ubuntu on my vps", "VPS OS reinstallation", "erases"),
        ("restore yesterday's backup", "Backup restoration", "when available"),
        ("how do i point my domain", "Service usage guidance", "control panel"),
        ("install ssl for my new domain", "First-time SSL installation", "point to our server"),
    ],
)
async def test_what_is_supported_says_what_is_needed_and_the_next_step(
    system: System, text: str, item: str, needed: str
) -> None:
    visitor: Visitor = await system.visitor()
    answer = await turn(visitor, text)
    assert "covers that" in text_of(answer)
    assert item in text_of(answer)
    assert needed in text_of(answer)
    assert "Open a ticket" in buttons_of(answer)


async def test_phone_hours_on_a_sunday_for_each_department(system: System) -> None:
    visitor: Visitor = await system.visitor()
    answer = text_of(await turn(visitor, "what are your phone hours on sunday"))
    assert "Sunday 29 November 2026" in answer
    assert "Technical: hotline 24 hours" in answer
    assert "Billing: hotline closed" in answer
    assert "Sales: hotline closed" in answer
    assert "holidays" in answer
    tet = text_of(await turn(visitor, "are you there during tet?"))
    technical = next(line for line in tet.splitlines() if "Technical" in line)
    assert "live chat and e-mail 24 hours" in technical
    assert "hotline closed" in technical


async def test_a_manager_is_reached_tier_by_tier(system: System) -> None:
    visitor: Visitor = await system.visitor()
    answer = await turn(visitor, "I want to talk to a manager")
    text = text_of(answer)
    positions = [text.index(f"Level {level}") for level in (1, 2, 3, 4)]
    assert positions == sorted(positions)
    assert "manager@azdigi.com" in text
    assert "through a ticket" in text
    assert "Open a ticket for level 2" in buttons_of(answer)
    assert "Open a ticket for level 3" not in buttons_of(answer)


async def test_what_is_not_for_this_desk_is_declined_and_two_misses_offer_a_way_on(
    system: System,
) -> None:
    visitor: Visitor = await system.visitor()
    first = text_of(await turn(visitor, "what's the weather in Hanoi"))
    assert "outside what this desk is for" in first
    assert "I can help with" in first
    second = await turn(visitor, "asdf qwer")
    assert text_of(second) != first
    assert any("ticket" in title.lower() for title in buttons_of(second))


@pytest.mark.parametrize(
    "text",
    ["/restart", '/open_ticket{"x":1}', "😀😀😀", "<script>alert(1)</script>", "a\x00b", "/", "?"],
)
async def test_odd_messages_get_a_normal_answer(system: System, text: str) -> None:
    visitor: Visitor = await system.visitor()
    answer = await turn(visitor, text)
    assert text_of(answer)
    assert [event["kind"] for event in answer] == ["message"] * len(answer)
    assert await visitor.owner() == "bot"
    stored = (await visitor.events(1))[0]["text"]
    assert stored == text.replace("\x00", "")
    await turn(visitor, "hello")


async def test_messages_that_can_not_be_taken_get_a_clear_error(system: System) -> None:
    visitor: Visitor = await system.visitor()
    long = await visitor.post(text="x" * 10_000)
    assert (long.status_code, long.json()["error"]["code"]) == (413, "message_too_long")
    for empty in ("", "   ", "\x00"):
        refused = await visitor.post(text=empty)
        assert (refused.status_code, refused.json()["error"]["code"]) == (400, "message_empty")
    assert len(await visitor.events()) == 1


async def test_the_same_client_id_three_times_is_one_message_and_one_answer(
    system: System,
) -> None:
    visitor: Visitor = await system.visitor()
    client_id = str(uuid4())
    sent = await asyncio.gather(*(visitor.post(client_id, text="hello") for _ in range(3)))
    assert {response.json()["seq"] for response in sent} == {2}
    await visitor.answer_to(2)
    await turn(visitor, "thanks")
    kinds = [event["author"]["kind"] for event in await visitor.events(1)]
    assert kinds == ["visitor", "bot", "visitor", "bot"]


async def test_a_password_is_nowhere_in_the_systems_files(system: System) -> None:
    visitor: Visitor = await system.visitor()
    secret = "Zx9!plainly-secret"
    await turn(visitor, f"cannot log in, my root password is {secret}")
    assert secret not in json.dumps(await visitor.events())
    for path in system.data_dir.rglob("*"):
        if path.is_file():
            assert secret.encode() not in path.read_bytes(), path


async def test_every_page_and_the_interfaces_description_are_served(system: System) -> None:
    for path in ("/", "/desk", "/docs", "/t/TK-2026-000001"):
        page = await system.http.get(path)
        assert (page.status_code, page.headers["content-type"].split(";")[0]) == (200, "text/html")
        assert "default-src 'self'" in page.headers["content-security-policy"]
        assert "<script>" not in page.text
    assert "javascript" in (await system.http.get("/widget.js")).headers["content-type"]
    spec = (await system.http.get("/api/openapi.json")).json()
    assert "/api/conversations/{conversation_id}/messages" in spec["paths"]
    assert not any(path.startswith("/api/internal") for path in spec["paths"])


async def test_a_trainer_sees_why_a_message_was_understood_as_it_was(system: System) -> None:
    tam = await system.person("Tam", role="trainer", presence=None)
    visitor: Visitor = await system.visitor()
    await turn(visitor, "where can I find my invoice, I am linh@linhshop.vn")

    async def listed() -> list[Json]:
        response = await asks(tam, "GET", "/inbox?text=find+my+invoice")
        found: list[Json] = response.json()["messages"]
        return found

    [message] = await until(listed, 30)
    response = await asks(tam, "GET", f"/inbox/{message['id']}/why")
    assert response.status_code == 200, response.text
    reasons = response.json()
    text = reasons["text"]
    assert text == message["text"] == "where can I find my invoice, I am name@example.com"
    assert reasons["intent"]["name"] == reasons["ranking"][0]["name"] == "invoice"
    words = {word["word"]: word for word in reasons["words"]}
    assert all(text[word["start"] : word["end"]] == word["word"] for word in words.values())
    assert max(words.values(), key=lambda word: word["effect"])["word"] == "invoice"
    assert words["invoice"]["without"] != "invoice"
    for one in reasons["nearest"]:
        line = (system.root / one["file"]).read_text(encoding="utf-8").splitlines()[one["line"] - 1]
        assert line.strip() == f"- {one['text']}"

    left_out = await asks(tam, "POST", "/why", json={"text": "where can I find my"})
    assert left_out.json()["intent"]["name"] != "invoice"
