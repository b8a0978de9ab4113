"""A live window over a connection: one two-way call per table.

Facts that shape it (live 42.7 server): scrolling is another request on the same call; requests
coalesce and the newest wins, recognised by the viewport that a snapshot echoes; ticket and
interval are those of the first request; half-closing stops updates but never ends the call, so
the call is cancelled; a ticket that nobody has made gets no reply at all, hence the timeout; and
when the session is closed the call goes silent, which is why the connection's state decides, not
this stream's silence.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
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
from dhconsole.client.state import Closed, ConnectionState, Lost
from dhconsole.client.ticket import ticket_from_bytes
from dhconsole.errors import ClosedError, DHError, ProtocolError, TicketError

if TYPE_CHECKING:
    from dhconsole.client.connection import Connection

_PATH = "/arrow.flight.protocol.FlightService/DoExchange"
_NO_END = "a blink table has no end to follow"


class ViewportSubscription:
    """A window of one table that follows it.

    Iterating pulls updates from the call and applies each to ``window`` before yielding what it
    changed: ``window`` never runs ahead of the consumer. Updates that nobody pulls wait in the
    call and then, one by one, in the server's memory, which does not merge them (seen on a live
    42.7 server). So pull all the time, and close what is not looked at. A pull that is cancelled
    cancels the call with it, as gRPC has it: to wait for an update for some time only, let a task
    of its own do the pulling.

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
        self._newest: SubscriptionRequest | None = None
        self._asked = asyncio.Event()
        self._sender: asyncio.Task[None] | None = None
        self._opened = False
        self._ended: DHError | None = None
        self._unlisten: Callable[[], None] = _nothing
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
            ServerError, LostError, ClosedError: as the call ended.
            DHError: the table has no such columns, or no end to follow.
        """
        if self._opened:
            raise ClosedError("a subscription is opened once")
        self._opened = True
        self._call = self._connection.bidi(_PATH)
        self._unlisten = self._connection.on_state(self._connection_changed)
        self._request(rows, None if columns is None else tuple(columns), reverse)
        self._sender = asyncio.ensure_future(self._send())
        opened = False
        try:
            spec = await self._first_reply()
            count = len(spec.columns)
            if columns is not None and any(not 0 <= column < count for column in columns):
                # The server would fail the call at the next tick (seen on a live 42.7 server).
                raise DHError(f"the table has {count} columns, not all that were asked for")
            if reverse and spec.is_blink:
                raise DHError(_NO_END)
            self.window = Window(spec)
            if columns is None:
                self._wanted = (rows, frozenset(range(count)), reverse)
            opened = True
        finally:
            if not opened:
                await self.close()
        return spec

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

    def set_viewport(
        self, rows: RowSet, columns: Sequence[int] | None, *, reverse: bool = False
    ) -> None:
        """Ask for another window; never blocks, the newest request wins.

        Columns that the table has not are left out.

        Raises:
            DHError: a reversed window of a blink table.
            ClosedError: the subscription is not open.
        """
        if self._call is None or not self.spec.columns:
            raise ClosedError("the subscription is not open")
        if reverse and self.spec.is_blink:
            raise DHError(_NO_END)
        count = len(self.spec.columns)
        wanted = range(count) if columns is None else (c for c in columns if 0 <= c < count)
        self._request(rows, tuple(wanted), reverse)

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
        self._unlisten()
        call, self._call = self._call, None
        sender, self._sender = self._sender, None
        if call is not None:
            call.cancel()
        if sender is not None:
            sender.cancel()
            await asyncio.gather(sender, return_exceptions=True)

    def _request(self, rows: RowSet, columns: Sequence[int] | None, reverse: bool) -> None:
        # Without any column rows would have a count but no length anywhere.
        chosen = columns if columns is None else columns or (0,)
        self._wanted = (rows, frozenset(chosen or ()), reverse)
        self._newest = SubscriptionRequest(
            self._ticket, rows, chosen, reverse, self._interval_ms, self._list_limit
        )
        self._asked.set()

    async def _send(self) -> None:
        while self._call is not None:
            await self._asked.wait()
            self._asked.clear()
            if self._newest is None or self._call is None:
                continue
            try:
                await self._call.write(encode_request(self._newest))
            except (grpc.aio.AioRpcError, asyncio.InvalidStateError):
                return  # the call has ended; the reader finds out why

    async def _read(self) -> bytes | None:
        call = self._call
        if call is None:
            raise self._ended or ClosedError("the subscription is closed")
        try:
            raw: object = await call.read()
        except grpc.aio.AioRpcError as exc:
            raise await self._connection.translate(exc, _PATH) from exc
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if task is not None and task.cancelling():
                raise  # the reader itself is cancelled, not the call
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
