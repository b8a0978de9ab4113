"""Opening what the server has: tables in tabs, other objects by the tables in them, or in words."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dhconsole.errors import DHError, ServerError
from dhconsole.text.safe import safe_text
from dhconsole.tui.screens.picker import Picker, PickerItem

if TYPE_CHECKING:
    from dhconsole.core.parts import Looked
    from dhconsole.core.recipe import Recipe
    from dhconsole.core.values import CatalogEntry
    from dhconsole.tui.app import ConsoleApp
    from dhconsole.tui.widgets.grid.widget import TableGrid

_MOST_COLUMNS = 6


class Opening:
    """Opens objects of one app."""

    APP = frozenset({"merged"})

    def __init__(self, app: ConsoleApp) -> None:
        self._app = app

    async def open(self, entry: CatalogEntry) -> None:
        """Open an object, or go to the tab that has it, or say what it is."""
        if self._app.engine is None:
            return
        # Brings pyarrow, which by now has come with the connection.
        from dhconsole.core.parts import OPENED
        from dhconsole.tui.controllers.views import recipe_of

        if entry.is_table or entry.field.type in OPENED:
            await self._show(recipe_of(entry))
        else:
            self._app.run_worker(self._look(entry), group="object", exclusive=True)

    def constituent(self, grid: TableGrid, row: int) -> bool:
        """Open the table that a row of a partitioned table's keys stands for; False for others."""
        from dhconsole.core.recipe import PartKind

        recipe, spec = grid.view.recipe, grid.view.spec
        if recipe.part is None or recipe.part.kind is not PartKind.KEYS or spec is None:
            return False
        self._app.run_worker(self._constituent(grid, row), group="object", exclusive=True)
        return True

    def merged(self) -> None:
        """Open all rows of the partitioned table in front as one table."""
        from dhconsole.core.parts import PARTITIONED
        from dhconsole.core.recipe import PartKind, Recipe

        grid = self._app.tables.current
        part = grid.view.recipe.part if grid is not None else None
        if grid is None or part is None or part.type != PARTITIONED:
            self._app.tell("Open a partitioned table first.", bad=True)
            return
        whole = replace(part, kind=PartKind.MERGED, keys=b"", label="merged")
        root = grid.view.recipe.root
        recipe = Recipe(root, title=f"{_name(grid)} merged", part=whole)
        self._app.run_worker(self._show(recipe), group="object")

    async def _constituent(self, grid: TableGrid, row: int) -> None:
        import pyarrow as pa

        from dhconsole.core.parts import keys_bytes
        from dhconsole.core.recipe import PartKind, Recipe

        view, spec = grid.view, grid.view.spec
        assert view.recipe.part is not None and spec is not None
        try:
            found = await self._app.views.fetch(view, row, 1, list(range(len(spec.columns))))
        except DHError as exc:
            self._app.tell(str(exc), bad=True)
            return
        if len(found) < len(spec.columns) or not all(len(each) for each in found.values()):
            self._app.tell("That row is not in the table any more.", bad=True)
            return
        fields = [
            pa.field(each.name, each.arrow_type, metadata={"deephaven:type": each.java_type})
            for each in spec.columns
        ]
        keys = pa.Table.from_arrays(
            [found[at] for at in range(len(fields))], schema=pa.schema(fields)
        )
        shown = [column.formatter.raw(found[column.index]) for column in grid.columns.columns]
        label = ", ".join(shown)
        part = replace(
            view.recipe.part, kind=PartKind.CONSTITUENT, keys=keys_bytes(keys), label=label
        )
        await self._show(Recipe(view.recipe.root, title=f"{_name(grid)} {label}", part=part))

    async def _look(self, entry: CatalogEntry) -> None:
        """Open the table of an object; ask which, if it has several; say so, if it has none."""
        from dhconsole.core.recipe import Part, Recipe

        field = entry.field
        try:
            found = await self._app.views.look_at(entry)
        except ServerError as exc:
            text = f"{field.name} is a {field.type}.\n\nThe server says no more of it: {exc}"
            self._app.grid_commands.show_text(field.name, safe_text(text, newlines=True))
            return
        except DHError as exc:
            self._app.tell(str(exc), bad=True)
            return
        recipes = [
            Recipe(
                field.ticket,
                title=field.name if len(found.tables) == 1 else f"{field.name} {index + 1}",
                part=Part(field.type, index=index, label=str(index + 1)),
            )
            for index in range(len(found.tables))
        ]
        if not recipes:
            self._app.grid_commands.show_text(field.name, _facts(entry, found))
        elif len(recipes) == 1:
            await self._show(recipes[0])
        else:
            items = [
                PickerItem(recipe.name, _about(*table), recipe)
                for recipe, table in zip(recipes, found.tables, strict=True)
            ]

            async def chosen(recipe: Recipe | None) -> None:
                if recipe is not None:
                    await self._show(recipe)

            title = f"Tables of {found.title or field.name}"
            self._app.push_screen(Picker(title, items), chosen)

    async def show(self, recipe: Recipe, title: str) -> None:
        """Open what a recipe makes in a tab of its own; raises as making it ends."""
        app, engine = self._app, self._app.engine
        if engine is not None:
            view = app.views.open_recipe(replace(recipe, title=title))
            await app.tables.add(view, engine.showing.grid_options(), engine.showing.views.fetch)
            app.commands.focus_pane("tables")

    async def _show(self, recipe: Recipe) -> None:
        app, engine = self._app, self._app.engine
        if engine is None:
            return
        try:
            found = app.tables.find(recipe.root.text, recipe.part)
            if found is not None:
                app.tables.bring(found)
            else:
                view = app.views.open_recipe(recipe)
                await app.tables.add(
                    view, engine.showing.grid_options(), engine.showing.views.fetch
                )
        except DHError as exc:
            app.tell(str(exc), bad=True)
            return
        app.commands.focus_pane("tables")


def _name(grid: TableGrid) -> str:
    return grid.view.recipe.root.text.rsplit("/", 1)[-1]


def _about(rows: int, columns: tuple[str, ...]) -> str:
    shown = ", ".join(columns[:_MOST_COLUMNS])
    more = f" and {len(columns) - _MOST_COLUMNS} more" if len(columns) > _MOST_COLUMNS else ""
    return f"{rows:,} {'row' if rows == 1 else 'rows'}: {shown}{more}"


def _facts(entry: CatalogEntry, found: Looked) -> str:
    """What can be said of an object without tables; safe."""
    field = entry.field
    lines = [f"{field.name} is a {field.type}."]
    if found.title:
        lines.append(f"Its title is {found.title}.")
    lines.append(f"It has no tables; its plugin says {found.size:,} bytes of it.")
    return safe_text("\n".join(lines), newlines=True)
