"""What those actions of the grid do that need more than one grid: tabs, dialogs, the server."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from dhconsole.errors import DHError
from dhconsole.tui.clipboard import copy_text
from dhconsole.tui.screens.prompt import Prompt
from dhconsole.tui.widgets.grid.cursor import parse_row

if TYPE_CHECKING:
    from dhconsole.tui.app import ConsoleApp
    from dhconsole.tui.widgets.grid.layout import GridColumn
    from dhconsole.tui.widgets.grid.widget import TableGrid

_ZONES = ("UTC", "America/New_York", "Europe/London", "Asia/Tokyo")


class GridAppCommands:
    """One method per action ``grid.NAME`` that a grid cannot carry out alone."""

    NAMES = frozenset({"goto_row", "next_tab", "prev_tab", "close_tab", "zone"})

    def __init__(self, app: ConsoleApp) -> None:
        self._app = app

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
        now = str(engine.format.zone)
        following = zones[(zones.index(now) + 1) % len(zones)] if now in zones else own
        engine.set_format(replace(engine.format, zone=ZoneInfo(following)))
        for grid in app.tables.grids:
            grid.set_format(engine.format)
        app.tell(f"Times are shown in {following}.")

    def goto_row(self) -> None:
        app = self._app
        grid = app.tables.current
        if grid is None:
            app.tell("No table is open.", bad=True)
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

    def view_cell(self, grid: TableGrid, row: int, column: GridColumn) -> None:
        """Show a cell whole; fetched, since the grid may only have its beginning."""
        app = self._app

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

            async def copy(what: str) -> None:
                app.tell(await copy_text(app, what))

            # Brings numpy, which the first screen must not wait for.
            from dhconsole.tui.screens.cell import CellScreen

            app.push_screen(CellScreen(title, text, raw, copy))

        app.run_worker(show(), group="cell", exclusive=True)
