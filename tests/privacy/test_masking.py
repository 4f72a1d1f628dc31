"""What is masked in a visitor's text, and what is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk.privacy.masking import MARKS, mask

P, K, PK, C = MARKS["password"], MARKS["key"], MARKS["private_key"], MARKS["card"]

# Text with a secret, and the same text as it is kept.
PASSWORDS = [
    ("my password is hunter2", f"my password is {P}"),
    ("my password is Tr0ub4dor&3, please check", f"my password is {P}, please check"),
    ("My root password is: S3cret!pass.", f"My root password is: {P}."),
    ("the password for root is Abc12345 thanks", f"the password for root is {P} thanks"),
    ("password is banana", f"password is {P}"),
    ("password: banana", f"password: {P}"),
    ("Password : P@ssw0rd.com", f"Password : {P}"),
    ("pass: 123456", f"pass: {P}"),
    ("pw=qwerty99", f"pw={P}"),
    ("pwd:  Xy7#kLm", f"pwd:  {P}"),
    ("user: root pass: toor", f"user: root pass: {P}"),
    ("login root password Vps@2026 does not work", f"login root password {P} does not work"),
    ("pass Abc@12345", f"pass {P}"),
    ('the password is "letmein"', f'the password is "{P}"'),
    ("password = `s3cr3t`", f"password = `{P}`"),
    ("passwrd: oops99", f"passwrd: {P}"),
    ("i changed my password to Sunny2026!", f"i changed my password to {P}"),
    ("reset the root password to NewPass99 please", f"reset the root password to {P} please"),
    ("new cpanel password is Zx81-Spectrum", f"new cpanel password is {P}"),
    ("PIN is not it, passcode is 4821", f"PIN is not it, passcode is {P}"),
    ("mật khẩu là Abc@123", f"mật khẩu là {P}"),
    ("mật khẩu root là hosting2026 nhé", f"mật khẩu root là {P} nhé"),
    ("mật khẩu: anhyeuem", f"mật khẩu: {P}"),
    ("mat khau la abc12345", f"mat khau la {P}"),
    ("mk: abc123", f"mk: {P}"),
    ("mk là Azdigi@2026", f"mk là {P}"),
    ("tk admin mk Abc123456", f"tk admin mk {P}"),
    ("em đổi mật khẩu thành Xuan2027! rồi", f"em đổi mật khẩu thành {P} rồi"),
    ("pass vps của em là Vps#2211", f"pass vps của em là {P}"),
    ("user: root\npass:\nSecret123", f"user: root\npass:\n{P}"),
    ("root / Secret123", f"root / {P}"),
    ("root/S3cretPass", f"root/{P}"),
    ("admin:Secret123", f"admin:{P}"),
    ("203.0.113.7 root Vps12345", f"203.0.113.7 root {P}"),
    ("203.0.113.7\nroot\nVps12345", f"203.0.113.7\nroot\n{P}"),
    ("203.0.113.7 | root | abcXYZ123", f"203.0.113.7 | root | {P}"),
    ("https://admin:s3cret@example.com/x", f"https://admin:{P}@example.com/x"),
    ("mk cpanel: hoilamgi", f"mk cpanel: {P}"),
    ("mkhau: abc123", f"mkhau: {P}"),
    ('my db password\'s "qwe!23"', f'my db password\'s "{P}"'),
    ("root@203.0.113.9 / Passw0rd!!", f"root@203.0.113.9 / {P}"),
    ("export PGPASSWORD=hello", f"export PGPASSWORD={P}"),
    ("net user administrator Abc@12345", f"net user administrator {P}"),
    ("my passwrod is Abc123!!", f"my passwrod is {P}"),
    ("Pass(root): Abc12345", f"Pass(root): {P}"),
    ("password [root]: Abc12345", f"password [root]: {P}"),
    ("mã otp của em là 482913", f"mã otp của em là {P}"),
    ("thông tin: 203.0.113.7 / root / Abc@12345", f"thông tin: 203.0.113.7 / root / {P}"),
    ("redis://:s3cr3t@localhost:6379", f"redis://:{P}@localhost:6379"),
    (
        "the passwords are root: Abc12345 and admin: Xyz98765",
        f"the passwords are root: {P} and admin: {P}",
    ),
    ('password is "correct horse battery staple"', f'password is "{P}"'),
    ("wifi password 12345678", f"wifi password {P}"),
    ("the pin is 4821", f"the pin is {P}"),
    ("tk: admin\nmk : Vps#12345\nip 203.0.113.7", f"tk: admin\nmk : {P}\nip 203.0.113.7"),
    ("mysql://root:a@b@203.0.113.7/db", f"mysql://root:{P}@203.0.113.7/db"),
    ("ftp root:Secret9@ftp.example.com", f"ftp root:{P}@ftp.example.com"),
    ("mysql -u root -pSECRET shop", f"mysql -u root -p{P} shop"),
    ("mysqldump -uroot -p'my pass' shop", f"mysqldump -uroot -p'{P}' shop"),
    ("sshpass -p hunter2 ssh root@vps", f"sshpass -p {P} ssh root@vps"),
    ("mysql --password=abc shop", f"mysql --password={P} shop"),
    ("curl -u admin:hunter2 https://x.vn", f"curl -u admin:{P} https://x.vn"),
    ("DB_PASSWORD=s3cr3t", f"DB_PASSWORD={P}"),
    ("define('DB_PASSWORD', 'wp123');", f"define('DB_PASSWORD', '{P}');"),
    ("'password' => 'laravel',", f"'password' => '{P}',"),
    ('{"user": "a", "password": "b1"}', f'{{"user": "a", "password": "{P}"}}'),
    ("<password>xml99</password>", f"<password>{P}</password>"),
    ("IDENTIFIED BY 'dbpass'", f"IDENTIFIED BY '{P}'"),
]

AWS = "AKIA" + "IOSFODNN7EXAMPLE"
GITHUB = "ghp_" + "a1B2c3D4e5" * 3 + "F6g7H8"
SLACK = "xoxb-" + "123456789012-abcdefABCDEF"
STRIPE = "sk_" + "live_" + "4eC39HqLyjWDarjtT1zdp7dcXX"
JWT = "eyJhbGciOiJIUzI1NiJ9." + "eyJzdWIiOiIxMjM0NTY3ODkwIn0." + "dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P"
KEYS = [
    (f"my key {AWS} does not work", f"my key {K} does not work"),
    (f"token {GITHUB}", f"token {K}"),
    (f"slack: {SLACK}!", f"slack: {K}!"),
    (f"STRIPE={STRIPE}", f"STRIPE={K}"),
    (f"cookie {JWT}", f"cookie {K}"),
    ("api key: 9f8e7d6c5b4a39281706f5e4", f"api key: {K}"),
    ("api_token=AbCd1234EfGh5678IjKl", f"api_token={K}"),
    (
        "AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYzEXAMPLEKEY",
        f"AWS_SECRET_ACCESS_KEY={K}",
    ),
    ("secret access key = wJalrXUtnFEMI/K7MDENG/bPxRfiCY9", f"secret access key = {K}"),
    ("Authorization: Bearer abcdef0123456789", f"Authorization: Bearer {K}"),
    ("openai sk-proj-abcdEFGH1234ijklMNOP", f"openai {K}"),
    ("hook https://hooks.slack.com/services/T0AB/B0CD/xYz12 ok", f"hook {K} ok"),
    ("SG." + "a" * 22 + "." + "b" * 43, K),
    ("glpat-" + "abcdefghij1234567890", K),
]

BODY = "\n".join(("MIIEpAIBAAKCAQEA" + "x4Kd9" * 10)[:64] for _ in range(4))
BEGIN, END = "-----BEGIN RSA PRIVATE KEY-----", "-----END RSA PRIVATE KEY-----"
PRIVATE_KEYS = [
    (f"here:\n{BEGIN}\n{BODY}\nAb12=\n{END}\nthanks", f"here:\n{PK}\nthanks"),
    (f"{BEGIN} {BODY.replace(chr(10), ' ')} {END} ok", f"{PK} ok"),
    (f"key {BEGIN}\n{BODY}\nAb12=", f"key {PK}"),
    (f"key {BEGIN}\n{BODY}\nthanks a lot", f"key {PK}\nthanks a lot"),
    (f"{BEGIN}\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0A1B\n\n{BODY}", PK),
    (f"the rest:\n{BODY}\nAb12=\n{END}", f"the rest:\n{PK}"),
    (BEGIN.replace("RSA ", "OPENSSH ") + f"\n{BODY}\n" + END.replace("RSA ", "OPENSSH "), PK),
    (BEGIN.replace("RSA ", "") + f"\\n{BODY}\\n" + END.replace("RSA ", ""), PK),
    (f"only lines\n{BODY}", f"only lines\n{PK}"),
    (f"{BEGIN}\n{BODY}\n{END}\nand {BEGIN}\n{BODY}\n{END}", f"{PK}\nand {PK}"),
]

CARDS = [
    ("my card 4111111111111111 was charged", f"my card {C} was charged"),
    ("4111 1111 1111 1111", C),
    ("5555-5555-5555-4444 exp 12/27", f"{C} exp 12/27"),
    ("amex 3782 822463 10005", f"amex {C}"),
    ("6011.1111.1111.1117", C),
    ("4111 1111 1111 1111 123", f"{C} 123"),
    ("card 4111111111111111, cvv 123", f"card {C}, cvv {C}"),
    ("5105105105105100/09/28", f"{C}/09/28"),
]

SECRETS = [
    *((text, kept, "password") for text, kept in PASSWORDS),
    *((text, kept, "key") for text, kept in KEYS),
    *((text, kept, "private_key") for text, kept in PRIVATE_KEYS),
    *((text, kept, "card") for text, kept in CARDS),
]

HARMLESS = [
    "I forgot my password",
    "password reset link does not work",
    "how do i change my password?",
    "my password is not working",
    "my password is wrong",
    "the password is incorrect, what now",
    "password is expired",
    "it says password: incorrect",
    "Access denied for user 'root'@'localhost' (using password: YES)",
    "root@203.0.113.7's password: ",
    "Permission denied (publickey,password).",
    "can you reset the root password of 203.0.113.7",
    "I lost the password to my.azdigi.com",
    "password for user@example.com please",
    "send the password to john.doe99@example.com",
    "password error 1045 on example.com",
    "password protected directory",
    "what is the default password?",
    "is my password safe with you",
    "password reset link: https://my.azdigi.com/password/reset",
    "I can't pass the check, please pass this on",
    "boarding pass for two",
    "password: (same as before)",
    "mật khẩu: như cũ",
    "my password: i dont know it",
    "user: john.doe99",
    "user/profile/edit2",
    "can I change my password to a longer one",
    "password must be at least 8 characters",
    'FATAL: password authentication failed for user "app"',
    "root password for vps12345",
    "password for invoice 88231",
    "password policy: too strict?",
    "reset mật khẩu sau 30 phút không nhận được mail",
    "mật khẩu wordpress 6.4 quên thì làm sao",
    "mk muốn mua vps 4gb",
    "root:x:0:0:root:/root:/bin/bash",
    "admin@example.com: delivery failed",
    "docker run mysql -p 3306:3306",
    "mysqldump --all-databases -P3307",
    "pin the post, pass me to a human",
    "token expired, the api key page returns 403",
    "số tài khoản 0071001234567",
    "mac 00:1a:2b:3c:4d:5e, md5 8f14e45fceea167a5a36dedd4bea2543",
    "-----BEGIN CERTIFICATE-----\nMIIDdzCCAl+gAwIBAgIEAgAAuTANBgkqhkiG9w0BAQUF",
    "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQC7 user@host",
    "quên mật khẩu",
    "em quên mật khẩu rồi ạ",
    "mật khẩu không đúng",
    "mật khẩu là gì vậy",
    "mat khau la gi",
    "đổi mật khẩu ở đâu ạ",
    "mk muốn hỏi về hosting",
    "mk là khách hàng mới",
    "giúp mk với",
    "I was charged twice for invoice #88231",
    "invoice 4111111111111112",
    "order number 9876543210123456",
    "order #4111111111111111",
    "my vps is down, cannot ping 203.0.113.7",
    "ssh root@203.0.113.7 -p 2222",
    "mysql -u root -p shop",
    "mysql -h 203.0.113.7 -P 3306",
    "hotline 028 730 24768",
    "call me at +84 28 7302 4768 or 0903 123 456",
    "ticket TK-2026-000123",
    "http://203.0.113.7:8080/status",
    "https://example.com:8443/@user",
    "email:john1990@example.com",
    "mailto:info2026@example.com",
    "/var/backups/2026/site.tar.gz",
    "root/public_html",
    "user: nguyenvana",
    "admin: please help me",
    "-----BEGIN CERTIFICATE----- is what I pasted, is it right?",
    "where do I paste BEGIN PRIVATE KEY",
    "which token do I need for the api key page",
    "my api key is not accepted by your panel",
    "IBAN DE89370400440532013000",
    "ipv6 2001:0db8:85a3:0000:0000:8a2e:0370:7334",
    "commit 3f786850e387550fdab836ed7e6dc881de23001b",
    "upgrade from 8.0.36 to PHP 8.3 on ubuntu 22.04",
    "2026-11-23 14:00:00 ERROR 502 Bad Gateway",
    "tài khoản 19034567890123 techcombank",
    "the secret is to restart nginx",
    "",
    " ",
    "😀 <script>alert(1)</script>",
]


@pytest.mark.parametrize(("text", "kept", "kind"), SECRETS)
def test_a_secret_is_replaced_by_its_mark_and_nothing_else_changes(
    text: str, kept: str, kind: str
) -> None:
    masked = mask(text)
    assert masked.text == kept
    assert kind in masked.found


@pytest.mark.parametrize("text", HARMLESS)
def test_ordinary_talk_is_left_alone(text: str) -> None:
    masked = mask(text)
    assert masked.text == text
    assert masked.found == ()


@pytest.mark.parametrize("text", [text for text, _, _ in SECRETS])
def test_masking_again_changes_nothing(text: str) -> None:
    once = mask(text).text
    again = mask(once)
    assert again.text == once
    assert again.found == ()


def test_several_secrets_in_one_message_are_all_found() -> None:
    masked = mask(f"root password: abc123, card 4111 1111 1111 1111, key {AWS}\n{BEGIN}\n{BODY}")
    assert masked.text == f"root password: {P}, card {C}, key {K}\n{PK}"
    assert masked.found == ("private_key", "key", "password", "card")


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [text for text, _, _ in SECRETS]
            + HARMLESS
            + ["password", "is", ":", "=", "mk", "\n", "'", '"', "[", "]", "root", "/", "Ab1!xyz"]
            + list(MARKS.values())
        ),
        max_size=6,
    ),
    st.sampled_from([" ", "", "\n", ": "]),
)
def test_any_mixture_is_masked_for_good(pieces: list[str], glue: str) -> None:
    once = mask(glue.join(pieces)).text
    assert mask(once).text == once


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_taken(text: str) -> None:
    once = mask(text)
    assert mask(once.text).text == once.text
