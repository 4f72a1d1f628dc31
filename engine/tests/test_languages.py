"""English and Vietnamese: recognised, and brought into one language for the encoder."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine.encoder.runtime import SentenceEncoder
from engine.errors import InputError
from engine.places import ROOT
from engine.understanding.glossary import Glossary, load_glossaries
from engine.understanding.language import clearly_in, recognise

CONVERSATIONS = ROOT / "tests" / "conversations"


@pytest.fixture(scope="module")
def vietnamese() -> Glossary:
    return load_glossaries(ROOT / "data" / "glossary")["vi"]


@pytest.mark.parametrize(
    ("name", "language"),
    [("clean_en.tsv", "en"), ("clean_vi.tsv", "vi"), ("clean_vi_plain.tsv", "vi")],
)
def test_nearly_every_message_shows_its_language(name: str, language: str) -> None:
    lines = (CONVERSATIONS / name).read_text(encoding="utf-8").splitlines()[1:]
    found = [recognise(line.split("\t")[0]) for line in lines]
    assert found.count(language) / len(found) > 0.97


@pytest.mark.parametrize(
    ("name", "language", "other"),
    [
        ("clean_en.tsv", "en", "vi"),
        ("clean_vi.tsv", "vi", "en"),
        ("clean_vi_plain.tsv", "vi", "en"),
    ],
)
def test_hardly_anybody_is_answered_in_the_other_language(
    name: str, language: str, other: str
) -> None:
    lines = (CONVERSATIONS / name).read_text(encoding="utf-8").splitlines()[1:]
    found = [clearly_in(line.split("\t")[0]) for line in lines]
    assert found.count(language) / len(found) > 0.9
    assert found.count(other) / len(found) < 0.01


@pytest.mark.parametrize(
    "text", ["asdf qwer", "nginx crashed", "web lag", "fatal", "server reboot"]
)
def test_a_word_or_two_are_no_reason_to_change_the_language(text: str) -> None:
    assert clearly_in(text) is None


@pytest.mark.parametrize(
    "text", ["is it down", "refund the invoice", "hosting loads extremely slowly"]
)
def test_a_short_english_sentence_is_one(text: str) -> None:
    assert clearly_in(text) == "en"


@pytest.mark.parametrize("text", ["ok", "👍", "", "203.0.113.7", "mysite.example.com", "vps"])
def test_what_shows_no_language_is_not_guessed(text: str) -> None:
    assert recognise(text) is None


def test_a_phrase_is_found_with_and_without_diacritics(vietnamese: Glossary) -> None:
    typed = vietnamese.rough_english("web ko vao duoc tu sang")
    spelled = vietnamese.rough_english("web không vào được từ sáng")
    assert typed == spelled
    assert "cannot access" in typed
    assert "morning" in typed


def test_the_longest_phrase_wins_and_the_rest_stays() -> None:
    glossary = Glossary({"hóa đơn": "invoice", "hóa đơn đỏ": "vat invoice", "ạ": ""})
    assert glossary.rough_english("Hóa đơn đỏ #88 ạ") == "vat invoice # 88"
    assert glossary.rough_english("hoa don cua shop.example.com") == "invoice cua shop.example.com"


def test_a_single_word_with_other_diacritics_is_another_word() -> None:
    glossary = Glossary({"về": "about"})
    assert glossary.rough_english("về") == "about"
    assert glossary.rough_english("ve") == "about"
    assert glossary.rough_english("vé") == "vé"


def test_the_glossary_brings_both_languages_together(
    vietnamese: Glossary, encoder: SentenceEncoder
) -> None:
    rough = vietnamese.rough_english("cho em hỏi hóa đơn tháng này sao bị trừ tiền hai lần")
    english, other, raw, glossed = encoder.encode(
        [
            "why was i charged twice on this month's invoice",
            "my server does not answer",
            "cho em hỏi hóa đơn tháng này sao bị trừ tiền hai lần",
            rough,
        ]
    )
    assert glossed @ english > max(raw @ english, glossed @ other) + 0.2


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("hóa đơn invoice\n", r"vi\.tsv:1: expected phrase, tab, gloss"),
        ("# words\n\na\tb\tc\n", r"vi\.tsv:3: expected"),
        ("a\tb\na\tc\n", r"vi\.tsv:2: a stands there twice"),
        ("a b c d e f g\tx\n", "at most 6 words"),
    ],
)
def test_a_broken_glossary_is_named(tmp_path: Path, content: str, told: str) -> None:
    (tmp_path / "vi.tsv").write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=told):
        load_glossaries(tmp_path)


def test_no_glossary_is_no_error(tmp_path: Path) -> None:
    assert load_glossaries(tmp_path / "nowhere") == {}


def test_kept_vectors_are_the_computed_ones(
    encoder: SentenceEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from engine.encoder import kept
    from engine.encoder.build import folder_of
    from engine.encoder.kept import keep_vectors, load_vectors

    texts = ["my vps is down", "web không vào được"]
    keep_vectors(tmp_path, encoder.vectors_of(texts))
    fresh = SentenceEncoder(folder_of("base"))
    fresh.knows(load_vectors(tmp_path))
    fresh._run = lambda texts: pytest.fail("computed again") if texts else []  # type: ignore[method-assign]
    assert np.array_equal(fresh.encode(texts), encoder.encode(texts))
    # Another training with the same encoder takes nothing away but the longest unused.
    keep_vectors(tmp_path, encoder.vectors_of(["count it"]))
    assert list(load_vectors(tmp_path)) == list(encoder.vectors_of(["count it", *texts]))
    monkeypatch.setattr(kept, "MOST", 2)
    keep_vectors(tmp_path, encoder.vectors_of([texts[1]]))
    assert list(load_vectors(tmp_path)) == list(encoder.vectors_of([texts[1], "count it"]))
    (tmp_path / "vectors.npz").write_bytes(b"half a file")
    assert load_vectors(tmp_path) == {}
