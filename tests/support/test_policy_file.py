"""policy.yml says what the policy document says, and a wrong file is refused with its place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from support.errors import PolicyError
from support.policy import Policy, load

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "policy.yml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def policy() -> Policy:
    return load(ROOT / "policy.yml")


def test_departments_stand_in_their_priority(policy: Policy) -> None:
    assert [department.name for department in policy.priority] == ["technical", "billing", "sales"]
    assert list(policy.departments["technical"].channels) == ["ticket", "email", "chat", "phone"]


def test_the_ticket_is_the_channel_of_highest_priority(policy: Policy) -> None:
    first, second = list(policy.channel_kinds.values())[:2]
    assert (first.name, second.name) == ("ticket", "chat")
    assert first.suits is not None
    assert second.suits is not None
    assert first.suits("en") == "complex technical issues"
    assert second.suits("en") == "quick questions"


def test_the_companys_own_way_to_a_ticket_is_named(policy: Policy) -> None:
    assert policy.ticket_portal is not None
    assert policy.ticket_portal.path("en") == "my.azdigi.com > Support > Create ticket"


def test_scope_has_five_supported_and_four_other_items(policy: Policy) -> None:
    supported = [item.name for item in policy.scope_items.values() if item.supported]
    others = [item.name for item in policy.scope_items.values() if not item.supported]
    assert supported == [
        "infrastructure", "os_reinstall", "backup_restore", "usage_guidance", "first_ssl",
    ]  # fmt: skip
    assert others == ["code_fix", "app_install", "optimisation", "customer_security"]


def test_a_backup_is_restored_when_available_only(policy: Policy) -> None:
    condition = policy.scope_items["backup_restore"].condition
    assert condition is not None
    assert condition("en") == "when available"
    assert condition("vi") == "nếu có sẵn"


def test_reinstalling_and_restoring_need_the_customers_identity(policy: Policy) -> None:
    needed = [item.name for item in policy.scope_items.values() if item.needs_identity]
    assert needed == ["os_reinstall", "backup_restore"]


def test_every_scope_item_is_a_topic_of_its_own(policy: Policy) -> None:
    for item in policy.scope_items.values():
        topic = policy.topics[item.name]
        assert (topic.scope_item, topic.scope) == (item.name, item.scope)
        assert topic.category == ("technical" if item.supported else "not_supported")


def test_what_is_in_neither_list_has_no_scope(policy: Policy) -> None:
    topic = policy.topics["technical_other"]
    assert (topic.category, topic.department) == ("technical", "technical")
    assert (topic.scope, topic.scope_item) == (None, None)


def test_all_texts_are_there_in_english_and_vietnamese(policy: Policy) -> None:
    titles = [
        *(item.title for item in policy.scope_items.values()),
        *(department.title for department in policy.priority),
        *(tier.title for tier in policy.escalation),
        *(text for department in policy.priority for text in department.promise.texts.values()),
    ]
    for title in titles:
        assert title("en") != title("vi")
        assert title("fr") == title("en")


def test_the_calendar_version_follows_hours_and_holidays_but_no_text(tmp_path: Path) -> None:
    def version(old: str, new: str) -> str:
        assert old in TEXT
        path = tmp_path / "policy.yml"
        path.write_text(TEXT.replace(old, new), encoding="utf-8")
        return load(path).calendar_version

    same = version("AZDIGI", "AZDIGI")
    assert version("name: AZDIGI", "name: Other") == same
    assert version("in turn", "at once") == same
    changed = {
        version("sat: \"08:00-11:30\"", "sat: \"08:00-12:00\""),
        version("Asia/Ho_Chi_Minh", "Asia/Bangkok"),
        version("remove: []", "remove: [2026-11-24]"),
        version("holidays: closed } #", "holidays: open } #"),
        version("same_day: true", "same_day: false"),
    }  # fmt: skip
    assert len(changed | {same}) == 6


# What is replaced in policy.yml, by what, the key that the error names, and what it says.
MISTAKES = [
    ('sat: "08:00-11:30" }\n        holidays', 'sat: "08:00-25:00" }\n        holidays',
     "departments.billing.channels.email.hours.sat", "'25:00' is not a time, expected HH:MM"),
    ('mon-fri: "08:00-17:00"', 'mon-fri: "08:00"',
     "departments.billing.channels.chat.hours.mon-fri", "is not an interval, expected HH:MM-HH:MM"),
    ('mon-fri: "08:00-17:00"', 'mon-fri: "08:00-08:00"',
     "departments.billing.channels.chat.hours.mon-fri", "has no length"),
    ('mon-fri: "08:00-17:00"', 'mon-fri: ["08:00-12:00", "11:00-17:00"]',
     "departments.billing.channels.chat.hours.mon-fri[1]", "overlaps the hours of mon 08:00-12:00"),
    ('mon-fri: "08:00-17:00"', 'fri: "22:00-09:00"',
     "departments.billing.channels.chat.hours.sat", "overlaps the hours of fri 22:00-09:00"),
    ('mon-fri: "08:00-17:00"', 'mon-frei: "08:00-17:00"',
     "departments.billing.channels.chat.hours.mon-frei", "'mon-frei' is not a day, expected mon"),
    ('mon-fri: "08:00-17:00"', 'mon-sat: "08:00-17:00"',
     "departments.billing.channels.chat.hours.sat", "sat stands here a second time"),
    ("email: { hours: 24/7", "email: { hours: 24/6",
     "departments.technical.channels.email.hours", "'24/6' are no hours, expected 24/7"),
    ("email: { hours: 24/7, holidays: open }", "email: { hours: 24/7, holidays: yes }",
     "departments.technical.channels.email.holidays", "expected open or closed"),
    ("zone: Asia/Ho_Chi_Minh", "zone: Asia/Saigon2", "zone", "expected an IANA name like"),
    ("zone: Asia/Ho_Chi_Minh", "", "", "'zone' is missing"),
    ("zone: Asia/Ho_Chi_Minh", "zonne: Asia/Ho_Chi_Minh", "zonne", "did you mean 'zone'?"),
    ("zone: Asia/Ho_Chi_Minh", "zone: Asia/Ho_Chi_Minh\nzone: UTC", "zone", "a second time"),
    ("zone: Asia/Ho_Chi_Minh", "zone: ", "zone", "is empty"),
    ("country: VN", "country: VNM2", "holidays.country", "no holiday calendar for 'VNM2'"),
    ("country: VN", "country: VN\n  subdivision: QQ", "holidays.subdivision", "'QQ' is no part of"),
    ("remove: []", "remove: [2026-11-31]", "holidays.remove[0]", "'2026-11-31' is not a date"),
    ("remove: []", "remove: 2026-11-24", "holidays.remove", "a value stands here, expected a list"),
    ("add: []", "add: [{ from: 2027-01-02, name: { en: A, vi: B } }]",
     "holidays.add[0]", "expected either 'date', or both 'from' and 'to'"),
    ("add: []", "add: [{ from: 2027-01-02, to: 2027-01-01, name: { en: A, vi: B } }]",
     "holidays.add[0]", "'from' must not be later than 'to'"),
    ("half_days: []", "half_days: [{ date: 12-24, name: { en: A, vi: B } }]",
     "holidays.half_days[0]", "'closed_from' or 'closed_until' is missing"),
    ("languages: [en, vi]", "languages: [en, xx]", "company.languages[1]", "expected en or vi"),
    ("title: { en: Sales, vi: Kinh doanh }", "title: { en: Sales }",
     "departments.sales.title", "'vi' is missing"),
    ("title: { en: Sales, vi: Kinh doanh }", "title: Sales",
     "departments.sales.title", "a value stands here, expected a mapping"),
    ("respond: { after: 30m, within: 3h }", "respond: { after: 4h, within: 3h }",
     "departments.technical.promise.respond.within", "must not be shorter than 'after'"),
    ("respond: { after: 30m, within: 3h }", "respond: { after: half, within: 3h }",
     "departments.technical.promise.respond.after", "'half' is not a length of time"),
    ("{window} ({zone}).\"\n          vi", "{windo} ({zone}).\"\n          vi",
     "departments.technical.promise.texts.any_time.en", "'{windo}' is not known here"),
    ("{window} ({zone}).\"\n          vi", "{window ({zone}).\"\n          vi",
     "departments.technical.promise.texts.any_time.en", "has a brace that is not closed"),
    ("hours_of: chat #", "hours_of: chatt #",
     "departments.billing.promise.working_time.hours_of", "did you mean 'chat'?"),
    ("business_days: [mon-fri, sat]", "business_days: [sun]",
     "departments.billing.promise.working_time.business_days", "chat opens on none of these days"),
    ("needs_identity: true", "needs_identity: maybe",
     "scope.supported.os_reinstall.needs_identity", "expected true or false"),
    ("technical_other: { category: technical,", "technical_other: { category: technic,",
     "topics.technical_other.category", "did you mean 'technical'?"),
    ("invoice: { category: billing, department: billing }",
     "invoice: { category: billing, department: biling }",
     "topics.invoice.department", "did you mean 'billing'?"),
    ("code_fix: { category: not_supported", "code_fix: { category: technical",
     "topics.code_fix.category", "'technical', but code_fix is not supported"),
    ("topics:\n  infrastructure: { category: technical, department: technical, "
     "scope_item: infrastructure }\n", "topics:\n",
     "topics", "no topic has the scope item 'infrastructure'"),
    ("- level: 3", "- level: 4", "escalation[2].level", "expected 3: no tier is skipped"),
    ("via: email\n    email: manager@azdigi.com", "via: email",
     "escalation[2]", "'email' is missing"),
    ("email: manager@azdigi.com\n", "email: manager at azdigi.com\n",
     "escalation[2].email", "is not an e-mail address"),
    ("level: 2", "level: two", "escalation[1].level", "'two' is not a whole number"),
    ("    email: support@azdigi.com\n", "", "departments.technical", "'email' is missing"),
    ("company:\n", "company: [\n", "", "is not YAML"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "key", "says"), MISTAKES)
def test_a_mistake_is_named_with_file_line_and_key(
    tmp_path: Path, old: str, new: str, key: str, says: str
) -> None:
    assert old in TEXT
    path = tmp_path / "policy.yml"
    path.write_text(TEXT.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PolicyError) as caught:
        load(path)
    error = caught.value
    assert (error.file, error.key) == (str(path), key)
    assert says in str(error)
    assert "\n" not in str(error)
    assert str(error).startswith(f"{path}:{error.line}: ")


def test_the_line_is_that_of_the_mistake(tmp_path: Path) -> None:
    path = tmp_path / "policy.yml"
    path.write_text(TEXT.replace("level: 3", "level: 7"), encoding="utf-8")
    line = next(n for n, text in enumerate(path.read_text().splitlines(), 1) if "level: 7" in text)
    with pytest.raises(PolicyError, match=re.escape(f"policy.yml:{line}: escalation[2].level: 7")):
        load(path)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"# nothing\n", "is empty"),
        (b"- a\n- b\n", "a list stands here, expected a mapping"),
        (b"hello", "a value stands here, expected a mapping"),
        (b"\xff\xfe", "is not UTF-8 text"),
        (b"a: \x07", "is not YAML"),
        (b"company: *nothing\n", "is not YAML"),
        (b"a: b: c\n", "is not YAML"),
    ],
)
def test_a_file_that_is_no_policy_is_refused_in_one_line(
    tmp_path: Path, content: bytes, says: str
) -> None:
    path = tmp_path / "policy.yml"
    path.write_bytes(content)
    with pytest.raises(PolicyError, match=re.escape(says)) as caught:
        load(path)
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_named() -> None:
    with pytest.raises(PolicyError, match=r"^/nowhere/policy.yml: can't be read \(No such file"):
        load("/nowhere/policy.yml")
