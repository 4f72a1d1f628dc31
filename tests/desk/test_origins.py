"""Which websites may embed the chat: over HTTP, in preflights and with WebSockets."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from desk.errors import UsageError
from desk.origins import Origins
from desk.settings import Settings
from tests.clients import Visitor
from tests.desk.conftest import start
from tests.desk.harness import RunningDesk, ScriptedEngine

PATTERNS = "https://www.example.com, https://*.example.org http://shop.example.net:8080"

ALLOWED = [
    "https://www.example.com",
    "HTTPS://WWW.Example.com",
    "https://shop.example.org",
    "https://a.b.example.org",
    "http://shop.example.net:8080",
]
FOREIGN = [
    "https://example.com.evil.org",
    "https://www.example.com.evil.org",
    "https://evilexample.org",
    "https://example.org",
    "https://example.org.evil.org",
    "http://www.example.com",
    "http://shop.example.org",
    "https://www.example.com:8443",
    "https://shop.example.org:8443",
    "http://shop.example.net",
    "http://shop.example.net:80801",
    "https://www.example.com@evil.org",
    "https://evil.org/.example.org",
    "https://evil.org?.example.org",
    "https://evil.org#.example.org",
    "https://.example.org",
    "https://www.example.com.",
    "file://",
    "null",
    "",
    "*",
    "http://[evil",
    "https://evil.org\\.example.org",
]


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, origins=Origins.parse(PATTERNS))


@pytest.mark.parametrize("origin", ALLOWED)
def test_a_page_that_was_named_may_embed_the_chat(origin: str) -> None:
    assert Origins.parse(PATTERNS).allow(origin)


@pytest.mark.parametrize("origin", FOREIGN)
def test_a_page_that_only_looks_like_it_may_not(origin: str) -> None:
    assert not Origins.parse(PATTERNS).allow(origin, own=("desk.example",))
    assert not Origins.parse("").allow(origin, own=("desk.example",))


def test_a_star_allows_every_page_and_nothing_allows_only_the_desks_own() -> None:
    everyone, nobody = Origins.parse("*"), Origins.parse(" , ")
    for origin in ("https://example.com", "null"):
        assert everyone.allow(origin)
        assert not nobody.allow(origin)
    assert nobody.allow("https://Desk.example", own=("desk.example",))
    assert not nobody.allow("https://desk.example:444", own=("desk.example",))


def test_the_port_that_every_browser_leaves_out_may_be_written() -> None:
    origins = Origins.parse("https://www.example.com:443 http://*.example.org:80")
    assert origins.allow("https://www.example.com")
    assert origins.allow("http://a.example.org")
    assert not origins.allow("https://a.example.org")
    assert Origins.parse("https://a.example:80").allow("https://a.example:80")


@pytest.mark.parametrize(
    "text",
    [
        "www.example.com",
        "https://",
        "https://*",
        "https://*.",
        "https://www.example.com/",
        "https://www.example.com/chat",
        "https://www.*.com",
        "https://*example.com",
        "*.example.com",
        "ftp://example.com",
        "https://example.com:port",
        "https://user@example.com",
        "https://example..com",
        "javascript:alert(1)",
        "null",
        "https://ok.example.com https://bad_.example.com",
    ],
)
def test_a_value_that_is_no_origin_is_refused_at_start(text: str) -> None:
    with pytest.raises(UsageError, match="ALLOWED_ORIGINS") as refused:
        Origins.parse(text)
    assert len(str(refused.value).splitlines()) == 1


async def calls(desk: RunningDesk, visitor: Visitor, origin: str) -> list[tuple[int, str | None]]:
    """Status and error code of one call of each kind from a page of `origin`."""
    found: list[tuple[int, str | None]] = []
    for method, path in (
        ("GET", "/api/widget/config"),
        ("POST", "/api/conversations"),
        ("GET", f"/api/conversations/{visitor.id}/events"),
        ("DELETE", f"/api/conversations/{visitor.id}/nowhere"),
    ):
        response = await desk.http.request(
            method, path, headers={**visitor.headers, "Origin": origin}
        )
        error = response.json().get("error", {}).get("code")
        found.append((response.status_code, error))
        assert "Origin" in response.headers["Vary"]
        # The page may read what it was answered, be it that it was refused.
        assert response.headers["Access-Control-Allow-Origin"] == origin
        assert "Access-Control-Allow-Credentials" not in response.headers
    return found


async def test_every_call_of_a_foreign_page_is_refused(desk: RunningDesk) -> None:
    visitor = await desk.visitor()
    for origin in filter(None, FOREIGN):
        assert await calls(desk, visitor, origin) == [(403, "origin_not_allowed")] * 4
        response = await desk.http.get("/api/widget/config", headers={"Origin": origin})
        assert "ALLOWED_ORIGINS" in response.json()["error"]["message"]
        preflight = await desk.http.options(
            "/api/conversations",
            headers={"Origin": origin, "Access-Control-Request-Method": "POST"},
        )
        assert preflight.status_code == 403
        assert not any(name.startswith("access-control") for name in preflight.headers)
    assert len(await visitor.events()) == 1


async def test_an_allowed_page_may_do_all_that_a_widget_does(desk: RunningDesk) -> None:
    visitor, origin = await desk.visitor(), "https://www.example.com"
    assert [status for status, _ in await calls(desk, visitor, origin)] == [200, 201, 200, 404]
    for path, method in (
        ("/api/conversations", "POST"),
        (f"/api/conversations/{visitor.id}", "DELETE"),
        (f"/api/conversations/{visitor.id}/language", "PUT"),
        (f"/api/conversations/{visitor.id}/files", "POST"),
        (f"/api/conversations/{visitor.id}/files/{'0' * 32}", "GET"),
        ("/api/widget/config", "GET"),
    ):
        asked = {"Origin": origin, "Access-Control-Request-Method": method}
        preflight = await desk.http.options(
            path, headers={**asked, "Access-Control-Request-Headers": "authorization"}
        )
        assert preflight.status_code == 204
        assert preflight.headers["Access-Control-Allow-Origin"] == origin
        assert method in preflight.headers["Access-Control-Allow-Methods"]
        assert "Authorization" in preflight.headers["Access-Control-Allow-Headers"]


async def test_staff_and_actions_are_never_called_from_another_page(desk: RunningDesk) -> None:
    headers = {"Origin": "https://www.example.com"}
    for path in ("/api/staff/session", "/api/staff/queue", "/api/internal/x", "/ready"):
        response = await desk.http.get(path, headers=headers)
        assert not any(name.startswith("access-control") for name in response.headers)


async def test_the_desks_own_pages_and_what_is_no_page_always_may(desk: RunningDesk) -> None:
    visitor = await desk.visitor()
    for origin in (desk.base, "http://desk.example", "https://desk.example"):
        assert (await calls(desk, visitor, origin))[2] == (200, None)
    response = await visitor.asks("GET", "/events")
    assert "Access-Control-Allow-Origin" not in response.headers


@pytest.mark.parametrize("origin", ["https://evilexample.org", "null", "http://[evil"])
async def test_a_foreign_page_gets_no_stream(desk: RunningDesk, origin: str) -> None:
    visitor = await desk.visitor()
    address = f"{desk.base.replace('http', 'ws')}/api/conversations/{visitor.id}/stream"
    protocol = [f"bearer.{visitor.token}"]
    with pytest.raises(InvalidStatus) as refused:
        async with connect(
            address,
            subprotocols=protocol,  # type: ignore[arg-type]
            additional_headers={"Origin": origin},
            proxy=None,
        ):
            pass
    assert refused.value.response.status_code == 403
    body = refused.value.response.body
    assert body is not None
    assert json.loads(body)["error"]["code"] == "origin_not_allowed"
    async with connect(
        address,
        subprotocols=protocol,  # type: ignore[arg-type]
        additional_headers={"Origin": "https://shop.example.org"},
        proxy=None,
    ) as socket:
        assert "event" in json.loads(await socket.recv())


async def test_the_setting_is_read_from_the_environment(
    settings: Settings, engine: ScriptedEngine
) -> None:
    environ = {"DATA_DIR": str(settings.data_dir), "ALLOWED_ORIGINS": "https://*.example.com"}
    loaded = Settings.load(environ, settings.root)
    assert loaded.origins.patterns == ("https://*.example.com",)
    with pytest.raises(UsageError, match="ALLOWED_ORIGINS"):
        Settings.load({**environ, "ALLOWED_ORIGINS": "example.com"}, settings.root)
    async with start(replace(settings, origins=loaded.origins), engine) as desk:
        visitor = await desk.visitor()
        assert (await calls(desk, visitor, "https://a.example.com"))[0] == (200, None)
        assert (await calls(desk, visitor, "https://example.com"))[0][0] == 403
