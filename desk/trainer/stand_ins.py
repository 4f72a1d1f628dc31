"""Takes out of a message what says who wrote it, and puts in something that reads alike.

Secrets were taken out before the message was stored (`desk.privacy`). What is left that points
at somebody (an address, a number, a name) is replaced before a trainer sees it, by values that
are reserved for documentation, so that the sentence stays one that can be learned from.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from desk.privacy.masking import mask

# RFC 2606 and 5737 reserve the names and addresses for documentation.
_STAND_INS: Mapping[str, Callable[[str], str]] = {
    "email": lambda found: "name@example.com",
    "phone": lambda found: "0900 000 000",
    "domain": lambda found: "example.com",
    "ip_address": lambda found: "2001:db8::7" if ":" in found else "203.0.113.7",
    "invoice_number": lambda found: re.sub(r"\d", "1", found),
    "ticket_number": lambda found: re.sub(r"\d", "1", found),
}
# Services that everybody speaks of: they say nothing about who writes.
_EVERYBODYS = frozenset(
    {
        *("gmail.com", "google.com", "outlook.com", "yahoo.com", "microsoft.com", "apple.com"),
        *("facebook.com", "youtube.com", "zalo.me", "github.com", "cloudflare.com"),
        *("wordpress.org", "wordpress.com", "letsencrypt.org", "paypal.com", "momo.vn"),
        *("example.com", "example.org", "example.net"),
    }
)
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_LINK = re.compile(r"\bhttps?://[^\s<>\"']+", re.IGNORECASE)
_LONG_NUMBER = re.compile(r"(?<![\w.])\d{6,}(?![\w.]\w)")
_WORD = r"[^\W\d_]+"
# A name is what begins with a capital after a phrase that gives one; after "I am" only where
# two words do: "I am Root" is nobody, and neither is a "VPS user".
_GIVEN = re.compile(
    r"(?P<phrase>\b(?i:my name is|tên (?:là|em là|tôi là|mình là)|tên)\s+)"
    rf"(?P<name>(?:{_WORD}\s+){{0,3}}{_WORD})"
)
_SAID_TO_BE = re.compile(
    r"(?P<phrase>\b(?i:i am|i'm|(?:tôi|mình|em|anh|chị) là)\s+)"
    rf"(?P<name>(?=[^\W\d_a-z]{_WORD}?\s+[^\W\d_a-z])(?:{_WORD}\s+){{1,3}}{_WORD})"
)
_SIGNED = re.compile(
    r"(?P<phrase>\b(?i:regards|thanks|cheers|trân trọng|thân),?\s*\n\s*)"
    rf"(?P<name>{_WORD}(?: {_WORD}){{0,3}})\s*$"
)
_A_NAME = "An"


def with_stand_ins(text: str, entities: Iterable[Mapping[str, Any]], own: Iterable[str]) -> str:
    """A message without what says who wrote it.

    Args:
        text: As it is stored, without secrets.
        entities: What the engine found in it: `entity`, `start`, `end` in letters.
        own: Domains of the company, which stay.
    """
    kept = _EVERYBODYS | {name.lower() for name in own}
    pieces, at = [], 0
    for start, end, entity in sorted(_places(entities, len(text))):
        if start < at:
            continue
        found = text[start:end]
        if entity == "domain" and found.lower().removeprefix("www.") in kept:
            continue
        pieces += [text[at:start], _STAND_INS[entity](found)]
        at = end
    text = "".join([*pieces, text[at:]])
    # What the engine did not find, or found only a part of.
    text = _LINK.sub(lambda match: _link(match.group(), kept), text)
    text = _EMAIL.sub("name@example.com", text)
    text = _LONG_NUMBER.sub(lambda match: "1" * len(match.group()), text)
    for naming in (_GIVEN, _SAID_TO_BE, _SIGNED):
        text = naming.sub(_unnamed, text)
    return mask(text).text


def _places(entities: Iterable[Mapping[str, Any]], length: int) -> Iterable[tuple[int, int, str]]:
    for one in entities:
        entity, start, end = one.get("entity"), one.get("start"), one.get("end")
        if not (isinstance(start, int) and isinstance(end, int)):
            continue
        if entity in _STAND_INS and 0 <= start < end <= length:
            yield start, end, str(entity)


def _link(found: str, kept: frozenset[str] | set[str]) -> str:
    host = found.split("://", 1)[1].split("/", 1)[0].lower().removeprefix("www.")
    return f"https://{host if host in kept else 'example.com'}"


def _unnamed(match: re.Match[str]) -> str:
    words = match["name"].split()
    named = 0
    for word in words:
        if not word[0].isupper():
            break
        named += 1
    if not named:
        return match.group()
    rest = match["name"].split(None, named)[named:]
    return " ".join([f"{match['phrase']}{_A_NAME}", *rest])
