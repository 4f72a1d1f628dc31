"""A conversation opens with its own token only, for a time, and begins once."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Row, select
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from desk.conversations.tokens import Tokens, Visitor
from desk.errors import NotSignedInError
from desk.storage.tables import conversations
from tests import clients
from tests.desk.harness import RunningDesk, later

DAY_S = 86_400


@dataclass
class Moment:
    """Real time that a test moves on."""

    now: float = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def moment(desk: RunningDesk) -> Moment:
    """The real time that the running desk's tokens go by."""
    moment = Moment()
    timings = desk.services.settings.timings
    tokens = Tokens(
        "signing",
        lifetime_s=timings.visitor_token_s,
        renewed_s=timings.visitor_token_renewed_s,
        now=moment,
    )
    desk.app.ctx.services = replace(desk.app.ctx.services, tokens=tokens)
    return moment


def code(response: Any) -> tuple[int, str]:
    return response.status_code, response.json()["error"]["code"]


def visitor_routes(desk: RunningDesk) -> Iterator[tuple[str, str]]:
    """Method and path of everything that is done with one conversation."""
    for route in desk.app.router.routes:
        if route.path.startswith("api/conversations/<conversation_id:str>"):
            for method in route.methods:
                yield method, f"/{route.path}"


def address(path: str, visitor: clients.Visitor, file_id: str = "0" * 32) -> str:
    return path.replace("<conversation_id:str>", visitor.id).replace("<file_id:str>", file_id)


async def test_every_route_of_a_conversation_asks_for_its_own_token(desk: RunningDesk) -> None:
    visitor, stranger = await desk.visitor(), await desk.visitor()
    sent = await visitor.uploads(b"a log", "a.log")
    file_id = sent.json()["file"]["id"]
    before = await visitor.snapshot()
    routes = list(visitor_routes(desk))
    assert len(routes) >= 15
    for method, path in routes:
        for token, expected in (
            (None, (401, "token_missing")),
            ("nonsense", (401, "token_invalid")),
            (stranger.token, (403, "forbidden")),
        ):
            headers = {}
            if token is not None:
                headers = {
                    "Authorization": f"Bearer {token}",
                    "Sec-WebSocket-Protocol": f"bearer.{token}",
                }
            response = await desk.http.request(
                method, address(path, visitor, file_id), headers=headers
            )
            assert (method, path, *code(response)) == (method, path, *expected)
    assert await visitor.snapshot() == before
    assert desk.engine.asked == []


async def test_every_route_of_an_erased_conversation_finds_nothing(desk: RunningDesk) -> None:
    visitor = await desk.visitor()
    assert (await visitor.asks("DELETE")).status_code == 200
    body = {
        "client_id": uuid4().hex,
        "text": "hello",
        "language": "vi",
        "read": 1,
        "score": 5,
        "email": "linh@example.com",
        "department": "billing",
        "subject": "help",
    }
    for method, path in visitor_routes(desk):
        if path.endswith("/identity"):
            continue  # No signature holds for it; see test_identity.py.
        response = await desk.http.request(
            method,
            address(path, visitor),
            params={"name": "a.txt", "client_id": "a"} if path.endswith("/files") else None,
            content=json.dumps(body),
            headers={**visitor.headers, "Sec-WebSocket-Protocol": f"bearer.{visitor.token}"},
        )
        assert (method, path, response.status_code) == (method, path, 404)


@pytest.mark.parametrize(
    "token",
    ["é", ".", "..", "a.b", "a" * 5_000, "WyJhIl0.x", "\x00", "bearer", "-" * 90, "ỹ.ỹ"],
)
async def test_what_is_no_token_is_refused_and_breaks_nothing(
    desk: RunningDesk, token: str
) -> None:
    with pytest.raises(NotSignedInError) as refused:
        desk.services.tokens.read(token)
    assert refused.value.code == "token_invalid"
    assert desk.services.tokens.visitor_of(token) is None


async def test_a_changed_token_and_a_token_of_another_run_are_refused(desk: RunningDesk) -> None:
    visitor = await desk.visitor()
    holder = desk.services.tokens.read(visitor.token)
    payload, _, signature = visitor.token.rpartition(".")
    other_run = Tokens("another run", lifetime_s=DAY_S, renewed_s=DAY_S).make(holder)
    for forged in (
        f"{payload}x.{signature}",
        f"{payload}.{signature[:-1]}",
        f"{payload}.{signature.swapcase()}",
        other_run,
        visitor.id,
        visitor.token + "x",
    ):
        response = await replace(visitor, token=forged).asks("GET", "/events")
        assert code(response) == (401, "token_invalid")


async def test_a_token_is_good_until_its_last_second(desk: RunningDesk, moment: Moment) -> None:
    visitor = await desk.visitor()
    moment.now += 30 * DAY_S
    assert (await visitor.asks("GET", "/events")).status_code == 200
    moment.now += 2
    response = await visitor.asks("GET", "/events")
    assert code(response) == (401, "token_expired")
    assert response.headers["WWW-Authenticate"] == "Bearer"
    stream = f"{desk.base.replace('http', 'ws')}/api/conversations/{visitor.id}/stream"
    with pytest.raises(InvalidStatus) as refused:
        async with connect(stream, subprotocols=[f"bearer.{visitor.token}"], proxy=None):  # type: ignore[list-item]
            pass
    body = refused.value.response.body
    assert body is not None
    assert json.loads(body)["error"]["code"] == "token_expired"


async def test_an_old_token_is_renewed_with_the_events_and_a_young_one_is_not(
    desk: RunningDesk, moment: Moment
) -> None:
    visitor = await desk.visitor()
    moment.now += DAY_S
    assert "token" not in await visitor.snapshot()
    moment.now += 2
    fresh = replace(visitor, token=(await visitor.snapshot())["token"])
    assert "token" not in await fresh.snapshot()
    # The new one lasts from now; the old one to its own end and no longer.
    moment.now += 29 * DAY_S
    assert code(await visitor.asks("GET", "/events")) == (401, "token_expired")
    assert (await fresh.asks("GET", "/events")).status_code == 200
    tokens = desk.app.ctx.services.tokens
    assert tokens.read(fresh.token).visitor_id
    assert tokens.read(fresh.token).conversation_id == visitor.id


async def test_an_old_token_is_renewed_by_the_stream(desk: RunningDesk, moment: Moment) -> None:
    visitor = await desk.visitor()
    async with visitor.stream() as frames:
        await frames.until(lambda frame: "state" in frame)
        assert not any("token" in frame for frame in frames.seen)
    moment.now += DAY_S + 2
    async with visitor.stream() as frames:
        fresh = (await frames.until(lambda frame: "token" in frame))["token"]
    moment.now += 29 * DAY_S
    assert (await replace(visitor, token=fresh).asks("GET", "/events")).status_code == 200


async def test_an_expired_token_begins_as_somebody_new(desk: RunningDesk, moment: Moment) -> None:
    visitor = await desk.visitor()
    tokens = desk.app.ctx.services.tokens
    known = tokens.read(visitor.token).visitor_id
    second = await desk.visitor(visitor=visitor.token)
    assert tokens.read(second.token).visitor_id == known
    moment.now += 31 * DAY_S
    third = await desk.visitor(visitor=visitor.token)
    assert tokens.read(third.token).visitor_id != known


async def rows(desk: RunningDesk) -> Sequence[Row[Any]]:
    async with desk.services.database.read() as transaction:
        return (await transaction.execute(select(conversations))).all()


async def how_many(desk: RunningDesk) -> int:
    return len(await rows(desk))


async def test_the_same_beginning_again_is_the_same_conversation(desk: RunningDesk) -> None:
    name = str(uuid4())
    first = await desk.visitor(client_id=name, language="vi")
    await first.answer_to(await first.say("chào"))
    again = await desk.visitor(client_id=name, language="en")
    assert again.id == first.id
    assert await again.events() == await first.events()
    assert await how_many(desk) == 1


async def test_the_same_beginning_at_the_same_time_is_one_conversation(
    desk: RunningDesk,
) -> None:
    name = str(uuid4())
    begun = await asyncio.gather(*(desk.visitor(client_id=name) for _ in range(5)))
    assert len({visitor.id for visitor in begun}) == 1
    assert len(await begun[-1].events()) == 1
    assert await how_many(desk) == 1


async def test_the_name_of_a_beginning_opens_nothing_after_its_hour(desk: RunningDesk) -> None:
    name = str(uuid4())
    first = await desk.visitor(client_id=name)
    later(desk, minutes=59)
    assert (await desk.visitor(client_id=name)).id == first.id
    later(desk, minutes=2)
    second = await desk.visitor(client_id=name)
    assert second.id != first.id
    assert len(await first.events()) == 1
    assert (await desk.visitor(client_id=name)).id == second.id


async def test_the_name_of_an_erased_beginning_begins_anew(desk: RunningDesk) -> None:
    name = str(uuid4())
    first = await desk.visitor(client_id=name)
    assert (await first.asks("DELETE")).status_code == 200
    assert (await desk.visitor(client_id=name)).id != first.id


@pytest.mark.parametrize("name", ["", "short", "x" * 65, 5])
async def test_a_name_that_others_may_guess_is_refused(desk: RunningDesk, name: object) -> None:
    response = await desk.http.post("/api/conversations", json={"client_id": name})
    assert (response.status_code, response.json()["error"]["field"]) == (400, "client_id")
    assert await how_many(desk) == 0


async def test_an_odd_page_address_begins_a_conversation_all_the_same(desk: RunningDesk) -> None:
    page = json.dumps({"page": "https://example.com/\x00?q=\ud83d&vi=Ký tự"})
    response = await desk.http.post("/api/conversations", content=page)
    assert response.status_code == 201
    [row] = await rows(desk)
    assert row.page == "https://example.com/?q=?&vi=Ký tự"


def test_renewal_keeps_who_and_what() -> None:
    moment = Moment()
    tokens = Tokens("key", lifetime_s=100, renewed_s=10, now=moment)
    holder = tokens.read(tokens.make(Visitor("v", "c")))
    moment.now += 11
    renewed = tokens.renewed(holder)
    assert renewed is not None
    assert tokens.read(renewed) == replace(holder, issued_at=int(moment.now))
