"""Totals below the grids: which view of them belongs to which grid, and the key that chooses.

A view of totals follows its grid's recipe: what is filtered there is left out here.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from dhconsole.core.values import ViewEvent
from dhconsole.errors import DHError
from dhconsole.tui.front import column_in_front
from dhconsole.tui.screens.picker import Picker, PickerItem

if TYPE_CHECKING:
    from dhconsole.core.viewport import TableView
    from dhconsole.tui.app import ConsoleApp
    from dhconsole.tui.widgets.grid.widget import TableGrid


@dataclass(slots=True)
class _Following:
    """How a grid's totals are kept up with it: one change at a time, the last one wanted.

    Attributes:
        waits: whether somebody waits for the turn who will see what the grid shows by then.
    """

    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    waits: bool = False


class Totals:
    """The totals of every open grid of one app."""

    GRID = frozenset({"totals", "clear_totals"})

    def __init__(self, app: ConsoleApp) -> None:
        self._app = app
        self._views: dict[TableGrid, TableView] = {}
        self._known: dict[TableGrid, _Following] = {}

    def totals(self) -> None:
        """Choose a total of the column under the cursor."""
        from dhconsole.core.totals import TOTALS, totals_for

        found = column_in_front(self._app)
        if found is None:
            return
        grid, shown = found
        column, recipe = shown.spec, grid.view.recipe
        try:
            shown.need_values()
            (recipe.rows() if recipe.rollup is not None else recipe).need_rows()
        except DHError as exc:
            self._app.tell(str(exc), bad=True)
            return
        now = grid.asker.desk.wanted.totals
        items = [
            PickerItem(
                TOTALS[name].title,
                "shown; again ends it" if (column.name, name) in now else "",
                name,
            )
            for name in totals_for(column.java_type)
        ]

        def chosen(name: object) -> None:
            if isinstance(name, str):
                grid.asker.change(lambda recipe: recipe.totalled(column.name, name))

        self._app.push_screen(Picker(f"Total of {column.name}", items), chosen)

    def clear_totals(self) -> None:
        """Show no totals any more."""
        grid = self._app.tables.current
        if grid is not None:
            grid.asker.change(lambda recipe: replace(recipe, totals=()))

    def opened(self, grid: TableGrid | None) -> None:
        """A grid came to the front."""
        if grid is not None and grid not in self._known:
            following = self._known[grid] = _Following()
            grid.view.listen(lambda event: self._changed(grid, following, event))
            grid.on_columns = self._redraw
        self._app.tables.totals.show(grid, self._views.get(grid) if grid is not None else None)

    def _changed(self, grid: TableGrid, following: _Following, event: ViewEvent) -> None:
        if event.state_changed and not following.waits and self._app.is_running:
            following.waits = True
            # Not among the app's messages: keys come that way, and the server may take long.
            self._app.run_worker(self._follow(grid, following), group="totals")

    async def _follow(self, grid: TableGrid, following: _Following) -> None:
        async with following.turn:
            following.waits = False
            await self._keep_up(grid)

    async def _keep_up(self, grid: TableGrid) -> None:
        """Have the totals that the grid's recipe asks for."""
        from dhconsole.core.totals import totals_recipe
        from dhconsole.core.values import ViewState

        wanted, view = grid.view.recipe, self._views.get(grid)
        gone = grid.view.state is ViewState.CLOSED
        if gone or not wanted.totals:
            if view is not None:
                del self._views[grid]
                await self._app.views.close(view)
                self.opened(self._app.tables.current)
            if gone:
                self._known.pop(grid, None)
            return
        recipe = totals_recipe(wanted)
        if view is None:
            view = self._views[grid] = self._app.views.open_recipe(recipe)
            view.listen(lambda event: self._redraw(grid))
        elif view.recipe != recipe:
            try:
                await view.change(recipe)
            except DHError as exc:
                self._app.tell(f"The totals are not those of what is shown: {exc}", bad=True)
                return
        if grid is self._app.tables.current:
            self._app.tables.totals.show(grid, view)

    def _redraw(self, grid: TableGrid) -> None:
        if grid is self._app.tables.current:
            lines = self._app.tables.totals
            if lines.fit_columns():
                grid.everything()
            lines.refresh()
