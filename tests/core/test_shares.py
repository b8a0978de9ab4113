"""Tables shared with other sessions, on a real server and with pydeephaven."""

from __future__ import annotations

import asyncio
import sys
import uuid
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

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

SHARED_ROWS = "from deephaven import empty_table\nshared_rows = empty_table(10).update('X = i')"
RECIPE = Recipe(ScopeTicket.scope_ticket("shared_rows"), title="shared_rows").filtered("X", ">=5")


@pytest.fixture
async def connection(plain_server: BlockingEmbeddedServer) -> AsyncIterator[Connection]:
    async with Connection(plain_server.options) as connection:
        assert (await Console(connection).execute(SHARED_ROWS)).error_text == ""
        yield connection


async def runs(snippet: str, place: Path) -> None:
    """The snippet gets the five rows, in a process of its own."""
    script = f"{snippet}\nprint(table.to_arrow().num_rows)\nsession.close()\n"
    command = [sys.executable, "-c", script]
    done = await asyncio.create_subprocess_exec(*command, cwd=place, stdout=PIPE, stderr=PIPE)
    out, err = await asyncio.wait_for(done.communicate(), 60)
    assert out == b"5\n", err


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
    await runs(shares.snippet(share), Path.cwd())


async def test_the_python_says_what_a_server_with_certificates_demands(
    server: BlockingEmbeddedServer, tmp_path: Path
) -> None:
    options = server.options
    async with Connection(options) as connection:
        assert (await Console(connection).execute(SHARED_ROWS)).error_text == ""
        shares = Shares(connection)
        snippet = shares.snippet(await shares.publish(RECIPE))
        for name, data in (
            ("ca.pem", options.tls_root_certs),
            ("client.pem", options.client_cert_chain),
            ("client.key", options.client_private_key),
        ):
            assert name in snippet
            (tmp_path / name).write_bytes(data or b"")
        await runs(snippet, tmp_path)


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
