"""Where attachments lie: a folder of the data directory, never below a web root."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4


class FileStore:
    """Files by id. What is in it is in it whole: drafts are renamed when they are complete."""

    def __init__(self, folder: Path) -> None:
        """`folder` is made when the first file comes."""
        self._folder = folder
        self._drafts = folder / "drafts"

    @contextmanager
    def draft(self) -> Iterator[Draft]:
        """A file that is being written; gone at the end unless it was kept."""
        self._drafts.mkdir(parents=True, exist_ok=True)
        path = self._drafts / uuid4().hex
        with path.open("xb") as file:
            try:
                yield Draft(path, file)
            finally:
                path.unlink(missing_ok=True)

    def keep(self, draft: Draft, file_id: str) -> None:
        """Make a draft the file `file_id`; it survives a power cut from here on."""
        draft.file.flush()
        os.fsync(draft.file.fileno())
        target = self.path(file_id)
        target.parent.mkdir(parents=True, exist_ok=True)
        draft.path.replace(target)
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def path(self, file_id: str) -> Path:
        """Where the file `file_id` lies. Ids are the desk's own: 32 hexadecimal digits."""
        return self._folder / file_id[:2] / file_id

    def remove(self, file_id: str) -> None:
        """Take a file away; one that is gone already is no error."""
        self.path(file_id).unlink(missing_ok=True)

    def older_than(self, moment: float) -> Iterator[Path]:
        """Files and drafts last written before `moment` (seconds since 1970)."""
        for path in self._folder.glob("*/*"):
            if path.is_file() and path.stat().st_mtime < moment:
                yield path


class Draft:
    """A file that is being written."""

    def __init__(self, path: Path, file: BinaryIO) -> None:
        self.path = path
        self.file = file

    def rewrite(self, content: bytes) -> None:
        """Replace everything that was written."""
        self.file.seek(0)
        self.file.truncate()
        self.file.write(content)
