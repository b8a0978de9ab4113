"""An hour's worth of updates, told one by one to copies that know nothing else, and in the end
compared with what the server has."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa

from dhconsole.client import connect
from dhconsole.client.aio import AsyncSession
from dhconsole.client.updates import TableUpdate
from dhconsole.embedded import BlockingEmbeddedServer, EmbeddedOptions
from tests.bench.report import Figure

UPDATES = 3600
"""As many as a table that ticks each second has in an hour."""

CODE = f"""
from deephaven import empty_table, time_table
_beat = time_table("PT0.01s").head({UPDATES} + 400).update("X = ii")
soak_append = _beat.update("S = `row` + X % 7")
soak_keyed = soak_append.update("K = X % 1500").last_by("K")
soak_sorted = soak_keyed.sort_descending("X")
soak_shrinking = soak_append.tail(700).where("X % 3 > 0")
soak_wide = empty_table(30_000).update(["K = ii", "T = `t` + K % 100"]).natural_join(
    _beat.last_by().view("N = X"), []).update(["A = N + K", "B = N * 0.5 - K"]).drop_columns("N")
"""
TABLES = ("append", "keyed", "sorted", "shrinking", "wide")


class Copy:
    """Rows as the updates tell them, column by column."""

    def __init__(self) -> None:
        self.columns: dict[str, pa.Array] = {}
        self.updates = 0

    def apply(self, update: TableUpdate) -> None:
        delta, added, changed = update.delta, update.added(), update.modified()
        kept = np.ones(delta.before, bool)
        kept[delta.removed] = False
        order = np.empty(delta.after, np.int64)
        place = np.ones(delta.after, bool)
        place[delta.added] = False
        order[place] = np.flatnonzero(kept)
        order[delta.added] = delta.before + np.arange(len(delta.added))
        rows = update.modified_rows()
        overwrite = np.arange(delta.after)
        overwrite[rows] = delta.after + np.arange(len(rows))
        for name, values in added.items():
            old = self.columns.get(name, values.slice(0, 0))
            moved = pa.concat_arrays([old, values]).take(pa.array(order))
            if len(rows):
                moved = pa.concat_arrays([moved, changed[name]]).take(pa.array(overwrite))
            self.columns[name] = moved
        self.updates += update.merged


async def _follow(session: AsyncSession, name: str, copy: Copy) -> None:
    table = await session.open_table(f"soak_{name}")
    async with table.subscribe(interval_ms=10) as updates:
        async for update in updates:
            copy.apply(update)


async def _soak(port: int) -> tuple[int, dict[str, bool]]:
    async with await connect(port=port) as session:
        await session.run_script(CODE)
        copies = {name: Copy() for name in TABLES}
        tasks = [
            asyncio.ensure_future(_follow(session, name, copy)) for name, copy in copies.items()
        ]
        source = await session.open_table("soak_append")
        while await source.size() < UPDATES + 400:
            await asyncio.wait(tasks, timeout=0.5)
        equal = {}
        for name, copy in copies.items():
            truth = await (await session.open_table(f"soak_{name}")).to_arrow()
            for _ in range(600):  # the last updates may still be on their way
                equal[name] = pa.table(copy.columns).equals(truth)
                if equal[name]:
                    break
                await asyncio.wait(tasks, timeout=0.1)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        return min(copy.updates for copy in copies.values()), equal


def soak_figures() -> Iterator[Figure]:
    """Five tables, thousands of updates each; how many copies differ in the end."""
    with tempfile.TemporaryDirectory() as folder:
        options = EmbeddedOptions(
            log_dir=Path(folder) / "log", tls=False, data_dir=Path(folder), cycle_ms=10
        )
        with BlockingEmbeddedServer(options) as server:
            updates, equal = asyncio.run(_soak(server.port))
    yield Figure("soak: updates of each of five tables, at least", updates, "")
    wrong = [name for name, same in equal.items() if not same]
    name = f"soak: copies that differ from the server's rows {' '.join(wrong)}"
    yield Figure(name.strip(), len(wrong), "", "0")
