"""From a recipe to a table on the server.

What a quick filter means depends on the column's type, and a computed column has none before the
server has checked its formula. So a recipe is made in two steps: the root with its computed
columns, then everything that reads them. Owns the order in which things are done: computed
columns, filters, sorts, reversing.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from dhconsole.client.columns import ColumnSpec, TableSpec
from dhconsole.client.connection import Connection
from dhconsole.client.exports import ExportedTable, fetch_table, run_operations
from dhconsole.client.filters import Filter
from dhconsole.client.hierarchical import tree_spec
from dhconsole.client.operations import Operation, SortDirection, reverse, sort, update_view, where
from dhconsole.core.filtering.conditions import Condition, condition
from dhconsole.core.filtering.elements import asked_type
from dhconsole.core.filtering.frame import parse_filter
from dhconsole.core.filtering.predicates import Predicate
from dhconsole.core.filtering.search import search
from dhconsole.core.filtering.times import Now
from dhconsole.core.parts import part_table
from dhconsole.core.recipe import ColumnFilter, Recipe
from dhconsole.core.totals import total_steps
from dhconsole.core.trees import rolled_up, shown_spec, tree_table
from dhconsole.errors import ArgumentError, DHError, FilterTextError


async def make_table(connection: Connection, recipe: Recipe) -> ExportedTable:
    """The table, exported in the connection's session.

    Raises:
        TicketError: the root is gone, or no table.
        FilterTextError: a filter does not fit its column.
        ServerError: a step does not fit the root, with the server's text.
    """
    if recipe.is_tree and not recipe.aggregated:
        return await _tree(connection, recipe)
    base = await _base(connection, recipe)
    steps = steps_of(recipe, base.spec, now_in(recipe.zone)) if not recipe.is_plain else []
    steps += total_steps(recipe)
    if not steps:
        return base
    try:
        return await run_operations(connection, base.ticket, steps)
    finally:
        await connection.release(base.ticket)


async def _tree(connection: Connection, recipe: Recipe) -> ExportedTable:
    """A view of a tree. A rollup is of the rows that are left after all filters; what a tree of
    the server's own is filtered by, it is asked itself, which knows no formulas."""
    now = now_in(recipe.zone)
    if recipe.rollup is not None:
        source = await make_table(connection, recipe.rows())
        try:
            tree = await rolled_up(connection, source.ticket, recipe.rollup)
        finally:
            await connection.release(source.ticket)
        order = replace(Recipe(recipe.root), sorts=recipe.sorts, reverse=recipe.reverse)
        try:
            steps = steps_of(order, source.spec, now)
            return await tree_table(connection, tree, recipe.unfolded, steps)
        finally:
            await connection.release(tree)
    if recipe.formulas or recipe.conditions:
        raise ArgumentError("a tree takes no formulas", hint="Filter by its columns, or sort.")
    spec, _ = await tree_spec(connection, recipe.root)
    asked = conditions_of(recipe, shown_spec(spec), now)
    if any(each.structured is None for each in asked):
        raise ArgumentError("a tree takes no such filter", hint="Filter its source, or sort.")
    steps = [] if recipe.is_plain else steps_of(recipe, shown_spec(spec), now)
    return await tree_table(connection, recipe.root, recipe.unfolded, steps)


async def _base(connection: Connection, recipe: Recipe) -> ExportedTable:
    """The root with its computed columns."""
    first = [update_view(list(recipe.formulas))] if recipe.formulas else []
    if recipe.part is not None:
        held = await part_table(connection, recipe.root, recipe.part)
        if not first:
            return held
        try:
            return await run_operations(connection, held.ticket, first)
        finally:
            await connection.release(held.ticket)
    if first:
        return await run_operations(connection, recipe.root, first)
    return await fetch_table(connection, recipe.root)


def now_in(zone: str) -> Now:
    """This moment, for times that are typed in that zone."""
    return Now(ZoneInfo(zone), time.time_ns())


def steps_of(recipe: Recipe, spec: TableSpec, now: Now) -> list[Operation]:
    """What is done to the table with the computed columns, whose columns are ``spec``.

    Of ``now`` only the moment counts: each filter has a zone of its own.
    """
    asked = [each.asked for each in conditions_of(recipe, spec, now)]
    values = [each for each in asked if isinstance(each, Filter)]
    texts = [each for each in asked if isinstance(each, str)] + list(recipe.conditions)
    steps: list[Operation] = []
    if values:
        steps.append(where(values))
    if texts:
        steps.append(where(texts))
    if recipe.sorts:
        directions = [
            SortDirection.DESCENDING if key.descending else SortDirection.ASCENDING
            for key in recipe.sorts
        ]
        names = [key.column for key in recipe.sorts]
        steps.append(sort(names, directions, [key.absolute for key in recipe.sorts]))
    if recipe.reverse:
        steps.append(reverse())
    return steps


def conditions_of(recipe: Recipe, spec: TableSpec, now: Now) -> list[Condition]:
    """The quick filters and the search, as they are asked."""
    found: list[Condition] = []
    for each in recipe.filters:
        column = _column(spec, each.column)
        predicate = meaning(each, column, now.nanos)
        if predicate is not None:
            found.append(condition(predicate, column.name, asked_type(column)))
    if recipe.search:
        here = Now(ZoneInfo(recipe.zone), now.nanos)
        found.append(search(recipe.search, searched(spec.columns), here))
    return found


def meaning(each: ColumnFilter, column: ColumnSpec, nanos: int) -> Predicate | None:
    """What a quick filter says at that moment; None for nothing. Raises FilterTextError."""
    if each.predicate is not None:
        return each.predicate
    return parse_filter(each.text, asked_type(column), Now(ZoneInfo(each.zone), nanos))


def searched(columns: Sequence[ColumnSpec]) -> list[ColumnSpec]:
    """The columns that are for show."""
    return [column for column in columns if not column.is_style]


def _column(spec: TableSpec, name: str) -> ColumnSpec:
    try:
        return spec.columns[spec.index(name)]
    except DHError:
        raise FilterTextError(
            f"there is no column {name} any more, which is filtered", hint="Clear its filter."
        ) from None
