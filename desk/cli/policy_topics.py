"""Compares the policy's topics with the intents of the assistant that lies beside it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from support.errors import PolicyError
from support.yaml_source import Source, read

if TYPE_CHECKING:
    from support.policy import Policy

# Rasa's own: what happens in a conversation without a visitor saying it.
RASA_INTENTS = frozenset({"back", "nlu_fallback", "out_of_scope", "restart", "session_start"})
# Set when no intent is certain enough, so the domain need not know it.
NO_INTENT = "unsure"


def check_topics(policy: Policy, policy_file: Path) -> int | None:
    """How many intents the domain.yml beside `policy_file` has; None if there is no such file.

    Raises PolicyError when an intent has no topic or a topic no intent.
    """
    domain = policy_file.parent / "domain.yml"
    if not domain.is_file():
        return None
    source = read(domain)
    intents = _intents(source)
    for name, place in intents.items():
        if name not in policy.topics and name not in RASA_INTENTS:
            place.fail(f"the intent '{name}' has no topic in {policy_file.name}")
    for name, place in _topics(policy_file).items():
        if name not in intents and policy.topics[name].category != NO_INTENT:
            place.fail(f"the topic '{name}' has no intent in {domain.name}")
    return len(intents)


def _intents(source: Source) -> dict[str, Source]:
    listed = source.entries().get("intents")
    if listed is None:
        raise PolicyError(source.file, source.line, "intents", "is missing")
    intents = {}
    for item in listed.items():
        # An intent stands as a word, or as the one key of a mapping with its settings.
        names = list(item.entries()) if item.is_mapping else [item.word()]
        intents.update(dict.fromkeys(names, item))
    return intents


def _topics(policy_file: Path) -> dict[str, Source]:
    return read(policy_file).entries()["topics"].entries()
