"""The built pages: the demo site, the desk, the ticket page, the interface's documentation."""

from __future__ import annotations

from mimetypes import guess_type
from pathlib import Path
from typing import Any

from sanic import Blueprint, HTTPResponse, Request, Sanic
from sanic.response import BaseHTTPResponse, file, redirect
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
        # Images of the conversation are fetched with the token and shown from memory.
        "img-src 'self' data: blob:",
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
    return await _send(request, path, "text/html; charset=utf-8", {"Cache-Control": "no-cache"})


async def _send(
    request: Request[Any, Any], path: Path, mime_type: str, headers: dict[str, str]
) -> HTTPResponse:
    """A built file; the build has gzipped it, so that a phone loads a third of the bytes."""
    zipped = path.with_name(f"{path.name}.gz")
    headers = {**headers, "Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("accept-encoding", "") and zipped.is_file():
        path, headers["Content-Encoding"] = zipped, "gzip"
    return await file(path, mime_type=mime_type, headers=headers)


@openapi.exclude()
async def site(request: Request[Any, Any]) -> HTTPResponse:
    """The demo site of a hosting company, with the widget."""
    return await _page(request, "site/index.html")


@openapi.exclude()
async def desk(request: Request[Any, Any]) -> HTTPResponse:
    """The desk."""
    return await _page(request, "desk/index.html")


@openapi.exclude()
async def trainer(_request: Request[Any, Any]) -> HTTPResponse:
    """The trainer's workbench: a section of the desk."""
    return redirect("/desk#training")


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
    return await _send(
        request,
        services_of(request).settings.pages / "widget.js",
        "text/javascript; charset=utf-8",
        {"Cache-Control": "no-cache", "Access-Control-Allow-Origin": "*"},
    )


for _handler, _uri in (
    (site, "/"),
    (desk, "/desk"),
    (trainer, "/trainer"),
    (ticket, "/t/<number:str>"),
    (docs, "/docs"),
    (widget, "/widget.js"),
):
    pages.add_route(_handler, _uri, methods=("GET", "HEAD"))


def serve_assets(app: Sanic[Any, Any], folder: Path) -> None:
    """Serve the built assets; their names carry a hash, so they never change.

    Only what is there at the start is served, by its name: no path leads anywhere else.
    """
    known = {path.name: path for path in folder.glob("*") if path.is_file()}
    headers = {"Cache-Control": _FOREVER, "Access-Control-Allow-Origin": "*"}

    @openapi.exclude()
    async def asset(request: Request[Any, Any], name: str) -> HTTPResponse:
        path = known.get(name)
        if path is None:
            raise NotFoundError("There is no such file.", code="asset_not_found")
        mime_type = guess_type(name)[0] or "application/octet-stream"
        return await _send(request, path, mime_type, headers)

    app.add_route(asset, "/assets/<name:str>", methods=("GET", "HEAD"))
