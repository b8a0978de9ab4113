"""``AsyncSession``: the server for asyncio code. The blocking ``Session`` is a face of this."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from collections.abc import Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from dhconsole.client import direct, operations, sharing
from dhconsole.client.aio.table import AsyncInputTable, AsyncQuery, AsyncTable, check_table
from dhconsole.client.checks import one, one_text
from dhconsole.client.connection import Connection
from dhconsole.client.console import Console
from dhconsole.client.exports import ExportedTable, describe, fetch_table, run_operations
from dhconsole.client.fields import list_fields
from dhconsole.client.flight import Flight, Progress, Rows
from dhconsole.client.given import check_ticket, ticket_in
from dhconsole.client.operations import Names
from dhconsole.client.options import ConnectOptions
from dhconsole.client.state import Live
from dhconsole.client.ticket import ExportTicket, ScopeTicket, ServerObject, SharedTicket, Ticket
from dhconsole.client.values import SCOPE_APPLICATION
from dhconsole.errors import ArgumentError, ConsoleTypeError, DHError
from dhconsole.lazily import LazyModule
from dhconsole.text.traceback import parse_script_error

if TYPE_CHECKING:
    import pyarrow as pa

    from dhconsole.client.aio.objects import AsyncPluginClient, ObjectView
else:
    pa = LazyModule("pyarrow")


class AsyncSession:
    """A session with a Deephaven server, for one event loop. Use it in an ``async with``.

    Every method does what the method of that name of ``Session`` does, and raises the same.

    Args:
        options: where and how to connect.
        never_timeout: keep the session alive while it is idle.
    """

    def __init__(self, options: ConnectOptions, *, never_timeout: bool = True) -> None:
        self.connection = Connection(options, keep_alive=never_timeout)
        self.flight = Flight(self.connection)
        self._console = Console(self.connection)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._temporary = itertools.count(1)
        self._dropped: set[asyncio.Task[None]] = set()

    @classmethod
    def over(cls, connection: Connection) -> Self:
        """A session over a connection that is open already; closing that is the caller's."""
        session = cls(connection.options)
        session.connection, session.flight = connection, Flight(connection)
        session._console = Console(connection)
        session._loop = asyncio.get_running_loop()
        return session

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    def __repr__(self) -> str:
        state = type(self.connection.state).__name__.lower()
        return f"<{type(self).__name__} {self.connection.options.target} {state}>"

    # -- life ----------------------------------------------------------------------------

    @property
    def session_type(self) -> str:
        """The console that scripts run in."""
        return self.connection.options.session_type

    @property
    def is_connected(self) -> bool:
        """Whether the session was neither closed nor found broken; asks nobody."""
        return isinstance(self.connection.state, Live)

    async def is_alive(self) -> bool:
        """Whether the server answers and still knows the session; asks it, and refreshes."""
        if not self.is_connected:
            return False
        try:
            await self.connection.ping()
        except DHError:
            return False
        return True

    async def open(self) -> None:
        """Connect and log in.

        Raises:
            ConnectError: no Deephaven server could be reached; its subclasses say why.
            AuthError: the server refuses the credential.
        """
        if self.session_type != "python":
            await direct.on_the_loop()  # there is more to wait for than calls
        await self.connection.open()
        if direct.current.get() is None:
            self._loop = asyncio.get_running_loop()
        if self.session_type != "python":
            try:
                await self._console.start()
            except DHError:
                await self.close()
                raise

    def start(self) -> None:
        """For the blocking face, on the loop: begin to keep alive what was opened without it."""
        if self._loop is None:
            self._loop = asyncio.get_running_loop()
            self.connection.start()

    async def close(self) -> None:
        """End the session; the server forgets it and what it exported. Safe to call twice."""
        self.flight.close()
        await self.connection.close()

    # -- scripts and variables -----------------------------------------------------------

    async def run_script(self, script: str, systemic: bool | None = None) -> None:
        """Run code on the server and wait for its end."""
        code = one_text(script, "Give the code as a text.")
        execution = await self._console.execute(code, systemic=systemic)
        if execution.error_text:
            raise parse_script_error(execution.error_text, code)

    async def exportable_objects(self) -> dict[str, ServerObject]:
        """The variables of the script session that can be fetched, by name."""
        fields = await list_fields(self.connection)
        return {
            field.name: ServerObject(field.type, field.ticket)
            for field in fields
            if field.application_id == SCOPE_APPLICATION
        }

    async def tables(self) -> list[str]:
        """Names of the tables among the variables of the server's script session."""
        objects = await self.exportable_objects()
        return [name for name, each in objects.items() if each.type == "Table"]

    async def open_table(self, name: str) -> AsyncTable:
        """The table that the server variable ``name`` holds."""
        return self._table(await fetch_table(self.connection, ScopeTicket.scope_ticket(name)))

    async def bind_table(self, name: str, table: AsyncTable) -> None:
        """Make ``table`` the server variable ``name``."""
        await self._console.bind(name, check_table(table).export.ticket)

    # -- making tables -------------------------------------------------------------------

    async def empty_table(self, size: int) -> AsyncTable:
        """A table of ``size`` rows without columns."""
        return await self._make(operations.empty_table(size))

    async def time_table(
        self,
        period: int | str,
        start_time: int | str | None = None,
        blink_table: bool = False,
    ) -> AsyncTable:
        """A table that gets a row every ``period``."""
        return await self._make(operations.time_table(period, start_time, blink=blink_table))

    async def import_table(self, data: Rows, progress: Progress | None = None) -> AsyncTable:
        """Send Arrow rows; they become a static table on the server."""
        ticket = await self.flight.write(data, progress)
        return self._table(await describe(self.connection, ticket))

    async def merge_tables(self, tables: Sequence[AsyncTable], order_by: str = "") -> AsyncTable:
        """All rows of ``tables``, one table after the other, or, if sorted, in order."""
        return await self._make(operations.merge(tables, order_by))

    async def multi_join(
        self,
        tables: Sequence[AsyncTable],
        on: Sequence[Names],
        joins: Sequence[Names | None],
    ) -> AsyncTable:
        """Unique keys of all ``tables``, and beside them the columns of each."""
        return await self._make(operations.multi_join(tables, on, joins))

    async def input_table(
        self,
        schema: pa.Schema | None = None,
        init_table: AsyncTable | None = None,
        key_cols: Names | None = None,
        blink_table: bool = False,
    ) -> AsyncInputTable:
        """An input table of the columns of ``schema``, or with those and the rows of a table."""
        keys = operations.names_of(key_cols)
        if (schema is None) == (init_table is None):
            raise ArgumentError(
                "an input table is made of a schema or of a table, not of "
                + ("both" if schema is not None else "nothing"),
                hint="Give schema or init_table.",
            )
        if blink_table and keys:
            raise ArgumentError(
                "a blink table has no keys", hint="Leave out key_cols or blink_table."
            )
        raw = None
        if schema is not None:
            hint = "Give a pyarrow.Schema, such as pyarrow.schema({'Price': pyarrow.float64()})."
            raw = one(schema, pa.Schema, "schema", hint).serialize().to_pybytes()
        operation = operations.input_table(raw, init_table, keys, blink=blink_table)
        export = await run_operations(self.connection, None, [operation])
        made = AsyncInputTable(self, export)
        if init_table is not None:
            await made.add(init_table)
        return made

    async def open_input_table(self, source: str | Ticket) -> AsyncInputTable:
        """An input table that exists on the server, for writing, by variable name or ticket."""
        ticket = ScopeTicket.scope_ticket(source) if isinstance(source, str) else ticket_in(source)
        return AsyncInputTable(self, await fetch_table(self.connection, ticket))

    def query(self, table: AsyncTable) -> AsyncQuery:
        """Operations on ``table`` to be run together."""
        return AsyncQuery(self, table)

    # -- tickets -------------------------------------------------------------------------

    async def fetch(self, ticket: Ticket | ServerObject) -> ExportTicket:
        """Pin the object of any type that ``ticket`` names; release the result when done."""
        return await sharing.export_object(self.connection, ticket_in(ticket))

    async def fetch_table(self, ticket: Ticket | ServerObject) -> AsyncTable:
        """The table that ``ticket`` names."""
        return self._table(await fetch_table(self.connection, ticket_in(ticket)))

    async def publish(self, source_ticket: Ticket, result_ticket: Ticket) -> None:
        """Make the object of ``source_ticket`` reachable as ``result_ticket``."""
        check_ticket(result_ticket)
        if not isinstance(check_ticket(source_ticket), ExportTicket):
            # Only exports can be published; this one lives as long as the session.
            source_ticket = await sharing.export_object(self.connection, source_ticket)
        await sharing.publish(self.connection, source_ticket, result_ticket)

    async def publish_table(self, ticket: SharedTicket, table: AsyncTable) -> None:
        """Share ``table`` under ``ticket`` until it is closed."""
        source = check_table(table).export.ticket
        await sharing.publish(self.connection, source, check_ticket(ticket))

    async def release(self, ticket: Ticket) -> None:
        """Let the server forget an export."""
        check_ticket(ticket)
        if self.is_connected:
            await self.connection.release(ticket)

    # -- objects of plugins --------------------------------------------------------------

    async def plugin_client(self, server_obj: ServerObject) -> AsyncPluginClient:
        """A conversation with the server's plugin for an object."""
        from dhconsole.client.aio.objects import AsyncPluginClient

        return await AsyncPluginClient.connect(self, server_obj)

    async def open_object(self, server_obj: ServerObject) -> ObjectView:
        """What an object is made of: its tables, and what its plugin says of it."""
        from dhconsole.client.aio.objects import open_object

        return await open_object(self, server_obj)

    # -- for tables ----------------------------------------------------------------------

    def forget(self, ticket: Ticket) -> None:
        """For tables that nothing refers to any more: release ``ticket`` soon, from any thread."""
        loop = self._loop
        if loop is None or loop.is_closed() or not self.is_connected:
            return
        # A loop that is closed at this very moment has no session to leak into.
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(self._drop, ticket)

    def _drop(self, ticket: Ticket) -> None:
        if self.is_connected:
            task = asyncio.ensure_future(self.connection.release(ticket))
            self._dropped.add(task)
            task.add_done_callback(self._dropped.discard)

    async def by_script(self, table: AsyncTable, expression: str) -> AsyncTable:
        """The table that ``expression``, a Python text in which ``{}`` is ``table``, makes there.

        Raises:
            ConsoleTypeError: the server has no Python console.
        """
        if self.session_type != "python":
            raise ConsoleTypeError(
                f"{expression.format('table')} takes a python console, this session has "
                f"{self.session_type}",
                hint="Use slice, or head and tail with a number of rows.",
            )
        name = f"_dhconsole_{id(self):x}_{next(self._temporary)}"
        await self._console.bind(name, table.export.ticket)
        try:
            await self.run_script(f"{name} = {expression.format(name)}")
            return await self.open_table(name)
        finally:
            await self.run_script(f"del {name}")

    async def _make(self, operation: operations.Operation) -> AsyncTable:
        return self._table(await run_operations(self.connection, None, [operation]))

    def _table(self, export: ExportedTable) -> AsyncTable:
        return AsyncTable(self, export)


async def connect(**arguments: Any) -> AsyncSession:
    """An open session; the arguments are those of ``Session``.

    Raises:
        ConnectError, AuthError, ConfigError: as ``Session``.
    """
    from dhconsole.client.arguments import session_options

    never_timeout = arguments.pop("never_timeout", True)
    session = AsyncSession(session_options(**arguments), never_timeout=never_timeout)
    await session.open()
    return session
