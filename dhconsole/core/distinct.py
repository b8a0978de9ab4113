"""The values that a column has, with how often each: a snapshot, the most frequent first."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from dhconsole.client.connection import Connection
from dhconsole.client.exports import run_operations
from dhconsole.client.flight import Flight
from dhconsole.client.operations import count_by, head, sort_descending, view
from dhconsole.core.making import make_table
from dhconsole.core.recipe import Recipe

MOST_VALUES = 1000
_COUNT = "Count__"


@dataclass(frozen=True, slots=True)
class Distinct:
    """Values of one column.

    Attributes:
        values: of the column's Arrow type, the most frequent first.
        counts: rows that have each.
        more: whether there are others, which are not here.
    """

    values: pa.Array
    counts: tuple[int, ...]
    more: bool


async def distinct_values(connection: Connection, recipe: Recipe, column: str) -> Distinct:
    """The values of ``column`` in the rows that pass all filters but the column's own.

    Raises:
        DHError: as ``make_table``, and as the server takes counting the column's values.
    """
    rows = recipe.rows() if recipe.rollup is not None else recipe
    rows.need_rows()
    table = await make_table(connection, rows.filtered(column, ""))
    steps = [view(column), count_by(_COUNT, column), sort_descending(_COUNT), head(MOST_VALUES + 1)]
    flight = Flight(connection)
    try:
        counted = await run_operations(connection, table.ticket, steps)
        found = (await flight.read_export(counted)).combine_chunks()
        await connection.release(counted.ticket)
    finally:
        flight.close()
        await connection.release(table.ticket)
    values = found[column].combine_chunks()
    kept = values.slice(0, MOST_VALUES)
    counts = tuple(found[_COUNT].to_pylist()[:MOST_VALUES])
    return Distinct(kept, counts, len(values) > MOST_VALUES)
