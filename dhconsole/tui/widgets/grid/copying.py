"""From a part of a grid to text for the clipboard. Exact values, not what was cut to fit."""

from __future__ import annotations

import csv
import io
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from dhconsole.core.viewport import TableView
from dhconsole.tui.widgets.grid.layout import GridColumn

Fetch = Callable[[TableView, int, int, Sequence[int]], Awaitable[Mapping[int, pa.Array]]]
"""Whole values of rows, from the server: view, first row, count, columns."""

MOST_ROWS = 100_000


@dataclass(frozen=True, slots=True)
class Copied:
    """Text for the clipboard, and how much of the table it is."""

    text: str
    rows: int
    columns: int


async def copy_area(
    view: TableView, fetch: Fetch | None, rows: range, columns: Sequence[GridColumn], header: bool
) -> Copied:
    """Tab-separated text of ``rows`` by ``columns``; one plain value for a single cell.

    Values that are on the screen are taken from there; what is not, and lists, of which the
    screen has the beginning only, are fetched.

    Raises:
        DHError: rows had to be fetched and could not be.
    """
    rows = rows[:MOST_ROWS]
    indices = [column.index for column in columns]
    here = {index: view.values(index, rows[0], len(rows)) for index in indices}
    lists = any(pa.types.is_list(column.spec.arrow_type) for column in columns)
    values: Mapping[int, pa.Array | None] = here
    if fetch is not None and (lists or any(array is None for array in here.values())):
        values = await fetch(view, rows[0], len(rows), indices)
    texts = [_texts(column, values.get(column.index)) for column in columns]
    count = min(map(len, texts), default=0)
    if count == 1 and len(columns) == 1 and not header:
        return Copied(texts[0][0], 1, 1)
    out = io.StringIO()
    writer = csv.writer(out, delimiter="\t", lineterminator="\n")
    if header:
        writer.writerow([column.spec.name for column in columns])
    writer.writerows(zip(*(text[:count] for text in texts), strict=True))
    return Copied(out.getvalue(), count, len(columns))


def _texts(column: GridColumn, values: pa.Array | None) -> list[str]:
    if values is None:
        return []
    return [column.formatter.raw(values.slice(row, 1)) for row in range(len(values))]
