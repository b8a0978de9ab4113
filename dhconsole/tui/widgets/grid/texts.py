"""The formatted texts of the rows on the screen, made again only for rows that changed.

Owns a cache keyed by row position and version. Formatting goes column by column over runs of
rows that changed, since a column at a time is what the formatters are fast at.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from dhconsole.core.viewport import TableView
from dhconsole.text.formats import CellClass
from dhconsole.text.numeric import align_decimals, fraction_cells
from dhconsole.tui.widgets.grid.layout import GridColumn, Layout

_LONGEST_CELL = 200
_WITH_SECONDS = ("java.time.Instant", "java.time.ZonedDateTime", "java.time.LocalTime")

Cell = tuple[str, CellClass]


class RowTexts:
    """Texts of visible rows of one view."""

    def __init__(self, view: TableView, layout: Layout) -> None:
        self._view = view
        self._layout = layout
        self._columns: tuple[int, ...] = ()
        self._rows: dict[int, tuple[int, dict[int, Cell]]] = {}

    def clear(self) -> None:
        self._rows.clear()

    def row(self, row: int) -> dict[int, Cell] | None:
        """Cells by column index; None when the row is not here. See ``prepare``."""
        found = self._rows.get(row)
        return None if found is None else found[1]

    def prepare(self, rows: range, columns: Sequence[GridColumn]) -> None:
        """Make sure that the texts of ``rows`` are those of the view now.

        Rows that are not on the screen any more are forgotten.
        """
        wanted = tuple(column.index for column in columns)
        if wanted != self._columns:
            self._columns = wanted
            self._rows.clear()
        kept: dict[int, tuple[int, dict[int, Cell]]] = {}
        stale: list[int] = []
        for row in rows:
            version = self._view.version(row)
            known = self._rows.get(row)
            if version < 0:
                continue
            if known is not None and known[0] == version:
                kept[row] = known
            else:
                kept[row] = (version, {})
                stale.append(row)
        self._rows = kept
        before = [column.fraction for column in columns]
        for first, count in _runs(stale):
            self._format(first, count, columns)
        if len(kept) > len(stale) and before != [column.fraction for column in columns]:
            # Decimal points have moved: rows formatted earlier must follow.
            for first, count in _runs(list(kept)):
                self._format(first, count, columns)

    def _format(self, first: int, count: int, columns: Iterable[GridColumn]) -> None:
        for column in columns:
            values = self._view.values(column.index, first, count)
            if values is None:
                continue
            texts, classes = column.formatter.format(values, limit=_LONGEST_CELL)
            if column.formatter.decimal:
                fraction = max((fraction_cells(text) for text in texts), default=0)
                self._layout.grow(column, (), fraction)
                texts = align_decimals(texts, column.fraction)
            elif column.spec.java_type in _WITH_SECONDS:
                fraction = max((len(text.partition(".")[2]) for text in texts), default=0)
                self._layout.grow(column, (), fraction)
                texts = [
                    _even(text, column.fraction) if kind is CellClass.VALUE else text
                    for text, kind in zip(texts, classes, strict=True)
                ]
            self._layout.grow(column, texts, 0)
            for offset, cell in enumerate(zip(texts, classes, strict=True)):
                self._rows[first + offset][1][column.index] = cell


def _even(text: str, digits: int) -> str:
    """A time with as many digits after the second as its neighbours have."""
    whole, _, fraction = text.partition(".")
    return f"{whole}.{fraction:0<{digits}}" if digits else text


def _runs(rows: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Ascending rows as runs: first row and number of rows."""
    start = 0
    for index in range(1, len(rows) + 1):
        if index == len(rows) or rows[index] != rows[index - 1] + 1:
            yield rows[start], index - start
            start = index
