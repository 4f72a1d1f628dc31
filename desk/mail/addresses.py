"""Addresses that people type."""

from __future__ import annotations

from email_validator import EmailNotValidError, validate_email

from desk.errors import InvalidError


def checked_email(text: str) -> str:
    """An address that mail can be sent to, in its usual form. Raises InvalidError."""
    try:
        return validate_email(text.strip(), check_deliverability=False).normalized
    except EmailNotValidError:
        raise InvalidError(
            "This is not an e-mail address that mail can be sent to.",
            code="email_invalid",
            field="email",
        ) from None
