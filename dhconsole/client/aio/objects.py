"""Objects other than tables, by the plugins that the server has for them.

Wire facts (live 42.7 server): a conversation begins with the object's ticket and type; the first
reply is the object's own data and references, the same that FetchObject gives; references are
exports that the server made (their numbers are negative) and that we release. The type must be
exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import grpc
import grpc.aio
from google.protobuf.message import DecodeError

from dhconsole._proto import figure_pb2, partitionedtable_pb2
from dhconsole.client import methods
from dhconsole.client.aio.table import AsyncTable
from dhconsole.client.checks import one
from dhconsole.client.exports import describe
from dhconsole.client.given import check_object
from dhconsole.client.ticket import ServerObject, ticket_from_bytes
from dhconsole.errors import ArgumentError, ClosedError, ProtocolError, TicketError
from dhconsole.lazily import LazyModule

if TYPE_CHECKING:
    import pyarrow as pa

    from dhconsole.client.aio.session import AsyncSession
else:
    pa = LazyModule("pyarrow")

_ONE_KEY = partitionedtable_pb2.GetTableRequest.REQUIRE_UNIQUE_RESULTS_STATIC_SINGLE_KEY


class AsyncFetchable(ServerObject):
    """A reference to an object that a plugin's message carries; ours until ``close``."""

    def __init__(self, session: AsyncSession, server_object: ServerObject) -> None:
        super().__init__(server_object.type, server_object.ticket)
        self.session = session

    async def fetch(self) -> AsyncTable | AsyncPluginClient:
        """The table that it refers to, or, for any other type, a conversation about it.

        Raises:
            TicketError: the server tells no type, so that it cannot be fetched.
        """
        if not self.type:
            raise TicketError(f"the object {self.ticket.text} has no type that can be fetched")
        if self.type == "Table":
            held = await self.session.fetch(self.ticket)
            return AsyncTable(self.session, await describe(self.session.connection, held))
        return await self.session.plugin_client(self)

    async def close(self) -> None:
        """Let the server forget the reference."""
        await self.session.release(self.ticket)


class AsyncPluginClient(ServerObject):
    """A conversation with the server's plugin for one object.

    Iterating gives the server's messages, each a payload and references; ``write`` sends one.
    """

    def __init__(
        self,
        session: AsyncSession,
        server_obj: ServerObject,
        call: grpc.aio.StreamStreamCall[bytes, bytes],
    ) -> None:
        super().__init__(server_obj.type, server_obj.ticket)
        self.session = session
        self._call = call
        self._closed = False

    @classmethod
    async def connect(cls, session: AsyncSession, server_obj: ServerObject) -> Self:
        """Begin the conversation; the first message to read is the object's own."""
        request = methods.Object.MESSAGE_STREAM.request()
        _name(request.connect.source_id, server_obj)
        call = session.connection.bidi(methods.Object.MESSAGE_STREAM.path)
        client = cls(session, server_obj, call)
        await client._send(request)
        return client

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> tuple[bytes, list[AsyncFetchable]]:
        message = await self.read()
        if message is None:
            raise StopAsyncIteration
        return message

    @property
    def is_closed(self) -> bool:
        """Whether it was closed here."""
        return self._closed

    async def read(self) -> tuple[bytes, list[AsyncFetchable]] | None:
        """The server's next message; None when it, or we, ended the conversation.

        Raises:
            TicketError, ServerError, LostError: as the conversation ended.
        """
        if self._closed:
            return None
        try:
            raw: Any = await self._call.read()
        except grpc.aio.AioRpcError as exc:
            if self.is_closed:
                return None
            path = methods.Object.MESSAGE_STREAM.path
            raise await self.session.connection.translate(exc, path) from exc
        if not isinstance(raw, bytes):  # the end of the stream
            return None
        message = methods.Object.MESSAGE_STREAM.response.FromString(raw)
        references = [
            AsyncFetchable(
                self.session, ServerObject(each.type or None, ticket_from_bytes(each.ticket.ticket))
            )
            for each in message.data.exported_references
        ]
        return message.data.payload, references

    async def write(self, payload: bytes, references: Sequence[ServerObject] = ()) -> None:
        """Send a message to the plugin.

        Raises:
            ClosedError: the conversation is closed.
            ServerError, LostError: as the conversation ended.
        """
        if self._closed:
            raise ClosedError(f"the conversation about {self.ticket.text} is closed")
        request = methods.Object.MESSAGE_STREAM.request()
        request.data.payload = one(payload, bytes, "payload", "Give bytes.")
        for each in references:
            _name(request.data.references.add(), each)
        await self._send(request)

    async def close(self) -> None:
        """End the conversation. Safe to call twice."""
        if not self._closed:
            self._closed = True
            self._call.cancel()

    async def _send(self, request: Any) -> None:
        try:
            await self._call.write(request.SerializeToString())
        except grpc.aio.AioRpcError as exc:
            path = methods.Object.MESSAGE_STREAM.path
            raise await self.session.connection.translate(exc, path) from exc
        except grpc.aio.UsageError as exc:
            raise ClosedError(f"the conversation about {self.ticket.text} has ended") from exc


@dataclass(frozen=True, slots=True)
class ObjectView:
    """What an object is made of.

    Attributes:
        type: its type name on the server.
        data: what its plugin says of it, in the plugin's own format.
        tables: its tables: of a pandas.DataFrame the rows, of a Figure the sources of its
            series in their order, of a PartitionedTable the one that lists the constituents.
        title: of a Figure, its title; otherwise empty.
        keys: of a PartitionedTable, the names of its key columns; otherwise empty.
        series: of a Figure, per table the columns that its series show; otherwise empty.
    """

    type: str
    data: bytes
    tables: tuple[AsyncTable, ...]
    title: str = ""
    keys: tuple[str, ...] = ()
    series: tuple[tuple[str, ...], ...] = ()


async def open_object(session: AsyncSession, server_obj: ServerObject) -> ObjectView:
    """Read what a plugin first says of an object.

    Raises:
        TicketError: the object is gone, or of another type.
        ServerError: the server has no plugin for the type.
    """
    async with await AsyncPluginClient.connect(session, server_obj) as client:
        first = await client.read()
        if first is None:
            raise ProtocolError(f"the plugin for {server_obj.type} said nothing")
        data, references = first
        tables = []
        for reference in references:
            if reference.type == "Table":
                tables.append(await _held(session, reference))
            await reference.close()
    kind = server_obj.type or ""
    try:
        if kind == "PartitionedTable":
            told = partitionedtable_pb2.PartitionedTableDescriptor.FromString(data)
            return ObjectView(kind, data, tuple(tables), keys=tuple(told.key_column_names))
        if kind == "Figure":
            figure = figure_pb2.FigureDescriptor.FromString(data)
            shown = _series(figure, len(tables))
            in_order = tuple(tables[each] for each in shown)
            return ObjectView(kind, data, in_order, figure.title, series=tuple(shown.values()))
    except DecodeError as exc:
        raise ProtocolError(f"what the plugin says of a {kind} cannot be read") from exc
    return ObjectView(kind, data, tuple(tables))


async def constituent(
    session: AsyncSession, partitioned: ServerObject, keys: pa.Table
) -> AsyncTable:
    """The one table of a PartitionedTable that has these keys.

    Args:
        partitioned: the object.
        keys: one row with the key columns.

    Raises:
        ArgumentError: there is not one row of keys.
        ServerError: no constituent has them.
    """
    if keys.num_rows != 1:
        raise ArgumentError(f"{keys.num_rows} rows of keys are not one", hint="Give one row.")
    method = methods.PartitionedTable.GET_TABLE
    held = await session.fetch(partitioned.ticket)
    made = session.connection.new_export()
    async with await session.import_table(keys) as sent:
        request = method.request(unique_behavior=_ONE_KEY)
        request.partitioned_table.ticket = held.bytes
        request.key_table_ticket.ticket = sent.ticket.bytes
        request.result_id.ticket = made.bytes
        await session.connection.unary(method, request)
    await session.release(held)
    return AsyncTable(session, await describe(session.connection, made))


async def merged(session: AsyncSession, partitioned: ServerObject) -> AsyncTable:
    """All rows of a PartitionedTable's constituents as one table."""
    method = methods.PartitionedTable.MERGE
    held = await session.fetch(partitioned.ticket)
    made = session.connection.new_export()
    request = method.request()
    request.partitioned_table.ticket, request.result_id.ticket = held.bytes, made.bytes
    await session.connection.unary(method, request)
    await session.release(held)
    return AsyncTable(session, await describe(session.connection, made))


async def _held(session: AsyncSession, reference: AsyncFetchable) -> AsyncTable:
    fetched = await reference.fetch()
    assert isinstance(fetched, AsyncTable)
    return fetched


def _series(figure: Any, tables: int) -> dict[int, tuple[str, ...]]:
    """Per table its columns that are shown, the tables in the order of the series.

    The server numbers the tables by a hash of identities, differently in every process.
    """
    columns: dict[int, list[str]] = {}
    for chart in figure.charts:
        for series in chart.series:
            for source in series.data_sources:
                if 0 <= source.table_id < tables:
                    of_table = columns.setdefault(source.table_id, [])
                    if source.column_name not in of_table:
                        of_table.append(source.column_name)
    unused = {each: () for each in range(tables) if each not in columns}
    return {number: tuple(names) for number, names in columns.items()} | unused


def _name(message: Any, each: ServerObject) -> None:
    message.type = check_object(each).type or ""
    message.ticket.ticket = each.ticket.bytes
