"""``Session``: the server for blocking code.

A thin facade: every method submits one coroutine of the async core to the session's own
background loop and waits for it. Nothing is implemented here a second time: see
``dhconsole.client.aio``.
"""

from __future__ import annotations

from collections.abc import Coroutine, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from dhconsole.client.aio.session import AsyncSession
from dhconsole.client.aio.table import AsyncTable
from dhconsole.client.arguments import session_options
from dhconsole.client.checks import TABLE_HINT
from dhconsole.client.flight import Progress, Rows
from dhconsole.client.operations import Names
from dhconsole.client.operations.model import each
from dhconsole.client.plugin_client import ObjectView, PluginClient
from dhconsole.client.portal import LoopOwner
from dhconsole.client.query import Query
from dhconsole.client.table import InputTable, Table, twin_of
from dhconsole.client.ticket import ExportTicket, ServerObject, SharedTicket, Ticket
from dhconsole.client.ticket import ScopeTicket as ScopeTicket
from dhconsole.errors import DHError as DHError
from dhconsole.lazily import LazyModule

if TYPE_CHECKING:
    import pyarrow as pa
else:
    pa = LazyModule("pyarrow")

__all__ = ["Session"]


class Session(LoopOwner):
    """A session with a Deephaven server. Use it in a ``with`` statement, or call ``close``.

    Args:
        host: name or address; ``DH_HOST`` or ``localhost`` when not given.
        port: TCP port; ``DH_PORT`` or 10000 when not given.
        auth_type: ``Anonymous``, ``Basic``, or the class name of a handler on the server.
        auth_token: the secret; ``user:password`` for Basic, ignored for Anonymous.
        never_timeout: keep the session alive while it is idle.
        session_type: the console that scripts run in.
        use_tls: speak TLS; implied by any certificate.
        tls_root_certs: PEM bytes of the authorities to trust.
        client_cert_chain: PEM bytes of our certificate, for mutual TLS.
        client_private_key: PEM bytes of its key.
        client_opts: gRPC channel options as (name, value) pairs.
        extra_headers: headers to send with every request.

    Raises:
        ConnectError: no Deephaven server could be reached; its subclasses say why.
        AuthError: the server refuses the credential.
        ConfigError: ``DH_PORT`` is no port.

    Attributes:
        host: where it is connected to.
        port: where it is connected to.
        session_type: the console that scripts run in.
        twin: the same session for asyncio code on the session's own loop.
    """

    def __init__(
        self,
        host: str | None = None,
        port: int | None = None,
        auth_type: str = "Anonymous",
        auth_token: str = "",
        never_timeout: bool = True,
        session_type: str = "python",
        use_tls: bool = False,
        tls_root_certs: bytes | None = None,
        client_cert_chain: bytes | None = None,
        client_private_key: bytes | None = None,
        client_opts: Sequence[tuple[str, int | str]] | None = None,
        extra_headers: Mapping[bytes, bytes] | None = None,
    ) -> None:
        options = session_options(
            host,
            port,
            auth_type,
            auth_token,
            session_type,
            use_tls,
            tls_root_certs,
            client_cert_chain,
            client_private_key,
            client_opts,
            extra_headers,
        )
        self.host, self.port, self.session_type = options.host, options.port, session_type
        super().__init__(f"dhconsole {options.target}")
        self.twin = AsyncSession(options, never_timeout=never_timeout)
        try:
            self.calls = self.twin.connection.direct_calls()
            self.run_directly(self.twin.open())
            self.post(self.twin.start)
        except BaseException:
            self.end_loop()
            raise

    def __repr__(self) -> str:
        return repr(self.twin).replace("<Async", "<", 1)

    # -- life ----------------------------------------------------------------------------

    @property
    def is_connected(self) -> bool:
        """Whether the session was neither closed nor found broken; asks nobody."""
        return not self.is_closed and self.twin.is_connected

    @property
    def is_alive(self) -> bool:
        """Whether the server answers and still knows the session; asks it, and refreshes."""
        return not self.is_closed and self.run(self.twin.is_alive())

    def close(self) -> None:
        """End the session; the server forgets it and what it exported. Safe to call twice."""
        self.end_loop(self.twin.close())

    # -- scripts and variables -----------------------------------------------------------

    def run_script(self, script: str, systemic: bool | None = None) -> None:
        """Run code on the server and wait for its end.

        Args:
            script: the code.
            systemic: whether to treat it as systemically important; None leaves it to the
                server.

        Raises:
            ScriptError: the script raised; carries the user's line and the traceback.
            ConsoleTypeError: the server has no console of the session's type.
            LostError: the connection broke; the script may go on on the server.
        """
        self.run_directly(self.twin.run_script(script, systemic))

    @property
    def tables(self) -> list[str]:
        """Names of the tables among the variables of the server's script session."""
        return self.run(self.twin.tables())

    @property
    def exportable_objects(self) -> dict[str, ServerObject]:
        """The variables of the script session that can be fetched, by name."""
        return self.run(self.twin.exportable_objects())

    def open_table(self, name: str) -> Table:
        """The table that the server variable ``name`` holds.

        Raises:
            TicketError: there is no such variable, or it is no table.
        """
        return self.face(self.twin.open_table(name))

    def bind_table(self, name: str, table: Table) -> None:
        """Make ``table`` the server variable ``name``.

        Raises:
            TicketError: code could not refer to a variable of that name.
        """
        self.run(self.twin.bind_table(name, twin_of(table)))

    # -- making tables -------------------------------------------------------------------

    def empty_table(self, size: int) -> Table:
        """A table of ``size`` rows without columns; raises ArgumentError if there can be none."""
        return self.face(self.twin.empty_table(size))

    def time_table(
        self,
        period: int | str,
        start_time: int | str | None = None,
        blink_table: bool = False,
    ) -> Table:
        """A table that gets a row every ``period``.

        Args:
            period: nanoseconds, or text such as ``PT1S`` or ``PT00:00:.001``.
            start_time: nanoseconds since the epoch, or a date-time text; None for now.
            blink_table: keep only the rows of the current update cycle.

        Raises:
            ArgumentError: the period is no duration.
            ServerError: the start is no time.
        """
        return self.face(self.twin.time_table(period, start_time, blink_table))

    def import_table(self, data: Rows, progress: Progress | None = None) -> Table:
        """Send Arrow rows; they become a static table on the server.

        Args:
            data: a table, a batch, what offers Arrow's C stream, or a reader, which is pulled.
            progress: called with the number of rows so far, from another thread.

        Raises:
            ArgumentError: the server cannot take a column's type, name or values; nothing was sent.
        """
        return self.face(self.twin.import_table(data, progress))

    def merge_tables(self, tables: Sequence[Table], order_by: str = "") -> Table:
        """All rows of ``tables``, one table after the other, or, if sorted, in order.

        Args:
            tables: at least one, all with the same columns.
            order_by: a column by which each of them is sorted, and then the result; empty for none.
                (What is not sorted comes out in no order, seen on a live 42.7 server.)

        Raises:
            ArgumentError: there is no table, or something else is among them.
        """
        found = [twin_of(table) for table in each(tables, Table, "table", TABLE_HINT)]
        return self.face(self.twin.merge_tables(found, order_by))

    def input_table(
        self,
        schema: pa.Schema | None = None,
        init_table: Table | None = None,
        key_cols: Names | None = None,
        blink_table: bool = False,
    ) -> InputTable:
        """A table that clients write to: keyed when it has keys, else append-only, or blink.

        Args:
            schema: its columns; or
            init_table: a table whose columns and rows it starts with.
            key_cols: names of the key columns.
            blink_table: keep rows for one update cycle only.

        Raises:
            ArgumentError: both or none of schema and table are given, or keys of a blink table;
                it is a ValueError too.
            ServerError: a key is no column.
        """
        init = None if init_table is None else twin_of(init_table)
        made = self.twin.input_table(schema, init, key_cols, blink_table)
        return InputTable(self, self.run(made))

    def open_input_table(self, source: str | Ticket) -> InputTable:
        """An input table that exists on the server, for writing, whoever made it.

        Args:
            source: name of a server variable, or a ticket.

        Raises:
            InputError: it is no input table.
            TicketError: there is no such table.
        """
        return InputTable(self, self.run(self.twin.open_input_table(source)))

    def query(self, table: Table) -> Query:
        """Operations on ``table`` to be run together, in one round trip."""
        return Query(self, table)

    # -- tickets -------------------------------------------------------------------------

    def fetch(self, ticket: Ticket | ServerObject) -> ExportTicket:
        """Pin what a ticket or ServerObject names, of any type; release the result when done.

        Raises:
            TicketError: it names nothing, or what was shared under it is gone.
        """
        return self.run(self.twin.fetch(ticket))

    def fetch_table(self, ticket: Ticket | ServerObject) -> Table:
        """The table that a ticket, shared or any other, or a ServerObject names.

        Raises:
            TicketError: it names no table, or what was shared under it is gone.
        """
        return self.face(self.twin.fetch_table(ticket))

    def publish(self, source_ticket: Ticket, result_ticket: Ticket) -> None:
        """Make an object of any type reachable as ``result_ticket``, for other sessions too.

        It stays so while the source is held: an export until its release, anything else until
        this session closes.

        Args:
            source_ticket: what to publish, such as the result of ``fetch``.
            result_ticket: normally a SharedTicket; a ScopeTicket makes a variable.

        Raises:
            TicketError: the source names nothing.
        """
        self.run(self.twin.publish(source_ticket, result_ticket))

    def publish_table(self, ticket: SharedTicket, table: Table) -> None:
        """Share ``table`` under ``ticket``, until it is closed or its session ends.

        Raises:
            ClosedError: the table is closed.
        """
        self.run(self.twin.publish_table(ticket, twin_of(table)))

    def release(self, ticket: Ticket) -> None:
        """Let the server forget an export; no error when it is gone already."""
        self.run_if_open(self.twin.release(ticket))

    # -- objects of plugins --------------------------------------------------------------

    def plugin_client(self, server_obj: ServerObject) -> PluginClient:
        """A conversation with the server's plugin for an object.

        Args:
            server_obj: such as one of ``exportable_objects``; its type must be exact.

        Raises:
            ServerError: when the first message is read, if there is no plugin for the type.
        """
        return PluginClient(self, self.run(self.twin.plugin_client(server_obj)))

    def open_object(self, server_obj: ServerObject) -> ObjectView:
        """What an object is made of: its tables, and what its plugin says of it.

        Args:
            server_obj: anything that the server has a plugin for, such as a pandas.DataFrame.

        Raises:
            TicketError: the object is gone, or of another type.
            ServerError: the server has no plugin for the type.
        """
        return ObjectView(self, server_obj, self.run(self.twin.open_object(server_obj)))

    # -- for the faces -------------------------------------------------------------------

    def table(self, twin: AsyncTable) -> Table:
        """The blocking face of an asyncio table of this session."""
        return Table(self, twin)

    def face(self, work: Coroutine[Any, Any, AsyncTable]) -> Table:
        """The blocking face of the table that ``work`` makes."""
        return self.table(self.run(work))
