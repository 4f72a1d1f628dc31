"""What staff write reaches a visitor who has left: once, and only at an address that is theirs."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from desk.conversations.mailing import mail_left_visitors
from desk.storage.tables import mails
from tests.clients import Person, Visitor
from tests.desk.harness import RunningDesk, later, queue_up

Talk = tuple[Visitor, Person]


async def answered(desk: RunningDesk, *texts: str, email: str | None = None) -> Talk:
    """A visitor to whom Anna wrote, and who gave `email` for a ticket."""
    anna: Person = await desk.person("Anna")
    visitor = await desk.visitor(page="https://example.com/vps")
    form: dict[str, Any] = {
        "client_id": "t-1",
        "department": "technical",
        "subject": "My server is down",
    }
    opened = await visitor.asks("POST", "/tickets", json={**form, "email": email})
    assert opened.status_code == 201, opened.text
    await queue_up(desk, visitor)
    await anna.does("claim", visitor)
    for text in texts:
        await anna.writes(visitor, text)
    return visitor, anna


async def chat_mails(desk: RunningDesk) -> list[tuple[str, str]]:
    async with desk.services.database.read() as transaction:
        query = select(mails).where(mails.c.subject.contains("chat")).order_by(mails.c.created_at)
        return [(row.recipient, row.text) for row in (await transaction.execute(query)).all()]


async def test_what_was_not_read_for_two_minutes_is_mailed_once(desk: RunningDesk) -> None:
    await answered(desk, "It is up again.", "A disk was full.", email="linh@example.com")
    assert await mail_left_visitors(desk.app.ctx.services) == 0
    later(desk, minutes=3)
    assert await mail_left_visitors(desk.app.ctx.services) == 1
    [(recipient, text)] = await chat_mails(desk)
    assert recipient == "linh@example.com"
    assert text.index("It is up again.") < text.index("A disk was full.")
    assert "https://example.com/vps" in text
    assert await mail_left_visitors(desk.app.ctx.services) == 0


async def test_who_reads_in_the_chat_gets_no_mail(desk: RunningDesk) -> None:
    visitor, _ = await answered(desk, "It is up again.", email="linh@example.com")
    seen = (await visitor.events())[-1]["seq"]
    async with visitor.stream(after=seen) as frames:
        await frames.send(read=seen)
        await frames.send(ping=True)
        await frames.until(lambda frame: "pong" in frame)
    later(desk, minutes=3)
    assert await mail_left_visitors(desk.app.ctx.services) == 0


async def test_only_what_came_since_is_in_the_next_mail(desk: RunningDesk) -> None:
    visitor, anna = await answered(desk, "First.", email="linh@example.com")
    later(desk, minutes=3)
    await mail_left_visitors(desk.app.ctx.services)
    await anna.writes(visitor, "Second.")
    later(desk, minutes=3)
    assert await mail_left_visitors(desk.app.ctx.services) == 1
    [_, (_, text)] = await chat_mails(desk)
    assert "Second." in text
    assert "First." not in text


async def test_an_address_in_a_message_may_be_anybodys(desk: RunningDesk) -> None:
    anna = await desk.person("Anna")
    visitor = await desk.visitor()
    desk.engine.entities = [{"entity": "email", "value": "somebody@else.example"}]
    await visitor.answer_to(await visitor.say("my colleague is somebody@else.example"))
    await queue_up(desk, visitor)
    await anna.does("claim", visitor)
    await anna.writes(visitor, "Hello.")
    later(desk, minutes=3)
    assert await mail_left_visitors(desk.app.ctx.services) == 0
    assert await chat_mails(desk) == []
