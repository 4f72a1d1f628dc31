"""Every request is counted and timed under its route's template."""

from __future__ import annotations

import time
from typing import Any

from sanic import Request, Sanic
from sanic.response import BaseHTTPResponse

from desk.metrics.meters import Metrics

_LOGIN = "/api/staff/login"
_REFUSED = {401: "wrong", 429: "limited"}
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def watch_requests(app: Sanic[Any, Any], metrics: Metrics) -> None:
    """Count what `app` answers in `metrics`."""

    async def begin(request: Request[Any, Any]) -> None:
        request.ctx.began = time.perf_counter()

    async def end(request: Request[Any, Any], response: BaseHTTPResponse) -> None:
        route = route_of(request)
        # What a client may invent is not a label.
        method = request.method if request.method in _METHODS else "other"
        metrics.requests.labels(method, route, str(response.status)).inc()
        began = getattr(request.ctx, "began", None)
        if began is not None:
            metrics.request_seconds.labels(method, route).observe(time.perf_counter() - began)
        if route == _LOGIN and response.status in _REFUSED:
            metrics.login_failures.labels(_REFUSED[response.status]).inc()

    app.register_middleware(begin, "request", priority=100)
    app.register_middleware(end, "response")


def route_of(request: Request[Any, Any]) -> str:
    """The template of a request's route: `/t/<number>`; `none` where there is no such address.

    Long polls wait because nothing happens, so they are apart from the calls that don't.
    """
    if request.route is None:
        return "none"
    template = "/" + request.route.path.replace(":str>", ">").lstrip("/")
    return template if request.args.get("wait", "0") == "0" else f"{template}?wait"
