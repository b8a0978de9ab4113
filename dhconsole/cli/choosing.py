"""The options that say which rows and columns of a table."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from dhconsole.cli.batch import Batch
    from dhconsole.client.exports import ExportedTable
    from dhconsole.core.rows import Choice

F = TypeVar("F", bound=Callable[..., Any])


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
        ServerError: the server cannot do what was chosen.
    """
    from dhconsole.client.exports import fetch_table, run_operations
    from dhconsole.client.ticket import parse_ticket

    table = await fetch_table(batch.connection, parse_ticket(name))
    steps = choice.all_operations(table.spec)
    if not steps:
        return table
    return await run_operations(batch.connection, table.ticket, steps)
