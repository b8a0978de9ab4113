"""``dhconsole publish`` and ``fetch``: tables from one session to another, by ticket."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

import click

from dhconsole.cli.batch import Batch, batch_options, carry_out
from dhconsole.cli.boundary import Exit
from dhconsole.cli.choosing import choice_of, choosing_options, chosen, table_argument
from dhconsole.cli.output import say, talk

if TYPE_CHECKING:
    from dhconsole.client.exports import ExportedTable


@click.command("publish")
@table_argument
@click.option("--hold", is_flag=True, help="Keep it shared until Ctrl+C, or for --timeout.")
@click.option("--as", "text", metavar="TEXT", help="Under h and this text, not a random ticket.")
@choosing_options
@batch_options
@click.pass_context
def publish(
    context: click.Context, /, name: str, hold: bool, text: str | None, **given: Any
) -> int:
    """Share a table under a ticket, which is written to standard output.

    What is shared is shared as long as this command runs: the server ends it with the session.
    """
    if not hold:
        raise click.UsageError(
            "What is shared ends with the session that shares it: add --hold.", context
        )

    async def work(batch: Batch) -> int:
        from dhconsole.client import sharing
        from dhconsole.client.ticket import SharedTicket

        table = await chosen(batch, name, choice_of(given))
        ticket = SharedTicket.shared_ticket(text.encode()) if text else SharedTicket.random_ticket()
        await sharing.publish(batch.connection, table.ticket, ticket)
        say(ticket.text, flush=True)
        talk(f"{name} is shared until this command ends")
        await _ended(batch, name, table)
        return Exit.DONE

    return carry_out(context, given, work, stays=True)


async def _ended(batch: Batch, name: str, table: ExportedTable) -> None:
    """Wait for the end of the connection or of the table, and say how."""
    waits = [asyncio.ensure_future(each) for each in (_left(batch), _failed(batch, name, table))]
    try:
        done, _ = await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        for each in done:
            each.result()
    finally:
        for each in waits:
            each.cancel()
        await asyncio.gather(*waits, return_exceptions=True)


async def _failed(batch: Batch, name: str, table: ExportedTable) -> None:
    from dhconsole.client.exports import watch_sizes
    from dhconsole.errors import ServerError

    async with aclosing(watch_sizes(batch.connection)) as sizes:
        async for each in sizes:
            if each.export == table.ticket.number and each.failure:
                raise ServerError(f"{name} failed: {each.failure}", hint="It is shared no longer.")


async def _left(batch: Batch) -> None:
    from dhconsole.client.state import Closed, Lost

    ended = asyncio.Event()
    stop = batch.connection.on_state(lambda state: ended.set())
    try:
        while True:
            state = batch.connection.state
            if isinstance(state, Closed | Lost):
                if state.error is not None:
                    raise state.error
                return
            ended.clear()
            await ended.wait()
    finally:
        stop()


@click.command("fetch")
@click.argument("ticket")
@click.argument("name")
@batch_options
@click.pass_context
def fetch(context: click.Context, /, ticket: str, name: str, **given: Any) -> int:
    """Make what others share under TICKET (h:...) the server variable NAME, and keep it so."""

    async def work(batch: Batch) -> int:
        from dhconsole.client.console import Console
        from dhconsole.client.ticket import parse_ticket
        from dhconsole.core.parts import table_of

        table = await table_of(batch.connection, parse_ticket(ticket))
        await Console(batch.connection).bind(name, table.ticket)
        talk(f"{name} is what {ticket} names: {table.size:,} rows")
        return Exit.DONE

    return carry_out(context, given, work)
