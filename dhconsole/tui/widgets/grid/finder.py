"""Going to the rows that have something, one after the other. By the registry's names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dhconsole.core.filtering.conditions import condition
from dhconsole.core.filtering.elements import asked_type
from dhconsole.core.filtering.predicates import Predicate
from dhconsole.core.filtering.words import in_words
from dhconsole.core.finding import find_row
from dhconsole.errors import DHError
from dhconsole.tui.questions import FindQuestion

if TYPE_CHECKING:
    from dhconsole.client.columns import ColumnSpec
    from dhconsole.tui.widgets.grid.widget import TableGrid


class GridFinder:
    """What is looked for in one grid, and the way there."""

    NAMES = frozenset({"find", "find_next", "find_previous"})

    def __init__(self, grid: TableGrid) -> None:
        self._grid = grid
        self._text = ""
        self._sought: tuple[ColumnSpec, Predicate] | None = None

    def find(self) -> None:
        """Ask what to look for in the column under the cursor."""
        grid = self._grid
        if grid.columns.columns:
            try:
                grid.columns.columns[grid.cursor.place].need_values()
            except DHError as exc:
                grid.post_message(grid.Notice(str(exc), bad=True))
                return
            spec = grid.columns.columns[grid.cursor.place].spec
            grid.post_message(grid.Asked(grid, FindQuestion(spec, self._text, str(grid.zone))))

    def seek(self, column: ColumnSpec, predicate: Predicate, text: str) -> None:
        """Go to the next row whose value in the column meets ``predicate``, from the cursor on."""
        self._text, self._sought = text, (column, predicate)
        self._go(self._grid.cursor.row, backward=False)

    def find_next(self) -> None:
        self._step(1)

    def find_previous(self) -> None:
        self._step(-1)

    def _step(self, by: int) -> None:
        grid = self._grid
        if self._sought is None:
            grid.post_message(grid.Notice("Nothing was looked for yet: F3 asks.", bad=True))
        elif grid.view.size:
            self._go((grid.cursor.row + by) % grid.view.size, backward=by < 0)

    def _go(self, start: int, *, backward: bool) -> None:
        if self._grid.view.size:
            work = self._went(start, backward=backward)
            self._grid.run_worker(work, group="find", exclusive=True)

    async def _went(self, start: int, *, backward: bool) -> None:
        grid = self._grid
        assert self._sought is not None
        column, predicate = self._sought
        said = in_words(predicate, column.name)
        formula = condition(predicate, column.name, asked_type(column)).formula
        try:
            table, connection = grid.view.table.ticket, grid.view.connection
            row = await find_row(connection, table, formula, start, backward=backward)
        except DHError as exc:
            grid.post_message(grid.Notice(str(exc), bad=True))
            return
        if row is None:
            grid.post_message(grid.Notice(f"No row in which {said}.", bad=True))
            return
        grid.commands.show_cell(row, grid.columns.place_of(column.name, grid.cursor.place))
        if row > start if backward else row < start:
            end = "last" if backward else "first"
            grid.post_message(grid.Notice(f"Round the end: went on from the {end} row."))
