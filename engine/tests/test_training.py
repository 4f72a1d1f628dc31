"""Training: what it reports, that it repeats itself, and what it refuses by name."""

from __future__ import annotations

import importlib
import io
import os
import shutil
import subprocess
import sys
import tarfile
import uuid
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.errors import EngineError, InputError
from engine.inputs import inputs_hash
from engine.places import ROOT
from engine.tests.conftest import PROJECT
from engine.training_data import check_training_data, read_examples


def parts(model: Path) -> dict[str, Any]:
    """Everything that was learned, by file in the archive."""
    found: dict[str, Any] = {}
    with tarfile.open(model, "r:gz") as archive:
        for member in archive.getmembers():
            file = archive.extractfile(member)
            if file is None or not member.name.startswith("components/"):
                continue
            content = file.read()
            if member.name.endswith(".npz"):
                with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
                    found[member.name] = {name: arrays[name] for name in arrays.files}
            elif "CalibratedIntent" in member.name or "OutOfScope" in member.name:
                found[member.name] = content
    return found


def test_a_training_reports_its_steps_and_writes_a_card(
    trained: tuple[Path, dict[str, Any], list[str]],
) -> None:
    model, card, steps = trained
    assert model.is_file()
    assert [path.name for path in model.parent.iterdir()] == [model.name]
    assert any("CalibratedIntentClassifier" in step for step in steps)
    assert card["rasa"] == "3.6.21"
    assert card["examples"] == len(read_examples(PROJECT))
    assert card["figures"]["cross_validated_accuracy"] > 0.7
    assert 0 <= card["figures"]["scope"]["threshold"] < 1


def test_training_again_gives_the_same_model(
    trained: tuple[Path, dict[str, Any], list[str]], project: Path, tmp_path: Path
) -> None:
    from engine.train import train

    model, card, _ = trained
    again = tmp_path / "again.tar.gz"
    other = train(again, lambda line: None, project)
    assert {**other, "seconds": 0} == {**card, "seconds": 0}
    one, two = parts(model), parts(again)
    assert one.keys() == two.keys()
    assert len(one) >= 4
    for name, content in one.items():
        if isinstance(content, dict):
            for key, array in content.items():
                assert np.array_equal(array, two[name][key]), (name, key)
        else:
            assert content == two[name], name


def test_a_backslash_in_the_data_is_a_backslash(copy: Path) -> None:
    """Also in a file without a letter outside of ASCII, where Rasa's reader decodes escapes."""
    from rasa.shared.importers.importer import TrainingDataImporter

    # As Rasa does by the names in config.yml: it teaches the reader.
    importlib.import_module("engine.components")
    texts = [
        "open C:\\users\\me",
        "\\\\Users\\share",
        "\\u0041bc stays",
        "\\U0001",
        "half \\ud83d here",
    ]
    write(copy, "data/more.yml", nlu(intent("note", *texts)))
    domain = (copy / "domain.yml").read_text(encoding="utf-8").encode("ascii", "ignore").decode()
    answers = (
        "  utter_path:\n  - text: look into C:\\users\n",
        '  utter_smile:\n  - text: "smile \\ud83d\\ude00 \\u0041"\n',
    )
    write(copy, "domain.yml", domain.replace("responses:\n", "responses:\n" + "".join(answers)))
    importer = TrainingDataImporter.load_from_config(
        str(copy / "config.yml"), str(copy / "domain.yml"), [str(copy / "data")]
    )
    read = {message.get("text") for message in importer.get_nlu_data().intent_examples}
    assert read >= set(texts)
    assert read >= {example.text for example in read_examples(copy)}
    responses = importer.get_domain().responses
    assert responses["utter_path"][0]["text"] == "look into C:\\users"
    assert responses["utter_smile"][0]["text"] == "smile \U0001f600 A"


def test_a_training_on_one_core_gives_a_model_that_answers_the_same(
    trained: tuple[Path, dict[str, Any], list[str]], project: Path, tmp_path: Path
) -> None:
    """In a process that may use one core only; what its regressions find is not shared."""
    from engine.parse import parse_texts

    target = tmp_path / "one.tar.gz"
    code = (
        "import sys; from pathlib import Path; from engine.train import train;"
        "train(Path(sys.argv[1]), lambda line: None, Path(sys.argv[2]))"
    )
    core = min(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 0
    subprocess.run(
        [sys.executable, "-c", code, str(target), str(project)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        preexec_fn=lambda: hasattr(os, "sched_setaffinity") and os.sched_setaffinity(0, {core}),
        check=True,
    )
    texts = [example.text for example in read_examples(PROJECT)]
    texts += ["hey there", "web ko vao dc", "what is the weather", "write it down", ""]
    pairs = zip(parse_texts(trained[0], texts), parse_texts(target, texts), strict=True)
    for one, other in pairs:
        assert one["intent"]["name"] == other["intent"]["name"]
        assert one["certainty"] == pytest.approx(other["certainty"], abs=1e-6)
        rankings = one["intent_ranking"], other["intent_ranking"]
        for mine, theirs in zip(*rankings, strict=True):
            assert mine["name"] == theirs["name"]
            assert mine["confidence"] == pytest.approx(theirs["confidence"], abs=1e-6)


def test_only_the_encodings_that_are_asked_for_are_kept(
    trained: tuple[Path, dict[str, Any], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    from engine.encoder import kept
    from engine.encoder.build import folder_of
    from engine.encoder.runtime import SentenceEncoder
    from engine.parse import parse_texts

    texts = [f"my server number {uuid.uuid4().hex} is down" for _ in range(4)]
    folder = folder_of("base")
    before = kept.load_vectors(folder)
    plain = list(parse_texts(trained[0], texts))
    assert kept.load_vectors(folder).keys() == before.keys()
    found = list(parse_texts(trained[0], texts, keep=3))
    encoder = SentenceEncoder(folder)
    assert kept.load_vectors(folder).keys() == before.keys() | encoder.vectors_of(texts[:3]).keys()
    computed: list[str] = []
    run = SentenceEncoder._run
    monkeypatch.setattr(
        SentenceEncoder, "_run", lambda self, texts: computed.extend(texts) or run(self, texts)
    )
    again = list(parse_texts(trained[0], texts, keep=3))
    assert computed == texts[3:]
    for one, two, three in zip(plain, found, again, strict=True):
        assert two == three
        assert one["intent"]["name"] == two["intent"]["name"]
        assert one["certainty"] == pytest.approx(two["certainty"], abs=1e-6)


def test_a_model_remembers_how_each_example_was_understood_without_it(
    trained: tuple[Path, dict[str, Any], list[str]], project: Path
) -> None:
    from engine.archive import held_out_of
    from engine.cross_validation import cross_validate

    model, card, _ = trained
    *examples, figures = cross_validate(project, lambda line: None)
    kept = sorted(held_out_of(model), key=lambda line: (line["text"], line["label"]))
    fresh = sorted(examples, key=lambda line: (line["text"], line["label"]))
    assert len(kept) == len(fresh) == card["examples"]
    for one, other in zip(kept, fresh, strict=True):
        for name in ("text", "label", "intent", "verdict"):
            assert one[name] == other[name]
        for name in ("confidence", "certainty"):
            assert one[name] == pytest.approx(other[name], abs=1e-4)
    right = sum(line["intent"] == line["label"] for line in kept)
    assert right / len(kept) == pytest.approx(card["figures"]["cross_validated_accuracy"])
    assert figures["figures"]["accuracy"] == pytest.approx(right / len(kept))


def write(root: Path, name: str, text: str) -> None:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(text, encoding="utf-8")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(PROJECT, tmp_path, dirs_exist_ok=True)
    shutil.copyfile(ROOT / "config.yml", tmp_path / "config.yml")
    return tmp_path


def nlu(*items: str) -> str:
    return 'version: "3.1"\nnlu:\n' + "".join(items)


def intent(name: str, *texts: str) -> str:
    return f"  - intent: {name}\n    examples: |\n" + "".join(f"      - {t}\n" for t in texts)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (nlu(intent("greet", "once only")), r"greet \(data/nlu\.yml:5\)"),
        (nlu(intent("greet", "same", "Same ")), "too few"),
        (
            nlu(intent("greet", "good day", "one", "two"), intent("note", "Good  day", "x", "y")),
            r"'Good  day' is greet in data/nlu\.yml:5 and note in data/nlu\.yml:10",
        ),
        (nlu(intent("stranger", "one", "two")), r"stranger \(data/nlu\.yml\)"),
        ("nlu:\n  - intent: greet\n    examples: |\n", r"data/nlu\.yml:2: intent greet has no"),
        (
            "nlu:\n  - intent: greet\n    examples: |\n      - a\n      b\n",
            r"data/nlu\.yml:5: an example starts",
        ),
        ("nlu: [unclosed", r"data/nlu\.yml:\d: not YAML"),
        ("just a text", r"data/nlu\.yml: expected a mapping"),
        ('version: "3.1"\n', "no examples"),
    ],
)
def test_data_that_cannot_be_trained_is_named(copy: Path, content: str, told: str) -> None:
    write(copy, "data/nlu.yml", content)
    with pytest.raises(InputError, match=told):
        check_training_data(copy)


def test_a_broken_domain_is_named(copy: Path) -> None:
    write(copy, "domain.yml", "intents: [greet\nresponses: {")
    with pytest.raises(InputError, match=r"domain\.yml:\d: not YAML"):
        check_training_data(copy)


def test_rules_that_contradict_each_other_are_refused(
    copy: Path, trained: tuple[Path, dict[str, Any], list[str]]
) -> None:
    from engine.train import train

    write(
        copy,
        "data/more.yml",
        'version: "3.1"\nrules:\n  - rule: greet otherwise\n'
        "    steps: [{ intent: greet }, { action: utter_goodbye }]\n",
    )
    with pytest.raises(InputError, match="Contradicting rules"):
        train(copy / "models" / "x.tar.gz", lambda line: None, copy)
    assert list((copy / "models").iterdir()) == []


def test_an_encoder_that_is_not_built_stops_the_training(
    copy: Path, trained: tuple[Path, dict[str, Any], list[str]]
) -> None:
    from engine.train import train

    config = (copy / "config.yml").read_text(encoding="utf-8")
    assert config.count("encoder: current") == 1
    write(copy, "config.yml", config.replace("encoder: current", "encoder: never-built"))
    with pytest.raises(EngineError, match="make setup"):
        train(copy / "models" / "x.tar.gz", lambda line: None, copy)


def test_the_inputs_follow_what_is_trained_from(copy: Path) -> None:
    before = inputs_hash(copy)
    assert inputs_hash(copy) == before
    write(copy, "README.md", "other words")
    assert inputs_hash(copy) == before
    write(copy, "data/nlu.yml", (copy / "data/nlu.yml").read_text(encoding="utf-8") + "\n")
    assert inputs_hash(copy) != before


def test_the_root_project_names_components_that_exist() -> None:
    from rasa.engine.recipes.default_recipe import DefaultV1Recipe
    from rasa.shared.utils.io import read_config_file

    config = read_config_file(ROOT / "config.yml")
    for entry in config["pipeline"] + config["policies"]:
        assert DefaultV1Recipe._from_registry(entry["name"]).clazz is not None


def test_rasas_cache_sees_what_is_behind_a_component(monkeypatch: pytest.MonkeyPatch) -> None:
    from engine.components import intent_classifier, out_of_scope, sentence_encoder, spacy_details

    steps = [
        intent_classifier.CalibratedIntentClassifier,
        out_of_scope.OutOfScopeDetector,
        spacy_details.SpacyDetails,
        sentence_encoder.SentenceEncoderFeaturizer,
    ]
    before = [step.fingerprint_addon({}) for step in steps]
    assert None not in before
    monkeypatch.setattr(intent_classifier.features, "__file__", __file__)
    monkeypatch.setattr(spacy_details.build.vocabulary, "__file__", __file__)
    monkeypatch.setattr("engine.encoder.graph.REVISION", 99)
    after = [step.fingerprint_addon({}) for step in steps]
    assert all(one != other for one, other in zip(before, after, strict=True))
