"""Finds passwords: in the wordings of English and Vietnamese, in commands and in addresses.

Whether a word is a password depends on how it is announced. After "password:" nearly any word
is one; after "my password is" a word with a digit in it, or one that ends the sentence and says
nothing about passwords; after a bare "password" only what can hardly be a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from desk.privacy.password_words import OWNERS, TALK

_FLAGS = re.IGNORECASE | re.VERBOSE

# What announces a password. Letters before it belong to names such as DB_PASSWORD.
_KEYWORD = r"""
    (?<![^\W_])
    (?: pas{1,2}(?:w[aeor]{1,3}d|owr?d|wr?d)s? | pass[\s-]?word | passwort | pass(?:wd|phrase|code)?
      | (?:db|pg|mysql|root|admin|user|ftp|smtp|mail|auth|my) (?:password|passwd|pass|pwd)
      | pwd | pswd | psw | pw | contraseña | senha | kennwort
      | m[ậâa]t[\s_-]?kh[ẩâa]u | matkhau | m\s?kh[ẩâa]u | mk | m[ãa]\s+pin )
    (?![^\W_])
"""
# Up to five words that say whose password it is: "password for the root user of my vps is".
_WHOSE = r"(?: [ \t]+ (?!(?:is|là|la)\b) [\w.@()'/-]{1,40} ){0,5}?"
_VALUE = r"""(?: "(?P<double>[^"\n]{1,200})" | '(?P<single>[^'\n]{1,200})'
             | `(?P<tick>[^`\n]{1,200})` | “(?P<curly>[^”\n]{1,200})”
             | (?P<bare>[^\s"'`“<>][^\s<>]{0,200}) )"""
_SIGN = r"""['"\]]{0,2} (?: [ \t]? [(\[] [^)\]\n]{1,30} [)\]] )? (?: [ \t]+ (?:is|là|la)\b )?
             [ \t]{0,5} (?: => | := | -> | → | ＝ | ： | [:=] ) [ \t]{0,5}"""

# "pass: X", "DB_PASSWORD=X", "'password' => 'X'"; "password for root: X" where X is no word.
_SIGNED = re.compile(rf"{_KEYWORD} (?P<whose>{_WHOSE}) {_SIGN} {_VALUE}", _FLAGS)
# The value on the line below.
_BELOW = re.compile(rf"{_KEYWORD} {_WHOSE} {_SIGN} \n [ \t]* {_VALUE}", _FLAGS)
_SAID = re.compile(
    rf"{_KEYWORD} {_WHOSE} (?: ['’]s | [ \t]+ (?: is | was | là | la | are | set[ \t]to | =+ ) )"
    rf"(?: [ \t]+ (?: now | still | just | simply | currently | also ) )? [ \t]+ {_VALUE}",
    _FLAGS,
)
_CHANGED = re.compile(
    r"\b(?: chang | set | reset | updat | mak | đổi | doi | đặt | dat )\w{0,5}\b [^\n.]{0,30}?"
    rf"{_KEYWORD} {_WHOSE} [ \t]+ (?: to | as | into | thành | thanh | sang ) [ \t]+ {_VALUE}",
    _FLAGS,
)
_PIN = re.compile(
    rf"\b(?: pin | otp )\b {_WHOSE} (?: [ \t]+ (?:is|là|la)\b )?"
    r" [ \t]* [:=]? [ \t]* (?P<bare> \d{4,8} ) (?![\w.])",
    _FLAGS,
)
_BESIDE = re.compile(rf"{_KEYWORD} [ \t]+ {_VALUE}", _FLAGS)
# define('DB_PASSWORD', 'X') and <password>X</password>.
_IN_CODE = re.compile(
    rf"{_KEYWORD} ['\"] [ \t]* , [ \t]* ['\"] (?P<bare>[^'\"\n]{{1,200}}) ['\"]", _FLAGS
)
_IN_TAG = re.compile(rf"< \w{{0,20}}{_KEYWORD} > \s* (?P<bare>[^<\s]{{1,200}}) \s* </", _FLAGS)

_USER = r"(?: root | admin(?:istrator)? | ubuntu | debian | centos | ec2-user | vpsuser )"
# "root / Secret123", "admin:Secret123", "203.0.113.7 root Secret123".
_PAIR = re.compile(
    rf"(?<![\w/.@-]) {_USER} (?: @[\w.-]{{1,60}} )?"
    r" (?P<between> [ \t]*[/|:,;][ \t]* ) (?P<bare>[^\s/|,;'\"<>]{4,100})",
    _FLAGS,
)
_LOGIN_LINE = re.compile(
    rf"(?<![\d.]) \d{{1,3}}(?:\.\d{{1,3}}){{3}} (?: :\d{{1,5}} )? [\s/|,;:-]{{1,5}} {_USER}"
    rf" [\s/|,;:-]{{1,5}} (?P<bare>[^\s/|,;'\"<>]{{4,100}})",
    _FLAGS,
)
# scheme://user:X@host; the password reaches to the last @ before the path.
_IN_ADDRESS = re.compile(r"(?<=://)[^\s:/@]{0,64}:(?P<bare>[^\s/]{1,128})@(?=[\w.\[-])")
_USER_AT_HOST = re.compile(
    rf"(?<![\w/.@-]) (?: {_USER} | ftp\w{{0,20}} ) : (?P<bare>[^\s:/@]{{3,64}}) @ (?=[\w-]+\.\w)",
    _FLAGS,
)
_IN_COMMANDS = tuple(
    re.compile(pattern, _FLAGS)
    for pattern in (
        rf"\b(?: mysql\w* | mariadb[\w-]* )\b [^\n|;]{{0,120}}? [ ] (?-i:-p) (?: {_VALUE} )",
        rf"\bsshpass [ ]+ -p [ ]? {_VALUE}",
        r"\b(?: curl | wget )\b [^\n|;]{0,120}? [ ] -u [ ]? ['\"]? [^\s:'\"]{1,64} :"
        r" (?P<bare>[^\s'\"]{1,100})",
        rf"--(?: password | passwd | pass | http-passwd ) [ =] {_VALUE}",
        rf"\bidentified [ ]+ (?:with [ ]+ \w+ [ ]+)? by [ ]+ {_VALUE}",
        rf"\bnet [ ]+ user [ ]+ [\w.-]{{1,40}} [ ]+ {_VALUE}",
        rf"\brequirepass [ ]+ {_VALUE}",
    )
)

# An exclamation mark may belong to the password, so it goes with it.
_TRAILING = ".,;:?)]}…"
_QUOTES = ("double", "single", "tick", "curly")
# What may stand where a password could, and is none.
_NO_SECRET = re.compile(
    r"""(?ix)
      \w+://.* | www\..* | \d{1,3}(?:\.\d{1,3}){3}(?:[:/]\d+)? | (?:[\w-]+\.)+[a-z]{2,12}(?:/\S*)?
    | [\w.+-]+@[\w-]+(?:\.[\w-]+)+ | TK-\d{4}-\d+ | \#?\d+ | [\d/.:-]+ | v?\d+(?:\.\d+)+\w*
    | \d+(?:st|nd|rd|th|h|s|m|x|min|gb|mb|kb|tb|k|lần|lan|phút|phut|giờ|ngày)
    """
)
_SENTENCE_ENDS = re.compile(r"\s*(?:$|[\n.,;!?)…]|(?:and|but|please|pls|thanks|và|nhưng|nhé|ạ)\b)")


def find_passwords(text: str) -> Iterator[tuple[int, int]]:
    """The places (from, to) of passwords in `text`."""
    for pattern in (_IN_ADDRESS, _IN_CODE, _IN_TAG, _PIN, *_IN_COMMANDS):
        for match in pattern.finditer(text):
            yield _value(match)[1:]
    for match in _SIGNED.finditer(text):
        word, start, end = _value(match)
        direct = all(whose in OWNERS for whose in match["whose"].lower().split())
        if _is_quoted(match) or (_is_said(word) if direct else _is_odd(word)):
            yield start, end
    for match in _SAID.finditer(text):
        word, start, end = _value(match)
        last = _SENTENCE_ENDS.match(text, end) is not None
        if _is_quoted(match) or _is_odd(word) or _is_number(word) or (last and _is_name(word)):
            yield start, end
    for match in _CHANGED.finditer(text):
        word, start, end = _value(match)
        if _is_quoted(match) or _is_odd(word) or _is_number(word):
            yield start, end
    for pattern in (_BESIDE, _BELOW, _PAIR, _LOGIN_LINE, _USER_AT_HOST):
        for match in pattern.finditer(text):
            word, start, end = _value(match)
            strict = pattern is _PAIR and not match["between"][-1:].isspace()
            odd = _is_strong(word) if strict else _is_odd(word)
            digits = pattern is _BESIDE and word.isdecimal() and len(word) <= 9
            if len(word) >= 6 and (odd or digits):
                yield start, end


def _value(match: re.Match[str]) -> tuple[str, int, int]:
    """The announced word with its place, without the stops of the sentence after it."""
    groups = match.groupdict()
    name = next((quote for quote in _QUOTES if groups.get(quote) is not None), "bare")
    start, end = match.span(name)
    word = match.string[start:end]
    if name == "bare":
        word = word.rstrip(_TRAILING) or word
    return word, start, start + len(word)


def _is_quoted(match: re.Match[str]) -> bool:
    groups = match.groupdict()
    return any(groups.get(quote) and " " not in groups[quote] for quote in _QUOTES)


def _is_said(word: str) -> bool:
    """Whether a word right after "password:" is the password: all but the words of talk."""
    plain = word.lower().strip(_TRAILING + "('\"*")
    return bool(plain) and plain not in TALK and "://" not in word


def _is_odd(word: str) -> bool:
    """Whether it can hardly be an ordinary word, a name, an address, a number or a date."""
    if len(word) < 4 or _NO_SECRET.fullmatch(word) or word.lower() in TALK:
        return False
    has_letter = any(letter.isalpha() for letter in word)
    has_digit = any(letter.isdigit() for letter in word)
    has_sign = re.search(r"[^\w.,:;/()'’-]", word) is not None
    inner_capital = re.search(r"[a-z][A-Z]", word) is not None
    return has_letter and (has_digit or has_sign or (inner_capital and len(word) >= 8))


def _is_strong(word: str) -> bool:
    """Odd, and of three kinds of signs: capitals, small letters and digits or others."""
    kinds = (str.isupper, str.islower, lambda letter: not letter.isalpha())
    return _is_odd(word) and all(any(map(kind, word)) for kind in kinds)


def _is_number(word: str) -> bool:
    """A PIN or a password of digits only."""
    return word.isdecimal() and 4 <= len(word) <= 12


def _is_name(word: str) -> bool:
    """Whether a plain word may be a password: of the keyboard's letters, and no word of talk."""
    plain = word.lower()
    talk = plain in TALK or plain.endswith(("ed", "ing", "ly", "n't", "able", "ible"))
    return len(word) >= 5 and word.isascii() and word.isalpha() and not talk
