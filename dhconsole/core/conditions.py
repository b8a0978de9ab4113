"""How many rows of a table meet a condition, as the server counts them, for as long as one asks.

The table may not be there yet, may go, and may be made anew: the condition is then asked of what
bears the name now. Nothing is read but sizes: the filter runs on the server.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing

from dhconsole.client.connection import Connection
from dhconsole.client.exports import fetch_table, run_operations, watch_sizes
from dhconsole.client.fields import watch_fields
from dhconsole.client.operations import where
from dhconsole.client.ticket import ExportTicket, Ticket
from dhconsole.core.parts import check_alive
from dhconsole.errors import ServerError, TicketError

MISSING = -1
"""Stands for a table that is not there."""


async def matching_rows(
    connection: Connection, ticket: Ticket, conditions: Sequence[str]
) -> AsyncIterator[int]:
    """The number of matching rows now, and at each change of it; ``MISSING`` while there is no
    such table.

    Args:
        conditions: in the server's language; all of them hold for the rows that are counted.

    Raises:
        ServerError: the server cannot evaluate a condition, or the table failed.
        TicketError: the ticket is not one of a variable or field, and names nothing.
        LostError: the connection broke.
    """
    counting = _Counting(connection, ticket, tuple(conditions))
    jobs = [asyncio.ensure_future(each) for each in (counting.follow(), counting.count())]
    try:
        while True:
            news = asyncio.ensure_future(counting.found.get())
            await asyncio.wait((news, *jobs), return_when=asyncio.FIRST_COMPLETED)
            if not news.done():
                news.cancel()
                for job in jobs:
                    if job.done():
                        job.result()
                continue
            yield news.result()
    finally:
        for job in jobs:
            job.cancel()
        await asyncio.gather(*jobs, return_exceptions=True)


class _Counting:
    """Sizes of what bears a name now.

    Attributes:
        found: what is to be told.
    """

    def __init__(self, connection: Connection, ticket: Ticket, conditions: tuple[str, ...]) -> None:
        self.found: asyncio.Queue[int] = asyncio.Queue()
        self._connection = connection
        self._ticket = ticket
        self._conditions = conditions
        self._held: list[ExportTicket] = []
        self._counted = 0
        self._told: int | None = None

    async def follow(self) -> None:
        """Export what bears the name, anew whenever it does."""
        key = self._ticket.text
        async with aclosing(watch_fields(self._connection)) as changes:  # type: ignore[type-var]
            async for change in changes:
                there = {each.key for each in change.created + change.updated}
                if key in there or (change.initial and not key.startswith(("s/", "a/"))):
                    await self._hold()
                elif key in {each.key for each in change.removed} or change.initial:
                    await self._release()
                    self._tell(MISSING)

    async def count(self) -> None:
        """Tell the sizes of what is held."""
        async with aclosing(watch_sizes(self._connection)) as sizes:
            async for update in sizes:
                if update.export != self._counted:
                    continue
                if update.failure:
                    raise ServerError(f"{self._ticket.text} failed: {update.failure}")
                self._tell(update.size)

    def _tell(self, rows: int) -> None:
        if rows != self._told:
            self._told = rows
            self.found.put_nowait(rows)

    async def _hold(self) -> None:
        await self._release()
        try:
            table = await fetch_table(self._connection, self._ticket)
        except TicketError:
            if not self._ticket.text.startswith("s/"):
                raise
            self._tell(MISSING)  # it went again; the next change tells more
            return
        self._held.append(table.ticket)
        if not self._conditions:
            await check_alive(self._connection, table)
        else:
            steps = [where(list(self._conditions))]
            table = await run_operations(self._connection, table.ticket, steps)
            self._held.append(table.ticket)
        self._counted = table.ticket.number
        self._tell(table.size)

    async def _release(self) -> None:
        self._counted = 0
        held, self._held = self._held, []
        for ticket in held:
            await self._connection.release(ticket)
