"""What can be done in a grid, by the names that the registry of actions has for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dhconsole.errors import DHError
from dhconsole.tui.widgets.grid.copying import copy_area
from dhconsole.tui.widgets.grid.cursor import parse_row

if TYPE_CHECKING:
    from dhconsole.tui.widgets.grid.widget import TableGrid

_EVERYTHING = 1 << 62


class GridCommands:
    """One method per action ``grid.NAME`` that a grid itself can carry out."""

    def __init__(self, grid: TableGrid) -> None:
        self._grid = grid

    # -- moving --------------------------------------------------------------------------

    def up(self) -> None:
        self._move(-1, 0)

    def down(self) -> None:
        self._move(1, 0)

    def left(self) -> None:
        self._move(0, -1)

    def right(self) -> None:
        self._move(0, 1)

    def page_up(self) -> None:
        self._page(-1)

    def page_down(self) -> None:
        self._page(1)

    def step(self, places: int) -> None:
        """So many columns to the right; from the last on to the first."""
        count = self._columns()
        if count:
            place = (self._grid.cursor.place + places) % count
            self._move(0, place - self._grid.cursor.place)

    def first_column(self) -> None:
        """To the first column; when it is frozen, the others come back beside it."""
        self._grid.columns.scroll(-_EVERYTHING, self._grid.geometry.columns_width)
        self._move(0, -_EVERYTHING)

    def last_column(self) -> None:
        self._move(0, _EVERYTHING)

    def columns_left(self) -> None:
        """A screen of columns to the left."""
        self._page_columns(-1)

    def columns_right(self) -> None:
        """A screen of columns to the right."""
        self._page_columns(1)

    def first_row(self) -> None:
        self._move(-_EVERYTHING, 0)

    def last_row(self) -> None:
        self._move(_EVERYTHING, 0)

    def select_up(self) -> None:
        self._move(-1, 0, extend=True)

    def select_down(self) -> None:
        self._move(1, 0, extend=True)

    def select_left(self) -> None:
        self._move(0, -1, extend=True)

    def select_right(self) -> None:
        self._move(0, 1, extend=True)

    def select(self) -> None:
        self._grid.cursor.toggle_selecting()
        self.redraw()

    def back(self) -> bool:
        """End the selection; False when there was none."""
        if self._grid.cursor.clear_selection():
            self.redraw()
            return True
        return False

    def put(self, row: int, place: int, *, extend: bool) -> None:
        """Put the cursor on a cell that is on the screen."""
        grid = self._grid
        self._stop_following(row)
        grid.cursor.place_at(
            row, place, size=grid.view.size, columns=self._columns(), page=grid.page, extend=extend
        )
        self.redraw()

    def scroll(self, rows: int) -> None:
        grid = self._grid
        if rows < 0:
            grid.view.follow(False)
        grid.cursor.scroll(rows, size=grid.view.size, page=grid.page)
        self.redraw()

    def scroll_columns(self, by: int) -> None:
        """Scroll sideways by whole columns; the cursor goes along only as far as it must."""
        grid = self._grid
        width = grid.geometry.columns_width
        grid.columns.scroll(by, width)
        visible = [each for each in grid.geometry.columns if each.place >= grid.geometry.pinned]
        if visible and grid.cursor.place >= grid.geometry.pinned:
            # A column that is cut at the edge does not hold the cursor, unless it is alone.
            last = visible[-2 if grid.geometry.last_is_cut and len(visible) > 1 else -1].place
            grid.cursor.place = max(visible[0].place, min(grid.cursor.place, last))
        self.redraw()

    def goto(self, text: str) -> None:
        """Go to the row that ``text`` means.

        Raises:
            ValueError: it means none; the message says what can be typed.
        """
        grid = self._grid
        row = parse_row(text, grid.view.size)
        self._stop_following(row)
        grid.cursor.centre(row, size=grid.view.size, page=grid.page)
        self.redraw()

    def show_cell(self, row: int, place: int) -> None:
        """Go to a cell, with its row in the middle of the screen when it was not on it."""
        grid = self._grid
        self._stop_following(row)
        if row in grid.visible_rows():
            grid.cursor.row = row
        else:
            grid.cursor.centre(row, size=grid.view.size, page=grid.page)
        self._move(0, place - grid.cursor.place)

    # -- columns -------------------------------------------------------------------------

    def widen(self) -> None:
        self._resize(1)

    def narrow(self) -> None:
        self._resize(-1)

    def refit(self) -> None:
        self._grid.columns.refit()
        self._grid.forget_texts()
        self.redraw()

    def refit_column(self, place: int) -> None:
        """Fit one column to what is shown now."""
        columns = self._grid.columns
        columns.refit([columns.columns[place]])
        self._grid.forget_texts()
        self.redraw()

    # -- the view ------------------------------------------------------------------------

    def follow(self) -> None:
        grid = self._grid
        view = grid.view
        if not view.following and not view.reverse_supported:
            grid.post_message(
                grid.Notice("A blink table and a tree have no end to follow.", bad=True)
            )
            return
        view.follow(not view.following)
        if view.following:
            grid.cursor.clear_selection()
            grid.cursor.row = max(0, view.size - 1)
            grid.cursor.reveal(size=view.size, page=grid.page)
        self.redraw()

    def pause(self) -> None:
        view = self._grid.view
        view.pause(not view.paused)

    def view_cell(self) -> None:
        grid = self._grid
        if self._columns() and grid.view.size:
            column = grid.columns.columns[grid.cursor.place]
            grid.post_message(grid.ViewCell(grid, grid.cursor.row, column))

    # -- copying -------------------------------------------------------------------------

    def copy_cell(self) -> None:
        cursor = self._grid.cursor
        self._copy(
            range(cursor.row, cursor.row + 1), range(cursor.place, cursor.place + 1), header=False
        )

    def copy_rows(self) -> None:
        rows, _ = self._grid.cursor.area()
        self._copy(rows, range(self._columns()), header=False)

    def copy_range(self) -> None:
        rows, places = self._grid.cursor.area()
        self._copy(rows, places, header=len(rows) * len(places) > 1)

    def copy_as(self, form: str, what: str) -> None:
        """Copy the selection, the row, the column or the whole view in a form."""
        rows, places = self._grid.cursor.area()
        if what in ("column", "view"):
            rows = range(self._grid.view.size)
        if what in ("rows", "view"):
            places = range(self._columns())
        self._copy(rows, places, header=True, form=form)

    def _copy(self, rows: range, places: range, *, header: bool, form: str = "") -> None:
        """Copy in the background, for rows may have to come from the server; newest wins."""
        grid = self._grid
        if self._columns() and grid.view.size:
            work = self._copied(rows, places, header, form)
            grid.run_worker(work, group="copy", exclusive=True)

    async def _copied(self, rows: range, places: range, header: bool, form: str) -> None:
        grid = self._grid
        columns = [grid.columns.columns[place] for place in places]
        held = grid.view.paused
        try:
            copied = await copy_area(grid.view, grid.fetch, rows, columns, header, form)
        except DHError as exc:
            grid.post_message(grid.Notice(f"Nothing was copied: {exc}", bad=True))
            return
        content = copied.content
        if not content.rows:
            grid.post_message(
                grid.Notice("Nothing was copied: the rows have not come yet.", bad=True)
            )
            return
        if held and copied.fetched:
            grid.post_message(
                grid.Notice("Copied as the table is now: not all of this is on hold here.")
            )
        grid.post_message(grid.Copied(content.text, content.rows, content.columns, len(rows)))

    # -- helpers -------------------------------------------------------------------------

    def redraw(self) -> None:
        self._grid.everything()

    def _move(self, rows: int, places: int, *, extend: bool = False) -> None:
        grid = self._grid
        if rows:
            self._stop_following(grid.cursor.row + rows)
        grid.cursor.move(
            rows,
            places,
            size=grid.view.size,
            columns=self._columns(),
            page=grid.page,
            extend=extend,
        )
        grid.columns.show(grid.cursor.place, grid.geometry.columns_width)
        self.redraw()

    def _page(self, direction: int) -> None:
        grid = self._grid
        self._stop_following(grid.cursor.row + direction * grid.page)
        grid.cursor.top = max(
            0, min(grid.cursor.top + direction * grid.page, grid.view.size - grid.page)
        )
        self._move(direction * grid.page, 0)

    def _page_columns(self, direction: int) -> None:
        grid = self._grid
        place = grid.columns.page(direction, grid.geometry.columns_width)
        self._move(0, place - grid.cursor.place)

    def _stop_following(self, row: int) -> None:
        """Leaving the end of the table ends following it."""
        if self._grid.view.following and row < self._grid.view.size - 1:
            self._grid.view.follow(False)

    def _columns(self) -> int:
        return len(self._grid.columns.columns)

    def _resize(self, by: int) -> None:
        if self._columns():
            self._grid.columns.resize(self._grid.cursor.place, by)
            self.redraw()
