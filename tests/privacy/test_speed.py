"""Masking long texts: the attachments that visitors send can be logs of many megabytes."""

from __future__ import annotations

import time

import pytest

from desk.privacy.masking import mask
from tests.privacy.test_masking import BEGIN, END

REPEATED = [
    "a", "password ", "password: ", "mk ", "eyJ", "sk-", "//", "1 ", "44 ", "4111 ", "-----BEGIN ",
    f"{BEGIN}\n", f"{END}\n", "root/", "root:", "'", '"', "://a:", "mysql ", "mysql -u x ",
    "xoxb-1-", "password is ", "change password ", "pass.word@", " \t", "\n", "AKIA", "api key ",
    "curl -u ",
    "<password>", "MIIEpAIBAAKCAQEA", "A" * 64 + "\n", "203.0.113.7 ", "0", "[password removed] ",
    "password of my very own big ", "pass is pass is x1", "set set set ", "https://a:b@",
    "code ", "sms code 12 ", "mã ", "backup codes ", "backup code 1a2b ", "auth code ", "epp ",
    "2fa ", "2FA ABCD ", "otpauth://", "tk/mk: ", "tk: a p", "login a ", "user / ", "u:p:",
    "the new one ", "cái mới ", "passphrase is abc ", "x1 is my password ", "user#a1 ", "root a#",
    "#", "api key of my own ", "machine a login b password ", "pass... ", 'password "\\"',
    "password=a;b=", "mật khẩu\n", "ldap -w", "cvv a ", "private key ", "Version: a\n",
    "-----BEGIN PGP PRIVATE KEY BLOCK-----\nVersion: a\n", "m\u0302",
]  # fmt: skip


def _cost(piece: str, length: int) -> float:
    text = (piece * (length // len(piece) + 1))[:length]
    times = []
    for _ in range(3):
        start = time.process_time()
        mask(text)
        times.append(time.process_time() - start)
    return min(times)


@pytest.mark.parametrize("piece", REPEATED, ids=repr)
def test_time_grows_with_the_length_and_not_with_its_square(piece: str) -> None:
    short, long = _cost(piece, 5_000), _cost(piece, 20_000)
    # Four times the text; sixteen times the work would be a square.
    assert long < 0.02 or long < 10 * short
    assert long < 1.5
