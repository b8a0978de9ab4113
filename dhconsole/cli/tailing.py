"""``dhconsole tail``: the changes of a table as they happen, for programs."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import click

from dhconsole.cli.batch import Batch, batch_options, carry_out
from dhconsole.cli.boundary import Exit
from dhconsole.cli.choosing import choice_of, choosing_options, chosen, table_argument
from dhconsole.cli.output import pass_on, talk

if TYPE_CHECKING:
    import pyarrow as pa

    from dhconsole.client.columns import TableSpec
    from dhconsole.client.updates import TableUpdate


@click.command("tail")
@table_argument
@click.option("--changes", is_flag=True, help="What tail writes; there is nothing else yet.")
@click.option("--initial", is_flag=True, help="Begin with the rows that are there.")
@click.option(
    "--form", "-f", type=click.Choice(("jsonl", "arrows")), default="jsonl", help="jsonl or arrows."
)
@click.option(
    "--interval",
    type=click.IntRange(min=10),
    default=1000,
    metavar="MS",
    help="Shortest time between two updates.",
)
@choosing_options
@batch_options
@click.pass_context
def command(context: click.Context, /, name: str, **given: Any) -> int:
    """Write the changes of a table as they happen, until Ctrl+C or the end of the reader.

    JSON lines: {"change": "added", "row": {...}}; added, removed or modified, a modified row with
    what it was before. As a stream of Arrow: the rows, with a first column Change.
    """
    if given["form"] == "arrows" and sys.stdout.isatty():
        raise click.UsageError("arrows is not for a terminal: give it a pipe.", context)

    async def work(batch: Batch) -> int:
        return await _follow(batch, name)

    return carry_out(context, given, work, stays=True)


async def _follow(batch: Batch, name: str) -> int:
    from dhconsole.client.aio.session import AsyncSession
    from dhconsole.client.aio.table import AsyncTable

    given = batch.given
    export = await chosen(batch, name, choice_of(given))
    session = AsyncSession.over(batch.connection)
    table = AsyncTable(session, export)
    write: _JsonLines | _ArrowStream
    write = _ArrowStream(export.spec) if given["form"] == "arrows" else _JsonLines(export.spec)
    try:
        async with table.subscribe(interval_ms=given["interval"]) as updates:
            async for update in updates:
                if update.is_snapshot and not given.get("initial"):
                    continue
                if update.dropped:
                    talk(f"{update.dropped:,} rows were left out: the reader is too slow")
                write.update(update)
    finally:
        session.flight.close()
    return Exit.DONE


class _JsonLines:
    def __init__(self, spec: TableSpec) -> None:
        from dhconsole.text.cells import formatter_for

        self._columns = spec.columns
        self._formatters = [
            formatter_for(c.java_type, c.arrow_type, c.component_type) for c in spec.columns
        ]

    def update(self, update: TableUpdate) -> None:
        """Write what changed."""
        lines = [{"change": "removed", "row": row} for row in self._rows(update.removed())]
        before = self._rows(update.modified_prev())
        after = self._rows(update.modified())
        lines += [
            {"change": "modified", "row": new, "before": old}
            for new, old in zip(after, before, strict=True)
        ]
        lines += [{"change": "added", "row": row} for row in self._rows(update.added())]
        for line in lines:
            pass_on(json.dumps(line, ensure_ascii=False), sys.stdout)

    def _rows(self, found: dict[str, pa.Array]) -> list[dict[str, object]]:
        from dhconsole.core.exporting import json_rows

        arrays = [found[column.name] for column in self._columns]
        return list(json_rows(self._columns, self._formatters, arrays))


class _ArrowStream:
    """Batches with a first column that says what became of the rows: new values of modified."""

    def __init__(self, spec: TableSpec) -> None:
        import pyarrow as pa

        fields = [pa.field(column.name, column.arrow_type) for column in spec.columns]
        self._schema = pa.schema([pa.field("Change", pa.string()), *fields])
        self._writer = pa.ipc.new_stream(sys.stdout.buffer, self._schema)
        sys.stdout.buffer.flush()

    def update(self, update: TableUpdate) -> None:
        """Write what changed."""
        import pyarrow as pa

        from dhconsole.text.arrow import text_array

        for word, rows in (
            ("removed", update.removed()),
            ("modified", update.modified()),
            ("added", update.added()),
        ):
            arrays = [rows[name] for name in self._schema.names[1:]]
            count = len(arrays[0]) if arrays else 0
            if count:
                batch = pa.record_batch([text_array([word] * count), *arrays], schema=self._schema)
                self._writer.write_batch(batch)
        sys.stdout.buffer.flush()
