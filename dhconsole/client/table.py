"""Tables on the server, for blocking code: faces of the asyncio ones.

The imports ``as`` are for users who import these names from here, as from pydeephaven's module.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from dhconsole.client.agg import Aggregation as Aggregation
from dhconsole.client.aio.table import AsyncInputTable, AsyncTable
from dhconsole.client.checks import TABLE_HINT, one
from dhconsole.client.filters import Filter as Filter
from dhconsole.client.flight import Progress
from dhconsole.client.inputs import InputKind, Restriction
from dhconsole.client.operations import Names, NaturalJoinType, Operation, SortDirection
from dhconsole.client.operations.model import each
from dhconsole.client.ticket import ServerObject
from dhconsole.client.ticket import Ticket as Ticket
from dhconsole.client.updateby import UpdateByOperation as UpdateByOperation
from dhconsole.client.verbs import SchemaVerbs
from dhconsole.errors import ArgumentError
from dhconsole.errors import DHError as DHError
from dhconsole.lazily import LazyModule

if TYPE_CHECKING:
    import pyarrow as pa

    from dhconsole.client.listening import TableSubscription
    from dhconsole.client.session import Session
    from dhconsole.client.updates import TableUpdate
else:
    pa = LazyModule("pyarrow")

__all__ = [
    "InputTable",
    "MultiJoinInput",
    "MultiJoinTable",
    "NaturalJoinType",
    "SortDirection",
    "Table",
    "multi_join",
]


class Table(ServerObject, SchemaVerbs["Table"]):
    """A table that a session holds on the server.

    The rows stay there; ``to_arrow`` and ``batches`` fetch them. The table lives until ``close``,
    until nothing refers to it any more, or until its session closes.

    Attributes:
        session: the session that holds it.
        twin: the same table for asyncio code on the session's own loop.
    """

    def __init__(self, session: Session, twin: AsyncTable) -> None:
        super().__init__("Table", twin.ticket)
        self.session = session
        self.twin = twin

    def __repr__(self) -> str:
        return repr(self.twin).replace("<Async", "<", 1)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def connection(self) -> object:
        """The connection whose session holds the table."""
        return self.twin.connection

    @property
    def is_closed(self) -> bool:
        """Whether it was closed here."""
        return self.twin.is_closed

    @property
    def is_refreshing(self) -> bool:
        """Whether the table can change (it "ticks")."""
        return self.twin.is_refreshing

    @property
    def is_static(self) -> bool:
        """Whether it can never change."""
        return self.twin.is_static

    @property
    def schema(self) -> pa.Schema:
        """Column names and Arrow types, as ``to_arrow`` gives them."""
        return self.twin.schema

    @property
    def size(self) -> int:
        """Rows now. For a ticking table this asks the server.

        Raises:
            ClosedError: the table is closed.
            LostError, SessionExpiredError, ServerError: as the call ended.
        """
        return self.session.run(self.twin.size())

    @property
    def meta_table(self) -> Table:
        """A table that describes the columns: Name, DataType, ColumnType, IsPartitioning."""
        return self.session.face(self.twin.meta_table())

    def to_arrow(self, progress: Progress | None = None) -> pa.Table:
        """All rows as an Arrow table; of a ticking table, a consistent snapshot.

        Args:
            progress: called with the number of rows so far, from another thread.

        Raises:
            LostError, SessionExpiredError, ServerError: as the call ended.
        """
        return self.session.run(self.twin.to_arrow(progress))

    def batches(self) -> Iterator[pa.RecordBatch]:
        """All rows as they come, a message of the server at a time, in bounded memory.

        Raises:
            LostError, SessionExpiredError, ServerError: as the call ended.
        """
        return self.session.iterate(self.twin.batches())

    def subscribe(
        self,
        callback: Callable[[TableUpdate], None] | None = None,
        *,
        columns: Names | None = None,
        rows: tuple[int, int | None] | None = None,
        interval_ms: int = 100,
        blink_rows: int = 100_000,
        on_error: Callable[[Exception], None] | None = None,
    ) -> TableSubscription:
        """Updates of the table: given to ``callback``, or, without one, to be iterated.

        Args:
            callback: called with each update, in a thread of the subscription's own.
            columns: names of the columns to follow; None for all.
            rows: row positions to follow, from and up to (not including); ``(-n, None)`` is the
                last ``n`` rows; None is the whole table.
            interval_ms: shortest time between two updates of the server.
            blink_rows: of a blink table, rows that are kept for a consumer who is slow.
            on_error: called when the callback is called no more, with the reason: an error of the
                subscription, or what the callback raised.

        Raises:
            ArgumentError: there is no such column, these are no rows, or what is given to be called
                cannot be.
        """
        from dhconsole.client.listening import TableSubscription

        twin = self.twin.subscribe(columns, rows, interval_ms, blink_rows)
        return TableSubscription(self.session, twin, callback, on_error)

    def head_pct(self, pct: float) -> Table:
        """The first share ``pct`` (0 to 1) of the rows, also as the table grows.

        Of a ticking table the server makes it by a script, as no call of its table service does
        (42.7); that takes a Python console.

        Raises:
            ArgumentError: ``pct`` is no share.
        """
        return self.session.face(self.twin.head_pct(pct))

    def tail_pct(self, pct: float) -> Table:
        """The last share ``pct`` (0 to 1) of the rows; see ``head_pct``."""
        return self.session.face(self.twin.tail_pct(pct))

    def close(self) -> None:
        """Let the server forget this table. Safe to call twice."""
        if not self.is_closed:
            self.session.run_if_open(self.twin.close())

    def _apply(self, operation: Operation) -> Table:
        return self.session.face(self.twin._apply(operation))


class InputTable(Table):
    """A table that clients write to.

    Attributes:
        kind: whether rows are replaced by key, appended, or seen for one cycle only.
        key_columns: names of the key columns.
        value_columns: names of the other columns that can be written.
        restrictions: per column, what the server demands of its values.
    """

    def __init__(self, session: Session, twin: AsyncInputTable) -> None:
        super().__init__(session, twin)
        self._writable = twin
        self.kind: InputKind = twin.kind
        self.key_columns: tuple[str, ...] = twin.key_columns
        self.value_columns: tuple[str, ...] = twin.value_columns
        self.restrictions: dict[str, tuple[Restriction, ...]] = twin.restrictions

    def add(self, table: Table | pa.Table) -> None:
        """Add rows; in a keyed table they replace those of equal keys.

        Args:
            table: a table of the same session, or Arrow rows; with all columns of this one.

        Raises:
            InputError: the columns do not fit.
        """
        self.session.run(self._writable.add(_twin(table)))

    def delete(self, table: Table | pa.Table) -> None:
        """Delete the rows whose keys are in ``table``; unknown keys are passed over.

        Args:
            table: a table of the same session, or Arrow rows; with the key columns only.

        Raises:
            InputError: this table is not keyed, or the columns do not fit.
        """
        self.session.run(self._writable.delete(_twin(table)))


class MultiJoinInput:
    """A table for ``multi_join``, with its key columns and the columns to add.

    Args:
        table: the table.
        on: its key columns, each a name or ``"Key=Name"``.
        joins: columns to add, names or ``"New=Old"``; None for all but the keys.
    """

    def __init__(self, table: Table, on: Names, joins: Names | None = None) -> None:
        self.table = table
        self.on = on
        self.joins = joins


class MultiJoinTable:
    """The result of ``multi_join``; ``table`` is the joined table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    @property
    def table(self) -> Table:
        """The joined table."""
        return self._table


def multi_join(
    input: Table | Sequence[Table] | MultiJoinInput | Sequence[MultiJoinInput],  # noqa: A002
    on: Names | None = None,
) -> MultiJoinTable:
    """Join many tables by their unique keys.

    Args:
        input: tables, all with the key columns ``on``; or inputs, each with its own.
        on: key columns; for tables only.

    Raises:
        ArgumentError: tables without ``on``, inputs with it, both kinds, or nothing.
        ServerError: keys are not unique, or columns do not fit.
    """
    given = each(
        input, (Table, MultiJoinInput), "table", "Give Tables, or MultiJoinInputs, of this session."
    )
    tables = [member for member in given if isinstance(member, Table)]
    inputs = [member for member in given if isinstance(member, MultiJoinInput)]
    if tables and inputs:
        raise ArgumentError("multi_join takes either tables or MultiJoinInputs, not both")
    if tables:
        if on is None:
            raise ArgumentError("multi_join of tables needs key columns", hint="Give on.")
        inputs = [MultiJoinInput(table, on) for table in tables]
    elif on is not None:
        raise ArgumentError("each MultiJoinInput names its own key columns", hint="Leave out on.")
    twins = [twin_of(member.table) for member in inputs]
    session = inputs[0].table.session
    joined = session.twin.multi_join(
        twins, [member.on for member in inputs], [member.joins for member in inputs]
    )
    return MultiJoinTable(session.face(joined))


def twin_of(given: Any) -> AsyncTable:
    """The same table for asyncio code.

    Raises:
        ArgumentError: ``given`` is no table.
    """
    return one(given, Table, "table", TABLE_HINT).twin


def _twin(rows: Table | pa.Table) -> AsyncTable | pa.Table:
    return rows.twin if isinstance(rows, Table) else rows
