"""Every setting of a running system, read once from the environment and passed in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from desk.clock import Clock
from desk.errors import UsageError
from desk.origins import Origins
from desk.processes.clock import clock_from_environment
from desk.processes.secrets import Secrets, load_or_create


@dataclass(frozen=True)
class Limits:
    """How much one visitor, one address or one message may ask of the desk."""

    message_characters: int = 4_000
    messages_per_conversation: int = 20
    messages_per_conversation_seconds: int = 10
    messages_per_address_per_second: int = 50
    conversations_per_address_per_minute: int = 100
    reads_per_address_per_second: int = 200
    logins_per_address_and_email: int = 5
    logins_seconds: int = 300
    logins_per_email: int = 20
    """Failures to sign in as one person, wherever they come from."""
    logins_per_address: int = 50
    """Failures to sign in from one address, as whoever."""
    logins_wide_seconds: int = 900
    frame_bytes: int = 64 * 1024
    request_bytes: int = 1024 * 1024
    file_bytes: int = 10 * 1024 * 1024
    files_per_conversation: int = 50
    files_per_address_per_minute: int = 30
    tickets_per_conversation_per_hour: int = 5
    mails_per_conversation_per_hour: int = 3
    tickets_per_address_per_hour: int = 20
    """Opened on the ticket page, where there is no conversation to count by."""
    tickets_per_email_per_hour: int = 5
    ticket_messages_per_hour: int = 60
    files_per_ticket: int = 100
    solved_tickets_reopen_days: float = 14
    """For so long, by the policy's clock, a customer's word opens a solved ticket again; after
    it the ticket closes by itself."""
    deeds_per_conversation_per_hour: int = 60
    """What a visitor rarely does: ending, rating, proving who it is."""


@dataclass(frozen=True)
class Timings:
    """Deadlines and periods, in seconds of real time."""

    engine_request_s: float = 10.0
    """One attempt at asking the engine for a turn."""
    engine_parse_s: float = 3.0
    """How long suggestions for staff wait for what the engine makes of a message."""
    engine_why_s: float = 20.0
    """How long a trainer waits for why a message was understood as it was."""
    turn_patience_s: float = 6.0
    """After this long without an answer the visitor is told and offered a way on."""
    turn_retry_s: float = 0.5
    turn_retry_most_s: float = 3.0
    turn_give_up_s: float = 1_800.0
    """After this long an unanswered message is left to people; the visitor is told."""
    turn_failing_s: float = 60.0
    """The same for a message at which an engine that is there fails again and again."""
    long_poll_most_s: float = 30.0
    heartbeat_s: float = 20.0
    presence_lapses_s: float = 60.0
    """How long a person stays present after the page's stream was last seen."""
    keeper_period_s: float = 2.0
    session_s: float = 12 * 3600.0
    session_idle_s: float = 2 * 3600.0
    """How long a session lasts after the desk's page was last there."""
    visitor_token_s: float = 30 * 86_400.0
    """How long a visitor's token is good for after it was last renewed."""
    visitor_token_renewed_s: float = 86_400.0
    """A token older than this is replaced when its holder comes by."""
    handling_s: float = 240.0
    """How long a person takes for one conversation: what an expected wait is reckoned from."""
    promise_warning_share: float = 0.25
    """Staff are warned when this share of a promise's time is left, by the department's clock."""
    promise_warning_least_s: float = 600.0
    """The shortest warning before a promise breaks."""
    alert_after_s: float = 30.0
    """For how long somebody waits while no page of the desk is open until people are called."""
    alert_again_s: float = 900.0
    """How long nobody is called again for the same conversation."""
    left_s: float = 120.0
    """What staff wrote is mailed when the visitor has not read it for so long."""
    idle_closes_s: float = 24 * 3600.0
    """A conversation with the assistant in which nothing happens for so long is closed."""


@dataclass(frozen=True)
class Settings:
    """Where everything lies, who talks to whom, and the limits."""

    root: Path
    """The project: policy.yml, domain.yml, models/, web/dist."""
    data_dir: Path
    port: int
    host: str
    database_url: str
    redis_url: str | None
    engine_url: str
    actions_url: str
    secrets: Secrets
    clock: Clock
    public_url: str
    origins: Origins = field(default_factory=Origins)
    """The websites whose pages may embed the chat."""
    identity_secret: str = ""
    """What websites sign with who their visitor is."""
    smtp_url: str | None = None
    """The mail server; without one, mails become files in `mail/` of the data directory."""
    mail_from: str = "Front desk <frontdesk@localhost>"
    assign_after_s: float | None = 10.0
    """For how long those who wait are left to be claimed by hand; None: nobody is assigned."""
    alert_urls: tuple[str, ...] = ()
    """Where to call people when a visitor waits and nobody is at the desk; Apprise's addresses."""
    engine_address_file: Path | None = None
    """Where a supervisor tells the engine's address, which changes with the model."""
    metrics_token: str | None = None
    """Who bears it may read the metrics; without one, this machine only."""
    limits: Limits = field(default_factory=Limits)
    timings: Timings = field(default_factory=Timings)

    @property
    def pages(self) -> Path:
        """The built pages."""
        return self.root / "web" / "dist"

    @classmethod
    def load(cls, environ: Mapping[str, str], root: Path) -> Settings:
        """Read the settings of the project in `root` from `environ`.

        Creates the data directory and its secrets when they are not there yet.
        Raises UsageError when a value can't be understood.
        """
        data_dir = data_directory(environ, root)
        try:
            data_dir.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UsageError(f"DATA_DIR: {data_dir} can't be made ({error.strerror})") from error
        port = _port(environ.get("PORT", "8000"))
        secrets = load_or_create(data_dir)
        return cls(
            root=root,
            data_dir=data_dir,
            port=port,
            host=environ.get("HOST", "127.0.0.1"),
            database_url=database_url(environ, data_dir),
            redis_url=environ.get("REDIS_URL") or None,
            engine_url=environ.get("FRONTDESK_ENGINE_URL", "http://127.0.0.1:5005"),
            engine_address_file=_path(environ.get("FRONTDESK_ENGINE_ADDRESS_FILE")),
            actions_url=environ.get("FRONTDESK_ACTIONS_URL", "http://127.0.0.1:5055/webhook"),
            secrets=secrets,
            clock=clock_from_environment(environ, root, data_dir),
            public_url=environ.get("PUBLIC_URL", f"http://localhost:{port}").rstrip("/"),
            origins=Origins.parse(environ.get("ALLOWED_ORIGINS", "")),
            identity_secret=environ.get("IDENTITY_SECRET") or secrets.for_purpose("identity"),
            smtp_url=environ.get("SMTP_URL") or None,
            mail_from=environ.get("MAIL_FROM", cls.mail_from),
            assign_after_s=_assign_after(environ.get("ASSIGN_AFTER", "10")),
            alert_urls=alert_urls(environ.get("ALERT_URLS", "")),
            metrics_token=environ.get("METRICS_TOKEN") or None,
        )


def data_directory(environ: Mapping[str, str], root: Path) -> Path:
    """Where every file of a run lies: `DATA_DIR`, or `var/` in the project."""
    return (root / (environ.get("DATA_DIR") or "var")).resolve()


def database_url(environ: Mapping[str, str], data_dir: Path) -> str:
    """The database's address with the driver that the desk speaks to it through.

    `DATABASE_URL` is written as PostgreSQL's own tools read it; without it, an SQLite file in
    the data directory. Raises UsageError for any other database.
    """
    url = environ.get("DATABASE_URL") or ""
    if not url:
        return f"sqlite+aiosqlite:///{data_dir / 'frontdesk.db'}"
    scheme, _, rest = url.partition("://")
    if scheme in ("postgres", "postgresql", "postgresql+asyncpg"):
        return f"postgresql+asyncpg://{rest}"
    if scheme in ("sqlite", "sqlite+aiosqlite"):
        return f"sqlite+aiosqlite://{rest}"
    raise UsageError(
        f"DATABASE_URL begins with '{scheme}:', expected postgresql://… or sqlite:///path"
    )


def _path(text: str | None) -> Path | None:
    return Path(text) if text else None


def _port(text: str) -> int:
    if text.isdecimal() and 0 < int(text) < 65_536:
        return int(text)
    raise UsageError(f"PORT is '{text}', expected a number from 1 to 65535")


def alert_urls(text: str) -> tuple[str, ...]:
    """Addresses of services that call people, apart by spaces or line breaks.

    Raises UsageError for one that Apprise does not understand, without repeating it: such
    addresses hold passwords.
    """
    urls = tuple(text.split())
    if urls:
        from apprise import Apprise

        for number, url in enumerate(urls, 1):
            if not Apprise().add(url):
                raise UsageError(
                    f"ALERT_URLS: address {number} ({url.partition(':')[0]}:…) is none that "
                    "Apprise understands; see https://github.com/caronc/apprise/wiki"
                )
    return urls


def _assign_after(text: str) -> float | None:
    if text == "never":
        return None
    if text.isdecimal() and int(text) <= 3600:
        return float(text)
    raise UsageError(f"ASSIGN_AFTER is '{text}', expected seconds from 0 to 3600, or never")


def seconds(value: float) -> timedelta:
    """A number of seconds as a timedelta: the settings keep plain numbers."""
    return timedelta(seconds=value)
