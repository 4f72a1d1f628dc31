"""The environment that engine, actions and desk share: addresses and tokens."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from desk.errors import UsageError
from desk.processes.ports import LOOPBACK
from desk.settings import Settings

ENGINE_PORT = 5005
ACTIONS_PORT = 5055
"""Where the two listen when they are started one by one and nothing else is said."""

_EVERYWHERE = ("", "0.0.0.0", "::")


def shared_environment(
    environ: Mapping[str, str], settings: Settings, ports: Mapping[str, int] | None = None
) -> dict[str, str]:
    """`environ` with every address and token that the three processes need.

    `ports` ("engine", "actions") are the supervisor's choice and win over what is there already;
    without them, what is there already stays, so that processes on several machines can be told
    about each other.
    """
    secrets = settings.secrets
    host = LOOPBACK if settings.host in _EVERYWHERE else settings.host
    chosen = ports or {}
    made = {
        "FRONTDESK_DESK_URL": f"http://{host}:{settings.port}",
        "FRONTDESK_ENGINE_URL": f"http://{LOOPBACK}:{chosen.get('engine', ENGINE_PORT)}",
        "FRONTDESK_ACTIONS_URL": (
            f"http://{LOOPBACK}:{chosen.get('actions', ACTIONS_PORT)}/webhook"
            f"?token={secrets.actions}"
        ),
        "FRONTDESK_INTERNAL_SECRET": secrets.internal,
        "FRONTDESK_ENGINE_TOKEN": secrets.engine,
        "FRONTDESK_ACTIONS_TOKEN": secrets.actions,
        "FRONTDESK_CLOCK_OFFSET": repr(settings.clock.offset.total_seconds()),
    }
    fixed = {"PORT": str(settings.port), "DATA_DIR": str(settings.data_dir)}
    if ports is None:
        return {**made, **environ, **fixed}
    return {**environ, **made, **fixed}


def port_of(url: str, name: str) -> int:
    """The port in an address. Raises UsageError, naming the variable, when there is none."""
    try:
        port = urlsplit(url).port
    except ValueError:
        port = None
    if port is None:
        raise UsageError(f"{name} is '{url.split('?', maxsplit=1)[0]}', expected http://host:port")
    return port
