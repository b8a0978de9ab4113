"""Tables for asyncio code. The blocking ``Table`` is a face of these."""

from __future__ import annotations

import math
import weakref
from collections.abc import AsyncIterator, Callable, Coroutine
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from dhconsole.client import inputs, operations
from dhconsole.client.checks import TABLE_HINT, one
from dhconsole.client.exports import ExportedTable, describe, run_operations
from dhconsole.client.flight import Progress
from dhconsole.client.inputs import InputKind, Restriction
from dhconsole.client.operations import Names, Operation
from dhconsole.client.ticket import ServerObject
from dhconsole.client.verbs import SchemaVerbs, TableVerbs
from dhconsole.errors import ArgumentError, ClosedError, InputError
from dhconsole.lazily import LazyModule

if TYPE_CHECKING:
    import pyarrow as pa

    from dhconsole.client.aio.live import AsyncTableSubscription
    from dhconsole.client.aio.session import AsyncSession
    from dhconsole.client.connection import Connection
else:
    pa = LazyModule("pyarrow")


class AsyncTable(ServerObject, SchemaVerbs[Coroutine[Any, Any, "AsyncTable"]]):
    """A table that a session holds on the server; every operation is awaited.

    The rows stay there; ``to_arrow`` and ``batches`` fetch them. The table lives until ``close``,
    until nothing refers to it any more, or until its session closes.

    Attributes:
        session: the session that holds it.
        is_refreshing: whether the table can change (it "ticks").
    """

    def __init__(self, session: AsyncSession, export: ExportedTable) -> None:
        super().__init__("Table", export.ticket)
        self.session = session
        self.is_refreshing = not export.is_static
        self._export = export
        self._release = weakref.finalize(self, session.forget, export.ticket)
        self._release.atexit = False

    def __repr__(self) -> str:
        kind = "ticking" if self.is_refreshing else "static"
        names = len(self._export.spec.columns)
        return f"<{type(self).__name__} {self.ticket.text} {kind}, {names} columns>"

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    @property
    def connection(self) -> Connection:
        """The connection whose session holds the table."""
        return self.session.connection

    @property
    def export(self) -> ExportedTable:
        """The table as the server described it when it was made.

        Raises:
            ClosedError: the table is closed.
        """
        if self.is_closed:
            raise ClosedError(f"the table {self.ticket.text} is closed")
        return self._export

    @property
    def is_closed(self) -> bool:
        """Whether it was closed here."""
        return not self._release.alive

    @property
    def is_static(self) -> bool:
        """Whether it can never change."""
        return not self.is_refreshing

    @property
    def schema(self) -> pa.Schema:
        """Column names and Arrow types, as ``to_arrow`` gives them."""
        return self._export.spec.arrow_schema()

    async def size(self) -> int:
        """Rows now. For a ticking table this asks the server."""
        export = self.export
        if export.is_static:
            return export.size
        return (await describe(self.connection, export.ticket)).size

    async def to_arrow(self, progress: Progress | None = None) -> pa.Table:
        """All rows as an Arrow table; of a ticking table, a consistent snapshot.

        Args:
            progress: called with the number of rows so far.

        Raises:
            LostError, SessionExpiredError, ServerError: as the call ended.
        """
        return await self.session.flight.read_export(self.export, progress)

    async def batches(self) -> AsyncIterator[pa.RecordBatch]:
        """All rows as they come, a message of the server at a time, in bounded memory.

        Raises:
            LostError, SessionExpiredError, ServerError: as the call ended.
        """
        async for batch in self.session.flight.batches(self.export):
            yield batch

    async def meta_table(self) -> AsyncTable:
        """A table that describes the columns: Name, DataType, ColumnType, IsPartitioning."""
        return await self._apply(operations.meta_table())

    def subscribe(
        self,
        columns: Names | None = None,
        rows: tuple[int, int | None] | None = None,
        interval_ms: int = 100,
        blink_rows: int = 100_000,
    ) -> AsyncTableSubscription:
        """Updates of the table, to be iterated in an ``async with``.

        Args:
            columns: names of the columns to follow; None for all.
            rows: row positions to follow, from and up to (not including); ``(-n, None)`` is the
                last ``n`` rows; None is the whole table.
            interval_ms: shortest time between two updates of the server.
            blink_rows: of a blink table, rows that are kept for a consumer who is slow.

        Raises:
            ArgumentError: there is no such column, or these are no rows.
        """
        from dhconsole.client.aio.live import AsyncTableSubscription

        return AsyncTableSubscription(self, columns, rows, interval_ms, blink_rows)

    async def head_pct(self, pct: float) -> AsyncTable:
        """The first share ``pct`` (0 to 1) of the rows, also as the table grows.

        Of a ticking table the server makes it by a script, as no call of its table service does
        (42.7); that takes a Python console.

        Raises:
            ArgumentError: ``pct`` is no share.
        """
        return await self._share("head", pct)

    async def tail_pct(self, pct: float) -> AsyncTable:
        """The last share ``pct`` (0 to 1) of the rows; see ``head_pct``."""
        return await self._share("tail", pct)

    async def close(self) -> None:
        """Let the server forget this table. Safe to call twice."""
        if self._release.detach() is not None:
            await self.session.release(self._export.ticket)

    async def _share(self, end: str, pct: float) -> AsyncTable:
        if not 0.0 <= pct <= 1.0:
            raise ArgumentError(f"{pct} is no share of the rows", hint="Give one from 0 to 1.")
        if self.is_static:
            rows = math.ceil(self.export.size * pct)
            return await self._apply(getattr(operations, end)(rows))
        return await self.session.by_script(self, f"{{}}.{end}_pct({pct!r})")

    async def _apply(self, operation: Operation) -> AsyncTable:
        export = await run_operations(self.connection, self.export.ticket, [operation])
        return AsyncTable(self.session, export)


def check_table(given: Any) -> AsyncTable:
    """``given``, which must be a table.

    Raises:
        ArgumentError: it is something else.
    """
    return one(given, AsyncTable, "table", TABLE_HINT)


class AsyncInputTable(AsyncTable):
    """A table that clients write to.

    Attributes:
        kind: whether rows are replaced by key, appended, or seen for one cycle only.
        key_columns: names of the key columns.
        value_columns: names of the other columns that can be written.
        restrictions: per column, what the server demands of its values.

    Raises:
        InputError: the table is no input table.
    """

    def __init__(self, session: AsyncSession, export: ExportedTable) -> None:
        super().__init__(session, export)
        columns = inputs.read_input_columns(export.spec)
        if columns is None:
            raise InputError(
                f"{export.ticket.text} is no input table",
                hint="Only what input_table or the server's own input tables made can be written.",
            )
        self.kind: InputKind = columns.kind
        self.key_columns: tuple[str, ...] = columns.keys
        self.value_columns: tuple[str, ...] = columns.values
        self.restrictions: dict[str, tuple[Restriction, ...]] = columns.restrictions

    async def add(self, table: AsyncTable | pa.Table) -> None:
        """Add rows; in a keyed table they replace those of equal keys.

        Args:
            table: a table of the same session, or Arrow rows; with all columns of this one.

        Raises:
            InputError: the columns do not fit.
        """
        await self._write(inputs.add_rows, table)

    async def delete(self, table: AsyncTable | pa.Table) -> None:
        """Delete the rows whose keys are in ``table``; unknown keys are passed over.

        Args:
            table: a table of the same session, or Arrow rows; with the key columns only.

        Raises:
            InputError: this table is not keyed, or the columns do not fit.
        """
        if self.kind is not InputKind.KEYED:
            raise InputError(
                f"rows of an input table that is {self.kind.value} cannot be deleted",
                hint="Make it with key_cols to delete by key.",
            )
        await self._write(inputs.delete_rows, table)

    async def _write(
        self, write: Callable[..., Coroutine[Any, Any, None]], rows: AsyncTable | pa.Table
    ) -> None:
        target = self.export.ticket
        if isinstance(rows, pa.Table):
            async with await self.session.import_table(rows) as sent:
                await write(self.connection, target, sent.ticket)
            return
        hint = "Give a Table of this session, or a pyarrow.Table."
        rows = one(rows, AsyncTable, "table", hint)
        operations.check_home(
            Operation("", lambda _: None, text="rows to write", tables=(rows,)), self.connection
        )
        await write(self.connection, target, rows.export.ticket)


class AsyncQuery(TableVerbs["AsyncQuery"]):
    """Operations on a table that are run together, in one round trip, by ``exec``."""

    def __init__(self, session: AsyncSession, table: AsyncTable) -> None:
        self._session = session
        self._table = check_table(table)
        self._chain: list[Operation] = []

    def __repr__(self) -> str:
        return ".".join([repr(self._table), *(each.text for each in self._chain)])

    async def exec(self) -> AsyncTable:
        """Run the operations; the table of the last one.

        Raises:
            ServerError: with the text of the first operation that failed.
        """
        source = self._table.export.ticket
        export = await run_operations(self._session.connection, source, self._chain)
        return AsyncTable(self._session, export)

    def _apply(self, operation: Operation) -> AsyncQuery:
        self._chain.append(operation)
        return self
