"""The grid in front, for actions that need one; where there is none that will do, that is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dhconsole.core.values import ViewState

if TYPE_CHECKING:
    from dhconsole.core.viewport import TableView
    from dhconsole.tui.app import ConsoleApp
    from dhconsole.tui.widgets.grid.layout import GridColumn
    from dhconsole.tui.widgets.grid.widget import TableGrid

NO_TABLE = "No table is open."


def grid_in_front(app: ConsoleApp) -> TableGrid | None:
    """The grid in front, whether or not its table has come."""
    if app.tables.current is None:
        app.tell(NO_TABLE, bad=True)
    return app.tables.current


def opened_grid(app: ConsoleApp) -> TableGrid | None:
    """The grid in front, with columns on show."""
    grid = grid_in_front(app)
    if grid is None or grid.columns.columns:
        return grid
    app.tell(why_no_columns(grid.view), bad=True)
    return None


def why_no_columns(view: TableView) -> str:
    """What to say of a view that shows no columns."""
    if view.spec is not None:
        return f"{view.title} has no columns."
    if view.state is ViewState.OPENING:
        return "The table is not open yet: try again in a moment."
    return f"{view.title} could not be opened: {view.problem}"


def column_in_front(app: ConsoleApp) -> tuple[TableGrid, GridColumn] | None:
    """The grid in front and the column under its cursor."""
    grid = opened_grid(app)
    return None if grid is None else (grid, grid.columns.columns[grid.cursor.place])
