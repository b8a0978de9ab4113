"""From a row on the screen of a grid to the row of the input table that it shows."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dhconsole.errors import (
    EFFECT_UNKNOWN,
    ArgumentError,
    DeadlineError,
    DHError,
    LostError,
    SessionExpiredError,
)

if TYPE_CHECKING:
    import pyarrow as pa

    from dhconsole.client.connection import Connection
    from dhconsole.core.editing.editor import Editor
    from dhconsole.core.editing.forms import Row
    from dhconsole.tui.app import ConsoleApp
    from dhconsole.tui.widgets.editing.target import Target
    from dhconsole.tui.widgets.grid.widget import TableGrid


@dataclass(frozen=True, slots=True)
class SeenRow:
    """A row of a grid as it was when a key was pressed; another may stand there since.

    Attributes:
        position: where it stood.
        values: an array of one for each column of it that was here.
    """

    position: int
    values: Mapping[str, pa.Array]


def seen_row(grid: TableGrid, position: int) -> SeenRow:
    """The row that stands there now."""
    names = grid.view.spec.names if grid.view.spec is not None else ()
    here = ((name, grid.view.values(at, position, 1)) for at, name in enumerate(names))
    return SeenRow(position, {name: value for name, value in here if value is not None})


async def row_target(app: ConsoleApp, grid: TableGrid, row: SeenRow) -> Target:
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


async def key_of(app: ConsoleApp, grid: TableGrid, editor: Editor, row: SeenRow) -> Row:
    """The key of a row as it was seen; of columns that were not here, what stands there now."""
    names = editor.form.inputs.keys
    if all(name in row.values for name in names):
        return {name: row.values[name] for name in names}
    spec = grid.view.spec
    if spec is None:
        raise LostError("the table is not open yet", hint="Try again in a moment.")
    indices = [spec.index(name) for name in names]
    found = await app.views.fetch(grid.view, row.position, 1, indices)
    keys = {name: found.get(index) for name, index in zip(names, indices, strict=True)}
    keys |= {name: row.values[name] for name in names if name in row.values}
    if any(value is None or not len(value) for value in keys.values()):
        raise ArgumentError("that row is not in the table any more")
    return {name: value for name, value in keys.items() if value is not None}


async def asked_until_here(
    connection: Connection, load: Callable[[], Awaitable[Target]], waits: Callable[[str], None]
) -> Target:
    """What ``load`` gives, asked for again after each loss of the connection, and when no answer
    came in time: the connection may be one that is not known to be lost yet.

    Args:
        waits: told in a sentence why the answer is still not here.

    Raises:
        DHError: as ``load`` ends, while the connection stands, or has ended for good.
    """
    from dhconsole.client.state import Live
    from dhconsole.core.streams import until_live

    while True:
        before = connection.state
        try:
            return await load()
        except DeadlineError:
            waits("no answer yet: the row is asked for again")
        except (LostError, SessionExpiredError):
            if isinstance(before, Live) and connection.state is before:
                # Flight has a line of its own, whose break the connection may not have seen yet.
                with suppress(DHError):
                    await connection.ping()
                if connection.state is before:
                    raise
            waits("not connected; asked for again then")
            if await until_live(connection) is None:
                raise


def asking_failed(error: DHError) -> str:
    """Why a question to the server has no answer, in words: a question has no effect that could
    be unknown."""
    return f"{error.message}." if error.hint == EFFECT_UNKNOWN else str(error)
