"""Attachments: what they are by their content, once each, harmless to who opens them."""

from __future__ import annotations

import asyncio
import os
import struct
import zlib
from collections.abc import AsyncIterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from uuid import uuid4

import pytest
from PIL import Image

from desk.privacy.masking import MARKS
from tests.clients import Json, Visitor
from tests.desk.harness import RunningDesk

MEGABYTE = 1024 * 1024
KEY = (
    "-----BEGIN RSA PRIVATE "
    "KEY-----\nMIIEowIBAAKCAQEAx4T8s5vWzKQbb0CJ\nq9hXyYd3J5Z8E1zP7nQ2\n"
    "-----END RSA PRIVATE KEY-----\n"
)
SECRETS = f"Nov 25 10:00 máy chủ: lỗi\npassword: hunter2\n{KEY}end of the log\n"


def image(kind: str = "PNG", size: tuple[int, int] = (8, 6)) -> bytes:
    # Noise, so that the file is long enough to be cut in two.
    picture, out = Image.frombytes("RGB", size, os.urandom(size[0] * size[1] * 3)), BytesIO()
    picture.save(out, kind)
    return out.getvalue()


def huge_png() -> bytes:
    """A PNG of few bytes that says it has 100,000 by 2,000 pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        checksum = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + checksum

    head = struct.pack(">IIBBBBB", 100_000, 2_000, 8, 0, 0, 0, 0)
    parts = (chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(b"\0" * 9)), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def stored(desk: RunningDesk) -> list[Path]:
    """Every file and every draft on the disk."""
    folder = desk.services.settings.data_dir / "uploads"
    return sorted(path for path in folder.glob("**/*") if path.is_file())


async def sent(visitor: Visitor, content: bytes, name: str) -> Json:
    response = await visitor.uploads(content, name)
    assert response.status_code == 201, response.text
    file: Json = response.json()["file"]
    return file


def code(response: Any) -> tuple[int, str]:
    return response.status_code, response.json()["error"]["code"]


@pytest.mark.parametrize(
    ("kind", "type_", "suffix"),
    [
        ("PNG", "image/png", "png"),
        ("JPEG", "image/jpeg", "jpg"),
        ("GIF", "image/gif", "gif"),
        ("WEBP", "image/webp", "webp"),
    ],
)
async def test_an_image_comes_back_as_it_was(
    desk: RunningDesk, kind: str, type_: str, suffix: str
) -> None:
    visitor, content = await desk.visitor(), image(kind)
    file = await sent(visitor, content, f"shot.{suffix}")
    known = {"name": f"shot.{suffix}", "type": type_, "size": len(content)}
    assert file == {"id": file["id"], **known, "width": 8, "height": 6}
    event = (await visitor.events())[1]
    assert (event["kind"], event["author"]) == ("file", {"kind": "visitor"})
    assert event["data"] == file
    fetched = await visitor.asks("GET", f"/files/{file['id']}")
    assert fetched.content == content
    assert fetched.headers["Content-Type"] == type_


async def test_a_file_of_the_full_size_is_taken_and_one_byte_more_is_not(
    desk: RunningDesk,
) -> None:
    visitor = await desk.visitor()
    config = (await desk.http.get("/api/widget/config")).json()["upload"]
    assert config["bytes"] == 10 * MEGABYTE
    full = b"%PDF-1.7 " + os.urandom(config["bytes"] - 9)
    file = await sent(visitor, full, "invoice.pdf")
    assert (file["size"], file["type"]) == (config["bytes"], "application/pdf")
    assert code(await visitor.uploads(full + b"x", "invoice.pdf")) == (413, "file_too_large")
    assert len(stored(desk)) == 1


async def in_pieces(size: int) -> AsyncIterator[bytes]:
    for _ in range(size // 65_536):
        yield b"a" * 65_536


async def in_one_piece(size: int) -> AsyncIterator[bytes]:
    yield b"a" * size


async def test_too_much_is_refused_whether_it_was_announced_or_not(desk: RunningDesk) -> None:
    visitor = await desk.visitor()
    announced = await visitor.uploads(b"a" * (11 * MEGABYTE), "a.log")
    assert code(announced) == (413, "file_too_large")
    assert announced.json()["error"]["most_bytes"] == 10 * MEGABYTE
    for unannounced in (in_pieces(11 * MEGABYTE), in_one_piece(11 * MEGABYTE)):
        assert code(await visitor.uploads(unannounced, "a.log")) == (413, "file_too_large")
    assert stored(desk) == []
    in_time = await visitor.uploads(in_pieces(2 * MEGABYTE), "a.log")
    assert in_time.json()["file"]["size"] == 2 * MEGABYTE


PROGRAM = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00" + bytes(200)


@pytest.mark.parametrize(
    ("content", "name", "expected"),
    [
        (b"", "shot.png", (400, "file_empty")),
        (PROGRAM, "shot.png", (415, "file_type_not_allowed")),
        (PROGRAM, "setup.exe", (415, "file_type_not_allowed")),
        (b"\x7fELF\x02\x01\x01\x00" + bytes(50), "notes.txt", (415, "file_type_not_allowed")),
        (b"PK\x03\x04\x14\x00\x00\x00" + bytes(50), "a.docx", (415, "file_type_not_allowed")),
        (image(size=(64, 64))[:6_000], "shot.png", (415, "file_type_not_allowed")),
        (image()[:20], "shot.png", (415, "file_type_not_allowed")),
        (huge_png(), "shot.png", (415, "file_type_not_allowed")),
        (b"\xff\xfea\x00b", "cut.txt", (415, "file_type_not_allowed")),
        (b"text\x00text", "a.txt", (415, "file_type_not_allowed")),
    ],
)
async def test_what_is_none_of_the_kinds_is_refused_and_not_kept(
    desk: RunningDesk, content: bytes, name: str, expected: tuple[int, str]
) -> None:
    visitor = await desk.visitor()
    response = await visitor.uploads(content, name)
    assert code(response) == expected
    assert response.json()["error"]["field"] == "file"
    assert stored(desk) == []
    assert len(await visitor.events()) == 1


@pytest.mark.parametrize(
    ("content", "name", "kept"),
    [
        (b"<svg onload='x()'><script>x()</script></svg>", "a.svg", "a.svg.txt"),
        (b"<!doctype html><script>alert(1)</script>", "index.html", "index.html.txt"),
        (b"#!/bin/sh\nrm -rf /\n", "setup.sh", "setup.sh.txt"),
    ],
)
async def test_what_could_run_comes_back_as_text_to_be_saved(
    desk: RunningDesk, content: bytes, name: str, kept: str
) -> None:
    visitor = await desk.visitor()
    file = await sent(visitor, content, name)
    assert (file["type"], file["name"]) == ("text/plain", kept)
    fetched = await visitor.asks("GET", f"/files/{file['id']}")
    assert fetched.content == content
    assert fetched.headers["Content-Type"].split(";")[0] == "text/plain"
    assert fetched.headers["Content-Disposition"] == f"attachment; filename*=UTF-8''{kept}"


async def test_whatever_it_is_a_browser_runs_nothing_of_it(desk: RunningDesk) -> None:
    visitor = await desk.visitor()
    for content, name, how in (
        (image(), "shot.png", "inline"),
        (b"<script>", "x.html", "attachment"),
        (b"%PDF-1.7", "invoice.pdf", "attachment"),
    ):
        file = await sent(visitor, content, name)
        headers = (await visitor.asks("GET", f"/files/{file['id']}")).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert headers["Content-Disposition"].startswith(f"{how};")
        assert "private" in headers["Cache-Control"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
async def test_the_secrets_of_a_log_are_masked_before_it_is_kept(
    desk: RunningDesk, encoding: str
) -> None:
    visitor = await desk.visitor(language="en")
    text = SECRETS if encoding != "latin-1" else SECRETS.replace("máy chủ: lỗi", "s\xe9curit\xe9")
    file = await sent(visitor, text.encode(encoding), "syslog.log")
    assert file["masked"] == ["private_key", "password"]
    fetched = await visitor.asks("GET", f"/files/{file['id']}")
    masked = text.replace("hunter2", MARKS["password"]).replace(KEY.strip(), MARKS["private_key"])
    assert fetched.content.decode(encoding) == masked
    assert file["size"] == len(fetched.content)
    [path] = stored(desk)
    assert path.read_bytes() == fetched.content
    told = (await visitor.events())[2]
    assert told["author"] == {"kind": "system"}
    assert "a private key, a password" in told["text"]


async def test_a_secret_far_into_a_long_log_is_found(desk: RunningDesk) -> None:
    visitor = await desk.visitor()
    noise = "".join(f"10:00:{number % 60:02d} GET /page/{number} 200\n" for number in range(20_000))
    file = await sent(visitor, f"{noise}{KEY}{noise}pass: hunter2\n".encode(), "access.log")
    kept = (await visitor.asks("GET", f"/files/{file['id']}")).text
    assert kept == f"{noise}{MARKS['private_key']}\n{noise}pass: {MARKS['password']}\n"


LETTERS = "ảnh chụp màn hình lỗi máy chủ.png"


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd.png"),
        ("C:\\Users\\linh\\shot.PNG", "shot.PNG"),
        ("shot.png/", "shot.png"),
        ("a\x00b\r\nSet-Cookie: x\x1b.png", "abSet-Cookie: x.png"),
        ("\u202egnp.exe", "gnp.exe.png"),
        ("..", "file.png"),
        ("\u200b", "file.png"),
        ('a"b;c.png', 'a"b;c.png'),
        ("x" * 300, "x" * 115 + ".png"),
        ("x" * 300 + ".png", "x" * 116 + ".png"),
        (LETTERS, LETTERS),
        ("报告 📈.png", "报告 📈.png"),
    ],
)
async def test_a_name_is_only_a_name(desk: RunningDesk, name: str, kept: str) -> None:
    visitor = await desk.visitor()
    file = await sent(visitor, image(), name)
    assert file["name"] == kept
    fetched = await visitor.asks("GET", f"/files/{file['id']}")
    disposition = fetched.headers["Content-Disposition"]
    assert disposition.isascii()
    assert unquote(disposition.partition("filename*=UTF-8''")[2]) == kept
    [path] = stored(desk)
    assert path.name == file["id"]


async def test_the_same_client_id_stores_one_file(desk: RunningDesk) -> None:
    visitor, client_id = await desk.visitor(), uuid4().hex
    first = await visitor.uploads(image(), "a.png", client_id)
    again = await visitor.uploads(b"something else", "b.txt", client_id)
    assert (again.status_code, again.json()) == (201, first.json())
    assert len(stored(desk)) == 1
    other = await desk.visitor()
    assert (await other.uploads(image(), "a.png", client_id)).json() != first.json()


async def test_an_answer_that_comes_early_is_heard_by_who_still_sends(
    desk: RunningDesk,
) -> None:
    visitor, stranger, client_id = await desk.visitor(), await desk.visitor(), uuid4().hex
    large = b"%PDF-1.7 " + os.urandom(6 * MEGABYTE)
    first = await visitor.uploads(large, "a.pdf", client_id)
    again = await visitor.uploads(large, "a.pdf", client_id)
    assert (again.status_code, again.json()) == (201, first.json())
    wrong = await replace(visitor, token=stranger.token).uploads(large, "a.pdf")
    assert code(wrong) == (403, "forbidden")
    assert (await stranger.asks("DELETE")).status_code == 200
    assert code(await stranger.uploads(large, "a.pdf")) == (404, "conversation_not_found")
    assert len(stored(desk)) == 1


async def test_the_same_client_id_at_the_same_time_stores_one_file(desk: RunningDesk) -> None:
    visitor, client_id, content = await desk.visitor(), uuid4().hex, image(size=(200, 200))
    answers = await asyncio.gather(
        *(visitor.uploads(content, "a.png", client_id) for _ in range(6))
    )
    assert [answer.status_code for answer in answers] == [201] * 6
    assert all(answer.json() == answers[0].json() for answer in answers)
    assert [path.name for path in stored(desk)] == [answers[0].json()["file"]["id"]]
    assert [event["kind"] for event in await visitor.events()].count("file") == 1


async def test_the_address_of_an_upload_is_checked(desk: RunningDesk) -> None:
    visitor = await desk.visitor()
    for params, field in (
        ({"client_id": "a"}, "name"),
        ({"name": "a.png"}, "client_id"),
        ({"name": "a.png", "client_id": ""}, "client_id"),
        ({"name": "a.png", "client_id": "a\x00b"}, "client_id"),
        ({"name": "a.png", "client_id": "a" * 65}, "client_id"),
    ):
        response = await visitor.asks("POST", "/files", params=params, content=image())
        assert (code(response), response.json()["error"]["field"]) == ((400, "invalid"), field)
    client_id = uuid4().hex
    await visitor.post(client_id, text="hello")
    assert code(await visitor.uploads(image(), "a.png", client_id)) == (400, "invalid")
    assert stored(desk) == []


async def test_the_assistant_says_that_it_can_not_read_files(desk: RunningDesk) -> None:
    visitor = await desk.visitor(language="vi")
    await sent(visitor, image(), "lỗi.png")
    told = (await visitor.events())[-1]
    assert "lỗi.png" in told["text"]
    assert {button["payload"] for button in told["buttons"]} == {
        "/desk:talk_to_person",
        "/desk:open_ticket",
    }
    assert desk.engine.asked == []


async def test_a_file_opens_a_closed_conversation_again(desk: RunningDesk) -> None:
    visitor = await desk.visitor()
    assert (await visitor.asks("POST", "/end")).json()["state"]["owner"] == "closed"
    await sent(visitor, image(), "a.png")
    assert await visitor.owner() == "bot"
    kinds = [event["kind"] for event in await visitor.events()]
    assert kinds == ["message", "state", "state", "file", "message"]
