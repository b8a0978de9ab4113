"""What those actions of the grid do that need more than one grid: tabs, dialogs, the server."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, available_timezones

from dhconsole.errors import DHError
from dhconsole.tui.editing import Editing
from dhconsole.tui.front import opened_grid
from dhconsole.tui.input_tables import InputTables
from dhconsole.tui.saved_views import SavedViews
from dhconsole.tui.screens.picker import Picker, PickerItem
from dhconsole.tui.screens.prompt import Prompt
from dhconsole.tui.sharing import Sharing
from dhconsole.tui.table_dialogs import TableDialogs
from dhconsole.tui.totals import Totals
from dhconsole.tui.widgets.grid.cursor import parse_row

if TYPE_CHECKING:
    from dhconsole.tui.app import ConsoleApp
    from dhconsole.tui.widgets.grid.layout import GridColumn
    from dhconsole.tui.widgets.grid.widget import TableGrid

_ZONES = ("UTC", "America/New_York", "Europe/London", "Asia/Tokyo")


class GridAppCommands:
    """One method per action ``grid.NAME`` that a grid cannot carry out alone."""

    NAMES = frozenset(
        {"goto_row", "next_tab", "prev_tab", "close_tab", "zone", "choose_zone", "show_python"}
    )

    def __init__(self, app: ConsoleApp) -> None:
        self._app = app
        self._dialogs = TableDialogs(app)

    def owner(self, name: str) -> object | None:
        """Who carries out ``grid.NAME``; None when it is the grid in front."""
        if name in Editing.GRID:
            return self._app.editing
        if name in InputTables.GRID:
            return self._app.input_tables
        if name in SavedViews.GRID:
            return self._app.saved_views
        if name in Totals.GRID:
            return self._app.totals
        if name in TableDialogs.NAMES:
            return self._dialogs
        if name in Sharing.GRID:
            return self._app.sharing
        return self if name in self.NAMES else None

    def show_text(self, title: str, text: str) -> None:
        """Show a text whole, with search and copying."""
        self._dialogs.show_text(title, text)

    def next_tab(self) -> None:
        self._app.tables.step(1)

    def prev_tab(self) -> None:
        self._app.tables.step(-1)

    def close_tab(self) -> None:
        self._app.tables.close_current()

    def zone(self) -> None:
        """Show times in the next of a few zones."""
        app, engine = self._app, self._app.engine
        if engine is None:
            return
        own = str(app.config.grid.zone_info())
        zones = list(dict.fromkeys((own, *_ZONES)))
        now = str(engine.showing.format.zone)
        self._show_in(zones[(zones.index(now) + 1) % len(zones)] if now in zones else own)

    def choose_zone(self) -> None:
        """Show times in a zone that is found by its name."""
        app, engine = self._app, self._app.engine
        if engine is None:
            return
        first = dict.fromkeys((str(app.config.grid.zone_info()), *_ZONES))
        names = [*first, *sorted(available_timezones() - first.keys())]
        items = [
            PickerItem(name, "now" if name == str(engine.showing.format.zone) else "", name)
            for name in names
        ]

        def chosen(name: object) -> None:
            if isinstance(name, str):
                self._show_in(name)

        app.push_screen(Picker("Times in", items), chosen)

    def _show_in(self, zone: str) -> None:
        app, engine = self._app, self._app.engine
        if engine is not None:
            engine.showing.set_format(replace(engine.showing.format, zone=ZoneInfo(zone)))
            for grid in app.tables.grids:
                grid.set_format(engine.showing.format)
            app.tell(f"Times are shown in {zone}.")

    def goto_row(self) -> None:
        app = self._app
        grid = opened_grid(app)
        if grid is None:
            return

        def check(text: str) -> str | None:
            try:
                parse_row(text, grid.view.size)
            except ValueError as exc:
                return f"Type {exc}."
            return None

        def go(text: str | None) -> None:
            if text:
                grid.commands.goto(text)

        what = f"1 to {grid.view.size:,}, -1 for the last, or 50%"
        app.push_screen(Prompt("Go to row", what, check=check), go)

    def show_python(self) -> None:
        """The script that makes the table in front."""
        grid = opened_grid(self._app)
        if grid is None or grid.view.spec is None:
            return
        recipe = grid.view.recipe
        name = f"{recipe.name}_view" if f"{recipe.name}_view".isidentifier() else "view"
        # Brings numpy, which the first screen must not wait for.
        from dhconsole.core.making import now_in
        from dhconsole.core.recipe_python import python_of

        script = python_of(recipe, grid.view.spec, now_in(recipe.zone), name)
        self._dialogs.show_text(f"{grid.view.title} as Python", script)

    def view_cell(self, grid: TableGrid, row: int, column: GridColumn) -> None:
        """Show a cell whole; fetched, since the grid may only have its beginning."""
        app = self._app
        if app.opening.constituent(grid, row):
            return
        if column.spec.is_depth:
            grid.asker.unfold()
            return

        async def show() -> None:
            try:
                values = (await app.views.fetch(grid.view, row, 1, [column.index])).get(
                    column.index
                )
            except DHError as exc:
                app.tell(str(exc), bad=True)
                return
            if values is None or not len(values):
                app.tell("That row is not in the table any more.", bad=True)
                return
            text, raw = column.formatter.full(values), column.formatter.raw(values)
            title = f"{column.title}  {column.formatter.header_type}  row {row + 1:,}"

            self._dialogs.show_text(title, text, raw)

        app.run_worker(show(), group="cell", exclusive=True)
