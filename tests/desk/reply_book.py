"""Writing ready replies and reading what they say, for the tests of them."""

from __future__ import annotations

from typing import Any

import httpx

from tests.clients import Json, Person, Visitor
from tests.desk.harness import RunningDesk


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
