"""The built pages: the demo site, the desk, the ticket page, the interface's documentation."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sanic import Blueprint, HTTPResponse, Request, Sanic
from sanic.response import BaseHTTPResponse, file
from sanic_ext import openapi

from desk.api.http import services_of
from desk.errors import NotFoundError

pages = Blueprint("pages")

_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        # Lit's styles are constructed sheets; the attribute form is what pages still use.
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data:",
        "connect-src 'self' ws: wss:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}
_FOREVER = "public, max-age=31536000, immutable"


def install_headers(app: Sanic[Any, Any]) -> None:
    """Put the security headers on every answer."""

    async def add(_request: Request[Any, Any], response: BaseHTTPResponse) -> None:
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)

    app.register_middleware(add, "response")


async def _page(request: Request[Any, Any], name: str) -> HTTPResponse:
    path = services_of(request).settings.pages / name
    if not path.is_file():
        raise NotFoundError("This page is not built. Run 'make setup'.", code="page_not_built")
    return await file(path, mime_type="text/html", headers={"Cache-Control": "no-cache"})


@openapi.exclude()
async def site(request: Request[Any, Any]) -> HTTPResponse:
    """The demo site of a hosting company, with the widget."""
    return await _page(request, "site/index.html")


@openapi.exclude()
async def desk(request: Request[Any, Any]) -> HTTPResponse:
    """The desk."""
    return await _page(request, "desk/index.html")


@openapi.exclude()
async def ticket(request: Request[Any, Any], number: str) -> HTTPResponse:
    """A customer's ticket; the page asks for it with the key in its address."""
    del number
    return await _page(request, "ticket/index.html")


@openapi.exclude()
async def docs(request: Request[Any, Any]) -> HTTPResponse:
    """The interface's documentation."""
    return await _page(request, "docs/index.html")


@openapi.exclude()
async def widget(request: Request[Any, Any]) -> HTTPResponse:
    """The widget's one script; other sites may load it."""
    return await file(
        services_of(request).settings.pages / "widget.js",
        mime_type="text/javascript",
        headers={"Cache-Control": "no-cache", "Access-Control-Allow-Origin": "*"},
    )


for _handler, _uri in (
    (site, "/"),
    (desk, "/desk"),
    (ticket, "/t/<number:str>"),
    (docs, "/docs"),
    (widget, "/widget.js"),
):
    pages.add_route(_handler, _uri, methods=("GET", "HEAD"))


def serve_assets(app: Sanic[Any, Any], folder: Path) -> None:
    """Serve the built assets; their names carry a hash, so they never change."""
    if folder.is_dir():
        app.static("/assets", folder, name="assets")

        async def keep(request: Request[Any, Any], response: BaseHTTPResponse) -> None:
            if request.path.startswith("/assets/") and response.status == 200:
                response.headers["Cache-Control"] = _FOREVER
                response.headers["Access-Control-Allow-Origin"] = "*"

        app.register_middleware(keep, "response")
