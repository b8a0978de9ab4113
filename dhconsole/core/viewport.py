"""One table on show: the true window of it, and what a face needs to draw that honestly.

Owns the subscription of one open view and its way through losses: a view is made from its
recipe, made again after a new login or when its root is bound anew, and keeps the rows last
seen, marked stale, in between. ``client.barrage`` knows what the rows are; this module adds
where the face looks (``show``), what changed (versions, marks), pause, follow, age and rate.
Knows nothing of cells and colours.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence

import pyarrow as pa

from dhconsole.client.barrage.subscription import ViewportSubscription
from dhconsole.client.barrage.viewport import WindowChange
from dhconsole.client.columns import TableSpec
from dhconsole.client.connection import Connection
from dhconsole.client.exports import ExportedTable
from dhconsole.client.state import Closed, ConnectionState, Live, Lost
from dhconsole.client.values import FieldsChange
from dhconsole.core.alarm import Alarm
from dhconsole.core.asking import Asking
from dhconsole.core.marks import NO_MARKS, Mark, Marks
from dhconsole.core.pane import Pane
from dhconsole.core.pulse import Pulse
from dhconsole.core.recipe import Recipe
from dhconsole.core.streams import until_live
from dhconsole.core.tasks import spawn
from dhconsole.core.values import ViewEvent, ViewState
from dhconsole.errors import (
    ClosedError,
    DHError,
    LostError,
    ProtocolError,
    SessionExpiredError,
    TicketError,
)

_PROTOCOL_RETRIES = 3
_GONE = "not on the server now; waits for it to come back"


class TableView:
    """A live view of one recipe. Every call must be made on the event loop.

    Args:
        connection: where the table is.
        recipe: how to make it, and make it again.
        interval_ms: shortest time between updates; use one value for all views, since the
            server keeps a producer for each distinct one.
        decay: seconds that a changed cell stays marked; 0 for no marks.
    """

    def __init__(
        self,
        connection: Connection,
        recipe: Recipe,
        *,
        interval_ms: int = 100,
        decay: float = 0.8,
    ) -> None:
        self.recipe = recipe
        self.spec: TableSpec | None = None
        self.problem = ""
        self.notice = ""
        self.stale_since: float | None = None
        self.pulse = Pulse()
        self.missed = 0
        self._connection = connection
        self._interval_ms = interval_ms
        self._decay = decay
        self._state = ViewState.OPENING
        self._paused = False
        self._pane = Pane()
        self._held: Pane | None = None
        self._marks: Marks | None = None
        self._asking = Asking()
        self._static = False
        self._listeners: list[Callable[[ViewEvent], None]] = []
        self._expiry = Alarm(self._expire)
        self._restart = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._unlisten = connection.on_state(self._connection_changed)

    # -- life ----------------------------------------------------------------------------

    def start(self) -> None:
        """Begin; the rows arrive as events."""
        self._task = spawn(self._serve())

    async def close(self) -> None:
        """End the subscription and release what it held."""
        self._unlisten()
        self._asking.close()
        self._expiry.cancel()
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        self._enter(ViewState.CLOSED)
        self._listeners.clear()

    def listen(self, listener: Callable[[ViewEvent], None]) -> Callable[[], None]:
        """Call ``listener`` at each change; returns what ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener) if listener in self._listeners else None

    # -- what there is -------------------------------------------------------------------

    @property
    def title(self) -> str:
        return self.recipe.name

    @property
    def state(self) -> ViewState:
        if self._paused and self._state in (ViewState.LIVE, ViewState.STATIC):
            return ViewState.PAUSED
        return self._state

    @property
    def rate(self) -> float:
        """Rows changed per second, smoothed."""
        return self.pulse.rate

    @property
    def last_update(self) -> float | None:
        """``time.monotonic`` of the last change of a row on show or of the size."""
        return self.pulse.last

    @property
    def size(self) -> int:
        """Rows of the whole table."""
        return self._shown.size

    @property
    def paused(self) -> bool:
        return self._paused

    @property
    def reverse_supported(self) -> bool:
        return self._asking.can_follow

    @property
    def following(self) -> bool:
        """Whether the view stays at the end of the table."""
        return self._asking.following

    @property
    def _shown(self) -> Pane:
        return self._held if self._held is not None else self._pane

    def loaded(self, row: int) -> bool:
        """Whether the values of the row at this position are here."""
        return self._shown.local(row) is not None

    def values(self, column: int, first_row: int, count: int) -> pa.Array | None:
        """Values of ``count`` rows from ``first_row``; None when any of them is not here."""
        return self._shown.values(column, first_row, count)

    def version(self, row: int) -> int:
        """Changes whenever a value of the row does; -1 for a row that is not here."""
        return self._shown.version(row)

    def look(self, row: int) -> int:
        """Changes whenever marks of the row expire."""
        return self._seen_marks.look(self._shown.local(row))

    def marks(self, row: int) -> Mapping[int, Mark]:
        """Marked columns of the row. A held pane has no marks: nothing changes in it."""
        return self._seen_marks.of(self._shown.local(row))

    @property
    def _seen_marks(self) -> Marks:
        return self._marks if self._marks is not None and self._held is None else NO_MARKS

    # -- what is wanted ------------------------------------------------------------------

    def show(self, first_row: int, row_count: int, columns: Sequence[int]) -> None:
        """Look at these row positions and columns. Cheap; calls in a burst become one."""
        self._asking.show(first_row, row_count, columns)

    def follow(self, on: bool) -> None:
        """Stay at the end of the table, where the table allows it."""
        if on != self.following:
            self._asking.follow(on)
            self._tell(ViewEvent(state_changed=True))

    def pause(self, on: bool) -> None:
        """Hold what is shown; updates go on being counted in ``missed``."""
        if on == self._paused:
            return
        self._paused = on
        self.missed = 0
        self._held = self._pane.copy() if on else None
        self._tell(ViewEvent(rows=None, size_changed=True, state_changed=True))

    # -- the stream ----------------------------------------------------------------------

    async def _serve(self) -> None:
        broken = 0
        while await until_live(self._connection) is not None:
            self._restart.clear()
            try:
                await self._stream()
            except (LostError, SessionExpiredError, ClosedError):
                # The connection's own state says what is lost; wait for the next login.
                await self._until_not_live()
                continue
            except ProtocolError as exc:
                broken += 1
                if broken < _PROTOCOL_RETRIES:
                    continue  # a new call with the same viewport starts from a clean state
                self._fail(exc)
            except DHError as exc:
                self._fail(exc)
            await self._restart.wait()

    async def _until_not_live(self) -> None:
        """After a lost stream the connection may need a moment to find out that it is lost."""
        if isinstance(self._connection.state, Live):
            self._restart.clear()
            await self._restart.wait()

    async def _stream(self) -> None:
        export = await self.recipe.make(self._connection)
        subscription = ViewportSubscription(
            self._connection, export.ticket.bytes, interval_ms=self._interval_ms
        )
        try:
            await self._open(subscription, export)
            restart = asyncio.ensure_future(self._restart.wait())
            reading = asyncio.ensure_future(self._read(subscription))
            try:
                await asyncio.wait({restart, reading}, return_when=asyncio.FIRST_COMPLETED)
                if reading.done():
                    reading.result()
            finally:
                restart.cancel()
                reading.cancel()
                await asyncio.gather(restart, reading, return_exceptions=True)
        finally:
            self._asking.detach()
            await subscription.close()
            await self._connection.release(export.ticket)

    async def _open(self, subscription: ViewportSubscription, export: ExportedTable) -> None:
        before = self.spec
        self._static = export.is_static
        self.spec = await self._asking.open(subscription, export.spec)
        self._marks = Marks(len(self.spec.columns), self._decay)
        if before is None or before.columns != self.spec.columns:
            self._pane = Pane(size=export.size)
            self._tell(ViewEvent(rows=None, size_changed=True, spec_changed=True))

    async def _read(self, subscription: ViewportSubscription) -> None:
        fresh = True
        async for change in subscription:
            if fresh:
                fresh = False
                self.problem = self.notice = ""
                self.stale_since = None
                self._enter(ViewState.STATIC if self._static else ViewState.LIVE)
            self._take(subscription, change)

    def _take(self, subscription: ViewportSubscription, change: WindowChange) -> None:
        assert self._marks is not None and self.spec is not None
        now = time.monotonic()
        if change.size == 0 and self.spec.is_blink and self._pane.size:
            return  # a blink table empties itself after each cycle; the last rows stay on show
        before = self._pane
        after = Pane.of(subscription.window)
        dirty = after.follow(before, change, self._marks, now if self._decay else None)
        self._pane = after
        moved = len(change.added) + change.removed_count + sum(map(len, change.modified.values()))
        if not change.is_snapshot:
            self.pulse.beat(now, moved, change)
        if self._paused:
            # What answers a request of ours is no news of the table; whatever else comes is,
            # also when it is of rows that are not in the window.
            self.missed += 0 if change.is_snapshot else 1
            self._tell(ViewEvent(state_changed=True))
            return
        if dirty is None or dirty or change.size != before.size:
            self._tell(ViewEvent(rows=dirty, size_changed=change.size != before.size))
        self._plan_expiry()

    # -- marks ---------------------------------------------------------------------------

    def _plan_expiry(self) -> None:
        self._expiry.plan(self._marks.next_expiry if self._marks is not None else None)

    def _expire(self) -> None:
        if self._marks is None:
            return
        rows = self._marks.expire(time.monotonic())
        if len(rows) and not self._paused:
            dirty = frozenset(self._pane.positions_of(rows))
            self._tell(ViewEvent(rows=dirty))
        self._plan_expiry()

    # -- state ---------------------------------------------------------------------------

    def fields_changed(self, change: FieldsChange) -> None:
        """For the catalog: objects came or went. A root that was bound anew is opened anew."""
        keys = {field.key for field in change.created + change.updated}
        if change.initial:
            return
        if self.recipe.root.text in keys:
            self.notice = ""
            self._restart.set()
        elif self.recipe.root.text in {field.key for field in change.removed}:
            self.notice = "removed on the server"
            self._tell(ViewEvent(state_changed=True))

    def retry(self) -> None:
        """Try a failed view again."""
        self._restart.set()

    def _connection_changed(self, state: ConnectionState) -> None:
        if isinstance(state, Lost | Closed):
            if self.stale_since is None and self._state is not ViewState.FAILED:
                self.stale_since = state.since if isinstance(state, Lost) else time.monotonic()
                self.problem = state.error.message if state.error is not None else "closed"
                self._enter(ViewState.STALE)
            self._restart.set()

    def _fail(self, error: DHError) -> None:
        self.problem = str(error)
        # A table that was here, and that a server which has lost it may be given again.
        gone = isinstance(error, TicketError) and self.spec is not None
        self.notice = _GONE if gone else ""
        self.stale_since = (gone and self.stale_since) or time.monotonic()
        self._state = ViewState.STALE if gone else ViewState.FAILED
        self._tell(ViewEvent(rows=None, state_changed=True))

    def _enter(self, state: ViewState) -> None:
        if state is not self._state:
            self._state = state
            self._tell(ViewEvent(rows=None, state_changed=True))

    def _tell(self, event: ViewEvent) -> None:
        for listener in tuple(self._listeners):
            listener(event)
