"""The mouse in a grid: wheel, clicks, dragging a selection, the scrollbar, the edge of a column."""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING

from textual import events

if TYPE_CHECKING:
    from dhconsole.tui.widgets.grid.widget import TableGrid

_WHEEL_ROWS = 3
_LEFT_BUTTON = 1


class _Drag(Enum):
    NOTHING = auto()
    SCROLLBAR = auto()
    EDGE = auto()
    CELLS = auto()


class GridMouse:
    """What the mouse is doing. The scrollbar's trough is the whole table: a click in it goes
    to that part of it, for a page of a billion rows leads nowhere."""

    def __init__(self, grid: TableGrid) -> None:
        self._grid = grid
        self._drag = _Drag.NOTHING
        self._edge_of = 0
        self._pressed = (-1, -1)

    def wheel(self, direction: int, *, sideways: bool = False) -> None:
        if sideways:
            self._grid.commands.scroll_columns(direction)
        else:
            self._grid.commands.scroll(direction * _WHEEL_ROWS)

    def down(self, event: events.MouseDown) -> None:
        if event.button != _LEFT_BUTTON:
            return
        grid = self._grid
        x = event.x - grid.geometry.numbers - 1
        if event.x >= grid.geometry.width - 1:
            self._begin(_Drag.SCROLLBAR)
            self._jump(event.y)
        elif event.y < grid.geometry.header:
            edge = self._edge(x)
            if edge is not None:
                self._edge_of = edge
                self._begin(_Drag.EDGE)
            else:
                self._place(grid.cursor.row, x, extend=False)
        elif self._row(event.y) < grid.view.size:
            self._begin(_Drag.CELLS)
            self._pressed = (event.x, event.y)
            self._place(self._row(event.y), x, extend=event.shift)

    def move(self, event: events.MouseMove) -> None:
        grid = self._grid
        x = event.x - grid.geometry.numbers - 1
        if self._drag is _Drag.SCROLLBAR:
            self._jump(event.y)
        elif self._drag is _Drag.EDGE:
            for each in grid.geometry.columns:
                if each.place == self._edge_of:
                    grid.columns.set_width(each.place, x - each.x - 1)
                    grid.commands.redraw()
        elif self._drag is _Drag.CELLS and (event.x, event.y) != self._pressed:
            self._pressed = (-1, -1)
            self._place(self._row(event.y), max(0, x), extend=True)

    def up(self) -> None:
        self._drag = _Drag.NOTHING
        self._grid.release_mouse()

    def double(self, event: events.Click) -> None:
        """View the cell; on the edge of a column, fit that column."""
        grid = self._grid
        x = event.x - grid.geometry.numbers - 1
        edge = self._edge(x)
        if event.y >= grid.geometry.header:
            if x >= 0 and self._row(event.y) == grid.cursor.row:
                grid.commands.view_cell()
        elif edge is not None:
            grid.commands.refit_column(edge)

    def _begin(self, drag: _Drag) -> None:
        self._drag = drag
        self._grid.capture_mouse()

    def _row(self, y: int) -> int:
        """The row at a line; a line above or below the rows is a row off the screen."""
        grid = self._grid
        line = max(-1, min(y - grid.geometry.header, grid.page))
        return grid.cursor.top + line

    def _jump(self, y: int) -> None:
        grid = self._grid
        line = max(0, min(y - grid.geometry.header, grid.page - 1))
        hidden = max(0, grid.view.size - grid.page)
        top = hidden * line // max(1, grid.page - 1)
        grid.commands.scroll(top - grid.cursor.top)

    def _edge(self, x: int) -> int | None:
        """The column whose last cell, where marks stand, is ``x``."""
        for each in self._grid.geometry.columns:
            if each.x + each.column.cells - 1 == x:
                return each.place
        return None

    def _place(self, row: int, x: int, *, extend: bool) -> None:
        grid = self._grid
        place = grid.columns.place_at(x, grid.geometry.columns_width) if x >= 0 else None
        if place is None and extend and grid.geometry.columns:
            place = grid.geometry.columns[-1].place  # right of the last column
        grid.commands.put(row, grid.cursor.place if place is None else place, extend=extend)
