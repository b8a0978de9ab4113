"""Trees and rollups: what the server calls hierarchical tables, and views of them.

Wire facts (live 42.7 server): a view is subscribed to like a table, always with a window, and
every update of it is a snapshot of that window. Its first columns tell how deep a row lies and
whether it is unfolded. Which rows are, a view is told when it is made: a table of their keys and
an action for each; a rollup's first row is unfolded unless it says otherwise. A rollup that keeps
its constituents has some names twice: once for groups, once for the rows in them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from google.protobuf.message import DecodeError

from dhconsole._proto import hierarchicaltable_pb2
from dhconsole.client import methods
from dhconsole.client.agg import Aggregation
from dhconsole.client.columns import ColumnSpec, TableSpec, read_table_spec
from dhconsole.client.connection import Connection
from dhconsole.client.operations import Operation
from dhconsole.client.ticket import ExportTicket, Ticket
from dhconsole.errors import ProtocolError

TYPE = "HierarchicalTable"
ACTION = "Action"
"""The column of actions in a table of keys."""

UNFOLD, UNFOLD_ALL, FOLD = 1, 3, 4
"""Actions: show the rows below; those below them too; show none."""


async def tree_spec(connection: Connection, tree: Ticket) -> tuple[TableSpec, bool]:
    """The columns of a tree or rollup as a view has them, and whether it can never change.

    Every name is there once: a constituent's gets a mark when the groups have it too.

    Raises:
        ServerError, LostError: as the call ends; TicketError when the ticket names no tree.
    """
    method = methods.Object.FETCH_OBJECT
    request = method.request()
    request.source_id.type, request.source_id.ticket.ticket = TYPE, tree.bytes
    reply = await connection.unary(method, request)
    try:
        told = hierarchicaltable_pb2.HierarchicalTableDescriptor.FromString(reply.data)
    except DecodeError as exc:
        raise ProtocolError("what the server says of a tree cannot be read") from exc
    spec, _ = read_table_spec(told.snapshot_schema, columns_as_list=False)
    return unique_names(spec), told.is_static


def unique_names(spec: TableSpec) -> TableSpec:
    """``spec`` with other names for columns whose name is there already."""
    seen: set[str] = set()
    columns: list[ColumnSpec] = []
    for column in spec.columns:
        name = column.name
        while name in seen:
            name += "_row"
        seen.add(name)
        twin = "" if name == column.name else column.name
        columns.append(replace(column, name=name, twin=twin))
    return replace(spec, columns=tuple(columns))


async def make_rollup(
    connection: Connection,
    source: Ticket,
    by: Sequence[str],
    aggregations: Sequence[Aggregation],
    *,
    constituents: bool = False,
) -> ExportTicket:
    """Export a rollup of a table; raises as the call ends."""
    method = methods.HierarchicalTable.ROLLUP
    made = connection.new_export()
    request = method.request(include_constituents=constituents, group_by_columns=by)
    request.result_rollup_table_id.ticket = made.bytes
    request.source_table_id.ticket = source.bytes
    for each in aggregations:
        each.write(request.aggregations.add())
    await connection.unary(method, request)
    return made


async def apply(
    connection: Connection, tree: Ticket, operations: Sequence[Operation]
) -> ExportTicket:
    """Export the tree with its rows filtered and sorted; raises as the call ends.

    Args:
        operations: filters by structured conditions, and sorts. Filters of a rollup read the
            columns that it groups by alone.
    """
    method = methods.HierarchicalTable.APPLY
    made = connection.new_export()
    request = method.request()
    request.result_hierarchical_table_id.ticket = made.bytes
    request.input_hierarchical_table_id.ticket = tree.bytes
    for operation in operations:
        operation.fill(request)
    await connection.unary(method, request)
    return made


async def make_view(
    connection: Connection, tree: Ticket, keys: ExportTicket | None = None
) -> ExportTicket:
    """Export a view of a tree; raises as the call ends.

    Args:
        keys: a table of the rows to unfold or fold, with ``ACTION``; None for none.
    """
    method = methods.HierarchicalTable.VIEW
    made = connection.new_export()
    request: Any = method.request()
    request.result_view_id.ticket, request.hierarchical_table_id.ticket = made.bytes, tree.bytes
    if keys is not None:
        request.expansions.key_table_id.ticket = keys.bytes
        request.expansions.key_table_action_column = ACTION
    await connection.unary(method, request)
    return made
