"""``dhconsole perf``: what the server spends its time and memory on."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from dhconsole.cli.batch import Batch, batch_options, carry_out
from dhconsole.cli.boundary import Exit
from dhconsole.cli.output import paint, say, talk

if TYPE_CHECKING:
    from dhconsole.client.values import Heap
    from dhconsole.core.performance import Part

_DEFAULT_ROWS = 10
_DIGITS = 3
"""Of numbers and of seconds."""
_MIB = 1 << 20
_PATIENCE = 2.0


@click.command("perf")
@click.option(
    "--rows", "-n", type=click.IntRange(min=1), default=_DEFAULT_ROWS, help="How many of each."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@batch_options
@click.pass_context
def command(context: click.Context, /, rows: int, as_json: bool, **given: Any) -> int:
    """Show what the server spends its time and memory on.

    The heap, update cycles of the last minutes, and what took longest of all that the server has
    logged: scripts and calls, the operations in them, updates of tables. While a script runs only
    the heap is told, the rest when it ends.
    """

    async def work(batch: Batch) -> int:
        return await _show(batch, rows, as_json=as_json)

    return carry_out(context, given, work)


async def _show(batch: Batch, rows: int, *, as_json: bool) -> int:
    from dhconsole.client.console import Console
    from dhconsole.core.performance import read_performance
    from dhconsole.core.rows import table_lines

    if not as_json:
        say(_heap_line(await Console(batch.connection).heap()), flush=True)
    async with _told_of_waiting():
        found = await read_performance(batch.connection, rows)
    if as_json:
        heap = {"used": found.heap.used, "total": found.heap.total, "maximum": found.heap.maximum}
        say(json.dumps({"heap": heap, **{part.name: _rows(part) for part in found.parts}}))
        return Exit.DONE
    settings = replace(batch.format(), float_digits=_DIGITS, time_digits=_DIGITS)
    for part in found.parts:
        say(f"\n{paint(part.title, 'cyan')}")
        if not part.rows.num_rows:
            say("none yet")
            continue
        for line in table_lines(part.columns, part.rows, settings, types=False):
            say(line)
    return Exit.DONE


def _heap_line(heap: Heap) -> str:
    used, most = heap.used / _MIB, heap.maximum / _MIB
    return f"Heap {used:,.0f} of {most:,.0f} MiB, {used / most:.0%}"


def _rows(part: Part) -> list[dict[str, object]]:
    from dhconsole.core.exporting import json_rows
    from dhconsole.text.cells import formatter_for

    formatters = [formatter_for(each.java_type, each.arrow_type) for each in part.columns]
    arrays = [values.combine_chunks() for values in part.rows.columns]
    return list(json_rows(part.columns, formatters, arrays))


@contextlib.asynccontextmanager
async def _told_of_waiting() -> AsyncIterator[None]:
    """Say why nothing happens, when nothing does."""
    told = asyncio.get_running_loop().call_later(
        _PATIENCE, talk, "waiting: the server runs one script at a time"
    )
    try:
        yield
    finally:
        told.cancel()
