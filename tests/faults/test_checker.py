"""The checker finds what is planted: a loss, a double, a swap, and what does not belong."""

from __future__ import annotations

import pytest

from tests.clients import Json
from tests.faults.checker import (
    Finding,
    Kind,
    Pressed,
    check_answers,
    check_numbers,
    check_said,
    check_shown,
    check_written,
    compare,
    entries_of,
)

_TYPED = ["my vps is down (1)", "xin chào\nanh ơi (2)", "any news? (3)"]


def _message(seq: int, author: str, text: str, **more: object) -> Json:
    return {"seq": seq, "kind": "message", "author": {"kind": author}, "text": text, **more}


def _state(seq: int, owner: str) -> Json:
    text = f"now with {owner}"
    author = {"kind": "system"}
    return {"seq": seq, "kind": "state", "author": author, "text": text, "data": {"owner": owner}}


def _log() -> list[Json]:
    """A greeting, and each message of the visitor with its answer."""
    events = [_message(1, "bot", "Hello.")]
    for number, text in enumerate(_TYPED):
        seq = 2 + 2 * number
        events.append(_message(seq, "visitor", text, client_id=f"c{number}"))
        events.append(_message(seq + 1, "bot", f"Answer {number}.", in_reply_to=seq))
    return events


_TURNS = {2: "done", 4: "done", 6: "done"}


def _kinds(findings: list[Finding]) -> list[Kind]:
    return [finding.kind for finding in findings]


def test_a_log_as_it_should_be_has_no_findings() -> None:
    events = _log()
    assert check_numbers("log", events) == []
    assert check_written("log", _TYPED, events, "visitor") == []
    assert check_answers(events, _TURNS) == []
    assert check_shown("widget", entries_of(events), events) == []


def test_a_planted_loss_is_found() -> None:
    events = [event for event in _log() if event["seq"] != 4]
    assert _kinds(check_written("log", _TYPED, events, "visitor")) == [Kind.LOSS]
    assert Kind.LOSS in _kinds(check_numbers("log", events))
    shown = entries_of(events)
    [finding] = check_shown("widget", shown, _log())
    assert finding.kind is Kind.LOSS
    assert "anh ơi (2)" in finding.what


def test_a_planted_double_is_found() -> None:
    events = _log()
    again = {**events[3], "seq": 8}
    assert _kinds(check_written("log", _TYPED, [*events, again], "visitor")) == [Kind.DOUBLE]
    assert _kinds(check_numbers("log", [*events, again])) == [Kind.DOUBLE]
    shown = entries_of(events)
    assert _kinds(check_shown("widget", [*shown, shown[-1]], events)) == [Kind.DOUBLE]


def test_a_planted_swap_is_found() -> None:
    typed = [_TYPED[1], _TYPED[0], _TYPED[2]]
    [finding] = check_written("log", typed, _log(), "visitor")
    assert finding.kind is Kind.SWAP
    assert "place 1" in finding.what
    shown = entries_of(_log())
    shown[2], shown[3] = shown[3], shown[2]
    assert _kinds(check_shown("widget", shown, _log())) == [Kind.SWAP]


def test_what_nobody_wrote_is_found() -> None:
    events = [*_log(), _message(8, "visitor", "who wrote this?")]
    assert _kinds(check_written("log", _TYPED, events, "visitor")) == [Kind.STRANGE]


def test_a_pressed_button_is_in_the_log_under_its_own_title() -> None:
    titles = ("A person", "Một người")
    events = [
        _message(
            1, "bot", "Hello.", buttons=[{"title": title, "payload": "/person"} for title in titles]
        ),
        _message(2, "visitor", "A person", data={"button": True}),
    ]
    assert check_said([Pressed("A person")], events) == []
    assert _kinds(check_said([Pressed("Một người")], events)) == [Kind.LOSS, Kind.STRANGE]
    assert _kinds(check_said([Pressed("A person")] * 2, events)) == [Kind.LOSS]
    assert _kinds(check_said(["A person"], events)) == [Kind.LOSS, Kind.STRANGE]


def test_a_loss_does_not_hide_a_double() -> None:
    assert _kinds(compare("log", ["a", "b", "c"], ["a", "a", "c"])) == [Kind.LOSS, Kind.DOUBLE]


def test_the_same_text_written_twice_is_no_double() -> None:
    assert compare("log", ["yes", "yes"], ["yes", "yes"]) == []
    assert _kinds(compare("log", ["yes", "yes"], ["yes", "yes", "yes"])) == [Kind.DOUBLE]
    assert _kinds(compare("log", ["yes", "yes"], ["yes"])) == [Kind.LOSS]


@pytest.mark.parametrize("status", ["pending", "failed"])
def test_an_answer_that_did_not_come_is_found(status: str) -> None:
    events = [event for event in _log() if event["seq"] != 5]
    assert _kinds(check_answers(events, _TURNS)) == [Kind.LOSS]
    assert _kinds(check_answers(events, {**_TURNS, 4: status})) == [Kind.LOSS]


def test_an_answer_that_came_twice_is_found() -> None:
    twice = [*_log(), _message(8, "bot", "Answer 1.", in_reply_to=4)]
    assert set(_kinds(check_answers(twice, _TURNS))) == {Kind.DOUBLE}
    in_two_goes = [*_log(), _message(8, "bot", "Something else.", in_reply_to=4)]
    assert _kinds(check_answers(in_two_goes, _TURNS)) == [Kind.DOUBLE]
    at_once = [*_log(), _message(8, "bot", "Something else.", in_reply_to=6)]
    assert check_answers(at_once, _TURNS) == []


def test_nothing_is_owed_while_a_person_has_the_conversation() -> None:
    events = [
        _message(1, "bot", "Hello."),
        _message(2, "visitor", "a person, please"),
        _state(3, "queue"),
        _state(4, "staff"),
        _message(5, "visitor", "thanks"),
        _state(6, "bot"),
        _message(7, "visitor", "and now?"),
        _message(8, "bot", "Now it is me.", in_reply_to=7),
    ]
    assert check_answers(events, {2: "dropped", 7: "done"}) == []
    assert _kinds(check_answers(events, {2: "dropped"})) == [Kind.STRANGE, Kind.LOSS]
    late = _message(9, "bot", "Too late.", in_reply_to=2)
    assert _kinds(check_answers([*events, late], {2: "dropped", 7: "done"})) == [Kind.STRANGE]


def test_a_drop_needs_somebody_who_took_over() -> None:
    events = [event for event in _log() if event["seq"] != 7]
    assert _kinds(check_answers(events, {**_TURNS, 6: "dropped"})) == [Kind.LOSS]
