"""A table at a glance: what it is, how many rows it has, and some of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa

from dhconsole.client.columns import TableSpec
from dhconsole.client.connection import Connection
from dhconsole.client.exports import ExportedTable, fetch_table, run_operations
from dhconsole.client.flight import Flight
from dhconsole.client.operations import Operation
from dhconsole.client.ticket import Ticket
from dhconsole.core.rows import Choice


@dataclass(frozen=True, slots=True)
class Glance:
    """A table as it was when it was looked at.

    Attributes:
        spec: columns and attributes of the rows.
        size: rows of the whole table, or of what was chosen of it.
        is_static: whether it can never change.
        rows: those that were asked for; at most ``size``.
    """

    spec: TableSpec
    size: int
    is_static: bool
    rows: pa.Table

    @property
    def kind(self) -> str:
        """``static``, ``ticking`` or ``blink``, and whether rows can be written to it."""
        if self.spec.is_blink:
            kind = "blink"
        else:
            kind = "static" if self.is_static else "ticking"
        return f"{kind}, input table" if self.spec.is_input_table else kind


async def glance(
    connection: Connection, ticket: Ticket, rows: Choice, *, of: Choice | None = None
) -> Glance:
    """Look at a table.

    Args:
        ticket: of the table.
        rows: which rows to fetch of it, such as the first ten.
        of: what is chosen of the table before; ``size`` is that of the result.

    Raises:
        TicketError: there is no such table.
        ArgumentError: there is no such column.
        ServerError: a condition or a sort fits no column.
    """
    source = await fetch_table(connection, ticket)
    flight = Flight(connection)
    held = [source]
    try:
        table = source
        if of is not None and (steps := of.all_operations(source.spec)):
            table = await _then(connection, table, steps, held)
        few = await _then(connection, table, rows.all_operations(table.spec), held)
        found = await flight.read_export(few)
    finally:
        flight.close()
        for each in held:
            await connection.release(each.ticket)
    return Glance(few.spec, table.size, source.is_static, found)


async def _then(
    connection: Connection,
    table: ExportedTable,
    steps: Sequence[Operation],
    held: list[ExportedTable],
) -> ExportedTable:
    if not steps:
        return table
    made = await run_operations(connection, table.ticket, steps)
    held.append(made)
    return made
