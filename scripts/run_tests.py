"""Every test at its small size, the quick ones first. `make test` runs it.

All stages run, also after one that failed; the end shows them together. The exit code is 0 only
when every stage passed.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import tools
from steps import ROOT, STATE, clean_environment

RESULTS = ROOT / ".cache" / "tests"
ENGINE = ROOT / "engine"
_BIN = Path(".venv") / "bin"
_LINES_OF_A_FAILURE = 60


@dataclass
class Stage:
    """One command of the tests."""

    group: str
    name: str
    command: list[str]
    folder: Path = ROOT
    counts: bool = False
    """Whether the command writes a JUnit file with its numbers."""
    needs: Path | None = None
    """What must be there: a stage without its tests has failed, it is not passed over."""
    show: str | None = None
    """For a command that is loud about nothing: the lines worth showing when it passes."""

    @property
    def junit(self) -> Path:
        """Where the command writes its numbers."""
        return RESULTS / f"{self.name.replace(' ', '-')}.xml"


@dataclass
class Outcome:
    """How a stage ended."""

    stage: Stage
    ok: bool
    seconds: float
    passed: int = 0
    failed: int = 0
    skipped: int = 0


def main() -> int:
    """Run the stages of the groups asked for; returns the exit code."""
    groups = ["lint", "unit", "assistant", "system"]
    parser = argparse.ArgumentParser(description="Run the tests.")
    parser.add_argument("--only", choices=groups, action="append", help="one group of stages")
    wanted = parser.parse_args().only or groups
    RESULTS.mkdir(parents=True, exist_ok=True)
    STATE.mkdir(parents=True, exist_ok=True)
    environment = _environment()
    started = time.monotonic()
    outcomes = []
    try:
        for stage in (stage for stage in _stages() if stage.group in wanted):
            outcomes.append(_run(stage, environment))
    except KeyboardInterrupt:
        print("\ntests: stopped", file=sys.stderr)
        return 130
    _summary(outcomes, time.monotonic() - started)
    return 0 if outcomes and all(outcome.ok for outcome in outcomes) else 1


def _stages() -> list[Stage]:
    ruff, pytest = str(_BIN / "ruff"), str(_BIN / "pytest")
    engine_python = str(ENGINE / _BIN / "python")
    web = ROOT / "web"
    tests = ROOT / "tests"
    # Files of tests side by side, one on each core.
    parallel = ["--numprocesses=auto", "--dist=loadfile"]
    slow = [f"--ignore=tests/{folder}" for folder in ("system", "browser", "faults")]
    return [
        Stage("lint", "ruff check", [ruff, "check", "."]),
        Stage("lint", "ruff format", [ruff, "format", "--check", "."]),
        Stage("lint", "mypy", [str(_BIN / "mypy")]),
        Stage("lint", "pages lint", ["npm", "run", "--silent", "lint"], web),
        Stage("lint", "pages types", ["npm", "run", "--silent", "typecheck"], web),
        _pytest("unit", "python", [pytest, "tests", *slow, *parallel], needs=tests),
        _vitest(web),
        Stage("unit", "pages size", ["npm", "run", "--silent", "size"], web, show="gzipped"),
        _pytest(
            "unit",
            "engine",
            [engine_python, "-m", "pytest", "-c", "engine/pyproject.toml", "engine/tests"],
            needs=ENGINE / "tests",
        ),
        Stage("assistant", "policy", [str(_BIN / "frontdesk"), "policy", "check"]),
        Stage(
            "assistant", "examples", [str(_BIN / "frontdesk"), "data", "check"], show="examples of"
        ),
        # Rasa warns of every response that an action says, because no rule says it.
        Stage(
            "assistant",
            "training data",
            [engine_python, "-m", "rasa", "data", "validate", "--fail-on-warnings"],
            show="conflict",
        ),
        Stage(
            "assistant",
            "conversations",
            [
                *[engine_python, "-m", "rasa", "test", "core", "--fail-on-prediction-errors"],
                *[
                    "--no-plot",
                    "--stories",
                    "tests/conversations",
                    "--out",
                    str(RESULTS / "conversations"),
                ],
            ],
            needs=tests / "conversations",
            show="Correct:",
        ),
        _pytest("system", "system", [pytest, "tests/system"], needs=tests / "system"),
        _pytest("system", "browser", [pytest, "tests/browser"], needs=tests / "browser"),
        _pytest("system", "faults", [pytest, "tests/faults"], needs=tests / "faults"),
    ]


def _pytest(group: str, name: str, command: list[str], *, needs: Path) -> Stage:
    stage = Stage(group, name, command, counts=True, needs=needs)
    stage.command = [*command, f"--junitxml={stage.junit}"]
    return stage


def _vitest(web: Path) -> Stage:
    stage = Stage("unit", "pages", [], web, counts=True, needs=web / "tests")
    reporters = ["--reporter=default", "--reporter=junit", f"--outputFile.junit={stage.junit}"]
    stage.command = ["npm", "test", "--silent", "--", *reporters]
    return stage


def _environment() -> dict[str, str]:
    environment = clean_environment()
    node = tools.find_node()
    path = environment.get("PATH", os.defpath)
    environment["PATH"] = f"{node}{os.pathsep}{path}" if node else path
    # What the shell says about a run of one's own must not reach the tests, its data least of all.
    run_settings = ("AT", "DATA_DIR", "HOST", "PORT", "DATABASE_URL", "REDIS_URL", "PUBLIC_URL")
    for name in [*run_settings, *(name for name in environment if name.startswith("FRONTDESK_"))]:
        environment.pop(name, None)
    environment.update(RASA_TELEMETRY_ENABLED="false", TF_CPP_MIN_LOG_LEVEL="2")
    # Actions and components are imported from the project, as a running engine does.
    environment["PYTHONPATH"] = str(ROOT)
    return environment


def _run(stage: Stage, environment: dict[str, str]) -> Outcome:
    print(f"\n── {stage.group}: {stage.name}", flush=True)
    started = time.monotonic()
    if stage.needs is not None and not stage.needs.exists():
        print(f"{stage.needs.relative_to(ROOT)} is missing", flush=True)
        return Outcome(stage, ok=False, seconds=0.0)
    stage.junit.unlink(missing_ok=True)
    code = _run_command(stage, environment)
    outcome = Outcome(stage, ok=code == 0, seconds=time.monotonic() - started)
    if stage.counts:
        _count(outcome)
    return outcome


def _run_command(stage: Stage, environment: dict[str, str]) -> int:
    """Run it with its output on the terminal, or in a log of which only what matters is shown."""
    command = [_resolved(stage.command[0]), *stage.command[1:]]
    if stage.show is None:
        return subprocess.run(
            command, cwd=stage.folder, env=environment, stdin=subprocess.DEVNULL, check=False
        ).returncode
    log = stage.junit.with_suffix(".log")
    with open(log, "wb") as file:
        code = subprocess.run(
            command,
            cwd=stage.folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            check=False,
        ).returncode
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    shown = lines[-_LINES_OF_A_FAILURE:] if code else [one for one in lines if stage.show in one]
    print("\n".join([*shown, f"(all of it: {log})"]), flush=True)
    return code


def _resolved(command: str) -> str:
    return str(ROOT / command) if command.startswith(".") else command


def _count(outcome: Outcome) -> None:
    """Read the numbers; a stage that ran no test has not passed."""
    try:
        suites = list(ElementTree.parse(outcome.stage.junit).getroot().iter("testsuite"))
    except (OSError, ElementTree.ParseError):
        outcome.ok = False
        return
    total = sum(int(suite.get("tests", 0)) for suite in suites)
    outcome.failed = sum(
        int(suite.get("failures", 0)) + int(suite.get("errors", 0)) for suite in suites
    )
    outcome.skipped = sum(int(suite.get("skipped", 0)) for suite in suites)
    outcome.passed = total - outcome.failed - outcome.skipped
    outcome.ok = outcome.ok and outcome.passed > 0
    if os.environ.get("REQUIRE_ALL") == "1" and outcome.skipped:
        print(f"{outcome.skipped} skipped, but REQUIRE_ALL=1 asks for every test", flush=True)
        outcome.ok = False


def _summary(outcomes: list[Outcome], seconds: float) -> None:
    print("\n── summary")
    for outcome in outcomes:
        numbers = ""
        if outcome.stage.counts:
            numbers = f"{outcome.passed} passed, {outcome.failed} failed"
            numbers += f", {outcome.skipped} skipped" if outcome.skipped else ""
        verdict = "ok    " if outcome.ok else "FAILED"
        print(f"{verdict} {outcome.stage.name:<14} {outcome.seconds:6.1f} s  {numbers}".rstrip())
    # A stage that counts nothing itself (a linter, the conversations) counts as one test.
    failed = sum(max(outcome.failed, 0 if outcome.ok else 1) for outcome in outcomes)
    passed = sum(
        outcome.passed if outcome.stage.counts else int(outcome.ok) for outcome in outcomes
    )
    skipped = sum(outcome.skipped for outcome in outcomes)
    print(f"all in {seconds / 60:.1f} min")
    print(f"{passed} passed, {failed} failed, {skipped} skipped", flush=True)


if __name__ == "__main__":
    sys.exit(main())
