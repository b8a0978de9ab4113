"""Columns on the screen: order, widths, frozen ones, and which of them are visible.

Pure. Widths are in cells and only grow while rows tick by, so that nothing jumps; ``refit``
lets them shrink again. A column's cells are: one blank, the text, one cell for a mark.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from dhconsole.client.columns import ColumnSpec, TableSpec
from dhconsole.text.formats import ColumnFormatter
from dhconsole.text.safe import safe_text
from dhconsole.text.width import cell_width

FRAME = 2
"""Cells of a column beside its text: the blank before it and the mark after it."""

_WIDEST_TEXT = 32
_WIDEST_NUMBER = 48
_NARROWEST = 3
_STEP = 4
_LONGEST_NAME = 200


@dataclass(slots=True)
class GridColumn:
    """One column on the screen.

    Attributes:
        index: its place in the table.
        title: its name, safe.
        formatter: how its values look.
        width: cells of its text.
        fraction: cells after the decimal point that the column has room for.
        fixed: whether the user chose the width.
    """

    index: int
    spec: ColumnSpec
    title: str
    formatter: ColumnFormatter
    width: int
    fraction: int = 0
    fixed: bool = False
    _kind: str = ""

    def __post_init__(self) -> None:
        java = self.spec.java_type
        if java.startswith("java.time."):
            self._kind = "time"
        elif java == "java.lang.Boolean":
            self._kind = "boolean"
        else:
            self._kind = "number" if self.numeric else "string"

    @property
    def cells(self) -> int:
        return self.width + FRAME

    @property
    def numeric(self) -> bool:
        return self.formatter.align == "right"

    @property
    def kind(self) -> str:
        """The palette's word for the values: ``number``, ``string``, ``time``, ``boolean``."""
        return self._kind

    def title_width(self) -> int:
        return max(cell_width(self.title), cell_width(self.formatter.header_type), _NARROWEST)


@dataclass(slots=True)
class Visible:
    """A column that is on the screen, or part of it is.

    Attributes:
        place: index among the shown columns.
        x: first cell, counted from the left edge of the columns.
        cells: cells that are there for it; fewer than it wants at the right edge.
    """

    place: int
    column: GridColumn
    x: int
    cells: int


@dataclass(slots=True)
class Layout:
    """The columns of one grid.

    Attributes:
        columns: those that are shown, in order.
        frozen: how many of them stay at the left edge.
        first: the first of the others that is on the screen.
        version: changes whenever anything here does.
    """

    columns: list[GridColumn] = field(default_factory=list)
    frozen: int = 0
    first: int = 0
    version: int = 0

    def set_spec(self, spec: TableSpec, formatters: Sequence[ColumnFormatter], frozen: int) -> None:
        """Begin with these columns; those that only carry formatting are left out."""
        self.columns = []
        for index, column in enumerate(spec.columns):
            if column.is_style:
                continue
            title = safe_text(column.name, limit=_LONGEST_NAME)
            made = GridColumn(index, column, title, formatters[index], 0)
            made.width = min(made.title_width(), _WIDEST_TEXT)
            self.columns.append(made)
        self.frozen = min(frozen, max(0, len(self.columns) - 1))
        self.first = self.frozen
        self.version += 1

    def visible(self, width: int) -> list[Visible]:
        """What fits into ``width`` cells: the frozen columns, then those from ``first`` on."""
        found: list[Visible] = []
        x = 0
        places = (*range(self.frozen), *range(max(self.first, self.frozen), len(self.columns)))
        for place in places:
            if x >= width:
                break
            column = self.columns[place]
            found.append(Visible(place, column, x, min(column.cells, width - x)))
            x += column.cells
        return found

    def show(self, place: int, width: int) -> None:
        """Scroll sideways until the column at ``place`` is wholly on the screen."""
        if place < self.frozen:
            return
        first = max(self.first, self.frozen)
        if place < first:
            first = place
        else:
            room = width - sum(column.cells for column in self.columns[: self.frozen])
            while first < place and (
                sum(column.cells for column in self.columns[first : place + 1]) > room
            ):
                first += 1
        if first != self.first:
            self.first = first
            self.version += 1

    def grow(self, column: GridColumn, texts: Sequence[str], fraction: int) -> None:
        """Make room for ``texts``, as far as a column may grow by itself."""
        if fraction > column.fraction:
            column.fraction = fraction
            self.version += 1
        if column.fixed:
            return
        widest = _WIDEST_NUMBER if column.numeric else _WIDEST_TEXT
        wanted = min(widest, max(map(_width, texts), default=0))
        if wanted > column.width:
            column.width = wanted
            self.version += 1

    def resize(self, place: int, by: int) -> None:
        """Widen or narrow a column by steps."""
        self.set_width(place, self.columns[place].width + by * _STEP)

    def set_width(self, place: int, width: int) -> None:
        column = self.columns[place]
        column.width = max(_NARROWEST, width)
        column.fixed = True
        self.version += 1

    def refit(self) -> None:
        """Forget every width; the next rows drawn decide."""
        for column in self.columns:
            column.fixed = False
            column.fraction = 0
            column.width = min(column.title_width(), _WIDEST_TEXT)
        self.version += 1

    def freeze(self, place: int) -> None:
        """Freeze the columns up to ``place``; let go when they are."""
        self.frozen = 0 if self.frozen == place + 1 else place + 1
        self.first = max(self.first, self.frozen) if self.frozen else self.first
        self.version += 1

    def place_at(self, x: int, width: int) -> int | None:
        """The column that has the cell ``x``."""
        for each in self.visible(width):
            if each.x <= x < each.x + each.cells:
                return each.place
        return None


def _width(text: str) -> int:
    return len(text) if text.isascii() else cell_width(text)
