"""When two messages are taken for one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.likeness import NEARLY, digest, folded, likeness, nearest, words

SETS = st.frozensets(st.sampled_from("abcdefgh"), max_size=8)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("My site is DOWN!!", "my site is down"),
        ("Máy chủ đang lỗi", "may chu dang loi"),
        ("invoice 88231 twice", "Invoice #7, twice"),
    ],
)
def test_case_accents_marks_and_numbers_make_no_difference(one: str, other: str) -> None:
    assert folded(one) == folded(other)
    assert digest(one) == digest(other)


def test_other_words_do() -> None:
    assert digest("my site is down") != digest("my site is up")
    assert folded("???") == ""


@given(SETS, SETS)
def test_likeness_is_the_share_of_words_in_common(
    one: frozenset[str], other: frozenset[str]
) -> None:
    assert likeness(one, other) == likeness(other, one)
    assert (likeness(one, other) == 1) == (one == other != frozenset())
    assert (likeness(one, other) == 0) == (not one & other)


@given(SETS, st.lists(SETS, max_size=12))
def test_the_nearest_is_the_best_of_all(
    wanted: frozenset[str], others: list[frozenset[str]]
) -> None:
    keyed = [(str(number), each) for number, each in enumerate(others)]
    found = nearest(wanted, keyed)
    best = max((likeness(wanted, each) for each in others), default=0.0)
    if best < NEARLY:
        assert found is None
    else:
        assert found is not None
        assert likeness(wanted, others[int(found)]) == best


def test_words_of_a_text() -> None:
    assert words("Down, down 5 times") == {"down", "0", "times"}
