"""Tables of messages: what is read, and how a broken one is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from desk.errors import UsageError
from desk.models.tables import LONGEST_LINE, read_table


def written(folder: Path, content: bytes) -> Path:
    path = folder / "messages.tsv"
    path.write_bytes(content)
    return path


def test_rows_keep_their_line_and_quotes_are_letters(tmp_path: Path) -> None:
    content = 'text\tlabel\r\n"hi\tgreet\n\nchào\tgreet\n'.encode()
    rows = read_table(written(tmp_path, b"\xef\xbb\xbf" + content), ["text"])
    assert [(row.line, row.values["text"]) for row in rows] == [(2, '"hi'), (4, "chào")]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", ": the file is empty"),
        (b"text\n", ": no line after the header"),
        (b"message\nhi\n", ":1: no column text; the header names: message"),
        (b"text\tlabel\nhi\n", ":2: 1 columns, the header has 2"),
        (b"text\nok\n\xff\xfe\n", ":3: not UTF-8 (byte 1)"),
        (b"text\tlabel\n \tgreet\n", ":2: column text is empty"),
        (b"text\n" + b"x" * (LONGEST_LINE + 1), ":2: the line has 100,001 bytes"),
    ],
)
def test_a_broken_table_names_file_and_line(tmp_path: Path, content: bytes, told: str) -> None:
    path = written(tmp_path, content)
    with pytest.raises(UsageError) as caught:
        read_table(path, ["text"])
    assert str(caught.value).startswith(f"{path}{told}")
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="No such file"):
        read_table(tmp_path / "none.tsv", ["text"])
