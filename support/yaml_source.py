"""A YAML file read with the place of every value, so that an error can name line and key."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Never, TypeVar

import yaml

from support.errors import PolicyError

Parsed = TypeVar("Parsed")

_LENGTH = re.compile(r"(\d+)\s*(m|h|d)")
_MINUTES = {"m": 1, "h": 60, "d": 1440}
_NULLS = ("", "~", "null")
_KINDS = {yaml.MappingNode: "a mapping", yaml.SequenceNode: "a list", yaml.ScalarNode: "a value"}


def read(path: str | Path) -> Source:
    """The root of the YAML file at `path`.

    Raises PolicyError when the file can't be read or is not YAML in UTF-8.
    """
    file = str(path)
    try:
        text = Path(path).read_text(encoding="utf-8")
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except OSError as error:
        raise PolicyError(file, None, "", f"can't be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise PolicyError(file, None, "", "is not UTF-8 text") from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else None
        raise PolicyError(file, line, "", f"is not YAML: {error.problem}") from error
    except yaml.YAMLError as error:
        raise PolicyError(file, None, "", f"is not YAML: {_one_line(error)}") from error
    if node is None:
        raise PolicyError(file, None, "", "is empty")
    return Source(file, node, "")


def of_data(name: str, data: object) -> Source:
    """The same for plain data that came by another way than a file; errors call it `name`."""
    node = yaml.compose(yaml.safe_dump(data, allow_unicode=True), Loader=yaml.SafeLoader)
    assert node is not None  # safe_dump always writes a document
    return Source(name, node, "")


@dataclass(frozen=True)
class Source:
    """One value of a YAML file, with its place. Every reading method raises PolicyError."""

    file: str
    node: yaml.Node
    key: str
    key_line: int | None = None

    @property
    def line(self) -> int:
        """The line of the value's key, else the one on which the value starts, from 1."""
        return self.key_line or int(self.node.start_mark.line) + 1

    @property
    def is_mapping(self) -> bool:
        """Whether the value has keys."""
        return isinstance(self.node, yaml.MappingNode)

    @property
    def is_list(self) -> bool:
        """Whether the value is a list."""
        return isinstance(self.node, yaml.SequenceNode)

    @property
    def is_null(self) -> bool:
        """Whether nothing is written there, or null."""
        return (
            isinstance(self.node, yaml.ScalarNode)
            and self.node.style is None
            and self.node.value in _NULLS
        )

    def fail(self, problem: str) -> Never:
        """Raise PolicyError for this place."""
        raise PolicyError(self.file, self.line, self.key, problem)

    def entries(self) -> dict[str, Source]:
        """The keys of a mapping in order, each with its value; a key twice is an error."""
        if not isinstance(self.node, yaml.MappingNode):
            self._not_expected("a mapping")
        entries: dict[str, Source] = {}
        for key_node, value_node in self.node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self.fail("a key must be a word")
            name = key_node.value
            line = int(key_node.start_mark.line) + 1
            value = Source(self.file, value_node, self._below(name), line)
            if name in entries:
                value.fail("this key stands here a second time")
            entries[name] = value
        return entries

    def fields(
        self, *, required: Collection[str] = (), optional: Collection[str] = ()
    ) -> dict[str, Source]:
        """The entries of a mapping that must have the `required` keys and may have `optional`.

        An optional key with nothing or null in it counts as absent.
        """
        entries = self.entries()
        known = [*required, *optional]
        for name, value in entries.items():
            if name not in known:
                near = difflib.get_close_matches(name, known, n=1)
                hint = f", did you mean '{near[0]}'?" if near else f", expected {one_of(known)}"
                value.fail(f"this key is not known here{hint}")
        for name in required:
            if name not in entries:
                self.fail(f"'{name}' is missing")
        return {
            name: value for name, value in entries.items() if name in required or not value.is_null
        }

    def items(self) -> list[Source]:
        """The values of a list."""
        if not isinstance(self.node, yaml.SequenceNode):
            self._not_expected("a list")
        return [
            Source(self.file, node, f"{self.key}[{position}]")
            for position, node in enumerate(self.node.value)
        ]

    def word(self) -> str:
        """A scalar as it is written, not empty."""
        if not isinstance(self.node, yaml.ScalarNode):
            self._not_expected("a value")
        if self.is_null or not self.node.value.strip():
            self.fail("is empty")
        return str(self.node.value)

    def choice(self, names: Collection[str], what: str = "") -> str:
        """A word out of `names`; `what` says what it should be, for the error."""
        word = self.word()
        if word not in names:
            near = difflib.get_close_matches(word, names, n=1)
            hint = f" (did you mean '{near[0]}'?)" if near else ""
            self.fail(f"'{word}' is not {what or 'allowed here'}{hint}, expected {one_of(names)}")
        return word

    def flag(self) -> bool:
        """true or false."""
        return self.choice(("true", "false")) == "true"

    def number(self) -> int:
        """A whole number."""
        word = self.word()
        if not re.fullmatch(r"-?\d+", word):
            self.fail(f"'{word}' is not a whole number")
        return int(word)

    def length(self) -> timedelta:
        """A length of time: "30m", "3h", "2d"."""
        word = self.word()
        match = _LENGTH.fullmatch(word)
        if not match:
            self.fail(f"'{word}' is not a length of time, expected like 30m, 3h or 2d")
        return timedelta(minutes=int(match[1]) * _MINUTES[match[2]])

    def parsed(self, parse: Callable[[str], Parsed]) -> Parsed:
        """What `parse` makes of the word; its ValueError becomes a PolicyError."""
        word = self.word()
        try:
            return parse(word)
        except ValueError as error:
            self.fail(_one_line(error))

    def _below(self, name: str) -> str:
        return f"{self.key}.{name}" if self.key else name

    def _not_expected(self, expected: str) -> Never:
        found = "nothing" if self.is_null else _KINDS[type(self.node)]
        self.fail(f"{found} stands here, expected {expected}")


def one_of(names: Collection[str]) -> str:
    """ "a, b or c"."""
    *first, last = names
    return f"{', '.join(first)} or {last}" if first else last


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())
