"""Opening tables, looking at them before opening, and fetching cells that are not on the screen.

Owns no view: the workspace does. Owns the rule what opening means for each type of object.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa

from dhconsole.client.barrage.rowset import RowSet
from dhconsole.client.barrage.subscription import ViewportSubscription
from dhconsole.client.columns import TableSpec
from dhconsole.core.making import make_table
from dhconsole.core.parts import DATA_FRAME, HIERARCHICAL, PARTITIONED, Looked, look_at
from dhconsole.core.recipe import Part, PartKind, Recipe
from dhconsole.core.trees import needed, shown_values
from dhconsole.core.values import CatalogEntry
from dhconsole.core.viewport import TableView
from dhconsole.core.workspace import Workspace
from dhconsole.errors import LostError, TicketError
from dhconsole.text.cells import FormatSettings, formatter_for

_PEEK_ROWS = 8
_PEEK_COLUMNS = 60
_FETCH_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class Peek:
    """A first look: columns with type, and the first rows as text."""

    title: str
    summary: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, ...], ...]


def recipe_of(entry: CatalogEntry) -> Recipe:
    """What opening an object shows.

    Raises:
        TicketError: it is no table, nor has it one that stands for it.
    """
    name, kind = entry.field.name, entry.field.type
    if entry.is_table:
        return Recipe(entry.field.ticket, title=name)
    if kind == DATA_FRAME:
        return Recipe(entry.field.ticket, title=name, part=Part(kind))
    if kind == PARTITIONED:
        return Recipe(entry.field.ticket, title=name, part=Part(kind, PartKind.KEYS))
    if kind == HIERARCHICAL:
        return Recipe(entry.field.ticket, title=name, part=Part(kind, PartKind.TREE))
    raise TicketError(f"{name} is a {kind}, not a table", hint="Enter says what it is made of.")


class ViewController:
    """Opens and looks at objects of one workspace."""

    def __init__(self, settings: FormatSettings) -> None:
        self.settings = settings
        self._workspace: Workspace | None = None

    def attach(self, workspace: Workspace) -> None:
        """Work with this workspace from now on."""
        self._workspace = workspace

    @property
    def entries(self) -> Sequence[CatalogEntry]:
        return self._workspace.catalog.entries if self._workspace is not None else ()

    def open(self, entry: CatalogEntry) -> TableView:
        """A started view of a table, or of the one table that an object is.

        Raises:
            TicketError: the object is none.
        """
        return self.open_recipe(recipe_of(entry))

    def open_recipe(self, recipe: Recipe) -> TableView:
        """A started view of what a recipe makes."""
        return self._need().open_view(recipe)

    async def look_at(self, entry: CatalogEntry) -> Looked:
        """What an object is made of; raises as the calls end."""
        return await look_at(self._need().connection, entry.field.ticket, entry.field.type)

    async def close(self, view: TableView) -> None:
        if self._workspace is not None:
            await self._workspace.close_view(view)

    async def peek(self, entry: CatalogEntry) -> Peek:
        """Columns and first rows, through a short subscription.

        Raises:
            DHError: as the calls end.
        """
        view = recipe_of(entry)
        spec, rows = await self._window(view, 0, _PEEK_ROWS, None)
        columns = tuple((c.name, c.java_type.rsplit(".", 1)[-1]) for c in spec.columns)
        texts: list[Sequence[str]] = []
        for column, values in zip(spec.columns, rows, strict=False):
            if values is None:
                continue
            formatter = formatter_for(
                column.java_type, column.arrow_type, column.component_type, self.settings
            )
            texts.append(formatter.format(values, limit=30)[0])
        kind = "blink" if spec.is_blink else "ticking" if entry.ticking else "static"
        size = "" if entry.rows is None else f"{entry.rows:,} rows, "
        return Peek(
            entry.field.name,
            f"{size}{len(columns)} columns, {kind}",
            columns,
            tuple(zip(*texts, strict=True)) if texts else (),
        )

    async def fetch(
        self, view: TableView, first_row: int, count: int, columns: Sequence[int]
    ) -> dict[int, pa.Array]:
        """Whole values of ``count`` rows from ``first_row``, as the table is now.

        Lists are not cut here, as they are in the grid.

        Raises:
            DHError: as the calls end.
        """
        _, values = await self._window(view.recipe, first_row, count, tuple(columns), whole=True)
        return {column: array for column in columns if (array := values[column]) is not None}

    async def _window(
        self,
        recipe: Recipe,
        first: int,
        count: int,
        columns: tuple[int, ...] | None,
        *,
        whole: bool = False,
    ) -> tuple[TableSpec, list[pa.Array | None]]:
        workspace = self._need()
        connection = workspace.connection
        export = await make_table(connection, recipe)
        subscription = ViewportSubscription(
            connection, export.ticket.bytes, list_limit=0 if whole else 21
        )
        if columns is None:
            columns = tuple(range(min(_PEEK_COLUMNS, len(export.spec.columns))))
        columns = needed(export.spec, columns)
        try:
            async with asyncio.timeout(_FETCH_SECONDS):
                rows = RowSet.single(first, first + max(1, count) - 1)
                spec = await subscription.open(rows, columns)
                async for _ in subscription:
                    if subscription.settled:
                        break
        except TimeoutError:
            raise LostError(
                f"{recipe.name} sent no rows within {_FETCH_SECONDS:.0f} s",
                hint="The server may be busy with a script; try again.",
            ) from None
        finally:
            await subscription.close()
            await connection.release(export.ticket)
        window = subscription.window
        indices = range(len(spec.columns))
        if not export.spec.is_tree:
            return spec, [window.column(index) for index in indices]
        spec = export.spec
        return spec, [shown_values(spec, index, window.column) for index in indices]

    def _need(self) -> Workspace:
        if self._workspace is None:
            raise LostError("not connected", hint="Wait for the connection, or press F9.")
        return self._workspace
