"""The trainer's inbox: what gets in, what came of it, and labels."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from desk.conversations.engine import Answer, Question
from desk.trainer.inbox import InboxFiller
from tests.clients import Json, Person, Visitor
from tests.desk.harness import RunningDesk, queue_up


def understood(intent: str, certainty: float = 0.9, **more: Any) -> Any:
    """An engine that understands this."""

    def reply(question: Question) -> Answer:
        guesses = [{"name": intent, "confidence": certainty}, {"name": "vat", "confidence": 0.05}]
        parse = {
            "intent": guesses[0],
            "intent_ranking": guesses,
            "entities": [],
            "language": "en",
            "certainty": certainty,
            **more,
        }
        buttons = [{"title": "Thanks", "payload": "/thank"}]
        said = {"text": f"Answer to {question.text}", "buttons": buttons}
        return Answer(messages=[said], parse=parse)

    return reply


async def says(
    desk: RunningDesk, visitor: Visitor, text: str, intent: str, certainty: float = 0.9, **more: Any
) -> int:
    desk.engine.reply = understood(intent, certainty, **more)
    seq = await visitor.say(text)
    await visitor.answer_to(seq)
    return seq


async def trainer_of(desk: RunningDesk, name: str = "Tam") -> Person:
    return await desk.person(name, role="trainer", presence=None)


async def asks(person: Person, method: str, path: str, **options: Any) -> httpx.Response:
    headers = {"Authorization": person.client.headers["Authorization"]}
    return await person.desk.http.request(method, f"/api/trainer{path}", headers=headers, **options)


async def inbox(desk: RunningDesk, person: Person, **params: Any) -> Json:
    await InboxFiller(desk.services).look()
    response = await asks(person, "GET", "/inbox", params=params)
    assert response.status_code == 200, response.text
    document: Json = response.json()
    return document


async def label(person: Person, ids: list[str], label: str | None, **more: Any) -> Any:
    body = {"ids": ids, "label": label, **more}
    return await asks(person, "POST", "/labels", json=body)


async def test_a_message_gets_in_once_without_what_says_who_wrote_it(desk: RunningDesk) -> None:
    tam = await trainer_of(desk)
    visitor = await desk.visitor()
    text = "my name is Linh Tran, password: hunter22x, mail linh@shop.vn about invoice"
    await says(desk, visitor, text, "invoice", 0.8)
    await visitor.answer_to(await visitor.press("/thank"))
    for _ in range(2):
        found = await inbox(desk, tam)
    [message] = found["messages"]
    assert message["text"] == (
        "my name is An, password: [password removed], mail name@example.com about invoice"
    )
    assert (message["intent"], message["certainty"], message["status"]) == ("invoice", 0.8, "new")
    assert message["ranking"] == [
        {"intent": "invoice", "confidence": 0.8},
        {"intent": "vat", "confidence": 0.05},
    ]
    assert (found["total"], found["counts"]["new"]) == (1, 1)


async def test_what_says_nearly_the_same_is_one_line(desk: RunningDesk) -> None:
    tam = await trainer_of(desk)
    for text in ("my site is down", "My site is DOWN!!", "my site is down 5", "refund me please"):
        await says(desk, await desk.visitor(), text, "infrastructure")
    found = await inbox(desk, tam)
    sizes = {one["text"]: one["group"]["size"] for one in found["messages"]}
    assert sorted(sizes.values()) == [1, 3]
    group = next(one["group"]["id"] for one in found["messages"] if one["group"]["size"] == 3)
    assert (await inbox(desk, tam, group=group))["total"] == 3
    done = await label(tam, [group], "infrastructure", whole_groups=True)
    assert len(done.json()["labelled"]) == 3
    assert done.json()["counts"] == {"new": 1, "labelled": 3, "written": 0, "dismissed": 0}


async def test_what_people_said_against_it_comes_first(desk: RunningDesk) -> None:
    tam, anna = await trainer_of(desk), await desk.person("Anna")
    await desk.person("Dung", "billing")
    corrected = await desk.visitor()
    await says(desk, corrected, "charged for a server twice", "infrastructure", 0.95)
    await queue_up(desk, corrected)
    await anna.does("claim", corrected)
    moved = await anna.does("transfer", corrected, department="billing", reason="an invoice")
    assert moved.status_code == 200, moved.text
    doubtful, asked = await desk.visitor(), await desk.visitor()
    await says(desk, doubtful, "it is slow", "optimisation", 0.5)
    await says(desk, asked, "thing broke", "unsure", 0.2)
    await says(desk, asked, "the server is off", "infrastructure", 0.97)
    # What was said to get a person was parsed as a greeting.
    found = [one for one in (await inbox(desk, tam))["messages"] if one["intent"] != "greet"]
    assert [(one["text"], one["outcome"]) for one in found] == [
        ("thing broke", "rephrased"),
        ("charged for a server twice", "corrected"),
        ("it is slow", "open"),
        ("the server is off", "open"),
    ]
    assert found[1]["corrected_to"] == "billing"
    only = await inbox(desk, tam, outcome="corrected")
    assert [one["text"] for one in only["messages"]] == ["charged for a server twice"]


async def test_outcomes_follow_what_happens_later(desk: RunningDesk) -> None:
    tam = await trainer_of(desk)
    visitor = await desk.visitor()
    await says(desk, visitor, "my site is down", "infrastructure")
    assert (await inbox(desk, tam))["messages"][0]["outcome"] == "open"
    rated = await visitor.asks("POST", "/rating", json={"client_id": "r", "score": 1})
    assert rated.status_code in (200, 202, 204), rated.text
    assert (await inbox(desk, tam))["messages"][0]["outcome"] == "rated_badly"


async def test_a_label_is_given_taken_back_and_overruled_on_record(desk: RunningDesk) -> None:
    tam, thu = await trainer_of(desk), await trainer_of(desk, "Thu")
    await says(desk, await desk.visitor(), "my site is down", "infrastructure")
    [message] = (await inbox(desk, tam))["messages"]
    ids = [message["id"]]
    assert (await label(tam, ids, "")).json()["overruled"] == []
    [labelled] = (await inbox(desk, tam, status="labelled"))["messages"]
    assert (labelled["label"], labelled["labelled_by"]) == ("infrastructure", "Tam")
    other = (await label(thu, ids, "migration")).json()
    assert other["overruled"] == [{"id": ids[0], "label": "infrastructure", "by": "Tam"}]
    assert (await label(thu, ids, None)).json()["counts"]["new"] == 1
    await label(thu, ids, "dismissed")
    one = (await asks(tam, "GET", f"/inbox/{ids[0]}")).json()
    assert (one["message"]["status"], one["message"]["label"]) == ("dismissed", None)
    assert [(step["label"], step["by"]) for step in one["history"]] == [
        ("infrastructure", "Tam"),
        ("migration", "Thu"),
        (None, "Thu"),
        ("dismissed", "Thu"),
    ]


@pytest.mark.parametrize(
    ("given", "status", "words"),
    [
        ("everything", 400, "expected one of"),
        ("unsure", 400, "expected one of"),
        ("", 400, "say what the message is"),
    ],
)
async def test_what_is_no_label_is_refused_whole(
    desk: RunningDesk, given: str, status: int, words: str
) -> None:
    tam = await trainer_of(desk)
    await says(desk, await desk.visitor(), "my site is down", "infrastructure")
    await says(desk, await desk.visitor(), "hm", "unsure", 0.1)
    ids = [one["id"] for one in (await inbox(desk, tam))["messages"]]
    refused = await label(tam, ids, given)
    assert refused.status_code == status, refused.text
    assert words in refused.json()["error"]["message"]
    assert (await inbox(desk, tam))["counts"]["new"] == 2


async def test_pages_follow_each_other_while_messages_are_labelled(desk: RunningDesk) -> None:
    tam = await trainer_of(desk)
    for said in ("site", "invoice", "backup", "domain", "mail", "plan", "refund"):
        await says(desk, await desk.visitor(), f"about my {said}", "infrastructure")
    seen: list[str] = []
    page = await inbox(desk, tam, limit=3, order="newest")
    while True:
        seen += [one["id"] for one in page["messages"]]
        await label(tam, [page["messages"][-1]["id"]], "dismissed")
        if page["next"] is None:
            break
        page = await inbox(desk, tam, limit=3, order="newest", after=page["next"])
    assert len(seen) == len(set(seen)) == 7


async def test_erasing_a_visitor_leaves_nothing_in_the_inbox(desk: RunningDesk) -> None:
    tam = await trainer_of(desk)
    visitor = await desk.visitor()
    await says(desk, visitor, "my site is down", "infrastructure")
    [message] = (await inbox(desk, tam))["messages"]
    await label(tam, [message["id"]], "infrastructure")
    gone = await visitor.asks("DELETE")
    assert gone.status_code in (200, 204), gone.text
    assert (await inbox(desk, tam, status="all"))["total"] == 0


async def test_wrong_arguments_are_said(desk: RunningDesk) -> None:
    tam = await trainer_of(desk)
    for params in ({"status": "lost"}, {"outcome": "x"}, {"order": "x"}, {"after": "nothing"}):
        refused = await asks(tam, "GET", "/inbox", params=params)
        assert (refused.status_code, refused.json()["error"]["code"]) == (400, "invalid"), params
