"""Reading requests and writing answers, the same way everywhere."""

from __future__ import annotations

from json import loads as json_loads
from typing import Annotated, Any, TypeVar, cast

import structlog
from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError
from sanic import HTTPResponse, Request, Sanic
from sanic.exceptions import SanicException
from sanic.response import json

from desk.errors import InvalidError, NotSignedInError, RequestError
from desk.services import Services

log = structlog.get_logger()

Model = TypeVar("Model", bound=BaseModel)
_BEARER = "Bearer "
_ESCAPED_ODDITIES = (b"\\ud", b"\\u0000")

CLIENT_ID = r"^[\x21-\x7e]{1,64}$"
"""What a client names something by, so that it happens once however often it is asked for."""

LARGEST_NUMBER = 2**31 - 1
"""The largest sequence number that every database takes."""


class Body(BaseModel):
    """The body of a request: unknown keys are ignored, so that clients may be newer."""

    model_config = ConfigDict(extra="ignore", str_max_length=200_000)


def _blank_is_none(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


OptionalText = Annotated[str | None, BeforeValidator(_blank_is_none)]
"""A field of a form that may be left empty: blanks are the same as nothing."""


def services_of(request: Request[Any, Any]) -> Services:
    """The parts that this application was put together from."""
    return cast(Services, request.app.ctx.services)


def parse_json(data: str | bytes) -> Any:
    """A JSON document as clients send it. Raises InvalidError for anything else.

    A browser may send half of a surrogate pair (an emoji cut in two) or a zero character; no
    database takes those, so the one becomes a question mark and the other is left out, instead
    of an error that nobody would understand.
    """
    try:
        document = json_loads(data)
        written = (data.encode() if isinstance(data, str) else data).lower()
        if any(escape in written for escape in _ESCAPED_ODDITIES):
            document = _storable(document)
    except (ValueError, RecursionError):
        raise InvalidError("This is not valid JSON.", code="invalid_json") from None
    return document


def _storable(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _storable(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_storable(one) for one in value]
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "replace").decode()
    return value


def read_body(request: Request[Any, Any], model: type[Model]) -> Model:
    """The request's JSON body, checked. Raises InvalidError that names the field."""
    return read_frame(parse_json(request.body or b"{}"), model)


def read_frame(document: object, model: type[Model]) -> Model:
    """A part of a WebSocket frame, checked. Raises InvalidError that names the field."""
    try:
        return model.model_validate(document)
    except ValidationError as error:
        raise invalid(error) from None


def invalid(error: ValidationError) -> InvalidError:
    """What is wrong with a document, in one sentence about its first mistake."""
    first = error.errors(include_url=False, include_context=False)[0]
    field = ".".join(str(part) for part in first["loc"])
    message = first["msg"].removeprefix("Value error, ")
    return InvalidError(f"{field}: {message}" if field else message, field=field or None)


def bearer(request: Request[Any, Any]) -> str | None:
    """The bearer token of a request."""
    header = request.headers.get("authorization", "")
    return header[len(_BEARER) :].strip() if header.startswith(_BEARER) else None


def address(request: Request[Any, Any]) -> str:
    """Where a request comes from: the peer, or what a trusted proxy says of it."""
    return request.remote_addr or request.client_ip or "unknown"


def whole_number(request: Request[Any, Any], name: str, default: int = 0) -> int:
    """A query argument that must be a whole number, not negative. Raises InvalidError."""
    text = request.args.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdecimal() and int(text[:11]) <= LARGEST_NUMBER):
        raise InvalidError(f"{name}: expected a whole number, not '{text[:40]}'.", field=name)
    return int(text)


def answer(document: Any, status: int = 200, headers: dict[str, str] | None = None) -> HTTPResponse:
    """A JSON answer that no cache keeps."""
    return json(document, status=status, headers={"Cache-Control": "no-store", **(headers or {})})


def error_answer(error: RequestError) -> HTTPResponse:
    """The one shape of every error."""
    headers = {}
    if error.retry_after is not None:
        headers["Retry-After"] = str(error.retry_after)
    if isinstance(error, NotSignedInError):
        headers["WWW-Authenticate"] = "Bearer"
    return answer(error.as_json(), status=error.status, headers=headers)


def install_error_answers(app: Sanic[Any, Any]) -> None:
    """Answer every error in the one shape; an unforeseen one is logged, never shown."""

    def known(_request: Request[Any, Any], error: RequestError) -> HTTPResponse:
        return error_answer(error)

    def of_sanic(_request: Request[Any, Any], error: SanicException) -> HTTPResponse:
        messages = {
            404: "There is nothing at this address.",
            405: "This address does not take this method.",
            413: "This request is too large.",
        }
        status = error.status_code or 500
        document = {
            "error": {
                "code": type(error).__name__,
                "message": messages.get(status, str(error) or "This request failed."),
            }
        }
        document["error"]["code"] = _code(type(error).__name__)
        headers = {
            name: value
            for name, value in (getattr(error, "headers", None) or {}).items()
            if name.lower() in ("allow", "retry-after", "www-authenticate")
        }
        return answer(document, status=status, headers=headers)

    def unforeseen(request: Request[Any, Any], error: Exception) -> HTTPResponse:
        log.exception("a request failed", path=request.path, exc_info=error)
        return answer(
            {
                "error": {
                    "code": "internal_error",
                    "message": "Something went wrong here. Please try again.",
                }
            },
            status=500,
        )

    app.error_handler.add(RequestError, known)
    app.error_handler.add(SanicException, of_sanic)
    app.error_handler.add(Exception, unforeseen)


def _code(name: str) -> str:
    """`MethodNotAllowed` as `method_not_allowed`."""
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).strip(
        "_"
    )
