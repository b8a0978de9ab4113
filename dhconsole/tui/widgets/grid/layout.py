"""Columns on the screen: order, widths, frozen ones, and which of them are visible.

Pure. Widths are in cells and only grow while rows tick by, so that nothing jumps; ``refit``
lets them shrink again. A column's cells are: one blank, the text, one cell for a mark. When all
columns fit, text that is cut gets what room is left over (``stretch``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from dhconsole.client.columns import ColumnSpec, TableSpec
from dhconsole.core.recipe import ColumnChoice, Recipe
from dhconsole.errors import ArgumentError
from dhconsole.text.formats import ColumnFormatter
from dhconsole.text.safe import safe_text
from dhconsole.text.width import cell_width

FRAME = 2
"""Cells of a column beside its text: the blank before it and the mark after it."""

LONGEST_TEXT = 200
"""Cells of the longest text that a column can show."""

_WIDEST_TEXT = 32
_WIDEST_NUMBER = 48
_NARROWEST = 3
_STEP = 4
_LONGEST_NAME = 200
_SCROLLING = 12
"""Cells that frozen columns must leave to the others."""


@dataclass(slots=True)
class GridColumn:
    """One column on the screen.

    Attributes:
        index: its place in the table.
        title: its name, safe.
        formatter: how its values look.
        width: cells of its text on the screen.
        natural: cells of its text without what it gets because there is room.
        wanted: cells of the widest text seen.
        fraction: cells after the decimal point that the column has room for.
        fixed: whether the user chose the width.
        badge: what stands after the name in the header, such as the direction of a sort; safe.
        kind: the palette's word for the values: ``number``, ``string``, ``time``, ``boolean``.
        colours: place in the table of the column with the colours of this one's cells, or None.
        patterns: the same for the patterns of its numbers or times.
    """

    index: int
    spec: ColumnSpec
    title: str
    formatter: ColumnFormatter
    width: int = 0
    natural: int = 0
    wanted: int = 0
    fraction: int = 0
    fixed: bool = False
    badge: str = ""
    kind: str = ""
    colours: int | None = None
    patterns: int | None = None

    def __post_init__(self) -> None:
        java = self.spec.java_type
        if java.startswith("java.time."):
            self.kind = "time"
        elif java == "java.lang.Boolean":
            self.kind = "boolean"
        else:
            self.kind = "number" if self.numeric else "string"
        self.reset()

    @property
    def cells(self) -> int:
        return self.width + FRAME

    @property
    def numeric(self) -> bool:
        return self.formatter.align == "right"

    @property
    def name(self) -> str:
        """What the header calls it."""
        return f"{self.title} {self.badge}" if self.badge else self.title

    def need_values(self) -> None:
        """Raises ArgumentError for the column that says how deep the rows of a tree lie."""
        if self.spec.is_depth:
            raise ArgumentError(
                f"{self.title} only says how deep a row lies", hint="Go to another column."
            )

    def make_room(self) -> None:
        """As wide as the header at least, however little was seen of the column."""
        header = min(cell_width(self.name), _WIDEST_TEXT)
        if not self.fixed and header > self.natural:
            self.natural = header
            self.width = max(self.width, header)

    def reset(self) -> None:
        """As wide as the header needs; the next rows drawn decide."""
        self.fixed = False
        self.fraction = 0
        header = max(cell_width(self.name), cell_width(self.formatter.header_type), _NARROWEST)
        self.width = self.natural = self.wanted = min(header, _WIDEST_TEXT)

    def grow(self, wanted: int) -> bool:
        """Take in a text of so many cells; whether the column has become wider."""
        self.wanted = max(self.wanted, wanted)
        most = _WIDEST_NUMBER if self.numeric else _WIDEST_TEXT
        natural = min(most, self.wanted)
        if self.fixed or natural <= self.natural:
            return False
        self.natural = natural
        self.width = max(self.width, natural)
        return True

    def fix(self, width: int) -> None:
        """Have the width that the user wants."""
        self.width = self.natural = max(_NARROWEST, width)
        self.fixed = True


@dataclass(slots=True)
class Visible:
    """A column that is on the screen, or part of it is.

    Attributes:
        place: index among the shown columns.
        x: first cell, counted from the left edge of the columns.
        cells: cells that are there for it; fewer than it wants at the right edge.
        whole: whether they are all that it wants.
        index, kind: those of the column.
    """

    place: int
    column: GridColumn
    x: int
    cells: int
    whole: bool
    index: int
    kind: str


@dataclass(slots=True)
class Layout:
    """The columns of one grid.

    Attributes:
        columns: those that are shown, in order.
        all: those that could be, in the table's order.
        frozen: how many of them stay at the left edge.
        first: the first of the others that is on the screen.
        row_colours: place in the table of the column with the colours of whole rows, or None.
        version: changes whenever anything here does.
    """

    columns: list[GridColumn] = field(default_factory=list)
    all: list[GridColumn] = field(default_factory=list)
    frozen: int = 0
    first: int = 0
    row_colours: int | None = None
    version: int = 0

    def set_spec(self, spec: TableSpec, formatters: Sequence[ColumnFormatter], frozen: int) -> None:
        """Begin with these columns; those that only carry formatting are left out."""
        self.all = [
            GridColumn(index, column, safe_text(column.name, limit=_LONGEST_NAME), formatter)
            for index, (column, formatter) in enumerate(zip(spec.columns, formatters, strict=True))
            if not column.is_style
        ]
        places = {column.name: index for index, column in enumerate(spec.columns)}
        for column in self.all:
            column.colours = places.get(column.spec.style_column)
            column.patterns = places.get(column.spec.format_column)
        row_styles = (index for index, each in enumerate(spec.columns) if each.is_row_style)
        self.row_colours = next(row_styles, None)
        self.columns = list(self.all)
        self.frozen = min(frozen, max(0, len(self.columns) - 1))
        self.first = 0
        self.version += 1

    def arrange(self, choice: ColumnChoice, frozen: int) -> None:
        """Show the columns of a choice, in its order; ``frozen`` where it says nothing of that."""
        named = {column.spec.name: column for column in self.all}
        self.columns = [named[name] for name in choice.shown(list(named))]
        wanted = frozen if choice.frozen is None else choice.frozen
        self.frozen = min(wanted, max(0, len(self.columns) - 1))
        self.first = max(self.first, self.frozen) if self.frozen else self.first
        self.first = min(self.first, max(0, len(self.columns) - 1))
        self.version += 1

    def reformat(self, formatters: Sequence[ColumnFormatter]) -> None:
        """Show values in another way. Widths that the user chose are kept."""
        changed = []
        for column in self.all:
            column.formatter = formatters[column.index]
            if not column.fixed:
                changed.append(column)
        self.refit(changed)

    def badge(self, recipe: Recipe) -> None:
        """Say in the headers which columns are sorted by and filtered."""
        for column in self.all:
            badge = _badge(recipe, column.spec.name)
            if badge != column.badge:
                column.badge = badge
                column.make_room()
                self.version += 1

    def name_at(self, place: int) -> str:
        """Name of the column at a place; empty when there is none."""
        return self.columns[place].spec.name if place < len(self.columns) else ""

    def place_of(self, name: str, place: int) -> int:
        """Where the column of that name is; ``place``, as far as there are columns, if nowhere."""
        for found, column in enumerate(self.columns):
            if column.spec.name == name:
                return found
        return max(0, min(place, len(self.columns) - 1))

    def with_formatting(self, columns: Iterable[GridColumn]) -> list[int]:
        """Places in the table of these columns and of what carries their formatting."""
        found = {} if self.row_colours is None else {self.row_colours: None}
        for column in columns:
            found[column.index] = None
            for each in (column.colours, column.patterns):
                if each is not None:
                    found[each] = None
        return sorted(found)

    # -- what is on the screen -----------------------------------------------------------

    def visible(self, width: int) -> list[Visible]:
        """What fits into ``width`` cells: the frozen columns, then those from ``first`` on."""
        found: list[Visible] = []
        pinned = self.pinned(width)
        x = 0
        for place in (*range(pinned), *range(max(self.first, pinned), len(self.columns))):
            if x >= width:
                break
            column = self.columns[place]
            cells = min(column.cells, width - x)
            whole = cells == column.cells
            found.append(Visible(place, column, x, cells, whole, column.index, column.kind))
            x += cells
        return found

    def pinned(self, width: int) -> int:
        """How many frozen columns there is room for beside some cells of the others."""
        room = width - _SCROLLING
        for place in range(self.frozen):
            room -= self.columns[place].cells
            if room < 0:
                return place
        return self.frozen

    def show(self, place: int, width: int) -> None:
        """Scroll sideways until the column at ``place`` is wholly on the screen."""
        pinned = self.pinned(width)
        if place < pinned:
            return
        first = max(self.first, pinned)
        if place < first:
            first = place
        else:
            first = max(first, self._first_before(place, width, pinned))
        self._scroll_to(first)

    def page(self, direction: int, width: int) -> int:
        """Scroll sideways by what is on the screen; the place of the first column there."""
        pinned = self.pinned(width)
        scrolling = [each for each in self.visible(width) if each.place >= pinned]
        if not scrolling:
            return 0
        start, last = scrolling[0].place, scrolling[-1]
        if direction > 0 and last.whole and last.place == len(self.columns) - 1:
            return last.place
        if direction < 0 and start == pinned:
            return 0
        if direction > 0:
            first = last.place + 1 if last.whole else max(last.place, start + 1)
        else:
            first = self._first_before(start - 1, width, pinned)
        self._scroll_to(min(first, len(self.columns) - 1))
        return self.first

    def scroll(self, by: int, width: int) -> None:
        """Scroll sideways by whole columns, no further than the last one."""
        pinned = self.pinned(width)
        end = self._first_before(len(self.columns) - 1, width, pinned)
        first = max(self.first, pinned)
        self._scroll_to(max(pinned, min(first + by, max(first, end) if by > 0 else first)))

    def fill(self, width: int) -> None:
        """Scroll back as far as the last column stays on the screen: it may have become wider."""
        if self.columns:
            end = self._first_before(len(self.columns) - 1, width, self.pinned(width))
            self._scroll_to(min(self.first, end))

    def _first_before(self, place: int, width: int, pinned: int) -> int:
        """The first column on the screen when the one at ``place`` is the last that fits."""
        room = width - sum(column.cells for column in self.columns[:pinned])
        first = place
        room -= self.columns[place].cells if self.columns else 0
        while first > pinned and room >= self.columns[first - 1].cells:
            first -= 1
            room -= self.columns[first].cells
        return first

    def _scroll_to(self, first: int) -> None:
        if first != self.first:
            self.first = first
            self.version += 1

    def place_at(self, x: int, width: int) -> int | None:
        """The column that has the cell ``x``."""
        for each in self.visible(width):
            if each.x <= x < each.x + each.cells:
                return each.place
        return None

    # -- widths --------------------------------------------------------------------------

    def grow(self, column: GridColumn, texts: Sequence[str], fraction: int) -> None:
        """Make room for ``texts``, as far as a column may grow by itself."""
        if fraction > column.fraction:
            column.fraction = fraction
            self.version += 1
        if texts and column.grow(_widest(texts)):
            self.version += 1

    def stretch(self, width: int) -> None:
        """When every column fits, give the rest of ``width`` to texts that are cut."""
        spare = width - sum(column.natural + FRAME for column in self.columns)
        short = [c for c in self.columns if not c.fixed and not c.numeric and c.wanted > c.natural]
        short.sort(key=lambda column: column.wanted - column.natural)
        given = {}
        for left, column in zip(range(len(short), 0, -1), short, strict=True):
            more = max(0, min(column.wanted - column.natural, spare // left))
            given[column.index] = more
            spare -= more
        for column in self.columns:
            wide = column.natural + given.get(column.index, 0)
            if wide != column.width:
                column.width = wide
                self.version += 1

    def resize(self, place: int, by: int) -> None:
        """Widen or narrow a column by steps."""
        self.set_width(place, self.columns[place].width + by * _STEP)

    def set_width(self, place: int, width: int) -> None:
        self.columns[place].fix(width)
        self.version += 1

    def refit(self, columns: Iterable[GridColumn] | None = None) -> None:
        """Forget the widths of all columns, or of these; the next rows drawn decide."""
        for column in self.columns if columns is None else columns:
            column.reset()
        self.version += 1


FILTERED = "≡"
"""Stands in the header of a column that is filtered."""


def _badge(recipe: Recipe, name: str) -> str:
    """What the header says of a column: its rank among the sorts, and that it is filtered."""
    parts = [FILTERED] if recipe.filter_of(name) is not None else []
    found = recipe.sort_of(name)
    if found is not None:
        rank, key = found
        arrow = "▼" if key.descending else "▲"
        number = str(rank + 1) if len(recipe.sorts) > 1 else ""
        parts.append(f"{'±' if key.absolute else ''}{arrow}{number}")
    return "".join(parts)


def _widest(texts: Sequence[str]) -> int:
    return max(map(len if "".join(texts).isascii() else cell_width, texts), default=0)
