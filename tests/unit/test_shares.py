"""What is shared while things happen between a call and its answer.

The answers come when the test says so: no real server can be made to give them in this order.
"""

from __future__ import annotations

import asyncio
from itertools import count
from typing import Any, cast

import pytest

from dhconsole.client.columns import TableSpec
from dhconsole.client.connection import Connection
from dhconsole.client.exports import ExportedTable
from dhconsole.client.ticket import ExportTicket, ScopeTicket, SharedTicket
from dhconsole.core import making, shares
from dhconsole.core.recipe import Recipe
from dhconsole.core.shares import Share, Shares
from dhconsole.errors import ArgumentError

RECIPE = Recipe(ScopeTicket.scope_ticket("t"))


class Server:
    """Takes a step when ``step`` is called, which tells what was asked.

    Attributes:
        held: the numbers of the exports that it holds.
        fetched: which of them each ticket was published for.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.held: set[int] = set()
        self.fetched: dict[str, int] = {}
        self._numbers = count(1)
        self._asked: asyncio.Queue[tuple[str, asyncio.Event]] = asyncio.Queue()
        monkeypatch.setattr(making, "make_table", self._make_table)
        monkeypatch.setattr(shares.sharing, "publish", self._publish)
        self.shares = Shares(cast(Connection, cast(Any, self)))

    async def asked(self) -> tuple[str, asyncio.Event]:
        """What is asked next, and what lets it be answered."""
        return await asyncio.wait_for(self._asked.get(), 30)

    async def step(self, expected: str) -> None:
        asked, answer = await self.asked()
        assert asked == expected
        answer.set()

    async def _ask(self, what: str) -> None:
        answer = asyncio.Event()
        self._asked.put_nowait((what, answer))
        await answer.wait()

    async def _make_table(self, connection: Connection, recipe: Recipe) -> ExportedTable:
        await self._ask("make")
        number = next(self._numbers)
        self.held.add(number)
        export = ExportTicket.export_ticket(number)
        return ExportedTable(export, TableSpec((), {}, {}), True, 5, b"")

    async def _publish(
        self, connection: Connection, source: ExportTicket, result: SharedTicket
    ) -> None:
        await self._ask(f"publish {result.text}")
        self.fetched[result.text] = source.number

    async def release(self, ticket: ExportTicket) -> None:
        self.held.discard(ticket.number)  # one of an earlier session is not there

    async def publish(self, name: str) -> Share:
        publishing = asyncio.ensure_future(self.shares.publish(RECIPE, name))
        await self.step("make")
        await self.step(f"publish {_text(name)}")
        return await publishing

    def end_session(self) -> None:
        self.held.clear()
        self.fetched.clear()

    @property
    def available(self) -> set[str]:
        """The tickets under which something can be fetched."""
        return {ticket for ticket, export in self.fetched.items() if export in self.held}


def _text(name: str) -> str:
    return SharedTicket.shared_ticket(name.encode()).text


async def test_what_is_stopped_while_all_is_shared_again_does_not_come_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server = Server(monkeypatch)
    first, second, third, fourth = [await server.publish(name) for name in "abcd"]
    server.end_session()
    renewing = asyncio.ensure_future(server.shares.renew())
    # One is stopped before its turn, one while its table is made, one while it is published.
    _, answer = await server.asked()
    await server.shares.stop(second.ticket)
    await server.shares.stop(first.ticket)
    answer.set()
    await server.step("make")
    _, answer = await server.asked()
    await server.shares.stop(third.ticket)
    answer.set()
    await server.step("make")
    await server.step(f"publish {fourth.ticket.text}")
    await asyncio.wait_for(renewing, 30)
    assert [each.ticket for each in server.shares.items] == [fourth.ticket]
    assert server.available == {fourth.ticket.text}
    assert len(server.held) == 1, "what was made for the others is let go"
    await server.shares.stop(fourth.ticket)
    assert not server.held


async def test_a_name_is_taken_from_the_moment_it_is_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server = Server(monkeypatch)
    first = asyncio.ensure_future(server.shares.publish(RECIPE, "a"))
    _, answer = await server.asked()
    with pytest.raises(ArgumentError, match="a is shared already"):
        await asyncio.wait_for(server.shares.publish(RECIPE, "a"), 30)
    answer.set()
    await server.step(f"publish {_text('a')}")
    assert (await first).rows == 5
    assert len(server.held) == 1
