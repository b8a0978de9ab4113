"""``dhconsole tables``, ``schema`` and ``head``: what there is, for people and for programs."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import click

from dhconsole.cli.batch import Batch, batch_options, carry_out
from dhconsole.cli.boundary import Exit
from dhconsole.cli.choosing import choice_of, choosing_options, chosen, table_argument
from dhconsole.cli.output import say, say_table
from dhconsole.text.safe import safe_text

if TYPE_CHECKING:
    from dhconsole.client.columns import ColumnSpec
    from dhconsole.client.values import FieldInfo

_AT_ONCE = 16
_DEFAULT_ROWS = 10
_json_option = click.option("--json", "as_json", is_flag=True, help="One JSON object in a line.")


@click.command("tables")
@click.option("--all", "everything", is_flag=True, help="Objects of other types too.")
@_json_option
@batch_options
@click.pass_context
def tables(context: click.Context, /, everything: bool, as_json: bool, **given: Any) -> int:
    """List the tables of the server: name, kind, rows, columns."""

    async def work(batch: Batch) -> int:
        return await _list(batch, everything=everything, as_json=as_json)

    return carry_out(context, given, work)


async def _list(batch: Batch, *, everything: bool, as_json: bool) -> int:
    from dhconsole.client.fields import list_fields

    fields = await list_fields(batch.connection)
    wanted = [each for each in fields if everything or each.type == "Table"]
    gate = asyncio.Semaphore(_AT_ONCE)

    async def one(field: FieldInfo) -> dict[str, Any]:
        async with gate:
            return await _described(batch, field)

    found = await asyncio.gather(*map(one, sorted(wanted, key=lambda each: each.key)))
    if as_json:
        for each in found:
            say(json.dumps(each))
        return Exit.DONE
    rows = [("NAME", "TYPE", "ROWS", "COLUMNS", "")]
    for each in found:
        size, width = each.get("rows"), each.get("columns")
        rows.append(
            (
                safe_text(each["name"]),
                safe_text(each["type"]),
                "" if size is None else f"{size:,}",
                "" if width is None else f"{width:,}",
                safe_text(each.get("problem") or each.get("kind") or ""),
            )
        )
    say_table(rows)
    return Exit.DONE


async def _described(batch: Batch, field: FieldInfo) -> dict[str, Any]:
    from dhconsole.client.exports import fetch_table
    from dhconsole.core.parts import check_alive
    from dhconsole.errors import ServerError

    name = field.name if field.application_id == "scope" else field.key
    found: dict[str, Any] = {"name": name, "type": field.type, "ticket": field.key}
    if field.type != "Table":
        return found
    try:
        table = await fetch_table(batch.connection, field.ticket)
    except ServerError as exc:
        return {**found, "problem": str(exc)}
    try:
        await check_alive(batch.connection, table)
    except ServerError as exc:
        return {**found, "problem": exc.message}
    finally:
        await batch.connection.release(table.ticket)
    spec = table.spec
    kinds = ["input"] if spec.is_input_table else []
    kinds += ["blink" if spec.is_blink else "static" if table.is_static else "ticking"]
    shown = sum(not each.is_style for each in spec.columns)
    return {**found, "rows": table.size, "columns": shown, "kind": ", ".join(kinds)}


@click.command("schema")
@table_argument
@_json_option
@batch_options
@click.pass_context
def schema(context: click.Context, /, name: str, as_json: bool, **given: Any) -> int:
    """Show the columns of a table: name, type, what they are for."""

    async def work(batch: Batch) -> int:
        from dhconsole.client.ticket import parse_ticket
        from dhconsole.core.parts import table_of

        table = await table_of(batch.connection, parse_ticket(name))
        rows = [_column(each) for each in table.spec.columns if not each.is_style]
        if as_json:
            for each in rows:
                say(json.dumps(each))
            return Exit.DONE
        shown = [("COLUMN", "TYPE", "", "")]
        shown += [
            (safe_text(each["name"]), safe_text(each["type"]), each["role"], each["description"])
            for each in rows
        ]
        say_table([(a, b, c, safe_text(d)) for a, b, c, d in shown])
        return Exit.DONE

    return carry_out(context, given, work)


def _column(column: ColumnSpec) -> dict[str, str]:
    role = "key" if column.is_key else "value" if column.is_value else ""
    return {
        "name": column.name,
        "type": column.java_type,
        "role": role,
        "description": column.description,
    }


@click.command("head")
@table_argument
@click.option("--rows", "-n", type=click.IntRange(min=0), default=_DEFAULT_ROWS, help="How many.")
@click.option("--last", is_flag=True, help="The last rows, not the first.")
@choosing_options
@batch_options
@click.pass_context
def head(context: click.Context, /, name: str, rows: int, last: bool, **given: Any) -> int:
    """Show some rows of a table, its columns side by side. For programs there is get."""
    choice = choice_of(given, first=None if last else rows, last=rows if last else None)

    async def work(batch: Batch) -> int:
        from dhconsole.client.flight import Flight
        from dhconsole.core.rows import table_lines

        table = await chosen(batch, name, choice)
        flight = Flight(batch.connection)
        try:
            found = await flight.read_export(table)
        finally:
            flight.close()
        for line in table_lines(table.spec.columns, found, batch.format()):
            say(line)
        return Exit.DONE

    return carry_out(context, given, work)
