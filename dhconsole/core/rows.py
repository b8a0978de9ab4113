"""Rows of a table as lines of text for people, and which rows those are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pyarrow as pa

from dhconsole.client.columns import ColumnSpec, TableSpec
from dhconsole.client.operations import Operation, SortDirection, head, sort, tail, view, where
from dhconsole.errors import ArgumentError
from dhconsole.text.cells import formatter_for
from dhconsole.text.formats import CellClass, FormatSettings
from dhconsole.text.numeric import align_decimals
from dhconsole.text.safe import safe_text
from dhconsole.text.width import Align, cell_width, fit

_LONGEST = 60
_LONGEST_NAME = 200
GAP = "  "
"""What stands between columns."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which rows and columns of a table.

    Attributes:
        where: conditions in the server's language, all of which hold.
        sort: names of columns, those with a minus descending.
        columns: names of columns, in this order; empty for all that are for show.
        first, last: only so many rows from the beginning, or from the end.
    """

    where: tuple[str, ...] = ()
    sort: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    first: int | None = None
    last: int | None = None

    def operations(self) -> list[Operation]:
        """What the server has to do for it, but for the columns."""
        steps: list[Operation] = [where(list(self.where))] if self.where else []
        if self.sort:
            names = [each.removeprefix("-") for each in self.sort]
            orders = [
                SortDirection.DESCENDING if each.startswith("-") else SortDirection.ASCENDING
                for each in self.sort
            ]
            steps.append(sort(names, orders))
        if self.first is not None:
            steps.append(head(self.first))
        if self.last is not None:
            steps.append(tail(self.last))
        return steps

    def shown(self, spec: TableSpec) -> tuple[str, ...]:
        """The names of the columns.

        Raises:
            ArgumentError: there is no such column.
        """
        shown = tuple(each.name for each in spec.columns if not each.is_style)
        for name in self.columns:
            if name not in spec.names:
                raise ArgumentError(
                    f"there is no column {name}", hint=f"There are {', '.join(shown)}."
                )
        return self.columns or shown

    def all_operations(self, spec: TableSpec) -> list[Operation]:
        """What the server has to do for it, the columns too."""
        names = self.shown(spec)
        return self.operations() + ([view(list(names))] if names != spec.names else [])


@dataclass(frozen=True, slots=True)
class TextColumn:
    """A column of rows as text, safe for a terminal.

    Attributes:
        name, type: of the column.
        cells: one text for each row, aligned by the decimal point where that helps.
        classes: what kind of thing each cell is.
        align: the side on which they stand.
        width: cells that the widest of all these takes.
    """

    name: str
    type: str
    cells: Sequence[str]
    classes: Sequence[CellClass]
    align: Align
    width: int

    def line(self, text: str) -> str:
        """A cell, or the name or the type, as wide as the column."""
        return fit(text, self.width, self.align)


def text_columns(
    columns: Sequence[ColumnSpec],
    rows: pa.Table,
    settings: FormatSettings,
    *,
    types: bool = True,
) -> Iterator[TextColumn]:
    """The columns of ``rows`` as text.

    Args:
        columns: of ``rows``, in the same order.
        types: whether there must be room for the types.
    """
    for spec, values in zip(columns, rows.columns, strict=True):
        formatter = formatter_for(spec.java_type, spec.arrow_type, spec.component_type, settings)
        shown, classes = formatter.format(values.combine_chunks(), limit=_LONGEST)
        cells = align_decimals(shown) if formatter.decimal else shown
        name = safe_text(spec.name, limit=_LONGEST_NAME)
        kind = formatter.header_type
        width = max(map(cell_width, (name, kind if types else "", *cells)))
        yield TextColumn(name, kind, cells, classes, formatter.align, width)


def table_lines(
    columns: Sequence[ColumnSpec],
    rows: pa.Table,
    settings: FormatSettings,
    *,
    types: bool = True,
) -> Iterator[str]:
    """Names, types and rows in columns as wide as they need, safe for a terminal.

    Args:
        columns: of ``rows``, in the same order.
        types: whether a line tells the types.
    """
    texts = list(text_columns(columns, rows, settings, types=types))
    heads = [(each.name, each.type) if types else (each.name,) for each in texts]
    bodies = [(*head, *each.cells) for head, each in zip(heads, texts, strict=True)]
    for line in zip(*bodies, strict=True):
        cells = [each.line(cell) for each, cell in zip(texts, line, strict=True)]
        yield GAP.join(cells).rstrip()
