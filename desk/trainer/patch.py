"""Changed files as a patch that `git apply` takes."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator

# Lines as git sees them: only a line feed ends one.
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_NO_BREAK = "\\ No newline at end of file\n"


def unified(name: str, before: str | None, after: str) -> str:
    """The change of one file; `before` is None for a file that is not there yet."""
    return "".join(_unified(name, before, after))


def _unified(name: str, before: str | None, after: str) -> Iterator[str]:
    yield f"diff --git a/{name} b/{name}\n"
    if before is None:
        yield "new file mode 100644\n"
    lines = difflib.unified_diff(
        _LINE.findall(before or ""),
        _LINE.findall(after),
        "/dev/null" if before is None else f"a/{name}",
        f"b/{name}",
    )
    for line in lines:
        yield line
        if not line.endswith("\n"):
            yield "\n" + _NO_BREAK
