"""What a grid shows now: the texts and strips of its rows, and where everything is.

Owns what was drawn last, and tells what of it is out of date. Knows the view, the cursor and the
columns, and nothing of the widget, of Textual's repaints or of a terminal.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Iterator

from textual.geometry import Region
from textual.strip import Strip

from dhconsole.core.values import ViewState
from dhconsole.core.viewport import TableView
from dhconsole.tui.widgets.grid.cursor import Cursor
from dhconsole.tui.widgets.grid.frame import Geometry, measure
from dhconsole.tui.widgets.grid.layout import Layout
from dhconsole.tui.widgets.grid.paint import (
    BAR,
    Look,
    RowState,
    blank_strip,
    cells_strip,
    header_strip,
    message_strip,
    row_strip,
)
from dhconsole.tui.widgets.grid.status import no_rows_text
from dhconsole.tui.widgets.grid.strips import RowKey, RowStrips
from dhconsole.tui.widgets.grid.texts import RowTexts

_STALE = (ViewState.STALE, ViewState.FAILED, ViewState.CLOSED)


class Picture:
    """The lines of a grid.

    Attributes:
        extent: width and height of the grid, in cells.
        focused: whether the grid has the focus.
        drawn: the geometry of what was prepared last.
        staged: the sign of a row that is staged for an input table, or nothing.
    """

    def __init__(self, view: TableView, cursor: Cursor, columns: Layout) -> None:
        self.extent = (80, 24)
        self.focused = False
        self.staged: Callable[[int], str] | None = None
        self._view = view
        self._cursor = cursor
        self._columns = columns
        self._texts = RowTexts(view, columns)
        self._strips = RowStrips()
        self._lines: dict[int, int] = {}  # row position that was drawn last, by line
        self._stretched = (-1, -1)
        self._filled = (0, 0)
        self._geometry: Geometry | None = None
        self._measured: tuple[object, ...] = ()
        self._message: list[str] = []
        self.drawn = self.geometry

    @property
    def geometry(self) -> Geometry:
        """What is where now. Worked out anew only when something that it depends on has changed."""
        known = (self.extent, self._view.size, self._cursor.top, self._columns.version)
        if known != self._measured or self._geometry is None:
            self._geometry = measure(*self.extent, self._view.size, self._cursor, self._columns)
            self._measured = known
        return self._geometry

    def forget_texts(self) -> None:
        """Format every row anew."""
        self._texts.clear()
        self._strips.clear()

    def forget_strips(self) -> None:
        """Draw every row anew."""
        self._strips.clear()

    def prepare(self) -> Geometry:
        """Have the texts of everything on the screen, which may make columns wider."""
        view, columns, place = self._view, self._columns, self._cursor.place
        held = self.drawn.shows(place)
        if self.extent != self._filled:
            self._filled = self.extent
            columns.fill(self.geometry.columns_width)
        while True:
            geometry = self.geometry
            if held:
                # Nothing that becomes wider may push the cursor off the screen.
                columns.show(place, geometry.columns_width)
                geometry = self.geometry
            if self._stretched != (columns.version, geometry.columns_width):
                columns.stretch(geometry.columns_width)
                geometry = self.geometry
                self._stretched = (columns.version, geometry.columns_width)
            version = columns.version
            rows = range(self._cursor.top, min(self._cursor.top + geometry.page, view.size))
            self._texts.prepare(rows, [each.column for each in geometry.columns])
            if version == columns.version:
                self.drawn = geometry
                self._message = [] if view.size else self._no_rows()
                return geometry
            held = held or geometry.shows(place)

    def line(self, y: int, look: Look) -> Strip:
        """Line ``y`` as prepared."""
        geometry = self.drawn
        line = y - geometry.header
        if line < 0:
            return header_strip(geometry, look, types=y == 1, cursor=self._cursor.place)
        row = self._cursor.top + line
        self._lines[y] = row
        if row >= self._view.size:
            if 0 < line <= len(self._message):
                return message_strip(geometry.width, self._message[line - 1], look)
            return blank_strip(geometry.width, self._bar(line), look)
        key = self._key(row)
        known = self._strips.find(row, key)
        if known is not None:
            return known
        cells = self._texts.row(row)
        marks = self._view.marks(row) if cells is not None else {}
        strip = row_strip(row, cells, marks, geometry, look, key.state)
        if cells is not None and cells.whole:
            self._strips.trim(4 * geometry.page)
            self._strips.keep(row, key, strip, cells, marks)
        return strip

    def changes(self, rows: Iterable[int], look: Look) -> Iterator[tuple[Region, Strip]]:
        """What of these rows differs from what was drawn: where, and what stands there now.

        What comes from here has to be drawn: it counts as drawn from now on.
        """
        geometry, view, strips = self.drawn, self._view, self._strips
        left = geometry.numbers + 1
        for row in rows:
            y = row - self._cursor.top + geometry.header
            cells = self._texts.row(row) if row < view.size else None
            marks = view.marks(row) if cells is not None else {}
            key = self._key(row)
            stretches = None
            # A table that is followed moves under its lines: what differs from the row's own
            # last picture says nothing of a line that showed another row
            # (test_a_followed_table_is_drawn_where_its_rows_are).
            if cells is not None and cells.whole and self._lines.get(y) == row:
                stretches = strips.stretches(row, key, cells, marks, geometry)
            if stretches is None or cells is None:
                yield Region(0, y, geometry.width, 1), self.line(y, look)
                continue
            whole: Strip | None = None
            for first, last in stretches:
                start, end = geometry.columns[first], geometry.columns[last]
                region = Region(left + start.x, y, end.x + end.cells - start.x, 1)
                strip = cells_strip(first, last, cells, marks, geometry, look, key.state)
                if strip is None:
                    whole = whole or self.line(y, look)
                    strip = whole.crop(region.x, region.right)
                yield region, strip
            strips.keep(row, key, whole, cells, marks)

    def _bar(self, line: int) -> str:
        thumb = self.drawn.thumb
        return " " if thumb is None else BAR[thumb == line]

    def _key(self, row: int) -> RowKey:
        """What the look of a row depends on."""
        cursor = self._cursor
        state = RowState(
            bool(row % 2),
            cursor.place if row == cursor.row else None,
            self.focused,
            cursor.selected_places(row),
            self._view.state in _STALE,
            self._bar(row - cursor.top),
            self.staged(row) if self.staged is not None and row < self._view.size else "",
        )
        view = self._view
        return RowKey(view.version(row), view.look(row), state, self.drawn.key)

    def _no_rows(self) -> list[str]:
        width = max(10, self.geometry.width - 4)
        lines = no_rows_text(self._view).split("\n")
        return [part for line in lines for part in textwrap.wrap(line, width) or [""]]
