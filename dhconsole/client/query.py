"""Queries: chains of table operations that are run together.

The imports ``as`` are for users who import these names from here, as from pydeephaven's module.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dhconsole.client.agg import Aggregation as Aggregation
from dhconsole.client.aio.table import AsyncQuery
from dhconsole.client.filters import Filter as Filter
from dhconsole.client.operations import NaturalJoinType as NaturalJoinType
from dhconsole.client.operations import Operation
from dhconsole.client.operations import SortDirection as SortDirection
from dhconsole.client.table import Table, twin_of
from dhconsole.client.updateby import UpdateByOperation as UpdateByOperation
from dhconsole.client.verbs import TableVerbs
from dhconsole.errors import DHError as DHError

if TYPE_CHECKING:
    from dhconsole.client.session import Session

__all__ = ["Query"]


class Query(TableVerbs["Query"]):
    """Operations on a table that are run together, in one round trip, by ``exec``.

    Args:
        session: the session that holds the table.
        table: what the first operation works on.
    """

    def __init__(self, session: Session, table: Table) -> None:
        self._session = session
        self._twin = AsyncQuery(session.twin, twin_of(table))

    def __repr__(self) -> str:
        return repr(self._twin).replace("<Async", "<", 1)

    def exec(self) -> Table:
        """Run the operations; the table of the last one.

        Raises:
            ServerError: with the text of the first operation that failed.
        """
        return self._session.face(self._twin.exec())

    def _apply(self, operation: Operation) -> Query:
        self._twin._apply(operation)
        return self
