"""What free support covers and what it does not, and what a message can be about (section 3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from support.text import Text

CATEGORIES = (
    "technical",
    "not_supported",
    "billing",
    "sales",
    "human",
    "contact",
    "ticket",
    "unrelated",
    "smalltalk",
    "unsure",
)
"""What kinds of message there are. `unsure` is for asking back: it is no intent of its own."""

Scope = Literal["supported", "not_supported"]


@dataclass(frozen=True)
class ScopeItem:
    """One item of the lists "free support" and "not supported" (section 3).

    `section` names the place in the policy document. `needs_identity`: it is done only for
    somebody known to be the customer, which chat can't tell, so it becomes a ticket or goes to
    a person. `condition` limits what is promised ("when available"), or is None.
    """

    name: str
    supported: bool
    title: Text
    section: str
    needs_identity: bool = False
    condition: Text | None = None

    @property
    def scope(self) -> Scope:
        """The verdict as messages carry it."""
        return "supported" if self.supported else "not_supported"


@dataclass(frozen=True)
class Topic:
    """What a message is about: an intent of the same name, and what the policy says to it."""

    name: str
    category: str
    department: str | None
    scope: Scope | None
    scope_item: str | None
