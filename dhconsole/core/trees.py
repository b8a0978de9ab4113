"""Trees and rollups as tables on show: one column that says how deep a row lies, and the rest.

Owns which rows are unfolded, as a value that a recipe keeps, and the column ``Level`` that stands
in place of the server's own two: a sign for folded, unfolded and without rows below, further right
the deeper the row lies. Where a rollup keeps its constituents, a column of theirs that groups have
too, of a like type, stands in the same place as that of the groups.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import pyarrow as pa

from dhconsole.client.columns import ColumnSpec, TableSpec
from dhconsole.client.connection import Connection
from dhconsole.client.exports import ExportedTable
from dhconsole.client.flight import Flight
from dhconsole.client.hierarchical import (
    ACTION,
    FOLD,
    UNFOLD,
    UNFOLD_ALL,
    apply,
    make_rollup,
    make_view,
    tree_spec,
)
from dhconsole.client.operations import Operation
from dhconsole.client.ticket import ExportTicket, Ticket
from dhconsole.core.recipe import Rollup, Unfolded
from dhconsole.core.totals import TOTALS, rollup_totals
from dhconsole.text.arrow import single, text_array

LEVEL = "Level"
DEPTH, OPEN = 0, 1
"""Places of the two columns that every tree begins with."""

_FOLDED, _UNFOLDED, _LEAF, _GUIDE = "▸", "▾", "·", "┆"


_WHOLE = ("byte", "short", "int")

Values: TypeAlias = Callable[[int], "pa.Array | None"]


@dataclass(frozen=True, slots=True)
class Node:
    """A row of a tree.

    Attributes:
        key: what tells it apart, as a recipe keeps it.
        unfolded: whether the rows below it show; None when there are none.
    """

    key: bytes
    unfolded: bool | None


def shown_spec(spec: TableSpec) -> TableSpec:
    """The columns of a table as they are shown: a tree's own two become ``LEVEL``."""
    if not spec.is_tree:
        return spec
    depth, open_, *others = spec.columns
    names = {column.name for column in others}
    name = LEVEL if LEVEL not in names else f"{LEVEL}_"
    level = replace(depth, name=name, java_type="java.lang.String", arrow_type=pa.string())
    shown = [replace(each, is_style=bool(each.twin) and _alike(spec, each)) for each in others]
    return replace(spec, columns=(level, replace(open_, is_style=True), *shown))


def _alike(spec: TableSpec, column: ColumnSpec) -> bool:
    """Whether the values of a column can stand among those of the one that has its name."""
    groups = spec.columns[spec.index(column.twin)]
    if column.java_type == groups.java_type:
        return not pa.types.is_nested(column.arrow_type)
    return column.java_type in _WHOLE and groups.java_type == "long"


def shown_values(spec: TableSpec | None, column: int, values: Values) -> pa.Array | None:
    """The values of a column as it is shown; None when they are not here.

    Args:
        spec: as ``shown_spec`` made it; None when it is not known.
        values: gives those that came.
    """
    found = values(column)
    if found is None or spec is None or not spec.is_tree:
        return found
    if column == DEPTH:
        unfolded = values(OPEN)
        return None if unfolded is None else levels(found, unfolded)
    twin = _twin(spec, column)
    other = values(twin) if twin is not None else None
    if twin is None:
        return found
    if other is None:
        return None
    import pyarrow.compute as pc  # for rollups alone

    return pc.coalesce(found, other.cast(found.type))


def _twin(spec: TableSpec, column: int) -> int | None:
    name = spec.columns[column].name
    for index, each in enumerate(spec.columns):
        if each.twin == name and each.is_style:
            return index
    return None


def needed(spec: TableSpec | None, columns: Sequence[int]) -> tuple[int, ...]:
    """The columns that it takes to show these, and to say which row is which."""
    if spec is None or not spec.is_tree:
        return tuple(columns)
    keys = (index for index, column in enumerate(spec.columns) if column.is_tree_key)
    twins = (_twin(spec, column) for column in columns)
    return tuple(sorted({DEPTH, OPEN, *keys, *columns, *(t for t in twins if t is not None)}))


def levels(depths: pa.Array, unfolded: pa.Array) -> pa.Array:
    """The values of ``LEVEL``."""
    signs = {True: _UNFOLDED, False: _FOLDED, None: _LEAF}
    texts = [
        f"{_GUIDE * (max(1, depth or 1) - 1)}{signs[state]}"
        for depth, state in zip(depths.to_pylist(), unfolded.to_pylist(), strict=True)
    ]
    return text_array(texts)


def node_of(spec: TableSpec | None, values: Values) -> Node | None:
    """A row as a node of a tree; None when it is not here, or none.

    Args:
        values: gives the row's value in a column, as an array of one.
    """
    if spec is None or not spec.is_tree:
        return None
    row = {index: found for index in needed(spec, ()) if (found := values(index)) is not None}
    keys = [(index, column) for index, column in enumerate(spec.columns) if column.is_tree_key]
    if OPEN not in row or any(index not in row for index, _ in keys):
        return None
    fields = [_field(index, column, row[index].type) for index, column in keys]
    table = pa.Table.from_arrays([row[index] for index, _ in keys], schema=pa.schema(fields))
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table.combine_chunks())
    return Node(bytes(sink.getvalue()), row[OPEN][0].as_py())


def toggled(unfolded: Unfolded, at: Node, *, below: bool = False) -> Unfolded:
    """With that row unfolded if it was folded, or folded if it was not.

    Args:
        below: every row below it, too.
    """
    others = tuple(each for each in unfolded if each[0] != at.key)
    if at.unfolded and not below:
        return (*others, (at.key, FOLD))
    return (*others, (at.key, UNFOLD_ALL if below else UNFOLD))


async def tree_table(
    connection: Connection,
    tree: Ticket,
    unfolded: Unfolded,
    steps: Sequence[Operation] = (),
) -> ExportedTable:
    """A view of a tree, exported; raises as the calls end.

    Args:
        steps: filters and sorts of its rows.
    """
    spec, static = await tree_spec(connection, tree)
    held: list[ExportTicket] = []
    try:
        if steps:
            held.append(await apply(connection, tree, steps))
        keys = await _send(connection, unfolded)
        held += [keys] if keys is not None else []
        view = await make_view(connection, held[0] if steps else tree, keys)
    finally:
        for ticket in held:
            await connection.release(ticket)
    return ExportedTable(view, shown_spec(spec), static, 0, b"")


async def rolled_up(connection: Connection, source: Ticket, rollup: Rollup) -> ExportTicket:
    """A rollup of a table down to its rows, exported; raises as the call ends."""
    made = [TOTALS[total].make(pair) for total, pair in rollup_totals(rollup)]
    return await make_rollup(connection, source, rollup.by, made, constituents=True)


async def _send(connection: Connection, unfolded: Unfolded) -> ExportTicket | None:
    if not unfolded:
        return None
    rows = [pa.ipc.open_stream(pa.BufferReader(key)).read_all() for key, _ in unfolded]
    keys = pa.concat_tables(rows)
    actions = pa.concat_arrays([single(action, pa.int8()) for _, action in unfolded])
    keys = keys.append_column(
        pa.field(ACTION, pa.int8(), metadata={"deephaven:type": "byte"}), actions
    )
    flight = Flight(connection)
    try:
        return await flight.write(keys)
    finally:
        flight.close()


def _field(index: int, column: ColumnSpec, type_: pa.DataType) -> pa.Field:
    name, java = column.name, column.java_type
    if index == DEPTH:
        name, java = "__DEPTH__", "int"
    return pa.field(name, type_, metadata={"deephaven:type": java})
