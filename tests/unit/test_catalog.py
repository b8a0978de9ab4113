"""The list of objects while names are bound anew faster than the server answers.

The answers come when the test says so: no real server can be made to give them in this order.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, cast

import pytest

from dhconsole.client.columns import TableSpec
from dhconsole.client.connection import Connection
from dhconsole.client.exports import ExportedTable, SizeUpdate
from dhconsole.client.state import Live
from dhconsole.client.ticket import ExportTicket, ScopeTicket, Ticket
from dhconsole.client.values import FieldInfo, FieldsChange
from dhconsole.core import catalog as module
from dhconsole.core.catalog import Catalog

FIELD = FieldInfo("t", "Table", ScopeTicket.scope_ticket("t"))


class Server:
    """Answers a look, the n-th of which makes export n with n * 100 rows, when its gate opens."""

    def __init__(self) -> None:
        self.state = Live(0.0, 1)
        self.gates: list[asyncio.Event] = []
        self.ended: list[int] = []
        self.released: list[int] = []
        self.changed = asyncio.Event()

    async def fetch_table(self, connection: Connection, ticket: Ticket) -> ExportedTable:
        gate = asyncio.Event()
        self.gates.append(gate)
        number = len(self.gates)
        self.changed.set()
        try:
            await gate.wait()
        except asyncio.CancelledError:
            self.ended.append(number)
            raise
        export = ExportTicket.export_ticket(number)
        return ExportedTable(export, TableSpec((), {}, {}), False, number * 100, b"")

    async def release(self, ticket: ExportTicket) -> None:
        self.released.append(ticket.number)
        self.changed.set()

    async def until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(30):
            while not condition():
                self.changed.clear()
                await self.changed.wait()


async def test_only_the_look_at_what_the_name_is_now_counts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server = Server()
    monkeypatch.setattr(module, "fetch_table", server.fetch_table)
    catalog = Catalog(cast(Connection, cast(Any, server)))
    catalog.on_change(server.changed.set)

    def rows() -> int | None:
        entry = catalog.get(FIELD.key)
        return entry.rows if entry is not None else None

    catalog._begin(FieldsChange(created=(FIELD,), initial=True))
    for looks in (1, 2, 3):
        await server.until(lambda looks=looks: len(server.gates) == looks)
        if looks < 3:
            catalog._merge(FieldsChange(updated=(FIELD,)))
    assert server.ended == [1, 2], "each look ends when the name means something else"
    server.gates[2].set()
    await server.until(lambda: rows() == 300)
    # What is held now is let go, and nothing else is left that could tell sizes.
    catalog._merge(FieldsChange(updated=(FIELD,)))
    await server.until(lambda: server.released == [3] and len(server.gates) == 4)
    server.gates[3].set()
    await server.until(lambda: rows() == 400)
    for export in (1, 2, 3):
        catalog._take_size(SizeUpdate(export, 31337, ""))
    assert rows() == 400
    catalog._take_size(SizeUpdate(4, 401, ""))
    assert rows() == 401
    await catalog.close()
