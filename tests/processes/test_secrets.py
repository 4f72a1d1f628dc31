import json
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from desk.errors import FrontdeskError
from desk.processes.secrets import load_or_create


def test_secrets_are_made_once_and_only_their_owner_reads_them(tmp_path: Path) -> None:
    first = load_or_create(tmp_path)
    path = tmp_path / "secrets.json"

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert load_or_create(tmp_path) == first
    assert len(set(json.loads(path.read_text()).values())) == 4
    assert [one.name for one in tmp_path.iterdir()] == ["secrets.json"]


def test_secrets_never_show_in_a_representation(tmp_path: Path) -> None:
    secrets = load_or_create(tmp_path)

    assert secrets.internal not in repr(secrets)
    assert secrets.signing not in f"{secrets}"


def test_a_file_that_others_can_read_is_closed_again(tmp_path: Path) -> None:
    load_or_create(tmp_path)
    path = tmp_path / "secrets.json"
    path.chmod(0o644)

    load_or_create(tmp_path)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("text", ["", "{", "[]", '{"internal": "a"}', '{"internal": 1}'])
def test_a_broken_file_is_an_error_and_not_replaced(tmp_path: Path, text: str) -> None:
    path = tmp_path / "secrets.json"
    path.write_text(text)

    with pytest.raises(FrontdeskError, match=r"secrets\.json"):
        load_or_create(tmp_path)

    assert path.read_text() == text


def test_an_empty_secret_is_an_error(tmp_path: Path) -> None:
    load_or_create(tmp_path)
    path = tmp_path / "secrets.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "engine": ""}))

    with pytest.raises(FrontdeskError, match="empty secret"):
        load_or_create(tmp_path)


def test_processes_that_start_at_once_agree(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; sys.stdin.readline();"
        "from desk.processes.secrets import load_or_create;"
        "print(load_or_create(Path(sys.argv[1])).internal)"
    )
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(tmp_path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(6)
    ]
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()

    told = {process.communicate(timeout=30)[0] for process in processes}

    assert len(told) == 1
    assert told != {""}
