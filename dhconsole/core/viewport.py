"""One table on show: the true window of it, and what a face needs to draw that honestly.

Owns what is on show of one open view on its way through losses: a view is made from its recipe,
made again after a new login or when its root is bound anew (``serving``), and keeps the rows
last seen, marked stale, in between. ``client.barrage`` knows what the rows are; this module adds
where the face looks (``show``), what changed (versions, marks), pause, follow, age and rate.
Knows nothing of cells and colours.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import pyarrow as pa

from dhconsole.client.barrage.subscription import ViewportSubscription
from dhconsole.client.barrage.viewport import WindowChange
from dhconsole.client.columns import TableSpec
from dhconsole.client.connection import Connection
from dhconsole.client.exports import ExportedTable
from dhconsole.client.state import Closed, ConnectionState, Lost
from dhconsole.client.values import FieldsChange
from dhconsole.core.alarm import Alarm
from dhconsole.core.asking import Asking, Wish
from dhconsole.core.holding import Holding
from dhconsole.core.layout_hints import hinted_columns
from dhconsole.core.making import make_table
from dhconsole.core.marks import Mark
from dhconsole.core.pulse import Pulse
from dhconsole.core.recipe import ColumnChoice, Recipe
from dhconsole.core.renewal import renewal_text
from dhconsole.core.serving import Serving
from dhconsole.core.trees import Node, needed, node_of, shown_values
from dhconsole.core.values import ViewEvent, ViewState
from dhconsole.errors import DHError, TicketError

_GONE = "not on the server now; waits for it to come back"

_SPARE_SECONDS = 0.15
"""How much longer than its time a mark may stay: a table that ticks takes it away with its next
update, so as to draw both at once."""


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
        self, connection: Connection, recipe: Recipe, *, interval_ms: int = 100, decay: float = 0.8
    ) -> None:
        self.recipe = recipe
        self.spec: TableSpec | None = None
        self.problem = ""
        self.notice = ""
        self.stale_since: float | None = None
        self.pulse = Pulse()
        self.missed, self.remade = 0, False
        self.connection = connection
        self._state = ViewState.OPENING
        self.paused = False
        self._holding = Holding(decay)
        self._asking = Asking()
        self._static = False
        self._listeners: list[Callable[[ViewEvent], None]] = []
        self._expiry = Alarm(self._expire, spare=_SPARE_SECONDS)
        self._asked = 0
        self._made_of = recipe.asks
        self._serving = Serving(connection, interval_ms, self._make, self)
        self._unlisten = connection.on_state(self._connection_changed)

    # -- life ----------------------------------------------------------------------------

    def start(self) -> None:
        """Begin; the rows arrive as events."""
        self._serving.start()

    async def close(self) -> None:
        """End the subscription and release what it held."""
        self._unlisten()
        self._asking.close()
        self._expiry.cancel()
        await self._serving.close()
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
        if self.paused and self._state in (ViewState.LIVE, ViewState.STATIC):
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
        return self._holding.shown.size

    @property
    def reverse_supported(self) -> bool:
        return self._asking.can_follow

    @property
    def following(self) -> bool:
        """Whether the view stays at the end of the table."""
        return self._asking.following

    def loaded(self, row: int) -> bool:
        """Whether the values of the row at this position are here."""
        return self._holding.shown.local(row) is not None

    def values(self, column: int, first_row: int, count: int) -> pa.Array | None:
        """Values of ``count`` rows from ``first_row``; None when any of them is not here."""
        pane = self._holding.shown
        return shown_values(self.spec, column, lambda each: pane.values(each, first_row, count))

    def node(self, row: int) -> Node | None:
        """The row as one of a tree; None when it is not here, or none."""
        return node_of(self.spec, lambda each: self._holding.shown.values(each, row, 1))

    def stamps(self) -> tuple[Mapping[int, object], int | None]:
        return self._holding.shown.known(self.spec)

    def version(self, row: int) -> int:
        """Changes whenever a value of the row does; -1 for a row that is not here."""
        return self._holding.shown.version(row)

    def versions(self, rows: range) -> Sequence[int]:
        """``version`` of each row, of which many are asked for at once."""
        return self._holding.shown.versions_of(rows)

    def look(self, row: int) -> int:
        """Changes whenever marks of the row expire."""
        return self._holding.seen_marks.look(self._holding.shown.local(row))

    def marks(self, row: int) -> Mapping[int, Mark]:
        """Marked columns of the row."""
        return self._holding.seen_marks.of(self._holding.shown.local(row))

    # -- what is wanted ------------------------------------------------------------------

    def show(
        self,
        first: int,
        count: int,
        columns: Sequence[int],
        *,
        ahead: Sequence[int] = (),
        spare: int = 0,
    ) -> None:
        """Look at ``count`` rows and these columns. Cheap; calls in a burst become one.

        Args:
            ahead: columns to have ready unless they are heavy.
            spare: rows to have ready on each side, fewer when they are heavy.
        """
        shown, more = needed(self.spec, columns), needed(self.spec, ahead)
        self._asking.show(Wish(max(0, first), count, shown, more, spare))

    def follow(self, on: bool) -> None:
        """Stay at the end of the table, where the table allows it."""
        if on != self.following:
            self._asking.follow(on)
            self._tell(ViewEvent(state_changed=True))

    def pause(self, on: bool) -> None:
        """Hold what is shown; updates go on being counted in ``missed``."""
        if on == self.paused:
            return
        self.paused, self.missed, self.remade = on, 0, False
        self._holding.pause(on)
        self._tell(ViewEvent(rows=None, size_changed=True, state_changed=True))

    # -- another recipe ------------------------------------------------------------------

    async def change(self, recipe: Recipe) -> None:
        """Show this recipe in place of the present one. Ends a pause: what is held is no more.

        The table is made first: when that fails, the view goes on as it was.

        Raises:
            FilterTextError, ServerError: the recipe fits no table.
            LostError, SessionExpiredError, ClosedError: the connection is not there.
        """
        if recipe.asks != self.recipe.asks:
            self._asked += 1
            self._tell(ViewEvent(state_changed=True))
            try:
                export = await make_table(self.connection, recipe)
            finally:
                self._asked -= 1
                self._tell(ViewEvent(state_changed=True))
            self.pause(False)
            await self._serving.take(export)
        self.recipe = recipe
        self._tell(ViewEvent(rows=None, state_changed=True))

    @property
    def asking(self) -> bool:
        """Whether another recipe is being tried, or the rows on show are not yet those of this."""
        return self._asked > 0 or self._serving.renewing

    @property
    def table(self) -> ExportedTable:
        """The table on show; raises LostError when there is none, ArgumentError for a tree."""
        self.recipe.need_rows()
        return self._serving.shown

    # -- the subscription ----------------------------------------------------------------

    async def _make(self) -> ExportedTable:
        return await make_table(self.connection, self.recipe)

    async def opened(self, subscription: ViewportSubscription, export: ExportedTable) -> None:
        """Open ``subscription`` on what is wanted."""
        before, self._static = self.spec, export.is_static
        same, self._made_of = self._made_of == self.recipe.asks, self.recipe.asks
        spec = await self._asking.open(subscription, export.spec)
        self.spec = export.spec if spec.is_tree else spec
        self._holding.begin(len(self.spec.columns))
        if before is None and self.recipe.columns == ColumnChoice():
            self.recipe = replace(self.recipe, columns=hinted_columns(self.spec))
        if before is None or before.columns != self.spec.columns:
            said = renewal_text(before, self.spec, self.recipe, self.paused) if same else ""
            self._holding.clear(export.size)
            self.paused = False  # what was held had other columns
            self._tell(ViewEvent(None, True, state_changed=True, spec_changed=True, renewed=said))

    def left(self) -> None:
        """There is no subscription any more."""
        self._asking.detach()

    def took(self, subscription: ViewportSubscription, change: WindowChange, first: bool) -> None:
        """Take in what has changed."""
        if first:
            self.problem = self.notice = ""
            self.stale_since = None
            self._enter(ViewState.STATIC if self._static else ViewState.LIVE)
        self._take(subscription, change)
        if first:
            # Versions are counted anew; what was drawn for those before says nothing.
            self._tell(ViewEvent(rows=None, size_changed=True, state_changed=True))

    def _take(self, subscription: ViewportSubscription, change: WindowChange) -> None:
        assert self.spec is not None
        now = time.monotonic()
        before = self._holding.pane
        if change.size == 0 and self.spec.is_blink and before.size:
            return  # a blink table empties itself after each cycle; the last rows stay on show
        taken = self._holding.take(self.spec, subscription.window, change, now)
        self._asking.weigh(self._holding.pane.columns)
        if taken.is_news and taken.rows:
            self.pulse.beat(now, taken.rows)
        if self.paused:
            # What answers a request of ours is no news.
            self.missed += 1 if taken.is_news else 0
            self._tell(ViewEvent(state_changed=True))
            return
        if taken.dirty is None or taken.dirty or change.size != before.size:
            self._tell(ViewEvent(rows=taken.dirty, size_changed=change.size != before.size))
        self._expiry.plan(self._holding.next_expiry)

    def _expire(self) -> None:
        rows = self._holding.expire(time.monotonic())
        if len(rows) and not self.paused:
            self._tell(ViewEvent(rows=frozenset(self._holding.pane.positions_of(rows))))
        self._expiry.plan(self._holding.next_expiry)

    # -- state ---------------------------------------------------------------------------

    def fields_changed(self, change: FieldsChange) -> None:
        """For the catalog: objects came or went. A root that was bound anew is opened anew."""
        root = self.recipe.root.text
        if change.initial:
            return
        if root in {field.key for field in change.created + change.updated}:
            self.notice, self.remade = "", self.paused
            self._serving.restart()
        elif root in {field.key for field in change.removed}:
            self.note("removed on the server")

    def note(self, text: str) -> None:
        """Say this of the table until it is made anew."""
        if text != self.notice:
            self.notice = text
            self._tell(ViewEvent(state_changed=True))

    def retry(self) -> None:
        """Try a failed view again."""
        self._serving.restart()

    def _connection_changed(self, state: ConnectionState) -> None:
        if isinstance(state, Lost | Closed):
            if self.stale_since is None and self._state is not ViewState.FAILED:
                self.stale_since = state.since if isinstance(state, Lost) else time.monotonic()
                self.problem = state.error.message if state.error is not None else "closed"
                self._enter(ViewState.STALE)
            self._serving.restart()

    def failed(self, error: DHError) -> None:
        """Say why there is nothing to show."""
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
