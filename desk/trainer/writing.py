"""Several files replaced, all or none, by one writer at a time."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from desk.trainer.errors import NotWrittenError, ReadOnlyDataError

LOCK = ".writing.lock"

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS)


class ChangedMeanwhileError(Exception):
    """A file is no longer what the change was made from: somebody saved it."""


@dataclass(frozen=True)
class Rewrite:
    """What a file is to hold; `before` is what it held when that was decided, None for no file."""

    path: Path
    before: bytes | None
    after: bytes


@contextlib.contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Be the only one who writes below `folder`; waits for whoever does.

    Raises NotWrittenError where no lock file can be made.
    """
    # Only read, because the file may be another user's.
    flags = os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC
    try:
        lock = os.open(folder / LOCK, flags, 0o644)
    except OSError as error:
        raise _not_written(folder / LOCK, error) from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def do_rewrite(rewrites: Sequence[Rewrite]) -> None:
    """Replace all files or none. To be called by who is `writing`.

    Every new content lies on the disk, beside its file, before the first file is replaced. Raises
    ChangedMeanwhileError when a file was saved by somebody else, NotWrittenError when one can't be
    written; no file is changed then.
    """
    # Behind a link, the file itself is replaced and not the link.
    staged = [(_beside(one.path.resolve()), one) for one in rewrites]
    current = Path()
    try:
        for scratch, one in staged:
            current = one.path
            _stage(scratch, one.path, one.after)
        for _, one in staged:
            current = one.path
            if _content(one.path) != one.before:
                raise ChangedMeanwhileError(one.path)
        done: list[tuple[Path, Rewrite]] = []
        try:
            for scratch, one in staged:
                current = one.path
                scratch.replace(one.path.resolve())
                done.append((scratch, one))
        except OSError:
            _take_back(done)
            raise
    except OSError as error:
        raise _not_written(current, error) from error
    finally:
        for scratch, _ in staged:
            with contextlib.suppress(OSError):
                scratch.unlink()
    for folder in {scratch.parent for scratch, _ in staged}:
        _sync_folder(folder)


def _beside(path: Path) -> Path:
    # The name ends like no file that is learned from. It is the same every time, so what a killed
    # process left behind is used up by the next.
    return path.with_name(f".{path.name}.new")


def _stage(scratch: Path, path: Path, content: bytes) -> None:
    scratch.parent.mkdir(parents=True, exist_ok=True)
    scratch.unlink(missing_ok=True)
    handle = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        with contextlib.suppress(FileNotFoundError):
            former = path.stat()
            # The owner stays where root writes for somebody else; others may not give files away.
            with contextlib.suppress(PermissionError):
                os.fchown(handle, former.st_uid, former.st_gid)
            os.fchmod(handle, former.st_mode & 0o7777)
        os.fsync(handle)


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _take_back(done: Sequence[tuple[Path, Rewrite]]) -> None:
    """Put back what was replaced already."""
    try:
        for scratch, one in done:
            if one.before is None:
                one.path.unlink()
            else:
                _stage(scratch, one.path, one.before)
                scratch.replace(one.path.resolve())
    except OSError as error:
        named = ", ".join(one.path.name for _, one in done)
        raise NotWrittenError(
            f"only some files were written ({named}; then: {error.strerror}): add the same "
            "examples again, those that are there already are passed over"
        ) from error


def _sync_folder(folder: Path) -> None:
    # Not every file system can; the files are in place either way.
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _not_written(path: Path, error: OSError) -> NotWrittenError:
    kind = ReadOnlyDataError if error.errno in _FORBIDDEN else NotWrittenError
    if error.errno in _FULL:
        hint = "make room on the disk, then add the examples again"
    elif error.errno in _FORBIDDEN:
        hint = (
            "let this user write into its folder, or take the examples as a patch "
            "(frontdesk data add --patch)"
        )
    else:
        hint = "mend that, then add the examples again"
    return kind(f"{path}: can't be written ({error.strerror}), nothing was changed: {hint}")
