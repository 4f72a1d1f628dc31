"""Intents, rules, texts, actions and the policy's topics fit together."""

import re
import string
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from actions.executor import Executor
from actions.matter import NEEDS
from actions.phrases import Phrases
from actions.unclear import NO_CHOICE
from support.policy import Policy
from tests.actions.conversation import DOMAIN

ROOT = Path(__file__).parents[2]
NOT_LEARNT = {"unsure"}
FEWEST_EXAMPLES = 20
HELD_OUT = [path.name for path in sorted((ROOT / "tests" / "conversations").glob("*.tsv"))]


def examples() -> Iterator[tuple[str, str]]:
    """Each training example with its intent."""
    for path in sorted((ROOT / "data" / "nlu").glob("*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            for line in block["examples"].splitlines():
                yield block["intent"], line.removeprefix("- ")


def rules() -> dict[str, str]:
    """What follows each intent."""
    found = {}
    for path in sorted((ROOT / "data" / "rules").glob("*.yml")):
        for rule in yaml.safe_load(path.read_text(encoding="utf-8"))["rules"]:
            first, second = rule["steps"][:2]
            if "intent" in first:
                found[first["intent"]] = second["action"]
    return found


def words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


def test_topics_of_the_policy_are_the_intents(policy: Policy) -> None:
    assert set(policy.topics) == set(DOMAIN["intents"])


def test_every_intent_is_learnt_and_has_a_rule() -> None:
    counts: dict[str, int] = defaultdict(int)
    for intent, _ in examples():
        counts[intent] += 1
    assert set(counts) | NOT_LEARNT == set(DOMAIN["intents"]) == set(rules())
    assert min(counts.values()) >= FEWEST_EXAMPLES, counts


def test_no_example_belongs_to_two_intents() -> None:
    intents = defaultdict(set)
    for intent, text in examples():
        intents[words(text)].add(intent)
    assert {text: both for text, both in intents.items() if len(both) > 1} == {}


def test_no_example_is_there_twice() -> None:
    texts = [text.lower() for _, text in examples()]
    assert sorted({text for text in texts if texts.count(text) > 1}) == []


@pytest.mark.parametrize("name", HELD_OUT)
def test_what_is_held_out_is_not_learnt(name: str, policy: Policy) -> None:
    learnt = {words(text) for _, text in examples()}
    lines = (ROOT / "tests" / "conversations" / name).read_text(encoding="utf-8").splitlines()
    for line in lines[1:]:
        text, label = line.split("\t")
        assert label in policy.topics
        assert words(text) not in learnt, text


def test_every_matter_has_its_text_and_its_action(policy: Policy) -> None:
    for topic in policy.topics.values():
        if topic.department:
            assert f"utter_{topic.name}" in DOMAIN["responses"]
            assert rules()[topic.name] == "action_topic"
        if topic.category not in NO_CHOICE:
            assert f"part_choice_{topic.name}" in DOMAIN["responses"]
    assert set(NEEDS) <= set(policy.topics)


def test_every_department_has_its_words(policy: Policy) -> None:
    for department in policy.departments:
        assert f"part_person_{department}" in DOMAIN["responses"]


def test_actions_are_those_of_the_domain(executor: Executor) -> None:
    assert set(executor.actions) == set(DOMAIN["actions"])


def test_texts_can_be_filled_in() -> None:
    for name, variations in DOMAIN["responses"].items():
        for variation in variations:
            buttons = variation.get("buttons", [])
            for text in [variation["text"], *(button["payload"] for button in buttons)]:
                fields = [field for _, field, _, _ in string.Formatter().parse(text) if field]
                assert all(field.isidentifier() for field in fields), (name, text)


def test_every_response_is_there_in_every_language(policy: Policy) -> None:
    for name, variations in DOMAIN["responses"].items():
        by_language = {_language(each): each for each in variations}
        assert set(by_language) >= {None, *policy.company.languages} - {"en"}, name
        fields = {code: _fields(each) for code, each in by_language.items()}
        assert len(set(fields.values())) == 1, (name, fields)
        payloads = {
            tuple(button["payload"] for button in each.get("buttons", [])) for each in variations
        }
        assert len(payloads) == 1, name


def _language(variation: dict) -> str | None:
    return next((each["value"] for each in variation.get("condition", [])), None)


def _fields(variation: dict) -> frozenset[str]:
    """The placeholders of a response and of its buttons' titles."""
    texts = [variation["text"], *(each["title"] for each in variation.get("buttons", []))]
    return frozenset(
        field for text in texts for _, field, _, _ in string.Formatter().parse(text) if field
    )


def test_matters_are_in_the_policys_order(policy: Policy) -> None:
    """Section 2: technical requests are prioritised; then the departments in their order."""
    config = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))
    step = next(each for each in config["pipeline"] if each["name"].endswith("SeveralMatters"))
    departments = [{policy.topics[name].department for name in group} for group in step["order"]]
    assert departments == [{department.name} for department in policy.priority]
    named = {name for group in step["order"] for name in group}
    assert named == {topic.name for topic in policy.topics.values() if topic.department}


def test_families_are_the_policys_categories(policy: Policy) -> None:
    config = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))
    step = next(each for each in config["pipeline"] if each["name"].endswith("OutOfScopeDetector"))
    found = {policy.topics[family[0]].category: set(family) for family in step["families"]}
    for category, family in found.items():
        own = {topic.name for topic in policy.topics.values() if topic.category == category}
        assert family == own, category
    # Small talk is no family: a yes taken for a no is harm enough.
    assert set(found) == {topic.category for topic in policy.topics.values()} - set(NO_CHOICE)


def test_a_part_is_said_in_the_visitors_language() -> None:
    vietnamese = [{"type": "slot", "name": "language", "value": "vi"}]
    phrases = Phrases(
        {"part_x": [{"text": "open {at}"}, {"text": "mở {at}", "condition": vietnamese}]}
    )
    assert phrases("part_x", "vi-VN", at="08:00") == "mở 08:00"
    assert phrases("part_x", "en", at="08:00") == "open 08:00"
    assert phrases("part_x", "fr", at="08:00") == "open 08:00"
    with pytest.raises(KeyError):
        phrases("part_x", "en")
