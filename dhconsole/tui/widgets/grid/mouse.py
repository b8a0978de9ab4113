"""The mouse in a grid: wheel, clicks, the scrollbar, dragging the edge of a column."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events

if TYPE_CHECKING:
    from dhconsole.tui.widgets.grid.widget import TableGrid

_WHEEL_ROWS = 3


class GridMouse:
    """What the mouse is doing. The scrollbar's trough is the whole table: a click in it goes
    to that part of it, for a page of a billion rows leads nowhere."""

    def __init__(self, grid: TableGrid) -> None:
        self._grid = grid
        self._dragging: int | None = None
        self._scrolling = False

    def wheel(self, direction: int) -> None:
        self._grid.commands.scroll(direction * _WHEEL_ROWS)

    def down(self, event: events.MouseDown) -> None:
        grid = self._grid
        x = event.x - grid.geometry.numbers - 1
        if event.x >= grid.geometry.width - 1:
            self._scrolling = True
            grid.capture_mouse()
            self._jump(event.y)
        elif event.y < grid.geometry.header:
            edge = self._edge(x)
            if edge is not None:
                self._dragging = edge
                grid.capture_mouse()
            else:
                self._place(grid.cursor.row, x, extend=False)
        else:
            row = grid.cursor.top + event.y - grid.geometry.header
            if row < grid.view.size:
                self._place(row, x, extend=event.shift)

    def move(self, event: events.MouseMove) -> None:
        grid = self._grid
        if self._scrolling:
            self._jump(event.y)
        elif self._dragging is not None:
            x = event.x - grid.geometry.numbers - 1
            for each in grid.geometry.columns:
                if each.place == self._dragging:
                    grid.columns.set_width(each.place, x - each.x - 1)
                    grid.commands.redraw()

    def up(self) -> None:
        self._dragging, self._scrolling = None, False
        self._grid.release_mouse()

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
        grid.commands.put(row, grid.cursor.place if place is None else place, extend=extend)
