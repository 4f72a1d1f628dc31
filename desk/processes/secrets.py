"""The secrets that the processes of one system share, made once and kept in its data directory."""

from __future__ import annotations

import hmac
import json
import os
import secrets as random_source
import tempfile
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from desk.errors import FrontdeskError

FILE = "secrets.json"
_BYTES = 32


@dataclass(frozen=True, repr=False)
class Secrets:
    """What only the processes of one system know. Never printed, never logged."""

    internal: str
    """Actions show it to the desk's internal API."""
    engine: str
    """The desk shows it to the engine."""
    actions: str
    """The engine shows it to the action server."""
    signing: str
    """The desk signs visitors' tokens and sessions with it."""

    def for_purpose(self, purpose: str) -> str:
        """A secret of its own for something else, the same at every call."""
        return hmac.new(self.signing.encode(), purpose.encode(), "sha256").hexdigest()

    def __repr__(self) -> str:
        """Nothing secret, so that a settings object may be logged."""
        return "Secrets(…)"


def load_or_create(data_dir: Path) -> Secrets:
    """The secrets of the system in `data_dir`; made at the first call, readable by its owner only.

    Two processes that start at once end up with the same secrets. Raises FrontdeskError when the
    file is there but can't be used: making new ones would sign everybody out without a word.
    """
    path = data_dir / FILE
    if not path.exists():
        _create(path)
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        loaded = Secrets(**{field.name: values[field.name] for field in fields(Secrets)})
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise FrontdeskError(
            f"{path} can't be used ({type(error).__name__}): restore it, or remove it to make new "
            "secrets (visitors and staff then have to sign in again)"
        ) from error
    if not all(isinstance(value, str) and value for value in asdict(loaded).values()):
        raise FrontdeskError(f"{path} holds an empty secret: remove it to make new ones")
    if path.stat().st_mode & 0o077:
        path.chmod(0o600)
    return loaded


def _create(path: Path) -> None:
    """Write new secrets whole or not at all; whoever comes second keeps the first one's."""
    made = Secrets(*(random_source.token_urlsafe(_BYTES) for _ in fields(Secrets)))
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".secrets-")  # mode 0600
    draft = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(asdict(made), file)
        try:
            os.link(draft, path)
        except FileExistsError:
            return
    finally:
        draft.unlink(missing_ok=True)
