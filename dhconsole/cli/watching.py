"""``dhconsole watch``: a live table in the terminal, or an alarm that the server looks after."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

import click

from dhconsole.cli.batch import Batch, batch_options, carry_out
from dhconsole.cli.boundary import Exit
from dhconsole.cli.choosing import choice_of, choosing_options, chosen, table_argument
from dhconsole.cli.output import talk
from dhconsole.cli.waiting import such
from dhconsole.errors import ArgumentError
from dhconsole.text.safe import safe_text
from dhconsole.text.width import cut

if TYPE_CHECKING:
    from dhconsole.client.updates import TableUpdate
    from dhconsole.core.rows import Choice

_INTERVAL_MS = 500
_DEFAULT_ROWS = 20
_SPARE_LINES = 5


@click.command("watch")
@table_argument
@click.option("--rows", "-n", type=click.IntRange(min=1), default=_DEFAULT_ROWS, help="How many.")
@click.option("--last", is_flag=True, help="The last rows, not the first.")
@click.option(
    "--when",
    metavar="CONDITION",
    multiple=True,
    help="Draw nothing; go off when a row meets it, in the server's language.",
)
@click.option("--for", "lasting", metavar="DURATION", help="Only when for so long: 10s, PT1M.")
@click.option("--exec", "run", metavar="COMMAND", help="Run it in a shell when it goes off.")
@choosing_options
@batch_options
@click.pass_context
def command(context: click.Context, /, name: str, rows: int, last: bool, **given: Any) -> int:
    """Show rows of a table and keep them up to date in place, until Ctrl+C.

    With --when it is an alarm: the server evaluates the condition at each of its updates, and the
    command exits with 10 when it holds for a row. COMMAND finds the table's name and the number
    of such rows in DHCONSOLE_TABLE and DHCONSOLE_ROWS; its own exit code is told.
    """
    when = given["when"]
    if not when and (given["lasting"] or given["run"]):
        raise click.UsageError("--for and --exec are for --when.", context)
    if when:
        seconds = _seconds(given["lasting"]) if given["lasting"] else 0.0

        async def work(batch: Batch) -> int:
            return await _alarm(batch, name, when, seconds)

        return carry_out(context, given, work)
    if not sys.stdout.isatty():
        raise click.UsageError(
            "watch needs a terminal; tail --changes writes changes to a pipe.", context
        )
    room = shutil.get_terminal_size().lines - _SPARE_LINES
    count = max(1, min(rows, room))

    async def draw(batch: Batch) -> int:
        return await _draw(batch, name, choice_of(given), count, last=last)

    return carry_out(context, given, draw, stays=True)


async def _draw(batch: Batch, name: str, choice: Choice, count: int, *, last: bool) -> int:
    from dhconsole.client.aio.session import AsyncSession
    from dhconsole.client.aio.table import AsyncTable

    export = await chosen(batch, name, choice)
    session = AsyncSession.over(batch.connection)
    table = AsyncTable(session, export)
    window = (-count, None) if last and not export.spec.is_blink else (0, count)
    frame = _Frame()
    try:
        async with table.subscribe(rows=window, interval_ms=_INTERVAL_MS) as updates:
            async for update in updates:
                frame.show(_lines(batch, name, table, update))
                if export.is_static:
                    break
    finally:
        session.flight.close()
    return Exit.DONE


def _lines(batch: Batch, name: str, table: Any, update: TableUpdate) -> list[str]:
    from dhconsole.core.rows import table_lines

    shown = update.table()
    lines = list(table_lines(table.export.spec.columns, shown, batch.format()))
    state = "static" if table.export.is_static else "live"
    of = f"{shown.num_rows:,} of {update.size:,} rows" if update.size >= 0 else "rows"
    return [*lines, f"{safe_text(name)}  {of}  [{state}]"]


class _Frame:
    """Lines that are drawn over the lines before them."""

    def __init__(self) -> None:
        self._height = 0

    def show(self, lines: list[str]) -> None:
        """Draw these in the place of the last ones."""
        width = shutil.get_terminal_size().columns
        up = f"\x1b[{self._height}A" if self._height else ""
        drawn = "".join(f"{cut(line, width - 1)}\x1b[K\n" for line in lines)
        sys.stdout.write(f"{up}\r{drawn}\x1b[J")
        sys.stdout.flush()
        self._height = len(lines)


async def _alarm(batch: Batch, name: str, when: tuple[str, ...], seconds: float) -> int:
    rows = await _met(batch, name, when, seconds)
    lasting, run = batch.given.get("lasting"), batch.given.get("run")
    lasted = f" for {lasting}" if lasting else ""
    talk(f"{name}: {rows:,} {'row' if rows == 1 else 'rows'}{such(when)}{lasted}")
    if run:
        await _execute(run, name, rows)
    return Exit.FIRED


async def _met(batch: Batch, name: str, when: tuple[str, ...], seconds: float) -> int:
    """Wait until rows have met the condition for so long without a break; how many they are."""
    from dhconsole.client.ticket import parse_ticket
    from dhconsole.core.conditions import matching_rows

    counts = matching_rows(batch.connection, parse_ticket(name), when)
    met = 0
    since: float | None = None
    loop = asyncio.get_running_loop()
    async with aclosing(counts) as found:  # type: ignore[type-var]
        while True:
            left = None if since is None else max(0.0, since + seconds - loop.time())
            if left == 0:
                return met
            news = asyncio.ensure_future(anext(found))
            try:
                done, _ = await asyncio.wait({news}, timeout=left)
            finally:
                news.cancel()
                await asyncio.gather(news, return_exceptions=True)
            if not done:
                return met
            met = max(0, done.pop().result())
            since = (loop.time() if since is None else since) if met else None


async def _execute(command: str, name: str, rows: int) -> None:
    environ = {**os.environ, "DHCONSOLE_TABLE": name, "DHCONSOLE_ROWS": str(rows)}
    process = await asyncio.create_subprocess_shell(command, env=environ)
    code = await process.wait()
    if code:
        talk(f"the command ended with {code}")


def _seconds(text: str) -> float:
    """A span of time, as the durations of tables are typed."""
    from dhconsole.core.column_types import column_of
    from dhconsole.core.editing.entering import entered
    from dhconsole.core.filtering.times import Now
    from dhconsole.text.arrow import integers

    value = entered(text, column_of("--for", "duration"), Now())
    nanos = int(integers(value)[0])
    if value.null_count or nanos <= 0:
        raise ArgumentError(f"{text} is no span of time", hint="Write such as 10s or PT1M.")
    return nanos / 1e9
