"""What a widget asks before a conversation begins: the company, the hours, the limits."""

from __future__ import annotations

from typing import Any

from sanic import Blueprint, HTTPResponse, Request
from sanic_ext import openapi

from desk.api.http import answer, services_of
from desk.files.kinds import ACCEPT
from support.hours import status

widget = Blueprint("widget", url_prefix="/api/widget")


@widget.get("/config")
@openapi.definition(summary="What a widget shows before a conversation begins", tag="Visitor")
async def widget_config(request: Request[Any, Any]) -> HTTPResponse:
    """The company, the language and every department's chat hours now."""
    services = services_of(request)
    language = services.texts.language(request.args.get("language"))
    limits, now = services.settings.limits, services.now()
    departments = [
        {
            "name": name,
            "title": services.department_title(name, language),
            "chat": status(services.policy, name, "chat", now).as_dict(),
        }
        for name in services.policy.departments
    ]
    return answer(
        {
            "language": language,
            "languages": services.texts.languages,
            "company": {"name": services.policy.company.name},
            "zone": str(services.policy.zone),
            "departments": departments,
            "limits": {"message_characters": limits.message_characters},
            "upload": {"bytes": limits.file_bytes, "accept": ACCEPT},
        }
    )
