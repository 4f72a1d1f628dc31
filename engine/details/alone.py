"""Whether a message is nothing but a detail: what answers a question and asks none itself."""

from __future__ import annotations

import re
from collections.abc import Iterable

from engine.understanding.text import fold

_ANYONE = (
    "it its s is this that here heres the a my our your for and please ok okay"
    " day la cua toi em minh anh chi ben a da nha nhe va"
)
_SITE = "domain name website site web url link page ten mien trang dia chi"
_SERVER = "ip ipv4 ipv6 address server vps host dia chi may chu"
# The words that may stand beside a detail of each kind, folded.
_BESIDE = {
    "domain": _SITE,
    "ip_address": _SERVER,
    "email": "email e mail address dia chi",
    "phone": "phone telephone mobile tel number no so dien thoai dt",
    "error_code": "error errors err code status message http https number loi ma so",
}
KINDS = frozenset(_BESIDE)
"""The entities that are an answer by themselves. A number of a ticket or an invoice asks for
that ticket or invoice, a department or a date for something of theirs."""

_HELD = "\0"
# A detail is often part of an address: scheme before it, port or path after it.
_WITH_ADDRESS = re.compile(rf"(?:[a-z]+://)?\[?{_HELD}\]?(?:[:/]\S*)?", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")


def only_details(text: str, spans: Iterable[tuple[str, int, int]]) -> bool:
    """Return whether details and words that only name them are the whole text.

    `spans` are the details found in the text: entity, start and end. An error code beside
    another detail reports something ("example.com error 500"), so it counts only by itself.
    """
    held = [span for span in spans if span[0] in KINDS]
    kinds = {kind for kind, _, _ in held}
    if not held or ("error_code" in kinds and len(kinds) > 1):
        return False
    for _, start, end in sorted(held, key=lambda span: -span[1]):
        text = f"{text[:start]}{_HELD}{text[end:]}"
    known = set(_ANYONE.split()).union(*(_BESIDE[kind].split() for kind in kinds))
    return all(word in known for word in _WORD.findall(fold(_WITH_ADDRESS.sub(" ", text))))
