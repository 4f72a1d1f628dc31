"""Parts of sentences out of domain.yml, for what is put together before the engine says it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from babel.lists import format_list

from support.text import primary_language


class Phrases:
    """The responses of a domain, read as texts: `phrases("part_closed", language)`."""

    def __init__(self, responses: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
        self._responses = responses

    @classmethod
    def load(cls, path: Path) -> Phrases:
        """The responses of the domain file at `path`."""
        return cls(yaml.safe_load(path.read_text(encoding="utf-8"))["responses"])

    def __call__(self, name: str, language: str, /, **values: object) -> str:
        """The text `name` in `language`, else in the language without a condition, filled in.

        Raises KeyError if the domain has no such response or a placeholder gets no value.
        """
        text: str = self._variation(name, primary_language(language))["text"]
        return text.format(**values)

    def has(self, name: str) -> bool:
        """Whether the domain has this response."""
        return name in self._responses

    def _variation(self, name: str, language: str) -> Mapping[str, Any]:
        variations = self._responses[name]
        in_language = [each for each in variations if _language_of(each) == language]
        unconditional = [each for each in variations if _language_of(each) is None]
        return (in_language or unconditional)[0]


def listed(items: Sequence[str], language: str) -> str:
    """ "a, b and c" as the language writes it."""
    text: str = format_list(list(items), locale=primary_language(language))
    return text


def _language_of(variation: Mapping[str, Any]) -> str | None:
    conditions = variation.get("condition", [])
    return next((each["value"] for each in conditions if each["name"] == "language"), None)
