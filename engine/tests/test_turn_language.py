"""In which language a turn is answered."""

from __future__ import annotations

from typing import Any

import pytest

from engine.turn_language import TurnLanguage, language_of_turn


def parse(
    intent: str = "infrastructure",
    language: str = "en",
    shown: bool = True,
    named: tuple[str, ...] = (),
) -> dict[str, Any]:
    return {
        "intent": {"name": intent},
        "language": language,
        "language_shown": shown,
        "entities": [{"entity": "language", "value": code} for code in named],
    }


def told(language: str = "en", chosen: bool = False) -> dict[str, Any]:
    return {"language": language, "language_chosen": chosen, "languages": ["en", "vi"]}


def answered(understood: dict[str, Any], metadata: dict[str, Any]) -> tuple[str, bool]:
    found = language_of_turn(understood, metadata, "en")
    assert isinstance(found, TurnLanguage)
    return found.code, found.chosen


def test_the_answer_follows_the_message() -> None:
    assert answered(parse(language="vi"), told("en")) == ("vi", False)
    assert answered(parse(language="en"), told("vi")) == ("en", False)


def test_a_message_that_shows_no_language_changes_nothing() -> None:
    assert answered(parse(language="en", shown=False), told("vi")) == ("vi", False)


def test_a_chosen_language_holds() -> None:
    assert answered(parse(language="en"), told("vi", chosen=True)) == ("vi", True)


def test_a_language_without_texts_is_not_taken() -> None:
    assert answered(parse(language="fr"), told("en")) == ("en", False)


@pytest.mark.parametrize(
    ("current", "written", "named", "wanted"),
    [
        ("en", "en", ("vi",), "vi"),  # can we speak Vietnamese
        ("vi", "en", ("en",), "en"),  # English please
        ("en", "vi", ("en",), "vi"),  # sao toàn tiếng Anh vậy
        ("vi", "en", ("vi", "en"), "en"),  # no Vietnamese, English only
        ("vi", "en", ("en", "vi"), "en"),
        ("en", "en", ("en",), "en"),  # do you speak English?
        ("en", "en", (), "vi"),  # change the language
        ("en", "vi", (), "vi"),  # cho em đổi ngôn ngữ
    ],
)
def test_a_language_that_is_asked_for(
    current: str, written: str, named: tuple[str, ...], wanted: str
) -> None:
    understood = parse("switch_language", written, named=named)
    assert answered(understood, told(current)) == (wanted, True)


def test_another_choice_replaces_the_one_before() -> None:
    understood = parse("switch_language", "en", named=("en",))
    assert answered(understood, told("vi", chosen=True)) == ("en", True)
