"""Finds private keys, API keys and tokens."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from detect_secrets.plugins.aws import AWSKeyDetector
from detect_secrets.plugins.azure_storage_key import AzureStorageKeyDetector
from detect_secrets.plugins.base import RegexBasedDetector
from detect_secrets.plugins.discord import DiscordBotTokenDetector
from detect_secrets.plugins.github_token import GitHubTokenDetector
from detect_secrets.plugins.gitlab_token import GitLabTokenDetector
from detect_secrets.plugins.mailchimp import MailchimpDetector
from detect_secrets.plugins.pypi_token import PypiTokenDetector
from detect_secrets.plugins.sendgrid import SendGridDetector
from detect_secrets.plugins.slack import SlackDetector
from detect_secrets.plugins.square_oauth import SquareOAuthDetector
from detect_secrets.plugins.stripe import StripeDetector
from detect_secrets.plugins.telegram_token import TelegramBotTokenDetector
from detect_secrets.plugins.twilio import TwilioKeyDetector

from desk.privacy.hints import Hinted

# Detectors whose expressions take linear time on any text. The library's expressions for JWT,
# npm and OpenAI do not, and its generic ones expect source code: see _OWN for those.
_DETECTORS: tuple[type[RegexBasedDetector], ...] = (
    AWSKeyDetector,
    AzureStorageKeyDetector,
    DiscordBotTokenDetector,
    GitHubTokenDetector,
    GitLabTokenDetector,
    MailchimpDetector,
    PypiTokenDetector,
    SendGridDetector,
    SlackDetector,
    SquareOAuthDetector,
    StripeDetector,
    TelegramBotTokenDetector,
    TwilioKeyDetector,
)
# Words in small letters without which a detector finds nothing; where there are none, its
# expressions are tried on every text.
_DETECTOR_HINTS: dict[type[RegexBasedDetector], tuple[str, ...]] = {
    AWSKeyDetector: ("akia", "a3t", "abia", "acca", "asia", "aws"),
    AzureStorageKeyDetector: ("accountkey",),
    GitHubTokenDetector: ("gh",),
    GitLabTokenDetector: ("gl", "gr1348941"),
    MailchimpDetector: ("-us",),
    PypiTokenDetector: ("pypi-",),
    SendGridDetector: ("sg.",),
    SlackDetector: ("xox", "hooks.slack"),
    SquareOAuthDetector: ("sq0csp",),
    StripeDetector: ("k_live_",),
}
_LIBRARY = tuple(
    Hinted(pattern, _DETECTOR_HINTS.get(detector, ()))
    for detector in _DETECTORS
    for pattern in detector().denylist
)

_OWN = tuple(
    Hinted(re.compile(pattern), hints)
    for pattern, hints in (
        # JWT: header and payload are JSON in base64, so both begin with eyJ.
        (r"(?<![\w-])eyJ[\w=-]{8,}\.(?:eyJ)?[\w=-]{8,}(?:\.[\w.+/=-]*)?", ("eyj",)),
        (r"\bsk-[\w-]{20,200}", ("sk-",)),
        (r"\b(?:sk|rk|pk|whsec)_(?:live_|test_)?[0-9A-Za-z]{16,}", ("k_", "whsec_")),
        (r"\bgithub_pat_\w{22,}", ("github_pat_",)),
        (r"\bnpm_[0-9A-Za-z]{36}", ("npm_",)),
        (r"\bAIza[\w-]{35}", ("aiza",)),
        (r"\bya29\.[\w-]{20,}", ("ya29.",)),
        (r"\bGOCSPX-[\w-]{20,}", ("gocspx-",)),
        (r"\bdo[opr]_v1_[0-9a-f]{64}", ("_v1_",)),
        (r"\bhf_[0-9A-Za-z]{30,}", ("hf_",)),
        (r"\bgsk_[0-9A-Za-z]{32,}", ("gsk_",)),
        (r"\bxapp-\d-[\w-]{20,}", ("xapp-",)),
        (r"\bshp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}", ("shp",)),
        (r"\bdckr_pat_[\w-]{20,}", ("dckr_pat_",)),
        (r"\bxkeysib-[0-9a-f]{32,}(?:-\w+)?", ("xkeysib-",)),
        (r"\bPMAK-[0-9a-f]{24}-[0-9a-f]{34}", ("pmak-",)),
        (r"\btskey-[\w-]{20,}", ("tskey-",)),
        (r"\bhvs\.[\w-]{20,}", ("hvs.",)),
        (r"\bATATT3[\w=-]{40,}", ("atatt3",)),
        (r"\bkey-[0-9a-f]{32}\b", ("key-",)),
        (r"\bv1\.0-[0-9a-f]{24}-[0-9a-f]{100,}", ("v1.0-",)),
        (r"discord(?:app)?\.com/api/webhooks/\d{15,20}/([\w-]{40,})", ("webhooks",)),
        (
            r"(?i:\bauthorization:\s*(?:bearer|basic|token)\s+)([\w.~+/=-]{8,})",
            ("authorization",),
        ),
        (r"(?i:\bbearer\s+)([\w.~+/=-]{20,})", ("bearer",)),
        (r"(?i:_authtoken\s*=\s*)(\S{8,})", ("_authtoken",)),
    )
)
# "api key: …", "secret access key = …", "token là …": the value must look like one. Up to five
# words may say whose key it is.
_NAMED = Hinted(
    re.compile(
        r"""(?ix)
    (?<![a-z]) (?: api[\s_-]?(?:key|token|secret)
        | (?:access|auth|secret|refresh)[\s_-]?(?:access[\s_-]?)?(?:key|token)
        | (?:private|preshared)[\s_-]?key
        | client[\s_-]?secret | app[\s_-]?secret | encryption[\s_-]?key | private[\s_-]?token
        | license[\s_-]?key | token | secret | khóa\s+api | khoá\s+api | mã\s+token
        | key\s+api )
    (?: ['"]? \s{0,3} (?: => | := | [:=,] | \b(?:is|là|la)\b | \s )
      | (?: [ \t]+ (?!(?:is|là|la)\b) [\w.@'/()-]{1,30} ){1,5}? [ \t]*
        (?: [:=] | [ ](?:is|là|la)\b ) )
    \s{0,3} ['"`]? ([\w.~+/=-]{16,512})
    """
    ),
    ("key", "token", "secret", "api"),
)
_TOKEN_GOES_ON = re.compile(r"[\w=-]*")

_BASE64_LINE = re.compile(r"[A-Za-z0-9+/=]+")
_KEY_BEGINS = re.compile(
    r"-{2,5}\s?BEGIN(?:\s[A-Z0-9]{1,12}){0,4}\sPRIVATE\sKEY(?:\sBLOCK)?\s?-{2,5}"
    r"|PuTTY-User-Key-File-\d:"
    # The first bytes of RSA, PKCS #8, elliptic-curve and OpenSSH keys, where the first line is
    # missing.
    r"|\bMII[A-Za-z0-9+/]{3}IBAAK|\bMII[A-Za-z0-9+/]{3}IBADAN"
    r"|\bMHcCAQEE|\bb3BlbnNzaC1rZXktdjE"
)
_KEY_ENDS = re.compile(
    r"-{2,5}\s?END(?:\s[A-Z0-9]{1,12}){0,4}\sPRIVATE\sKEY(?:\sBLOCK)?\s?-{2,5}"
    r"|Private-MAC:\s*[0-9a-f]+"
)
# One of these is in every private key that is found.
_KEY_HINTS = ("PRIVATE", "PuTTY", "Private-MAC", "MII", "MHcCAQEE", "b3BlbnNzaC1rZXktdjE")
_WORD = re.compile(r"\S+")
# Whole lines of headers, as PGP puts them after the first line.
_HEADER_LINES = re.compile(r"(?:\s{0,4}\n[A-Z][A-Za-z-]{2,20}:[ ][^\n]{1,200}){1,6}")
# Words of a key's headers; what follows such a word may have blanks and dots in it.
_HEADER = re.compile(
    r"(?:Proc-Type|DEK-Info|Version|Comment|Encryption|Public-Lines|Private-Lines|ssh-[\w-]+):?|"
    r"4,ENCRYPTED|[A-Z0-9]+-[A-Z0-9-]+,[0-9A-F]+|\d{1,2}|none|aes256-cbc"
)
_LONGEST_HEADER = 400
_PLAIN_WORD = re.compile(r"[A-Z]?[a-z]{1,15}")


def find_private_keys(text: str) -> Iterator[tuple[int, int]]:
    """The places (from, to) of private keys, whole or cut off at either end."""
    if not any(hint in text for hint in _KEY_HINTS):
        return
    ends = list(_KEY_ENDS.finditer(text))
    begins = list(_KEY_BEGINS.finditer(text))
    # The lines that tell keys apart; a first line of base64 may stand inside of a key.
    lines = sorted([*ends, *(line for line in begins if line.group()[0] == "-")], key=_start)
    at = 0
    for begin in begins:
        if begin.start() < at:
            continue
        place = bisect_left(lines, begin.end(), key=_start)
        # A key runs to its last line, unless another one begins before: then it was cut off.
        if place < len(lines) and _KEY_ENDS.match(lines[place].group()):
            at = lines[place].end()
        else:
            at = _end_of_key(text, begin.end())
        yield begin.start(), at
    for end in ends:
        start = _start_of_key(text, end.start())
        if start < end.start():
            yield start, end.end()


def _start(match: re.Match[str]) -> int:
    return match.start()


def find_keys(text: str) -> Iterator[tuple[int, int]]:
    """The places (from, to) of API keys and tokens in `text`."""
    lowered = text.lower()
    for detector in _LIBRARY:
        if not detector.may_match(lowered):
            continue
        at = 0
        while match := detector.pattern.search(text, at):
            # The library puts some secrets into a group and some prefixes too: take it whole,
            # and with it what it counted short.
            rest = _TOKEN_GOES_ON.match(text, match.end())
            at = rest.end() if rest else match.end()
            yield match.start(), at
    for own in _OWN:
        for match in own.finditer(text, lowered):
            yield match.span(match.lastindex or 0)
    for match in _NAMED.finditer(text, lowered):
        if _looks_random(match[1]):
            yield match.span(1)


def _looks_random(word: str) -> bool:
    """Whether a word of 16 letters or more is rather a key than a name, an address or a path."""
    if re.search(r"\.[a-z]{2,6}$", word):
        return False
    digits = sum(letter.isdigit() for letter in word)
    mixed = len(word) >= 24 and word.lower() != word != word.upper()
    return any(map(str.isalpha, word)) and (digits >= 2 or (digits == 1 and mixed))


def _end_of_key(text: str, at: int) -> int:
    """Where the key that goes on at `at` ends, if its last line is missing."""
    headers = _HEADER_LINES.match(text, at)
    end = at = headers.end() if headers else at
    for word in _WORD.finditer(text, at):
        token = word.group().replace("\\n", "").replace("\\r", "")
        long_enough = len(token) >= 16 or word.start() == at
        alone = "\n" in text[end : word.start()] and not _PLAIN_WORD.fullmatch(token)
        of_key = _BASE64_LINE.fullmatch(token) and (long_enough or alone)
        of_header = _HEADER.fullmatch(token) and end - at < _LONGEST_HEADER
        if not (of_key or of_header):
            break
        end = word.end()
    return end


def _start_of_key(text: str, end: int) -> int:
    """Where the key that ends at `end` starts, if its first line is missing."""
    start = end
    while start > 0:
        stripped = len(text[max(0, start - 4) : start].rstrip()) + max(0, start - 4)
        begin = max(text.rfind("\n", 0, stripped), text.rfind(" ", 0, stripped)) + 1
        word = text[begin:stripped]
        first = start == end
        if not _BASE64_LINE.fullmatch(word) or (len(word) < 16 and not (first and word)):
            break
        start = begin
    return start
