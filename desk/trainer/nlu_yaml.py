"""One file of the training data: where its examples stand, and how lines are put between them.

Nothing is written back by a YAML library, because each of them changes more than it was asked to
(quotes, blank lines, comments, line endings). Lines are inserted into the text as it is; that
nothing else changed is then proven with the parser that the engine reads with.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Never

import yaml
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from desk.models.tables import excerpt
from desk.trainer.errors import BrokenFileError

BOM = "\ufeff"
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_BREAK = re.compile(r"\r\n|\n|\r")
_BLANKS = " \t\r\n"
# As the engine reads them, and Rasa, which knows the third form, too.
_EXAMPLE = re.compile(r"^\s*-\s?(?P<text>.*)$")
_ANNOTATION = re.compile(r"\[([^\]]+)\](?:\([^)]*\)|\{[^}]*\}|\[.*?\])")
_ITEM = re.compile(r" *- +intent:")
_HEAD = 'version: "3.1"\n\n'
_PLAIN_WORDS = (
    ("'\\t'", "a tab stands where only blanks may"),
    ("mapping values are not allowed", "a ':' stands where none is expected"),
    ("expected <block end>", "this line is not indented like those that it belongs to"),
    ("expected ':'", "a ':' is missing, or the line is not indented enough"),
    ("end of stream", "the file ends in the middle of something, such as a quote"),
    ("stream end", "the file ends in the middle of something, such as a bracket"),
    ("another document", "a second document begins here ('---'), and there may be only one"),
    ("duplicate key", "the same key stands there twice"),
)


@dataclass(frozen=True)
class Example:
    """One example and where it stands; `line` counts from 1."""

    text: str
    intent: str
    file: str
    line: int

    @property
    def place(self) -> str:
        """`file:line`."""
        return f"{self.file}:{self.line}"


@dataclass(frozen=True)
class Block:
    """The examples of one intent in a file.

    `position` counts the items under `nlu`; `after` is where in the text a further example goes,
    `indent` what it begins with. `literal` is false for a style in which lines are not lines.
    """

    position: int
    intent: str
    line: int
    literal: bool
    indent: str
    after: int
    examples: tuple[Example, ...]


@dataclass(frozen=True)
class NluFile:
    """A file under data/. `name` is its path in the project, `text` all of it, with its BOM.

    `items_after` is where a further intent goes, `dash` and `key` the columns on which the last
    one's `-` and its keys begin; None where there is no list under `nlu` that could take one.
    """

    name: str
    text: str
    blocks: tuple[Block, ...]
    items_after: int | None = None
    dash: int = 0
    key: int = 0

    def block(self, intent: str) -> Block | None:
        """The first block of an intent."""
        return next((block for block in self.blocks if block.intent == intent), None)

    @property
    def examples(self) -> list[Example]:
        """All examples in their order."""
        return [example for block in self.blocks for example in block.examples]


def read_nlu(name: str, content: bytes) -> NluFile:
    """Read a file of the training data as the engine does.

    Raises BrokenFileError that names file and line.
    """
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise BrokenFileError(f"{name}:{line}: not UTF-8 text: save it as UTF-8") from error
    # The C parser does not count a BOM, the other one does.
    shift = len(text) - len(text.removeprefix(BOM))
    root = _compose(name, text[shift:])
    if not isinstance(root, yaml.MappingNode):
        _broken(name, 1, "expected keys such as nlu: or rules: at the beginning of lines")
    listed = next((value for key, value in root.value if key.value == "nlu"), None)
    if not isinstance(listed, yaml.SequenceNode) or not listed.value:
        return NluFile(name, text, ())
    blocks = []
    for position, item in enumerate(listed.value):
        fields = _fields(item)
        if "intent" in fields:
            blocks.append(_block(name, text, shift, position, fields))
    last = listed.value[-1]
    if listed.flow_style or not isinstance(last, yaml.MappingNode) or last.flow_style:
        return NluFile(name, text, tuple(blocks))
    return NluFile(
        name,
        text,
        tuple(blocks),
        _after(text, _end(last) + shift),
        listed.start_mark.column,
        last.start_mark.column,
    )


def add_to(file: NluFile, wanted: Mapping[str, Sequence[str]]) -> NluFile:
    """The file with these texts, by intent, as further examples.

    An intent that the file has not is a new block after the last one. Raises BrokenFileError when
    that can't be done by adding lines alone.
    """
    new = [intent for intent in wanted if file.block(intent) is None]
    text = file.text
    # From the end to the beginning, so that the places further up stay where they are.
    if new:
        if file.items_after is None:
            _broken(file.name, 1, "there is no list of intents under nlu: that another could join")
        lines = [line for intent in new for line in _new_block(file, intent, wanted[intent])]
        text = _inserted(text, file.items_after, lines)
    blocks = [block for intent in wanted if (block := file.block(intent))]
    for block in sorted(blocks, key=lambda block: block.after, reverse=True):
        if not block.literal:
            _broken(
                file.name,
                block.line,
                f"the examples of {block.intent} are not a block that begins with "
                "'examples: |', and only to such a block lines can be added",
            )
        text = _inserted(
            text, block.after, [f"{block.indent}- {line}" for line in wanted[block.intent]]
        )
    return _proven(file, text, wanted)


def new_file(name: str, wanted: Mapping[str, Sequence[str]], like: str | None) -> NluFile:
    """A file with these texts by intent; `like` names the same topic's file in English."""
    remark = f"# The same intents as in {like}.\n" if like else ""
    text = _HEAD + remark + "nlu:\n"
    for number, (intent, texts) in enumerate(wanted.items()):
        text += "\n" * (number > 0) + f"- intent: {intent}\n  examples: |\n"
        text += "".join(f"    - {line}\n" for line in texts)
    empty = NluFile(name, _HEAD + "nlu: []\n", ())
    return _proven(empty, text, wanted)


def _compose(name: str, text: str) -> yaml.Node | None:
    try:
        return yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError:
        pass
    # The slow parser says more clearly what is wrong.
    try:
        return yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        _broken(name, mark.line + 1 if mark else 1, _plainly(error.problem or error.context or ""))
    except yaml.reader.ReaderError as error:
        line = len(_BREAK.findall(text[: error.position])) + 1
        _broken(name, line, f"not YAML: it may not hold the character U+{error.character:04X}")
    except yaml.YAMLError as error:
        _broken(name, 1, _plainly(str(error)))


def _fields(item: yaml.Node) -> dict[str, tuple[yaml.Node, yaml.Node]]:
    if not isinstance(item, yaml.MappingNode):
        return {}
    return {key.value: (key, value) for key, value in item.value if isinstance(key.value, str)}


def _block(
    name: str,
    text: str,
    shift: int,
    position: int,
    fields: Mapping[str, tuple[yaml.Node, yaml.Node]],
) -> Block:
    key, intent = fields["intent"]
    line = key.start_mark.line + 1
    if not isinstance(intent, yaml.ScalarNode):
        _broken(name, line, "the name of an intent is expected after 'intent:'")
    _, node = fields.get("examples", (None, None))
    if not isinstance(node, yaml.ScalarNode) or not node.value.strip():
        _broken(name, line, f"intent {intent.value} has no examples")
    # A block scalar starts on the line after its key.
    first = node.start_mark.line + 2
    examples = []
    for offset, said in enumerate(node.value.splitlines()):
        if not said.strip():
            continue
        match = _EXAMPLE.match(said)
        if not match:
            _broken(name, first + offset, "an example starts with '- '")
        if plain := _ANNOTATION.sub(r"\1", match["text"]).strip():
            examples.append(Example(plain, intent.value, name, first + offset))
    return Block(
        position,
        intent.value,
        line,
        node.style == "|",
        _indent(text[node.start_mark.index + shift : node.end_mark.index + shift], node.value),
        _after(text, node.end_mark.index + shift),
        tuple(examples),
    )


def _indent(raw: str, value: str) -> str:
    """What the lines of a literal block have in the file and not in the value."""
    _, *lines = _BREAK.split(raw)
    for line, said in zip(lines, value.split("\n"), strict=False):
        if said.strip():
            indent = line.removesuffix(said)
            return "" if indent.strip() else indent
    return ""


def _end(node: yaml.Node) -> int:
    """Where the last thing within a node ends: a collection's own mark is that of what follows."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _end(last[1] if isinstance(last, tuple) else last)
    return int(node.end_mark.index)


def _after(text: str, end: int) -> int:
    """The end of the last line before `end` that is not blank, with its line break."""
    at = len(text[:end].rstrip(_BLANKS))
    following = _BREAK.search(text, at)
    return following.end() if following else len(text)


def _inserted(text: str, at: int, lines: Sequence[str]) -> str:
    """`text` with further lines at the end of a line, with the ending that this line has."""
    *_, ending = ["\n", *_BREAK.findall(text[:at])]
    # Without a break before it, the place is the end of a file that has none there, and stays so.
    if _BREAK.search(text[at - 1 : at]):
        added = "".join(line + ending for line in lines)
    else:
        added = "".join(ending + line for line in lines)
    return text[:at] + added + text[at:]


def _new_block(file: NluFile, intent: str, texts: Sequence[str]) -> list[str]:
    """The lines of a new intent, formed like the last one of the file."""
    indent = file.blocks[-1].indent if file.blocks else ""
    if len(indent) <= file.key:
        indent = " " * (file.key + 2)
    dash = " " * file.dash + "-"
    parted = [""] if _parts_by_blank_lines(file.text) else []
    return [
        *parted,
        f"{dash.ljust(file.key)}intent: {intent}",
        f"{' ' * file.key}examples: |",
        *(f"{indent}- {text}" for text in texts),
    ]


def _parts_by_blank_lines(text: str) -> bool:
    """Whether a blank line stands between the intents, as it does where there is only one."""
    lines = _BREAK.split(text)
    starts = [at for at, line in enumerate(lines) if _ITEM.match(line)]
    return len(starts) < 2 or not lines[starts[-1] - 1].strip()


def _proven(file: NluFile, text: str, wanted: Mapping[str, Sequence[str]]) -> NluFile:
    """The file with its new `text`, once it is certain what changed."""
    after = read_nlu(file.name, text.encode())
    expected, found = _data(file.name, file.text), _data(file.name, text)
    for intent, texts in wanted.items():
        lines = [f"- {line}" for line in texts]
        block = file.block(intent)
        if block is None:
            expected["nlu"].append({"intent": intent, "examples": lines})
        else:
            expected["nlu"][block.position]["examples"] += lines
        added = after.block(intent)
        read = [example.text for example in added.examples[-len(texts) :]] if added else []
        if read != list(texts):
            expected = None
            break
    if found != expected:
        named = ", ".join(wanted)
        raise BrokenFileError(
            f"{file.name}: lines added to {named} would change more than that, because of the "
            "way in which the file is written: add them by hand"
        )
    return after


def _data(name: str, text: str) -> Any:
    """All that a file says, the examples of an intent as a list of lines."""
    try:
        document = YAML(typ="safe", pure=True).load(text.removeprefix(BOM))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        _broken(name, mark.line + 1 if mark else 1, _plainly(error.problem or error.context or ""))
    except YAMLError as error:
        _broken(name, 1, _plainly(str(error)))
    for item in document["nlu"]:
        if isinstance(item, dict) and isinstance(item.get("examples"), str) and "intent" in item:
            lines = item["examples"].splitlines()
            item["examples"] = [line for line in lines if line.strip()]
    return document


def _plainly(problem: str) -> str:
    said = " ".join(problem.split())
    plain = next((words for part, words in _PLAIN_WORDS if part in said), None)
    return f"not YAML: {plain} ({excerpt(said)})" if plain else f"not YAML: {excerpt(said)}"


def _broken(name: str, line: int, what: str) -> Never:
    raise BrokenFileError(f"{name}:{line}: {what}")
