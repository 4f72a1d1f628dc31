"""`/metrics`, for Prometheus and for nobody else."""

from __future__ import annotations

import hmac
from ipaddress import ip_address
from typing import Any

import structlog
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from sanic import Blueprint, HTTPResponse, Request
from sanic.response import raw
from sanic_ext import openapi
from sqlalchemy.exc import SQLAlchemyError

from desk.api.http import bearer, services_of
from desk.errors import ForbiddenError, NotSignedInError
from desk.metrics.figures import Standing, StandingCollector, read_standing
from desk.services import Services

log = structlog.get_logger()

metrics = Blueprint("metrics")

_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")


@metrics.get("/metrics")
@openapi.definition(
    summary="Prometheus metrics",
    description="With METRICS_TOKEN set, for its bearer; else for this machine only.",
    tag="Health",
)
async def get_metrics(request: Request[Any, Any]) -> HTTPResponse:
    """What this process has counted, and how it stands in the database now."""
    check_reader(request)
    services = services_of(request)
    read_now = CollectorRegistry()
    read_now.register(StandingCollector(await _standing(services)))
    return raw(
        generate_latest(services.metrics.registry) + generate_latest(read_now),
        content_type=CONTENT_TYPE_LATEST,
        headers={"Cache-Control": "no-store"},
    )


async def _standing(services: Services) -> Standing | None:
    try:
        async with services.database.read() as transaction:
            return await read_standing(transaction, services)
    except (SQLAlchemyError, OSError) as error:
        log.warning("no figures from the database", why=type(error).__name__)
        return None


def check_reader(request: Request[Any, Any]) -> None:
    """Whether somebody may read the figures.

    With METRICS_TOKEN, whoever bears it, from anywhere; nobody else, for behind a proxy on this
    machine everybody comes from this machine. Without it, this machine only, and only directly:
    a request that a proxy passed on says so in a header. Raises NotSignedInError, ForbiddenError.
    """
    token = services_of(request).settings.metrics_token
    if token:
        if not hmac.compare_digest((bearer(request) or "").encode(), token.encode()):
            raise NotSignedInError("Metrics are for the bearer of METRICS_TOKEN.")
        return
    if not _is_loopback(request.ip) or any(name in request.headers for name in _FORWARDED):
        raise ForbiddenError(
            "Metrics are for this machine only. Set METRICS_TOKEN to read them from elsewhere."
        )


def _is_loopback(peer: str) -> bool:
    try:
        address = ip_address(peer)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback
