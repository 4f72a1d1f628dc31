"""`frontdesk up`: one system on one machine, started and ended together."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from desk.errors import FrontdeskError
from desk.models.store import ModelStore
from desk.processes.child import Program
from desk.processes.clock import start_at
from desk.processes.engine import check_model, engine_python
from desk.processes.engine_address import FILE as ADDRESS_FILE
from desk.processes.engine_address import VARIABLE as ADDRESS_VARIABLE
from desk.processes.engine_address import tell_address
from desk.processes.environment import shared_environment
from desk.processes.model_watch import ModelWatch, address_of, engine_with
from desk.processes.ports import LOOPBACK, check_free, choose_free
from desk.processes.reports import Reporter
from desk.processes.run_folder import RunFolder
from desk.processes.supervisor import Supervisor
from desk.settings import Settings, data_directory
from desk.staff.first import ensure_first_person
from support.policy import load

_PERIOD_S = 0.1
_WHOLE_READY_S = 30.0
_LEFT_BEHIND_S = 15.0


@dataclass(frozen=True)
class Plan:
    """Everything that is decided before anything starts."""

    settings: Settings
    programs: tuple[Program, ...]
    ports: dict[str, int]
    environment: dict[str, str]

    @property
    def urls(self) -> dict[str, str]:
        """What a person opens."""
        url = self.settings.public_url
        return {
            "site": f"{url}/",
            "desk": f"{url}/desk",
            "trainer": f"{url}/trainer",
            "docs": f"{url}/docs",
        }


def make_plan(environ: Mapping[str, str], root: Path) -> Plan:
    """Check what can be checked and decide ports, clock and environments.

    Raises PolicyError for a policy.yml that can't be read, UsageError for a setting that can't
    be understood, FrontdeskError for a model or an engine that is missing.
    """
    load(root / "policy.yml")
    engine_python(root)
    check_model(root)
    settings = Settings.load(_with_offset(environ, root), root)
    engine_port, actions_port = choose_free(2)
    ports = {"desk": settings.port, "engine": engine_port, "actions": actions_port}
    environment = shared_environment(environ, settings, ports)
    environment["PYTHONUNBUFFERED"] = "1"
    environment[ADDRESS_VARIABLE] = str(settings.data_dir / ADDRESS_FILE)
    return Plan(settings, _programs(root, settings, ports, environment), ports, environment)


def _with_offset(environ: Mapping[str, str], root: Path) -> Mapping[str, str]:
    """Each start begins at `AT` anew; what is started beside the system later agrees with it."""
    at = environ.get("AT")
    if not at or environ.get("FRONTDESK_CLOCK_OFFSET"):
        return environ
    offset = start_at(at, root, data_directory(environ, root))
    return {**environ, "FRONTDESK_CLOCK_OFFSET": repr(offset)}


def _programs(
    root: Path, settings: Settings, ports: dict[str, int], environment: dict[str, str]
) -> tuple[Program, ...]:
    """In the order in which they stop: first nobody asks any more, then nobody answers."""
    bearer = {"Authorization": f"Bearer {settings.secrets.engine}"}
    engine = f"{environment['FRONTDESK_ENGINE_URL']}/webhooks/desk/"
    actions = f"http://{LOOPBACK}:{ports['actions']}/health"

    def program(name: str, ready_url: str, headers: Mapping[str, str]) -> Program:
        command = (*frontdesk_command(), "serve", name)
        return Program(name, command, root, environment, ready_url, headers)

    served = ModelStore(root).current_archive()
    return (
        program("desk", f"{environment['FRONTDESK_DESK_URL']}/health", {}),
        engine_with(program("engine", engine, bearer), served, ports["engine"]),
        program("actions", actions, {}),
    )


def frontdesk_command() -> tuple[str, ...]:
    """How to start the command `frontdesk` of this very environment."""
    return (str(Path(sys.executable).with_name("frontdesk")),)


def up(environ: Mapping[str, str], root: Path, report: Reporter) -> None:
    """Run the system until it is told to stop.

    Raises FrontdeskError when it can't start; whatever was started has ended then.
    """
    with RunFolder(data_directory(environ, root)) as folder:
        plan = make_plan(environ, root)
        asyncio.run(run_plan(plan, folder, report, ensure_first_person))


async def run_plan(
    plan: Plan,
    folder: RunFolder,
    report: Reporter,
    first_person: Callable[[Settings], Awaitable[dict[str, Any] | None]],
) -> None:
    """Start what the plan says, and keep it running until a signal asks for the end.

    `first_person` brings the database up to date and makes the first member of staff where there
    is none; the password is told once, whether the start then succeeds or not.
    """
    settings = plan.settings

    def note(pids: dict[str, int]) -> None:
        folder.write(_facts(plan, pids))

    supervisor = Supervisor(
        plan.programs, logs=settings.data_dir / "logs", report=report, changed=note
    )
    stop = _stop_on_signals(supervisor)
    if folder.left_behind:
        await _wait_for_port(settings.port, settings.host)
    check_free(settings.port, settings.host)
    address_file = settings.data_dir / ADDRESS_FILE
    engine = next(one for one in plan.programs if one.name == "engine")
    # One of an earlier run would lead nowhere.
    tell_address(address_file, address_of(engine))
    login = await first_person(settings)
    report.event("starting", "starting engine, actions and desk …", data_dir=str(settings.data_dir))
    starting = asyncio.create_task(_start(plan, supervisor))
    stopped = asyncio.create_task(stop.wait())
    watching: asyncio.Task[None] | None = None
    try:
        await asyncio.wait([starting, stopped], return_when=asyncio.FIRST_COMPLETED)
        if not stopped.done():
            await starting  # raises what went wrong
            supervisor.watch()
            watch = ModelWatch(
                supervisor,
                engine,
                ModelStore(settings.root),
                data_dir=settings.data_dir,
                address_file=address_file,
                report=report,
            )
            watching = asyncio.create_task(watch.run())
            _tell_ready(plan, supervisor, report, login)
            login = None
            await stopped
        report.event("stopping", "\nstopping …")
    finally:
        starting.cancel()
        if watching is not None:
            watching.cancel()
        await asyncio.gather(starting, *filter(None, [watching]), return_exceptions=True)
        await supervisor.stop()
        if login is not None:
            report.event("login", "\n".join(_login_lines(login)), login=login)


async def _start(plan: Plan, supervisor: Supervisor) -> None:
    await supervisor.start()
    await _wait_for_whole(plan)


def _tell_ready(
    plan: Plan, supervisor: Supervisor, report: Reporter, login: dict[str, Any] | None
) -> None:
    urls = plan.urls
    facts: dict[str, Any] = _facts(plan, supervisor.pids)
    lines = [
        "",
        f"  the site with the widget  {urls['site']}",
        f"  the desk for staff        {urls['desk']}",
        f"  the trainer's workbench   {urls['trainer']}",
        f"  the programming interface {urls['docs']}",
    ]
    if login is not None:
        facts["login"] = login
        lines += ["", *_login_lines(login)]
    report.event("ready", "\n".join([*lines, "", "Ctrl-C stops everything."]), **facts)


def _login_lines(login: dict[str, Any]) -> list[str]:
    return [
        f"  first login: {login['email']}   password: {login['password']}",
        "  (shown this once; `frontdesk staff reset` makes a new password)",
    ]


def _facts(plan: Plan, pids: dict[str, int]) -> dict[str, Any]:
    return {
        "pid": os.getpid(),
        "url": plan.settings.public_url,
        "urls": plan.urls,
        "ports": plan.ports,
        "pids": pids,
        "data_dir": str(plan.settings.data_dir),
        "clock_offset_s": plan.settings.clock.offset.total_seconds(),
    }


def _stop_on_signals(supervisor: Supervisor) -> asyncio.Event:
    """An event that Ctrl-C or SIGTERM sets; the second one kills what is left."""
    stop = asyncio.Event()

    def on_signal() -> None:
        if stop.is_set():
            supervisor.hurry()
        stop.set()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, on_signal)
    return stop


async def _wait_for_port(port: int, host: str) -> None:
    """An earlier run was killed: give its processes the time to end."""
    with suppress(TimeoutError):
        async with asyncio.timeout(_LEFT_BEHIND_S):
            while True:
                with suppress(FrontdeskError):
                    check_free(port, host)
                    return
                await asyncio.sleep(_PERIOD_S)


async def _wait_for_whole(plan: Plan) -> None:
    """Wait until the desk itself reaches its database, the engine and the actions."""
    url = f"{plan.environment['FRONTDESK_DESK_URL']}/ready"
    told = "no answer"
    try:
        async with (
            asyncio.timeout(_WHOLE_READY_S),
            httpx.AsyncClient(timeout=_WHOLE_READY_S, trust_env=False) as client,
        ):
            while True:
                with suppress(httpx.HTTPError):
                    answer = await client.get(url)
                    if answer.status_code == httpx.codes.OK:
                        return
                    told = answer.text[:300]
                await asyncio.sleep(_PERIOD_S)
    except TimeoutError:
        raise FrontdeskError(f"the desk does not reach all it needs: {told}") from None
