"""Conversations with the server's plugins, for blocking code."""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Self

from dhconsole.client.aio import objects
from dhconsole.client.aio.objects import AsyncFetchable, AsyncPluginClient
from dhconsole.client.aio.table import AsyncTable
from dhconsole.client.ticket import ServerObject
from dhconsole.lazily import LazyModule

if TYPE_CHECKING:
    import pyarrow as pa

    from dhconsole.client.session import Session
    from dhconsole.client.table import Table
else:
    pa = LazyModule("pyarrow")

__all__ = ["Fetchable", "ObjectView", "PluginClient", "PluginRequestStream", "PluginResponseStream"]


class Fetchable(ServerObject):
    """A reference to an object that a plugin's message carries; ours until ``close``."""

    def __init__(self, session: Session, twin: AsyncFetchable) -> None:
        super().__init__(twin.type, twin.ticket)
        self._session = session
        self._twin = twin

    def fetch(self) -> Table | PluginClient:
        """The table that it refers to, or, for any other type, a conversation about it.

        Raises:
            TicketError: the server tells no type, so that it cannot be fetched.
        """
        found = self._session.run(self._twin.fetch())
        if isinstance(found, AsyncTable):
            return self._session.table(found)
        return PluginClient(self._session, found)

    def close(self) -> None:
        """Let the server forget the reference."""
        self._session.run_if_open(self._twin.close())


class PluginRequestStream:
    """What we say to a plugin."""

    def __init__(self, session: Session, twin: AsyncPluginClient) -> None:
        self._session = session
        self._twin = twin

    def write(self, payload: bytes, references: Sequence[ServerObject] = ()) -> None:
        """Send a message.

        Raises:
            ClosedError: the conversation is closed.
            ServerError, LostError: as the conversation ended.
        """
        self._session.run(self._twin.write(payload, references))

    def close(self) -> None:
        """End the conversation."""
        self._session.run_if_open(self._twin.close())


class PluginResponseStream:
    """What a plugin says; iterating waits for the next message and ends with the conversation."""

    def __init__(self, session: Session, twin: AsyncPluginClient) -> None:
        self._session = session
        self._twin = twin

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> tuple[bytes, list[Fetchable]]:
        message = self._session.run(self._twin.read())
        if message is None:
            raise StopIteration
        payload, references = message
        return payload, [Fetchable(self._session, each) for each in references]

    def close(self) -> None:
        """End the conversation."""
        self._session.run_if_open(self._twin.close())


class PluginClient(ServerObject):
    """A conversation with the server's plugin for one object.

    Attributes:
        resp_stream: the plugin's messages; the first is the object's own data and references.
        req_stream: where to write to the plugin.
    """

    def __init__(self, session: Session, twin: AsyncPluginClient) -> None:
        super().__init__(twin.type, twin.ticket)
        self._session = session
        self._twin = twin
        self.resp_stream = PluginResponseStream(session, twin)
        self.req_stream = PluginRequestStream(session, twin)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the conversation. Safe to call twice."""
        self._session.run_if_open(self._twin.close())


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

    def __init__(
        self, session: Session, server_obj: ServerObject, twin: objects.ObjectView
    ) -> None:
        self._session = session
        self._object = server_obj
        self.type, self.data, self.title = twin.type, twin.data, twin.title
        self.keys, self.series = twin.keys, twin.series
        self.tables: tuple[Table, ...] = tuple(session.table(each) for each in twin.tables)

    def constituent(self, keys: pa.Table) -> Table:
        """Of a PartitionedTable the one table that has these keys.

        Args:
            keys: one row with the key columns.

        Raises:
            ArgumentError: there is not one row of keys.
            ServerError: no constituent has them, or this is no PartitionedTable.
        """
        return self._session.face(objects.constituent(self._session.twin, self._object, keys))

    def merged(self) -> Table:
        """Of a PartitionedTable all rows of its constituents, as one table.

        Raises:
            ServerError: this is no PartitionedTable.
        """
        return self._session.face(objects.merged(self._session.twin, self._object))
