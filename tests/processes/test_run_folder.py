import json
import subprocess
import sys
from pathlib import Path

import pytest

from desk.errors import FrontdeskError
from desk.processes.run_folder import RunFolder

HOLD = """
import sys
from pathlib import Path
from desk.processes.run_folder import RunFolder

with RunFolder(Path(sys.argv[1])) as folder:
    folder.write({"pid": 4711, "url": "http://localhost:8000"})
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_system_in_the_same_folder_is_refused(tmp_path: Path) -> None:
    with RunFolder(tmp_path) as first:
        first.write({"pid": 4711, "url": "http://localhost:8000"})

        with pytest.raises(FrontdeskError) as caught, RunFolder(tmp_path):
            pass

    assert "process 4711, http://localhost:8000" in str(caught.value)
    assert "DATA_DIR=" in str(caught.value)
    assert not (tmp_path / "run.json").exists()
    with RunFolder(tmp_path) as second:
        assert not second.left_behind


def test_a_killed_system_lets_go_of_its_folder(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(FrontdeskError), RunFolder(tmp_path):
        pass

    holder.kill()
    holder.communicate()

    with RunFolder(tmp_path) as folder:
        assert folder.left_behind


def test_what_is_written_is_replaced_whole(tmp_path: Path) -> None:
    with RunFolder(tmp_path) as folder:
        folder.write({"pids": {"engine": 1}})
        folder.write({"pids": {"engine": 2}})

        assert json.loads((tmp_path / "run.json").read_text()) == {"pids": {"engine": 2}}
