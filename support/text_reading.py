"""Reads texts in several languages out of a policy file."""

from __future__ import annotations

import string
from collections.abc import Collection

from support.text import Text
from support.yaml_source import Source, one_of


def read_text(
    source: Source, languages: tuple[str, ...], placeholders: Collection[str] = ()
) -> Text:
    """A text in each of `languages` (the first is the default), `{placeholders}` checked.

    Raises PolicyError for a missing language or an unknown placeholder.
    """
    fields = source.fields(required=languages)
    for value in fields.values():
        _check_placeholders(value, placeholders)
    return Text(
        {language: value.word().strip() for language, value in fields.items()}, languages[0]
    )


def _check_placeholders(source: Source, known: Collection[str]) -> None:
    if not known:
        return
    try:
        names = [name for _, name, _, _ in string.Formatter().parse(source.word())]
    except ValueError as error:
        source.fail(f"has a brace that is not closed or not doubled ({error})")
    for name in names:
        if name is not None and name not in known:
            source.fail(f"'{{{name}}}' is not known here, expected {one_of(sorted(known))}")
