"""The call of a subscription: what it sends, when it ends, and how it fails."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager

import grpc
import pyarrow as pa
import pytest

from dhconsole.client.barrage.rowset import RowSet
from dhconsole.client.barrage.subscription import ViewportSubscription
from dhconsole.client.state import Closed, Lost
from dhconsole.errors import (
    ClosedError,
    DHError,
    LostError,
    ProtocolError,
    ServerError,
    TicketError,
)
from tests.unit.barrage import wire
from tests.unit.barrage.fake import Exchange, Request, serving
from tests.unit.barrage.model import SCHEMA, ModelServer
from tests.unit.barrage.wire import Update

ROWS = RowSet.single
BLINK = SCHEMA.with_metadata({"deephaven:attribute.BlinkTable": "true"})


pytestmark = pytest.mark.timeout(20)


async def silent(exchange: Exchange) -> None:
    await exchange.request()
    await asyncio.Event().wait()


async def schema_only(exchange: Exchange, schema: pa.Schema = SCHEMA) -> None:
    await exchange.request()
    await exchange.send(wire.schema_message(schema))
    await asyncio.Event().wait()


async def blink(exchange: Exchange) -> None:
    await schema_only(exchange, BLINK)


class Honest:
    """Serves a table of ``count`` rows as it is asked for."""

    def __init__(self, count: int) -> None:
        self.model = ModelServer()
        for seed in range(count):
            self.model.insert(seed, seed)
        self.requests: list[Request] = []
        self.may_read = asyncio.Event()
        self.may_read.set()

    async def __call__(self, exchange: Exchange) -> None:
        sent_schema = False
        while (request := await exchange.request()) is not None:
            self.requests.append(request)
            if not sent_schema:
                sent_schema = True
                await exchange.send(wire.schema_message(SCHEMA))
            await exchange.send(*self._answer(request))
            await self.may_read.wait()

    def _answer(self, request: Request) -> list[bytes]:
        bits = request.columns
        assert request.rows is not None
        columns = frozenset(
            column
            for column in range(len(SCHEMA))
            if bits is None or (column // 8 < len(bits) and bits[column // 8] >> column % 8 & 1)
        )
        update = self.model.request(request.rows, columns, request.reverse, ())
        return wire.update_messages(SCHEMA, update)


async def test_open_read_and_close() -> None:
    table = Honest(30)
    async with serving(table) as (link, server):
        subscription = ViewportSubscription(link, b"s/name")
        spec = await subscription.open(ROWS(5, 9), (1, 2))
        assert spec.names == tuple(SCHEMA.names) and subscription.spec is spec
        assert not subscription.settled
        change = await anext(aiter(subscription))
        assert subscription.settled and change.is_snapshot and change.size == 30
        assert subscription.window.positions().tolist() == [5, 6, 7, 8, 9]
        assert subscription.window.columns == {1, 2}
        assert table.requests == [Request(b"s/name", ROWS(5, 9), b"\x06", False)]
        await subscription.close()
        await server.ended.wait()
        await subscription.close()
        with pytest.raises(ClosedError):
            await anext(aiter(subscription))
        with pytest.raises(ClosedError):
            subscription.set_viewport(ROWS(0, 1), None)
        with pytest.raises(ClosedError):
            await subscription.open(ROWS(0, 1))
        assert link.listeners == []


async def test_scrolling_sends_only_what_is_newest() -> None:
    table = Honest(500)
    table.may_read.clear()
    async with serving(table) as (link, _):
        subscription = ViewportSubscription(link, b"t")
        await subscription.open(ROWS(0, 9))
        changes = aiter(subscription)
        await anext(changes)
        assert subscription.settled
        for first in range(100):
            subscription.set_viewport(ROWS(first, first + 9), (0, 1), reverse=first % 2 == 1)
        assert not subscription.settled
        table.may_read.set()
        while not subscription.settled:
            await anext(changes)
        assert subscription.window.rows == ROWS(99, 108) and subscription.window.reverse
        assert table.requests[-1] == Request(b"t", ROWS(99, 108), b"\x03", True)
        assert len(table.requests) <= 3
        await subscription.close()


async def test_a_request_that_was_sent_is_not_sent_again() -> None:
    table = Honest(500)
    async with serving(table) as (link, _):
        subscription = ViewportSubscription(link, b"t")
        await subscription.open(ROWS(0, 9), (0, 1))
        changes = aiter(subscription)
        await anext(changes)
        subscription.set_viewport(ROWS(0, 9), (1, 0))
        await asyncio.sleep(0)  # the sender has had its turn
        subscription.set_viewport(ROWS(5, 14), (0, 1))
        while not subscription.settled:
            await anext(changes)
        assert [request.rows for request in table.requests] == [ROWS(0, 9), ROWS(5, 14)]
        await subscription.close()


@pytest.mark.parametrize(
    ("asked", "sent", "settled"),
    [
        (None, b"\x1f", {0, 1, 2, 3, 4}),
        ((), b"\x01", {0}),
        ((99, -1), b"\x01", {0}),
        ((4, 99), b"\x10", {4}),
    ],
)
async def test_columns_are_those_that_there_are_and_never_none(
    asked: tuple[int, ...] | None, sent: bytes, settled: set[int]
) -> None:
    table = Honest(10)
    async with serving(table) as (link, _):
        subscription = ViewportSubscription(link, b"t")
        await subscription.open(ROWS(0, 9), (3,))
        changes = aiter(subscription)
        await anext(changes)
        subscription.set_viewport(ROWS(0, 9), asked)
        await anext(changes)
        assert table.requests[-1].columns == sent
        assert subscription.settled and subscription.window.columns == settled
        await subscription.close()


async def test_a_ticket_that_nobody_has_made() -> None:
    async with serving(silent) as (link, server):
        subscription = ViewportSubscription(link, b"s/nobody", first_reply_timeout=0.05)
        with pytest.raises(TicketError, match="does not answer for s/nobody"):
            await subscription.open(ROWS(0, 9))
        await server.ended.wait()


async def test_open_may_be_cancelled() -> None:
    asked = asyncio.Event()

    async def heard(exchange: Exchange) -> None:
        await exchange.request()
        asked.set()
        await asyncio.Event().wait()

    async with serving(heard) as (link, server):
        opening = asyncio.ensure_future(ViewportSubscription(link, b"t").open(ROWS(0, 9)))
        await asked.wait()
        opening.cancel()
        with pytest.raises(asyncio.CancelledError):
            await opening
        await server.ended.wait()
        ours = [task for task in asyncio.all_tasks() if "ViewportSubscription" in repr(task)]
        assert ours == [] and link.listeners == []


async def test_a_blink_table_has_no_end() -> None:
    async with serving(blink) as (link, server):
        subscription = ViewportSubscription(link, b"t")
        with pytest.raises(DHError, match="no end to follow"):
            await subscription.open(ROWS(0, 9), reverse=True)
        await server.ended.wait()
        subscription = ViewportSubscription(link, b"t")
        await subscription.open(ROWS(0, 9))
        with pytest.raises(DHError, match="no end to follow"):
            subscription.set_viewport(ROWS(0, 9), None, reverse=True)
        subscription.set_viewport(ROWS(0, 9), None)
        await subscription.close()


async def test_columns_that_the_table_has_not() -> None:
    async with serving(schema_only) as (link, server):
        subscription = ViewportSubscription(link, b"t")
        with pytest.raises(DHError, match="has 5 columns"):
            await subscription.open(ROWS(0, 9), (0, 5))
        await server.ended.wait()


def test_rows_that_are_none() -> None:
    with pytest.raises(ValueError, match="no range of rows"):
        RowSet.single(9, 0)


async def test_a_viewport_before_the_call() -> None:
    async with serving(silent) as (link, _):
        with pytest.raises(ClosedError, match="not open"):
            ViewportSubscription(link, b"t").set_viewport(ROWS(0, 9), None)


async def test_a_table_that_fails() -> None:
    async def failing(exchange: Exchange) -> None:
        await exchange.request()
        await exchange.send(wire.schema_message(SCHEMA))
        await exchange.fail(grpc.StatusCode.INVALID_ARGUMENT, "it broke")

    async with serving(failing) as (link, _):
        subscription = ViewportSubscription(link, b"t")
        await subscription.open(ROWS(0, 9))
        with pytest.raises(ServerError, match="it broke") as caught:
            await anext(aiter(subscription))
        assert caught.value.code == "INVALID_ARGUMENT"


async def test_a_ticket_that_the_server_refuses() -> None:
    async def refusing(exchange: Exchange) -> None:
        await exchange.request()
        await exchange.fail(grpc.StatusCode.NOT_FOUND, "no such thing")

    async with serving(refusing) as (link, _):
        with pytest.raises(ServerError, match="no such thing"):
            await ViewportSubscription(link, b"t").open(ROWS(0, 9))
        assert link.listeners == []


async def test_a_stream_that_the_server_ends() -> None:
    async def brief(exchange: Exchange) -> None:
        await exchange.request()
        await exchange.send(wire.schema_message(SCHEMA))

    async with serving(brief) as (link, _):
        subscription = ViewportSubscription(link, b"t")
        await subscription.open(ROWS(0, 9))
        assert [change async for change in subscription] == []


@pytest.mark.parametrize(
    "junk",
    [
        b"junk",
        wire.schema_message(SCHEMA),
        # Announces a window of rows that it does not bring.
        *wire.update_messages(SCHEMA, Update(size=9, snapshot=True, view=ROWS(0, 9))),
    ],
)
async def test_nonsense_ends_the_call(junk: bytes) -> None:
    async def talking(exchange: Exchange) -> None:
        await exchange.request()
        await exchange.send(wire.schema_message(SCHEMA), junk)
        await asyncio.Event().wait()

    async with serving(talking) as (link, server):
        subscription = ViewportSubscription(link, b"t")
        await subscription.open(ROWS(0, 9))
        with pytest.raises(ProtocolError):
            await anext(aiter(subscription))
        await server.ended.wait()


async def test_nonsense_in_place_of_the_schema() -> None:
    async def talking(exchange: Exchange) -> None:
        await exchange.send(b"junk")
        await asyncio.Event().wait()

    async with serving(talking) as (link, server):
        with pytest.raises(ProtocolError):
            await ViewportSubscription(link, b"t").open(ROWS(0, 9))
        await server.ended.wait()


@contextmanager
def reading(subscription: ViewportSubscription) -> Iterator[asyncio.Task[object]]:
    async def read() -> object:
        return await anext(aiter(subscription))

    task = asyncio.ensure_future(read())
    yield task
    assert task.done()


@pytest.mark.parametrize(
    ("state", "error"),
    [
        (Lost(time.monotonic(), time.monotonic(), LostError("cut off")), LostError),
        (Closed("closed"), ClosedError),
        (Closed("gone", LostError("gone")), LostError),
    ],
)
async def test_a_silent_call_ends_with_its_connection(
    state: Lost | Closed, error: type[DHError]
) -> None:
    async with serving(schema_only) as (link, server):
        subscription = ViewportSubscription(link, b"t")
        await subscription.open(ROWS(0, 9))
        with reading(subscription) as reader:
            await asyncio.sleep(0)
            link.enter(state)
            with pytest.raises(error):
                await reader
        await server.ended.wait()
        await subscription.close()


async def test_closing_ends_a_reader() -> None:
    async with serving(schema_only) as (link, _):
        subscription = ViewportSubscription(link, b"t")
        await subscription.open(ROWS(0, 9))
        with reading(subscription) as reader:
            await asyncio.sleep(0)
            await subscription.close()
            with pytest.raises(ClosedError):
                await reader


async def test_a_cancelled_reader_is_cancelled() -> None:
    async with serving(schema_only) as (link, _):
        subscription = ViewportSubscription(link, b"t")
        await subscription.open(ROWS(0, 9))
        with reading(subscription) as reader:
            await asyncio.sleep(0)
            reader.cancel()
            await subscription.close()
            with pytest.raises(asyncio.CancelledError):
                await reader
