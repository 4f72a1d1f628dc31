import asyncio
import os
import signal
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from desk.errors import FrontdeskError
from desk.processes.child import Program
from desk.processes.supervisor import Patience, StartFailed, Supervisor
from tests.ports import free_port
from tests.processes.helpers import (
    QUICK,
    Recorder,
    alive,
    answering,
    notes,
    script,
    until,
)


def supervise(
    programs: Sequence[Program], folder: Path, patience: Patience = QUICK
) -> tuple[Supervisor, Recorder]:
    report = Recorder()
    return Supervisor(programs, logs=folder / "logs", report=report, patience=patience), report


async def test_programs_start_together_answer_and_stop_in_order(tmp_path: Path) -> None:
    programs = [answering(name, tmp_path) for name in ("desk", "engine", "actions")]
    supervisor, report = supervise(programs, tmp_path)

    await supervisor.start()
    pids = supervisor.pids
    assert {one["name"] for one in report.named("answers")} == {"desk", "engine", "actions"}
    await supervisor.stop()

    assert [name for name, *_ in notes(tmp_path, "asked")] == ["desk", "engine", "actions"]
    assert [one["name"] for one in report.named("stopped")] == ["desk", "engine", "actions"]
    assert not any(alive(pid) for pid in pids.values())


async def test_what_a_program_prints_is_in_its_log(tmp_path: Path) -> None:
    supervisor, report = supervise([answering("engine", tmp_path)], tmp_path)

    await supervisor.start()
    await supervisor.stop()

    assert (tmp_path / "logs" / "engine.log").read_text() == "engine listens\n"
    assert ("engine", "engine listens") in report.lines


async def test_a_killed_program_is_started_again_on_its_port_with_its_environment(
    tmp_path: Path,
) -> None:
    supervisor, report = supervise(
        [answering("desk", tmp_path), answering("engine", tmp_path)], tmp_path
    )
    await supervisor.start()
    supervisor.watch()
    before = supervisor.pids

    for round_number in (1, 2, 3):
        os.kill(supervisor.pids["engine"], signal.SIGKILL)
        await until(lambda n=round_number: len(report.named("restarted")) == n, "restarted")

    after = supervisor.pids
    await supervisor.stop()
    assert after["desk"] == before["desk"]
    assert after["engine"] != before["engine"]
    started = [line for line in notes(tmp_path, "started") if line[0] == "engine"]
    assert [mark for _, _, mark in started] == ["the-same"] * 4
    assert {one["code"] for one in report.named("died")} == {"signal 9"}
    assert not any(alive(pid) for pid in {*before.values(), *after.values()})


async def test_a_program_that_dies_again_while_it_starts_is_tried_until_it_answers(
    tmp_path: Path,
) -> None:
    marker = tmp_path / "broken"
    good = answering("engine", tmp_path)
    code = f"import os, sys\nif os.path.exists({str(marker)!r}): sys.exit(3)\n{good.command[2]}"
    program = replace(good, command=(*good.command[:2], code, *good.command[3:]))
    supervisor, report = supervise([program], tmp_path)
    await supervisor.start()
    supervisor.watch()

    marker.touch()
    os.kill(supervisor.pids["engine"], signal.SIGKILL)
    await until(lambda: len(report.named("died")) >= 3, "died three times")
    marker.unlink()
    await until(lambda: bool(report.named("restarted")), "restarted")

    await supervisor.stop()
    assert [one["code"] for one in report.named("died")][:3] == [
        "signal 9",
        "exit code 3",
        "exit code 3",
    ]


async def test_a_program_that_dies_at_the_start_shows_its_last_lines(tmp_path: Path) -> None:
    broken = script("engine", tmp_path, "print('no model here'); raise SystemExit(4)")
    supervisor, _ = supervise([answering("desk", tmp_path), broken], tmp_path)

    with pytest.raises(StartFailed) as caught:
        await supervisor.start()
    pids = supervisor.pids
    await supervisor.stop()

    assert "engine ended with exit code 4" in str(caught.value)
    assert "no model here" in str(caught.value)
    assert str(tmp_path / "logs" / "engine.log") in str(caught.value)
    assert not any(alive(pid) for pid in pids.values())


async def test_a_program_that_stays_silent_fails_the_start(tmp_path: Path) -> None:
    silent = script("engine", tmp_path, "import signal; signal.pause()")
    supervisor, _ = supervise([silent], tmp_path, replace(QUICK, start_s=0.3))

    with pytest.raises(StartFailed, match="did not answer within"):
        await supervisor.start()
    pid = supervisor.pids["engine"]
    await supervisor.stop()

    assert not alive(pid)


async def test_a_command_that_does_not_exist_is_one_clear_line(tmp_path: Path) -> None:
    missing = replace(script("engine", tmp_path, ""), command=(str(tmp_path / "nothing"),))
    supervisor, _ = supervise([answering("desk", tmp_path), missing], tmp_path)

    with pytest.raises(FrontdeskError, match="engine can't be started"):
        await supervisor.start()
    pids = supervisor.pids
    await supervisor.stop()

    assert not any(alive(pid) for pid in pids.values())


async def test_a_program_that_ignores_the_request_is_killed_with_its_own_children(
    tmp_path: Path,
) -> None:
    program = answering("engine", tmp_path, "stubborn", "parent")
    supervisor, report = supervise([program], tmp_path, replace(QUICK, grace_s=0.3))
    await supervisor.start()
    pid = supervisor.pids["engine"]
    grandchild = next(int(text.split()[1]) for _, text in report.lines if "grandchild" in text)
    assert alive(grandchild)

    await supervisor.stop()

    assert notes(tmp_path, "asked")
    assert not alive(pid)
    await until(lambda: not alive(grandchild), "the grandchild ended")


async def test_the_second_request_to_stop_does_not_wait(tmp_path: Path) -> None:
    program = answering("engine", tmp_path, "stubborn")
    supervisor, _ = supervise([program], tmp_path, replace(QUICK, grace_s=3600.0))
    await supervisor.start()
    pid = supervisor.pids["engine"]

    stopping = asyncio.create_task(supervisor.stop())
    await until(lambda: bool(notes(tmp_path, "asked")), "it was asked to end")
    assert not stopping.done()
    supervisor.hurry()
    await stopping

    assert not alive(pid)


async def test_a_stop_during_the_start_leaves_nobody_behind(tmp_path: Path) -> None:
    silent = script("engine", tmp_path, "import signal; signal.pause()")
    supervisor, report = supervise([answering("desk", tmp_path), silent], tmp_path)

    starting = asyncio.create_task(supervisor.start())
    await until(lambda: len(report.named("started")) == 2, "both were started")
    pids = supervisor.pids
    starting.cancel()
    await asyncio.gather(starting, return_exceptions=True)
    await supervisor.stop()

    assert not any(alive(pid) for pid in pids.values())


async def test_long_lines_and_odd_bytes_do_not_stop_the_log(tmp_path: Path) -> None:
    code = (
        "import sys; sys.stdout.buffer.write(b'x' * 200_000 + b'\\xff\\n' + b'the end');"
        "sys.stdout.flush(); sys.exit(1)"
    )
    supervisor, report = supervise([script("engine", tmp_path, code)], tmp_path)

    with pytest.raises(StartFailed, match="the end"):
        await supervisor.start()
    await supervisor.stop()

    text = "".join(line for _, line in report.lines)
    assert text.count("x") == 200_000
    assert report.lines[-1] == ("engine", "the end")


async def test_two_programs_on_one_port_do_not_both_start(tmp_path: Path) -> None:
    port = free_port()
    first, _ = supervise([answering("engine", tmp_path, port=port)], tmp_path)
    await first.start()
    refused = answering("desk", tmp_path, port=port)
    # Its own readiness can't be told by the port, which the other one answers on.
    second, _ = supervise(
        [replace(refused, ready_url=f"http://127.0.0.1:{free_port()}/")], tmp_path
    )

    with pytest.raises(StartFailed, match="Address already in use"):
        await second.start()

    await second.stop()
    await first.stop()
