"""From a row on the screen of a grid to the row of the input table that it shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from dhconsole.errors import ArgumentError, LostError

if TYPE_CHECKING:
    import pyarrow as pa

    from dhconsole.core.editing.editor import Editor
    from dhconsole.core.editing.staged import Row
    from dhconsole.tui.app import ConsoleApp
    from dhconsole.tui.widgets.editing.target import Target
    from dhconsole.tui.widgets.grid.widget import TableGrid


async def row_target(app: ConsoleApp, grid: TableGrid, row: int) -> Target:
    """A row on the screen, for the panel.

    Raises:
        ArgumentError: the table takes no changes, or the row is gone.
        DHError: as asking the server ends.
    """
    from dhconsole.tui.widgets.editing.target import Target

    editor = await app.editing.editor_of(grid)
    if reason := editor.form.cannot_change():
        raise ArgumentError(reason, hint="o adds a row.")
    keys = await key_of(app, grid, editor, row)
    found = await editor.row(keys)
    if found is None:
        raise ArgumentError("that row is not in the table any more")
    return Target(editor, found)


async def key_of(app: ConsoleApp, grid: TableGrid, editor: Editor, row: int) -> Row:
    """The key of a row on the screen, as it stands there."""
    spec = grid.view.spec
    if spec is None:
        raise LostError("the table is not open yet", hint="Try again in a moment.")
    indices = {name: spec.index(name) for name in editor.form.inputs.keys}
    found: dict[str, pa.Array | None] = {
        name: grid.view.values(index, row, 1) for name, index in indices.items()
    }
    if any(value is None for value in found.values()):
        fetched: Mapping[int, pa.Array] = await app.views.fetch(
            grid.view, row, 1, list(indices.values())
        )
        found = {name: fetched.get(index) for name, index in indices.items()}
    if any(value is None or not len(value) for value in found.values()):
        raise ArgumentError("that row is not in the table any more")
    return {name: value for name, value in found.items() if value is not None}
