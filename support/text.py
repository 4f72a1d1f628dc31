"""Short texts that a policy file gives in every language of the company."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Text:
    """One text in several languages; call it with a language tag to get the string."""

    by_language: Mapping[str, str]
    default_language: str

    def __call__(self, language: str) -> str:
        """The text in `language` ("vi", "vi-VN"), else in the company's default language."""
        return self.by_language.get(
            primary_language(language), self.by_language[self.default_language]
        )


def primary_language(language: str) -> str:
    """The primary subtag of a language tag, in lower case: "vi-VN" is "vi"."""
    return language.replace("_", "-").split("-", 1)[0].lower()
