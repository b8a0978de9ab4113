"""``Table``: a table on the server, for blocking code."""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, Self

import pyarrow as pa

from dhconsole.client import operations
from dhconsole.client.exports import ExportedTable, run_operations
from dhconsole.client.operations import Operation
from dhconsole.client.tickets import Ticket
from dhconsole.errors import ClosedError

if TYPE_CHECKING:
    from dhconsole.client.session import Session


class Table:
    """A table that a session holds on the server.

    The rows stay there; ``to_arrow`` fetches them. The table lives until ``close`` or until its
    session closes.

    Attributes:
        is_refreshing: whether the table can change (it "ticks").
    """

    def __init__(self, session: Session, export: ExportedTable) -> None:
        self._session = session
        self._export = export
        self._closed = False
        self.is_refreshing = not export.is_static

    def __repr__(self) -> str:
        kind = "ticking" if self.is_refreshing else "static"
        return f"<Table {self._export.ticket.text} {kind}, {len(self.schema)} columns>"

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
    def ticket(self) -> Ticket:
        """The export ticket by which calls name this table."""
        return self._export.ticket

    @property
    def is_closed(self) -> bool:
        return self._closed

    @property
    def schema(self) -> pa.Schema:
        """Column names and Arrow types, as ``to_arrow`` gives them.

        Raises:
            DHError: pyarrow has no type for a column (Period).
        """
        return self._export.spec.arrow_schema()

    @property
    def size(self) -> int:
        """Rows now. For a ticking table this asks the server."""
        self._check_open()
        if not self.is_refreshing:
            return self._export.size
        return self._session._size_of(self._export.ticket)

    def to_arrow(self) -> pa.Table:
        """All rows as an Arrow table; of a ticking table, a consistent snapshot.

        Raises:
            LostError, SessionExpiredError, ServerError: as the call ended.
        """
        self._check_open()
        return self._session._read(self._export)

    def snapshot(self) -> Table:
        """A static copy of the table as it is now, on the server."""
        return self._derive(operations.snapshot())

    def close(self) -> None:
        """Let the server forget this table. Safe to call twice."""
        if self._closed:
            return
        self._closed = True
        self._session.release(self._export.ticket)

    def _derive(self, *chain: Operation) -> Table:
        self._check_open()
        session = self._session
        export = session._run(run_operations(session._connection, self._export.ticket, chain))
        return Table(session, export)

    def _check_open(self) -> None:
        if self._closed:
            raise ClosedError(f"the table {self._export.ticket.text} is closed")
