"""Live tables: a subscription that tells what changes.

A subscription is the whole table, in row keys (barrage.keyed keeps it true), or a window of row
positions (barrage.viewport does); either tells what changed in places, shifts resolved, and both
are tested against snapshots. A blink table is always a window: its keys say nothing.

A task of its own takes every update off the wire at once, since the server keeps what nobody
takes and does not merge it (live 42.7 server). What the consumer has not taken yet is merged:
memory is bounded by the table's size, however slow the consumer is.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import pyarrow as pa

from dhconsole.client.barrage.delta import Delta
from dhconsole.client.barrage.rowset import RowSet
from dhconsole.client.barrage.subscription import KeyedSubscription, ViewportSubscription
from dhconsole.client.barrage.viewport import WindowChange
from dhconsole.client.checks import int64
from dhconsole.client.operations import Names, names_of
from dhconsole.client.updates import TableUpdate
from dhconsole.errors import ArgumentError, ClosedError, DHError, LostError
from dhconsole.text.arrow import indices

if TYPE_CHECKING:
    from dhconsole.client.aio.table import AsyncTable

DEFAULT_INTERVAL_MS = 100
DEFAULT_BLINK_ROWS = 100_000
_ALL_ROWS = RowSet.single(0, 2**62)


class AsyncTableSubscription:
    """Updates of a table, until it is closed. Use it in an ``async with``, and iterate.

    Args:
        table: the table.
        columns: names of the columns to follow; None for all.
        rows: row positions to follow, from and up to (not including); ``(-n, None)`` is the last
            ``n`` rows; None is the whole table.
        interval_ms: shortest time between two updates of the server.
        blink_rows: of a blink table, rows that are kept for a consumer who is slow.

    Raises:
        ArgumentError: there is no such column, or these are no rows.
    """

    def __init__(
        self,
        table: AsyncTable,
        columns: Names | None = None,
        rows: tuple[int, int | None] | None = None,
        interval_ms: int = DEFAULT_INTERVAL_MS,
        blink_rows: int = DEFAULT_BLINK_ROWS,
    ) -> None:
        export = table.export
        self._names = tuple(names_of(columns)) or export.spec.names
        for name in self._names:
            if name not in export.spec.names:
                raise ArgumentError(
                    f"there is no column {name!r}", hint=f"There are {list(export.spec.names)}."
                )
        self._indices = tuple(export.spec.index(name) for name in self._names)
        self._rows, self._reverse = _window(rows)
        self._is_blink = export.spec.is_blink
        if self._reverse and self._is_blink:
            raise ArgumentError("a blink table has no end to follow", hint="Give other rows.")
        self._blink_rows = blink_rows
        place = table.connection, export.ticket.bytes
        self._stream: KeyedSubscription | ViewportSubscription
        if rows is None and not self._is_blink and self._names:
            self._stream = KeyedSubscription(*place, interval_ms=interval_ms)
        else:
            self._stream = ViewportSubscription(*place, interval_ms=interval_ms, list_limit=0)
        # Held, so that the table is not released while it is followed.
        self._table = table
        types = [export.spec.columns[index].arrow_type for index in self._indices]
        self._taken: tuple[pa.Array, ...] = tuple(pa.nulls(0, type_) for type_ in types)
        self._now = self._taken
        self._taken_keys = self._now_keys = self._stream.window.keys
        self._pending: Delta | None = None
        self._blinked: deque[tuple[pa.Array, ...]] = deque()
        self._held = 0
        self._merged = self._dropped = 0
        self._size = -1
        self._first = True
        self._whole = False
        self._error: DHError | None = None
        self._closed = False
        self._news = asyncio.Event()
        self._pump: asyncio.Task[None] | None = None

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

    async def open(self) -> None:
        """Subscribe. Iterating does so by itself.

        Raises:
            ServerError, TicketError, LostError, ClosedError: as the call ended.
        """
        if self._pump is None and not self._closed:
            if isinstance(self._stream, KeyedSubscription):
                await self._stream.open(self._indices)
            else:
                await self._stream.open(self._rows, self._indices, reverse=self._reverse)
            self._pump = asyncio.ensure_future(self._take_all())

    def __aiter__(self) -> AsyncIterator[TableUpdate]:
        return self

    async def __anext__(self) -> TableUpdate:
        """The next update: everything that changed since the last one.

        Raises:
            LostError: the connection broke.
            ServerError: the table failed, with the server's own text.
            ClosedError: the session was closed.
        """
        await self.open()
        while not self._closed:
            if self._pending is not None:
                return self._update()
            if self._error is not None:
                raise self._error
            if self._pump is not None and self._pump.done():
                self._pump.result()  # what is none of ours; without this it would be waited for
            self._news.clear()
            await self._news.wait()
        raise StopAsyncIteration

    async def close(self) -> None:
        """End the subscription; who waits for an update finds the end. Safe to call twice."""
        self._closed = True
        self._news.set()
        pump, self._pump = self._pump, None
        if pump is not None:
            pump.cancel()
            await asyncio.gather(pump, return_exceptions=True)
        await self._stream.close()

    async def _take_all(self) -> None:
        try:
            async for change in self._stream:
                self._take(change)
                self._news.set()
            self._error = LostError(f"the server ended the updates of {self._table.ticket.text}")
        except DHError as exc:
            self._error = exc
        finally:
            self._news.set()

    def _take(self, change: WindowChange) -> None:
        window = self._stream.window
        if not self._whole:
            if not self._stream.settled:
                return  # rows are still coming: a first update that lacks some is none
            self._whole = True
            added = np.arange(window.row_count, dtype=np.int64)
            change = WindowChange(True, window.size, 0, added=added)
        self._now_keys = window.keys
        columns = tuple(_present(window.column(index)) for index in self._indices)
        delta = Delta(
            window.row_count - len(change.added) + len(change.removed),
            window.row_count,
            change.removed,
            change.added,
            change.modified,
        )
        if self._is_blink:
            self._blink(columns, change)
        elif delta.is_empty and not change.is_snapshot and window.size == self._size:
            return  # nothing that is subscribed, and as many rows as before
        self._now, self._size = columns, window.size
        self._pending = delta if self._pending is None else self._pending.then(delta)
        self._merged += 1

    def _blink(self, columns: tuple[pa.Array, ...], change: WindowChange) -> None:
        """Keep the rows that came; the oldest give way."""
        if not len(change.added):
            return
        index = indices(change.added)
        self._blinked.append(tuple(column.take(index) for column in columns))
        self._held += len(index)
        while self._held > self._blink_rows:
            oldest = self._blinked.popleft()
            excess = min(self._held - self._blink_rows, len(oldest[0]))
            if excess < len(oldest[0]):
                self._blinked.appendleft(tuple(column.slice(excess) for column in oldest))
            self._held -= excess
            self._dropped += excess

    def _update(self) -> TableUpdate:
        assert self._pending is not None
        delta, before, after = self._pending, self._taken, self._now
        if self._is_blink:
            before = tuple(column.slice(0, 0) for column in after)
            after = tuple(pa.concat_arrays(parts) for parts in zip(*self._blinked, strict=True))
            after = after or before
            delta = Delta(0, len(after[0]), added=np.arange(len(after[0]), dtype=np.int64))
            self._blinked.clear()
            self._held = 0
        update = TableUpdate(
            self._first,
            self._size,
            self._merged,
            self._dropped,
            delta,
            self._names,
            self._indices,
            before,
            after,
            self._now_keys,
            self._taken_keys,
        )
        self._pending, self._taken, self._first = None, self._now, False
        self._taken_keys = self._now_keys
        self._merged = self._dropped = 0
        return update


def _window(rows: Any) -> tuple[RowSet, bool]:
    """The window of an argument: row positions, and whether they count from the end."""
    if rows is None:
        return _ALL_ROWS, False
    if not isinstance(rows, tuple | list) or len(rows) != 2:
        raise _no_rows(rows)
    first = int64(rows[0], "position")
    end = None if rows[1] is None else int64(rows[1], "position")
    if first < 0 and end is None:
        return RowSet.single(0, -first - 1), True
    if first < 0 or end is None or end <= first:
        raise _no_rows(rows)
    return RowSet.single(first, end - 1), False


def _no_rows(given: object) -> ArgumentError:
    return ArgumentError(
        f"{given!r} gives no rows", hint="Give (first, end), or (-n, None) for the last n."
    )


def _present(column: pa.Array | None) -> pa.Array:
    if column is None:
        raise ClosedError("the server sends no values of a column that was subscribed")
    return column
