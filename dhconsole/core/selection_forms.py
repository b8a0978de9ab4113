"""A part of a table as text in several forms: csv, json lines, Markdown, Python. Pure.

Exact values, as in ``selection_text``: times as ISO-8601 in UTC, arrays as lists, null as nothing
or as the form's own null. Not made safe for a terminal.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence

from dhconsole.core.selection_text import SelectedColumn, SelectionText, selection_text


def selection_form(columns: Sequence[SelectedColumn], form: str) -> SelectionText:
    """The rows that every column has, with their names, in one of ``FORMS``."""
    rows = min((len(column.values) for column in columns), default=0)
    return SelectionText(FORMS[form](columns, rows), rows, len(columns))


def _tabs(columns: Sequence[SelectedColumn], rows: int) -> str:
    return selection_text(columns, header=True).text


def _commas(columns: Sequence[SelectedColumn], rows: int) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([column.name for column in columns])
    writer.writerows([_raw(column, row) for column in columns] for row in range(rows))
    return text.getvalue().removesuffix("\n")


def _json_lines(columns: Sequence[SelectedColumn], rows: int) -> str:
    return "\n".join(json.dumps(each, ensure_ascii=False) for each in _records(columns, rows))


def _python(columns: Sequence[SelectedColumn], rows: int) -> str:
    lines = "".join(f"    {each!r},\n" for each in _records(columns, rows))
    return f"[\n{lines}]"


def _markdown(columns: Sequence[SelectedColumn], rows: int) -> str:
    lines = [[column.name for column in columns]]
    lines.append(["--:" if c.formatter.align == "right" else "---" for c in columns])
    lines += [[markdown_cell(_raw(c, row)) for c in columns] for row in range(rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def markdown_cell(text: str) -> str:
    """``text`` as a cell of a Markdown table."""
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("\n", "<br>")


def _raw(column: SelectedColumn, row: int) -> str:
    return column.formatter.raw(column.values.slice(row, 1))


def _records(columns: Sequence[SelectedColumn], rows: int) -> list[dict[str, object]]:
    return [{column.name: _element(column, row) for column in columns} for row in range(rows)]


def _element(column: SelectedColumn, row: int) -> object:
    value = column.values.slice(row, 1)
    if not value[0].is_valid:
        return None
    found = column.formatter.element(value)
    if isinstance(found, str) and found.startswith(("[", "{")) and column.is_list:
        return json.loads(found)
    return found


FORMS: dict[str, Callable[[Sequence[SelectedColumn], int], str]] = {
    "tab-separated": _tabs,
    "csv": _commas,
    "json lines": _json_lines,
    "markdown": _markdown,
    "python": _python,
}
