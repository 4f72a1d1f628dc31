"""`frontdesk report`: what happened in a period, on the command line."""

from __future__ import annotations

import asyncio
import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from desk.errors import UsageError

if TYPE_CHECKING:
    from desk.reports.report import Frame, Report
    from desk.settings import Settings
    from support.periods import Period
    from support.policy import Policy


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command("report")(report)


def report(
    name: Annotated[str, typer.Argument(help="summary, days, outcomes, waits…")],
    first: Annotated[
        str | None, typer.Option("--from", help="The first day, YYYY-MM-DD, in the policy's zone.")
    ] = None,
    last: Annotated[str | None, typer.Option("--to", help="The last day; it is included.")] = None,
    period: Annotated[
        str | None, typer.Option(help="Instead of both: last_30_days, last_month…")
    ] = None,
    department: Annotated[str | None, typer.Option(help="All if left out.")] = None,
    language: Annotated[str, typer.Option(help="Language of titles.")] = "en",
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV, for spreadsheets.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Print a report about a period; without one, about the last seven days."""
    from desk.cli import print_json
    from desk.reports.catalogue import REPORTS
    from desk.reports.report import Frame
    from desk.reports.views import report_csv, report_json
    from desk.settings import Settings
    from support.policy import load

    if as_csv and as_json:
        raise UsageError("--csv and --json: only one of them")
    if name not in REPORTS:
        raise UsageError(f"no report '{name}': expected one of {', '.join(REPORTS)}")
    settings = Settings.load(os.environ, Path.cwd())
    policy = load(settings.root / "policy.yml")
    if department is not None and department not in policy.departments:
        raise UsageError(
            f"--department {department}: expected one of {', '.join(policy.departments)}"
        )
    now = settings.clock.now()
    frame = Frame(
        policy=policy,
        period=_period(first, last, period, now.astimezone(policy.zone).date(), policy),
        now=now,
        departments=(department,) if department else None,
        undecided=department is None,
        language=language,
    )
    found = _run(settings, name, frame)
    if as_json:
        print_json(report_json(name, frame, found))
    elif as_csv:
        typer.echo(report_csv(found), nl=False)
    else:
        _print(name, frame, found)


def _period(
    first: str | None, last: str | None, name: str | None, today: date, policy: Policy
) -> Period:
    from support.periods import between, preset

    if first is None and last is None:
        return preset(name or "last_7_days", today, policy.zone)
    if first is None or last is None or name:
        raise UsageError("give --from and --to, or --period instead")
    return between(_day("--from", first), _day("--to", last), policy.zone)


def _day(option: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{option} {text}: expected a day as YYYY-MM-DD") from None


def _run(settings: Settings, name: str, frame: Frame) -> Report:
    from desk.reports.catalogue import REPORTS
    from desk.storage import Database
    from desk.storage.migrate import migrate

    async def run() -> Report:
        database = Database(settings.database_url)
        try:
            await migrate(database)
            async with database.read() as transaction:
                return await REPORTS[name].make(transaction, frame)
        finally:
            await database.close()

    return asyncio.run(run())


def _print(name: str, frame: Frame, found: Report) -> None:
    from rich.console import Console
    from rich.table import Table

    period = frame.period
    table = Table(*found.columns, title=f"{name}, {period.first} to {period.last}")
    for row in found.rows:
        table.add_row(*("" if value is None else str(value) for value in row.values()))
    Console().print(table)
