"""Tables that a view is given are let go of, whenever it ends."""

from __future__ import annotations

import asyncio
from typing import cast

import pytest

from dhconsole.client.columns import TableSpec
from dhconsole.client.connection import Connection
from dhconsole.client.exports import ExportedTable
from dhconsole.client.ticket import ExportTicket, Ticket
from dhconsole.core.serving import Audience, Serving


class Server:
    """Notes what is released, and can be slow to do it."""

    def __init__(self) -> None:
        self.generation = 1
        self.released: list[Ticket] = []
        self.asked = asyncio.Event()
        self.quick = asyncio.Event()
        self.quick.set()

    async def release(self, ticket: Ticket) -> None:
        self.asked.set()
        await self.quick.wait()
        self.released.append(ticket)


def table(number: int) -> ExportedTable:
    return ExportedTable(ExportTicket.export_ticket(number), TableSpec(()), True, 0, b"")


def serving_of(server: Server) -> Serving:
    """Not started: what it is given waits to be shown."""

    async def never() -> ExportedTable:
        raise AssertionError("nobody asked for rows")

    return Serving(cast(Connection, server), 100, never, cast(Audience, None))


async def test_a_table_of_a_session_that_has_ended_is_made_anew() -> None:
    server = Server()
    serving = serving_of(server)
    await serving.take(table(1))
    serving._restart.clear()
    assert serving.renewing
    server.generation += 1
    with pytest.raises(AssertionError, match="nobody asked"):
        await serving._stream()
    assert not serving.renewing, "nothing comes any more"


async def test_a_table_that_comes_after_the_end_is_released() -> None:
    server = Server()
    serving = serving_of(server)
    first, late = table(1), table(2)
    await serving.take(first)
    assert server.released == []
    await serving.close()
    assert server.released == [first.ticket]
    await serving.take(late)
    assert server.released == [first.ticket, late.ticket]


async def test_a_table_that_comes_during_the_end_is_released_once() -> None:
    server = Server()
    serving = serving_of(server)
    first, late = table(1), table(2)
    await serving.take(first)
    server.quick.clear()
    taking = asyncio.ensure_future(serving.take(late))
    await server.asked.wait()
    closing = asyncio.ensure_future(serving.close())
    server.quick.set()
    await asyncio.gather(taking, closing)
    assert sorted(server.released, key=str) == sorted([first.ticket, late.ticket], key=str)
