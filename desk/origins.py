"""Which websites may embed the chat."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from desk.errors import UsageError

ANYWHERE = "*"
_PATTERN = re.compile(r"https?://(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*(:\d{1,5})?")
_SUBDOMAIN = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*")
# Browsers leave it out, so a pattern that names it would never fit.
_DEFAULT_PORT = re.compile(r"^(http://.*):80$|^(https://.*):443$")


@dataclass(frozen=True)
class Origins:
    """The websites that may embed the chat, beside the desk's own pages.

    A pattern is an origin such as `https://www.example.com`, all subdomains of one
    (`https://*.example.com`, which does not include `example.com` itself), or `*` for any.
    """

    patterns: tuple[str, ...] = ()

    @classmethod
    def parse(cls, text: str) -> Origins:
        """Read `ALLOWED_ORIGINS`: patterns between spaces or commas. Raises UsageError."""
        patterns = tuple(text.lower().replace(",", " ").split())
        for pattern in patterns:
            if pattern != ANYWHERE and not _PATTERN.fullmatch(pattern):
                raise UsageError(
                    f"ALLOWED_ORIGINS: '{pattern}' is no origin, expected for example "
                    "https://www.example.com or https://*.example.com, without a path"
                )
        return cls(tuple(_DEFAULT_PORT.sub(r"\1\2", pattern) for pattern in patterns))

    def allow(self, origin: str, own: Sequence[str] = ()) -> bool:
        """Whether a page of `origin` may embed the chat; `own` are the desk's own hosts."""
        origin = origin.lower()
        _, _, host = origin.partition("://")
        if host and host in own:
            return True
        return any(_matches(pattern, origin) for pattern in self.patterns)


def _matches(pattern: str, origin: str) -> bool:
    if pattern in (ANYWHERE, origin):
        return True
    scheme, wildcard, domain = pattern.partition("*.")
    if not (wildcard and origin.startswith(scheme) and origin.endswith(f".{domain}")):
        return False
    return bool(_SUBDOMAIN.fullmatch(origin[len(scheme) : -len(domain) - 1]))
