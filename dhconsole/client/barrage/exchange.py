"""A DoExchange call that a table's updates come through, from its first reply to its end.

Facts that shape it (live 42.7 server): half-closing stops updates but never ends the call, so
the call is cancelled; a ticket that nobody has made gets no reply at all, hence the timeout; and
when the session is closed the call goes silent, which is why the connection's state decides, not
this stream's silence.
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable
from typing import TYPE_CHECKING, Generic, TypeVar

import grpc
import grpc.aio

from dhconsole.client.barrage.keyed import KeyedTable
from dhconsole.client.barrage.messages import SchemaMessage, StreamDecoder
from dhconsole.client.barrage.update import BarrageUpdate, IncompleteError
from dhconsole.client.barrage.viewport import Window, WindowChange
from dhconsole.client.columns import TableSpec
from dhconsole.client.state import Closed, ConnectionState, Lost
from dhconsole.client.tasks import is_cancelled
from dhconsole.client.ticket import ticket_from_bytes
from dhconsole.errors import ClosedError, DHError, ProtocolError, TicketError

if TYPE_CHECKING:
    from dhconsole.client.connection import Connection

_PATH = "/arrow.flight.protocol.FlightService/DoExchange"
_MOST_ATTEMPTS = 10


Rows = TypeVar("Rows", Window, KeyedTable)


class Exchange(ABC, Generic[Rows]):
    """The call. What is asked for, and what updates do, is the business of subclasses.

    Args:
        connection: a live connection.
        ticket: names the table; any kind.
        first_reply_timeout: seconds until a ticket that gets no reply counts as made by nobody.
        keyed: whether rows will be named by row keys.

    Attributes:
        window: the rows that have come. Until ``settled`` for the first time it may begin anew:
            what changed until then says nothing yet.
    """

    window: Rows

    def __init__(
        self, connection: Connection, ticket: bytes, first_reply_timeout: float, *, keyed: bool
    ) -> None:
        self._connection = connection
        self._ticket = ticket
        self._timeout = first_reply_timeout
        self._keyed = keyed
        self._decoder = StreamDecoder(keyed=keyed)
        self._call: grpc.aio.StreamStreamCall[bytes, bytes] | None = None
        self._opened = False
        self._ended: DHError | None = None
        self._unlisten: Callable[[], None] = _nothing

    def _begin(self) -> None:
        """Start the call; raises ClosedError when it was started before."""
        if self._opened:
            raise ClosedError("a subscription is opened once")
        self._opened = True
        self._call = self._connection.bidi(_PATH)
        self._unlisten = self._connection.on_state(self._connection_changed)

    @property
    @abstractmethod
    def settled(self) -> bool:
        """Whether the rows are those that were asked for last."""

    @abstractmethod
    async def _ask_again(self) -> None:
        """Send the newest request on a call that has just begun; returns after the schema."""

    async def __aiter__(self) -> AsyncIterator[WindowChange]:
        attempts = 1
        was_settled = False
        try:
            while True:
                try:
                    while (update := await self._next()) is not None:
                        change = self.window.apply(update)
                        # It may be megabytes, and the next one may be long in coming.
                        del update
                        was_settled = was_settled or self.settled
                        yield change
                    return
                except IncompleteError:
                    if was_settled or attempts == _MOST_ATTEMPTS:
                        raise
                attempts += 1
                self._start_over()
                await self._ask_again()
        except ProtocolError:
            await self.close()
            raise

    def _start_over(self) -> None:
        """End the call and begin another in its place."""
        if self._call is None:
            raise self._ended or ClosedError("the subscription is closed")
        self._call.cancel()
        self._decoder = StreamDecoder(keyed=self._keyed)
        self._call = self._connection.bidi(_PATH)

    async def _first_reply(self) -> TableSpec:
        try:
            async with asyncio.timeout(self._timeout):
                raw = await self._read()
        except TimeoutError:
            raise TicketError(
                f"the server does not answer for {ticket_from_bytes(self._ticket).text}",
                hint="Nobody may have made it yet, or the server is busy.",
            ) from None
        message = self._decoder.feed(raw) if raw is not None else None
        if not isinstance(message, SchemaMessage):
            raise ProtocolError("a subscription did not begin with a schema")
        return message.spec

    async def _next(self) -> BarrageUpdate | None:
        """The next update; None when the server has ended the call."""
        while (raw := await self._read()) is not None:
            update = self._decoder.feed(raw)
            del raw
            if isinstance(update, SchemaMessage):
                raise ProtocolError("a second schema came")
            if update is not None:
                return update
        return None

    async def close(self) -> None:
        """End the call. Safe to call twice."""
        self._unlisten()
        call, self._call = self._call, None
        if call is not None:
            call.cancel()

    async def _read(self) -> bytes | None:
        call = self._call
        if call is None:
            raise self._ended or ClosedError("the subscription is closed")
        try:
            raw: object = await call.read()
        except grpc.aio.AioRpcError as exc:
            raise await self._connection.translate(exc, _PATH) from exc
        except asyncio.CancelledError:
            if is_cancelled():
                raise  # the reader itself, not the call
            if self._ended is not None:
                raise self._ended from None
            raise ClosedError("the subscription is closed") from None
        # The one other thing that ``read`` returns is the end of the stream.
        return raw if isinstance(raw, bytes) else None

    def _connection_changed(self, state: ConnectionState) -> None:
        """Without this a reader would wait for ever: a session that ends leaves its calls open."""
        if isinstance(state, Lost | Closed):
            self._ended = state.error or ClosedError("the connection is closed")
            if self._call is not None:
                self._call.cancel()


def _nothing() -> None:
    return None
