"""Ready replies as a file: those that a new desk begins with, export and import."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from desk.api.http import invalid
from desk.errors import InvalidError, UsageError
from desk.replies.book import do_load_first, had_first
from desk.replies.checking import ReplyFields, check_reply
from desk.services import Services
from support.policy import Policy

FIRST = Path(__file__).parent / "first.yml"
_HEAD = (
    "# Ready replies of the desk: `frontdesk replies import FILE` adds and changes by shortcut.\n"
)


class _Dumper(yaml.SafeDumper):
    """Writes texts of several lines as a block, as people do."""


def _write_text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _write_text)


def write_replies(found: Sequence[ReplyFields]) -> str:
    """Replies as a YAML document that `read_replies` reads."""
    listed = [{name: value for name, value in one.model_dump().items() if value} for one in found]
    document = yaml.dump(
        {"replies": listed}, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=96
    )
    return _HEAD + document


def read_replies(file: Path, policy: Policy, most_characters: int) -> list[ReplyFields]:
    """The replies in a YAML file, all of them checked.

    Raises UsageError, whose text names file and reply, at the first thing that is wrong; then
    nothing of the file should be taken.
    """
    found = _read(file)
    checked: dict[str, ReplyFields] = {}
    for place, fields in found:
        try:
            one = check_reply(policy, most_characters, fields)
        except InvalidError as error:
            raise UsageError(f"{place}: {error.message}") from None
        if one.shortcut in checked:
            raise UsageError(f"{place}: the shortcut stands there twice")
        checked[one.shortcut] = one
    return list(checked.values())


def first_replies(policy: Policy, most_characters: int, file: Path = FIRST) -> list[ReplyFields]:
    """What a new desk begins with, as far as it fits this company's policy.

    Another company may have other departments, topics and languages: what it has not is left
    out.
    """
    fitting = []
    for place, fields in _read(file):
        if fields.department and fields.department not in policy.departments:
            continue
        languages = policy.company.languages
        kept = fields.model_copy(
            update={
                "topics": [topic for topic in fields.topics if topic in policy.topics],
                "texts": {key: text for key, text in fields.texts.items() if key in languages},
            }
        )
        if policy.company.default_language not in kept.texts:
            continue
        try:
            fitting.append(check_reply(policy, most_characters, kept))
        except InvalidError as error:
            raise UsageError(f"{place}: {error.message}") from None
    return fitting


async def load_first(services: Services) -> None:
    """Give a desk that starts for the first time its first replies."""
    async with services.database.read() as transaction:
        if await had_first(transaction):
            return
    first = first_replies(services.policy, services.settings.limits.message_characters)
    async with services.database.write() as transaction:
        await do_load_first(transaction, services, first)


def _read(file: Path) -> list[tuple[str, ReplyFields]]:
    """The replies of a file as they stand there, each with its place for messages."""
    try:
        document: Any = yaml.safe_load(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"{file}: can't be read ({error.strerror})") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise UsageError(f"{file}: is not YAML ({error})") from error
    listed = document.get("replies") if isinstance(document, dict) else None
    if not isinstance(listed, list):
        raise UsageError(f"{file}: expected a list under 'replies:'")
    found = []
    for number, one in enumerate(listed, 1):
        named = one.get("shortcut") if isinstance(one, dict) else None
        place = f"{file}: reply {number}" + (f" (/{named})" if named else "")
        try:
            found.append((place, ReplyFields.model_validate(one)))
        except ValidationError as error:
            raise UsageError(f"{place}: {invalid(error).message}") from None
    return found
