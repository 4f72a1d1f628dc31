"""What a ready reply has to be, whether it comes from the page or from a file."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from desk.api.http import Body, OptionalText
from desk.errors import InvalidError
from desk.replies.builtin import BUILT_IN
from desk.replies.placeholders import check_placeholders
from support.policy import Policy

SHORTCUT = r"^[a-z0-9][a-z0-9_-]*$"
_MOST_TOPICS = 20

Stripped = Annotated[str, AfterValidator(str.strip)]


class ReplyFields(Body):
    """A ready reply as it is written."""

    shortcut: str = Field(pattern=SHORTCUT, max_length=40)
    title: Stripped = Field(min_length=1, max_length=120)
    department: OptionalText = Field(None, max_length=40)
    topics: list[str] = Field(default_factory=list, max_length=_MOST_TOPICS)
    texts: dict[str, str]


def check_reply(policy: Policy, most_characters: int, reply: ReplyFields) -> ReplyFields:
    """The reply as it is kept: without empty texts and repeated topics.

    Raises InvalidError that names the field: a built-in shortcut, a department or topic that
    the policy does not have, a language that the company does not speak, a missing text in its
    first language, a text that is too long, a placeholder that does not exist.
    """
    if not reply.title:
        raise InvalidError("title: is empty.", field="title")
    if reply.shortcut in BUILT_IN:
        raise InvalidError(
            f"/{reply.shortcut} is built in. Please choose another shortcut.", field="shortcut"
        )
    if reply.department is not None and reply.department not in policy.departments:
        known = ", ".join(policy.departments)
        raise InvalidError(
            f"department: expected one of {known}, or nothing for all.", field="department"
        )
    for topic in reply.topics:
        if topic not in policy.topics:
            raise InvalidError(f"topics: the policy has no topic '{topic}'.", field="topics")
    texts = {language: text.strip() for language, text in reply.texts.items()}
    texts = {language: text for language, text in texts.items() if text}
    _check_texts(policy, most_characters, texts)
    return ReplyFields(
        shortcut=reply.shortcut,
        title=reply.title,
        department=reply.department,
        topics=list(dict.fromkeys(reply.topics)),
        texts=texts,
    )


def _check_texts(policy: Policy, most_characters: int, texts: dict[str, str]) -> None:
    languages = policy.company.languages
    for language, text in texts.items():
        field = f"texts.{language}"
        if language not in languages:
            known = ", ".join(languages)
            raise InvalidError(f"{field}: the company speaks {known}.", field=field)
        if len(text) > most_characters:
            raise InvalidError(
                f"{field}: has {len(text):,} characters; up to {most_characters:,} fit into one "
                "message.",
                field=field,
            )
        check_placeholders(text, field)
    needed = policy.company.default_language
    if needed not in texts:
        raise InvalidError(
            f"texts.{needed}: is missing. It is used where there is no other language's.",
            field=f"texts.{needed}",
        )
