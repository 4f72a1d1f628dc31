"""`python -m engine.build`: what has to exist before anything can be trained."""

from __future__ import annotations

import sys
from collections.abc import Callable

from engine.errors import EngineError


def build_all(report: Callable[[str], None]) -> None:
    """Build the sentence encoder and the spaCy pipeline, each only if it is missing."""
    from engine.details import build as details
    from engine.encoder import build as encoder

    details.build(report)
    encoder.build(report)


def main() -> int:
    """Build with progress on standard output; returns the exit code."""
    try:
        build_all(lambda line: print(line, flush=True))
    except EngineError as error:
        print(f"engine: {error}", file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
