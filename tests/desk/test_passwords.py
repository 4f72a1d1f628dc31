"""Which passwords are taken."""

from __future__ import annotations

import pytest
from argon2.profiles import RFC_9106_LOW_MEMORY

from desk.errors import InvalidError
from desk.staff import passwords
from desk.staff.passwords import check_new_password

EMAIL = "an.nguyen@example.com"

# As it is before the tests of the desk put a quick one in its place.
HASHER = passwords.hasher


def test_passwords_are_hashed_as_rfc_9106_says() -> None:
    kept = (HASHER.type, HASHER.time_cost, HASHER.memory_cost, HASHER.parallelism)
    wanted = RFC_9106_LOW_MEMORY
    assert kept == (wanted.type, wanted.time_cost, wanted.memory_cost, wanted.parallelism)


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("short", "password_short"),
        ("nine_char", "password_short"),
        ("x" * 501, "password_long"),
        ("an.nguyen@example.com", "password_email"),
        ("AN.NGUYEN@example.com", "password_email"),
        ("password123", "password_common"),
        ("Password2026!", "password_common"),
        ("P@ssw0rd2026", "password_common"),
        ("1234567890", "password_common"),
        ("0987654321", "password_common"),
        ("aaaaaaaaaaaa", "password_common"),
        ("abcabcabcabc", "password_common"),
        ("qwertyuiop", "password_common"),
        ("1q2w3e4r5t6y", "password_common"),
        ("1qaz2wsx3edc", "password_common"),
        ("iloveyou2024", "password_common"),
        ("matkhau123456", "password_common"),
        ("welcomeadmin1", "password_common"),
        ("administrator", "password_common"),
        ("frontdesk2026", "password_common"),
        ("Summer-2026-Summer", "password_common"),
        ("11-22-11-22-11", "password_common"),
    ],
)
def test_a_weak_password_is_refused_and_told_why(password: str, code: str) -> None:
    with pytest.raises(InvalidError) as refused:
        check_new_password(password, EMAIL)
    assert (refused.value.code, refused.value.field) == (code, "new")
    assert refused.value.message.endswith(".")


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery staple",
        "tre xanh mây trắng đường dài",
        "Vq7-kR2m_xPw",
        "an.nguyen likes long walks",
        "0491-773-208-56",
        "x" * 3 + "tiger lamp river",
    ],
)
def test_a_password_that_nobody_tries_first_is_taken(password: str) -> None:
    check_new_password(password, EMAIL)
