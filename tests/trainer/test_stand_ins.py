"""What says who wrote a message is not shown to trainers, and not learned."""

from __future__ import annotations

import pytest

from desk.trainer.stand_ins import with_stand_ins

OWN = {"azdigi.com"}


def entity(text: str, kind: str, found: str) -> dict[str, object]:
    start = text.index(found)
    return {"entity": kind, "start": start, "end": start + len(found)}


@pytest.mark.parametrize(
    ("text", "found", "expected"),
    [
        ("write to linh.tran@shop.vn", {"email": "linh.tran@shop.vn"}, "write to name@example.com"),
        ("gọi em 0912 345 678 nhé", {"phone": "0912 345 678"}, "gọi em 0900 000 000 nhé"),
        ("ping 8.8.4.4 fails", {"ip_address": "8.8.4.4"}, "ping 203.0.113.7 fails"),
        ("ping6 2a00::1 fails", {"ip_address": "2a00::1"}, "ping6 2001:db8::7 fails"),
        ("linhshop.vn is down", {"domain": "linhshop.vn"}, "example.com is down"),
        ("my.azdigi.com is down", {"domain": "azdigi.com"}, "my.azdigi.com is down"),
        ("mail to gmail.com bounces", {"domain": "gmail.com"}, "mail to gmail.com bounces"),
        ("invoice #88231 twice", {"invoice_number": "#88231"}, "invoice #11111 twice"),
        ("it is error 502", {"error_code": "502"}, "it is error 502"),
    ],
)
def test_details_are_replaced_by_values_for_documentation(
    text: str, found: dict[str, str], expected: str
) -> None:
    entities = [entity(text, kind, value) for kind, value in found.items()]
    assert with_stand_ins(text, entities, OWN) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("my name is Linh Tran and my site is slow", "my name is An and my site is slow"),
        ("em tên là Nguyễn Văn Bình, web em lỗi", "em tên là An, web em lỗi"),
        ("tôi là khách hàng cũ", "tôi là khách hàng cũ"),
        ("Dạ em là Trần Thị Mai, web em lỗi", "Dạ em là An, web em lỗi"),
        ("I am Linh Tran from Hue", "I am An from Hue"),
        ("I am VPS user since May", "I am VPS user since May"),
        ("i am not able to log in", "i am not able to log in"),
        ("site is down\nThanks,\nLinh Tran", "site is down\nThanks,\nAn"),
        ("see https://linhshop.vn/orders?id=7 please", "see https://example.com please"),
        ("see https://azdigi.com/vps please", "see https://azdigi.com please"),
        ("mail linh@shop.vn", "mail name@example.com"),
        ("my id card is 079201001234", "my id card is 111111111111"),
        ("php 8.3 on port 443", "php 8.3 on port 443"),
    ],
)
def test_what_the_engine_did_not_find_is_replaced_too(text: str, expected: str) -> None:
    assert with_stand_ins(text, (), OWN) == expected


def test_places_outside_of_the_text_harm_nothing() -> None:
    wrong = [
        {"entity": "email", "start": 3, "end": 99},
        {"entity": "email", "start": 4, "end": 2},
        {"entity": "phone", "start": None, "end": 2},
        {},
    ]
    assert with_stand_ins("all is well", wrong, OWN) == "all is well"


def test_overlapping_places_are_replaced_once() -> None:
    text = "write to linh@shop.vn"
    found = [entity(text, "email", "linh@shop.vn"), entity(text, "domain", "shop.vn")]
    assert with_stand_ins(text, found, OWN) == "write to name@example.com"
