"""The interface's description (OpenAPI), made from the routes themselves."""

from __future__ import annotations

from typing import Any

from sanic import Sanic
from sanic_ext import Extend
from sanic_ext.extensions.openapi.extension import OpenAPIExtension


class Specification(OpenAPIExtension):  # type: ignore[no-untyped-call]  # its base has no types
    """The description without the library's own pages: those load their scripts from a CDN."""

    name = "specification"

    def label(self) -> str:
        """What the library would print at start."""
        return ""


def describe(app: Sanic[Any, Any]) -> None:
    """Serve the description at `/api/openapi.json`; the page that shows it is `/docs`."""
    app.config.update(
        {
            "OAS_UI_REDOC": False,
            "OAS_UI_SWAGGER": False,
            # The library leaves out every route under this prefix, so it is the file's own.
            "OAS_URL_PREFIX": "/api/openapi.json",
            "OAS_URI_TO_JSON": "",
        }
    )
    Extend(app, extensions=[Specification], built_in_extensions=False)
    app.ext.openapi.describe(
        "Frontdesk",
        version="1",
        description="A live-chat front desk: visitors, staff, tickets.",
    )
    app.ext.openapi.add_security_scheme("token", "http", scheme="bearer")
