"""Finds codes that open something: one-time and backup codes, seeds of them, transfer codes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from desk.privacy.hints import Hinted, matches_at, places_of
from desk.privacy.judgement import TRAILING, is_odd

_FLAGS = re.IGNORECASE | re.VERBOSE

_WHOSE = r"(?: [ \t]+ (?!(?:is|là|la)\b) [\w.@'/()-]{1,30} ){0,6}?"
_IS = r"(?: [ \t]* [:=] | [ \t]+ (?:is|was|là|la)\b [ \t]*:? )"
_CODE = r"(?: codes? | mã | ma | passcodes? )"
# What makes a code one that lets somebody in; an error code or a promotion code does not.
_ONE_TIME = r"""(?: verif\w+ | confirm\w+ | security | sms | text(?:ed)? | 2\s?fa | two[ -]?factor
    | (?:2|two)[ -]?step | one[ -]?time | authenticator | otp | mfa | sign[ -]?in | login
    | x[áa]c[ ](?:thực|thuc|nhận|nhan|minh) | bảo[ ]mật | bao[ ]mat | (?:2|hai)[ ](?:lớp|lop)
    | (?:2|hai)[ ](?:bước|buoc) | đăng[ ]nhập | dang[ ]nhap
    | phone | điện[ ]thoại | dien[ ]thoai | tin[ ]nhắn | tin[ ]nhan )"""
_DIGITS = r"""(?P<code> \d{4}[ -]\d{4} | \d{3}[ -]\d{3} | \d{2}[ ]\d{2}[ ]\d{2}
    | (?:[a-z]{1,3}-)?\d{4,8} ) (?![\w./:-]*\d)"""
_CODE_BEGINS = re.compile(r"code|m[ãa]|passcode")
_ONE_TIME_CODE = re.compile(
    rf"(?<!\w) {_CODE} (?P<whose>{_WHOSE}) (?: {_IS} [ \t]* | [ \t]+ ) {_DIGITS}", _FLAGS
)
_ONE_TIME_WORD = re.compile(rf"(?<!\w) {_ONE_TIME} (?!\w)", _FLAGS)
# Where that word stands before "code", and how far before.
_LOOK_BACK = 24
_TRANSFER_CODES = Hinted(
    re.compile(
        rf"(?<!\w) (?: (?: epp | auth(?:ori[sz]ation|info)? | transfer | unlock | eppkey )"
        r"   [ /_-]{0,3} (?: epp[ /-]{0,3} | auth[ /-]{0,3} )? (?: code | key | mã )"
        r" | authcode | authinfo | epp | mã[ ](?:epp|auth|chuyển|ủy[ ]quyền|uỷ[ ]quyền)"
        r" | ma[ ](?:epp|auth|chuyen) )"
        rf" (?!\w) (?: {_WHOSE} {_IS} \s* | [ \t]+ )"
        r" ['\"`“]? (?P<code>[^\s'\"`“”<>]{6,64})",
        _FLAGS,
    ),
    ("epp", "auth", "transfer", "unlock", "chuyển", "chuyen", "quyền"),
)
_BACKUP_CODES = Hinted(
    re.compile(
        r"(?<!\w) (?: (?: backup | back-up | recovery | rescue | scratch | emergency )"
        r" [ ] (?:code|key)s?"
        r" | (?:mã|ma) [ ] (?: dự[ ]phòng | du[ ]phong | khôi[ ]phục | khoi[ ]phuc | backup ) ) \b"
        rf" {_WHOSE} (?: {_IS} )? (?P<codes> (?: [\s,;]{{1,3}} (?:\d{{1,2}}[.)][ ])?"
        r" (?=[a-z-]{0,12}\d) [0-9a-z]{4,10}(?:-[0-9a-z]{4,10}){0,5} (?![\w.@]) ){1,20} )",
        _FLAGS,
    ),
    ("backup", "back-up", "recovery", "rescue", "scratch", "emergency", "dự phòng", "du phong",
     "khôi phục", "khoi phuc"),
)  # fmt: skip
_ONE_BACKUP_CODE = re.compile(r"[0-9A-Za-z]{4,10}(?:-[0-9A-Za-z]{4,10}){0,5}")
# The seed that an app makes its codes of: base32, in one piece or in fours.
_SEEDS = Hinted(
    re.compile(
        r"(?i: \b(?: 2\s?fa | totp | h?otp | mfa | authenticator | two[ -]?factor | seed"
        r"   | (?:2|hai)\ (?:lớp|lop|bước|buoc) | secret\ key | setup\ key | khóa\ bí\ mật"
        r"   | khoá\ bí\ mật | khoa\ bi\ mat | mã\ thiết\ lập ) \b)"
        r" [^\n]{0,60}? (?<![\w/+=.-])"
        r" (?P<code> [A-Z2-7]{16,64} (?![\w/+=-]) | (?:[A-Z2-7]{4}[ -]){3,15}[A-Z2-7]{4} (?!\w)"
        r"   | (?:[a-z2-7]{4}[ ]){3,15}[a-z2-7]{4} (?!\w) )",
        re.VERBOSE,
    ),
    ("2fa", "2 fa", "otp", "mfa", "authenticator", "factor", "seed", "lớp", "lop", "bước", "buoc",
     "secret", "setup", "bí mật", "bi mat", "thiết lập"),
)  # fmt: skip
_SEED_ADDRESS = Hinted(
    re.compile(r"otpauth://[^\s<>\"']{0,300}?[?&]secret=(?P<code>[A-Za-z2-7=%]{8,128})"),
    ("otpauth",),
)


def find_codes(text: str) -> Iterator[tuple[int, int]]:
    """The places (from, to) of such codes in `text`."""
    lowered = text.lower()
    for match in matches_at(_ONE_TIME_CODE, text, places_of(_CODE_BEGINS, text, lowered)):
        begin = max(0, match.start() - _LOOK_BACK, text.rfind("\n", 0, match.start()) + 1)
        if _ONE_TIME_WORD.search(text[begin : match.end("whose")]):
            yield match.span("code")
    for match in _SEED_ADDRESS.finditer(text, lowered):
        yield match.span("code")
    for match in _SEEDS.finditer(text, lowered):
        # Plain words of four letters, or a word in capitals, have no digits.
        if any(map(str.isdigit, match["code"])):
            yield match.span("code")
    for match in _TRANSFER_CODES.finditer(text, lowered):
        word = match["code"].rstrip(TRAILING)
        if is_odd(word):
            yield match.start("code"), match.start("code") + len(word)
    for match in _BACKUP_CODES.finditer(text, lowered):
        begin = match.start("codes")
        for code in _ONE_BACKUP_CODE.finditer(match["codes"]):
            yield begin + code.start(), begin + code.end()
