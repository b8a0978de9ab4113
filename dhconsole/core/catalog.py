"""The server's objects as a live list: what there is, how many rows, what is new.

Owns the field stream and, for each table, one export held only to know its size, its kind and
its failure. The rows of the list survive a loss of the connection, marked stale.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable
from contextlib import aclosing
from dataclasses import replace

from dhconsole.client.columns import TableSpec
from dhconsole.client.connection import Connection
from dhconsole.client.errortext import server_error
from dhconsole.client.exports import ExportedTable, SizeUpdate, fetch_table, watch_sizes
from dhconsole.client.fields import watch_fields
from dhconsole.client.state import Live
from dhconsole.client.ticket import Ticket
from dhconsole.client.values import FieldInfo, FieldsChange
from dhconsole.core.echo import is_value_name
from dhconsole.core.tasks import spawn
from dhconsole.core.values import CatalogEntry
from dhconsole.errors import ClosedError, DHError, LostError, SessionExpiredError

_AT_ONCE = 4
_EXPECT_SECONDS = 2.0
"""The server tells new variables up to a quarter of a second after the script's own answer."""
_MEASURED = 400
_TELL_SECONDS = 0.1
_FAILED = "the table has failed"
"""Until it is known why."""


Listener = Callable[[], None]


class Catalog:
    """The live list. ``run_fields`` and ``run_sizes`` are the tasks that keep it so."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._entries: dict[str, CatalogEntry] = {}
        self._exports: dict[int, str] = {}
        self._held: dict[str, ExportedTable] = {}
        self._listeners: list[Listener] = []
        self._field_listeners: list[Callable[[FieldsChange], None]] = []
        self._looks: dict[str, asyncio.Task[None]] = {}
        self._slots = asyncio.Semaphore(_AT_ONCE)
        self._timer: asyncio.TimerHandle | None = None
        self._told_at = -_TELL_SECONDS
        self._sizes_wanted = asyncio.Event()
        self._sizes_wanted.set()
        self._expected: set[str] = set()
        self._expecting: asyncio.TimerHandle | None = None
        self.complete = False

    @property
    def settled(self) -> bool:
        """Whether the list has come, and in it what scripts of ours said they made."""
        return self.complete and not self._expected

    def expect(self, created: Iterable[FieldInfo]) -> None:
        """A script has ended that made these: the list tells them soon, unless they go at once."""
        self._expected |= {each.key for each in created if each.key not in self._entries}
        if self._expected:
            if self._expecting is not None:
                self._expecting.cancel()
            loop = asyncio.get_running_loop()
            self._expecting = loop.call_later(_EXPECT_SECONDS, self._expect_no_more)
        self._tell_soon()

    def _expect_no_more(self) -> None:
        self._expected.clear()
        self._tell_soon()

    @property
    def entries(self) -> tuple[CatalogEntry, ...]:
        """All objects, by application and name; the script's variables first."""
        return tuple(
            sorted(
                self._entries.values(),
                key=lambda e: (
                    e.field.application_id != "scope",
                    e.field.application_id,
                    e.field.name,
                ),
            )
        )

    @property
    def stale(self) -> bool:
        """Whether the list is what was last known, not what is."""
        return not isinstance(self._connection.state, Live)

    def get(self, key: str) -> CatalogEntry | None:
        return self._entries.get(key)

    def spec(self, key: str) -> TableSpec | None:
        """The columns of a table that has been looked at."""
        held = self._held.get(key)
        return held.spec if held is not None else None

    def on_change(self, listener: Listener) -> Callable[[], None]:
        """Call ``listener`` after changes, at most ten times a second; returns what ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener) if listener in self._listeners else None

    def on_fields(self, listener: Callable[[FieldsChange], None]) -> Callable[[], None]:
        """Call ``listener`` with each change of the objects, at once."""
        self._field_listeners.append(listener)
        return lambda: (
            self._field_listeners.remove(listener) if listener in self._field_listeners else None
        )

    async def run_fields(self) -> None:
        """Follow the field stream until it ends."""
        async for change in watch_fields(self._connection):
            if change.initial:
                self._begin(change)
            else:
                self._merge(change)
            self._expected -= self._entries.keys()
            for listener in tuple(self._field_listeners):
                listener(change)
            self._tell_soon()

    async def run_sizes(self) -> None:
        """Follow the sizes of the tables that we hold, while they are wanted, until the stream
        ends."""
        while True:
            await self._sizes_wanted.wait()
            async with aclosing(watch_sizes(self._connection)) as updates:
                async for update in updates:
                    self._take_size(update)
                    if not self._sizes_wanted.is_set():
                        break
                else:
                    return

    def want_sizes(self, wanted: bool) -> None:
        """Whether anybody looks at the sizes. The server tells them ten times a second and for
        each table, which nothing but an end of the stream stops."""
        if wanted:
            self._sizes_wanted.set()
        else:
            self._sizes_wanted.clear()

    def _take_size(self, update: SizeUpdate) -> None:
        key = self._exports.get(update.export)
        entry = self._entries.get(key) if key is not None else None
        if entry is None or key is None:
            return
        if update.failure and not entry.problem:
            # What the server says here is the number of a line in its log.
            self._keep(f"{key} failed", spawn(self._explain(key, update)))
        if entry.rows != update.size or bool(entry.problem) != bool(update.failure):
            problem = (entry.problem or _FAILED) if update.failure else ""
            self._update(key, rows=update.size, problem=problem)

    async def _explain(self, key: str, update: SizeUpdate) -> None:
        """Find out why a table has failed."""
        code, _, details = update.failure.partition(": ")
        try:
            error = await server_error(self._connection, code, details, "an update")
        except DHError:
            return  # the connection has gone, and with it the list
        if self._exports.get(update.export) == key:
            self._update(key, problem=error.message)

    async def close(self) -> None:
        """Stop looking; the exports go with the session."""
        for task in self._looks.values():
            task.cancel()
        await asyncio.gather(*self._looks.values(), return_exceptions=True)
        self._looks.clear()
        for timer in (self._timer, self._expecting):
            if timer is not None:
                timer.cancel()

    def look(self, key: str) -> None:
        """Find out kind and size of a table, if that has not been done yet."""
        entry = self._entries.get(key)
        if entry is None or not entry.is_table or key in self._held or key in self._looks:
            return
        self._keep(key, spawn(self._look(key, entry.field.ticket)))

    # -- changes -------------------------------------------------------------------------

    def _begin(self, change: FieldsChange) -> None:
        """Take the list of everything; what we knew before tells what is new in it."""
        known, self._entries = self._entries, {}
        self._forget_exports()
        first = not self.complete
        for number, field in enumerate(_listed(change.created)):
            old = known.get(field.key)
            if old is not None and number >= _MEASURED:
                old = replace(old, rows=None)  # nobody looks at it before it is on a screen
            self._entries[field.key] = (
                replace(old, field=field, problem="")
                if old is not None and old.field.type == field.type
                else CatalogEntry(field, changed_at=time.monotonic(), is_new=not first)
            )
        self.complete = True
        for key in list(self._entries)[:_MEASURED]:
            self.look(key)

    def _merge(self, change: FieldsChange) -> None:
        now = time.monotonic()
        for field in change.removed:
            self._entries.pop(field.key, None)
            self._drop(field.key)
        for field in _listed(change.created + change.updated):
            self._drop(field.key)
            self._entries[field.key] = CatalogEntry(field, changed_at=now, is_new=True)
            if len(self._entries) <= _MEASURED:
                self.look(field.key)

    def _forget_exports(self) -> None:
        for key in tuple(self._held):
            self._drop(key)

    def _drop(self, key: str) -> None:
        look = self._looks.pop(key, None)
        if look is not None:
            look.cancel()
        held = self._held.pop(key, None)
        if held is not None:
            self._exports.pop(held.ticket.number, None)
            self._release(held.ticket)

    def _release(self, ticket: Ticket) -> None:
        if isinstance(self._connection.state, Live):
            self._keep(ticket.text, asyncio.ensure_future(self._connection.release(ticket)))

    def _keep(self, key: str, task: asyncio.Task[None]) -> None:
        """Have ``close`` end the task, and for a look also a change of what it looks at."""

        def ended(done: asyncio.Task[None]) -> None:
            # One that was cancelled ends when the next may have its place already.
            if self._looks.get(key) is done:
                del self._looks[key]

        self._looks[key] = task
        task.add_done_callback(ended)

    async def _look(self, key: str, ticket: Ticket) -> None:
        async with self._slots:
            try:
                held = await fetch_table(self._connection, ticket)
            except (LostError, SessionExpiredError, ClosedError):
                return  # the next login lists everything again
            except DHError as exc:
                self._update(key, problem=exc.message)
                return
        self._held[key] = held
        self._exports[held.ticket.number] = key
        self._update(
            key,
            rows=held.size,
            ticking=not held.is_static,
            blink=held.spec.is_blink,
            input_table=held.spec.is_input_table,
            columns=sum(not column.is_style for column in held.spec.columns),
            problem="",
        )

    def _update(self, key: str, **changes: object) -> None:
        entry = self._entries.get(key)
        if entry is not None:
            self._entries[key] = replace(entry, **changes)  # type: ignore[arg-type]
            self._tell_soon()

    def _tell_soon(self) -> None:
        if self._timer is None:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_at(self._told_at + _TELL_SECONDS, self._tell)

    def _tell(self) -> None:
        self._timer = None
        self._told_at = asyncio.get_running_loop().time()
        for listener in tuple(self._listeners):
            listener()


def _listed(fields: tuple[FieldInfo, ...]) -> tuple[FieldInfo, ...]:
    return tuple(each for each in fields if not is_value_name(each.name))
