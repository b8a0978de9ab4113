"""Large tables that change while their first rows travel: what is told is whole and true.

A 42.7 server answers now and then with less than it says; see barrage.update.IncompleteError.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator

import numpy as np
import pyarrow as pa
import pytest

from dhconsole.client import TableUpdate, connect
from dhconsole.client.aio import AsyncSession, AsyncTable
from dhconsole.embedded import BlockingEmbeddedServer, EmbeddedOptions
from tests.conftest import HEAP

pytestmark = pytest.mark.live

ROWS = 120_000
NAMES = ("wide", "sorted", "some")
TIMED = 'time_table("PT0.3s").update("X = ii")'
BY_HAND = 'input_table(init_table=empty_table(1).update("X = ii"))'
STEP = 'truth_beat.add(empty_table(1).update("X = (long){number}"))'
SETUP = f"""
from deephaven import empty_table, input_table, time_table
truth_beat = {{beat}}
_last = truth_beat.last_by().view("N = X")
truth_wide = empty_table({ROWS}).update(["K = ii", "S = `s` + K % 9"]).natural_join(
    _last, []).update("V = (K * 7919 + N * 104729) % 1000003").drop_columns("N")
truth_sorted = truth_wide.sort("V")
truth_some = truth_wide.where("V % 2 == 0")
"""


class Copy:
    """Rows that only the updates tell of."""

    def __init__(self) -> None:
        self.table: pa.Table | None = None
        self.updates = 0

    def apply(self, update: TableUpdate) -> None:
        self.updates += 1
        delta = update.delta
        added = pa.table(update.added())
        if self.table is None:
            self.table = added
            return
        assert self.table.num_rows == delta.before
        kept = np.delete(np.arange(delta.before), delta.removed)
        order = np.empty(delta.after, np.int64)
        order[np.delete(np.arange(delta.after), delta.added)] = kept
        order[delta.added] = delta.before + np.arange(len(delta.added))
        moved = _rows([self.table, added], order)
        rows = update.modified_rows()
        again = np.arange(delta.after)
        again[rows] = delta.after + np.arange(len(rows))
        self.table = _rows([moved, pa.table(update.modified())], again)


def _rows(tables: list[pa.Table], rows: np.ndarray) -> pa.Table:
    """Rows of the tables together; taken from chunks they would take many times as long."""
    return pa.concat_tables(tables).combine_chunks().take(pa.array(rows))


@pytest.fixture(scope="module")
def own_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BlockingEmbeddedServer]:
    """A server of these tests' own: deleted tables go on ticking until they are collected."""
    folder = tmp_path_factory.mktemp("truth")
    options = EmbeddedOptions(
        log_dir=folder / "log", data_dir=folder / "data", heap=HEAP, tls=False, warm_up=False
    )
    with BlockingEmbeddedServer(options) as running:
        yield running


@pytest.fixture
async def session(own_server: BlockingEmbeddedServer) -> AsyncIterator[AsyncSession]:
    async with await connect(port=own_server.port) as session:
        yield session


@pytest.mark.timeout(300)
async def test_first_rows_are_whole(session: AsyncSession) -> None:
    """Every start has all rows at once, and the updates after it fit them."""
    await session.run_script(SETUP.format(beat=TIMED))
    # One after the other: side by side, over one connection, a busy 42.7 server now and then sends
    # more than HTTP/2 allows, which ends the call.
    for start in range(24):
        name = NAMES[start % len(NAMES)]
        rows = (0, 100_000) if start % 2 else None
        await _follow(await session.open_table(f"truth_{name}"), rows)


async def _follow(table: AsyncTable, rows: tuple[int, int] | None) -> None:
    copy = Copy()
    async with asyncio.timeout(120), table.subscribe(rows=rows, interval_ms=20) as updates:
        async for update in updates:
            whole = update.size if rows is None else min(update.size, rows[1])
            assert update.table().num_rows == whole
            copy.apply(update)
            assert copy.table is not None
            assert copy.table.equals(update.table().combine_chunks())
            if copy.updates == 3:
                return


async def test_rows_are_those_of_a_snapshot(session: AsyncSession) -> None:
    """The table changes until every copy was told of it; then each must be what the server has."""
    await session.run_script(SETUP.format(beat=BY_HAND))
    tables = {name: await session.open_table(f"truth_{name}") for name in NAMES}
    copies = {name: Copy() for name in NAMES}

    async def follow(name: str) -> None:
        async with tables[name].subscribe(interval_ms=20) as updates:
            async for update in updates:
                copies[name].apply(update)

    async with asyncio.timeout(120), asyncio.TaskGroup() as group:
        following = [group.create_task(follow(name)) for name in NAMES]
        number = 0
        while number < 10 or any(copy.updates < 3 for copy in copies.values()):
            number += 1
            await session.run_script(STEP.format(number=number))
        for name, copy in copies.items():
            # Taken again and again: the first may be of before the last cycle.
            while copy.table != (await tables[name].to_arrow()).combine_chunks():
                await session.connection.ping()
        for task in following:
            task.cancel()
