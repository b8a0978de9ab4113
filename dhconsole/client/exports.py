"""Tables as this session holds them: made by the table service, named by an export ticket.

Owns the calls that make an export and the reading of their answer. What an operation looks
like on the wire is in ``operations``; rows come through ``flight`` or ``barrage``.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dhconsole.client import methods
from dhconsole.client.columns import TableSpec, read_table_spec
from dhconsole.client.errortext import server_error
from dhconsole.client.operations import Operation, batch_request, check_home
from dhconsole.client.sharing import gone
from dhconsole.client.ticket import ExportTicket, Ticket, ticket_from_bytes
from dhconsole.errors import ServerError, TicketError
from dhconsole.lazily import load

if TYPE_CHECKING:
    from dhconsole.client.connection import Connection


@dataclass(frozen=True, slots=True)
class ExportedTable:
    """A table on the server that this session holds.

    Attributes:
        ticket: its export ticket; release it when done.
        spec: columns and attributes.
        is_static: whether it can never change.
        size: rows when the answer was written; a moving figure for a ticking table.
        schema_bytes: the Arrow schema message as the server sent it.
    """

    ticket: ExportTicket
    spec: TableSpec
    is_static: bool
    size: int
    schema_bytes: bytes


@dataclass(frozen=True, slots=True)
class SizeUpdate:
    """A table of this session changed: its rows now, or why it failed."""

    export: int
    size: int
    failure: str


async def fetch_table(connection: Connection, ticket: Ticket) -> ExportedTable:
    """Export what ``ticket`` names, so that it stays as long as we hold it.

    Raises:
        TicketError: it names nothing, or no table.
    """
    method = methods.Table.FETCH_TABLE
    request = method.request()
    export = connection.new_export()
    request.result_id.ticket = export.bytes
    request.source_id.ticket.ticket = ticket.bytes
    try:
        reply = await connection.unary(method, request)
    except ServerError as exc:
        raise _no_table(exc, ticket) from exc
    return await _read(export, reply)


async def describe(connection: Connection, export: ExportTicket) -> ExportedTable:
    """The table of an export that this session holds already, as it is now.

    Raises:
        TicketError: the export is no table, or is gone.
    """
    method = methods.Table.GET_EXPORTED_TABLE_CREATION_RESPONSE
    try:
        reply = await connection.unary(method, method.request(ticket=export.bytes))
    except ServerError as exc:
        raise _no_table(exc, export) from exc
    return await _read(export, reply)


async def run_operations(
    connection: Connection, source: Ticket | None, operations: Sequence[Operation]
) -> ExportedTable:
    """Apply a chain of operations to ``source`` in one round trip; export the last result.

    Args:
        source: what the first operation works on; None when it makes a table of nothing.

    Raises:
        ArgumentError: an operation reads a table of another session.
        ServerError: with the text of the first operation that failed.
    """
    for operation in operations:
        check_home(operation, connection)
    export = connection.new_export()
    request = batch_request(source, operations, export)
    failed = ""
    result: Any = None
    try:
        async for reply in connection.stream(methods.Table.BATCH, request):
            if not reply.success and not failed:
                failed = reply.error_info
            elif reply.result_id.ticket.ticket == export.bytes:
                result = reply
    except ServerError as exc:
        if failed and not exc.error_id:
            raise await server_error(connection, exc.code, failed, "Batch") from exc
        raise
    if failed or result is None:
        raise await server_error(connection, "INVALID_ARGUMENT", failed, "Batch")
    return await _read(export, result)


async def watch_sizes(connection: Connection) -> AsyncGenerator[SizeUpdate]:
    """The size of every table that this session holds, now and at each change of it.

    Seen on a live 42.7 server: one message per export and update cycle in which it changed.
    """
    method = methods.Table.EXPORTED_TABLE_UPDATES
    async for message in connection.stream(method, method.request()):
        ticket = ticket_from_bytes(message.export_id.ticket)
        if isinstance(ticket, ExportTicket):
            yield SizeUpdate(ticket.number, int(message.size), message.update_failure_message)


async def _read(export: ExportTicket, reply: Any) -> ExportedTable:
    await load("pyarrow")
    spec, _ = read_table_spec(reply.schema_header, columns_as_list=False)
    return ExportedTable(export, spec, reply.is_static, int(reply.size), reply.schema_header)


def _no_table(exc: ServerError, ticket: Ticket) -> ServerError:
    found = gone(exc, ticket)
    if found is not None:
        return found
    if "ClassCastException" in exc.server_trace or "cannot be cast" in exc.message:
        return TicketError(
            f"{ticket.text} is no table",
            code=exc.code,
            method=exc.method,
            error_id=exc.error_id,
            server_trace=exc.server_trace,
        )
    return exc
