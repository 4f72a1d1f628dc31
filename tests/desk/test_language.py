"""The language of a conversation: of its messages, unless the visitor chose one."""

from __future__ import annotations

from desk.conversations.engine import Answer, Question
from tests.desk.harness import RunningDesk


def answering(language: str, *, chosen: bool = False):
    def reply(question: Question) -> Answer:
        return Answer(
            messages=[{"text": f"in {language}"}],
            parse={"intent": {"name": "greet", "confidence": 0.9}, "entities": []},
            language=language,
            language_chosen=chosen,
        )

    return reply


async def test_a_vietnamese_page_is_greeted_in_vietnamese(desk: RunningDesk) -> None:
    visitor = await desk.visitor(language="vi-VN")
    [greeting] = await visitor.events()
    assert greeting["text"].startswith("Dạ")
    assert {button["payload"] for button in greeting["buttons"]} == {
        "/hours",
        "/open_ticket",
        "/talk_to_person",
    }


async def test_the_conversation_keeps_the_language_of_the_last_answer(desk: RunningDesk) -> None:
    visitor = await desk.visitor(language="en")
    desk.engine.reply = answering("vi")
    await visitor.answer_to(await visitor.say("web ko vao dc"))
    assert (await visitor.snapshot())["state"]["language"] == "vi"
    await visitor.answer_to(await visitor.say("ok"))
    told = desk.engine.asked[-1].metadata
    assert (told["language"], told["language_chosen"]) == ("vi", False)
    assert told["languages"] == ["en", "vi"]


async def test_a_chosen_language_is_kept_and_told_to_the_engine(desk: RunningDesk) -> None:
    visitor = await desk.visitor(language="en")
    response = await desk.http.put(
        f"/api/conversations/{visitor.id}/language",
        json={"language": "vi"},
        headers=visitor.headers,
    )
    assert response.json()["state"]["language"] == "vi"
    await visitor.answer_to(await visitor.say("my vps is down"))
    told = desk.engine.asked[-1].metadata
    assert (told["language"], told["language_chosen"]) == ("vi", True)


async def test_a_language_without_texts_is_refused_with_those_there_are(desk: RunningDesk) -> None:
    visitor = await desk.visitor()
    path = f"/api/conversations/{visitor.id}/language"
    response = await desk.http.put(path, json={"language": "fr"}, headers=visitor.headers)
    assert response.status_code in (400, 422)
    assert response.json()["error"]["message"] == "language: expected one of en, vi."
    stranger = await desk.http.put(path, json={"language": "vi"})
    assert stranger.status_code == 401


async def test_what_a_turn_does_is_told_in_the_language_of_the_turn(desk: RunningDesk) -> None:
    await desk.person("Lan", "technical")
    visitor = await desk.visitor(language="en")

    async def hand_off(question: Question) -> Answer:
        await desk.internal(
            "POST",
            f"/conversations/{visitor.id}/handoff",
            language="vi",
            message_id=question.message_id,
            department="technical",
        )
        return answering("vi")(question)

    desk.engine.reply = hand_off
    await visitor.answer_to(await visitor.say("cho em gặp kỹ thuật"))
    queued = next(event for event in await visitor.events() if event["kind"] == "state")
    assert "Kỹ thuật" in queued["text"]
    assert "number 1" not in queued["text"]
