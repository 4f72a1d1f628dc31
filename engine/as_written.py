r"""Read YAML files as they are written: `C:\users` is a path.

Where a whole file is ASCII, Rasa's reader decodes `\u` and `\U` in it before YAML sees it, so that
emojis that a serialiser wrote as two halves (`\ud83d\ude00`) come out whole. A path like `C:\users`
then stops the training with an error of the decoder, and `\u0041` in an example becomes `A` or not,
depending on the other lines of its file. Here only such halves are joined; every other escape is
YAML's own matter, which knows it in double quotes and leaves it alone elsewhere.
"""

from __future__ import annotations

import re
from typing import Any

import rasa.shared.utils.io

_HALVES = re.compile(
    r"(?<!\\)((?:\\\\)*)\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})", re.IGNORECASE
)

_rasas_reader = rasa.shared.utils.io.read_yaml


def read_as_written() -> None:
    """Let Rasa read every file of a project so, in this process; again changes nothing."""
    rasa.shared.utils.io.read_yaml = _read_yaml
    rasa.shared.utils.io._is_ascii = lambda text: False


def _read_yaml(content: str, reader_type: str | list[str] = "safe") -> Any:
    return _rasas_reader(_HALVES.sub(_joined, content), reader_type)


def _joined(found: re.Match[str]) -> str:
    halves = "".join(chr(int(half, 16)) for half in found.groups()[1:])
    return found[1] + halves.encode("utf-16", "surrogatepass").decode("utf-16")
