"""Whole tables in and out, through Arrow Flight.

Bulk rows go through pyarrow's Flight client, which decodes outside Python and is the fastest
way; it blocks, so it runs in a worker thread. Columns of type Period cannot pass it (pyarrow
has no class for that Arrow type), so such tables are read over our own channel instead. The
Flight client opens a connection of its own and is given the session's newest token at each
call, since it hides the tokens that the server hands out.
"""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable, Iterator
from typing import TYPE_CHECKING, Any, TypeAlias

from dhconsole.client.columns import PERIOD_JAVA_TYPE
from dhconsole.client.exports import ExportedTable
from dhconsole.client.portal import do_blocking
from dhconsole.client.sendable import as_rows, check_sendable, check_values, pieces
from dhconsole.client.ticket import ExportTicket, Ticket
from dhconsole.errors import (
    ClosedError,
    DeadlineError,
    DHError,
    LostError,
    ServerError,
    SessionExpiredError,
    TicketError,
)
from dhconsole.lazily import LazyModule

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.flight

    from dhconsole.client.connection import Connection
else:
    pa = LazyModule("pyarrow")

_CUT = "gRPC client debug context"

Rows: TypeAlias = "pa.Table | pa.RecordBatch | pa.RecordBatchReader"
"""Rows to send: all at once, or as they are made. What offers Arrow's C stream is taken as well."""

Progress = Callable[[int], None]
"""Called with the number of rows so far, from a worker thread."""

_OVERFLOW = "overflows local window"
_READS = 3
"""Times that a read is tried. On a busy machine a live 42.7 server, once in some twenty reads of
100 MB, sent more than HTTP/2's window allows, and gRPC ended the stream. Reading changes nothing,
so that it may be done again."""


class Flight:
    """Flight calls of one connection; the client is made at the first of them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._client: pyarrow.flight.FlightClient | None = None
        self._target = ""

    async def read(self, ticket: Ticket, progress: Progress | None = None) -> pa.Table:
        """All rows of the table; a snapshot, when it ticks.

        Args:
            ticket: names the table; of any kind.
            progress: called with the number of rows so far, from a worker thread.

        Raises:
            TicketError: the ticket names no table.
            ServerError, LostError, SessionExpiredError: as the call ended.
        """

        def get(client: Any, options: Any) -> pa.Table:
            import pyarrow.flight as flight

            reader = client.do_get(flight.Ticket(ticket.bytes), options)
            if progress is None:
                return reader.read_all()
            found: list[pa.RecordBatch] = []
            rows = 0
            for batch in _chunks(reader):
                found.append(batch)
                rows += batch.num_rows
                progress(rows)
            return pa.Table.from_batches(found, reader.schema)

        doing = f"reading {ticket.text}"
        for _ in range(_READS - 1):
            try:
                return await self._in_thread(get, doing)
            except ServerError as exc:
                if _OVERFLOW not in exc.message:
                    raise
                self.close()
        return await self._in_thread(get, doing)

    async def read_export(self, table: ExportedTable, progress: Progress | None = None) -> pa.Table:
        """All rows of a table whose schema is known, Period columns included."""
        if not _has_periods(table):
            return await self.read(table.ticket, progress)
        from dhconsole.client.rawget import read_table

        return await read_table(self._connection, table.ticket)

    async def batches(self, table: ExportedTable) -> AsyncIterator[pa.RecordBatch]:
        """All rows as they come; no more than the server's next messages are held."""
        if _has_periods(table):
            from dhconsole.client.rawget import read_batches

            async for batch in read_batches(self._connection, table.ticket):
                yield batch
            return
        doing = f"reading {table.ticket.text}"

        def start(client: Any, options: Any) -> Any:
            import pyarrow.flight as flight

            return client.do_get(flight.Ticket(table.ticket.bytes), options)

        reader = await self._in_thread(start, doing)
        try:
            while (batch := await self._translated(_next_chunk, reader, doing=doing)) is not None:
                yield batch
        finally:
            reader.cancel()

    async def write(self, data: Rows, progress: Progress | None = None) -> ExportTicket:
        """Send rows; returns the export ticket of the table that they became.

        Args:
            data: a table or a batch, of Arrow's or any library that offers Arrow's C interface;
                or a reader of batches, which is pulled as they are sent.
            progress: called with the number of rows so far, from a worker thread.

        Raises:
            ServerError: the server does not take them.
            ArgumentError: the server cannot take a column's type, name or values; nothing was sent
                (of a reader: no more than the batches before those values).
        """
        rows = as_rows(data)
        check_sendable(rows.schema)
        ticket = self._connection.new_export()

        def put(client: Any, options: Any) -> None:
            import pyarrow.flight as flight

            if isinstance(rows, pa.Table):
                check_values(rows)
            path = flight.FlightDescriptor.for_path("export", str(ticket.number))
            writer, reader = client.do_put(path, rows.schema, options)
            try:
                _send(writer, rows, progress)
                writer.done_writing()
                # Closing before the server's last word would cancel the call.
                while reader.read() is not None:
                    pass
            except BaseException:
                # Left open, Arrow would close it when the session is gone, and write to stderr
                # that it could not.
                with contextlib.suppress(pa.ArrowException, OSError):
                    writer.close()
                raise
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
        return await self._translated(work, client, options, doing=doing)

    async def _translated(self, work: Callable[..., Any], *arguments: Any, doing: str) -> Any:
        def caught() -> tuple[Any, Exception | None]:
            try:
                return work(*arguments), None
            except (pa.ArrowException, KeyError, OSError) as exc:
                return None, exc

        result, failed = await do_blocking(caught)
        if failed is not None:
            raise await self._translate(failed, doing) from failed
        return result

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

    async def _translate(self, exc: Exception, doing: str) -> DHError:
        import pyarrow.flight as flight

        from dhconsole.client.errortext import server_error

        text = str(exc).split(_CUT, 1)[0].strip().strip("'\"").rstrip(". ")
        text = text.rsplit("with message:", 1)[-1].strip()
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
        if not text:  # so a live 42.7 server ended calls when its heap was full
            return ServerError(
                f"{target} broke off {doing} without a reason",
                code="INTERNAL",
                method="Flight",
                hint="It may have run out of memory: its log tells.",
            )
        error: ServerError = await server_error(
            self._connection, "INVALID_ARGUMENT", text, "Flight"
        )
        return error


def _send(writer: Any, rows: Rows, progress: Progress | None) -> None:
    checked = isinstance(rows, pa.Table)
    sent = 0
    for batch in rows.to_batches() if checked else rows:
        if not checked:
            check_values(batch)
        for piece in pieces(batch, whole=progress is None):
            writer.write_batch(piece)
            sent += piece.num_rows
            if progress is not None:
                progress(sent)


def _has_periods(table: ExportedTable) -> bool:
    return any(
        PERIOD_JAVA_TYPE in (column.java_type, column.component_type)
        for column in table.spec.columns
    )


def _chunks(reader: Any) -> Iterator[pa.RecordBatch]:
    while (batch := _next_chunk(reader)) is not None:
        yield batch


def _next_chunk(reader: Any) -> pa.RecordBatch | None:
    try:
        return reader.read_chunk().data
    except StopIteration:
        return None
