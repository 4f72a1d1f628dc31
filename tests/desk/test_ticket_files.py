"""Files of tickets: sent with a message, once, harmless, and only for who may see the message."""

from __future__ import annotations

import asyncio
import os
import time
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from desk.files.book import clear_left_overs
from desk.privacy.masking import MARKS
from desk.storage.tables import ticket_files
from desk.tickets.files import forget_unsent
from tests.clients import Json, Person
from tests.desk.harness import RunningDesk, later
from tests.desk.test_files import image, stored
from tests.desk.test_tickets import open_ticket
from tests.desk.ticket_helpers import Customer, changes, code, mailed, opened


async def uploads(person: Person, ticket: Customer, content: bytes, name: str) -> Json:
    response = await person.client.post(
        f"/tickets/{ticket.number}/files", params={"name": name}, content=content
    )
    assert response.status_code == 201, response.text
    file: Json = response.json()["file"]
    return file


async def rows(desk: RunningDesk) -> int:
    async with desk.services.database.read() as transaction:
        query = select(func.count()).select_from(ticket_files)
        return int((await transaction.execute(query)).scalar_one())


def make_old(paths: list[Path]) -> None:
    for path in paths:
        os.utime(path, (time.time() - 7_200,) * 2)


async def test_the_customer_sends_files_with_a_message(desk: RunningDesk) -> None:
    anna, ticket, picture = await desk.person("Anna"), await opened(desk), image()
    shot = (await ticket.uploads(picture, "shot.png")).json()["file"]
    logged = (await ticket.uploads(b"line one\npassword: hunter2\n", "a.log")).json()["file"]
    assert logged["masked"] == ["password"]
    # Nobody sees what was not sent.
    assert code(await ticket.asks("GET", f"/files/{shot['id']}")) == (404, "file_not_found")
    for _ in range(2):
        sent = await ticket.writes("See these.", client_id="once", files=[shot["id"], logged["id"]])
        assert sent.status_code == 202
    message = (await ticket.page())["messages"][-1]
    assert [(one["name"], one["type"]) for one in message["files"]] == [
        ("shot.png", "image/png"),
        ("a.log", "text/plain"),
    ]
    got = await ticket.asks("GET", f"/files/{shot['id']}")
    assert (got.content, got.headers["Content-Type"]) == (picture, "image/png")
    assert got.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    text = await anna.client.get(f"/tickets/{ticket.number}/files/{logged['id']}")
    assert text.content.decode() == f"line one\npassword: {MARKS['password']}\n"
    assert text.headers["Content-Disposition"].startswith("attachment")


async def test_a_message_may_be_files_alone_but_not_nothing(desk: RunningDesk) -> None:
    ticket = await opened(desk)
    file = (await ticket.uploads(b"log", "a.log")).json()["file"]
    assert (await ticket.writes("", files=[file["id"]])).status_code == 202
    assert code(await ticket.writes(" ")) == (400, "message_empty")


async def test_staff_answer_with_files_and_keep_those_of_notes_between_them(
    desk: RunningDesk,
) -> None:
    anna, ticket = await desk.person("Anna"), await opened(desk, email="linh@example.com")
    path = f"/tickets/{ticket.number}/messages"
    open_one = await uploads(anna, ticket, b"for you", "guide.txt")
    secret = await uploads(anna, ticket, b"for us", "notes.txt")
    await anna.post(path, client_id="n", text="", internal=True, files=[secret["id"]])
    await anna.post(path, client_id="a", text="See the guide.", files=[open_one["id"]])
    page = await ticket.page()
    assert [one["name"] for one in page["messages"][-1]["files"]] == ["guide.txt"]
    assert (await ticket.asks("GET", f"/files/{open_one['id']}")).content == b"for you"
    assert code(await ticket.asks("GET", f"/files/{secret['id']}")) == (404, "file_not_found")
    fetched = await anna.client.get(f"/tickets/{ticket.number}/files/{secret['id']}")
    assert fetched.content == b"for us"
    # The mail names the file and does not carry it.
    assert "guide.txt" in (await mailed(desk))[-1].text
    assert page["promise"]["status"] == "kept"


async def test_what_is_no_file_is_refused_and_nothing_is_kept(desk: RunningDesk) -> None:
    ticket = await opened(desk)
    most = desk.services.settings.limits.file_bytes
    for content, wanted in (
        (b"", (400, "file_empty")),
        (b"MZ\x90\x00\x03", (415, "file_type_not_allowed")),
        (b"a" * (most + 1), (413, "file_too_large")),
    ):
        assert code(await ticket.uploads(content, "a.txt")) == wanted
    nameless = await ticket.asks("POST", "/files", content=b"x")
    assert (nameless.status_code, nameless.json()["error"]["field"]) == (400, "name")
    stranger = await ticket.asks("POST", "/files", params={"key": "x", "name": "a"}, content=b"x")
    assert code(stranger) == (404, "ticket_not_found")
    assert (stored(desk), await rows(desk)) == ([], 0)


async def test_a_file_is_sent_in_its_own_ticket_and_once(desk: RunningDesk) -> None:
    ticket, other = await opened(desk), await opened(desk)
    mine = (await ticket.uploads(b"log", "a.log")).json()["file"]["id"]
    for sender, files in ((other, [mine]), (ticket, ["0" * 32]), (ticket, [mine, "0" * 32])):
        refused = await sender.writes("x", files=files)
        assert (refused.status_code, refused.json()["error"]["field"]) == (400, "files")
        assert len((await sender.page())["messages"]) == 1
    sent = await asyncio.gather(*(ticket.writes("x", files=[mine]) for _ in range(3)))
    assert sorted(one.status_code for one in sent) == [202, 400, 400]
    too_many = await ticket.writes("x", files=["0" * 32] * 11)
    assert too_many.status_code == 400


async def test_a_closed_ticket_takes_no_file(desk: RunningDesk) -> None:
    anna, ticket = await desk.person("Anna"), await opened(desk)
    await changes(anna, ticket, status="closed")
    assert code(await ticket.uploads(b"x")) == (409, "ticket_closed")
    assert stored(desk) == []


async def test_files_of_another_department_are_not_there(desk: RunningDesk) -> None:
    binh, ticket = await desk.person("Binh", "billing"), await opened(desk)
    file = (await ticket.uploads(b"log", "a.log")).json()["file"]["id"]
    await ticket.writes("x", files=[file])
    path = f"/tickets/{ticket.number}/files"
    assert code(await binh.client.get(f"{path}/{file}")) == (404, "ticket_not_found")
    refused = await binh.client.post(path, params={"name": "a"}, content=b"x")
    assert code(refused) == (404, "ticket_not_found")


async def test_what_was_sent_stays_and_what_was_not_goes(desk: RunningDesk) -> None:
    ticket = await opened(desk)
    sent = (await ticket.uploads(b"sent", "a.log")).json()["file"]["id"]
    await ticket.writes("x", files=[sent])
    await ticket.uploads(b"never sent", "b.log")
    make_old(stored(desk))
    assert await clear_left_overs(desk.services, desk.app.ctx.files) == 0
    later(desk, hours=25)
    assert await forget_unsent(desk.app.ctx.services) == 1
    assert await clear_left_overs(desk.services, desk.app.ctx.files) == 1
    [kept] = stored(desk)
    assert kept.name == sent
    assert (await ticket.asks("GET", f"/files/{sent}")).content == b"sent"


async def test_files_go_along_with_a_merged_ticket(desk: RunningDesk) -> None:
    anna = await desk.person("Anna")
    form = {"email": "linh@example.com"}
    first, second = await opened(desk, **form), await opened(desk, **form)
    file = (await second.uploads(b"log", "a.log")).json()["file"]["id"]
    await second.writes("See this.", files=[file])
    merged: Any = await anna.post(f"/tickets/{second.number}/merge", into=first.number)
    [shown] = [one for one in merged.json()["messages"] if one["files"]]
    assert shown["files"][0]["id"] == file
    assert (await first.asks("GET", f"/files/{file}")).content == b"log"
    assert (await anna.client.get(f"/tickets/{first.number}/files/{file}")).content == b"log"


async def test_erasing_keeps_a_tickets_files_as_it_keeps_the_ticket(desk: RunningDesk) -> None:
    """They are part of a request that somebody works on; the conversation's own are deleted."""
    visitor = await desk.visitor()
    ticket = Customer(desk, await open_ticket(desk, visitor, "technical"))
    await visitor.uploads(b"said in chat", "chat.log")
    file = (await ticket.uploads(b"sent to the ticket", "a.log")).json()["file"]["id"]
    await ticket.writes("See this.", files=[file])
    erased = await visitor.asks("DELETE")
    assert erased.json()["files"] == 1
    [kept] = stored(desk)
    assert kept.name == file
    assert (await ticket.asks("GET", f"/files/{file}")).content == b"sent to the ticket"
