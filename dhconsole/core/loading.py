"""A file of this machine to a variable on the server."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from dhconsole.client.connection import Connection
from dhconsole.client.console import Console
from dhconsole.client.exports import describe
from dhconsole.client.flight import Flight
from dhconsole.client.ticket import check_variable_name
from dhconsole.core.importing import open_source
from dhconsole.errors import FileError

_FORMS = {"ndjson": "jsonl", "json": "jsonl", "feather": "arrow", "pq": "parquet", "txt": "csv"}
_KNOWN = ("csv", "tsv", "jsonl", "arrow", "parquet")


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was loaded: how many rows, and the columns with their types in words."""

    rows: int
    words: str


async def load_file(
    connection: Connection,
    file: Path,
    name: str,
    types: Mapping[str, str],
    progress: Callable[[int], None],
) -> Loaded:
    """Make the table ``name`` of the rows of a file, all of them or none.

    Args:
        file: its ending says the form; csv when it says none that is known.
        types: words for the types of columns, by name, over what is guessed.

    Raises:
        TicketError: code could not refer to a variable of that name.
        FileError: the file, or a line of it, cannot be read.
        ArgumentError: a word says no type.
    """
    check_variable_name(name)
    suffix = file.suffix.lower().removeprefix(".")
    form = _FORMS.get(suffix, suffix)
    flight = Flight(connection)
    try:
        with file.open("rb") as opened:
            source = open_source(opened, form if form in _KNOWN else "csv", types)
            sent = await flight.write(source.reader(), progress)
    except OSError as exc:
        raise FileError(
            f"{file} cannot be read: {exc.strerror or exc}", hint="Give another file."
        ) from exc
    finally:
        flight.close()
    table = await describe(connection, sent)
    try:
        await Console(connection).bind(name, table.ticket)
    finally:
        await connection.release(table.ticket)
    return Loaded(table.size, source.words)
