"""The desk's channel through HTTP, with a real model and a real action server."""

from __future__ import annotations

import asyncio
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from engine.channel import TurnQueue
from engine.tests.action_server import ActionServer, free_port
from engine.tests.conftest import Engine

pytestmark = pytest.mark.usefixtures("calm")


def texts(answer: requests.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [message.get("text", "") for message in answer.json()["messages"]]


def code(answer: requests.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


def test_a_turn_returns_messages_and_the_whole_parse(engine: Engine, conversation: str) -> None:
    answer = engine.turn(conversation, "m1", text="hello there").json()
    assert answer["messages"] == [
        {"text": "Hello.", "buttons": [{"title": "Count", "payload": "/count"}]}
    ]
    assert answer["replayed"] is False
    parse = answer["parse"]
    assert parse["text"] == "hello there"
    assert parse["intent"]["name"] == "greet"
    assert parse["intent_ranking"][0]["name"] == "greet"
    assert len(parse["intent_ranking"]) >= 3
    assert parse["language"] == "en"
    assert parse["unsure"] is False


def test_the_same_message_is_answered_once_and_the_answer_repeated(
    engine: Engine, calm: ActionServer, conversation: str
) -> None:
    first = engine.turn(conversation, "m1", text="count one more").json()
    saved = engine.events(conversation)
    second = engine.turn(conversation, "m1", text="count one more").json()
    assert calm.names() == ["action_count"]
    assert engine.events(conversation) == saved
    assert second == {**first, "replayed": True}
    assert second["messages"][1] == {"custom": {"n": 1}}


def test_an_older_message_keeps_its_own_answer(engine: Engine, conversation: str) -> None:
    first = engine.turn(conversation, "m1", text="hello there").json()
    engine.turn(conversation, "m2", text="goodbye")
    assert engine.turn(conversation, "m1", text="hello there").json() == {
        **first,
        "replayed": True,
    }


def test_the_same_message_sent_at_once_runs_once(
    engine: Engine, calm: ActionServer, conversation: str
) -> None:
    with ThreadPoolExecutor(4) as pool:
        answers = list(
            pool.map(lambda _: engine.turn(conversation, "m1", text="count it"), range(4))
        )
    assert [answer.status_code for answer in answers] == [200] * 4
    assert sorted(answer.json()["replayed"] for answer in answers) == [False, True, True, True]
    assert calm.names() == ["action_count"]


def test_an_action_is_told_the_message_and_the_time(
    engine: Engine, calm: ActionServer, conversation: str
) -> None:
    engine.turn(conversation, "m1", text="count it")
    call = calm.calls[0]
    assert call["sender_id"] == conversation
    assert call["tracker"]["latest_message"]["metadata"] == {
        "at": "2026-11-23T10:00:00+07:00",
        "language": "en",
        "language_chosen": False,
        "message_id": "m1",
    }
    assert "domain" not in call


def test_the_answer_is_in_the_language_of_the_message_and_stays_in_it(
    engine: Engine, conversation: str
) -> None:
    both = {"at": "2026-11-23T10:00:00+07:00", "language": "en", "languages": ["en", "vi"]}
    assert texts(engine.turn(conversation, "m1", text="goodbye", metadata=both)) == ["Bye."]
    answer = engine.turn(
        conversation, "m2", payload="/goodbye", metadata={**both, "language": "vi"}
    )
    assert texts(answer) == ["Tạm biệt."]
    assert (answer.json()["language"], answer.json()["language_chosen"]) == ("vi", False)
    back = engine.turn(
        conversation, "m3", text="ok I have to go now", metadata={**both, "language": "vi"}
    )
    assert back.json()["language"] == "en"
    again = engine.turn(conversation, "m2", payload="/goodbye", metadata=both)
    assert again.json() == {**answer.json(), "replayed": True}


@pytest.mark.parametrize("mode", ["error", "nonsense"])
def test_a_failing_action_fails_the_turn_and_saves_nothing(
    engine: Engine, calm: ActionServer, conversation: str, mode: str
) -> None:
    engine.turn(conversation, "m1", text="hello there")
    before = engine.events(conversation)
    calm.mode = mode
    assert code(engine.turn(conversation, "m2", text="count it")) == (503, "action_failed")
    assert engine.events(conversation) == before
    calm.mode = "ok"
    again = engine.turn(conversation, "m2", text="count it")
    assert texts(again)[0].startswith("Counted")
    assert again.json()["replayed"] is False


def test_an_action_server_that_is_down_fails_the_turn(
    engine: Engine, conversation: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    endpoint = engine.processor.action_endpoint
    monkeypatch.setattr(endpoint, "url", f"http://127.0.0.1:{free_port()}/webhook")
    assert code(engine.turn(conversation, "m1", text="count it")) == (503, "action_failed")
    assert engine.events(conversation) == []


def test_an_action_server_that_refuses_the_token_fails_the_turn(
    engine: Engine, conversation: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    endpoint = engine.processor.action_endpoint
    monkeypatch.setattr(endpoint, "url", endpoint.url.split("?")[0] + "?token=wrong")
    assert code(engine.turn(conversation, "m1", text="count it")) == (503, "action_failed")


def test_a_form_whose_validation_fails_fails_the_turn(
    engine: Engine, calm: ActionServer, conversation: str
) -> None:
    assert texts(engine.turn(conversation, "m1", text="take a note")) == ["What shall I note?"]
    before = engine.events(conversation)
    calm.mode = "error"
    failed = engine.turn(conversation, "m2", text="buy milk")
    assert code(failed) == (503, "action_failed")
    assert engine.events(conversation) == before


@pytest.mark.parametrize("text", ["/restart", '/count{"x":1}', " /greet", "/", "/goodbye@1.0"])
def test_text_that_looks_like_a_command_is_text(
    engine: Engine, calm: ActionServer, conversation: str, text: str
) -> None:
    engine.turn(conversation, "m1", text="hello there")
    answer = engine.turn(conversation, "m2", text=text)
    assert answer.status_code == 200
    parse = answer.json()["parse"]
    assert parse["text"] == text.strip()
    assert parse["intent_ranking"][0]["confidence"] < 1.0
    assert "restart" not in [event["event"] for event in engine.events(conversation)]
    assert [e for e in parse["entities"] if e["entity"] == "x"] == []


def test_a_bare_detail_has_no_intent_of_its_own(
    engine: Engine, calm: ActionServer, conversation: str
) -> None:
    parse = engine.turn(conversation, "m1", text="my domain is example.com").json()["parse"]
    assert (parse["intent"]["name"], parse["unsure"]) == ("unsure", True)
    assert "unsure" not in [each["name"] for each in parse["intent_ranking"]]
    engine.turn(conversation, "m2", text="count it for example.com")
    users = [event for event in engine.events(conversation) if event["event"] == "user"]
    assert [event["parse_data"]["only_details"] for event in users] == [True, False]
    # What an action is told.
    assert calm.calls[0]["tracker"]["latest_message"]["only_details"] is False


def test_a_payload_is_a_command(engine: Engine, calm: ActionServer, conversation: str) -> None:
    answer = engine.turn(conversation, "m1", payload='/count{"domain": "example.com"}')
    assert texts(answer)[0].startswith("Counted")
    parse = answer.json()["parse"]
    assert parse["intent"] == {"name": "count", "confidence": 1.0}
    assert parse["entities"][0]["value"] == "example.com"


@pytest.mark.parametrize("payload", ["/nonsense", "/count{broken", "/count{1}", "//", "/"])
def test_a_payload_that_is_none_is_refused(engine: Engine, conversation: str, payload: str) -> None:
    assert code(engine.turn(conversation, "m1", payload=payload)) == (400, "bad_request")
    assert engine.events(conversation) == []


def test_a_running_form_takes_the_message(engine: Engine, conversation: str) -> None:
    engine.turn(conversation, "m1", text="take a note")
    assert texts(engine.turn(conversation, "m2", text="buy milk")) == ["Noted."]


def test_reset_ends_a_running_form(engine: Engine, conversation: str) -> None:
    engine.turn(conversation, "m1", text="take a note")
    assert texts(engine.turn(conversation, "m2", text="hello there", reset=True)) == ["Hello."]
    slots = [e for e in engine.events(conversation) if e["event"] == "slot" and e["name"] == "note"]
    assert slots == []
    assert texts(engine.turn(conversation, "m3", text="goodbye")) == ["Bye."]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "\x00",
        "a\x00b",
        "👍",
        "?!",
        "x" * 4000,
        "hello " * 700,
        "<script>",
        "\u202e\u200b",
    ],
)
def test_odd_texts_get_a_normal_answer(engine: Engine, conversation: str, text: str) -> None:
    answer = engine.turn(conversation, "m1", text=text)
    assert answer.status_code == 200
    assert answer.json()["messages"]
    # Saved as well: a tracker that can't be read again would break every later turn.
    assert engine.turn(conversation, "m2", text="hello there").status_code == 200


@pytest.mark.parametrize("text", ["", "   ", "?!", "..."])
def test_a_text_without_words_is_asked_about(engine: Engine, conversation: str, text: str) -> None:
    parse = engine.turn(conversation, "m1", text=text).json()["parse"]
    assert parse["unsure"] is True
    assert parse["intent"]["name"] == "unsure"
    assert parse["intent_ranking"][0]["name"] != "unsure"


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        {"conversation_id": "c", "message_id": "m"},
        {"conversation_id": "c", "message_id": "m", "text": "a", "payload": "/greet"},
        {"conversation_id": "", "message_id": "m", "text": "a"},
        {"conversation_id": "c", "message_id": 5, "text": "a"},
        {"conversation_id": "c", "message_id": "m", "text": 5},
        {"conversation_id": "c", "message_id": "m", "payload": "greet"},
        {"conversation_id": "c", "message_id": "m", "text": "a", "reset": "yes"},
        {"conversation_id": "c", "message_id": "m", "text": "a", "metadata": []},
        {"conversation_id": "c", "message_id": "m", "text": "a" * 20_001},
    ],
)
def test_a_request_that_is_no_turn_is_refused(engine: Engine, body: object) -> None:
    # An empty list of metadata is as good as none; everything else names what is wrong.
    answer = engine.post("turn", body)
    if isinstance(body, dict) and body.get("metadata") == []:
        assert answer.status_code == 200
    else:
        assert code(answer) == (400, "bad_request")


@pytest.mark.parametrize("header", [None, "Bearer wrong", "Bearer ", "Basic abc", "Bearer é"])
@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", ""), ("POST", "turn"), ("POST", "parse"), ("POST", "why"), ("POST", "forget")],
)
def test_without_the_token_nothing_is_answered(
    engine: Engine, header: str | None, method: str, path: str
) -> None:
    headers = {"Authorization": header.encode()} if header else {}
    answer = requests.request(method, f"{engine.url}/{path}", headers=headers, json={}, timeout=30)
    assert code(answer) == (401, "unauthorized")


def test_what_is_forgotten_is_gone_and_nothing_else(engine: Engine) -> None:
    gone, also_gone, kept = (uuid.uuid4().hex for _ in range(3))
    for conversation in (gone, also_gone, kept):
        engine.turn(conversation, "m1", text="take a note")
    before = engine.events(kept)
    answer = engine.post("forget", {"conversation_ids": [gone, also_gone, "never was there"]})
    assert (answer.status_code, answer.json()) == (200, {"forgotten": 3})
    assert engine.events(gone) == engine.events(also_gone) == []
    assert engine.events(kept) == before
    again = engine.post("forget", {"conversation_ids": [gone]})
    assert again.status_code == 200
    # The same name again is somebody new: no form is running, no answer is repeated.
    fresh = engine.turn(gone, "m1", text="goodbye").json()
    assert (fresh["replayed"], fresh["messages"][0]["text"]) == (False, "Bye.")
    assert texts(engine.turn(kept, "m2", text="buy milk")) == ["Noted."]


def test_many_are_forgotten_at_once_and_too_many_are_refused_whole(
    engine: Engine, conversation: str
) -> None:
    engine.turn(conversation, "m1", text="hello there")
    others = [uuid.uuid4().hex for _ in range(999)]
    too_many = engine.post("forget", {"conversation_ids": [*others, "one more", conversation]})
    assert code(too_many) == (400, "bad_request")
    assert engine.events(conversation) != []
    many = engine.post("forget", {"conversation_ids": [*others, conversation]})
    assert many.json() == {"forgotten": 1000}
    assert engine.events(conversation) == []


def test_what_names_no_conversations_forgets_nothing(engine: Engine, conversation: str) -> None:
    engine.turn(conversation, "m1", text="hello there")
    for body in (None, [], {}, {"conversation_ids": "c"}, {"conversation_ids": ["c", 5]}):
        assert code(engine.post("forget", body)) == (400, "bad_request")
    assert engine.post("forget", {"conversation_ids": []}).json() == {"forgotten": 0}
    assert engine.events(conversation) != []


def test_nothing_else_is_served(engine: Engine) -> None:
    base = engine.url.removesuffix("/webhooks/desk")
    for path in ("/", "/status", "/model/parse", "/conversations/x/tracker", "/webhooks/rest"):
        assert requests.get(base + path, timeout=30).status_code in {404, 405}


def test_health_names_the_model(engine: Engine) -> None:
    answer = engine._session.get(engine.url + "/", timeout=30)
    assert answer.json() == {"status": "ok", "model": "small.tar.gz"}


def test_parse_understands_several_texts_and_saves_nothing(engine: Engine) -> None:
    answer = engine.post("parse", {"texts": ["hello there", "/restart", "ping 203.0.113.7"]})
    parses = answer.json()["parses"]
    assert [parse["text"] for parse in parses] == ["hello there", "/restart", "ping 203.0.113.7"]
    assert parses[0]["intent"]["name"] == "greet"
    assert parses[2]["entities"][0]["value"] == "203.0.113.7"
    assert code(engine.post("parse", {"texts": "hello"})) == (400, "bad_request")
    assert code(engine.post("parse", {"texts": [1]})) == (400, "bad_request")


def test_parsing_runs_no_action_and_touches_no_conversation(
    engine: Engine, calm: ActionServer, conversation: str
) -> None:
    engine.turn(conversation, "m1", text="take a note")
    before, database = engine.events(conversation), engine.size()
    calm.calls.clear()
    # A text that a turn would answer with an action, and one that the running form would take.
    parses = engine.post("parse", {"texts": ["count one more please", "buy milk"]}).json()["parses"]
    assert parses[0]["intent"]["name"] == "count"
    assert calm.calls == []
    assert engine.events(conversation) == before
    assert engine.size() == database
    assert texts(engine.turn(conversation, "m2", text="buy milk")) == ["Noted."]


def test_texts_parsed_together_and_alone_are_understood_alike(engine: Engine) -> None:
    several = ["hello there", "count one more please", "how old is the moon", "bye"]
    together = engine.post("parse", {"texts": several}).json()["parses"]
    for text, parse in zip(several, together, strict=True):
        alone = engine.post("parse", {"texts": [text]}).json()["parses"][0]
        assert alone["intent"]["name"] == parse["intent"]["name"]
        for one, other in zip(alone["intent_ranking"], parse["intent_ranking"], strict=True):
            assert one["name"] == other["name"]
            assert one["confidence"] == pytest.approx(other["confidence"], abs=1e-4)


def test_a_turn_that_takes_too_long_fails_and_saves_nothing(
    engine: Engine, calm: ActionServer, conversation: str
) -> None:
    from engine.channel import DeskChannel
    from engine.turns import TurnRequest

    calm.mode = "hang"
    channel = DeskChannel("t", deadline_s=0.2)
    request = TurnRequest(conversation, "m1", text="count it")
    turn = channel._answer(engine.processor, TurnQueue(), request)
    answer = asyncio.run_coroutine_threadsafe(turn, engine.loop).result(10)
    assert answer.status == 503
    assert b"no answer within 0.2 s" in answer.body
    assert engine.events(conversation) == []


def test_turns_of_one_conversation_wait_and_leave_nothing_behind() -> None:
    async def scenario() -> list[str]:
        queue, order = TurnQueue(), []

        async def turn(name: str, conversation: str, gate: asyncio.Event) -> None:
            async with queue.turn(conversation):
                order.append(f"{name} in")
                await gate.wait()
                order.append(f"{name} out")

        slow, open_gate = asyncio.Event(), asyncio.Event()
        open_gate.set()
        first = asyncio.create_task(turn("first", "c", slow))
        await asyncio.sleep(0)
        second = asyncio.create_task(turn("second", "c", open_gate))
        other = asyncio.create_task(turn("other", "d", open_gate))
        await other
        slow.set()
        await asyncio.gather(first, second)
        assert not queue._locks
        assert not queue._waiting
        return order

    order = asyncio.run(scenario())
    assert order.index("other out") < order.index("first out") < order.index("second in")


def test_a_failing_slot_action_is_not_taken_for_an_empty_slot(engine: Engine) -> None:
    from rasa.core.actions.action import ActionExtractSlots
    from rasa.shared.core.trackers import DialogueStateTracker
    from rasa.utils.endpoints import EndpointConfig

    dead = EndpointConfig(f"http://127.0.0.1:{free_port()}/webhook")
    tracker = DialogueStateTracker.from_events("c", [])
    run = ActionExtractSlots(dead)._run_custom_action(
        "action_count", None, engine.processor.nlg, tracker, engine.processor.domain
    )
    with pytest.raises(Exception, match="Couldn't connect"):
        asyncio.run(run)
