"""Figures of the client: decoding, and whole processes against pydeephaven."""

from __future__ import annotations

import asyncio
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator

from dhconsole.client import Connection, ConnectOptions, ScopeTicket
from dhconsole.client.barrage.messages import SchemaMessage, StreamDecoder
from dhconsole.client.barrage.rowset import RowSet
from dhconsole.client.barrage.subscription import ViewportSubscription
from dhconsole.client.barrage.viewport import Window
from dhconsole.client.exports import fetch_table
from tests.bench.report import Figure, median

CODE = """
from deephaven import empty_table, time_table
_tick = time_table("PT0.1s").update("N = ii").last_by()
bench_wire = empty_table(200).update("K = i").natural_join(_tick, on=[], joins=["N"]).update(
    [f"V{j} = (double)((N * 7919L + K * 31 + {j}) % 1000)" for j in range(19)]).drop_columns("N")
"""


async def _capture(port: int, count: int) -> list[bytes]:
    """Raw messages of a ticking 200x20 window."""
    from dhconsole.client.console import Console

    async with Connection(ConnectOptions(port=port)) as connection:
        await Console(connection).execute(CODE)
        table = await fetch_table(connection, ScopeTicket.scope_ticket("bench_wire"))
        subscription = ViewportSubscription(connection, table.ticket.bytes)
        raw: list[bytes] = []
        feed = subscription._decoder.feed

        def tapped(data: bytes) -> object:
            raw.append(data)
            return feed(data)

        subscription._decoder.feed = tapped  # type: ignore[assignment]
        await subscription.open(RowSet.single(0, 199))
        async for _ in subscription:
            if len(raw) > count:
                break
        await subscription.close()
        return raw


def decode_figures(port: int) -> Iterator[Figure]:
    raw = asyncio.run(_capture(port, 60))
    times = []
    for _ in range(20):
        decoder = StreamDecoder()
        window: Window | None = None
        for data in raw:
            began = time.process_time()
            message = decoder.feed(data)
            if isinstance(message, SchemaMessage):
                window = Window(message.spec)
            elif message is not None and window is not None:
                change = window.apply(message)
                if sum(map(len, change.modified.values())) >= 200 * 19:
                    times.append((time.process_time() - began) * 1000)
    yield Figure("decode and apply a 200x20 update, CPU", median(times), "ms", "< 1")


def process_figures(port: int) -> Iterator[Figure]:
    """Connect, run ``pass``, close: whole processes in turn, ratio pair by pair."""
    body = f"s = Session(port={port}); s.run_script('pass'); s.close()"
    ours = f"from dhconsole.client import Session; {body}"
    theirs = f"from pydeephaven import Session; {body}"
    pairs = []
    for _ in range(8):
        pairs.append((_time(ours), _time(theirs)))
    pairs = pairs[1:]
    yield Figure("connect, run pass, close: ours", statistics.median(a for a, _ in pairs), "s")
    yield Figure(
        "connect, run pass, close: pydeephaven", statistics.median(b for _, b in pairs), "s"
    )
    yield Figure("ratio", statistics.median(a / b for a, b in pairs), "", "< 0.6")


def _time(code: str) -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
    return time.perf_counter() - began
