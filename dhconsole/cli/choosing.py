"""The options that say which rows and columns of a table."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from dhconsole.cli.batch import Batch
    from dhconsole.client.exports import ExportedTable
    from dhconsole.core.rows import Choice
    from dhconsole.targets import Target

_PATIENCE = 3.0
"""Seconds that completion may take, which nobody waits for longer."""
F = TypeVar("F", bound=Callable[..., Any])


def table_argument(command: F) -> F:
    """Add the argument NAME: a table, completed with those that the server has."""
    return click.argument("name", shell_complete=_tables)(command)


def _tables(context: click.Context, _: click.Parameter, begun: str) -> list[str]:
    """Names of tables that begin so. A shell waits for them: none in time are none."""
    from dhconsole.cli.options import begin
    from dhconsole.errors import DHError
    from dhconsole.targets import TargetKind

    before = context.parent.params if context.parent is not None else {}
    given = before | {name: value for name, value in context.params.items() if value}
    try:
        target = begin(context, given).target()
        if target.kind is TargetKind.EMBEDDED:
            return []
        return asyncio.run(_names_on(target, begun))
    except (DHError, TimeoutError):
        return []


async def _names_on(target: Target, begun: str) -> list[str]:
    from dhconsole.client.connection import Connection
    from dhconsole.client.fields import list_fields
    from dhconsole.client.options import ConnectOptions
    from dhconsole.client.values import SCOPE_APPLICATION

    async with asyncio.timeout(_PATIENCE):
        options = ConnectOptions(**target.connect_kwargs())
        async with Connection(options, keep_alive=False) as connection:
            fields = await list_fields(connection)
    tables = (each for each in fields if each.type == "Table")
    found = (each.name if each.application_id == SCOPE_APPLICATION else each.key for each in tables)
    return sorted(name for name in found if name.startswith(begun))


def split_names(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """The names in texts with commas."""
    names = tuple(name.strip() for value in values for name in value.split(","))
    if not all(names):
        raise click.BadParameter("a name between the commas is missing")
    return names


def choosing_options(command: F) -> F:
    """Add ``--where``, ``--sort`` and ``--columns``."""
    for option in (
        click.option(
            "--columns",
            metavar="A,B",
            multiple=True,
            callback=split_names,
            help="Only these columns, in this order.",
        ),
        click.option(
            "--sort",
            metavar="A,-B",
            multiple=True,
            callback=split_names,
            help="Sort by these columns; with a minus, descending.",
        ),
        click.option(
            "--where",
            metavar="CONDITION",
            multiple=True,
            help="Only rows for which it holds, in the server's language: 'Price > 100'.",
        ),
    ):
        command = option(command)
    return command


def choice_of(
    given: dict[str, Any], *, first: int | None = None, last: int | None = None
) -> Choice:
    """What the options choose."""
    from dhconsole.core.rows import Choice

    return Choice(
        where=tuple(given.get("where", ())),
        sort=tuple(given.get("sort", ())),
        columns=tuple(given.get("columns", ())),
        first=first,
        last=last,
    )


async def chosen(batch: Batch, name: str, choice: Choice) -> ExportedTable:
    """The table of that name or ticket, with what was chosen done to it.

    Raises:
        TicketError: there is no such table.
        ServerError: the server cannot do what was chosen, or the table has failed.
    """
    from dhconsole.client.exports import run_operations
    from dhconsole.client.ticket import parse_ticket
    from dhconsole.core.parts import check_alive, table_of

    table = await table_of(batch.connection, parse_ticket(name))
    steps = choice.all_operations(table.spec)
    if not steps:
        await check_alive(batch.connection, table)
        return table
    return await run_operations(batch.connection, table.ticket, steps)
