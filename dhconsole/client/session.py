"""``Session``: the server for blocking code.

A thin facade: every method submits one coroutine of the async core to the session's own
background loop and waits for it. Nothing is implemented here a second time.
"""

from __future__ import annotations

import os
from collections.abc import Coroutine, Mapping, Sequence
from types import TracebackType
from typing import Any, Self, TypeVar

import pyarrow as pa

from dhconsole.client import operations
from dhconsole.client.connection import Connection
from dhconsole.client.console import Console
from dhconsole.client.exports import ExportedTable, fetch_table, run_operations
from dhconsole.client.fields import list_fields
from dhconsole.client.flight import Flight
from dhconsole.client.options import ConnectOptions
from dhconsole.client.portal import Portal
from dhconsole.client.state import Live
from dhconsole.client.table import Table
from dhconsole.client.tickets import ScopeTicket, Ticket
from dhconsole.client.values import SCOPE_APPLICATION
from dhconsole.errors import ConfigError, DHError
from dhconsole.text.traceback import parse_script_error

T = TypeVar("T")


class Session:
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
        options = ConnectOptions(
            host=host or os.environ.get("DH_HOST") or "localhost",
            port=port or _port_from_environment(),
            auth_type=auth_type,
            auth_token=auth_token,
            use_tls=use_tls,
            tls_root_certs=tls_root_certs,
            client_cert_chain=client_cert_chain,
            client_private_key=client_private_key,
            client_opts=tuple((name, value) for name, value in client_opts or ()),
            extra_headers=_headers(extra_headers),
            session_type=session_type,
        )
        self._portal = Portal(f"dhconsole {options.target}")
        self._connection = Connection(options, keep_alive=never_timeout)
        self._console = Console(self._connection)
        self._flight = Flight(self._connection)
        self._closed = False
        try:
            self._run(self._open())
        except BaseException:
            self._closed = True
            self._portal.close()
            raise

    async def _open(self) -> None:
        await self._connection.open()
        if self._connection.options.session_type != "python":
            try:
                await self._console.start()
            except DHError:
                await self._connection.close()
                raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        state = "closed" if self._closed else type(self._connection.state).__name__.lower()
        return f"<Session {self._connection.options.target} {state}>"

    # -- life ----------------------------------------------------------------------------

    @property
    def is_connected(self) -> bool:
        """Whether the session was neither closed nor found broken; asks nobody."""
        return not self._closed and isinstance(self._connection.state, Live)

    @property
    def is_alive(self) -> bool:
        """Whether the server answers and still knows the session; asks it, and refreshes."""
        if not self.is_connected:
            return False
        try:
            self._run(self._connection.ping())
        except DHError:
            return False
        return True

    def close(self) -> None:
        """End the session; the server forgets it and what it exported. Safe to call twice."""
        if self._closed:
            return
        self._closed = True
        try:
            self._flight.close()
            self._portal.run(self._connection.close())
        finally:
            self._portal.close()

    # -- scripts -------------------------------------------------------------------------

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
        execution = self._run(self._console.execute(script, systemic=systemic))
        if execution.error_text:
            raise parse_script_error(execution.error_text, script)

    # -- tables --------------------------------------------------------------------------

    @property
    def tables(self) -> list[str]:
        """Names of the tables among the variables of the server's script session."""
        fields = self._run(list_fields(self._connection))
        return [
            field.name
            for field in fields
            if field.type == "Table" and field.application_id == SCOPE_APPLICATION
        ]

    def open_table(self, name: str) -> Table:
        """The table that the server variable ``name`` holds.

        Raises:
            TicketError: there is no such variable, or it is no table.
        """
        return Table(self, self._run(fetch_table(self._connection, ScopeTicket.of(name))))

    def empty_table(self, size: int) -> Table:
        """A table of ``size`` rows without columns."""
        return self._make(operations.empty_table(size))

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
        """
        return self._make(operations.time_table(period, start_time, blink=blink_table))

    def import_table(self, data: pa.Table) -> Table:
        """Send an Arrow table; it becomes a static table on the server.

        Raises:
            DHError: a column has a type that the server cannot take; names column and type.
        """
        ticket = self._run(self._flight.write(data))
        return Table(self, self._run(fetch_table(self._connection, ticket)))

    def bind_table(self, name: str, table: Table) -> None:
        """Make ``table`` the server variable ``name``.

        Raises:
            TicketError: code could not refer to a variable of that name.
        """
        self._run(self._console.bind(name, table.ticket))

    def release(self, ticket: Ticket) -> None:
        """Let the server forget an export."""
        if not self._closed:
            self._run(self._connection.release(ticket))

    # -- for Table -----------------------------------------------------------------------

    def _make(self, operation: operations.Operation) -> Table:
        return Table(self, self._run(run_operations(self._connection, None, [operation])))

    def _read(self, export: ExportedTable) -> pa.Table:
        return self._run(self._flight.read_export(export))

    def _size_of(self, ticket: Ticket) -> int:
        async def ask() -> int:
            fresh = await fetch_table(self._connection, ticket)
            await self._connection.release(fresh.ticket)
            return fresh.size

        return self._run(ask())

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        return self._portal.run(work)


def _port_from_environment() -> int:
    text = os.environ.get("DH_PORT", "")
    if not text:
        return 10000
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise ConfigError(
            f"DH_PORT is {text!r}, which is no port", hint="Set it to a number from 1 to 65535."
        )
    return int(text)


def _headers(headers: Mapping[bytes, bytes] | None) -> tuple[tuple[str, str | bytes], ...]:
    pairs: list[tuple[str, str | bytes]] = []
    for name, value in (headers or {}).items():
        key = _text(name).lower()
        pairs.append((key, value if key.endswith("-bin") else _text(value)))
    return tuple(pairs)


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value
