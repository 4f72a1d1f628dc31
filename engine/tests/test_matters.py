"""Several matters in one message: where it is cut, and what comes first."""

from __future__ import annotations

import pytest

from engine.understanding.matters import Part, matters, parts_of

ORDER = [["infrastructure", "first_ssl"], ["refund", "invoice"], ["prices"]]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "my vps is down and I also want a refund",
            ["my vps is down", "I also want a refund"],
        ),
        (
            "how much is the pro plan? also my site is not reachable",
            ["how much is the pro plan?", "my site is not reachable"],
        ),
        (
            "web em không vào được, ngoài ra cho em xin hóa đơn tháng 9",
            ["web em không vào được", "cho em xin hóa đơn tháng 9"],
        ),
        ("my vps is down", []),
        ("hello and thanks", []),
        ("", []),
        ("one two three. " * 20, []),
    ],
)
def test_where_a_message_is_cut(text: str, parts: list[str]) -> None:
    assert parts_of(text) == parts


def test_the_more_urgent_matter_comes_first() -> None:
    refund, down = Part("a", "refund", 0.9), Part("b", "infrastructure", 0.8)
    assert matters([refund, down], ORDER, 0.7) == [down, refund]


def test_what_is_not_certain_or_no_matter_does_not_count() -> None:
    down = Part("b", "infrastructure", 0.8)
    assert matters([Part("a", "refund", 0.6), down], ORDER, 0.7) == [down]
    assert matters([Part("a", "greet", 0.99), down], ORDER, 0.7) == [down]


def test_two_of_one_group_are_one_matter_the_surer_one() -> None:
    ssl, down = Part("a", "first_ssl", 0.75), Part("b", "infrastructure", 0.8)
    assert matters([ssl, down], ORDER, 0.7) == [down]
