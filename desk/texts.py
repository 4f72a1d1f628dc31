"""What the desk itself says to visitors: one file a language in `desk/locales/`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from desk.errors import FrontdeskError

DEFAULT_LANGUAGE = "en"
_LOCALES = Path(__file__).parent / "locales"

Button = dict[str, str]


class Texts:
    """Texts by language and key."""

    def __init__(self, locales: Mapping[str, Mapping[str, Any]]) -> None:
        """`locales` maps a language to its keys; each language must have English's keys."""
        self._locales = locales
        wanted = set(locales[DEFAULT_LANGUAGE])
        for language, texts in locales.items():
            missing = sorted(wanted - set(texts))
            if missing:
                raise FrontdeskError(
                    f"desk/locales/{language}.yml lacks {', '.join(missing)}: "
                    f"copy them from {DEFAULT_LANGUAGE}.yml and translate them"
                )

    @classmethod
    def load(cls, folder: Path = _LOCALES) -> Texts:
        """Read every language in `folder`."""
        return cls(
            {
                file.stem: yaml.safe_load(file.read_text(encoding="utf-8"))
                for file in sorted(folder.glob("*.yml"))
            }
        )

    @property
    def languages(self) -> list[str]:
        """The languages that there are texts in."""
        return sorted(self._locales)

    def language(self, wanted: str | None) -> str:
        """The nearest language that there are texts in: `en-GB` finds `en`."""
        base = (wanted or "").replace("_", "-").split("-")[0].lower()
        return base if base in self._locales else DEFAULT_LANGUAGE

    def say(self, language: str, key: str, /, **values: object) -> str:
        """The text of `key`, with `values` filled in."""
        return str(self._locales[self.language(language)][key]).format(**values)

    def button(self, language: str, key: str) -> Button:
        """One button."""
        button: Button = self._locales[self.language(language)][key]
        return dict(button)

    def buttons(self, language: str, key: str) -> list[Button]:
        """A list of buttons."""
        buttons: list[Button] = self._locales[self.language(language)][key]
        return [dict(button) for button in buttons]
