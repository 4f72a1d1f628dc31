"""Names that are details: each canonical value with the ways in which people write it.

A word stands in small letters. Vietnamese is listed with and without diacritics.
"""

from __future__ import annotations

from typing import Any

# What "technical" is called depends on who asks; "support" alone is left out, because "do you
# support …" asks about something else.
DEPARTMENTS = {
    "technical": [
        "technical",
        "technical support",
        "technical department",
        "technical team",
        "tech support",
        "tech team",
        "tech department",
        "technician",
        "technicians",
        "kỹ thuật",
        "kĩ thuật",
        "ky thuat",
        "ki thuat",
    ],
    "billing": [
        "billing",
        "billing department",
        "billing team",
        "accounting",
        "accounts department",
        "accountant",
        "finance department",
        "kế toán",
        "ke toan",
        "bộ phận thanh toán",
        "bo phan thanh toan",
    ],
    "sales": [
        "sales",
        "sales department",
        "sales team",
        "sale team",
        "sale department",
        "sales rep",
        "salesperson",
        "kinh doanh",
        "bộ phận sale",
        "bo phan sale",
        "phòng sale",
        "phong sale",
    ],
}

# Whom a question is for that says what it is about: "who do I email about invoices".
MATTERS = {
    "billing": [
        "invoice",
        "invoices",
        "payment",
        "payments",
        "refund",
        "refunds",
        "bill",
        "bills",
        "renewal",
        "renewals",
        "vat",
    ],
    "sales": ["plan", "plans", "price", "prices", "pricing", "promotion", "promotions", "upgrade"],
}
ABOUT = {"LOWER": {"IN": ["about", "regarding", "concerning"]}}

CHANNELS = {
    "ticket": ["ticket", "tickets"],
    "email": ["email", "emails", "e-mail", "e-mails", "mail"],
    "chat": ["chat", "live chat", "livechat", "live-chat"],
    "phone": [
        "phone",
        "phones",
        "telephone",
        "hotline",
        "call",
        "điện thoại",
        "dien thoai",
        "gọi điện",
        "goi dien",
        "tổng đài",
        "tong dai",
    ],
}

# For "please answer in English".
LANGUAGES = {
    "en": ["english", "tiếng anh", "tieng anh", "t.anh"],
    "vi": ["vietnamese", "tiếng việt", "tieng viet", "tiếng mình", "tieng minh", "t.việt"],
}

PLANS = {
    "vps": ["vps", "cloud vps", "ssd vps", "nvme vps", "linux vps", "windows vps", "vps server"],
    "shared hosting": ["shared hosting", "web hosting", "share hosting"],
    "wordpress hosting": ["wordpress hosting", "wp hosting"],
    "business hosting": ["business hosting"],
    "reseller hosting": ["reseller hosting", "reseller"],
    "seo hosting": ["seo hosting"],
    "email hosting": ["email hosting", "mail hosting", "business email"],
    "cloud server": ["cloud server", "cloud hosting"],
    "dedicated server": ["dedicated server", "dedicated", "bare metal"],
    "colocation": ["colocation", "colo"],
    "hosting": ["hosting"],
}

OPERATING_SYSTEMS = {
    "Ubuntu": ["ubuntu", "ubuntu server"],
    "Debian": ["debian"],
    "CentOS": ["centos"],
    "AlmaLinux": ["almalinux", "alma linux", "alma"],
    "Rocky Linux": ["rocky linux", "rockylinux", "rocky"],
    "CloudLinux": ["cloudlinux", "cloud linux"],
    "Fedora": ["fedora"],
    "FreeBSD": ["freebsd"],
    "openSUSE": ["opensuse"],
    "Arch Linux": ["arch linux", "archlinux"],
    "Windows Server": ["windows server", "win server", "windows sv"],
    "Windows": ["windows"],
}

_VERSION = {"TEXT": {"REGEX": r"^[vV]?\d{1,4}(\.\d{1,2}){0,2}$"}}


def ruler_patterns() -> list[dict[str, Any]]:
    """Return the patterns of the EntityRuler; an entity's id is its canonical value."""
    patterns: list[dict[str, Any]] = [
        {"label": "department", "id": department, "pattern": [ABOUT, *between, {"LOWER": word}]}
        for department, words in MATTERS.items()
        for word in words
        for between in ([], [{"LOWER": {"IN": ["a", "an", "the", "my", "our", "your"]}}])
    ]
    for label, names in (
        ("department", DEPARTMENTS),
        ("channel", CHANNELS),
        ("plan", PLANS),
        ("language", LANGUAGES),
    ):
        patterns += [
            {"label": label, "id": value, "pattern": _words(writing)}
            for value, writings in names.items()
            for writing in writings
        ]
    for value, writings in OPERATING_SYSTEMS.items():
        for writing in writings:
            words = _words(writing)
            # The longest match wins, so the version belongs to the name where there is one.
            for tail in ([], [_VERSION]):
                patterns.append({"label": "operating_system", "id": value, "pattern": words + tail})
    return patterns


def _words(writing: str) -> list[dict[str, Any]]:
    """Return one token pattern a word; a hyphenated name may be one token or three."""
    return [{"LOWER": word} for word in writing.split()]
