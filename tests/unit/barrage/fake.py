"""A Flight server whose DoExchange does what a test says, and a connection to it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import grpc
import grpc.aio

from dhconsole.client.barrage.flat import FlatTable
from dhconsole.client.barrage.messages import split_flight_data
from dhconsole.client.barrage.rowset import RowSet, decode
from dhconsole.client.state import ConnectionState
from dhconsole.errors import DHError, ServerError


@dataclass(frozen=True)
class Request:
    """A request as the server got it; without ``rows`` it is for the whole table."""

    ticket: bytes
    rows: RowSet | None
    columns: bytes | None
    reverse: bool


class Exchange:
    """One call, on the server's side."""

    def __init__(self, context: Any) -> None:
        self._context = context

    async def request(self) -> Request | None:
        """The next request; None when the client has ended its side."""
        raw = await self._context.read()
        if raw is grpc.aio.EOF:
            return None
        _, metadata, _ = split_flight_data(raw)
        table = FlatTable.root(FlatTable.root(metadata).data(2) or b"")
        rows, columns = table.data(2), table.data(1)
        return Request(
            bytes(table.data(0) or b""),
            None if rows is None else decode(rows),
            None if columns is None else bytes(columns),
            table.flag(4),
        )

    async def send(self, *messages: bytes) -> None:
        for message in messages:
            await self._context.write(message)

    async def fail(self, code: grpc.StatusCode, details: str) -> None:
        await self._context.abort(code, details)


class Link:
    """What a subscription needs of a connection."""

    def __init__(self, channel: grpc.aio.Channel) -> None:
        self._channel: Any = channel
        self.listeners: list[Callable[[ConnectionState], None]] = []

    def bidi(self, path: str) -> Any:
        return self._channel.stream_stream(path)()

    async def translate(self, exc: grpc.aio.AioRpcError, method: str) -> DHError:
        return ServerError(exc.details() or "", code=exc.code().name, method=method)

    def on_state(self, listener: Callable[[ConnectionState], None]) -> Callable[[], None]:
        self.listeners.append(listener)
        return lambda: self.listeners.remove(listener) if listener in self.listeners else None

    def enter(self, state: ConnectionState) -> None:
        for listener in tuple(self.listeners):
            listener(state)


class FakeServer(grpc.GenericRpcHandler):
    """Runs ``behave`` for each call.

    Attributes:
        ended: set once a call is over; where ``behave`` does not end, the client has ended it.
    """

    def __init__(self, behave: Callable[[Exchange], Awaitable[None]]) -> None:
        self._behave = behave
        self.ended = asyncio.Event()

    def service(self, details: Any) -> Any:
        assert details.method == "/arrow.flight.protocol.FlightService/DoExchange"
        return grpc.stream_stream_rpc_method_handler(self._serve)

    async def _serve(self, _: Any, context: Any) -> None:
        try:
            await self._behave(Exchange(context))
        finally:
            self.ended.set()


@asynccontextmanager
async def serving(
    behave: Callable[[Exchange], Awaitable[None]],
) -> AsyncIterator[tuple[Any, FakeServer]]:
    """A connection to a server that does ``behave`` in every call."""
    handler = FakeServer(behave)
    server = grpc.aio.server()
    server.add_generic_rpc_handlers((handler,))
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    try:
        async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
            yield Link(channel), handler
    finally:
        await server.stop(None)
