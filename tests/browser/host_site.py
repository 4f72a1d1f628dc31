"""A website that embeds the chat: pages that make life hard for it, from another origin."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from desk.conversations.identity import Claim, signature

_BOOTSTRAP = Path("web/node_modules/bootstrap/dist/css/bootstrap.min.css")
_TEXT = "<h1>Hosting</h1><p>We host things.</p><button>Buy</button>"

# Every rule a page could take from its visitors' eyes, and from what is embedded.
_UNSET = "* { all: unset } button, p, h2, div, section { font-size: 40px !important; color: red }"


@dataclass
class HostSite:
    """A website at `base`, and the same one at `foreign`, an origin that is not allowed."""

    port: int
    desk: str = ""
    """The desk whose chat it embeds."""
    secret: str = ""
    """What it signs its users with; empty signs nonsense."""
    signed: list[str] = field(default_factory=list)

    @property
    def base(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def foreign(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def page(self, name: str) -> tuple[str, dict[str, str]]:
        """A page's HTML and its headers."""
        script = f'<script type="module" src="{self.desk}/widget.js"></script>'
        if name == "unset":
            return self._html(f"<style>{_UNSET}</style>", _TEXT + script), {}
        if name == "bootstrap":
            sheet = f"<style>{_BOOTSTRAP.read_text(encoding='utf-8')}</style>"
            return self._html(sheet, f'<div class="container">{_TEXT}</div>{script}'), {}
        if name == "strict":
            socket = self.desk.replace("http", "ws")
            policy = (
                "default-src 'none'",
                f"script-src {self.desk}",
                f"connect-src {self.desk} {socket}",
                "img-src blob: data:",
                "style-src 'none'",
                "require-trusted-types-for 'script'",
                "trusted-types lit-html",
                "base-uri 'none'",
            )
            headers = {"Content-Security-Policy": "; ".join(policy)}
            return self._html("", _TEXT + script), headers
        if name == "vietnamese":
            element = f'{script[:-10]} data-department="billing" data-language="vi"></script>'
            return self._html("", _TEXT + element), {}
        if name == "element":
            style = "<style>frontdesk-chat { --fd-accent: #7a1fa2; --fd-width: 360px }"
            part = "frontdesk-chat::part(launcher) { border-radius: 12px }</style>"
            element = '<frontdesk-chat department="billing" language="en"></frontdesk-chat>'
            return self._html(style + part, _TEXT + element + script), {}
        return self._html("", _TEXT + script), {}

    @staticmethod
    def _html(head: str, body: str) -> str:
        return (
            '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Host</title>'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f'<link rel="icon" href="data:,">{head}</head><body>{body}</body></html>'
        )

    def identity(self, conversation: str, user: str) -> dict[str, object]:
        """What the site's own server answers its page about the user who is signed in."""
        self.signed.append(conversation)
        claim = Claim(conversation, user, int(time.time()) + 600, f"User {user}")
        return {
            "user": user,
            "name": claim.name,
            "expires": claim.expires,
            "signature": signature(self.secret, claim) if self.secret else "0" * 64,
        }


@contextmanager
def running_host_site(port: int) -> Iterator[HostSite]:
    """The website on `port` of the loopback address."""
    site = HostSite(port)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = urlsplit(self.path)
            if asked.path == "/identity":
                query = parse_qs(asked.query)
                document = site.identity(query["conversation"][0], query["user"][0])
                self._answer(json.dumps(document), "application/json", {})
            else:
                body, headers = site.page(asked.path.strip("/"))
                self._answer(body, "text/html; charset=utf-8", headers)

        def _answer(self, body: str, kind: str, headers: dict[str, str]) -> None:
            content = body.encode()
            self.send_response(200)
            for name, value in {"Content-Type": kind, **headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("", port), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
