"""Whether what was fetched from others is still shared.

The server keeps a fetched table going for as long as we hold it, also when whoever shared it has
gone, and tells nobody. So the ticket is looked up now and then: a view whose root nobody shares any
more says so, since it cannot be made anew.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from dhconsole.client.connection import Connection
from dhconsole.client.sharing import export_object
from dhconsole.client.ticket import SharedTicket
from dhconsole.errors import TicketError

if TYPE_CHECKING:
    from dhconsole.core.viewport import TableView

LOOK_SECONDS = 3.0
NOTICE = "nobody shares it any more; it goes on while this view is open as it is"


class SharedRoots:
    """Looks after the views whose root is a shared ticket.

    Args:
        views: every open view, in a list that is kept up to date.
    """

    def __init__(self, connection: Connection, views: Sequence[TableView]) -> None:
        self._connection = connection
        self._views = views

    async def run(self) -> None:
        """Look until the connection is lost; raises as that ends."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            for view in tuple(self._views):
                ticket = view.recipe.root
                if isinstance(ticket, SharedTicket) and not view.notice:
                    await self._look(view, ticket)

    async def _look(self, view: TableView, ticket: SharedTicket) -> None:
        try:
            held = await export_object(self._connection, ticket)
        except TicketError:
            view.note(NOTICE)
        else:
            await self._connection.release(held)
