"""A selection in every form that it can be copied in."""

from __future__ import annotations

import ast
import csv
import json

import pyarrow as pa
import pytest

from dhconsole.core.selection_forms import FORMS, selection_form
from dhconsole.core.selection_text import SelectedColumn
from dhconsole.text.cells import formatter_for

NUMBERS = pa.array([1, None, -(2**62)])
DOUBLES = pa.array([0.1, float("nan"), None])
TEXTS = pa.array(['a "b",|\n', None, ""])
TIMES = pa.array([1_710_509_400_123_456_789, None, 0], pa.timestamp("ns", "UTC"))
LISTS = pa.array([[1.5, 2.0], None, []])


def columns() -> list[SelectedColumn]:
    kinds = (
        ("N", "long", "", NUMBERS),
        ("D", "double", "", DOUBLES),
        ("S", "java.lang.String", "", TEXTS),
        ("T", "java.time.Instant", "", TIMES),
        ("L", "double[]", "double", LISTS),
    )
    return [
        SelectedColumn(name, formatter_for(java, values.type, component), values)
        for name, java, component, values in kinds
    ]


RECORDS = [
    {"N": 1, "D": 0.1, "S": 'a "b",|\n', "T": "2024-03-15T13:30:00.123456789Z", "L": [1.5, 2.0]},
    {"N": None, "D": "NaN", "S": None, "T": None, "L": None},
    {"N": -(2**62), "D": None, "S": "", "T": "1970-01-01T00:00:00Z", "L": []},
]


def test_json_lines_and_python_read_back() -> None:
    lines = selection_form(columns(), "json lines")
    assert (lines.rows, lines.columns) == (3, 5)
    assert [json.loads(line) for line in lines.text.split("\n")] == RECORDS
    assert ast.literal_eval(selection_form(columns(), "python").text) == RECORDS


def test_csv_reads_back() -> None:
    rows = list(csv.DictReader(selection_form(columns(), "csv").text.splitlines(keepends=True)))
    assert [row["N"] for row in rows] == ["1", "", str(-(2**62))]
    assert [row["S"] for row in rows] == ['a "b",|\n', "", ""]
    assert [row["L"] for row in rows] == ["[1.5, 2.0]", "", "[]"]


def test_markdown_has_a_line_for_each_row() -> None:
    lines = selection_form(columns(), "markdown").text.split("\n")
    assert lines[0] == "| N | D | S | T | L |"
    assert lines[1] == "| --: | --: | --- | --- | --- |"
    assert lines[2].startswith('| 1 | 0.1 | a "b",\\|<br> |')
    assert len(lines) == 5


@pytest.mark.parametrize("form", FORMS)
def test_nothing_selected_is_no_error(form: str) -> None:
    assert selection_form([], form).rows == 0
