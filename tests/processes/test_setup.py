"""The building blocks of `make setup`: nothing twice, nothing stale, one line when it fails."""

import fcntl
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = ROOT / "scripts"


@pytest.fixture
def steps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """scripts/steps.py, working in a folder of its own."""
    monkeypatch.syspath_prepend(str(SCRIPTS))
    import steps as module

    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "STATE", tmp_path / ".cache" / "setup")
    module.STATE.mkdir(parents=True)
    yield module
    sys.modules.pop("steps", None)


class Action:
    """A step's work, counting how often it is done."""

    def __init__(self, made: Path) -> None:
        self.made = made
        self.times = 0

    def __call__(self, log: Path) -> None:
        self.times += 1
        self.made.touch()


def do(steps: ModuleType, action: Action, inputs: str = "1") -> None:
    steps.Setup(total=1).step("it", "it", action, inputs=inputs, made=action.made.exists)


def test_a_step_is_done_once(steps: ModuleType, tmp_path: Path) -> None:
    action = Action(tmp_path / "made")

    do(steps, action)
    do(steps, action)

    assert action.times == 1


def test_a_step_is_done_again_when_its_inputs_change(steps: ModuleType, tmp_path: Path) -> None:
    action = Action(tmp_path / "made")

    do(steps, action, "1")
    do(steps, action, "2")

    assert action.times == 2


def test_a_step_is_done_again_when_what_it_made_is_gone(steps: ModuleType, tmp_path: Path) -> None:
    action = Action(tmp_path / "made")

    do(steps, action)
    action.made.unlink()
    do(steps, action)

    assert action.times == 2


def test_a_step_is_done_again_in_a_copied_folder(
    steps: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    action = Action(tmp_path / "made")

    do(steps, action)
    monkeypatch.setattr(steps, "ROOT", tmp_path / "elsewhere")
    do(steps, action)

    assert action.times == 2


def test_a_step_that_fails_is_tried_again_and_says_why_in_one_line(
    steps: ModuleType, tmp_path: Path
) -> None:
    def fail(log: Path) -> None:
        code = "print('ERROR: no such package'); print('see the manual'); raise SystemExit(1)"
        steps.run([sys.executable, "-c", code], log, cwd=tmp_path)

    for _ in range(2):
        with pytest.raises(steps.SetupError) as caught:
            steps.Setup(total=1).step("it", "packages", fail, inputs="1")
        text = str(caught.value)
        assert text.startswith("packages: ERROR: no such package (log: ")
        assert "\n" not in text


def test_a_step_that_makes_nothing_has_failed(steps: ModuleType, tmp_path: Path) -> None:
    with pytest.raises(steps.SetupError, match="is not there"):
        steps.Setup(total=1).step(
            "it", "it", lambda log: None, inputs="1", made=(tmp_path / "nothing").exists
        )


def test_a_command_that_does_not_exist_is_one_line(steps: ModuleType, tmp_path: Path) -> None:
    with pytest.raises(steps.SetupError, match="can't be started"):
        steps.run([tmp_path / "nothing"], tmp_path / "log", cwd=tmp_path)


def test_the_contents_of_a_folder_tell_every_change(steps: ModuleType, tmp_path: Path) -> None:
    folder = tmp_path / "web"
    (folder / "dist").mkdir(parents=True)
    (folder / "a").write_text("1")
    first = steps.contents([folder], without={"dist"})

    (folder / "dist" / "b").write_text("built")
    assert steps.contents([folder], without={"dist"}) == first
    (folder / "a").rename(folder / "c")
    assert steps.contents([folder], without={"dist"}) != first


def test_a_second_set_up_waits_for_the_first(steps: ModuleType) -> None:
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import steps; from pathlib import Path;"
        "steps.STATE = Path(sys.argv[2])\n"
        "with steps.only_one(): print('mine', flush=True)"
    )
    with open(steps.STATE / "lock", "a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        other = subprocess.Popen(
            [sys.executable, "-c", code, str(SCRIPTS), str(steps.STATE)],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert other.stdout is not None
        assert "waiting" in other.stdout.readline()
        assert other.poll() is None

    assert other.communicate(timeout=20)[0] == "mine\n"


@pytest.mark.parametrize(
    ("version", "enough"),
    [
        ("v18.20.4", False),
        ("v20.18.9", False),
        ("v20.19.0", True),
        ("v21.7.3", False),
        ("v22.11.0", False),
        ("v22.12.0", True),
        ("v24.19.0", True),
        ("", False),
        (None, False),
    ],
)
def test_only_a_node_that_vite_runs_on_is_used(
    steps: ModuleType, version: str | None, enough: bool
) -> None:
    import tools

    assert tools.node_is_new_enough(version) is enough
