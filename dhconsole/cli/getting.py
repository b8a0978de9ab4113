"""``dhconsole get``: the rows of a table to a file or a pipe."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import IO, Any, cast

import click

from dhconsole.cli.batch import Batch, batch_options, carry_out
from dhconsole.cli.boundary import Exit
from dhconsole.cli.choosing import choice_of, choosing_options, chosen, table_argument
from dhconsole.cli.output import SafeOut, bar, talk
from dhconsole.text.safe import safe_text

_FORMS = ("csv", "tsv", "jsonl", "md", "arrow", "arrows", "parquet")
_BINARY = ("arrow", "arrows", "parquet")


@click.command("get")
@table_argument
@click.option("--output", "-o", metavar="FILE", help="Where to; by default standard output.")
@click.option(
    "--form",
    "-f",
    type=click.Choice(_FORMS),
    help="By default as the file's name ends, or csv. arrows is a stream of Arrow.",
)
@click.option("--head", type=click.IntRange(min=0), metavar="N", help="Only the first rows.")
@click.option("--tail", type=click.IntRange(min=0), metavar="N", help="Only the last rows.")
@choosing_options
@batch_options
@click.pass_context
def command(
    context: click.Context,
    /,
    name: str,
    output: str | None,
    form: str | None,
    head: int | None,
    tail: int | None,
    **given: Any,
) -> int:
    """Write the rows of a table to a file or to standard output.

    Values are exact: times as ISO-8601 in UTC with nanoseconds, null as nothing. A ticking table
    is frozen first, so that the rows are those of one moment. A file is written whole or not at
    all.
    """
    from dhconsole.core.exporting import form_of

    to_file = output if output and output != "-" else ""
    kind = form or (form_of(to_file) if to_file else "csv")
    if kind in _BINARY and not to_file and sys.stdout.isatty():
        raise click.UsageError(f"{kind} is not for a terminal: give --output or a pipe.", context)
    choice = choice_of(given, first=head, last=tail)

    async def work(batch: Batch) -> int:
        from dhconsole.core.exporting import export_table, stream_table

        table = await chosen(batch, name, choice)
        columns = table.spec.names
        with bar(f"get {safe_text(name)}", table.size) as progress:
            if not to_file:
                out = cast(
                    IO[bytes], SafeOut(sys.stdout) if sys.stdout.isatty() else sys.stdout.buffer
                )
                await stream_table(batch.connection, table, out, kind, columns, progress)
                sys.stdout.flush()
                return Exit.DONE
            written = await export_table(
                batch.connection, table, to_file, columns, progress, form=kind
            )
        size = f", {written.bytes:,} bytes" if written.bytes else ""
        talk(f"{written.rows:,} rows{size} in {Path(to_file)}")
        return Exit.DONE

    return carry_out(context, given, work)
