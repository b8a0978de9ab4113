"""The server's console: run code, bind names, ask for the heap.

One script session serves the whole server: all sessions see the same variables, scripts run
one at a time, and there is no way to cancel one (CancelCommand is not implemented on 42.7;
cancelling the call leaves the script running, seen live). Nothing here attributes output; that
is ``core.runner``'s.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dhconsole.client import methods
from dhconsole.client.fields import read_change
from dhconsole.client.ticket import ExportTicket, Ticket, check_variable_name
from dhconsole.client.values import FieldsChange, Heap
from dhconsole.errors import ArgumentError, ConsoleTypeError, ServerError

if TYPE_CHECKING:
    from dhconsole.client.connection import Connection


_HALF = re.compile(r"[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Execution:
    """The answer to one script.

    Attributes:
        changes: variables created, updated, removed; also those made before an exception.
        error_text: the server's error text as it came; empty when the script succeeded.
        start_nanos, end_nanos: epoch nanoseconds on the server's clock.
    """

    changes: FieldsChange
    error_text: str
    start_nanos: int
    end_nanos: int

    @property
    def server_seconds(self) -> float:
        return (self.end_nanos - self.start_nanos) / 1e9


class Console:
    """The console of one connection, started when first needed and again after a new login."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._ticket: ExportTicket | None = None
        self._generation = 0

    @property
    def connection(self) -> Connection:
        """What it speaks over."""
        return self._connection

    @property
    def session_type(self) -> str:
        """The language of this console: ``python``, ``groovy``."""
        return self._connection.options.session_type

    @property
    def generation(self) -> int:
        """The login that calls are made in."""
        return self._connection.generation

    async def types(self) -> tuple[str, ...]:
        """Console types that the server offers; empty where consoles are disabled."""
        method = methods.Console.GET_CONSOLE_TYPES
        reply = await self._connection.unary(method, method.request())
        return tuple(reply.console_types)

    async def start(self) -> ExportTicket:
        """The console's ticket, started if need be.

        Raises:
            ConsoleTypeError: the server has no console of the session's type.
        """
        if self._ticket is not None and self._generation == self._connection.generation:
            return self._ticket
        generation = self._connection.generation
        ticket = self._connection.new_export()
        method = methods.Console.START_CONSOLE
        request = method.request(session_type=self._connection.options.session_type)
        request.result_id.ticket = ticket.bytes
        try:
            await self._connection.unary(method, request)
        except ServerError as exc:
            raise await self._no_console(exc) from exc
        self._ticket, self._generation = ticket, generation
        return ticket

    async def execute(self, code: str, *, systemic: bool | None = None) -> Execution:
        """Run ``code`` and wait for its end, however long that takes.

        A script that raises is no failed call: its text is in ``Execution.error_text``.

        Raises:
            LostError: the connection broke; the script may go on on the server.
        """
        ticket = await self.start()
        method = methods.Console.EXECUTE_COMMAND
        request = method.request(code=wire_code(code, self._connection.options.session_type))
        request.console_id.ticket = ticket.bytes
        if systemic is not None:
            kinds = method.request
            request.systemic = kinds.EXECUTE_SYSTEMIC if systemic else kinds.EXECUTE_NOT_SYSTEMIC
        reply = await self._connection.unary(method, request, timeout=None)
        return Execution(
            changes=read_change(reply.changes),
            error_text=reply.error_message,
            start_nanos=int(reply.start_timestamp),
            end_nanos=int(reply.end_timestamp),
        )

    async def bind(self, name: str, ticket: Ticket) -> None:
        """Make the table of ``ticket`` the server variable ``name``.

        Raises:
            TicketError: code could not refer to a variable of that name.
        """
        method = methods.Console.BIND_TABLE_TO_VARIABLE
        request = method.request(variable_name=check_variable_name(name))
        request.table_id.ticket = ticket.bytes
        await self._connection.unary(method, request)

    async def heap(self) -> Heap:
        """Heap figures; answered also while a script runs."""
        method = methods.Console.GET_HEAP_INFO
        reply = await self._connection.unary(method, method.request())
        return Heap(int(reply.max_memory), int(reply.total_memory), int(reply.free_memory))

    async def _no_console(self, exc: ServerError) -> ServerError | ConsoleTypeError:
        wanted = self._connection.options.session_type
        if "not supported" not in exc.message and "disabled" not in exc.message:
            return exc
        offered = await self.types() if "disabled" not in exc.message else ()
        return ConsoleTypeError(
            f"{self._connection.options.target} offers no {wanted} console",
            target=self._connection.options.target,
            offered=offered,
            hint=f"It offers: {', '.join(offered)}."
            if offered
            else "Its tables can be opened, but no script can be run.",
        )


def wire_code(code: str, session_type: str = "python") -> str:
    """``code`` as the server can take it.

    Seen on a live 42.7 server: characters beyond U+FFFF, and NUL, reach the server's Python in
    Java's own variant of UTF-8, which it refuses. Such code travels as hexadecimal digits and
    is compiled there, under the same file name and in the same namespace; its line numbers stay.

    Raises:
        ArgumentError: half of a surrogate pair is in it, which no encoding can say.
    """
    half = _HALF.search(code)
    if half is not None:
        line = code.count("\n", 0, half.start()) + 1
        raise ArgumentError(
            f"line {line} of the code holds half of a character",
            hint=f"Take {half.group()!r} out, or write it as an escape in a string.",
        )
    if session_type != "python" or ((code.isascii() or max(code) <= "\uffff") and "\0" not in code):
        return code
    digits = code.encode().hex()
    return f"exec(compile(bytes.fromhex({digits!r}).decode(), '<string>', 'exec'))"
