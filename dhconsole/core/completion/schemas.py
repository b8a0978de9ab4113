"""The columns of the server's tables, by the names of their variables, for completion.

Owns what was asked for because of completion alone; what the list of objects has looked at
already is taken from there.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable
from dataclasses import dataclass

from dhconsole.client.columns import TableSpec
from dhconsole.client.console import Console
from dhconsole.client.exports import fetch_table
from dhconsole.client.ticket import ScopeTicket
from dhconsole.core.catalog import Catalog
from dhconsole.core.completion.chains import Columns
from dhconsole.core.tasks import spawn
from dhconsole.core.values import CatalogEntry
from dhconsole.errors import DHError

_FRESH_SECONDS = 5.0
"""How long columns are taken for true that no list of objects vouches for."""


@dataclass(frozen=True, slots=True)
class _Seen:
    spec: TableSpec | None
    identity: object
    at: float


class Schemas:
    """Columns of variables, as far as known, and learning them.

    Args:
        catalog: the list of objects; None where there is none, which costs a question to the
            server for every variable now and then.
    """

    def __init__(self, console: Console, catalog: Catalog | None) -> None:
        self._console = console
        self._catalog = catalog
        self._seen: dict[str, _Seen] = {}
        self._asking: dict[str, asyncio.Task[None]] = {}

    def entry(self, name: str) -> CatalogEntry | None:
        """What the list of objects has under the name of a variable."""
        if self._catalog is None or not name:
            return None
        return self._catalog.get(ScopeTicket.scope_ticket(name).text)

    def spec(self, name: str) -> TableSpec | None:
        """Columns and attributes of a variable that is a table, as far as known."""
        entry = self.entry(name)
        if entry is not None and self._catalog is not None:
            spec = self._catalog.spec(entry.key)
            if spec is not None:
                return spec
        seen = self._seen.get(name)
        return seen.spec if seen is not None and seen.identity == self._identity(name) else None

    def columns(self, name: str) -> Columns | None:
        """The same, as the columns that one can write in a formula."""
        spec = self.spec(name)
        if spec is None:
            return None
        return {column.name: column for column in spec.columns if not column.is_style}

    async def learn(self, names: Iterable[str]) -> bool:
        """Ask the server for those of ``names`` that may be tables and are not known.

        Returns:
            Whether anything was asked.
        """
        asked = [self._ask(name) for name in names if self._is_wanted(name)]
        for task in asked:
            # Callers are cancelled at every key; what was asked is still good for the next one.
            await asyncio.shield(task)
        return bool(asked)

    def close(self) -> None:
        """Ask no more."""
        for task in self._asking.values():
            task.cancel()

    def _identity(self, name: str) -> object:
        """What changes when the variable may have become another table."""
        entry = self.entry(name)
        return (self._console.generation, entry.changed_at if entry is not None else None)

    def _is_wanted(self, name: str) -> bool:
        if not name.isidentifier():
            return False
        if self._catalog is not None and self._catalog.complete:
            entry = self.entry(name)
            if entry is None or not entry.is_table or self._catalog.spec(entry.key) is not None:
                return False
        seen = self._seen.get(name)
        if seen is None or seen.identity != self._identity(name):
            return True
        return self._catalog is None and time.monotonic() - seen.at > _FRESH_SECONDS

    def _ask(self, name: str) -> asyncio.Task[None]:
        task = self._asking.get(name)
        if task is None:
            task = self._asking[name] = spawn(self._fetch(name))
            task.add_done_callback(lambda done: self._asking.pop(name, None))
        return task

    async def _fetch(self, name: str) -> None:
        identity = self._identity(name)
        connection = self._console.connection
        spec = None
        try:
            held = await fetch_table(connection, ScopeTicket.scope_ticket(name))
            spec = held.spec
            await connection.release(held.ticket)
        except DHError:
            # No table, or no server: then there are no columns to offer, which is no failure.
            pass
        self._seen[name] = _Seen(spec, identity, time.monotonic())
