"""Commands that look at tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from dhconsole.client.columns import ColumnSpec
from dhconsole.client.exports import fetch_table
from dhconsole.client.ticket import parse_ticket
from dhconsole.core.column_facts import ColumnFacts, column_facts
from dhconsole.core.glance import glance
from dhconsole.core.rows import Choice
from dhconsole.core.values import CatalogEntry
from dhconsole.errors import ArgumentError
from dhconsole.repl import looks
from dhconsole.repl.commands.model import Command, Words
from dhconsole.repl.screen import Line
from dhconsole.repl.showing import glance_lines, listed, rows_of
from dhconsole.repl.watching import Watching
from dhconsole.text.cells import formatter_for
from dhconsole.text.safe import safe_text
from dhconsole.tomlfile import did_you_mean

if TYPE_CHECKING:
    from dhconsole.repl.engine import Engine

_LONGEST = 200
_EMPTY: Final = '""'
_BARS: Final = "▁▂▃▄▅▆▇█"


async def tables(engine: Engine, words: Words) -> None:
    """The server's tables; with a word, those whose names hold it."""
    _list(engine, words, [each for each in engine.entries if each.is_table], "tables")


async def who(engine: Engine, words: Words) -> None:
    """The variables of the script session and what else the server offers."""
    _list(engine, words, list(engine.entries), "objects")


def _list(engine: Engine, words: Words, entries: list[CatalogEntry], what: str) -> None:
    wanted = words.rest.lower()
    found = [each for each in entries if wanted in each.field.name.lower()]
    if not found:
        # Without a connection that would only seem so.
        engine.workspace_now()
        fit = f" with {wanted!r} in their names" if wanted else ""
        engine.screen.say(f"there are no {what}{fit}", looks.MUTED)
        return
    rows = [
        (
            safe_text(_name_of(each), limit=_LONGEST),
            safe_text(each.field.type, limit=_LONGEST),
            "" if each.rows is None else f"{each.rows:,}",
            "" if each.columns is None else f"{each.columns:,}",
            safe_text(each.problem, limit=_LONGEST) or _kind_of(each),
        )
        for each in found
    ]
    engine.screen.show(listed(rows, ("NAME", "TYPE", "ROWS", "COLUMNS", "")))


def _name_of(entry: CatalogEntry) -> str:
    return entry.field.name if entry.field.application_id == "scope" else entry.field.key


def _kind_of(entry: CatalogEntry) -> str:
    kinds = ["input table"] if entry.input_table else []
    if entry.blink:
        kinds.append("blink")
    elif entry.ticking is not None:
        kinds.append("ticking" if entry.ticking else "static")
    return ", ".join(kinds)


async def open_(engine: Engine, words: Words) -> None:
    """A table at a glance, as its name alone shows it."""
    (name,) = words.split(1, 1)
    await _show(engine, name, Choice(first=engine.rows))


async def head(engine: Engine, words: Words) -> None:
    """The first rows."""
    name, *count = words.split(1, 2)
    rows = words.count(count[0]) if count else engine.rows
    await _show(engine, name, Choice(first=rows))


async def tail(engine: Engine, words: Words) -> None:
    """The last rows."""
    name, *count = words.split(1, 2)
    rows = words.count(count[0]) if count else engine.rows
    await _show(engine, name, Choice(last=rows))


async def sort(engine: Engine, words: Words) -> None:
    """The first rows of the sorted table."""
    name, *columns = words.split(2)
    keys = tuple(key for column in columns for key in column.split(",") if key)
    await _show(engine, name, Choice(first=engine.rows), of=Choice(sort=keys))


async def where(engine: Engine, words: Words) -> None:
    """The first rows that fulfil a condition, which stands as it was typed."""
    name, _, condition = words.rest.partition(" ")
    if not name or not condition.strip():
        raise words.wrong("%where needs a table and a condition")
    await _show(engine, name, Choice(first=engine.rows), of=Choice(where=(condition.strip(),)))


async def _show(engine: Engine, name: str, rows: Choice, *, of: Choice | None = None) -> None:
    seen = await glance(engine.connection(), parse_ticket(name), rows, of=of)
    screen = engine.screen
    left_out = "before these" if rows.last is not None else "more"
    screen.show(glance_lines(name, seen, engine.format, screen.columns, left_out=left_out))


async def schema(engine: Engine, words: Words) -> None:
    """Names, types and roles of the columns."""
    (name,) = words.split(1, 1)
    connection = engine.connection()
    table = await fetch_table(connection, parse_ticket(name))
    await connection.release(table.ticket)
    rows = [
        (
            safe_text(each.name, limit=_LONGEST),
            safe_text(each.java_type, limit=_LONGEST),
            "key" if each.is_key else "value" if each.is_value else "",
            safe_text(each.description, limit=_LONGEST),
        )
        for each in table.spec.columns
        if not each.is_style
    ]
    engine.screen.show(listed(rows, ("COLUMN", "TYPE", "", "")))


async def stats(engine: Engine, words: Words) -> None:
    """What the server counts of a column, and how its values are spread."""
    name, column = words.split(2, 2)
    connection = engine.connection()
    table = await fetch_table(connection, parse_ticket(name))
    try:
        spec = next((each for each in table.spec.columns if each.name == column), None)
        if spec is None:
            hint = did_you_mean(column, table.spec.names)
            raise ArgumentError(f"{name} has no column {column}", hint=hint)
        facts = await column_facts(connection, table, column, spec.java_type)
    finally:
        await connection.release(table.ticket)
    engine.screen.show([[(looks.TITLE, safe_text(f"{name}.{column}  {spec.java_type}"))]])
    engine.screen.show(_facts(engine, spec, facts))


def _facts(engine: Engine, spec: ColumnSpec, facts: ColumnFacts) -> Iterator[Line]:
    rows = []
    for name, value in facts.facts:
        same = value.type == spec.arrow_type
        formatter = formatter_for(spec.java_type if same else "", value.type, "", engine.format)
        rows.append((safe_text(name.lower().replace("_", " ")), formatter.format(value)[0][0]))
    rows += [(f"  {safe_text(key, limit=40) or _EMPTY}", f"{count:,}") for key, count in facts.top]
    yield from listed(rows) if rows else ()
    if facts.spread:
        most = max(facts.spread)
        bars = "".join(
            _BARS[(len(_BARS) - 1) * each // most] if each else " " for each in facts.spread
        )
        yield [(looks.NOTE, bars), (looks.MUTED, f"  most in a step: {rows_of(most)}")]


async def watch(engine: Engine, words: Words) -> None:
    """A table that ticks, in place, until q."""
    name, *count = words.split(1, 2)
    rows = words.count(count[0]) if count else engine.rows
    await Watching(engine, parse_ticket(name), name, max(1, rows)).run()


COMMANDS: Final[dict[str, Command]] = {
    "tables": tables,
    "who": who,
    "open": open_,
    "head": head,
    "tail": tail,
    "sort": sort,
    "where": where,
    "schema": schema,
    "stats": stats,
    "watch": watch,
}
