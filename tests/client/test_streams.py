"""Fields, logs and the server's error texts on a real server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import TypeVar

import pytest

from dhconsole.client import operations
from dhconsole.client.connection import Connection
from dhconsole.client.console import Console
from dhconsole.client.exports import fetch_table, run_operations, watch_sizes
from dhconsole.client.fields import watch_fields
from dhconsole.client.logs import LogRecord, mend_text, watch_logs
from dhconsole.client.ticket import ExportTicket, ScopeTicket, parse_ticket
from dhconsole.errors import DeadlineError, ServerError, TicketError

pytestmark = pytest.mark.live

T = TypeVar("T")


async def first(stream: AsyncIterator[T], wanted) -> T:
    """The first item for which ``wanted`` holds."""
    async with asyncio.timeout(30):
        async for item in stream:
            if wanted(item):
                return item
    raise AssertionError("the stream ended")


async def test_fields_initial_and_every_change(server) -> None:
    async with Connection(server.options) as connection:
        console = Console(connection)
        await console.execute("from deephaven import empty_table\nf_old = empty_table(1)")
        changes = watch_fields(connection)
        initial = await anext(changes)
        assert initial.initial and "f_old" in {f.name for f in initial.created}
        await console.execute("f_new = empty_table(2)")
        assert [f.name for f in (await anext(changes)).created] == ["f_new"]
        await console.execute("f_new = empty_table(3)")
        assert [f.name for f in (await anext(changes)).updated] == ["f_new"]
        await console.execute("del f_new, f_old")
        removed = (await anext(changes)).removed
        assert {f.name for f in removed} == {"f_new", "f_old"}
        assert all(isinstance(f.ticket, ScopeTicket) for f in removed)
        await changes.aclose()


async def test_log_replay_by_level_and_live(server) -> None:
    async with Connection(server.options) as connection:
        console = Console(connection)
        await console.execute("print('replayed zebra')")
        replay = watch_logs(connection, levels=["STDOUT"])
        record = await first(replay, lambda r: "replayed zebra" in r.message)
        assert isinstance(record, LogRecord) and record.level == "STDOUT"
        await replay.aclose()
        live = watch_logs(connection, levels=["STDERR"], since=record.micros)
        waiting = asyncio.ensure_future(first(live, lambda r: True))
        await console.execute("import sys\nprint('live yak', file=sys.stderr)")
        assert "live yak" in (await waiting).message
        await live.aclose()


def test_text_is_mended_only_where_it_is_broken() -> None:
    assert mend_text("é😀".encode().decode("latin-1")) == "é😀"
    assert mend_text("é") == "é"
    assert mend_text("€") == "€"


async def test_error_text_of_a_formula(server) -> None:
    async with Connection(server.options) as connection:
        with pytest.raises(ServerError) as caught:
            await run_operations(
                connection,
                None,
                [operations.empty_table(1), operations.update(["X = nosuchname + 1"])],
            )
    assert "nosuchname" in str(caught.value)
    assert caught.value.error_id and "\tat " in caught.value.server_trace


async def test_tickets_that_name_nothing(server) -> None:
    async with Connection(server.options) as connection:
        with pytest.raises(TicketError, match="s/nosuchvariable"):
            await fetch_table(connection, parse_ticket("nosuchvariable"))
        await Console(connection).execute("not_a_table = 1")
        with pytest.raises(TicketError, match="no table"):
            await fetch_table(connection, parse_ticket("not_a_table"))


async def test_an_export_nobody_made_ends_in_a_deadline(server, monkeypatch) -> None:
    from dhconsole.client import methods

    async with Connection(server.options) as connection:
        request = methods.Table.FETCH_TABLE.request()
        request.source_id.ticket.ticket = ExportTicket.export_ticket(4711).bytes
        request.result_id.ticket = connection.new_export().bytes
        with pytest.raises(DeadlineError):
            await connection.unary(methods.Table.FETCH_TABLE, request, timeout=0.5)
        assert await connection.ping() > 0


async def test_sizes_follow_a_ticking_table(server) -> None:
    async with Connection(server.options) as connection:
        table = await run_operations(connection, None, [operations.time_table("PT0.05s")])
        assert not table.is_static
        update = await first(
            watch_sizes(connection), lambda u: u.export == table.ticket.number and u.size > 2
        )
        assert update.failure == ""
