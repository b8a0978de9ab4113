"""Commands between tables and files of this machine."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from dhconsole.client.exports import fetch_table
from dhconsole.client.ticket import parse_ticket
from dhconsole.core.exporting import export_table, form_of
from dhconsole.core.loading import load_file
from dhconsole.core.textfiles import absolute
from dhconsole.repl import looks
from dhconsole.repl.commands.model import Command, Words
from dhconsole.repl.showing import rows_of

if TYPE_CHECKING:
    from dhconsole.repl.engine import Engine


async def put(engine: Engine, words: Words) -> None:
    """A new variable of the rows of a file; COLUMN=TYPE corrects what is guessed."""
    path, name, *pairs = words.split(2)
    types = dict(pair.split("=", 1) for pair in pairs if "=" in pair)
    if len(types) != len(pairs):
        raise words.wrong("types are given as COLUMN=TYPE")
    if any(each.field.name == name for each in engine.entries):
        raise words.wrong(f"{name} is there already: take another name")
    loaded = await load_file(
        engine.connection(), absolute(Path(path)), name, types, lambda rows: _so_far(engine, rows)
    )
    engine.screen.say(loaded.words, looks.MUTED)
    engine.screen.say(f"{rows_of(loaded.rows)} in {name}")


async def get(engine: Engine, words: Words) -> None:
    """All rows of a table, of one moment, to a file."""
    name, path = words.split(2, 2)
    form_of(path)
    connection = engine.connection()
    table = await fetch_table(connection, parse_ticket(name))
    shown = [each.name for each in table.spec.columns if not each.is_style]
    try:
        written = await export_table(
            connection, table, path, shown, lambda rows: _so_far(engine, rows)
        )
    finally:
        await connection.release(table.ticket)
    engine.screen.say(f"{rows_of(written.rows)}, {written.bytes:,} bytes in {written.path}")


def _so_far(engine: Engine, rows: int) -> None:
    engine.screen.wait_line(f"{rows_of(rows)}; ctrl+c stops")


COMMANDS: Final[dict[str, Command]] = {"put": put, "get": get}
