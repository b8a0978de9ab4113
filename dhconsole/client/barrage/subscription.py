"""A live window over a connection: one two-way call per table.

Facts that shape it (live 42.7 server): scrolling is another request on the same call; requests
coalesce and the newest wins, recognised by the viewport that a snapshot echoes; ticket and
interval are those of the first request; half-closing stops updates but never ends the call, so
the call is cancelled; a ticket that nobody has made gets no reply at all, hence the timeout; and
when the session is closed the call goes silent, which is why the connection's own life decides,
not this stream's silence.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import TYPE_CHECKING

import grpc
import grpc.aio

from dhconsole.client.barrage.messages import (
    SchemaMessage,
    StreamDecoder,
    SubscriptionRequest,
    encode_request,
)
from dhconsole.client.barrage.rowset import RowSet
from dhconsole.client.barrage.viewport import Window, WindowChange
from dhconsole.client.columns import TableSpec
from dhconsole.errors import ClosedError, DHError, ProtocolError, TicketError

if TYPE_CHECKING:
    from dhconsole.client.connection import Connection

_PATH = "/arrow.flight.protocol.FlightService/DoExchange"


class ViewportSubscription:
    """A window of one table that follows it.

    Iterating pulls updates from the call and applies each to ``window`` before yielding what it
    changed; a slow consumer slows the call down, and the server then merges updates.

    Args:
        connection: a live connection.
        ticket: names the table; any kind.
        interval_ms: shortest time between updates.
        list_limit: most elements of each list cell that are sent; 0 for all.
        first_reply_timeout: seconds until a ticket that gets no reply counts as made by nobody.
    """

    def __init__(
        self,
        connection: Connection,
        ticket: bytes,
        *,
        interval_ms: int = 100,
        list_limit: int = 21,
        first_reply_timeout: float = 10.0,
    ) -> None:
        self._connection = connection
        self._ticket = ticket
        self._interval_ms = interval_ms
        self._list_limit = list_limit
        self._timeout = first_reply_timeout
        self._decoder = StreamDecoder()
        self._call: grpc.aio.StreamStreamCall[bytes, bytes] | None = None
        self._wanted: tuple[RowSet, frozenset[int], bool] = (RowSet(), frozenset(), False)
        self._requests: asyncio.Queue[bytes] = asyncio.Queue()
        self._sender: asyncio.Task[None] | None = None
        self.window = Window(TableSpec(()))

    @property
    def spec(self) -> TableSpec:
        return self.window.spec

    @property
    def settled(self) -> bool:
        """Whether the window is the one that was asked for last."""
        return self.window.shows(*self._wanted)

    async def open(
        self, rows: RowSet, columns: Sequence[int] | None = None, *, reverse: bool = False
    ) -> TableSpec:
        """Send the first request; returns once the schema has come.

        Args:
            rows: row positions, from the end of the table when ``reverse``.
            columns: column indices, each below the table's number of columns; None for all.

        Raises:
            TicketError: the ticket names no table, or nobody has made it.
            ServerError, LostError: as the call ended.
        """
        self._call = self._connection.bidi(_PATH)
        self._queue(rows, None if columns is None else tuple(columns), reverse)
        self._sender = asyncio.ensure_future(self._send())
        try:
            raw = await asyncio.wait_for(self._read(), self._timeout)
        except TimeoutError:
            await self.close()
            raise TicketError(
                f"the server does not answer for the ticket 0x{self._ticket.hex()}",
                hint="Nobody may have made it, or the server is busy.",
            ) from None
        except DHError:
            await self.close()
            raise
        message = self._decoder.feed(raw) if raw is not None else None
        if not isinstance(message, SchemaMessage):
            await self.close()
            raise ProtocolError("a subscription did not begin with a schema")
        self.window = Window(message.spec)
        if columns is None:
            self._wanted = (rows, frozenset(range(len(message.spec.columns))), reverse)
        if reverse and message.spec.is_blink:
            await self.close()
            raise DHError("a blink table has no end to follow")
        return message.spec

    def set_viewport(
        self, rows: RowSet, columns: Sequence[int] | None, *, reverse: bool = False
    ) -> None:
        """Ask for another window; never blocks, the newest request wins.

        Raises:
            DHError: a reversed window of a blink table.
        """
        if reverse and self.spec.is_blink:
            raise DHError("a blink table has no end to follow")
        count = len(self.spec.columns)
        wanted = range(count) if columns is None else (c for c in columns if 0 <= c < count)
        self._queue(rows, tuple(wanted), reverse)

    async def __aiter__(self) -> AsyncIterator[WindowChange]:
        while True:
            raw = await self._read()
            if raw is None:
                return
            try:
                update = self._decoder.feed(raw)
                if update is None:
                    continue
                if isinstance(update, SchemaMessage):
                    raise ProtocolError("a second schema came")
                change = self.window.apply(update)
            except ProtocolError:
                await self.close()
                raise
            yield change

    async def close(self) -> None:
        """End the call. Safe to call twice."""
        call, self._call = self._call, None
        sender, self._sender = self._sender, None
        if sender is not None:
            sender.cancel()
            await asyncio.gather(sender, return_exceptions=True)
        if call is not None:
            call.cancel()

    def _queue(self, rows: RowSet, columns: Sequence[int] | None, reverse: bool) -> None:
        # Without any column rows would have a count but no length anywhere; and a column that
        # the table has not makes the server fail at the next tick (seen live).
        chosen = columns if columns is None else columns or (0,)
        self._wanted = (rows, frozenset(chosen or ()), reverse)
        request = SubscriptionRequest(
            self._ticket, rows, chosen, reverse, self._interval_ms, self._list_limit
        )
        self._requests.put_nowait(encode_request(request))

    async def _send(self) -> None:
        while self._call is not None:
            request = await self._requests.get()
            while not self._requests.empty():
                request = self._requests.get_nowait()
            try:
                await self._call.write(request)
            except (grpc.aio.AioRpcError, asyncio.InvalidStateError):
                return  # the call has ended; the reader finds out why

    async def _read(self) -> bytes | None:
        call = self._call
        if call is None:
            raise ClosedError("the subscription is closed")
        try:
            raw: object = await call.read()
        except grpc.aio.AioRpcError as exc:
            raise await self._connection.translate(exc, _PATH) from exc
        except asyncio.CancelledError:
            if self._call is None:
                raise ClosedError("the subscription is closed") from None
            raise
        # The one other thing that ``read`` returns is the end of the stream.
        return raw if isinstance(raw, bytes) else None
