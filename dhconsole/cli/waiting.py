"""``dhconsole wait``: until there is what a script needs."""

from __future__ import annotations

from contextlib import aclosing
from typing import Any

import click

from dhconsole.cli.batch import Batch, batch_options, carry_out
from dhconsole.cli.boundary import Exit
from dhconsole.cli.choosing import table_argument
from dhconsole.cli.output import talk

_condition_option = click.option(
    "--where",
    metavar="CONDITION",
    multiple=True,
    help="Count only rows for which it holds, in the server's language.",
)


@click.command("wait")
@table_argument
@click.option(
    "--rows", type=click.IntRange(min=1), metavar="N", help="Until there are so many rows."
)
@_condition_option
@batch_options
@click.pass_context
def wait(
    context: click.Context, /, name: str, rows: int | None, where: tuple[str, ...], **given: Any
) -> int:
    """Wait until the table NAME is there, has rows, or has rows that meet a condition.

    The server counts; no row comes here. Exits with 0 then, and with 5 after --timeout SECONDS.
    """
    wanted = rows or (1 if where else 0)

    async def work(batch: Batch) -> int:
        from dhconsole.client.ticket import parse_ticket
        from dhconsole.core.conditions import matching_rows

        counts = matching_rows(batch.connection, parse_ticket(name), where)
        async with aclosing(counts) as found:  # type: ignore[type-var]
            async for count in found:
                if count >= wanted:
                    talk(f"{name} has {count:,} {'row' if count == 1 else 'rows'}{such(where)}")
                    break
        return Exit.DONE

    return carry_out(context, given, work)


def such(where: tuple[str, ...]) -> str:
    """What the rows are, for the end of a sentence."""
    return f" with {' and '.join(where)}" if where else ""
