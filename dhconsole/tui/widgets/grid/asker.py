"""What a grid asks of its table: sorts, filters by value, columns, and undoing them.

By the names that the registry of actions has for it; each is one step of the view's desk.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import pyarrow as pa

from dhconsole.client.columns import ColumnSpec
from dhconsole.core.desk import Desk
from dhconsole.core.filtering.exact import joined, value_filter, value_of
from dhconsole.core.filtering.predicates import Sign
from dhconsole.core.making import now_in
from dhconsole.core.recipe import SIGNED, Recipe
from dhconsole.core.trees import toggled
from dhconsole.errors import ArgumentError, DHError
from dhconsole.text.chosen import formats_of
from dhconsole.tui.front import why_no_columns
from dhconsole.tui.questions import (
    ConditionQuestion,
    FilterQuestion,
    FormulaQuestion,
    GroupQuestion,
    Question,
    SearchQuestion,
)
from dhconsole.tui.widgets.grid.layout import GridColumn

if TYPE_CHECKING:
    from dhconsole.tui.widgets.grid.widget import TableGrid

Edit = Callable[[Recipe, GridColumn], Recipe]


class GridAsker:
    """One method per action ``grid.NAME`` that edits the view's recipe.

    Attributes:
        desk: what was done to the view.
    """

    NAMES = frozenset(
        {
            *("sort_up", "sort_down", "sort_add", "sort_absolute", "reverse", "undo", "redo"),
            *("filter", "keep_value", "drop_value", "more_than_value", "less_than_value"),
            *("clear_filter", "clear_filters", "search", "condition", "formula"),
            *("hide", "show_columns", "move_left", "move_right", "freeze", "format"),
            *("group", "unfold", "unfold_all"),
        }
    )

    def __init__(self, grid: TableGrid) -> None:
        self._grid = grid
        self.desk = Desk(grid.view)

    # -- sorts ---------------------------------------------------------------------------

    def sort_up(self) -> None:
        self._sort(lambda recipe, column: recipe.sorted_by(column.spec.name, descending=False))

    def sort_down(self) -> None:
        self._sort(lambda recipe, column: recipe.sorted_by(column.spec.name, descending=True))

    def sort_add(self) -> None:
        self._sort(lambda recipe, column: recipe.also_sorted_by(column.spec.name))

    def sort_absolute(self) -> None:
        def edit(recipe: Recipe, column: GridColumn) -> Recipe:
            if column.spec.java_type not in SIGNED:
                raise ArgumentError(
                    f"{column.spec.name} is {column.formatter.header_type}, which the server "
                    "cannot sort without signs",
                    hint="Go to a column of int, double or their kin.",
                )
            return recipe.sorted_absolutely(column.spec.name)

        self._sort(edit)

    def _sort(self, edit: Edit) -> None:
        def checked(recipe: Recipe, column: GridColumn) -> Recipe:
            column.need_values()
            return edit(recipe, column)

        self._edit(checked)

    def reverse(self) -> None:
        self._edit(lambda recipe, column: replace(recipe, reverse=not recipe.reverse))

    # -- filters -------------------------------------------------------------------------

    def filter(self) -> None:
        column = self._column()
        if column is not None and self._has_values(column):
            self._ask(FilterQuestion(column.spec, self.desk.wanted, self._zone))

    def _has_values(self, column: GridColumn) -> bool:
        try:
            column.need_values()
        except ArgumentError as exc:
            self._grid.post_message(self._grid.Notice(str(exc), bad=True))
            return False
        return True

    def search(self) -> None:
        spec = self._grid.view.spec
        if self._column() is not None and spec is not None:
            shown = [column for column in spec.columns if not column.is_style]
            self._ask(SearchQuestion(shown, self.desk.wanted, self._zone))

    def condition(self) -> None:
        self._ask(ConditionQuestion(self.desk.wanted, self._all_columns()))

    def formula(self) -> None:
        if (column := self._column()) is not None:
            name = column.spec.name
            self._ask(FormulaQuestion(self.desk.wanted, name, self._all_columns()))

    def group(self) -> None:
        wanted, shown, columns = self.desk.wanted, self._grid.view.recipe, self._all_columns()
        # The columns of groups are not those of the rows in them, nor are new ones on show yet.
        known = shown.rollup is None and shown.formulas == wanted.formulas
        self._ask(GroupQuestion(wanted, columns, known=known))

    def unfold(self) -> None:
        self._unfold(below=False)

    def unfold_all(self) -> None:
        self._unfold(below=True)

    def _unfold(self, *, below: bool) -> None:
        row = self._grid.cursor.row

        def edit(recipe: Recipe) -> Recipe:
            node = self._grid.view.node(row)
            if node is None:
                raise ArgumentError(
                    "rows unfold in trees and rollups", hint="b groups the rows of a table."
                )
            if node.unfolded is None:
                raise ArgumentError("there are no rows below this one")
            return replace(recipe, unfolded=toggled(recipe.unfolded, node, below=below))

        self.change(edit)

    def _all_columns(self) -> tuple[ColumnSpec, ...]:
        spec = self._grid.view.spec
        return spec.columns if spec is not None else ()

    def keep_value(self) -> None:
        self._by_value(Sign.EQ)

    def drop_value(self) -> None:
        self._by_value(Sign.NE)

    def more_than_value(self) -> None:
        self._by_value(Sign.GT)

    def less_than_value(self) -> None:
        self._by_value(Sign.LT)

    def clear_filter(self) -> None:
        def edit(recipe: Recipe, column: GridColumn) -> Recipe:
            if recipe.filter_of(column.spec.name) is None:
                raise ArgumentError(f"{column.spec.name} has no filter")
            return recipe.filtered(column.spec.name, "")

        self._edit(edit)

    def clear_filters(self) -> None:
        def edit(recipe: Recipe, column: GridColumn) -> Recipe:
            if not recipe.is_filtered:
                raise ArgumentError("the table has no filters")
            return recipe.unfiltered()

        self._edit(edit)

    def _by_value(self, sign: Sign) -> None:
        grid = self._grid
        column, (rows, _) = self._column(), grid.cursor.area()
        if column is None or not grid.view.size:
            return
        wanted = rows if sign.is_equality else range(grid.cursor.row, grid.cursor.row + 1)

        def edit(recipe: Recipe, column: GridColumn) -> Recipe:
            column.need_values()
            values = grid.view.values(column.index, wanted.start, len(wanted))
            if values is None:
                raise ArgumentError("those rows have not come yet", hint="Try again in a moment.")
            found = [
                value_of(values.slice(each, 1), column.spec.java_type)
                for each in range(len(values))
            ]
            name, kind = column.spec.name, column.spec.java_type
            new = value_filter(name, kind, found, sign, now_in(self._zone))
            old = recipe.filter_of(name)
            if old is not None and sign is not Sign.EQ:
                new = joined(old, new)
            return recipe.filtered(name, new.text, new.predicate, self._zone)

        self._edit(edit)

    def pick(self, column: GridColumn, values: Sequence[pa.Array], *, keep: bool) -> None:
        """Show the rows that have one of these values, each an array of one; or those without."""

        def edit(recipe: Recipe, _: GridColumn) -> Recipe:
            name, kind = column.spec.name, column.spec.java_type
            found = [value_of(each, kind) for each in values]
            sign = Sign.EQ if keep else Sign.NE
            new = value_filter(name, kind, found, sign, now_in(self._zone))
            return recipe.filtered(name, new.text, new.predicate, self._zone)

        self._edit(edit)

    # -- columns -------------------------------------------------------------------------

    def hide(self) -> None:
        def edit(recipe: Recipe, column: GridColumn) -> Recipe:
            if len(self._grid.columns.columns) == 1:
                raise ArgumentError("the last column stays")
            return recipe.without_column(column.spec.name)

        self._edit(edit)

    def show_columns(self) -> None:
        self._edit(lambda recipe, column: recipe.with_all_columns())

    def move_left(self) -> None:
        self._move(-1)

    def move_right(self) -> None:
        self._move(1)

    def _move(self, by: int) -> None:
        spec = self._grid.view.spec
        if spec is not None:
            names = [column.name for column in spec.columns if not column.is_style]
            self._edit(lambda recipe, column: recipe.moved(column.spec.name, by, names))

    def freeze(self) -> None:
        """Keep the columns up to the cursor in place, or let go of them."""
        place, frozen = self._grid.cursor.place, self._grid.columns.frozen
        wanted = 0 if frozen == place + 1 else place + 1
        self._edit(
            lambda recipe, column: replace(recipe, columns=replace(recipe.columns, frozen=wanted))
        )

    def format(self) -> None:
        """Show the column's values in the next format."""

        def edit(recipe: Recipe, column: GridColumn) -> Recipe:
            names = ("", *formats_of(column.formatter, column.spec.java_type))
            if len(names) == 1:
                raise ArgumentError(
                    f"{column.spec.name} has no other formats", hint="Numbers and times have."
                )
            now = names.index(recipe.format_of(column.spec.name))
            return recipe.formatted(column.spec.name, names[(now + 1) % len(names)])

        self._edit(edit)

    # -- steps ---------------------------------------------------------------------------

    def undo(self) -> None:
        self._run(self.desk.undo())

    def redo(self) -> None:
        self._run(self.desk.redo())

    def change(self, edit: Callable[[Recipe], Recipe]) -> None:
        """Make a step of what ``edit`` does to the recipe."""
        self._edit(lambda recipe, column: edit(recipe))

    def _edit(self, edit: Edit) -> None:
        """Make a step of what ``edit`` does to the recipe and the column under the cursor."""
        column = self._column()
        if column is None:
            return
        try:
            recipe = edit(self.desk.wanted, column)
        except ArgumentError as exc:
            self._grid.post_message(self._grid.Notice(str(exc), bad=True))
            return
        # At once, so that the next key edits this one.
        self.desk.wanted = recipe
        self._run(self.desk.change(recipe))

    def _run(self, step: Coroutine[object, object, None]) -> None:
        self._grid.run_worker(self._stepped(step), group="recipe")

    async def _stepped(self, step: Coroutine[object, object, None]) -> None:
        try:
            await step
        except DHError as exc:
            self._grid.post_message(self._grid.Notice(str(exc), bad=True))

    def _ask(self, question: Question) -> None:
        self._grid.post_message(self._grid.Asked(self._grid, question))

    def _column(self) -> GridColumn | None:
        """The column under the cursor; where none has come yet, that is said."""
        grid = self._grid
        if not grid.columns.columns:
            grid.post_message(grid.Notice(why_no_columns(grid.view), bad=True))
        return grid.columns.columns[grid.cursor.place] if grid.columns.columns else None

    @property
    def _zone(self) -> str:
        """The zone on show, in which times are typed."""
        return str(self._grid.zone)
