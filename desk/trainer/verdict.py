"""From the data to a verdict: train a candidate, measure it beside the model that is served."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from desk.errors import UsageError
from desk.models.answers import ask_figures
from desk.models.calibration import calibration
from desk.models.conversations import failed_conversations
from desk.models.cross_validation import HeldOut, ask_held_out
from desk.models.cross_validation import measure as measure_held_out
from desk.models.evaluation import Labelled, labelled
from desk.models.store import ModelStore, write_whole
from desk.models.tables import read_table
from desk.models.training import model_name, train
from desk.settings import Settings
from desk.storage import Database
from desk.storage.migrate import migrate
from desk.storage.tables import inbox
from desk.trainer.comparison import Comparison, Guess, compare
from desk.trainer.gate import FailedConversation, HeldOutExample, judge
from desk.trainer.inbox import do_note_disagreement
from desk.trainer.measuring import Answers
from desk.trainer.nlu_files import example_places
from desk.trainer.rules import Rules, load_rules
from desk.trainer.runs import CANDIDATE
from support.policy import Policy, load

_SHOWN_DIFFERENCES = 200


class Steps:
    """What a training says of itself, one JSON line a step, with seconds since its start."""

    def __init__(self, file: Path, clock: Callable[[], float]) -> None:
        """`clock` counts seconds."""
        self._file = file
        self._clock = clock
        self._started = clock()

    def say(self, step: str, told: str = "") -> None:
        """Note that a step begins (or what it has to say)."""
        line = {"step": step, "told": told, "s": round(self._clock() - self._started, 1)}
        with self._file.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")

    @property
    def seconds(self) -> float:
        """Since the start."""
        return round(self._clock() - self._started, 1)


@dataclass(frozen=True)
class Traffic:
    """A message of the last days; `label` where a trainer has said what it is."""

    id: str
    text: str
    label: str | None


def make_verdict(
    root: Path, settings: Settings, folder: Path, steps: Steps, *, quick: bool, by: str | None
) -> dict[str, Any]:
    """Train a candidate and judge it; nothing that is served changes.

    What the steps wait for each other is little: the model that is served is asked while the
    candidate learns, the conversation tests run while it is asked. At any time there are two
    programs at work, not more: each has Rasa in memory.

    Raises FrontdeskError or SupportError, with one line for people, when it can't be done.
    """
    steps.say("reading")
    policy, rules = load(root / "policy.yml"), load_rules(root)
    messages = read_frozen(root, rules, policy)
    places = example_places(root)
    traffic = asyncio.run(_read_traffic(settings, rules))
    store = ModelStore(root)
    baseline = store.current()
    answers = settings.data_dir / "trainings" / "answers"
    texts = [*(one.text for one in messages), *(one.text for one in traffic)]
    count = len(messages)
    with _beside() as pool:
        served: Future[list[Guess]] | None = None
        known: Future[list[HeldOut]] | None = None
        if baseline is not None:
            current = store.current_archive()
            served = pool.submit(Answers(root, current, answers).of, texts, count)
            known = pool.submit(ask_held_out, root, current)
        now = datetime.now(UTC)
        # Before it is there: whoever finds this training killed knows what it made.
        write_whole(folder / CANDIDATE, model_name(now))
        trained = train(
            root,
            now,
            lambda line: steps.say("training", line),
            quick=quick,
            promote=False,
            by=by,
        )
        archive = store.archive(trained.name)
        steps.say("measuring", f"{len(texts)} messages")
        conversations = pool.submit(
            failed_conversations, root, archive, root / rules.conversations, folder / "stories"
        )
        held_out_of = pool.submit(ask_held_out, root, archive)
        figures = pool.submit(ask_figures, root, archive)
        after = Answers(root, archive, answers).of(texts, count)
        # Without a model that is served, every answer is a gain.
        before = served.result() if served else [Guess("unsure", 0.0)] * len(texts)
        steps.say("comparing")
        failed, held_out, scope = conversations.result(), held_out_of.result(), figures.result()
    held_out_before = known.result() if known else []
    compared = compare(messages, before[:count], after[:count])
    rulings = judge(
        rules.gate,
        compared,
        added_examples(held_out_before, held_out, places),
        [FailedConversation(name) for name in failed],
    )
    asyncio.run(_note_differences(settings, traffic, before[count:], after[count:]))
    steps.say("done")
    return {
        "model": trained.name,
        "baseline": baseline,
        "seconds": steps.seconds,
        "card": asdict(trained.card) if trained.card else None,
        "frozen": {**compared.as_dict(), **_plots(messages, before[:count], after[:count])},
        "traffic": _traffic(traffic, before[count:], after[count:]),
        "cross_validation": {
            "before": measure_held_out(held_out_before) if held_out_before else None,
            "after": measure_held_out(held_out),
        },
        "scope": scope["scope"],
        "gate": {
            "passed": all(one.passed for one in rulings),
            "rules": [one.as_dict() for one in rulings],
        },
    }


@contextmanager
def _beside() -> Iterator[ThreadPoolExecutor]:
    """For what is done one after the other beside the rest; what has not begun ends with it."""
    pool = ThreadPoolExecutor(1)
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def read_frozen(root: Path, rules: Rules, policy: Policy) -> list[Labelled]:
    """The frozen messages of all files. Raises UsageError for a file that can't be used."""
    found: list[Labelled] = []
    for path in rules.frozen:
        messages, intents = labelled(read_table(root / path, ["text", "label"]), policy, str(path))
        if not intents and any(one.labels[0] not in policy.topics for one in messages):
            raise UsageError(f"{path}: the labels of frozen messages are intents, not categories")
        found += messages
    return found


def added_examples(
    known: Sequence[HeldOut],
    new: Sequence[HeldOut],
    places: Mapping[tuple[str, str], str],
) -> list[HeldOutExample]:
    """What the candidate learns from and the served model did not, by text and label."""
    before = Counter((one.text, one.label) for one in known)
    if not before:
        return []
    return [
        HeldOutExample(
            one.text, one.label, one.intent, one.confidence, places.get((one.text, one.label))
        )
        for one in new
        if (one.text, one.label) not in before
    ]


def _plots(
    messages: Sequence[Labelled], before: Sequence[Guess], after: Sequence[Guess]
) -> dict[str, Any]:
    confusion: Counter[tuple[str, str]] = Counter()
    for message, guess in zip(messages, after, strict=True):
        right = guess.intent in message.labels
        confusion[message.labels[0], message.labels[0] if right else guess.intent] += 1
    return {
        "confusion": [
            {"label": label, "guess": guess, "messages": count}
            for (label, guess), count in sorted(confusion.items())
        ],
        "calibration": {
            name: calibration(
                [
                    (guess.confidence, guess.intent in message.labels)
                    for message, guess in zip(messages, guesses, strict=True)
                ]
            )
            for name, guesses in (("before", before), ("after", after))
        },
    }


def _traffic(
    traffic: Sequence[Traffic], before: Sequence[Guess], after: Sequence[Guess]
) -> dict[str, Any]:
    different = [
        {
            "id": one.id,
            "text": one.text,
            "label": one.label,
            "before": old.intent,
            "after": new.intent,
            "after_confidence": round(new.confidence, 4),
        }
        for one, old, new in zip(traffic, before, after, strict=True)
        if old.intent != new.intent
    ]
    known = [
        (Labelled(one.text, (one.label,)), old, new)
        for one, old, new in zip(traffic, before, after, strict=True)
        if one.label is not None
    ]
    compared: Comparison | None = None
    if known:
        compared = compare(
            [row[0] for row in known], [row[1] for row in known], [row[2] for row in known]
        )
    return {
        "messages": len(traffic),
        "different": len(different),
        "differences": different[:_SHOWN_DIFFERENCES],
        "labelled": compared.as_dict() if compared else None,
    }


async def _read_traffic(settings: Settings, rules: Rules) -> list[Traffic]:
    database = Database(settings.database_url)
    try:
        await migrate(database)
        since = settings.clock.now() - rules.traffic
        query = (
            select(inbox.c.id, inbox.c.text, inbox.c.label)
            .where(inbox.c.at >= since)
            .order_by(inbox.c.at.desc())
            .limit(rules.traffic_messages)
        )
        async with database.read() as transaction:
            rows = (await transaction.execute(query)).all()
    finally:
        await database.close()
    return [Traffic(row.id, row.text, row.label) for row in rows]


async def _note_differences(
    settings: Settings, traffic: Sequence[Traffic], before: Sequence[Guess], after: Sequence[Guess]
) -> None:
    others = {
        one.id: new.intent if new.intent != old.intent else None
        for one, old, new in zip(traffic, before, after, strict=True)
    }
    database = Database(settings.database_url)
    try:
        async with database.write() as transaction:
            await do_note_disagreement(transaction, others)
    finally:
        await database.close()
