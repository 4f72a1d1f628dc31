"""Lines between lines: what is added is added, and nothing else changes by a byte."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from desk.trainer import nlu_yaml
from desk.trainer.errors import BrokenFileError
from desk.trainer.nlu_yaml import NluFile, add_to, new_file, read_nlu
from tests.commands import ROOT
from tests.trainer.project import BILLING, examples_of

REAL = sorted((ROOT / "data" / "nlu").glob("*.yml"))
NEW = "a line that stands nowhere else yet"
HEAD = "nlu:\n- intent: invoice\n  examples: |\n    - one\n"


@pytest.fixture(params=[yaml.SafeLoader, nlu_yaml._LOADER], ids=["python", "c"])
def _either_parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nlu_yaml, "_LOADER", request.param)


either_parser = pytest.mark.usefixtures("_either_parser")


def read(text: str) -> NluFile:
    return read_nlu("data/nlu/x.yml", text.encode())


def added(before: str, *lines: str, intent: str = "invoice") -> str:
    return add_to(read(before), {intent: lines}).text


@pytest.mark.parametrize("path", REAL, ids=lambda path: path.name)
def test_one_example_in_a_real_file_is_one_line(path: Path) -> None:
    raw = path.read_bytes()
    file = read_nlu(path.name, raw)
    assert file.blocks
    for block in file.blocks:
        after = add_to(file, {block.intent: [NEW]})
        lines = after.text.encode().splitlines(keepends=True)
        at = next(e.line for e in after.examples if e.text == NEW) - 1
        assert lines.pop(at) == f"    - {NEW}\n".encode()
        assert b"".join(lines) == raw
        assert lines[at - 1] == raw.splitlines(keepends=True)[block.examples[-1].line - 1]


@pytest.mark.parametrize("path", REAL, ids=lambda path: path.name)
def test_every_intent_of_a_real_file_at_once(path: Path) -> None:
    file = read_nlu(path.name, path.read_bytes())
    wanted = {block.intent: [f"{NEW} {block.intent}", NEW] for block in file.blocks}
    after = add_to(file, wanted)
    for intent, texts in wanted.items():
        assert examples_of(after.text, intent)[-2:] == texts
    kept = [line for line in after.text.split("\n") if NEW not in line]
    assert "\n".join(kept) == file.text


@either_parser
@pytest.mark.parametrize(
    ("before", "after"),
    [
        # The last line has no break, and still has none.
        (HEAD[:-1], HEAD + "    - new"),
        (HEAD.replace("\n", "\r\n")[:-2], HEAD.replace("\n", "\r\n") + "    - new"),
        # Windows, a byte order mark, both.
        (HEAD.replace("\n", "\r\n"), HEAD.replace("\n", "\r\n") + "    - new\r\n"),
        ("\ufeff" + HEAD, "\ufeff" + HEAD + "    - new\n"),
        ("\ufeff# ế\r\n" + HEAD.replace("\n", "\r\n"),
         "\ufeff# ế\r\n" + HEAD.replace("\n", "\r\n") + "    - new\r\n"),
        # Remarks and blank lines after the block stay after it.
        (HEAD + "\n\n# Next\n  # and this\n- intent: b\n  examples: |\n    - two\n",
         HEAD + "    - new\n\n\n# Next\n  # and this\n- intent: b\n  examples: |\n    - two\n"),
        (HEAD + "  # its own\n", HEAD + "    - new\n  # its own\n"),
        (HEAD + "    \n\n", HEAD + "    - new\n    \n\n"),
        # Blank lines within it stay within it, and blanks at the end of a line, too.
        (HEAD + "\n    - two  \n", HEAD + "\n    - two  \n    - new\n"),
        (HEAD + "\n    - two  ", HEAD + "\n    - two  \n    - new"),
        (HEAD.replace("|\n", "|\n\n"), HEAD.replace("|\n", "|\n\n") + "    - new\n"),
        # Other ways to begin a block.
        (HEAD.replace("|", "|-"), HEAD.replace("|", "|-") + "    - new\n"),
        (HEAD.replace("|", "|+ # x") + "\n\n", HEAD.replace("|", "|+ # x") + "    - new\n\n\n"),
        (HEAD.replace("|", "|2"), HEAD.replace("|", "|2") + "    - new\n"),
        # Other indentations; keys in another order, and other keys.
        ("nlu:\n  -   intent: invoice\n      examples: |\n       - one\nrules: []\n",
         "nlu:\n  -   intent: invoice\n      examples: |\n       - one\n       - new\nrules: []\n"),
        ("nlu:\n- examples: |\n   - one\n  intent: invoice\n",
         "nlu:\n- examples: |\n   - one\n   - new\n  intent: invoice\n"),
        ("nlu:\n- regex: x\n  examples: |\n    - one\n- intent: invoice\n  metadata: {a: 1}\n"
         "  examples: |\n    - one\n",
         "nlu:\n- regex: x\n  examples: |\n    - one\n- intent: invoice\n  metadata: {a: 1}\n"
         "  examples: |\n    - one\n    - new\n"),
    ],
)  # fmt: skip
def test_every_other_byte_stays(before: str, after: str) -> None:
    assert added(before, "new").encode() == after.encode()


@either_parser
@pytest.mark.parametrize(
    ("before", "after"),
    [
        (HEAD, HEAD + "\n- intent: vat\n  examples: |\n    - new\n    - more\n"),
        (HEAD[:-1], HEAD + "\n- intent: vat\n  examples: |\n    - new\n    - more"),
        (HEAD.replace("\n", "\r\n"),
         (HEAD + "\n- intent: vat\n  examples: |\n    - new\n    - more\n").replace("\n", "\r\n")),
        (HEAD + "\n\nresponses: {}\n",
         HEAD + "\n- intent: vat\n  examples: |\n    - new\n    - more\n\n\nresponses: {}\n"),
        # As close and as deep as those that are there.
        ("nlu:\n  -  intent: a\n     examples: |\n      - one\n  -  intent: b\n     examples: |\n"
         "      - two\n",
         "nlu:\n  -  intent: a\n     examples: |\n      - one\n  -  intent: b\n     examples: |\n"
         "      - two\n  -  intent: vat\n     examples: |\n      - new\n      - more\n"),
        ("nlu:\n- regex: x\n  examples: |\n    - one\n- intent: a\n  examples: >\n    - b\n",
         "nlu:\n- regex: x\n  examples: |\n    - one\n- intent: a\n  examples: >\n    - b\n"
         "\n- intent: vat\n  examples: |\n    - new\n    - more\n"),
    ],
)  # fmt: skip
def test_a_new_intent_is_a_block_like_the_last(before: str, after: str) -> None:
    assert added(before, "new", "more", intent="vat").encode() == after.encode()


@either_parser
def test_new_and_old_intents_of_a_file_without_a_last_break() -> None:
    after = add_to(read(BILLING[:-1]), {"vat": ["tax"], "refund": ["money"], "invoice": ["bill"]})
    assert after.text == BILLING.replace("send the bill\n", "send the bill\n    - bill\n") + (
        "    - money\n\n- intent: vat\n  examples: |\n    - tax"
    )
    places = {e.text: e.line for e in after.examples}
    lines = after.text.split("\n")
    assert all(lines[line - 1] == f"    - {text}" for text, line in places.items())


def test_a_new_file_has_the_form_of_the_others() -> None:
    file = new_file("billing.de.yml", {"invoice": ["rechnung"], "vat": ["mwst"]}, "billing.yml")
    assert file.text == (
        'version: "3.1"\n\n# The same intents as in billing.yml.\nnlu:\n'
        "- intent: invoice\n  examples: |\n    - rechnung\n\n"
        "- intent: vat\n  examples: |\n    - mwst\n"
    )
    assert [(e.text, e.line) for e in file.examples] == [("rechnung", 7), ("mwst", 11)]


@either_parser
@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("nlu:\n- intent: invoice\n  examples: >\n    - one\n    - two\n", ":2: .*'examples: |'"),
        ("nlu:\n- intent: invoice\n  examples: '- one'\n", ":2: .*'examples: |'"),
        ("nlu:\n- intent: invoice\n  examples: - one\n", ":3: "),
        ("nlu: [{intent: invoice, examples: '- one'}]\n", ":1: .*'examples: |'"),
        ("nlu:\n- intent: invoice\n  examples:\n  - text: one\n", ":2: .*has no examples"),
        ("nlu:\n- intent: invoice\n  examples: |\n\n", ":2: .*has no examples"),
        ("nlu:\n- intent: invoice\n", ":2: .*has no examples"),
        # One text in two places can't grow in one of them.
        ("nlu:\n- intent: invoice\n  examples: &a |\n    - one\n- intent: b\n  examples: *a\n",
         "would change more"),
        # Where what is inserted would not be read as it should.
        ("nlu:\n- intent: invoice\n  examples: |\n      - one\n      - two\n    - three\n", ":6: "),
    ],
)  # fmt: skip
def test_what_is_no_block_of_lines_is_refused(text: str, told: str) -> None:
    with pytest.raises(BrokenFileError, match=told):
        added(text, "new")


@either_parser
@pytest.mark.parametrize(
    ("text", "told"),
    [
        (HEAD + "   bad\n", "x.yml:5: not YAML: "),
        ("nlu:\n- intent: invoice\n\texamples: |\n", "x.yml:3: not YAML: a tab stands where"),
        (HEAD + "  metadata: a: b\n", "x.yml:5: not YAML: a ':' stands where none is expected"),
        (HEAD + "- intent: 'b\n", "x.yml:6: not YAML: the file ends in the middle of something"),
        (HEAD + "---\nnlu: []\n", "x.yml:5: not YAML: a second document begins here"),
        (HEAD + "    - \x01\n", "x.yml:5: not YAML: it may not hold the character U\\+0001"),
        (HEAD + "    one\n", "x.yml:5: an example starts with '- '"),
        ("- intent: invoice\n", "x.yml:1: expected keys such as nlu:"),
        ("", "x.yml:1: expected keys such as nlu:"),
        (HEAD + "  examples: |\n    - two\n", "x.yml:5: not YAML: the same key stands there twice"),
    ],
)
def test_a_broken_file_is_told_with_its_line(text: str, told: str) -> None:
    with pytest.raises(BrokenFileError, match=told):
        added(text, "new")


def test_a_file_in_another_encoding_is_told_with_its_line() -> None:
    with pytest.raises(BrokenFileError, match=r"x\.yml:4: not UTF-8 text"):
        read_nlu("x.yml", HEAD.replace("one", "hóa").encode("latin-1"))


def test_marked_words_are_read_as_words() -> None:
    file = read(HEAD + '    - a [b](c) d [e]{"entity": "f"}\n    - [g][{"entity": "h"}]\n')
    assert [e.text for e in file.examples] == ["one", "a b d e", "g"]
