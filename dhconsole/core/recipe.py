"""Recipes: what a view shows, as a value from which it can be made again.

A recipe is a root and an immutable chain of operations. Exports die with a session; a recipe
does not, so after a new login every view is rebuilt from its own.
"""

from __future__ import annotations

from dataclasses import dataclass

from dhconsole.client.connection import Connection
from dhconsole.client.exports import ExportedTable, fetch_table, run_operations
from dhconsole.client.operations import Operation
from dhconsole.client.ticket import Ticket


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to come by a table.

    Attributes:
        root: a ticket that outlives the session: scope, application or shared.
        operations: what is done to it, in order.
        title: what to call the result; the root's text when empty.
    """

    root: Ticket
    operations: tuple[Operation, ...] = ()
    title: str = ""

    @property
    def name(self) -> str:
        return self.title or self.root.text.rsplit("/", 1)[-1]

    async def make(self, connection: Connection) -> ExportedTable:
        """The table, exported in the connection's session.

        Raises:
            TicketError: the root is gone, or no table.
            ServerError: an operation does not fit the root any more.
        """
        if not self.operations:
            return await fetch_table(connection, self.root)
        return await run_operations(connection, self.root, self.operations)
