"""Who takes mails away: a mail server, or a folder of files where none is set."""

from __future__ import annotations

import asyncio
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import unquote, urlsplit

import aiosmtplib

from desk.errors import UsageError
from desk.mail.outbox import Carrier, MailFailedError

_TIMEOUT_S = 20.0


class FolderCarrier:
    """Writes each mail into a file: for trying things out, and for companies without SMTP."""

    def __init__(self, folder: Path) -> None:
        """`folder` is made when the first mail comes."""
        self._folder = folder

    async def carry(self, message: EmailMessage) -> None:
        """Write the mail as `.eml`. Raises MailFailedError."""
        name = str(message["Message-ID"]).strip("<>").partition("@")[0]
        try:
            await asyncio.to_thread(self._write, f"{name}.eml", bytes(message))
        except OSError as error:
            raise MailFailedError(str(error)) from error

    def _write(self, name: str, content: bytes) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        (self._folder / name).write_bytes(content)


class SmtpCarrier:
    """Hands mails to a mail server."""

    def __init__(self, url: str) -> None:
        """`url` is `smtp://[user:password@]host[:port]`, or `smtps://…` for TLS from the start.

        Raises UsageError for anything else.
        """
        parts = urlsplit(url)
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise UsageError("SMTP_URL: expected smtp://[user:password@]host[:port] or smtps://…")
        self._host = parts.hostname
        self._tls = parts.scheme == "smtps"
        self._port = parts.port or (465 if self._tls else 25)
        self._user = unquote(parts.username) if parts.username else None
        self._password = unquote(parts.password) if parts.password else None

    async def carry(self, message: EmailMessage) -> None:
        """Send the mail; the connection is encrypted where the server can. MailFailedError."""
        try:
            await aiosmtplib.send(
                message,
                hostname=self._host,
                port=self._port,
                username=self._user,
                password=self._password,
                use_tls=self._tls,
                timeout=_TIMEOUT_S,
            )
        except (aiosmtplib.SMTPException, OSError) as error:
            raise MailFailedError(f"{type(error).__name__}: {error}") from error


def carrier(smtp_url: str | None, folder: Path) -> Carrier:
    """The mail server if one is set, else the folder."""
    return SmtpCarrier(smtp_url) if smtp_url else FolderCarrier(folder)
