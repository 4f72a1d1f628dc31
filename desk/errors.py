"""Errors that end a command with one clear line, and what the HTTP edge turns into answers."""

from __future__ import annotations


class FrontdeskError(Exception):
    """Something went wrong that the person at the command line can act on.

    Its text is one line that says what is wrong and what to do. The command prints it to
    standard error and exits with `exit_code`.
    """

    exit_code = 1


class UsageError(FrontdeskError):
    """Bad usage or bad input: the command exits with 2."""

    exit_code = 2


class RequestError(Exception):
    """A request that can't be done, told to whoever asked in the one shape of every error.

    Subclasses say what happened; `code` is for programs, `message` for people.
    """

    status = 400
    code = "bad_request"

    def __init__(
        self,
        message: str,
        *,
        code: str | None = None,
        field: str | None = None,
        extra: dict[str, object] | None = None,
        retry_after: int | None = None,
    ) -> None:
        """`extra` joins the error's JSON; `retry_after` is in seconds."""
        super().__init__(message)
        self.message = message
        self.code = code or type(self).code
        self.field = field
        self.extra = extra or {}
        self.retry_after = retry_after

    def as_json(self) -> dict[str, object]:
        """The body of the answer."""
        error: dict[str, object] = {"code": self.code, "message": self.message, **self.extra}
        if self.field:
            error["field"] = self.field
        return {"error": error}


class InvalidError(RequestError):
    """The request itself is wrong; saying it again won't help."""

    code = "invalid"


class NotSignedInError(RequestError):
    """Nobody is known to have asked this."""

    status = 401
    code = "not_signed_in"


class ForbiddenError(RequestError):
    """Whoever asked may not do this."""

    status = 403
    code = "forbidden"


class NotFoundError(RequestError):
    """There is no such thing, or not for whoever asked."""

    status = 404
    code = "not_found"


class ConflictError(RequestError):
    """Something else happened first."""

    status = 409
    code = "conflict"


class AwayError(RequestError):
    """A part of the system that is needed does not answer; later it may."""

    status = 503
    code = "away"


class TooLargeError(RequestError):
    """More than is taken at once."""

    status = 413
    code = "too_large"


class UnsupportedError(RequestError):
    """A kind of content that is not taken."""

    status = 415
    code = "unsupported"


class TooManyError(RequestError):
    """Too often; `retry_after` says when it will be taken again."""

    status = 429
    code = "too_many_requests"
