"""The tables of objects that are no tables: data frames, partitioned tables, figures.

Owns the way from such an object to an exported table, and what can be said of an object in words.
"""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from dhconsole.client.aio.objects import ObjectView, constituent, merged, open_object
from dhconsole.client.aio.session import AsyncSession
from dhconsole.client.aio.table import AsyncTable
from dhconsole.client.connection import Connection
from dhconsole.client.exports import ExportedTable, fetch_table, run_operations
from dhconsole.client.fields import list_fields
from dhconsole.client.operations import head, view
from dhconsole.client.ticket import ServerObject, Ticket
from dhconsole.core.recipe import Part, PartKind
from dhconsole.errors import TicketError

DATA_FRAME, PARTITIONED, FIGURE = "pandas.DataFrame", "PartitionedTable", "Figure"
HIERARCHICAL = "HierarchicalTable"
OPENED = (DATA_FRAME, PARTITIONED, HIERARCHICAL)
"""Objects that open as one table."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What an object is made of.

    Attributes:
        tables: for each of its tables how many rows it has, and the columns that it is about.
        title: of a figure; may be empty.
        keys: of a partitioned table, its key columns.
        size: bytes of what its plugin says of it.
    """

    tables: tuple[tuple[int, tuple[str, ...]], ...]
    title: str
    keys: tuple[str, ...]
    size: int


async def part_table(connection: Connection, root: Ticket, part: Part) -> ExportedTable:
    """The table that ``part`` is, exported in the connection's session.

    Raises:
        TicketError: the object is gone, of another type, or has no such table.
        ServerError: a partitioned table has no constituent of these keys.
    """
    session = AsyncSession.over(connection)
    try:
        thing = ServerObject(part.type, root)
        if part.kind is PartKind.CONSTITUENT:
            return await _kept(connection, await constituent(session, thing, read_keys(part.keys)))
        if part.kind is PartKind.MERGED:
            return await _kept(connection, await merged(session, thing))
        found = await open_object(session, thing)
        if part.index >= len(found.tables):
            raise TicketError(f"{root.text} has no table {part.index + 1} any more")
        keys = found.keys if part.kind is PartKind.KEYS else ()
        return await _one_of(connection, found, part.index, keys)
    finally:
        session.flight.close()


async def table_of(connection: Connection, ticket: Ticket) -> ExportedTable:
    """The table that a ticket names, or the rows of a data frame, or all parts of a partitioned
    table, exported in the connection's session.

    Raises:
        TicketError: the ticket names nothing, or something that has no rows.
    """
    try:
        return await fetch_table(connection, ticket)
    except TicketError as exc:
        fields = {each.key: each.type for each in await list_fields(connection)}
        type_ = fields.get(ticket.text)
        if type_ == PARTITIONED:
            return await part_table(connection, ticket, Part(type_, PartKind.MERGED))
        if type_ == DATA_FRAME:
            return await part_table(connection, ticket, Part(type_))
        if type_ is None or type_ == "Table":
            raise
        raise TicketError(
            f"{ticket.text} is a {type_}, which has no rows of its own",
            code=exc.code,
            method=exc.method,
            hint="Make a table of it by a script.",
        ) from exc


async def check_alive(connection: Connection, table: ExportedTable) -> None:
    """Make sure that a table has not failed: a live 42.7 server goes on to give out the rows of
    one that has, with those of its last update half made.

    Raises:
        ServerError: it has failed.
    """
    if not table.is_static:
        made = await run_operations(connection, table.ticket, [head(1)])
        await connection.release(made.ticket)


async def look_at(connection: Connection, root: Ticket, type_: str) -> Looked:
    """What the object is made of. Raises as ``part_table``."""
    session = AsyncSession.over(connection)
    try:
        found = await open_object(session, ServerObject(type_, root))
        tables = []
        for index, table in enumerate(found.tables):
            series = found.series[index] if index < len(found.series) else ()
            tables.append((table.export.size, series or table.export.spec.names))
            await table.close()
        return Looked(tuple(tables), found.title, found.keys, len(found.data))
    finally:
        session.flight.close()


def keys_bytes(keys: pa.Table) -> bytes:
    """One row of keys, as a recipe keeps it."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, keys.schema) as writer:
        writer.write_table(keys)
    return bytes(sink.getvalue())


def read_keys(data: bytes) -> pa.Table:
    """The row that ``keys_bytes`` wrote."""
    return pa.ipc.open_stream(pa.BufferReader(data)).read_all()


async def _one_of(
    connection: Connection, found: ObjectView, index: int, keys: tuple[str, ...]
) -> ExportedTable:
    """One of an object's tables, with these columns alone if any are named."""
    kept = found.tables[index]
    try:
        if keys:
            return await run_operations(connection, kept.ticket, [view(list(keys))])
        return await fetch_table(connection, kept.ticket)
    finally:
        for table in found.tables:
            await table.close()


async def _kept(connection: Connection, table: AsyncTable) -> ExportedTable:
    """The table under an export of its own, which no collector of garbage releases."""
    try:
        return await fetch_table(connection, table.ticket)
    finally:
        await table.close()
