"""``dhconsole put``: rows from a file or a pipe to a table on the server."""

from __future__ import annotations

import contextlib
import io
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

import click

from dhconsole.cli.batch import Batch, batch_options, carry_out
from dhconsole.cli.boundary import Exit
from dhconsole.cli.choosing import split_names
from dhconsole.cli.output import bar, talk
from dhconsole.errors import ArgumentError, FileError
from dhconsole.text.safe import safe_text

if TYPE_CHECKING:
    from dhconsole.client.columns import ColumnSpec
    from dhconsole.client.ticket import ExportTicket
    from dhconsole.core.importing import Source

_FORMS = ("csv", "tsv", "jsonl", "arrow", "parquet")
_FILE = b"ARROW1"
"""How a file of Arrow begins, other than a stream."""
_SUFFIXES = {"ndjson": "jsonl", "feather": "arrow", "arrows": "arrow", "pq": "parquet"}


def _types(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for each in (part for value in values for part in value.split(",")):
        name, equals, word = each.strip().partition("=")
        if not (equals and name.strip() and word.strip()):
            raise click.BadParameter(f"{each!r} is not COLUMN=TYPE")
        found[name.strip()] = word.strip()
    return found


@click.command("put")
@click.argument("name")
@click.argument("file", default="-", metavar="[FILE | -]")
@click.option("--form", "-f", type=click.Choice(_FORMS), help="By default as FILE ends, or csv.")
@click.option(
    "--types",
    "-t",
    metavar="A=TYPE,B=TYPE",
    multiple=True,
    callback=_types,
    help="Types of columns, where the guess is not right: int, decimal, instant, double[] ...",
)
@click.option("--input", "as_input", is_flag=True, help="Make an input table of them.")
@click.option(
    "--key", metavar="A,B", multiple=True, callback=split_names, help="Key columns of --input."
)
@click.option("--append", is_flag=True, help="Add them to the input table NAME, which is there.")
@click.option("--replace", is_flag=True, help="Put them in the place of a NAME that is there.")
@batch_options
@click.pass_context
def command(context: click.Context, /, name: str, file: str, **given: Any) -> int:
    """Make the table NAME of the rows of a FILE, or of standard input.

    The types that are guessed for csv and JSON lines are told; --types corrects them. Unless
    every row can be read, there is no table: lines that cannot are told by their number.
    """
    if given["append"] and (given["as_input"] or given["replace"] or given["key"]):
        raise click.UsageError("--append goes to a table that is there already.", context)
    if given["key"] and not given["as_input"]:
        raise click.UsageError("--key is for --input.", context)
    suffix = Path(file).suffix.lower().removeprefix(".")
    form = given["form"] or _SUFFIXES.get(suffix, suffix if suffix in _FORMS else "csv")

    async def work(batch: Batch) -> int:
        return await _put(batch, name, file, form)

    return carry_out(context, given, work)


@contextlib.contextmanager
def _opened(file: str, form: str) -> Iterator[IO[bytes]]:
    try:
        if file != "-":
            with Path(file).open("rb") as found:
                yield found
        elif form == "parquet" or _begins_as_file(cast(io.BufferedReader, sys.stdin.buffer)):
            # Its table of contents stands at the end.
            with tempfile.TemporaryFile() as whole:
                while piece := sys.stdin.buffer.read(1 << 20):
                    whole.write(piece)
                whole.seek(0)
                yield whole
        else:
            yield sys.stdin.buffer
    except OSError as exc:
        raise FileError(
            f"{file} cannot be read: {exc.strerror or exc}", hint="Give another file."
        ) from exc


def _begins_as_file(pipe: io.BufferedReader) -> bool:
    return pipe.peek(len(_FILE)).startswith(_FILE)


async def _put(batch: Batch, name: str, file: str, form: str) -> int:
    from dhconsole.client.flight import Flight
    from dhconsole.core.importing import open_source

    given = batch.given
    usual = await _check_name(batch, name)
    flight = Flight(batch.connection)
    try:
        with _opened(file, form) as found:
            source = open_source(found, form, given.get("types", {}), usual)
            _check_keys(given.get("key", ()), source)
            talk(f"{name}: {source.words}")
            size = 0 if found is sys.stdin.buffer else os.fstat(found.fileno()).st_size
            with bar(f"put {safe_text(name)}", source.rows or size) as progress:

                def sent_so_far(rows: int) -> None:
                    progress(found.tell() if size and not source.rows else rows)

                sent = await flight.write(source.reader(), sent_so_far)
    finally:
        flight.close()
    rows = await _placed(batch, name, sent, source)
    what, where = "row" if rows == 1 else "rows", "added to" if given.get("append") else "in"
    talk(f"{rows:,} {what} {where} {name}")
    return Exit.DONE


async def _check_name(batch: Batch, name: str) -> dict[str, ColumnSpec]:
    """Whether there may be, and is, something of that name.

    Returns:
        The columns of what rows are added to.
    """
    from dhconsole.client.exports import fetch_table
    from dhconsole.client.fields import list_fields
    from dhconsole.client.inputs import read_input_columns
    from dhconsole.client.ticket import ScopeTicket, check_variable_name

    ticket = ScopeTicket.scope_ticket(check_variable_name(name))
    if batch.given.get("append"):
        table = await fetch_table(batch.connection, ticket)
        if read_input_columns(table.spec) is None:
            raise ArgumentError(
                f"{name} is no input table", hint="Rows can be added to input tables only."
            )
        return {each.name: each for each in table.spec.columns}
    there = any(each.ticket == ticket for each in await list_fields(batch.connection))
    if there and not batch.given.get("replace"):
        raise ArgumentError(
            f"{name} is there already",
            hint="Take another name, --replace it, or --append to an input table.",
        )
    return {}


def _check_keys(keys: tuple[str, ...], source: Source) -> None:
    for key in keys:
        if key not in source.schema.names:
            raise ArgumentError(
                f"there is no column {key}", hint=f"There are {', '.join(source.schema.names)}."
            )


async def _placed(batch: Batch, name: str, sent: ExportTicket, source: Source) -> int:
    """Give what was sent its place; how many rows they are."""
    from dhconsole.client import inputs
    from dhconsole.client.console import Console
    from dhconsole.client.exports import describe, fetch_table, run_operations
    from dhconsole.client.operations import input_table
    from dhconsole.client.ticket import ScopeTicket

    connection, given = batch.connection, batch.given
    table = await describe(connection, sent)
    target = table.ticket
    if given.get("append"):
        held = await fetch_table(connection, ScopeTicket.scope_ticket(name))
        await inputs.add_rows(connection, held.ticket, table.ticket)
        return table.size
    if given.get("as_input"):
        schema = bytes(source.schema.serialize().to_pybytes())
        made = await run_operations(
            connection, None, [input_table(schema, None, given.get("key", ()), blink=False)]
        )
        await inputs.add_rows(connection, made.ticket, table.ticket)
        target = made.ticket
    await Console(connection).bind(name, target)
    return table.size
