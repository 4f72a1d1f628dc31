"""What a file is, by its content: its name and the type that a browser claims prove nothing.

Images, PDF and text are taken: a screenshot, an invoice, a log. Everything else is refused, a
program above all, whatever it is called.
"""

from __future__ import annotations

import re
import unicodedata
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath

from PIL import Image, UnidentifiedImageError

from desk.privacy.masking import mask

IMAGE_TYPES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "PNG": ("image/png", (".png",)),
    "JPEG": ("image/jpeg", (".jpg", ".jpeg")),
    "GIF": ("image/gif", (".gif",)),
    "WEBP": ("image/webp", (".webp",)),
}
PDF = ("application/pdf", (".pdf",))
TEXT = ("text/plain", (".txt", ".log", ".csv", ".conf", ".ini", ".json", ".yml", ".yaml"))

ACCEPT = ",".join(
    suffix for _, suffixes in (*IMAGE_TYPES.values(), PDF, TEXT) for suffix in suffixes
)
"""What a file dialog offers, for the `accept` attribute."""

_MOST_PIXELS = 100_000_000
_LONGEST_NAME = 120
_PDF_MARK = b"%PDF-"
# What no text contains: control characters other than tab, line ends, form feed and escape.
_BINARY = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
# Secrets are looked for in pieces of whole lines, so that the time stays bounded.
_PIECE = 16_384


class UnknownKindError(Exception):
    """The content is none of the kinds that are taken."""


@dataclass(frozen=True)
class Kind:
    """What a file is."""

    type: str
    """MIME type, by the content."""
    suffixes: tuple[str, ...]
    """Endings that fit the type; the first is put to a name that has none of them."""
    width: int | None = None
    height: int | None = None
    """Pixels, of an image."""


def kind_of(path: Path) -> Kind:
    """What the file at `path` is. Raises UnknownKindError for what is not taken."""
    return _image(path) or _document(path)


def _image(path: Path) -> Kind | None:
    try:
        with warnings.catch_warnings():
            # The size is checked below; the library's own warning would only go to the log.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(path, formats=list(IMAGE_TYPES)) as image:
                type_, suffixes = IMAGE_TYPES[str(image.format)]
                width, height = image.size
                image.verify()
    except UnidentifiedImageError:
        return None
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        # It begins as an image and is broken, or would fill the memory when shown.
        raise UnknownKindError from None
    if width * height > _MOST_PIXELS:
        raise UnknownKindError
    return Kind(type_, suffixes, width, height)


def _document(path: Path) -> Kind:
    content = path.read_bytes()
    if content.startswith(_PDF_MARK):
        return Kind(*PDF)
    if encoding_of(content) is not None:
        return Kind(*TEXT)
    raise UnknownKindError


def encoding_of(content: bytes) -> str | None:
    """The encoding in which `content` is text; None when it is none."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16" if _decodes(content, "utf-16") else None
    if _BINARY.search(content):
        return None
    # Old Windows programs write in a code page; any such bytes are text then.
    return "utf-8" if _decodes(content, "utf-8") else "latin-1"


def _decodes(content: bytes, encoding: str) -> bool:
    try:
        return "\0" not in content.decode(encoding)
    except UnicodeDecodeError:
        return False


def without_secrets(content: bytes) -> tuple[bytes, tuple[str, ...]]:
    """A text file with its passwords and keys masked, and the kinds that were found.

    The same bytes come back where nothing was found.
    """
    encoding = encoding_of(content)
    if encoding is None:
        return content, ()
    found: dict[str, None] = {}
    pieces = []
    for piece in _pieces(content.decode(encoding)):
        masked = mask(piece)
        pieces.append(masked.text)
        found.update(dict.fromkeys(masked.found))
    return ("".join(pieces).encode(encoding), tuple(found)) if found else (content, ())


def _pieces(text: str) -> list[str]:
    """`text` cut at line ends; a private key, which spans lines, is never cut in two."""
    pieces, start, held = [], 0, False
    size = 0
    for line in text.splitlines(keepends=True):
        if "-----BEGIN" in line:
            held = True
        elif "-----END" in line:
            held = False
        size += len(line)
        if size >= _PIECE and not held:
            pieces.append(text[start : start + size])
            start, size = start + size, 0
    pieces.append(text[start:])
    return pieces


def safe_name(name: str, kind: Kind) -> str:
    """A name to show and to save under: no path, no control characters, an ending that fits.

    `virus.exe` that is an image becomes `virus.exe.png`, a script `setup.sh` becomes
    `setup.sh.txt`: opened with a click, neither can run.
    """
    last = PurePath(name.replace("\\", "/")).name
    readable = "".join(
        letter for letter in last if not unicodedata.category(letter).startswith("C")
    ).strip(" .")
    stem, suffix = PurePath(readable).stem, PurePath(readable).suffix
    if suffix.lower() in kind.suffixes:
        return f"{stem[: _LONGEST_NAME - len(suffix)]}{suffix}"
    return f"{readable[: _LONGEST_NAME - 5] or 'file'}{kind.suffixes[0]}"
