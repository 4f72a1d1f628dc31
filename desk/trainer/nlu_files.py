"""Accepted examples on their way into the training data.

    plan = preview(root, policy, [Addition("where is my invoice", "invoice", "en")])
    as_patch(plan)                           # for a folder that can't be written
    add_examples(root, policy, additions)    # writes

An example goes to the end of its intent, in the file of data/nlu that holds the intent for its
language: `<topic>.yml` for English, `<topic>.<language>.yml` for the others.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from desk.errors import UsageError
from desk.models.tables import excerpt
from desk.trainer.errors import (
    BrokenFileError,
    ContradictionError,
    HeldOutError,
    NotWrittenError,
    UnknownIntentError,
    UnknownLanguageError,
)
from desk.trainer.example_text import check_example, same_words
from desk.trainer.held_out import read_held_out
from desk.trainer.nlu_yaml import Example, NluFile, add_to, new_file, read_nlu
from desk.trainer.patch import unified
from desk.trainer.writing import ChangedMeanwhileError, Rewrite, do_rewrite, writing
from support.policy import Policy

UNMARKED_LANGUAGE = "en"
"""What files without a language in their name are in, whatever the company's own is."""

_DATA = "data"
_FOLDER = "data/nlu"
_NEVER_LEARNT = "unsure"
_TOLD = 5
_MOST_TRIES = 20
_NAME = re.compile(r"(?P<topic>.+?)(?:\.(?P<language>[a-z]{2,3}))?\.ya?ml")


@dataclass(frozen=True)
class Addition:
    """An example that somebody accepted."""

    text: str
    intent: str
    language: str


@dataclass(frozen=True)
class Placed:
    """Where the words of an addition stand: `example` is that line, cleaned or as it was there."""

    addition: Addition
    example: Example

    def as_dict(self) -> dict[str, object]:
        """One row of `frontdesk data add --json`; `given` is the text as it came."""
        return {
            "given": self.addition.text,
            "text": self.example.text,
            "intent": self.addition.intent,
            "language": self.addition.language,
            "file": self.example.file,
            "line": self.example.line,
        }


@dataclass(frozen=True)
class Change:
    """A file's text before (None: there is no file) and after."""

    file: str
    before: str | None
    after: str


@dataclass(frozen=True)
class Plan:
    """What becomes of additions: every one is in `added` or in `already_there`, in their order.

    The lines are those of the changed files.
    """

    added: tuple[Placed, ...]
    already_there: tuple[Placed, ...]
    changes: tuple[Change, ...]


def trained_intents(policy: Policy) -> list[str]:
    """The intents that have examples, in the policy's order."""
    return [name for name, topic in policy.topics.items() if topic.category != _NEVER_LEARNT]


def check_names(policy: Policy, intent: str, language: str) -> None:
    """Raises UnknownIntentError or UnknownLanguageError, whose text lists what there is."""
    intents = trained_intents(policy)
    if intent not in intents:
        raise UnknownIntentError(
            f"examples can't be given for '{intent}'; there are the intents {', '.join(intents)}"
        )
    if language not in policy.company.languages:
        spoken = ", ".join(policy.company.languages)
        raise UnknownLanguageError(f"no language '{language}' in the policy; it has {spoken}")


def topic_and_language(name: str) -> tuple[str, str]:
    """What a file's name says: `data/nlu/billing.vi.yml` is about billing, in Vietnamese."""
    match = _NAME.fullmatch(Path(name).name)
    if match is None:
        return Path(name).stem, UNMARKED_LANGUAGE
    return match["topic"], match["language"] or UNMARKED_LANGUAGE


def read_data(root: Path) -> dict[str, NluFile]:
    """Every file that is learned from, by its path in the project.

    Raises UsageError where there is none, BrokenFileError for one that can't be read.
    """
    files = {name: read_file(root, name) for name in data_files(root)}
    if not files:
        raise UsageError(f"{root}: there is no training data here (data/nlu/*.yml)")
    return files


def data_files(root: Path) -> list[str]:
    """The files that are learned from, by their paths in the project."""
    found = sorted((root / _DATA).rglob("*.y*ml"))
    return [path.relative_to(root).as_posix() for path in found if path.is_file()]


def example_places(root: Path) -> dict[tuple[str, str], str]:
    """Where each example stands (`file:line`), by text and intent. Raises as `read_data`."""
    return {
        (example.text, example.intent): example.place
        for file in read_data(root).values()
        for example in file.examples
    }


def read_file(root: Path, name: str) -> NluFile:
    """One of them. Raises BrokenFileError for one that can't be read."""
    try:
        content = (root / name).read_bytes()
    except OSError as error:
        raise BrokenFileError(f"{name}: can't be read ({error.strerror})") from error
    return read_nlu(name, content)


class Standing:
    """The words that stand in the data, and what becomes of an addition to them."""

    def __init__(
        self, files: Mapping[str, NluFile], policy: Policy, held_out: Mapping[str, str]
    ) -> None:
        """`held_out` says where words stand that are never learned, by `same_words`."""
        self._files = files
        self._policy = policy
        self._held_out = held_out
        self._by_words: dict[str, list[Example]] = defaultdict(list)
        for file in files.values():
            for example in file.examples:
                self._by_words[same_words(example.text)].append(example)

    def take(self, addition: Addition) -> tuple[Example, bool]:
        """The example that it is or becomes, and whether it is new; from then on it stands here.

        The line of a new one is 0: it is known when all is in place. Raises UsageError for a text
        that can't be an example, an unknown intent or language, words that stand under another
        intent, or that are held out.
        """
        check_names(self._policy, addition.intent, addition.language)
        text = check_example(addition.text)
        new = Example(text, addition.intent, _file_for(self._files, self._policy, addition), 0)
        words = same_words(text)
        same = self._by_words[words]
        rival = next((other for other in same if other.intent != new.intent), None)
        if rival:
            raise ContradictionError(_conflict(new, rival))
        if same:
            return same[0], False
        if words in self._held_out:
            raise HeldOutError(
                f"'{excerpt(text)}' is kept to measure models with "
                f"({self._held_out[words]}): what is learned there measures nothing"
            )
        same.append(new)
        return new, True


def plan_additions(
    files: Mapping[str, NluFile],
    policy: Policy,
    additions: Sequence[Addition],
    held_out: Mapping[str, str] | None = None,
) -> Plan:
    """What adding would change. Pure.

    Raises what `Standing.take` raises, and UsageError for a file that can't take more lines.
    """
    standing = Standing(files, policy, held_out or {})
    wanted: dict[str, dict[str, list[str]]] = {}
    fates: list[tuple[Addition, Example, bool]] = []
    conflicts = []
    for addition in additions:
        try:
            example, is_new = standing.take(addition)
        except ContradictionError as error:
            conflicts.append(str(error))
            continue
        fates.append((addition, example, is_new))
        if is_new:
            wanted.setdefault(example.file, {}).setdefault(example.intent, []).append(example.text)
    if conflicts:
        more = f" (and {len(conflicts) - _TOLD} more)" if len(conflicts) > _TOLD else ""
        raise ContradictionError("; ".join(conflicts[:_TOLD]) + more)
    changed = {name: _changed(files, name, intents) for name, intents in wanted.items()}
    # New lines move those below them, so every place is looked up in what the files will be.
    final: dict[tuple[str, str, str], Example] = {}
    for file in changed.values():
        for example in file.examples:
            final.setdefault((example.file, example.intent, example.text), example)
    placed = [
        (Placed(addition, final.get((one.file, one.intent, one.text), one)), is_new)
        for addition, one, is_new in fates
    ]
    return Plan(
        added=tuple(one for one, is_new in placed if is_new),
        already_there=tuple(one for one, is_new in placed if not is_new),
        changes=tuple(
            Change(name, files[name].text if name in files else None, file.text)
            for name, file in changed.items()
        ),
    )


def preview(root: Path, policy: Policy, additions: Sequence[Addition]) -> Plan:
    """The plan for the project in `root` as it is now; nothing is written.

    Raises what `read_data`, `read_held_out` and `plan_additions` raise.
    """
    return plan_additions(read_data(root), policy, additions, read_held_out(root))


def add_examples(root: Path, policy: Policy, additions: Sequence[Addition]) -> Plan:
    """Write additions into the training data of the project in `root`, all or none.

    Blocks while another process or thread does the same. Raises what `preview` raises, and
    NotWrittenError; nothing is changed then.
    """
    with writing(root / _DATA):
        for _ in range(_MOST_TRIES):
            plan = preview(root, policy, additions)
            rewrites = [
                Rewrite(
                    root / change.file,
                    None if change.before is None else change.before.encode(),
                    change.after.encode(),
                )
                for change in plan.changes
            ]
            try:
                do_rewrite(rewrites)
            except ChangedMeanwhileError:
                # Who edits by hand takes no lock: what was saved just now counts.
                continue
            return plan
    raise NotWrittenError(f"{root / _DATA}: somebody else keeps writing there: try again later")


def as_patch(plan: Plan) -> str:
    """The plan as one patch for `git apply` in the project's folder; empty if nothing changes."""
    return "".join(unified(change.file, change.before, change.after) for change in plan.changes)


def _file_for(files: Mapping[str, NluFile], policy: Policy, addition: Addition) -> str:
    intent, language = addition.intent, addition.language
    named = {name: topic_and_language(name) for name in files if Path(name).parent == Path(_FOLDER)}
    own = [name for name, (_, spoken) in named.items() if spoken == language]
    for name in own:
        if files[name].block(intent):
            return name
    # Beside the same intent in another language, else where its category is.
    elsewhere = (topic for name, (topic, _) in named.items() if files[name].block(intent))
    topic = next(elsewhere, policy.topics[intent].category)
    return next((name for name in own if named[name][0] == topic), _name(topic, language))


def _name(topic: str, language: str) -> str:
    marked = "" if language == UNMARKED_LANGUAGE else f".{language}"
    return f"{_FOLDER}/{topic}{marked}.yml"


def _changed(
    files: Mapping[str, NluFile], name: str, intents: Mapping[str, Collection[str]]
) -> NluFile:
    wanted = {intent: list(texts) for intent, texts in intents.items()}
    if name in files:
        return add_to(files[name], wanted)
    topic, _ = topic_and_language(name)
    plain = _name(topic, UNMARKED_LANGUAGE)
    return new_file(name, wanted, Path(plain).name if plain in files else None)


def _conflict(new: Example, rival: Example) -> str:
    place = rival.place if rival.line else rival.file
    return (
        f"'{excerpt(new.text)}' can't be {new.intent} in {new.file}: "
        f"the same words are {rival.intent} in {place}"
    )
