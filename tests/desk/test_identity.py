"""Who a visitor is, by the website's signature: for one conversation, one user, and a time."""

from __future__ import annotations

import time
from typing import Any
from uuid import uuid4

import httpx
import pytest

from desk.conversations.identity import Claim, check, signature
from desk.errors import ForbiddenError
from tests.clients import Visitor
from tests.desk.harness import RunningDesk, queue_up

SECRET = "identity"


def in_an_hour() -> int:
    return int(time.time()) + 3_600


def signed(conversation_id: str, secret: str = SECRET, **claim: Any) -> dict[str, Any]:
    """A claim as a website signs it."""
    said = {"user": "customer-7", "expires": in_an_hour(), **claim}
    return {**said, "signature": signature(secret, Claim(conversation_id, **said))}


async def identify(visitor: Visitor, body: dict[str, Any]) -> httpx.Response:
    return await visitor.asks("POST", "/identity", json=body)


def code(response: httpx.Response) -> tuple[int, str]:
    return response.status_code, response.json()["error"]["code"]


async def test_a_signed_user_is_known_to_the_visitor_and_to_staff(desk: RunningDesk) -> None:
    anna = await desk.person("Anna")
    visitor = await desk.visitor()
    body = signed(visitor.id, name="Trần Thị Linh", email="linh@example.com")
    response = await identify(visitor, body)
    assert response.status_code == 200, response.text
    known = {"user": "customer-7", "name": "Trần Thị Linh"}
    assert response.json()["state"]["identity"] == known
    assert (await visitor.snapshot())["state"]["identity"] == known
    await queue_up(desk, visitor)
    shown = await anna.get(f"/conversations/{visitor.id}")
    assert shown["state"]["identity"] == known
    stranger = await desk.visitor()
    assert "identity" not in (await stranger.snapshot())["state"]


@pytest.mark.parametrize(
    "changed",
    [
        {"user": "customer-8"},
        {"user": "customer-7 "},
        {"user": "Customer-7"},
        {"name": "Somebody else"},
        {"name": ""},
        {"email": "other@example.com"},
        {"expires": in_an_hour() + 1},
        {"signature": "0" * 64},
        {"signature": "é" * 64},
        {"signature": "\u212a" * 64},
    ],
)
async def test_nothing_of_a_signed_claim_can_be_changed(
    desk: RunningDesk, changed: dict[str, Any]
) -> None:
    visitor = await desk.visitor()
    body = {**signed(visitor.id, name="Linh", email="linh@example.com"), **changed}
    assert code(await identify(visitor, body)) == (403, "identity_forged")
    assert "identity" not in (await visitor.snapshot())["state"]


async def test_a_signature_holds_in_its_own_conversation_only(desk: RunningDesk) -> None:
    visitor = await desk.visitor()
    body = signed(visitor.id)
    assert (await identify(visitor, body)).status_code == 200
    stranger = await desk.visitor()
    assert code(await identify(stranger, body)) == (403, "identity_forged")
    # Not even in another conversation of the same visitor.
    second = await desk.visitor(visitor=visitor.token)
    assert code(await identify(second, body)) == (403, "identity_forged")
    # Said again where it belongs, it changes nothing.
    assert (await identify(visitor, body)).status_code == 200


async def test_another_secret_signs_nothing(desk: RunningDesk) -> None:
    visitor = await desk.visitor()
    for secret in ("", "Identity", "signing", "internal"):
        body = signed(visitor.id, secret)
        assert code(await identify(visitor, body)) == (403, "identity_forged")


async def test_hexadecimal_may_be_written_in_capitals(desk: RunningDesk) -> None:
    visitor = await desk.visitor()
    body = signed(visitor.id)
    body["signature"] = body["signature"].upper()
    assert (await identify(visitor, body)).status_code == 200


async def test_no_field_runs_over_into_the_next(desk: RunningDesk) -> None:
    visitor = await desk.visitor()
    for field in ("user", "name", "email"):
        for end in ("\n", "\r"):
            response = await identify(visitor, signed(visitor.id, **{field: f"a{end}b"}))
            assert code(response) == (400, "invalid")
            assert response.json()["error"]["field"] == field


async def test_fields_can_not_be_shifted_under_the_same_signature(desk: RunningDesk) -> None:
    visitor, expires = await desk.visitor(), in_an_hour()
    given = signed(visitor.id, user="a", name=str(expires), expires=expires)["signature"]
    for user, name in ((f"a\n{expires}", ""), ("a", f"{expires}\n"), ("", "a")):
        body = {"user": user, "name": name, "expires": expires, "signature": given}
        assert (await identify(visitor, body)).status_code in (400, 403)
    assert "identity" not in (await visitor.snapshot())["state"]


async def test_a_signature_ends_and_is_never_good_for_more_than_a_day(desk: RunningDesk) -> None:
    visitor, now = await desk.visitor(), int(time.time())
    for expires in (0, now - 1, now + 86_400 + 60, 2**53):
        body = signed(visitor.id, expires=expires)
        assert code(await identify(visitor, body)) == (403, "identity_expired")
    assert (await identify(visitor, signed(visitor.id, expires=now + 86_000))).status_code == 200


def test_the_very_second_counts() -> None:
    claim = Claim("c", "u", 1_000)
    given = signature(SECRET, claim)
    check(SECRET, claim, given, 999.9)
    check(SECRET, claim, given, 1_000 - 86_400)
    for now in (1_000, 1_000 - 86_400 - 0.1):
        with pytest.raises(ForbiddenError) as refused:
            check(SECRET, claim, given, now)
        assert refused.value.code == "identity_expired"


def test_the_signature_is_the_one_that_the_guide_describes() -> None:
    import hashlib
    import hmac

    lines = "frontdesk-identity-1\nc0ffee\ncustomer-7\n1800000000\nLinh\nlinh@example.com"
    expected = hmac.new(b"secret", lines.encode(), hashlib.sha256).hexdigest()
    claim = Claim("c0ffee", "customer-7", 1_800_000_000, "Linh", "linh@example.com")
    assert signature("secret", claim) == expected


async def test_a_conversation_never_goes_over_to_another_user(desk: RunningDesk) -> None:
    visitor = await desk.visitor()
    await identify(visitor, signed(visitor.id, user="first"))
    response = await identify(visitor, signed(visitor.id, user="second"))
    assert code(response) == (409, "identity_differs")
    assert (await visitor.snapshot())["state"]["identity"] == {"user": "first"}
    renamed = await identify(visitor, signed(visitor.id, user="first", name="Linh"))
    assert renamed.json()["state"]["identity"] == {"user": "first", "name": "Linh"}
    # The way on: another conversation.
    second = await desk.visitor()
    assert (await identify(second, signed(second.id, user="second"))).status_code == 200


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"user": ""}, "user"),
        ({"user": "u" * 201}, "user"),
        ({"name": "n" * 121}, "name"),
        ({"email": "e" * 255}, "email"),
        ({"expires": "soon"}, "expires"),
        ({"expires": -1}, "expires"),
        ({"signature": "abc"}, "signature"),
        ({"signature": None}, "signature"),
    ],
)
async def test_what_is_no_claim_is_said(
    desk: RunningDesk, changed: dict[str, Any], field: str
) -> None:
    visitor = await desk.visitor()
    response = await identify(visitor, {**signed(visitor.id), **changed})
    assert (code(response), response.json()["error"]["field"]) == ((400, "invalid"), field)


async def test_odd_letters_in_a_signed_name_break_nothing(desk: RunningDesk) -> None:
    visitor = await desk.visitor()
    response = await identify(visitor, signed(visitor.id, name="Linh\x00\u2028 🙈"))
    assert response.status_code < 500
    assert (await visitor.asks("GET", "/events")).status_code == 200


async def test_an_erased_conversation_has_no_identity(desk: RunningDesk) -> None:
    visitor = await desk.visitor()
    body = signed(visitor.id)
    assert (await visitor.asks("DELETE")).status_code == 200
    assert code(await identify(visitor, body)) == (404, "conversation_not_found")


async def test_guessing_is_limited(desk: RunningDesk) -> None:
    visitor = await desk.visitor()
    most = desk.services.settings.limits.deeds_per_conversation_per_hour
    body = {**signed(visitor.id), "signature": uuid4().hex * 2}
    answers = [await identify(visitor, body) for _ in range(most + 1)]
    assert {answer.status_code for answer in answers[:most]} == {403}
    assert code(answers[-1]) == (429, "too_many_requests")
