"""Tables shared with other sessions, on a real server and with pydeephaven."""

from __future__ import annotations

import asyncio
import sys
import uuid
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from dhconsole.client.connection import Connection
from dhconsole.client.console import Console
from dhconsole.client.exports import fetch_table
from dhconsole.client.ticket import ScopeTicket, SharedTicket
from dhconsole.core.recipe import Recipe
from dhconsole.core.shares import Shares
from dhconsole.embedded import BlockingEmbeddedServer
from dhconsole.errors import ArgumentError, TicketError

pytestmark = pytest.mark.live
NAME = f"desk/rows{uuid.uuid4().hex}"
"""A server gives a name once."""

RECIPE = Recipe(ScopeTicket.scope_ticket("shared_rows"), title="shared_rows").filtered("X", ">=5")


@pytest.fixture
async def connection(plain_server: BlockingEmbeddedServer) -> AsyncIterator[Connection]:
    async with Connection(plain_server.options) as connection:
        script = "from deephaven import empty_table\nshared_rows = empty_table(10).update('X = i')"
        assert (await Console(connection).execute(script)).error_text == ""
        yield connection


async def test_others_fetch_what_is_shown_until_it_ends(
    connection: Connection, plain_server: BlockingEmbeddedServer
) -> None:
    shares = Shares(connection)
    told: list[int] = []
    shares.on_change(lambda: told.append(len(shares.items)))
    share = await shares.publish(RECIPE, NAME)
    assert (share.rows, share.problem) == (5, "")
    await shares.publish(RECIPE)
    with pytest.raises(ArgumentError, match="desk/rows"):
        await shares.publish(RECIPE, NAME)
    async with Connection(plain_server.options) as other:
        fetched = await fetch_table(other, share.ticket)
        assert fetched.size == 5
        await shares.stop(share.ticket)
        assert len(shares.items) == 1
        with pytest.raises(TicketError, match="is gone"):
            await fetch_table(other, share.ticket)
        assert (await fetch_table(other, fetched.ticket)).size == 5, "what was fetched stays"
    assert told == [1, 2, 1]


async def test_the_python_to_fetch_it_works_in_another_process(connection: Connection) -> None:
    shares = Shares(connection)
    share = await shares.publish(RECIPE)
    script = f"{shares.snippet(share)}\nprint(table.to_arrow().num_rows)\nsession.close()\n"
    command = [sys.executable, "-c", script]
    done = await asyncio.create_subprocess_exec(*command, stdout=PIPE, stderr=PIPE)
    out, err = await asyncio.wait_for(done.communicate(), 60)
    assert out == b"5\n", err


async def test_after_a_login_what_can_be_is_shared_again(
    plain_server: BlockingEmbeddedServer, connection: Connection
) -> None:
    async with Connection(plain_server.options) as sharing:
        shares = Shares(sharing)
        name = f"renewed{uuid.uuid4().hex}"
        share = await shares.publish(RECIPE, name)
        # As after a restart: the server has never heard of the ticket.
        unheard = SharedTicket.random_ticket()
        shares._shares[unheard.bytes] = replace(share, ticket=unheard, problem="lost")
        await shares.renew()
        assert (await fetch_table(connection, unheard)).size == 5
        again = {each.ticket.text: each.problem for each in shares.items}
        assert again[unheard.text] == ""
        # As after a login on the same server, which gives a ticket once.
        assert "share under another" in again[share.ticket.text]
        await shares.stop(share.ticket)
        with pytest.raises(TicketError, match="share under another"):
            await shares.publish(RECIPE, name)
        assert [each.ticket for each in shares.items] == [unheard]
