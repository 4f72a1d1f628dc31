"""What a model is trained from, as one hash. Standard library only: it must answer at once."""

from __future__ import annotations

from pathlib import Path

from engine.places import content_version

_PROJECT_FILES = ("config.yml", "domain.yml", "engine/uv.lock")
_PROJECT_FOLDERS = ("data", "domain")
_PROJECT_ENDINGS = (".yml", ".yaml", ".tsv")
_ENGINE_FOLDERS = ("components", "encoder", "understanding")


def input_files(root: Path) -> list[Path]:
    """Return the files that a trained model depends on, in a fixed order."""
    files = [root / name for name in _PROJECT_FILES]
    for folder in _PROJECT_FOLDERS:
        for ending in _PROJECT_ENDINGS:
            files += sorted((root / folder).rglob(f"*{ending}"))
    for folder in _ENGINE_FOLDERS:
        files += sorted((root / "engine" / folder).glob("*.py"))
    return [path for path in files if path.is_file()]


def inputs_hash(root: Path) -> str:
    """Return a hash of all that a model is trained from: data, domain, settings, learning code."""
    parts: list[str | Path] = []
    for path in input_files(root):
        parts += [path.relative_to(root).as_posix(), path]
    return content_version(*parts)
