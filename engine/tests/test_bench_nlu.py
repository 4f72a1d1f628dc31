"""The benchmark's own arithmetic, and that both sides run; its figures are no test's business."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from ruamel.yaml import YAML

from bench.nlu import unknown
from bench.nlu.__main__ import Settings, main
from bench.nlu.data import Labelled, Task, read_tasks, sample, write_project
from bench.nlu.measure import time_messages, train_and_test
from bench.nlu.ours import Ours
from bench.nlu.report import Report
from bench.nlu.stock import CONFIG, best_guess
from bench.nlu.table import MISSING, duration, ratios, tables
from engine.encoder.runtime import SentenceEncoder
from engine.errors import InputError
from engine.tests.conftest import PROJECT
from engine.training_data import read_examples

OUT_OF_SCOPE = ["the moon is full of cheese", "who painted this ceiling", "purple triangles sing"]


def test_auroc_counts_the_pairs_in_the_right_order() -> None:
    inside, outside = np.array([0.1, 0.2, 0.6]), np.array([0.5, 0.9])
    # Six pairs; only (0.6, 0.5) is in the wrong order.
    assert unknown.auroc(inside, outside) == pytest.approx(5 / 6)
    assert unknown.auroc(np.array([0.5]), np.array([0.5])) == 0.5
    assert unknown.auroc(outside, inside) == pytest.approx(1 / 6)


def test_a_threshold_refuses_what_reaches_it() -> None:
    inside, outside = np.array([0.1, 0.2, 0.6, 0.3]), np.array([0.5, 0.9])
    found = unknown.at_threshold(inside, outside, 0.5)
    assert (found.recall, found.precision, found.false_alarms) == (1.0, 2 / 3, 0.25)
    assert found.f1 == pytest.approx(0.8)
    none = unknown.at_threshold(inside, outside, 0.95)
    assert (none.recall, none.precision, none.f1) == (0.0, 1.0, 0.0)


def test_the_threshold_lies_between_two_scores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unknown, "LARGEST_LOSS", 0.25)
    inside = np.array([0.1, 0.2, 0.4, 0.6])
    right = np.array([True, True, True, True])
    assert unknown.choose_threshold(inside, right) == pytest.approx(0.5)
    # A wrong guess may be refused for nothing: it does not count as lost.
    assert unknown.choose_threshold(inside, ~(inside == 0.6)) == pytest.approx(0.3)
    assert unknown.choose_threshold(inside, inside > 9) <= 0.1


def test_the_threshold_is_the_lowest_that_loses_few() -> None:
    random = np.random.RandomState(5)
    inside = random.normal(0, 1, 300).round(2)
    right = random.uniform(size=300) < 0.9

    def lost(threshold: float) -> float:
        return float((right & (inside >= threshold)).mean())

    chosen = unknown.choose_threshold(inside, right)
    assert lost(chosen) <= unknown.LARGEST_LOSS < lost(inside[inside < chosen].max())


def test_the_curve_ends_in_its_corners_and_is_short() -> None:
    random = np.random.RandomState(5)
    curve = unknown.curve(random.normal(size=3000), random.normal(1, 1, 1000))
    assert len(curve["recall"]) == len(curve["false_alarms"]) <= 200
    assert (curve["false_alarms"][0], curve["recall"][0]) == (0.0, 0.0)
    assert (curve["false_alarms"][-1], curve["recall"][-1]) == (1.0, 1.0)


@pytest.mark.parametrize("missing", ["banking77.json", "clinc150.json"])
def test_missing_data_is_one_line_that_says_what_is_expected(
    missing: str, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    write_benchmarks(tmp_path)
    (tmp_path / missing).unlink()
    assert main({"BENCH_DATA": str(tmp_path)}) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert f"{missing} is missing" in line
    for told in ("BENCH_DATA", "banking77.json and clinc150.json", "[text, intent]", "test"):
        assert told in line


@pytest.mark.parametrize(
    "content",
    ['{"train": []}', "[1]", "{", '{"train_10_per_intent": [["a"]], "train": 1, "test": 2}'],
)
def test_data_that_looks_different_is_refused(content: str, tmp_path: Path) -> None:
    write_benchmarks(tmp_path)
    (tmp_path / "banking77.json").write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match="train_10_per_intent, train, test"):
        read_tasks(tmp_path)


@pytest.mark.parametrize("setting", [{"SIZE": "big"}, {"STOCK": "maybe"}, {"OURS": "slow"}])
def test_a_setting_that_is_none_is_refused(setting: dict[str, str]) -> None:
    with pytest.raises(InputError, match="expected"):
        Settings.load(setting)


def test_the_size_says_how_much_of_stock_is_run() -> None:
    small, full = Settings.load({}), Settings.load({"SIZE": "full"})
    assert small.sides("banking77-10") == ["quick", "thorough", "stock"]
    assert small.sides("clinc150") == ["quick", "thorough"]
    assert small.limit("banking77-10") == 1000
    assert full.sides("clinc150") == ["quick", "thorough", "stock"]
    assert full.limit("banking77-10") is None
    without = Settings.load({"STOCK": "no", "OURS": "quick"})
    assert without.sides("banking77-10") == ["quick"]
    assert without.limit("banking77-10") is None


def test_a_sample_has_the_same_places_in_every_list() -> None:
    numbers = list(range(100))
    assert sample(numbers, 10) == [
        int(letter) for letter in sample([str(number) for number in numbers], 10)
    ]
    assert sample(numbers, None) == sample(numbers, 200) == numbers


def test_a_project_is_read_as_it_was_written(tmp_path: Path) -> None:
    examples = [
        Labelled("is it done?", "yes"),
        Labelled("|odd: #start", "no"),
        Labelled("where is [country]", "yes"),
        Labelled("- a dash", "no"),
    ]
    write_project(tmp_path, examples)
    read = {(example.text, example.intent) for example in read_examples(tmp_path)}
    assert read == {tuple(example) for example in examples}


def test_stock_is_what_rasa_suggests() -> None:
    suggested = files("rasa.engine.recipes.config_files") / "default_config.yml"
    yaml = YAML(typ="safe", pure=True)
    theirs = yaml.load(suggested.read_text(encoding="utf-8"))
    assert yaml.load(CONFIG)["pipeline"] == theirs["pipeline"]


def test_stocks_fallback_is_looked_through() -> None:
    fallback = {"name": "nlu_fallback", "confidence": 0.3}
    parse = {"intent": fallback, "intent_ranking": [fallback, {"name": "a", "confidence": 0.2}]}
    assert best_guess(parse) == ("a", 0.2)
    assert best_guess({"intent": {"name": None, "confidence": 0.0}, "intent_ranking": []})[1] == 0


FIGURES: dict[str, Any] = {
    "training_s": 5.0,
    "tested": 3080,
    "accuracy": 0.85,
    "accuracy_on_sample": 0.86,
    "message_ms": 4.0,
}
UNKNOWN = {
    "auroc": 0.97,
    "recall": 0.9,
    "precision": 0.8,
    "false_alarms": 0.05,
    "answered_and_right": 0.83,
    "curve": {"false_alarms": [0.0, 1.0], "recall": [0.0, 1.0]},
}


@pytest.fixture
def report(tmp_path: Path) -> Report:
    settings = {"started": "2026-11-25T10:00:00+07:00"}
    found = Report({"cores": 2}, settings, {"thorough": "not there"}, tmp_path / "report")
    found.add_task("banking77-10", title="Banking77", examples=770, intents=77, test=3080)
    found.add("banking77-10", "quick", FIGURES)
    stock = {"training_s": 600.0, "tested": 1000, "accuracy": 0.66, "message_ms": 20.0}
    found.add("banking77-10", "stock", stock)
    return found


def test_the_table_shows_both_sides_and_what_stock_was_spared(report: Report) -> None:
    (table,) = tables(report.found)
    assert [row[0] for row in table.rows] == ["quick", "stock", "thorough"]
    assert table.rows[0][1:] == ["0.850", "5.0 s", "120.0 times", "4.0 ms"]
    assert table.rows[1][1:] == ["0.660 *", "10 min", MISSING, "20.0 ms"]
    assert "1,000 of the test messages; on the same ones: quick 0.860" in table.note
    lines = table.as_text().splitlines()
    assert lines[0] == "Banking77 (770 examples, 77 intents, 3,080 test messages)"
    assert len({len(line) for line in lines[1:3]}) == 1
    assert "| quick | 0.850 | 5.0 s | 120.0 times | 4.0 ms |" in table.as_markdown()
    assert "thorough: skipped, not there" in report.text()


def test_ratios_say_how_many_times_as_long_stock_takes(report: Report) -> None:
    assert report.found["ratios"] == {
        "training": {"banking77-10": {"quick": 120.0}},
        "message": {"banking77-10": {"quick": 5.0}},
    }
    assert ratios({"a": {"sides": {"quick": FIGURES}}}) == {"training": {}, "message": {}}


def test_the_report_has_every_figure_and_keeps_an_earlier_one(
    report: Report, tmp_path: Path
) -> None:
    report.add_task("clinc150", title="CLINC150", examples=9, intents=3, test=3080)
    report.add("clinc150", "quick", {**FIGURES, "unknown": UNKNOWN})
    folder = tmp_path / "report"
    stored = json.loads((folder / "nlu.json").read_text(encoding="utf-8"))
    assert stored == json.loads(json.dumps(report.found))
    markdown = (folder / "nlu.md").read_text(encoding="utf-8")
    assert "| quick | 0.850 | 0.830 | 0.970 | 0.900 | 0.800 | 5.0 s | – | 4.0 ms |" in markdown
    for plot in ("nlu-training.svg", "nlu-unknown.svg"):
        assert f"({plot})" in markdown
        assert (folder / plot).read_text(encoding="utf-8").startswith("<?xml")
    Report({}, {"started": "later"}, {}, folder)
    assert (folder / "nlu-2026-11-25T100000+0700.json").is_file()


def test_a_change_of_the_engine_during_the_run_is_told(report: Report) -> None:
    report.add("banking77-10", "quick", {**FIGURES, "train_code": "a", "time_code": "a"})
    report.add("banking77-10", "stock", {**FIGURES, "train_code": "b"})
    assert "warning" not in report.text()
    report.add("banking77-10", "thorough", {**FIGURES, "train_code": "a", "time_code": "b"})
    assert "not of one version" in report.text()


@pytest.mark.parametrize(
    ("seconds", "shown"), [(4.24, "4.2 s"), (600, "10 min"), (9000, "2 h 30 min")]
)
def test_durations_are_readable(seconds: float, shown: str) -> None:
    assert duration(seconds) == shown


def write_benchmarks(folder: Path) -> None:
    """A made-up set in the two formats: the tests' small assistant."""
    examples = [
        [e.text, e.intent] for e in read_examples(PROJECT) if e.intent in {"greet", "count", "note"}
    ]
    outside = [[text, "oos"] for text in OUT_OF_SCOPE]
    banking = {"train_10_per_intent": examples, "train": examples, "test": examples[::3]}
    clinc = {
        "train": examples,
        "val": examples[1::3],
        "test": examples[2::3],
        **dict.fromkeys(("oos_train", "oos_val", "oos_test"), outside),
    }
    for name, document in (("banking77", banking), ("clinc150", clinc)):
        (folder / f"{name}.json").write_text(json.dumps(document), encoding="utf-8")


@pytest.fixture
def task(tmp_path: Path, encoder: SentenceEncoder) -> Task:
    write_benchmarks(tmp_path)
    return read_tasks(tmp_path)["clinc150"]


def test_ours_runs_on_a_small_set(task: Task, tmp_path: Path) -> None:
    """Trained, written, loaded, measured; it has seen the messages, so it knows them."""
    write_project(tmp_path / "project", task.learned)
    told: list[str] = []
    figures = train_and_test(
        Ours("quick"),
        task,
        project=tmp_path / "project",
        target=tmp_path / "model",
        limit=None,
        compared=4,
        report=told.append,
    )
    assert figures["tested"] == len(task.test) == 8
    assert figures["accuracy"] == figures["accuracy_on_sample"] == 1.0
    assert figures["training_s"] >= sum(figures["training_steps_s"].values()) > 0
    assert "encoding" in told
    found = figures["unknown"]
    assert found["tested"] == len(OUT_OF_SCOPE)
    assert found["auroc"] > 0.9
    assert found["recall"] > 0.5
    timed = time_messages(Ours("quick"), task, tmp_path / "model")
    assert 0 < timed["message_ms"] < 1000
    json.dumps({**figures, **timed})
