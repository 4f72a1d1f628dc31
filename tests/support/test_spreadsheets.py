"""Tables that a spreadsheet program may open."""

from __future__ import annotations

import csv
import io

import pytest

from support.spreadsheets import csv_lines, safe_cell


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+84 28 1234",
        "-2+3",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "  =1",
        "＝1",
        '=HYPERLINK("http://evil.example","click")',
    ],
)
def test_what_looks_like_a_formula_becomes_text(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize(
    ("value", "cell"), [("An", "An"), (-5, "-5"), (2.5, "2.5"), (None, ""), ("a=b", "a=b")]
)
def test_everything_else_stays_as_it_is(value: object, cell: str) -> None:
    assert safe_cell(value) == cell


def test_commas_quotes_and_line_breaks_survive() -> None:
    rows = [["a,b", 'say "no"', "two\nlines"], ["", "1", "x"]]
    assert list(csv.reader(io.StringIO(csv_lines(rows), newline=""))) == rows
