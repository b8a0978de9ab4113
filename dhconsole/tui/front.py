"""The grid in front, for actions that need one; where there is none that will do, that is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dhconsole.core.values import ViewState

if TYPE_CHECKING:
    from dhconsole.tui.app import ConsoleApp
    from dhconsole.tui.widgets.grid.layout import GridColumn
    from dhconsole.tui.widgets.grid.widget import TableGrid

NO_TABLE = "No table is open."
NOT_OPEN = "The table is not open yet: try again in a moment."


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
    view = grid.view
    if view.spec is not None:
        reason = f"{view.title} has no columns."
    elif view.state is ViewState.OPENING:
        reason = NOT_OPEN
    else:
        reason = f"{view.title} could not be opened: {view.problem}"
    app.tell(reason, bad=True)
    return None


def column_in_front(app: ConsoleApp) -> tuple[TableGrid, GridColumn] | None:
    """The grid in front and the column under its cursor."""
    grid = opened_grid(app)
    return None if grid is None else (grid, grid.columns.columns[grid.cursor.place])
