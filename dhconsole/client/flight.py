"""Whole tables in and out, through Arrow Flight.

Bulk rows go through pyarrow's Flight client, which decodes outside Python and is the fastest
way; it blocks, so it runs in a worker thread. Columns of type Period cannot pass it (pyarrow
has no class for that Arrow type), so such tables are read over our own channel instead. The
Flight client opens a connection of its own and is given the session's newest token at each
call, since it hides the tokens that the server hands out.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from dhconsole.client.columns import PERIOD_JAVA_TYPE
from dhconsole.client.exports import ExportedTable
from dhconsole.client.tickets import ExportTicket, Ticket
from dhconsole.errors import (
    ClosedError,
    DeadlineError,
    DHError,
    LostError,
    ServerError,
    SessionExpiredError,
    TicketError,
)

if TYPE_CHECKING:
    import pyarrow.flight

    from dhconsole.client.connection import Connection

_CUT = "gRPC client debug context"
_UNSENDABLE = {
    "large_string": "string",
    "string_view": "string",
    "large_binary": "binary",
    "binary_view": "binary",
    "large_list": "list",
    "struct": "one column per field",
    "dense_union": "one column per alternative",
    "sparse_union": "one column per alternative",
}


class Flight:
    """Flight calls of one connection; the client is made at the first of them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._client: pyarrow.flight.FlightClient | None = None
        self._target = ""

    async def read(self, ticket: Ticket) -> pa.Table:
        """All rows of the table; a snapshot, when it ticks.

        Raises:
            TicketError: the ticket names no table.
            ServerError, LostError, SessionExpiredError: as the call ended.
        """

        def get(client: Any, options: Any) -> pa.Table:
            import pyarrow.flight as flight

            return client.do_get(flight.Ticket(ticket.bytes), options).read_all()

        return await self._in_thread(get, f"reading {ticket.text}")

    async def read_export(self, table: ExportedTable) -> pa.Table:
        """All rows of a table whose schema is known, Period columns included."""
        if all(column.java_type != PERIOD_JAVA_TYPE for column in table.spec.columns):
            return await self.read(table.ticket)
        return await self._read_raw(table.ticket)

    async def write(self, data: pa.Table) -> ExportTicket:
        """Send rows; returns the export ticket of the table that they became.

        Raises:
            ServerError: the server does not take them.
            DHError: a column has a type that the server cannot take; nothing was sent.
        """
        check_sendable(data.schema)
        ticket = self._connection.new_export()

        def put(client: Any, options: Any) -> None:
            import pyarrow.flight as flight

            path = flight.FlightDescriptor.for_path("export", str(ticket.number))
            writer, reader = client.do_put(path, data.schema, options)
            writer.write_table(data)
            writer.done_writing()
            # Closing before the server's last word would cancel the call.
            while reader.read() is not None:
                pass
            writer.close()

        await self._in_thread(put, "sending rows")
        return ticket

    def close(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            client.close()

    async def _in_thread(self, work: Callable[[Any, Any], Any], doing: str) -> Any:
        import pyarrow.flight as flight

        client = self._open()
        headers = [(b"authorization", b"Bearer " + self._connection.bearer.encode())]
        headers += [
            (name.encode(), value.encode() if isinstance(value, str) else value)
            for name, value in self._connection.options.extra_headers
        ]
        options = flight.FlightCallOptions(headers=headers)
        try:
            return await asyncio.to_thread(work, client, options)
        except (pa.ArrowException, KeyError, OSError) as exc:
            raise await self._translate(exc, doing) from exc

    def _open(self) -> pyarrow.flight.FlightClient:
        import pyarrow.flight as flight

        options = self._connection.options
        if self._client is not None and self._target == options.target:
            return self._client
        self.close()
        scheme = "grpc+tls" if options.tls else "grpc"
        arguments: dict[str, Any] = {"generic_options": list(options.client_opts) or None}
        if options.tls_root_certs is not None:
            arguments["tls_root_certs"] = options.tls_root_certs
        if options.client_cert_chain is not None:
            arguments["cert_chain"] = options.client_cert_chain
            arguments["private_key"] = options.client_private_key
        self._client = flight.FlightClient(f"{scheme}://{options.target}", **arguments)
        self._target = options.target
        return self._client

    async def _read_raw(self, ticket: Ticket) -> pa.Table:
        from dhconsole.client.rawget import read_table

        return await read_table(self._connection, ticket)

    async def _translate(self, exc: Exception, doing: str) -> DHError:
        import pyarrow.flight as flight

        from dhconsole.client.errortext import server_error

        text = str(exc).split(_CUT, 1)[0].strip().strip("'\"").rstrip(". ")
        text = text.rsplit("with message: ", 1)[-1].strip()
        target = self._connection.options.target
        if isinstance(exc, flight.FlightUnavailableError):
            return LostError(f"the connection to {target} broke while {doing}")
        if isinstance(exc, flight.FlightUnauthenticatedError):
            return SessionExpiredError(
                f"{target} does not know this session any more", hint="Log in again."
            )
        if isinstance(exc, flight.FlightTimedOutError):
            return DeadlineError(f"{target} gave no answer in time while {doing}")
        if isinstance(exc, flight.FlightCancelledError):
            return ClosedError(f"{doing} was cancelled")
        if isinstance(exc, pa.ArrowKeyError):
            return TicketError(text, code="NOT_FOUND", method="DoGet")
        error: ServerError = await server_error(
            self._connection, "INVALID_ARGUMENT", text, "Flight"
        )
        return error


def check_sendable(schema: pa.Schema) -> None:
    """Refuse what the server is known not to take, before any byte is sent.

    The types were tried on a live 42.7 server.

    Raises:
        DHError: names the column, its type, and the nearest type that works.
    """
    for field in schema:
        name = str(field.type).split("<", 1)[0].split("[", 1)[0]
        if name in _UNSENDABLE:
            raise DHError(
                f"column {field.name!r} is of type {field.type}, which the server cannot take",
                hint=f"Cast it to {_UNSENDABLE[name]}.",
            )
