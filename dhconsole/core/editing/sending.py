"""The calls that an edit makes: rows of given keys, rows to add, keys to delete.

Owns the upload and what it leaves behind. Wire facts (live 42.7 server): rows are taken with the
schema metadata ``deephaven:type`` for every column type, nulls included; ``where_in`` finds null
keys.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import pyarrow as pa

from dhconsole.client import inputs
from dhconsole.client.barrage.rowset import RowSet
from dhconsole.client.barrage.subscription import ViewportSubscription
from dhconsole.client.columns import ColumnSpec, TableSpec
from dhconsole.client.connection import Connection
from dhconsole.client.exports import ExportedTable, fetch_table, run_operations
from dhconsole.client.flight import Flight
from dhconsole.client.operations import slice_rows, time_table, where_in
from dhconsole.client.ticket import ExportTicket, Ticket
from dhconsole.core.editing.forms import Form, Key, Row
from dhconsole.core.editing.watching import Watch
from dhconsole.core.renewal import column_changes, told
from dhconsole.errors import EditError

_CYCLES = 2
_CYCLE_MS = 10


@dataclass(frozen=True, slots=True)
class _Sent:
    """Rows that were sent, as a table that an operation can read."""

    ticket: ExportTicket
    connection: Connection
    is_closed: bool = False


class Sender:
    """Calls about one input table.

    Args:
        connection: where it is.
        root: its own ticket, which outlives the session.
        form: its columns.

    Attributes:
        form: as the argument; the table may have been made anew with another one.
    """

    def __init__(self, connection: Connection, root: Ticket, form: Form) -> None:
        self.connection = connection
        self.root = root
        self.form = form
        self._flight = Flight(connection)

    def close(self) -> None:
        self._flight.close()

    async def form_now(self) -> Form | None:
        """The form that the table has; None when it is no input table any more.

        Raises:
            DHError: as asking the server ends.
        """
        return await form_of(self.connection, self.root)

    async def rows_of(self, keys: Iterable[Row]) -> dict[Key, Row]:
        """The rows that the server has now for these keys; those it has not are missing.

        Raises:
            EditError: they are keys of the table as it was before it was made anew.
            DHError: as the calls end.
        """
        names = self.form.inputs.keys
        wanted = list(keys)
        if not wanted:
            return {}
        self._check_keys(wanted)
        async with self._sent(wanted, [self.form.column(name) for name in names]) as sent:
            there = [where_in(_Sent(sent, self.connection), list(names))]
            export = await run_operations(self.connection, self.root, there)
            found = await self._read(export)
        self._check_columns(export.spec)
        rows = [_row(found, index) for index in range(found.num_rows)]
        return {key: row for row in rows if (key := self.form.key(row.get)) is not None}

    async def watch(self, keys: Sequence[Row]) -> Watch:
        """What follows the rows of these keys; it is to be opened and closed.

        Raises:
            DHError: as the calls end.
        """
        names = self.form.inputs.keys
        async with AsyncExitStack() as stack:
            columns = [self.form.column(name) for name in names]
            sent = await stack.enter_async_context(self._sent(keys, columns))
            there = [where_in(_Sent(sent, self.connection), list(names))]
            found = await run_operations(self.connection, self.root, there)
            stack.push_async_callback(self.connection.release, found.ticket)
            self._check_columns(found.spec)
            subscription = ViewportSubscription(
                self.connection, found.ticket.bytes, interval_ms=_CYCLE_MS, list_limit=0
            )
            return Watch(self.form, subscription, stack.pop_all())
        raise AssertionError("a stack swallows no errors")

    async def size(self) -> int:
        """How many rows the table has."""
        table = await fetch_table(self.connection, self.root)
        await self.connection.release(table.ticket)
        return table.size

    async def rows_from(self, first: int) -> list[Row]:
        """The rows from this position to the end of the table."""
        after = await self.size()
        if after <= first:
            return []
        part = [slice_rows(first, after)]
        found = await self._read(await run_operations(self.connection, self.root, part))
        return [_row(found, index) for index in range(found.num_rows)]

    async def add(self, rows: Sequence[Row], begin: Callable[[], bool] = lambda: True) -> bool:
        """Add whole rows, all in one; raises InputError, LostError and their kin.

        Args:
            begin: called when the rows are with the server, and the table is about to get them;
                False when it is not to get them after all.

        Returns:
            whether the table got them.
        """
        async with self._target() as target, self._sent(rows, self.form.columns) as sent:
            if begun := begin():
                await inputs.add_rows(self.connection, target, sent)
        return begun

    async def delete(self, rows: Sequence[Row], begin: Callable[[], bool]) -> bool:
        """Delete the rows of these keys, as ``add``; those that are not there are no error."""
        keys = [self.form.column(name) for name in self.form.inputs.keys]
        async with self._target() as target, self._sent(rows, keys) as sent:
            if begun := begin():
                await inputs.delete_rows(self.connection, target, sent)
        return begun

    async def barrier(self) -> None:
        """Wait until whatever was sent before is in the table, or never will be.

        The server takes what it was sent into the table at its next update cycle; a cycle is
        over when a table of the clock's own ticks has shown two of them. Adding no rows is no
        such sign: it answers at once (seen on a live 42.7 server).
        """
        async with self._target():
            ticking = await run_operations(self.connection, None, [time_table(1_000_000)])
        subscription = ViewportSubscription(
            self.connection, ticking.ticket.bytes, interval_ms=_CYCLE_MS
        )
        sizes = set()
        try:
            await subscription.open(RowSet.single(0, 0), (0,))
            async for change in subscription:
                sizes.add(change.size)
                if len(sizes) > _CYCLES:
                    return
        finally:
            await subscription.close()
            await self.connection.release(ticking.ticket)

    def _check_keys(self, rows: Sequence[Row]) -> None:
        """Raises EditError unless each row has the keys of the form, with their types."""
        types = {name: self.form.column(name).arrow_type for name in self.form.inputs.keys}
        for row in rows:
            there = {name: value.type for name, value in row.items() if name in types}
            if not types or there != types:
                raise EditError(
                    "the table was made anew with other keys, and of this row it is not known "
                    "which it is now",
                    hint="Choose or paste the row again; all that is staged still is.",
                )

    def _check_columns(self, spec: TableSpec) -> None:
        """Raises EditError when the table was made anew, and lacks a column or its type."""
        types = {column.name: column.java_type for column in self.form.columns}
        there = {each.name: each.java_type for each in spec.columns if each.name in types}
        if changes := column_changes(types, there):
            raise EditError(
                f"the table was made anew: {told(changes)}",
                hint="Try again; all that is staged still is.",
            )

    async def _read(self, table: ExportedTable) -> pa.Table:
        try:
            return (await self._flight.read_export(table)).combine_chunks()
        finally:
            await self.connection.release(table.ticket)

    @asynccontextmanager
    async def _target(self) -> AsyncIterator[ExportTicket]:
        """The table itself, so that a write need not look it up.

        Looking up a variable waits for a script that runs; a write that waited so could come
        after everything that is asked later
        (test_two_consoles_and_a_script_under_fire).
        """
        table = await fetch_table(self.connection, self.root)
        try:
            self._check_columns(table.spec)
            yield table.ticket
        finally:
            await self.connection.release(table.ticket)

    @asynccontextmanager
    async def _sent(
        self, rows: Sequence[Row], columns: Sequence[ColumnSpec]
    ) -> AsyncIterator[ExportTicket]:
        ticket = await self._flight.write(self._table(rows, columns))
        try:
            yield ticket
        finally:
            await self.connection.release(ticket)

    def _table(self, rows: Sequence[Row], columns: Sequence[ColumnSpec]) -> pa.Table:
        arrays = [
            pa.concat_arrays([pa.nulls(0, column.arrow_type), *(row[column.name] for row in rows)])
            for column in columns
        ]
        return pa.Table.from_arrays(arrays, schema=pa.schema([_field(each) for each in columns]))


async def form_of(connection: Connection, root: Ticket) -> Form | None:
    """The form of the table that ``root`` names; None when it is no input table.

    Raises:
        DHError: as fetching it ends.
    """
    table = await fetch_table(connection, root)
    await connection.release(table.ticket)
    return Form.of(table.spec)


def _field(column: ColumnSpec) -> pa.Field:
    metadata = {"deephaven:type": column.java_type}
    if column.component_type:
        metadata["deephaven:componentType"] = column.component_type
    return pa.field(column.name, column.arrow_type, metadata=metadata)


def _row(table: pa.Table, index: int) -> dict[str, pa.Array]:
    part = table.slice(index, 1).combine_chunks()
    return {name: _plain(part[name]) for name in table.column_names}


def _plain(column: pa.ChunkedArray) -> pa.Array:
    return column.chunk(0) if column.num_chunks else pa.nulls(0, column.type)
