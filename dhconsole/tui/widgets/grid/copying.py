"""From a part of a grid to text for the clipboard: from the rows that are here, or fetched."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from dhconsole.core.selection_forms import selection_form
from dhconsole.core.selection_text import SelectedColumn, SelectionText, selection_text
from dhconsole.core.viewport import TableView
from dhconsole.tui.widgets.grid.layout import GridColumn

Fetch = Callable[[TableView, int, int, Sequence[int]], Awaitable[Mapping[int, pa.Array]]]
"""Whole values of rows, from the server: view, first row, count, columns."""

MOST_ROWS = 100_000
"""Rows that are copied at most; whoever asked for more is told."""

_QUICK_CELLS = 2_000


@dataclass(frozen=True, slots=True)
class CopiedArea:
    """What was copied. ``fetched``: the values are those of now, not those on the screen."""

    content: SelectionText
    fetched: bool


async def copy_area(
    view: TableView,
    fetch: Fetch | None,
    rows: range,
    columns: Sequence[GridColumn],
    header: bool,
    form: str = "",
) -> CopiedArea:
    """Tab-separated text of ``rows`` by ``columns``; one plain value for a single cell.

    With a ``form``, one of ``selection_forms.FORMS``, the text is in that.

    Values that are here are taken from here; when some are not, or there are lists, of which
    only the beginning is here, all are fetched, so that the rows are of one moment.

    Raises:
        DHError: rows had to be fetched and could not be.
    """
    rows = rows[:MOST_ROWS]
    indices = [column.index for column in columns]
    values: Mapping[int, pa.Array | None] = {
        index: view.values(index, rows[0], len(rows)) for index in indices
    }
    lists = any(pa.types.is_list(column.spec.arrow_type) for column in columns)
    missing = any(array is None for array in values.values())
    fetched = fetch is not None and (lists or missing)
    if fetch is not None and fetched:
        values = await fetch(view, rows[0], len(rows), indices)
    found = [(column, values.get(column.index)) for column in columns]
    selected = [
        SelectedColumn(column.spec.name, column.formatter, array)
        for column, array in found
        if array is not None
    ]
    if len(selected) < len(columns):
        return CopiedArea(SelectionText("", 0, 0), fetched)

    def text() -> SelectionText:
        if form:
            return selection_form(selected, form)
        return selection_text(selected, header=header)

    quick = len(rows) * len(columns) <= _QUICK_CELLS
    return CopiedArea(text() if quick else await asyncio.to_thread(text), fetched)
