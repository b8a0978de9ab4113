"""The formatted texts of the rows on the screen, made again only for rows that changed.

Owns a cache keyed by row position and version. Works column by column over runs of rows that
changed, since a column at a time is what the formatters are fast at, and hands out texts that
have their column's width already, so that a row is put together by joining them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import repeat

import numpy as np
import pyarrow as pa

from dhconsole.core.viewport import TableView
from dhconsole.text.arrow import indices
from dhconsole.text.formats import CellClass, Formatted
from dhconsole.text.numeric import fraction_cells
from dhconsole.text.width import cell_width, fit, fit_number
from dhconsole.tui.widgets.grid.formatting import colours, patterned, takes_patterns
from dhconsole.tui.widgets.grid.layout import LONGEST_TEXT, GridColumn, Layout

_WITH_SECONDS = ("java.time.Instant", "java.time.ZonedDateTime", "java.time.LocalTime")
_CLOCK = re.compile(r"(\d\d:\d\d:\d\d)(?:\.(\d+))?")
_DIGITS = (CellClass.VALUE, CellClass.NEGATIVE)


class RowCells:
    """One row as it is shown.

    Attributes:
        version: of the row when it was formatted.
        whole: whether the values of every column were here.
        texts: a text for each column on the screen: a blank, the value padded to the column's
            width, and a blank where a mark may stand.
        classes: what each of them is.
        colours: those that the table's maker gave them, 0 for none; empty when none has any.
    """

    __slots__ = ("classes", "colours", "plain", "texts", "version", "whole")

    def __init__(self, version: int) -> None:
        self.version = version
        self.whole = False
        self.plain: tuple[str, ...] = ()
        self.texts: tuple[str, ...] = ()
        self.classes: tuple[CellClass, ...] = ()
        self.colours: tuple[int, ...] = ()


class RowTexts:
    """Texts of visible rows of one view."""

    def __init__(self, view: TableView, layout: Layout) -> None:
        self._view = view
        self._layout = layout
        self._columns: tuple[int, ...] = ()
        self._rows: dict[int, RowCells] = {}
        self._before: dict[int, RowCells] = {}
        self._stamps: tuple[Mapping[int, object], int | None] = ({}, None)
        self._padded = -1

    def clear(self) -> None:
        self._rows.clear()

    def row(self, row: int) -> RowCells | None:
        """The cells of a row; None when it is not here. See ``prepare``."""
        return self._rows.get(row)

    def prepare(self, rows: range, columns: Sequence[GridColumn]) -> None:
        """Make sure that the texts of ``rows`` are those of the view now.

        May make columns wider. Rows that are not on the screen any more are forgotten.
        """
        wanted = tuple(column.index for column in columns)
        if wanted != self._columns:
            self._columns = wanted
            self._rows.clear()
        unchanged = self._unchanged(columns)
        kept: dict[int, RowCells] = {}
        stale: list[int] = []
        for row, version in zip(rows, self._view.versions(rows), strict=True):
            if version < 0:
                continue
            known = self._rows.get(row)
            if known is not None and known.version == version and known.whole:
                kept[row] = known
            else:
                kept[row] = RowCells(version)
                stale.append(row)
        self._before, self._rows = self._rows, kept
        before = [column.fraction for column in columns]
        self._format(stale, columns, unchanged)
        if len(kept) > len(stale) and before != [column.fraction for column in columns]:
            # Decimal points have moved: rows formatted earlier must follow.
            self._format(list(kept), columns, frozenset())
        self._before = {}
        self.pad(columns)

    def _unchanged(self, columns: Sequence[GridColumn]) -> frozenset[int]:
        """The columns of which no value has changed since the last time, nor what formats it."""
        (before, from_row), (now, row) = self._stamps, self._view.stamps()
        self._stamps = now, row
        if row is None or row != from_row:
            return frozenset()
        same = {index for index, stamp in now.items() if before.get(index) is stamp}
        return frozenset(
            column.index
            for column in columns
            if column.index in same and (column.patterns is None or column.patterns in same)
        )

    def pad(self, columns: Sequence[GridColumn]) -> None:
        """Bring the texts to the widths that the columns have now."""
        if self._padded == self._layout.version:
            return
        self._padded = self._layout.version
        rows = list(self._rows.values())
        plain = zip(*(cells.plain for cells in rows), strict=True)
        kinds = zip(*(cells.classes for cells in rows), strict=True)
        padded = map(padded_texts, columns, plain, kinds)
        for cells, texts in zip(rows, zip(*padded, strict=True), strict=False):
            cells.texts = texts

    def _format(
        self, stale: list[int], columns: Sequence[GridColumn], unchanged: frozenset[int]
    ) -> None:
        """Format these rows, for the widths that the columns have then.

        Args:
            unchanged: columns whose texts are as before.
        """
        for rows in self._blocks(stale):
            whole = True
            plain: list[Sequence[str]] = []
            kinds: list[Sequence[CellClass]] = []
            padded: list[Sequence[str]] = []
            picks = None
            if rows[-1] - rows[0] >= len(rows):
                picks = indices(np.array(rows, np.int64) - rows[0])
            known = self._known(rows) if unchanged else ()
            for place, column in enumerate(columns):
                if known and column.index in unchanged:
                    plain.append([cells.plain[place] for cells in known])
                    kinds.append([cells.classes[place] for cells in known])
                    padded.append([cells.texts[place] for cells in known])
                    continue
                texts, classes, here = self._column(column, rows, picks)
                plain.append(texts)
                kinds.append(classes)
                padded.append(padded_texts(column, texts, classes))
                whole = whole and here
            filled = [self._rows[row] for row in rows]
            by_row = (zip(*each, strict=True) for each in (plain, kinds, padded))
            for cells, texts, classes, wide in zip(filled, *by_row, strict=False):
                cells.plain, cells.classes, cells.texts, cells.whole = texts, classes, wide, whole
            self._colour(rows, columns, filled)

    def _known(self, rows: Sequence[int]) -> Sequence[RowCells]:
        """What these rows were before; nothing unless all of them were here as a whole."""
        known = [cells for row in rows if (cells := self._before.get(row)) and cells.whole]
        return known if len(known) == len(rows) else ()

    def _colour(
        self, rows: Sequence[int], columns: Sequence[GridColumn], filled: Sequence[RowCells]
    ) -> None:
        """The colours that the table's maker gave these rows."""
        of_rows = self._layout.row_colours
        if of_rows is None and all(column.colours is None for column in columns):
            return
        first = rows[0]
        found, here = colours(self._view, columns, of_rows, first, rows[-1] - first + 1)
        for row, cells in zip(rows, filled, strict=True):
            cells.colours = found[row - first]
            cells.whole = cells.whole and here

    def _column(
        self, column: GridColumn, rows: Sequence[int], picks: pa.Array | None
    ) -> tuple[Sequence[str], Sequence[CellClass], bool]:
        """Texts and classes of ``rows``, and whether their values were here.

        Args:
            rows: ascending; those between them are here too.
            picks: which rows these are, counted from the first, when there are gaps.
        """
        formatter = column.formatter
        values = self._view.values(column.index, rows[0], rows[-1] - rows[0] + 1)
        if values is None:
            unknown = formatter.settings.unknown
            return [unknown] * len(rows), [CellClass.UNKNOWN] * len(rows), False
        if picks is not None:
            values = values.take(picks)
        texts, classes = formatter.format(values, limit=LONGEST_TEXT)
        has_patterns = column.patterns is not None and takes_patterns(column)
        if has_patterns:
            texts = self._patterned(column, rows, picks, values, (texts, classes))
        if formatter.decimal:
            texts = self._aligned(column, texts)
        elif column.spec.java_type in _WITH_SECONDS and not has_patterns:
            digits = max(map(_digits_of, texts), default=0)
            self._layout.grow(column, (), digits)
            if column.fraction:
                texts = [
                    _even(text, column.fraction) if kind is CellClass.VALUE else text
                    for text, kind in zip(texts, classes, strict=True)
                ]
        self._layout.grow(column, texts, 0)
        return texts, classes, True

    def _patterned(
        self,
        column: GridColumn,
        rows: Sequence[int],
        picks: pa.Array | None,
        values: pa.Array,
        plain: Formatted,
    ) -> list[str]:
        """Texts in the patterns of the table's maker, where it gave any."""
        assert column.patterns is not None
        patterns = self._view.values(column.patterns, rows[0], rows[-1] - rows[0] + 1)
        if patterns is None:
            return plain[0]
        if picks is not None:
            patterns = patterns.take(picks)
        return patterned(column.formatter, values, patterns, *plain)

    def _aligned(self, column: GridColumn, texts: list[str]) -> list[str]:
        """``texts`` with blanks after them, so that at the right edge their points line up."""
        fractions = [
            len(text) - point if (point := text.find(".")) >= 0 else fraction_cells(text)
            for text in texts
        ]
        self._layout.grow(column, (), max(fractions, default=0))
        room = column.fraction
        return [text + " " * (room - cells) for text, cells in zip(texts, fractions, strict=True)]

    def _blocks(self, rows: Sequence[int]) -> Iterator[Sequence[int]]:
        """Ascending rows in parts between which there are only rows that are here."""
        start = 0
        for index in range(1, len(rows) + 1):
            if index == len(rows) or not self._joined(rows[index - 1], rows[index]):
                yield rows[start:index]
                start = index

    def _joined(self, row: int, after: int) -> bool:
        return all(map(self._rows.__contains__, range(row + 1, after)))


def padded_texts(
    column: GridColumn, texts: Sequence[str], classes: Sequence[CellClass]
) -> list[str]:
    """``texts`` as cells of the column, a blank on either side.

    A number that does not fit becomes ``#``: none is ever shown with digits missing unseen.
    """
    width = column.width
    together = "".join(texts)
    if together.isascii() and max(map(len, texts), default=0) <= width:
        if column.numeric:
            return [f" {text.rjust(width)} " for text in texts]
        return [f" {text.ljust(width)} " for text in texts]
    if column.numeric:
        return [
            f" {text.rjust(width)} "
            if len(text) <= width and text.isascii()
            else f" {_fit_number(text, width) if kind in _DIGITS else fit(text, width, 'right')} "
            for text, kind in zip(texts, classes, strict=True)
        ]
    if together.isascii():
        return [
            f" {text.ljust(width)} " if len(text) <= width else f" {text[: width - 1]}… "
            for text in texts
        ]
    return [f" {text} " for text in map(fit, texts, repeat(width))]


def _fit_number(text: str, width: int) -> str:
    # Without the blanks that line its point up with others it may fit after all.
    return fit_number(text if cell_width(text) <= width else text.rstrip(), width)


def _even(text: str, digits: int) -> str:
    """A time with as many digits after the second as its neighbours have."""
    clock = _CLOCK.search(text)
    if clock is None:
        return text
    return f"{text[: clock.end(1)]}.{clock[2] or '':0<{digits}}{text[clock.end() :]}"


def _digits_of(text: str) -> int:
    """Digits after the second of a time."""
    clock = _CLOCK.search(text)
    return len(clock[2] or "") if clock is not None else 0
