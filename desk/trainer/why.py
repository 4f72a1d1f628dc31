"""Why the assistant understands a message as it does: the engine's reasons, with their places.

The engine says which words, scores and training examples count; where an example stands in the
data is looked up here, since the data may have changed after the model was trained.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from desk.conversations.engine import Engine
from desk.errors import FrontdeskError
from desk.models.engine import ask_engine
from desk.privacy.masking import mask
from desk.trainer.nlu_files import read_data
from desk.trainer.nlu_yaml import Example
from desk.trainer.stand_ins import with_stand_ins


async def why(engine: Engine, root: Path, text: str, timeout_s: float) -> dict[str, Any]:
    """Ask the engine that serves why it understands a text as it does.

    Args:
        engine: It loads nothing for this, and goes on answering visitors.
        root: The project, whose data says where examples stand.
        text: A message without secrets.
        timeout_s: How long to wait at most.

    Raises:
        EngineUnavailableError: The engine does not answer in time.
    """
    told = await engine.why(text, timeout_s)
    return await asyncio.to_thread(with_places, told, root)


def why_offline(root: Path, model: Path, texts: Iterable[str]) -> list[dict[str, Any]]:
    """Ask a model, without a server, why it understands each text as it does.

    Raises:
        FrontdeskError: The engine or the model is missing, or it failed.
    """
    lines = (json.dumps(text) for text in texts)
    arguments = ["parse", "--model", str(model), "--why"]
    return [with_places(told, root) for told in ask_engine(root, arguments, lines)]


def with_places(told: Mapping[str, Any], root: Path) -> dict[str, Any]:
    """The reasons, each example with `file` and `line`; both None where it stands no more.

    Data that can't be read is no reason to say nothing: no place is known then.
    """
    try:
        files = read_data(root)
    except FrontdeskError:
        files = {}
    places: dict[tuple[str, str], Example] = {}
    for file in files.values():
        for example in file.examples:
            places.setdefault((example.intent, example.text), example)
    nearest = []
    for one in told["nearest"]:
        found = places.get((one["intent"], one["text"]))
        place = {"file": found.file, "line": found.line} if found else {"file": None, "line": None}
        nearest.append({**one, **place})
    return {**told, "nearest": nearest}


async def without_owner(engine: Engine, text: str, own: Iterable[str], timeout_s: float) -> str:
    """A text as the inbox would hold it: without secrets, with stand-ins for who wrote it.

    Args:
        engine: It finds addresses, numbers and names.
        text: As somebody typed it.
        own: The company's domains, which stay.
        timeout_s: How long to wait at most.

    Raises:
        EngineUnavailableError: The engine does not answer in time.
    """
    # The engine counts places without the blanks around a text.
    masked = mask(text).text.strip()
    [parse] = await engine.parse([masked], timeout_s)
    return with_stand_ins(masked, parse.get("entities") or (), own)
