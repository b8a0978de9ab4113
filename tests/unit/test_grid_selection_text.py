"""What a selection copies: the exact values, whatever the screen shows."""

from __future__ import annotations

import csv
import io

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dhconsole.core.selection_text import SelectedColumn, selection_text
from dhconsole.text.cells import FormatSettings, formatter_for


def selected(name: str, java: str, kind: pa.DataType, values: list[object]) -> SelectedColumn:
    settings = FormatSettings(float_digits=2, thousands=True)
    return SelectedColumn(name, formatter_for(java, kind, "", settings), pa.array(values, kind))


def strings(*values: str | None, name: str = "S") -> SelectedColumn:
    return selected(name, "java.lang.String", pa.string(), list(values))


def longs(*values: int | None, name: str = "N") -> SelectedColumn:
    return selected(name, "long", pa.int64(), list(values))


def test_rows_and_columns_with_tabs() -> None:
    found = selection_text([strings("a", None), longs(1, None)], header=False)
    assert (found.text, found.rows, found.columns) == ("a\t1\n\t", 2, 2)


def test_the_header_has_the_names_as_they_are() -> None:
    found = selection_text([strings("a", name="x\ty"), longs(1)], header=True)
    assert found.text == '"x\ty"\tN\na\t1'


def test_one_value_alone_is_that_value() -> None:
    assert selection_text([strings('tab\there "q"\n')], header=False).text == 'tab\there "q"\n'
    assert selection_text([strings(None)], header=False).text == ""


def test_values_are_exact_though_the_screen_rounds() -> None:
    prices = selected("P", "double", pa.float64(), [1234567.891234, float("nan"), -float("inf")])
    assert selection_text([prices], header=False).text == "1234567.891234\nNaN\n-Infinity"
    when = selected("T", "java.time.Instant", pa.timestamp("ns", "UTC"), [10**18 + 1, None])
    lines = selection_text([when, longs(1, 2)], header=False).text.split("\n")
    assert lines[0].startswith("2001-09-09T01:46:40.000000001")
    assert lines[1] == "\t2"


def test_rows_that_not_every_column_has_are_left_out() -> None:
    found = selection_text([longs(1, 2, 3), strings("a")], header=False)
    assert (found.text, found.rows) == ("1\ta", 1)


def test_nothing_selected_is_nothing() -> None:
    found = selection_text([longs()], header=False)
    assert (found.text, found.rows) == ("", 0)


@pytest.mark.parametrize(
    ("java", "kind", "values"),
    [
        ("java.lang.String", pa.string(), ["a", None, "", "\x1b[31m", "日本"]),
        ("long", pa.int64(), [0, None, -(2**63) + 1, 2**63 - 1]),
        ("char", pa.uint16(), [65, None, 0xD800]),
        ("java.time.Period", pa.int32(), [14, None]),
        ("double", pa.float64(), [0.1, None, 1e300]),
        ("java.lang.Boolean", pa.bool_(), [True, False, None]),
    ],
)
def test_a_column_at_a_time_gives_what_the_formatter_gives(
    java: str, kind: pa.DataType, values: list[object]
) -> None:
    column = selected("C", java, kind, values)
    rows = list(range(len(values)))
    text = selection_text([column, longs(*rows)], header=False).text
    read = list(csv.reader(io.StringIO(text), delimiter="\t"))
    assert [row[0] for row in read] == [
        column.formatter.raw(column.values.slice(row, 1)) for row in rows
    ]


@settings(deadline=None)
@given(st.lists(st.tuples(st.text(max_size=12), st.text(max_size=12)), min_size=2, max_size=6))
def test_a_csv_reader_reads_back_what_was_selected(rows: list[tuple[str, str]]) -> None:
    clean = [tuple(each.encode("utf-8", "replace").decode() for each in row) for row in rows]
    columns = [strings(*(row[0] for row in clean)), strings(*(row[1] for row in clean))]
    text = selection_text(columns, header=False).text
    read = list(csv.reader(io.StringIO(text, newline=""), delimiter="\t"))
    assert [tuple(row) for row in read] == clean
