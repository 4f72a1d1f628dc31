"""Which websites may embed the chat: their pages may call the visitor's interface, others not.

The bearer token already keeps strangers out of conversations. This keeps other companies' pages
from putting up this company's chat as if it were theirs, and from using up its limits.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from sanic import HTTPResponse, Request, Sanic
from sanic.response import BaseHTTPResponse, empty

from desk.api.http import error_answer, services_of
from desk.errors import ForbiddenError

# What a widget on another site calls; staff and actions are never called from there.
_PREFIXES = ("/api/conversations", "/api/widget/")
_HEADERS = {
    "Access-Control-Allow-Methods": "GET, POST, PUT, DELETE",
    "Access-Control-Allow-Headers": "Authorization, Content-Type",
    "Access-Control-Max-Age": "7200",
}
_EXPOSED = "Retry-After, Content-Disposition"


def check_origin(request: Request[Any, Any]) -> None:
    """Refuse a page of a website that may not embed the chat.

    Browsers name the page's origin in every call to another host and with every WebSocket; who
    names none is no page. Raises ForbiddenError.
    """
    origin = request.headers.get("origin")
    if origin is None:
        return
    settings = services_of(request).settings
    own = (request.host.lower(), urlsplit(settings.public_url).netloc.lower())
    if not settings.origins.allow(origin, own):
        raise ForbiddenError(
            f"The chat is not meant for pages of {origin[:200]}. Whoever runs it can add this "
            "address to ALLOWED_ORIGINS.",
            code="origin_not_allowed",
        )


def install_origins(app: Sanic[Any, Any]) -> None:
    """Check the origin of every call to the visitor's interface and answer preflights."""

    async def check(request: Request[Any, Any]) -> HTTPResponse | None:
        if not request.path.startswith(_PREFIXES):
            return None
        try:
            check_origin(request)
        except ForbiddenError as error:
            return error_answer(error)
        preflight = "access-control-request-method" in request.headers
        return empty() if preflight and request.method == "OPTIONS" else None

    async def allow(request: Request[Any, Any], response: BaseHTTPResponse) -> None:
        origin = request.headers.get("origin")
        if origin is None or not request.path.startswith(_PREFIXES):
            return
        response.headers.setdefault("Vary", "Origin")
        # The refusal itself may be read: it says why, and nothing else is in it. A preflight
        # that was refused stays refused, so nothing but a plain GET ever gets this far.
        if request.method == "OPTIONS" and response.status != 204:
            return
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Access-Control-Expose-Headers"] = _EXPOSED
        if request.method == "OPTIONS":
            for name, value in _HEADERS.items():
                response.headers[name] = value

    app.register_middleware(check, "request")
    app.register_middleware(allow, "response")
