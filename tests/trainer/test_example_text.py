"""What a message becomes before it is an example, and what is none."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from desk.privacy.masking import MARKS
from desk.trainer.errors import RefusedExampleError
from desk.trainer.example_text import check_example, clean, recognise_language, same_words
from desk.trainer.nlu_yaml import add_to, read_nlu
from tests.trainer.project import BILLING, examples_of

# What could be read as something else: by YAML, by Rasa's markdown, by a splitting of lines.
TRICKY = [
    "](", "]{", "][", "[", "]", "(", ")", "{", "}", "- ", "#", ": ", "|", ">", "&a", "*a", "%", "@",
    "\\u", "\\U", "\\\\u", "\\n", "\\", "'", '"', "`", "---", "...", "\t", "\r\n", "\n", "\x0b",
    "\x0c", "\x1c", "\x85", "\u2028", "\u2029", "\xa0", "\u200b", "\u200d", "\ufeff", "\x00",
    "\x7f", "\ud800", "\uffff", "e\u0302\u0301", "ế", "👩‍💻", "0041", "${HOME}", "!!x",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(TRICKY) | st.text(max_size=6), max_size=12).map("".join)


@settings(max_examples=150)
@given(TEXTS)
@example("".join(TRICKY))
@example(" ".join(TRICKY))
@example("[a](b) [c]{d} [e][f]")
@example("\\\\\\u12")
@example("a\u200b \u200bb]\u200b(c")
def test_what_is_accepted_is_read_back_exactly(text: str) -> None:
    try:
        line = check_example(text + " ok")
    except RefusedExampleError:
        return
    assert check_example(line) == line
    for ending in ("\n", "\r\n"):
        before = read_nlu("billing.yml", BILLING.replace("\n", ending).encode())
        after = add_to(before, {"invoice": [line]})
        assert examples_of(after.text, "invoice")[2:] == [line]
        assert [each.text for each in after.examples if each.intent == "invoice"][2:] == [line]
        assert after.text.replace(f"    - {line}{ending}", "", 1) == before.text


@given(TEXTS)
def test_only_blanks_and_what_nobody_sees_change(text: str) -> None:
    def signs(said: str) -> str:
        seen = (
            each for each in said if each in "\u200c\u200d" or unicodedata.category(each)[0] != "C"
        )
        return unicodedata.normalize("NFD", "".join("".join(seen).split()))

    # Letters that no standard has given out yet, or that are private, are letters nonetheless.
    known = "".join(each for each in text if unicodedata.category(each) not in ("Cn", "Co"))
    assert signs(clean(known)) == signs(known)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("  my\tsite\r\n is \u2028 down\xa0", "my site is down"),
        ("ho\u200bst\ufeffing", "hosting"),
        ("a\ud800b\x00\uffff ok", "ab ok"),
        ("hoa\u0301 đơn", "hoá đơn"),
        ("see [my site](https://example.com)", "see [my site] (https://example.com)"),
        ("[a]{b} [c][d] [e] (f)", "[a] {b} [c] [d] [e] (f)"),
        ("the log says rows[0][1]", "the log says rows[0] [1]"),
        ("C:\\users\\me", "C:\\ users\\me"),
        ("\\\\server\\share", "\\\\server\\share"),
        ("\\\\users\\share", "\\\\users\\share"),
        ("👩‍💻 ok", "👩‍💻 ok"),
        ("- a dash", "- a dash"),
    ],
)
def test_a_message_becomes_one_clean_line(text: str, line: str) -> None:
    assert check_example(text) == line


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "at least 2 letters or digits"),
        ("?! a …", "at least 2 letters or digits"),
        ("a" * 1001, "1,001 characters, at most 1,000"),
    ],
)
def test_what_teaches_nothing_is_refused(text: str, told: str) -> None:
    with pytest.raises(RefusedExampleError, match=told):
        check_example(text)


def test_the_longest_is_taken() -> None:
    assert len(check_example("a" * 1000 + "  ")) == 1000


@pytest.mark.parametrize("mark", MARKS.values())
def test_a_mark_of_a_secret_is_refused_in_any_form(mark: str) -> None:
    for said in (mark, mark.upper(), mark.replace(" ", "\n"), mark.replace(" ", "\xa0")):
        with pytest.raises(RefusedExampleError, match="rewrite the message without it"):
            check_example(f"my login is {said}(old)")


def test_the_same_words_are_those_that_the_check_of_the_data_finds() -> None:
    assert same_words("Lỗi  WEB của Đạt!") == same_words("loi web cua dat")
    assert same_words("lỗi web") != same_words("lỗi webs")
    assert same_words("🙂 🙂") != same_words("🙃")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("web bị lỗi", "vi"),
        ("web bi\u0323 lo\u0302\u0303i", "vi"),
        ("XIN CHÀO", "vi"),
        ("web bi loi", "en"),
        ("my web is down", "en"),
    ],
)
def test_a_vietnamese_letter_is_vietnamese(text: str, language: str) -> None:
    assert recognise_language(text, ("en", "vi"), "en") == language


def test_vietnamese_is_not_recognised_where_nobody_speaks_it() -> None:
    assert recognise_language("web bị lỗi", ("de", "en"), "de") == "de"
