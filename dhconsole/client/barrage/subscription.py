"""Live tables over a connection: one two-way call per table, a window of it or all of it.

Facts that shape it (live 42.7 server): scrolling is another request on the same call; requests
coalesce and the newest wins, recognised by the viewport that a snapshot echoes; one that equals
the one before, and comes while that is being answered, may end in no answer to either; ticket and
interval are those of the first request; a call that began without a viewport never gets one. How
calls begin and end is in ``exchange``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

import grpc
import grpc.aio

from dhconsole.client.barrage.exchange import Exchange
from dhconsole.client.barrage.keyed import KeyedTable
from dhconsole.client.barrage.messages import SubscriptionRequest, encode_request
from dhconsole.client.barrage.rowset import RowSet
from dhconsole.client.barrage.viewport import Window
from dhconsole.client.columns import TableSpec
from dhconsole.errors import ClosedError, DHError

if TYPE_CHECKING:
    from dhconsole.client.connection import Connection

_NO_END = "a blink table has no end to follow"


class ViewportSubscription(Exchange[Window]):
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
        super().__init__(connection, ticket, first_reply_timeout, keyed=False)
        self._interval_ms = interval_ms
        self._list_limit = list_limit
        self._wanted: tuple[RowSet, frozenset[int], bool] = (RowSet(), frozenset(), False)
        self._newest: SubscriptionRequest | None = None
        self._written: SubscriptionRequest | None = None
        self._asked = asyncio.Event()
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
            ServerError, LostError, ClosedError: as the call ended.
            DHError: the table has no such columns, or no end to follow.
        """
        self._begin()
        self._request(rows, None if columns is None else tuple(columns), reverse)
        self._sender = asyncio.ensure_future(self._send())
        opened = False
        try:
            spec = await self._first_reply()
            _check_columns(columns, spec)
            if reverse and spec.is_blink:
                raise DHError(_NO_END)
            self.window = Window(spec)
            if columns is None:
                self._wanted = (rows, frozenset(range(len(spec.columns))), reverse)
            opened = True
        finally:
            if not opened:
                await self.close()
        return spec

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

    async def close(self) -> None:
        """End the call. Safe to call twice."""
        await super().close()
        sender, self._sender = self._sender, None
        if sender is not None:
            sender.cancel()
            await asyncio.gather(sender, return_exceptions=True)

    def _request(self, rows: RowSet, columns: Sequence[int] | None, reverse: bool) -> None:
        # Without any column rows would have a count but no length anywhere.
        chosen = columns if columns is None else tuple(sorted(set(columns))) or (0,)
        self._wanted = (rows, frozenset(chosen or ()), reverse)
        self._newest = SubscriptionRequest(
            self._ticket, rows, chosen, reverse, self._interval_ms, self._list_limit
        )
        self._asked.set()

    async def _send(self) -> None:
        while self._call is not None:
            await self._asked.wait()
            self._asked.clear()
            call = self._call
            newest = self._newest
            if newest is None or newest == self._written or call is None:
                continue
            self._written = newest
            try:
                await call.write(encode_request(newest))
            except (grpc.aio.AioRpcError, asyncio.InvalidStateError):
                if call is self._call:
                    return  # the call has ended; the reader finds out why

    async def _ask_again(self) -> None:
        self._written = None
        self._asked.set()
        self.window = Window(await self._first_reply())


class KeyedSubscription(Exchange[KeyedTable]):
    """All rows of one table, in row keys, and what changes of them.

    Iterating pulls updates and applies each to ``window`` before yielding what it changed; see
    ``ViewportSubscription`` for what becomes of updates that nobody pulls. Until ``settled``,
    rows are still coming, and ``window`` may begin anew: what changed says nothing yet.

    Args:
        connection: a live connection.
        ticket: names the table; any kind.
        interval_ms: shortest time between updates.
        first_reply_timeout: seconds until a ticket that gets no reply counts as made by nobody.
    """

    def __init__(
        self,
        connection: Connection,
        ticket: bytes,
        *,
        interval_ms: int = 100,
        first_reply_timeout: float = 10.0,
    ) -> None:
        super().__init__(connection, ticket, first_reply_timeout, keyed=True)
        self._interval_ms = interval_ms
        self._columns: tuple[int, ...] | None = None
        self.window = KeyedTable(TableSpec(()))

    @property
    def settled(self) -> bool:
        """Whether all rows have come."""
        return self.window.complete

    async def open(self, columns: Sequence[int] | None = None) -> TableSpec:
        """Send the request; returns once the schema has come.

        Args:
            columns: column indices, at least one, each below the table's number of columns; None
                for all.

        Raises:
            TicketError: the ticket names no table, or nobody has made it.
            ServerError, LostError, ClosedError: as the call ended.
            DHError: the table has no such columns.
        """
        # Without any column rows would have a count but no length anywhere.
        self._columns = None if columns is None else tuple(columns) or (0,)
        self._begin()
        opened = False
        try:
            await self._ask_again()
            opened = True
        finally:
            if not opened:
                await self.close()
        return self.window.spec

    async def _ask_again(self) -> None:
        request = SubscriptionRequest(
            self._ticket, None, self._columns, interval_ms=self._interval_ms, list_limit=0
        )
        call = self._call
        try:
            if call is not None:
                await call.write(encode_request(request))
        except (grpc.aio.AioRpcError, asyncio.InvalidStateError):
            pass  # the call has ended; reading from it finds out why
        spec = await self._first_reply()
        _check_columns(self._columns, spec)
        self.window = KeyedTable(spec)


def _check_columns(columns: Sequence[int] | None, spec: TableSpec) -> None:
    count = len(spec.columns)
    if columns is not None and any(not 0 <= column < count for column in columns):
        # The server would fail the call at the next tick (seen on a live 42.7 server).
        raise DHError(f"the table has {count} columns, not all that were asked for")
