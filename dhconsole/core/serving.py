"""Keeping the subscription of one view going: made, lost, made again.

Owns the exported table and the call; what the rows are to a face is ``viewport``'s. A table that
was made elsewhere, since its recipe had to be tried first, is taken in place of the present one
(``take``), so that the rows on show stay until the new ones come.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Protocol

from dhconsole.client.barrage.subscription import ViewportSubscription
from dhconsole.client.barrage.viewport import WindowChange
from dhconsole.client.connection import Connection
from dhconsole.client.exports import ExportedTable
from dhconsole.client.state import Live
from dhconsole.core.streams import until_live
from dhconsole.core.tasks import spawn
from dhconsole.errors import ClosedError, DHError, LostError, ProtocolError, SessionExpiredError

_PROTOCOL_RETRIES = 3


class Audience(Protocol):
    """Whom the rows are for."""

    async def opened(self, subscription: ViewportSubscription, export: ExportedTable) -> None:
        """Open ``subscription``, a new one, on the part that is wanted."""

    def took(self, subscription: ViewportSubscription, change: WindowChange, first: bool) -> None:
        """The window has changed; ``first``: for the first time since ``opened``."""

    def left(self) -> None:
        """There is no subscription any more."""

    def failed(self, error: DHError) -> None:
        """The table cannot be shown, until ``restart``."""


class Serving:
    """One view's subscription, from its start to its end.

    Args:
        make: makes the table; called at each start.

    Attributes:
        renewing: whether a table was taken of which no rows have come yet.
    """

    def __init__(
        self,
        connection: Connection,
        interval_ms: int,
        make: Callable[[], Awaitable[ExportedTable]],
        audience: Audience,
    ) -> None:
        self._connection = connection
        self._interval_ms = interval_ms
        self._make = make
        self._audience = audience
        self._ready: ExportedTable | None = None
        self._ready_in = 0
        self._table: ExportedTable | None = None
        self._restart = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._closed = False
        self.renewing = False

    @property
    def shown(self) -> ExportedTable:
        """The table that is shown now.

        Raises:
            LostError: there is none.
        """
        if self._table is None:
            raise LostError("the table is not on show now", hint="Wait until it is live.")
        return self._table

    def start(self) -> None:
        self._task = spawn(self._serve())

    async def close(self) -> None:
        """End the subscription and release what it held, and whatever it is still given."""
        self._closed = True
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        await self._drop_ready()

    def restart(self) -> None:
        """Make the table anew."""
        self._restart.set()

    async def take(self, export: ExportedTable) -> None:
        """Show this table from now on; it is released when it is not shown any more."""
        await self._drop_ready()
        self._ready, self._ready_in = export, self._connection.generation
        self.renewing = True
        self._restart.set()
        if self._closed:  # since it was asked for: nobody will show it
            await self._drop_ready()

    async def _drop_ready(self) -> None:
        ready, self._ready = self._ready, None
        if ready is not None:
            await self._connection.release(ready.ticket)

    async def _serve(self) -> None:
        broken = 0
        while await until_live(self._connection) is not None:
            self._restart.clear()
            try:
                await self._stream()
            except (LostError, SessionExpiredError, ClosedError):
                # The connection's own state says what is lost; wait for the next login.
                self._ready = None
                self.renewing = False
                await self._until_not_live()
                continue
            except ProtocolError as exc:
                broken += 1
                if broken < _PROTOCOL_RETRIES:
                    continue  # a new call with the same viewport starts from a clean state
                self._audience.failed(exc)
            except DHError as exc:
                self._audience.failed(exc)
            await self._restart.wait()

    async def _until_not_live(self) -> None:
        """After a lost stream the connection may need a moment to find out that it is lost."""
        if isinstance(self._connection.state, Live):
            self._restart.clear()
            await self._restart.wait()

    async def _stream(self) -> None:
        export, self._ready = self._ready, None
        try:
            # What was taken as its session ended is gone with it.
            if export is None or self._ready_in != self._connection.generation:
                export = await self._make()
            await self._show(export)
        finally:
            if not self._restart.is_set():
                self.renewing = False

    async def _show(self, export: ExportedTable) -> None:
        subscription = ViewportSubscription(
            self._connection, export.ticket.bytes, interval_ms=self._interval_ms
        )
        self._table = export
        try:
            if not export.spec.columns:
                # A subscription without any would have rows of no length anywhere.
                raise DHError(f"a table without columns, of {export.size:,} rows")
            await self._audience.opened(subscription, export)
            restart = asyncio.ensure_future(self._restart.wait())
            reading = asyncio.ensure_future(self._read(subscription))
            try:
                await asyncio.wait({restart, reading}, return_when=asyncio.FIRST_COMPLETED)
                if reading.done():
                    reading.result()
            finally:
                restart.cancel()
                reading.cancel()
                await asyncio.gather(restart, reading, return_exceptions=True)
        finally:
            self._table = None
            self._audience.left()
            await subscription.close()
            await self._connection.release(export.ticket)

    async def _read(self, subscription: ViewportSubscription) -> None:
        first = True
        async for change in subscription:
            if first and self._ready is None:
                self.renewing = False
            self._audience.took(subscription, change, first)
            first = False
