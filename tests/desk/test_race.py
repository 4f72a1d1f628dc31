"""Fifty people reach for twenty conversations at once: each is had by one of them."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import UTC, datetime
from uuid import uuid4

from sqlalchemy import insert

from desk.staff.people import digest
from desk.storage.tables import staff
from tests.clients import Person
from tests.desk.harness import RunningDesk, queue_up

PEOPLE, CONVERSATIONS = 50, 20


async def fifty(desk: RunningDesk) -> list[Person]:
    """People with tokens; nobody signs in with a password, so none is hashed."""
    rows, people = [], []
    for number in range(PEOPLE):
        name, token = f"P{number}", f"fd_{uuid4().hex}"
        rows.append(
            {
                "id": uuid4().hex,
                "email": f"{name}@example.com",
                "name": name,
                "password_hash": "none",
                "token_hash": digest(token),
                "departments": ["technical"],
                "level": 1,
                "role": "agent",
                "languages": ["en"],
                "presence": "busy",
                "presence_holds": True,
                "seen_at": datetime.now(UTC),
                "created_at": datetime.now(UTC),
            }
        )
        credentials = {"email": f"{name}@example.com", "password": "", "token": token}
        people.append(desk.client.person(name, credentials))
    async with desk.services.database.write() as transaction:
        await transaction.execute(insert(staff), rows)
    return people


async def test_a_thousand_claims_give_twenty_owners(desk: RunningDesk) -> None:
    people = await fifty(desk)
    visitors = [await desk.visitor() for _ in range(CONVERSATIONS)]
    for visitor in visitors:
        await queue_up(desk, visitor)

    async def claim(person: Person, number: int) -> list[tuple[int, str]]:
        """One after the other, each person from another place on."""
        answers = []
        for step in range(CONVERSATIONS):
            place = (number + step) % CONVERSATIONS
            answer = await person.does("claim", visitors[place])
            document = answer.json()
            owner = (
                document["state"]["staff"]["name"]
                if answer.status_code == 200
                else document["error"]["owner"]["name"]
            )
            assert answer.status_code in (200, 409), answer.text
            answers.append((answer.status_code * 100 + place, owner))
        return answers

    found = await asyncio.gather(*(claim(one, number) for number, one in enumerate(people)))
    answers = [one for some in found for one in some]
    assert len(answers) == PEOPLE * CONVERSATIONS
    statuses = Counter(code // 100 for code, _ in answers)
    assert statuses == {200: CONVERSATIONS, 409: PEOPLE * CONVERSATIONS - CONVERSATIONS}
    for place, visitor in enumerate(visitors):
        # Whoever was refused was told the same owner that the visitor sees.
        owners = {owner for code, owner in answers if code % 100 == place}
        assert owners == {(await visitor.snapshot())["state"]["staff"]["name"]}
        joined = [one for one in await visitor.events() if one.get("data", {}).get("staff")]
        assert len(joined) == 1
