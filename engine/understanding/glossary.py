"""Another language in rough English, word by word, so that an English encoder gets its meaning.

The encoder knows English only. A glossary of a few thousand phrases brings most of a message's
content words over ("web ko vao duoc tu sang" -> "website cannot access from morning"): no
translation that anybody should read, but its vector lies near that of an English message on the
same matter, so that both languages learn from each other's examples.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path

from engine.errors import InputError
from engine.understanding.text import fold

LONGEST_PHRASE = 6
"""Words of the longest phrase that is looked up."""

_LONG = 2000
"""Letters that are looked at; the encoder cuts earlier."""

# A word, also one with dots, dashes or slashes inside (an address, a version), or one sign.
_TOKEN = re.compile(r"[^\W_]+(?:[.@:/'’\-_][^\W_]+)*|\S")


class Glossary:
    """Phrases of one language with their gloss in English."""

    def __init__(self, entries: Mapping[str, str]) -> None:
        """`entries`: phrases as they are spelled, to English; an empty gloss drops a particle."""
        self.entries = dict(entries)
        self._exact: dict[tuple[str, ...], str] = {}
        self._folded: dict[tuple[str, ...], str] = {}
        for phrase, gloss in self.entries.items():
            words = tuple(_normal(phrase).split())
            self._exact.setdefault(words, gloss)
            self._folded.setdefault(tuple(fold(phrase).split()), gloss)

    @classmethod
    def load(cls, path: Path) -> Glossary:
        """Read a file with one `phrase<tab>gloss` a line; a line that starts with # is a comment.

        Raises:
            InputError: Naming file and line.
        """
        entries: dict[str, str] = {}
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(f"{path}: {error}") from error
        for number, line in enumerate(lines, start=1):
            if not line.strip() or line.startswith("#"):
                continue
            phrase, tab, gloss = line.partition("\t")
            if not tab or "\t" in gloss or not phrase.strip():
                raise InputError(f"{path}:{number}: expected phrase, tab, gloss")
            if len(phrase.split()) > LONGEST_PHRASE:
                raise InputError(f"{path}:{number}: a phrase has at most {LONGEST_PHRASE} words")
            if phrase.strip() in entries:
                raise InputError(f"{path}:{number}: {phrase.strip()} stands there twice")
            entries[phrase.strip()] = gloss.strip()
        return cls(entries)

    def rough_english(self, text: str) -> str:
        """Return the text with every known phrase replaced, the longest that fits first.

        A phrase is found as it is spelled; typed without diacritics, or with some of them wrong,
        it is found by its folded form. A single word with other diacritics than ours is another
        word ("vé" is a ticket, "về" is about), so it stays.
        """
        typed = _TOKEN.findall(_normal(text[:_LONG]))
        folded = [fold(word) for word in typed]
        said: list[str] = []
        position = 0
        while position < len(typed):
            gloss, length = self._longest(typed, folded, position)
            if gloss:
                said.append(gloss)
            position += length
        return " ".join(said)

    def _longest(self, typed: list[str], folded: list[str], at: int) -> tuple[str, int]:
        for length in range(min(LONGEST_PHRASE, len(typed) - at), 0, -1):
            gloss = self._exact.get(tuple(typed[at : at + length]))
            if gloss is None and (length > 1 or typed[at] == folded[at]):
                gloss = self._folded.get(tuple(folded[at : at + length]))
            if gloss is not None:
                return gloss, length
        return typed[at], 1


def load_glossaries(folder: Path) -> dict[str, Glossary]:
    """Return the glossary of each language: `<code>.tsv` in the folder, which may be missing."""
    return {path.stem: Glossary.load(path) for path in sorted(folder.glob("*.tsv"))}


def _normal(text: str) -> str:
    return unicodedata.normalize("NFC", text.lower())
