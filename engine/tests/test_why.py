"""Why a message is understood as it is: words left out, scores, examples; alone and as served."""

from __future__ import annotations

import json
import random
import threading
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import requests

from engine.archive import figures_of
from engine.encoder.runtime import SentenceEncoder
from engine.tests.conftest import Engine
from engine.understanding.why import (
    CONFIDENCE,
    MOST_WORDS,
    SCOPE,
    Score,
    Understood,
    explain,
    without,
    words_of,
)

pytestmark = pytest.mark.usefixtures("calm")


def by_words(texts: Sequence[str]) -> list[Understood]:
    """Understands by two words alone: each makes its intent more likely."""
    found = []
    for text in texts:
        weights = {"billing": 1.0 + 8 * text.count("refund"), "technical": 2.0 + text.count("down")}
        whole = sum(weights.values())
        ranking = sorted(((n, w / whole) for n, w in weights.items()), key=lambda one: -one[1])
        name, share = ranking[0]
        score = Score(CONFIDENCE, share, 0.7)
        intent = name if score.passed else "unsure"
        found.append(Understood(text, "en", intent, share, ranking, [score], [("x", name, 0.5)]))
    return found


def said(text: str) -> list[str]:
    return [word.text for word in words_of(text)]


# Letters of every kind that meets a chat: signs, blanks, marks, emojis, what can't be seen.
_LETTERS = "aZđộo\u0323\u0303 5._-/:'’,;!?…\"()[]{}<>|+#@\n\t\x00\u200b\u202e👍🏽€中"


def odd_texts() -> list[str]:
    chance = random.Random(7)
    return ["".join(chance.choices(_LETTERS, k=chance.randint(0, 30))) for _ in range(500)]


def test_places_cut_out_the_words_in_their_order() -> None:
    for text in odd_texts():
        words = words_of(text)
        assert [text[word.start : word.end] for word in words] == [word.text for word in words]
        ends = [0, *(word.end for word in words)]
        assert all(end <= word.start < word.end for end, word in zip(ends, words, strict=False))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("my site is down", ["my", "site", "is", "down"]),
        (
            "Web em bị lỗi, kiểm tra giúp em!",
            ["Web", "em", "bị", "lỗi", "kiểm", "tra", "giúp", "em"],
        ),
        ("don't ping www.example.com:8080/a.", ["don't", "ping", "www.example.com:8080/a"]),
        ("down,help (now) … ?! -", ["down", "help", "now"]),
        ("lô\u0303i 👍 C++", ["lô\u0303i", "👍", "C++"]),
        (" \n\t", []),
    ],
)
def test_words_are_what_a_reader_takes_for_words(text: str, expected: list[str]) -> None:
    assert said(text) == expected


def test_without_a_word_all_others_are_left() -> None:
    chance = random.Random(7)
    for _ in range(200):
        parts = chance.choices(["web", "lỗi", "down,", "(x)", "\n", "a.b"], k=6)
        text = " ".join(parts)
        words = words_of(text)
        for at, word in enumerate(words):
            left = [other.text for other in words[:at] + words[at + 1 :]]
            assert said(without(text, word)) == left
            assert len(without(text, word)) <= len(text) - len(word.text)


def test_effects_are_the_change_of_the_winners_share() -> None:
    found = explain("site down, want refund", by_words)
    assert found["intent"] == {"name": "billing", "confidence": 0.75}
    assert found["refused"] is None
    effects = {word["word"]: (word["effect"], word["without"]) for word in found["words"]}
    assert effects["refund"] == (pytest.approx(9 / 12 - 1 / 4), "technical")
    assert effects["down"] == (pytest.approx(9 / 12 - 9 / 11), "billing")
    assert effects["site"] == (0.0, "billing")
    assert found["ranking"][1] == {"name": "technical", "confidence": 0.25}
    assert found["nearest"] == [{"text": "x", "intent": "billing", "similarity": 0.5}]
    assert found["scores"] == [
        {"name": "confidence", "value": 0.75, "threshold": 0.7, "passed": True}
    ]


def test_what_was_refused_is_told_with_what_would_have_been_answered() -> None:
    found = explain("hello there", by_words)
    assert found["refused"] == {"as": "unsure", "instead_of": "technical"}
    assert found["intent"]["name"] == "unsure"
    assert found["scores"][0]["passed"] is False
    # The effect is that on the guess that was refused, not on the refusal.
    found = explain("refund down down down", by_words)
    assert found["refused"] == {"as": "unsure", "instead_of": "billing"}
    effects = [(word["effect"], word["without"]) for word in found["words"]]
    assert effects[0] == (pytest.approx(9 / 14 - 1 / 6), "technical")
    assert effects[1] == (pytest.approx(9 / 14 - 9 / 13), "unsure")


def test_all_is_understood_at_once_and_a_long_message_is_told() -> None:
    calls: list[int] = []

    def understand(texts: Sequence[str]) -> list[Understood]:
        calls.append(len(texts))
        return by_words(texts)

    whole = explain("word " * MOST_WORDS, understand)
    assert (whole["shortened"], len(whole["words"])) == (False, MOST_WORDS)
    longer = explain("word " * MOST_WORDS + "refund", understand)
    assert (longer["shortened"], len(longer["words"])) == (True, MOST_WORDS)
    assert longer["intent"]["name"] == "billing"
    assert calls == [MOST_WORDS + 1] * 2


def why(engine: Engine, text: str) -> dict[str, Any]:
    answer = engine.post("why", {"text": text})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    parse = engine.post("parse", {"texts": [text]}).json()["parses"][0]
    # What is explained is what a visitor's message gets.
    assert found["intent"]["name"] == parse["intent"]["name"]
    assert found["intent"]["confidence"] == pytest.approx(parse["intent"]["confidence"], abs=1e-4)
    assert (found["text"], found["language"]) == (parse["text"], parse["language"])
    return found


def test_a_word_on_which_the_answer_hangs(engine: Engine) -> None:
    found = why(engine, "  hello, count one more xqzt ")
    assert found["intent"]["name"] == "count"
    words = {word["word"]: word for word in found["words"]}
    assert list(words) == ["hello", "count", "one", "more", "xqzt"]
    assert all(found["text"][one["start"] : one["end"]] == one["word"] for one in words.values())
    strongest = max(words.values(), key=lambda one: one["effect"])
    assert strongest["word"] == "count"
    assert strongest["without"] != "count"
    assert words["hello"]["effect"] < 0.05
    assert abs(words["xqzt"]["effect"]) < strongest["effect"] / 3
    # Leaving a word out by hand says the same.
    left = why(engine, "hello, one more xqzt")
    assert strongest["without"] == left["intent"]["name"]
    share = next(one["confidence"] for one in left["ranking"] if one["name"] == "count")
    whole = found["ranking"][0]["confidence"]
    assert strongest["effect"] == pytest.approx(whole - share, abs=1e-4)


def test_everything_is_ranked_and_the_nearest_examples_named(engine: Engine) -> None:
    found = why(engine, "please count it")
    names = [one["name"] for one in found["ranking"]]
    assert sorted(names) == ["break", "count", "goodbye", "greet", "note", "unrelated"]
    assert sum(one["confidence"] for one in found["ranking"]) == pytest.approx(1, abs=1e-4)
    assert found["nearest"][0]["intent"] == "count"
    assert found["nearest"][0]["text"] in {"count it", "please count this"}
    similarities = [one["similarity"] for one in found["nearest"]]
    assert similarities == sorted(similarities, reverse=True)
    assert len(similarities) > 3
    assert 0.5 < similarities[0] <= 1


def test_scores_decide_as_they_say(engine: Engine, trained: tuple[Path, Any, Any]) -> None:
    figures = figures_of(trained[0])["scope"]
    for text in ("count it", "xylophone zebra", "the thing", "my domain is example.com", ""):
        found = why(engine, text)
        scores = {one["name"]: one for one in found["scores"]}
        assert list(scores) == [CONFIDENCE, SCOPE]
        assert scores[CONFIDENCE]["threshold"] == figures["threshold"]
        assert scores[SCOPE]["threshold"] == figures["far"]
        assert scores[SCOPE]["value"] == found["nearest"][0]["similarity"]
        assert all(one["passed"] == (one["value"] >= one["threshold"]) for one in scores.values())
        assert (found["refused"] is None) == scores[CONFIDENCE]["passed"], text
    assert found["refused"]["as"] == "unsure"
    assert found["refused"]["instead_of"] == found["ranking"][0]["name"]
    assert (found["words"], found["shortened"]) == ([], False)


def test_of_several_matters_the_part_that_decided_is_explained(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    nodes = engine.processor.graph_runner._instantiated_nodes
    step = next(node._component for name, node in nodes.items() if "SeveralMatters" in name)
    settings = {"order": [["count"], ["goodbye"]], "certainty": 0.3}
    monkeypatch.setattr(step, "_config", settings)
    text = "goodbye, see you later and also count one more please"
    found = why(engine, text)
    part = engine.processor.why("count one more please")
    assert found["intent"]["name"] == "count"
    assert found["refused"] is None
    assert (found["ranking"], found["nearest"]) == (part["ranking"], part["nearest"])
    certainty, scope = found["scores"]
    assert certainty["threshold"] == 0.3
    assert certainty["value"] == found["intent"]["confidence"] == part["scores"][0]["value"]
    assert scope == part["scores"][1]
    # What stands in the other part has no effect as long as there are two.
    effects = {word["word"]: word["effect"] for word in found["words"]}
    assert effects["later"] == 0
    assert effects["count"] > 0


def test_vietnamese_words_count_as_they_are_typed(engine: Engine) -> None:
    found = why(engine, "đếm giúp mình nhé, count lỗi rồi")
    assert found["language"] == "vi"
    assert [one["word"] for one in found["words"]] == [
        "đếm",
        "giúp",
        "mình",
        "nhé",
        "count",
        "lỗi",
        "rồi",
    ]
    assert max(found["words"], key=lambda one: one["effect"])["word"] == "count"


@pytest.mark.parametrize("body", [None, [], {}, {"text": 5}, {"text": "a" * 20_001}])
def test_what_is_no_text_is_refused(engine: Engine, body: object) -> None:
    answer = engine.post("why", body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "bad_request")


def test_explanations_come_one_at_a_time_and_turns_go_on_meanwhile(
    engine: Engine, conversation: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    running, most, begun, go_on = [0], [0], threading.Event(), threading.Event()
    real = engine.processor.why

    def held(text: str) -> dict[str, Any]:
        running[0] += 1
        most[0] = max(most[0], running[0])
        begun.set()
        assert go_on.wait(20)
        found: dict[str, Any] = real(text)
        running[0] -= 1
        return found

    monkeypatch.setattr(engine.processor, "why", held)
    with ThreadPoolExecutor(3) as pool:

        def ask(text: str) -> requests.Response:
            # A session is not for several threads.
            headers = engine._session.headers
            body = {"text": text}
            return requests.post(f"{engine.url}/why", json=body, headers=headers, timeout=30)

        waiting = [pool.submit(ask, text) for text in ("count it", "hello there", "bye")]
        assert begun.wait(10)
        try:
            assert engine.turn(conversation, "m1", text="hello there").status_code == 200
        finally:
            go_on.set()
        names = [one.result(30).json()["intent"]["name"] for one in waiting]
    assert names == ["count", "greet", "goodbye"]
    assert most == [1]


def test_what_is_understood_beside_an_explanation_is_understood_as_ever(engine: Engine) -> None:
    texts = [f"please count it {n} times, bye" for n in range(40)]
    alone = [engine.processor.parse_texts([text]) for text in texts]
    explained = engine.processor.why(" ".join(texts[:10]))
    with ThreadPoolExecutor(3) as pool:
        beside = [pool.submit(engine.processor.why, explained["text"]) for _ in range(2)]
        again = list(pool.map(lambda text: engine.processor.parse_texts([text]), texts))
        assert [one.result() for one in beside] == [explained] * 2
    assert again == alone


def test_threads_share_an_encoder_whose_cache_is_too_small(encoder: SentenceEncoder) -> None:
    from engine.encoder.build import build

    small = SentenceEncoder(build(print), cached_texts=1)
    small.encode(["first"])
    other = threading.Thread(target=small.encode, args=(["second"],))

    class Cache(OrderedDict[bytes, Any]):
        """In the middle of a look-up another thread puts out what was just found."""

        def get(self, key: bytes, default: Any = None) -> Any:
            known = super().get(key, default)
            if other.ident is None:
                other.start()
                other.join(0.5)  # held up until the look-up is over
            return known

    small._cache = Cache(small._cache)
    assert (small.encode(["first"]) == encoder.encode(["first"])).all()
    other.join(30)
    assert len(small._cache) == 1


def test_the_command_explains_each_line(trained: tuple[Path, Any, Any]) -> None:
    from engine.parse import parse_texts

    found = list(parse_texts(trained[0], ["count it", "bye"], why=True))
    assert [one["intent"]["name"] for one in found] == ["count", "goodbye"]
    assert [word["word"] for word in found[0]["words"]] == ["count", "it"]
    assert json.loads(json.dumps(found)) == found
