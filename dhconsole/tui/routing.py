"""Who carries out an action of the registry."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dhconsole.tui.app import ConsoleApp


def owner_of(app: ConsoleApp, id_: str) -> tuple[object | None, str]:
    """The object that has the action's method, and the method's name; None for a grid's action
    while no table is open."""
    pane, _, name = id_.partition(".")
    if pane == "app":
        for owner in (app.sharing, app.input_tables, app.opening, app.saved_views, app.past):
            if name in owner.APP:
                return owner, name
        return app.commands, name
    if pane == "grid":
        return app.grid_commands.owner(name) or app.tables.commands(name), name
    if pane == "editor":
        return app.editing.keys, name
    if pane == "code" and name in app.past.CODE:
        return app.past, name
    if pane == "code" and name in app.code.completing.NAMES:
        return app.code.completing, name
    panes = {"code": app.code, "objects": app.objects, "output": app.output}
    return panes[pane], f"action_{name}"
