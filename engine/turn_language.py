"""In which language a turn is answered: the visitor's, as far as it shows, or the one chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

SWITCH = "switch_language"
"""The intent that asks for a language; its entity `language` names one."""


@dataclass(frozen=True)
class TurnLanguage:
    """The language of the answer; `chosen` where the visitor asked for it."""

    code: str
    chosen: bool


def language_of_turn(parse: dict[str, Any], metadata: dict[str, Any], default: str) -> TurnLanguage:
    """Return the language that a message is answered in.

    A language that was asked for holds until another is asked for. Otherwise the answer is in
    the language of the message, and a message that shows none ("ok", an address, a button)
    leaves the conversation's as it is.

    Args:
        parse: How the message was understood.
        metadata: The desk's: `language` of the conversation, `language_chosen`, and `languages`,
            those that there are texts in.
        default: The conversation's language where the desk names none.
    """
    current = metadata.get("language") or default
    languages = metadata.get("languages") or [current]
    if parse["intent"]["name"] == SWITCH:
        wanted = _asked_for(parse, current, languages)
        return TurnLanguage(wanted, chosen=True)
    chosen = bool(metadata.get("language_chosen"))
    shown = parse.get("language") if parse.get("language_shown") else None
    if chosen or shown not in languages:
        return TurnLanguage(current, chosen)
    return TurnLanguage(shown, chosen=False)


def _asked_for(parse: dict[str, Any], current: str, languages: Sequence[str]) -> str:
    named = [
        each["value"]
        for each in parse.get("entities") or []
        if each["entity"] == "language" and each["value"] in languages
    ]
    written = parse.get("language") if parse.get("language_shown") else None
    if len(set(named)) == 1 and named[0] != current:
        return named[0]
    # "why all this English, I can't read it", "no Vietnamese, English only"
    if written in languages and (written != current or written in named):
        return written
    if named:
        return current
    others = [code for code in languages if code != current]
    return others[0] if len(others) == 1 else current
