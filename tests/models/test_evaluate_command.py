"""`frontdesk evaluate` as a trainer types it, with a small program in the engine's place."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.commands import Done, call_command
from tests.models.examples import parse

ROOT = Path(__file__).resolve().parents[2]

ENGINE = """
import json, sys
from pathlib import Path

here = Path(__file__).parent
said = json.loads((here / "said.json").read_text())
with (here / "asked").open("a") as file:
    print(json.dumps(sys.argv[1:]), file=file)
command = sys.argv[1]
if command == "parse":
    for number, line in enumerate(sys.stdin):
        text = json.loads(line)
        if text == "break":
            sys.exit("engine: the model is from another Rasa")
        if text != "swallow":
            print(json.dumps({**said["parses"][text], "text": text, "language": "en"}))
else:
    for line in said[command]:
        print(json.dumps(line))
"""

FIGURES = {
    "classifier": {},
    "scope": {
        "threshold": 0.5,
        "far": 0.2,
        "curve": [
            {"threshold": step / 4, "cost": 0.3, "wrong": 0.2, "needless": 0.1} for step in range(4)
        ],
    },
    "encoder": {"version": "base-1"},
}
HELD_OUT = {"certainty": 0.5, "verdict": "known"}
CROSSED = [
    {"progress": "learning five times"},
    {"text": "a", "label": "refund", "intent": "refund", "confidence": 0.9, **HELD_OUT},
    {"text": "b", "label": "refund", "intent": "plans", "confidence": 0.7, **HELD_OUT},
    {"figures": {"folds": 5, "seed": 7, "accuracy": 0.5, "calibration_error": 0.4}},
]
TABLE = (
    "text\tlabel\talt\tlang\tprov\n"
    "money back\trefund\t\ten\tchat\n"
    "tiền của tôi\trefund\tinvoice\tvi\tmail\n"
    "which plan\tplans\t\ten\tmail\n"
    "hm\tplans\t\ten\t\n"
)

Run = Callable[..., Done]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with two models and an engine that says what `said.json` holds."""
    folder = tmp_path / "project"
    environment = folder / "engine" / ".venv"
    (environment / "bin").mkdir(parents=True)
    (environment / "bin" / "python").symlink_to(sys.executable)
    (environment / "pyvenv.cfg").write_text("version_info = 3.10.13\n")
    (folder / "engine" / "__init__.py").write_text("")
    (folder / "engine" / "__main__.py").write_text(ENGINE)
    shutil.copy(ROOT / "policy.yml", folder)
    (folder / "models").mkdir()
    for name in ("one", "two"):
        (folder / "models" / f"{name}.tar.gz").write_bytes(b"model")
    (folder / "models" / "current").write_text("one\n")
    say(folder, seconds=0.01)
    (folder / "held.tsv").write_text(TABLE)
    return folder


def say(project: Path, *, seconds: float) -> None:
    parses = {
        "money back": parse({"refund": 0.9, "plans": 0.1}, seconds=seconds),
        "tiền của tôi": parse({"invoice": 0.6, "refund": 0.4}, seconds=seconds * 2),
        "which plan": parse({"refund": 0.7, "plans": 0.3}, seconds=seconds * 3),
        "hm": parse({"plans": 0.5, "refund": 0.5}, intent="unsure", seconds=seconds * 4),
    }
    said = {"parses": parses, "figures": [FIGURES], "cross-validate": CROSSED}
    (project / "engine" / "said.json").write_text(json.dumps(said))


@pytest.fixture
def run(project: Path, tmp_path: Path) -> Run:
    """Run `frontdesk evaluate …` in the project."""
    return partial(call_command, "evaluate", folder=project, DATA_DIR=str(tmp_path / "data"))


def asked(project: Path) -> list[list[str]]:
    return [json.loads(line) for line in (project / "engine" / "asked").read_text().splitlines()]


def test_one_document_holds_every_figure(run: Run, tmp_path: Path) -> None:
    done = run("--file", "held.tsv", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    found: dict[str, Any] = json.loads(done.stdout)
    assert (found["model"], found["labels_are"], found["messages"]) == ("one", "intents", 4)
    assert found["accuracy"] == 2 / 4
    assert found["labels"]["refund"]["recall"] == 1.0
    assert found["categories"]["sales"]["recall"] == 0.0
    assert found["unsure_rate"] == 1 / 4
    # 0.9 and 0.6 right, 0.7 wrong, 0.5 right although it asked back.
    assert found["calibration"]["error"] == pytest.approx((0.1 + 0.4 + 0.7 + 0.5) / 4)
    assert found["latency_ms"] == {"median": pytest.approx(25), "p95": pytest.approx(40)}
    assert found["accuracy_by"]["lang"]["en"] == {"messages": 3, "accuracy": 1 / 3}
    assert set(found["accuracy_by"]["prov"]) == {"-", "chat", "mail"}
    assert "cross_validation" not in found
    report = tmp_path / "data" / "reports" / "evaluation-one-held.html"
    assert found["report"] == str(report)
    assert "which plan" in report.read_text(encoding="utf-8")


def test_a_person_reads_tables_and_where_the_report_is(run: Run, tmp_path: Path) -> None:
    done = run("--file", "held.tsv")
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert lines[0] == "model one, 4 messages"
    assert lines[1].split() == [
        *("accuracy", "0.500", "macro", "F1", "0.400", "unsure", "0.250"),
        *("calibration", "error", "0.425"),
    ]
    rows = [line.split() for line in lines]
    assert ["refund", "2", "0.667", "1.000", "0.800"] in rows
    assert ["billing", "2", "0.667", "1.000", "0.800"] in rows
    assert ["vi", "1", "1.000"] in rows
    assert lines[-1] == f"report {tmp_path / 'data' / 'reports' / 'evaluation-one-held.html'}"


def test_another_model_and_another_place(run: Run, project: Path) -> None:
    done = run("--file", "held.tsv", "--model", "two", "--report", "new/page.html", "--json")
    assert json.loads(done.stdout)["report"] == "new/page.html"
    assert "Evaluation of two" in (project / "new" / "page.html").read_text(encoding="utf-8")
    archive = str(project / "models" / "two.tar.gz")
    assert asked(project) == [
        ["parse", "--model", archive, "--explain"],
        ["figures", "--model", archive],
    ]


def test_the_same_input_gives_the_same_report_but_for_the_latency(run: Run, project: Path) -> None:
    pages = []
    for name, seconds in (("a", 0.01), ("b", 0.02)):
        say(project, seconds=seconds)
        done = run("--file", "held.tsv", "--cross-validate", "--report", f"{name}.html")
        assert done.returncode == 0
        assert "learning five times" in done.stdout
        assert "cross-validation: 2 examples in 5 folds, seed 7" in done.stdout
        pages.append((project / f"{name}.html").read_bytes())
    changed = [
        old
        for old, new in zip(pages[0].splitlines(), pages[1].splitlines(), strict=True)
        if old != new
    ]
    assert len(changed) == 2
    assert all(b"latency" in line for line in changed)


def test_the_training_data_is_cross_validated_when_asked(run: Run, tmp_path: Path) -> None:
    found = json.loads(run("--file", "held.tsv", "--cross-validate", "--json").stdout)
    crossed = found["cross_validation"]
    assert (crossed["folds"], crossed["seed"], crossed["accuracy"]) == (5, 7, 0.5)
    assert crossed["intents"]["refund"]["f1"] == pytest.approx(2 / 3)
    assert [row["text"] for row in crossed["disagreeing"]] == ["b"]
    page = (tmp_path / "data" / "reports" / "evaluation-one-held.html").read_text()
    assert "Cross-validation of the training data" in page


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "bad.tsv: the file is empty"),
        (b"\xef\xbb\xbf\n", "bad.tsv: the file is empty"),
        (b"text\tlabel\n", "bad.tsv: no line after the header"),
        (b"text,label\nhi,greet\n", "bad.tsv:1: no column text, label; the header names: text,l"),
        (b"text\tkind\nhi\tgreet\n", "bad.tsv:1: no column label; the header names: text, kind"),
        (b"text\ttext\tlabel\n", "bad.tsv:1: the header names text more than once"),
        (b"text\tlabel\nhi\n", "bad.tsv:2: 1 columns, the header has 2"),
        (b"text\tlabel\nhi\tgreet\n\tgreet\n", "bad.tsv:3: column text is empty"),
        (b"text\tlabel\nhi\tgreet\nho\tnone\n", "bad.tsv:3: none is neither an intent nor a cat"),
        (b"text\tlabel\nhi\tgreet\nho\tunsure\n", "bad.tsv:3: unsure is what the assistant says"),
        (b"text\tlabel\nhi\tgreet\nho\tbilling\n", "bad.tsv:3: the file mixes intents and categ"),
        (b"text\tlabel\n\x1b[31m\x07\tgreet\n\xc3\x28\tgreet\n", "bad.tsv:3: not UTF-8 (byte 1)"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "bad.tsv:1: not UTF-8 (byte 1)"),
        (b"text\tlabel\n" + b"x" * 1_000_000 + b"\tgreet\n", "bad.tsv:2: the line has 1,000,006"),
        (b"x" * 1_000_000, "bad.tsv:1: the line has 1,000,000 bytes"),
        (b"text\tlabel\nhi\t" + b"\x1b[2J" * 9_000, "bad.tsv:2: ?[2J?[2J"),
        (None, "bad.tsv: No such file or directory"),
    ],
)
def test_a_bad_file_is_one_line_that_names_file_and_line(
    run: Run, project: Path, tmp_path: Path, content: bytes | None, told: str
) -> None:
    if content is not None:
        (project / "bad.tsv").write_bytes(content)
    done = run("--file", "bad.tsv")
    assert done.returncode == 2
    assert done.stderr.startswith(f"frontdesk: {told}")
    assert len(done.stderr.splitlines()) == 1
    assert len(done.stderr) < 250
    assert done.stdout == ""
    # It is told before the engine is started or anything is written.
    assert not (project / "engine" / "asked").exists()
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        ([], 2, "--file"),
        (["--file", "."], 2, "Is a directory"),
        (["--file", "held.tsv", "--model", "three"], 2, "there is no model three; there are: two"),
        (["--file", "held.tsv", "--report", "models"], 2, "models is a folder"),
        (["--file", "held.tsv", "--report", "held.tsv/x.html"], 2, "can't be written"),
        (["--file", "held.tsv", "--report", "x" * 300], 2, "can't be written (File name too long"),
    ],
)
def test_what_cannot_be_done_is_one_line(
    run: Run, project: Path, arguments: list[str], code: int, told: str
) -> None:
    done = run(*arguments)
    assert done.returncode == code
    assert told in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not (project / "engine" / "asked").exists()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("break", "the model is from another Rasa"),
        ("swallow", "the engine answered 1 of 2 messages"),
    ],
)
def test_an_engine_that_fails_leaves_no_report(
    run: Run, project: Path, tmp_path: Path, text: str, told: str
) -> None:
    (project / "held.tsv").write_text(f"text\tlabel\nmoney back\trefund\n{text}\trefund\n")
    done = run("--file", "held.tsv")
    assert done.returncode == 1
    assert done.stderr == f"frontdesk: {told}\n"
    assert list((tmp_path / "data" / "reports").iterdir()) == []
