"""Which details are found in a message, and with which values."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
import spacy
from spacy.language import Language

from engine.details import build
from engine.details.alone import only_details
from engine.details.finder import find_details


@pytest.fixture(scope="module")
def nlp() -> Language:
    return spacy.load(build.build(print))


CASES = [
    # domain
    ("my site is Example.COM", [("domain", "example.com")]),
    ("https://shop.example.com.vn/index.php?x=1", [("domain", "shop.example.com.vn")]),
    ("(example.com), www.example.org.", [("domain", "example.com"), ("domain", "www.example.org")]),
    ("line 20 of index.php and node.js", []),
    ("wp-config.php", []),
    ("asp.net", []),
    # ip_address
    ("cannot ping 203.0.113.7", [("ip_address", "203.0.113.7")]),
    ("203.0.113.7:8080", [("ip_address", "203.0.113.7")]),
    ("2001:DB8::1 is blocked", [("ip_address", "2001:db8::1")]),
    ("version 1.2.3", []),
    ("999.1.1.1", []),
    ("10:30:45", []),
    # invoice_number
    ("invoice #88231", [("invoice_number", "88231")]),
    ("Invoice no. 88231", [("invoice_number", "88231")]),
    ("inv-88231", [("invoice_number", "88231")]),
    ("my bill number is 12345", [("invoice_number", "12345")]),
    ("#88231", [("invoice_number", "88231")]),
    ("hóa đơn số 5567", [("invoice_number", "5567")]),
    ("hoa don 5567", [("invoice_number", "5567")]),
    ("invoice 77", [("invoice_number", "77")]),
    ("about invoice #12", [("department", "billing"), ("invoice_number", "12")]),
    ("invoice no. 7, please", [("invoice_number", "7")]),
    ("hóa đơn 12", [("invoice_number", "12")]),
    ("the invoice 2 months late", []),
    ("invoice 15 usd", []),
    ("invoice 12.50", []),
    ("order 12", []),
    ("#12", []),
    ("invoice for 1,500,000 vnd", []),
    ("the invoice", []),
    # ticket_number
    ("TK-2026-000123", [("ticket_number", "TK-2026-000123")]),
    ("tk 2026 123?", [("ticket_number", "TK-2026-000123")]),
    ("my ticket tk-2026-12", [("channel", "ticket"), ("ticket_number", "TK-2026-000012")]),
    ("tks a lot", []),
    # email
    ("Joe.Doe+x@Example.com", [("email", "joe.doe+x@example.com")]),
    ("joe@", []),
    # phone
    ("0901 234 567", [("phone", "0901234567")]),
    ("+84 28 730 24768", [("phone", "+842873024768")]),
    ("(028) 730 24768", [("phone", "02873024768")]),
    ("0901234567", [("phone", "0901234567")]),
    ("12345678", []),
    # error_code
    ("500 internal server error", [("error_code", "500")]),
    ("error 502", [("error_code", "502")]),
    ("HTTP status: 403", [("error_code", "403")]),
    ("err_connection_refused", [("error_code", "ERR_CONNECTION_REFUSED")]),
    ("DNS_PROBE_FINISHED_NXDOMAIN", [("error_code", "DNS_PROBE_FINISHED_NXDOMAIN")]),
    ("mysql error 1045", [("error_code", "1045")]),
    ("lỗi 503", [("error_code", "503")]),
    ("500 gb of storage", []),
    # operating_system
    ("ubuntu 22.04", [("operating_system", "Ubuntu 22.04")]),
    ("Debian", [("operating_system", "Debian")]),
    ("windows server 2019", [("operating_system", "Windows Server 2019")]),
    ("alma linux 9", [("operating_system", "AlmaLinux 9")]),
    # plan, department, channel
    ("a cloud vps", [("plan", "vps")]),
    ("WordPress hosting", [("plan", "wordpress hosting")]),
    ("the billing department", [("department", "billing")]),
    ("tech support", [("department", "technical")]),
    ("phòng kế toán", [("department", "billing")]),
    ("who do i email about invoices", [("channel", "email"), ("department", "billing")]),
    ("a question about the prices", [("department", "sales")]),
    ("my invoices are wrong", []),
    ("do you support magento", []),
    ("live chat", [("channel", "chat")]),
    ("the hotline", [("channel", "phone")]),
    # date
    ("is it open on Saturday afternoon?", [("date", "on Saturday afternoon")]),
    ("on monday at 9am", [("date", "on monday at 9am")]),
    ("are you there during Tết?", [("date", "during Tết")]),
    ("are you there at tet", [("date", "at tet")]),
    ("2/9", [("date", "2/9")]),
    ("6 february 2027", [("date", "6 february 2027")]),
    ("2027-02-06", [("date", "2027-02-06")]),
    ("tomorrow morning", [("date", "tomorrow morning")]),
    ("chiều thứ bảy", [("date", "chiều thứ bảy")]),
    ("ngày mai", [("date", "ngày mai")]),
    ("21:30 tonight", [("date", "21:30 tonight")]),
    ("christmas day", [("date", "christmas day")]),
    ("open 24/7", []),
    ("may I ask", []),
    ("good morning", []),
    ("2nd invoice", []),
    # several, and nothing
    (
        "vps 203.0.113.7 of example.com down since yesterday",
        [
            ("plan", "vps"),
            ("ip_address", "203.0.113.7"),
            ("domain", "example.com"),
            ("date", "yesterday"),
        ],
    ),
    ("", []),
    ("\x00", []),
    ("👍", []),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_details(nlp: Language, text: str, expected: list[tuple[str, str]]) -> None:
    found = find_details(nlp(text))
    assert [(detail.entity, detail.value) for detail in found] == expected


@pytest.mark.parametrize(
    "text",
    [
        "example.com",
        "It's https://shop.example.com/cart?x=1.",
        "my domain is example.com",
        "ip: 203.0.113.7",
        "203.0.113.7:8080",
        "my email is joe@x.com, phone 0901 234 567",
        "tên miền của em là example.com ạ",
        "error code: 502",
        "ERR_CONNECTION_REFUSED",
    ],
)
def test_nothing_but_a_detail(nlp: Language, text: str) -> None:
    assert only_details(text, spans(nlp, text))


@pytest.mark.parametrize(
    "text",
    [
        "example.com is down",
        "who is example.com",
        "my website shows error 500",
        "example.com error 500",
        "invoice #88231",
        "TK-2026-000123",
        "billing",
        "tomorrow",
        "my domain",
        "",
    ],
)
def test_more_or_other_than_a_detail(nlp: Language, text: str) -> None:
    assert not only_details(text, spans(nlp, text))


def spans(nlp: Language, text: str) -> list[tuple[str, int, int]]:
    return [(each.entity, each.start, each.end) for each in find_details(nlp(text))]


def test_details_do_not_overlap_and_stand_where_they_say(nlp: Language) -> None:
    text = " ".join(case for case, _ in CASES)
    details = find_details(nlp(text))
    assert len(details) > 40
    for one, other in pairwise(details):
        assert one.end <= other.start
    for detail in details:
        assert text[detail.start : detail.end].strip() == text[detail.start : detail.end] != ""


@pytest.mark.parametrize(
    "text", ["203.0.113.7", "TK-2026-000123", "err_connection_refused", "joe@x.com", "example.com"]
)
def test_what_belongs_together_is_one_token(nlp: Language, text: str) -> None:
    assert [token.text for token in nlp(f"see {text}, please")] == ["see", text, ",", "please"]


@pytest.mark.parametrize(
    "text",
    ["1" * 4000, "a." * 2000, "0 " * 2000, "a:" * 2000, "on " * 1300, "12 " * 1300, "a-" * 2000],
)
def test_no_text_takes_long(nlp: Language, text: str) -> None:
    started = time.process_time()
    find_details(nlp(text))
    assert time.process_time() - started < 2


def test_the_version_follows_the_patterns(monkeypatch: pytest.MonkeyPatch) -> None:
    before = build.version()
    monkeypatch.setattr(build.vocabulary, "__file__", build.dates.__file__)
    assert build.version() != before
