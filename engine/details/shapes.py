"""Details that are recognised by their form: addresses, numbers, codes.

Each shape names the part of the match that is the detail (group `core`) and how its value is
normalised. Order is precedence: what an earlier shape has taken, a later one cannot have.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from dataclasses import dataclass

# Endings of names that look like domains but are files: "index.php" is no customer's site.
_FILES = (
    "php|html?|htm|js|css|py|rb|sh|sql|txt|log|conf|cfg|ini|json|xml|ya?ml|zip|gz|tar|rar|pdf"
    "|docx?|xlsx?|csv|png|jpe?g|gif|svg|webp|exe|msi|env|bak|htaccess|jsx|tsx?|vue|lock|md"
)
_FILE_NAME = re.compile(rf".*\.(?:{_FILES})")
# Technologies that are written with a dot.
_NOT_DOMAINS = frozenset({"asp.net", "vb.net", "socket.io"})


@dataclass(frozen=True)
class Shape:
    """One kind of detail: its entity, its form, and its normalised value (None: not one)."""

    entity: str
    form: re.Pattern[str]
    value: Callable[[str], str | None]


def _domain(text: str) -> str | None:
    name = text.lower().rstrip(".")
    if name in _NOT_DOMAINS or _FILE_NAME.fullmatch(name):
        return None
    return name


def _ip_address(text: str) -> str | None:
    try:
        return str(ipaddress.ip_address(text.strip("[]")))
    except ValueError:
        return None


def _ticket_number(text: str) -> str:
    year, number = re.findall(r"\d+", text)
    return f"TK-{year}-{int(number):06d}"


def _phone(text: str) -> str | None:
    digits = re.sub(r"\D", "", text)
    if not 8 <= len(digits) <= 15:
        return None
    return ("+" if text.lstrip().startswith("+") else "") + digits


def _upper(text: str) -> str:
    return re.sub(r"\s+", " ", text).upper()


def _shape(entity: str, form: str, value: Callable[[str], str | None]) -> Shape:
    return Shape(entity, re.compile(form, re.IGNORECASE | re.VERBOSE), value)


_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST = rf"(?:{_LABEL}\.)+(?:[a-z]{{2,24}}|xn--[a-z0-9-]{{2,59}})"

# What a small number counts or dates when it stands before one of these.
_COUNTED = (
    r"times?|items?|pcs|copies|seconds?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?"
    r"|am|pm|usd|eur|vnd|dollars?|euros?|dong|vps|servers?|hosting|domains?|sites?|percent"
    r"|jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
    r"|lần|lan|ngày|ngay|tuần|tuan|tháng|thang|năm|nam|giờ|gio|phút|phut|đồng|triệu|trieu"
)

SHAPES: tuple[Shape, ...] = (
    _shape(
        "email",
        rf"(?<![\w.+-])(?P<core>[a-z0-9._%+-]{{1,64}}@{_HOST})(?![\w-])",
        lambda text: text.lower(),
    ),
    _shape(
        "ticket_number",
        r"(?<!\w)(?P<core>TK[\s_-]?\d{4}[\s_-]\d{1,6})(?!\d)",
        _ticket_number,
    ),
    _shape(
        "ip_address",
        r"(?<![\w.])(?P<core>(?:\d{1,3}\.){3}\d{1,3})(?![\w]|\.\d)",
        _ip_address,
    ),
    _shape(
        "ip_address",
        r"(?<![\w:])(?P<core>(?:[0-9a-f]{1,4}:){2,7}[0-9a-f]{1,4}"
        r"|(?:[0-9a-f]{1,4}:){1,7}:(?:[0-9a-f]{1,4}(?::[0-9a-f]{1,4}){0,6})?)(?![\w:])",
        _ip_address,
    ),
    _shape("domain", rf"(?<![\w@.-])(?P<core>{_HOST})(?![\w@-])", _domain),
    _shape(
        "invoice_number",
        r"(?<!\w)(?:invoices?|inv|bill|receipt|order|payment|transaction"
        r"|hóa\s?đơn|hoá\s?đơn|hoa\s?don|hđ|đơn\s?hàng|don\s?hang)"
        r"(?:\s*(?:number|num|no\.?|nr\.?|id|số|so|mã|ma|is|:|-|_|\#))*\s*"
        r"(?P<core>\d{3,12})(?!\w|[.,]\d)",
        str,
    ),
    # One or two digits only right after the word, and where they count nothing else: "invoice 2
    # days late", "invoice 12 november".
    _shape(
        "invoice_number",
        r"(?<!\w)(?:invoice|inv|hóa\s?đơn|hoá\s?đơn|hoa\s?don|hđ)"
        r"(?:\s*(?:number|num|no\.?|nr\.?|id|số|so|mã|ma|:|-|_|\#))*\s*"
        rf"(?P<core>\d{{1,2}})(?![\w%$€/:-]|[.,]\d|\s*(?:[%$€]|(?:{_COUNTED})(?!\w)))",
        str,
    ),
    _shape("invoice_number", r"(?<![\w&#])\#\s?(?P<core>\d{3,12})(?!\w)", str),
    _shape(
        "error_code",
        r"(?<!\w)(?P<core>(?:ERR|ERROR|DNS_PROBE|SSL|NET)_[A-Z0-9_]{3,60}"
        r"|NXDOMAIN|SERVFAIL|E(?:CONN|TIMED|HOST|NET|ACCES|PERM|NOENT|NOSPC|NOTFOUND)[A-Z]{0,12}"
        r"|0x[0-9A-F]{4,16}|SQLSTATE\[[0-9A-Z]{5}\]|ORA-\d{4,5}|[45]\.\d\.\d{1,3}(?=\s))(?!\w)",
        _upper,
    ),
    _shape(
        "error_code",
        r"(?<!\w)(?:errors?|err|code|http|https|status|lỗi|loi|mã\s?lỗi|ma\s?loi)"
        r"(?:\s*(?:code|status|number|no\.?|is|:|-|\#|mã|ma))*\s*[(\[]?\s*"
        r"(?P<core>[1-5]\d\d|1\d{3}|2\d{3})(?!\w|[.,]\d)",
        _upper,
    ),
    _shape(
        "error_code",
        r"(?<![\w.\#])(?P<core>[45]\d\d)(?=\s*[-:]?\s*(?:errors?|internal|bad\s?gateway|forbidden"
        r"|not\s?found|service\s?unavailable|gateway|unauthori[sz]ed|too\s?many))",
        _upper,
    ),
    _shape(
        "phone",
        r"(?<![\w.\#])(?P<core>(?:\+|00)\d{1,3}(?:[\s.-]?\(?\d{1,4}\)?){2,5}"
        r"|\(?0\d{1,3}\)?(?:[\s.-]?\d{2,5}){2,4})(?![\w]|[.-]\d)",
        _phone,
    ),
)
