"""The children of a supervisor that is killed end too."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.processes.helpers import alive, until

ROOT = Path(__file__).resolve().parents[2]

SUPERVISOR = """
import asyncio, json, sys
from dataclasses import replace
from pathlib import Path

import desk.processes.child as child
from desk.processes.supervisor import Supervisor
from tests.processes.helpers import QUICK, Recorder, answering

folder, mode = Path(sys.argv[1]), sys.argv[2]
if mode == "guard":
    child.death_signal = lambda: None  # as on a system that has none


async def main():
    report = Recorder()
    programs = [answering("desk", folder)]
    if mode == "guard":
        programs.append(answering("engine", folder, "stubborn", "parent"))
    supervisor = Supervisor(
        programs, logs=folder, report=report, patience=replace(QUICK, grace_s=0.3)
    )
    await supervisor.start()
    if mode == "signal":
        supervisor._guard._process.kill()  # the death signal alone must do
        await supervisor._guard._process.wait()
    pids = list(supervisor.pids.values())
    pids += [int(text.split()[1]) for _, text in report.lines if text.startswith("grandchild")]
    print(json.dumps(pids), flush=True)
    await asyncio.Event().wait()


asyncio.run(main())
"""


@pytest.mark.parametrize(("mode", "count"), [("signal", 1), ("guard", 3)])
async def test_children_end_with_a_killed_supervisor(tmp_path: Path, mode: str, count: int) -> None:
    supervisor = subprocess.Popen(
        [sys.executable, "-c", SUPERVISOR, str(tmp_path), mode],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert supervisor.stdout is not None
    pids = json.loads(supervisor.stdout.readline())
    assert len(pids) == count
    assert all(alive(pid) for pid in pids)

    supervisor.send_signal(signal.SIGKILL)
    supervisor.communicate()

    await until(lambda: not any(alive(pid) for pid in pids), "all children ended")
