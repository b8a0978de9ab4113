"""A table view that a test steers by hand, and an app with one grid on it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

import pyarrow as pa
from textual.pilot import Pilot

from dhconsole.client.columns import ColumnSpec, TableSpec
from dhconsole.client.ticket import ScopeTicket
from dhconsole.core.marks import Mark
from dhconsole.core.recipe import Recipe
from dhconsole.core.values import ViewEvent, ViewState
from dhconsole.core.viewport import TableView
from dhconsole.text.formats import FormatSettings
from dhconsole.tui.widgets.grid.widget import GridOptions, TableGrid
from tests.tui.widget_host import Host, screen_lines

Make = Callable[[int], object]

LONG, DOUBLE, STRING = ("long", pa.int64()), ("double", pa.float64()), ("java.lang.String", None)
INSTANT = ("java.time.Instant", pa.timestamp("ns", "UTC"))


def column(
    name: str, kind: tuple[str, pa.DataType | None], make: Make, **options: Any
) -> tuple[ColumnSpec, Make]:
    """A column whose value in row ``r`` is ``make(r)``."""
    java, arrow = kind
    return ColumnSpec(name, java, arrow if arrow is not None else pa.string(), **options), make


class FakeView:
    """Stands in for ``core.viewport.TableView``: values come from functions of the row.

    Attributes:
        asked: every window that the grid wanted: first row, count, columns.
        here: rows that are loaded; None means all of them.
        reads: number of values handed out.
    """

    def __init__(self, *columns: tuple[ColumnSpec, Make], size: int) -> None:
        self.title = "trades"
        self.recipe = Recipe(ScopeTicket.scope_ticket("trades"))
        self.asking = False
        self.spec: TableSpec | None = TableSpec(tuple(spec for spec, _ in columns), {}, {})
        self.size = size
        self.state = ViewState.LIVE
        self.problem = self.notice = ""
        self.stale_since: float | None = None
        self.last_update: float | None = None
        self.rate = 0.0
        self.missed, self.remade = 0, False
        self.paused = self.following = False
        self.reverse_supported = True
        self.here: range | None = None
        self.columns_here: set[int] | None = None
        self.asked: list[tuple[int, int, tuple[int, ...]]] = []
        self.reads = 0
        self._makes = [make for _, make in columns]
        self._changed: dict[tuple[int, int], object] = {}
        self._marks: dict[int, dict[int, Mark]] = {}
        self._versions: dict[int, int] = {}
        self._looks: dict[int, int] = {}
        self._listeners: list[Callable[[ViewEvent], None]] = []

    # -- what the grid reads -------------------------------------------------------------

    def loaded(self, row: int) -> bool:
        return 0 <= row < self.size and (self.here is None or row in self.here)

    def stamps(self) -> tuple[dict[int, object], None]:
        """Nothing is known to be unchanged."""
        return {}, None

    def version(self, row: int) -> int:
        return self._versions.get(row, 1) if self.loaded(row) else -1

    def versions(self, rows: range) -> list[int]:
        return [self.version(row) for row in rows]

    def look(self, row: int) -> int:
        return self._looks.get(row, 0)

    def values(self, index: int, first: int, count: int) -> pa.Array | None:
        rows = range(first, first + count)
        if self.columns_here is not None and index not in self.columns_here:
            return None
        if self.spec is None or not rows or not (self.loaded(first) and self.loaded(rows[-1])):
            return None
        self.reads += count
        made = [self._changed.get((row, index), _UNSET) for row in rows]
        return pa.array(
            [
                self._makes[index](row) if value is _UNSET else value
                for row, value in zip(rows, made, strict=True)
            ],
            self.spec.columns[index].arrow_type,
        )

    def marks(self, row: int) -> Mapping[int, Mark]:
        return self._marks.get(row, {})

    def listen(self, listener: Callable[[ViewEvent], None]) -> Callable[[], None]:
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    # -- what the grid wants -------------------------------------------------------------

    def show(
        self,
        first: int,
        count: int,
        columns: Sequence[int],
        *,
        ahead: Sequence[int],
        spare: int,
    ) -> None:
        self.asked.append((first, count, (*columns, *ahead)))

    def follow(self, on: bool) -> None:
        if on != self.following:
            self.following = on
            self.tell(state_changed=True)

    def pause(self, on: bool) -> None:
        self.paused = on
        self.state = ViewState.PAUSED if on else ViewState.LIVE
        self.tell(rows=None, state_changed=True)

    async def change(self, recipe: Recipe) -> None:
        self.recipe = recipe
        self.tell(rows=None, state_changed=True)

    # -- what a test does ----------------------------------------------------------------

    def put(self, row: int, index: int, value: object, mark: Mark = Mark.CHANGED) -> None:
        """One cell gets another value, and a mark."""
        self._changed[(row, index)] = value
        self._marks.setdefault(row, {})[index] = mark
        self._touch(row)
        self.last_update = time.monotonic()
        self.tell(rows=frozenset([row]))

    def unmark(self, row: int) -> None:
        self._marks.pop(row, None)
        self._looks[row] = self._looks.get(row, 0) + 1
        self.tell(rows=frozenset([row]))

    def resize(self, size: int) -> None:
        before, self.size = self.size, size
        first, last = sorted((before, size))
        self.tell(rows=frozenset(range(first, min(last, first + 1000))), size_changed=True)

    def arrive(self, rows: range | None, columns: set[int] | None = None) -> None:
        """Rows and columns that are here from now on."""
        self.here, self.columns_here = rows, columns
        self.tell(rows=None)

    def become(self, state: ViewState, problem: str = "") -> None:
        self.state, self.problem = state, problem
        self.tell(rows=None, state_changed=True)

    def tell(self, **event: Any) -> None:
        for listener in tuple(self._listeners):
            listener(ViewEvent(**event))

    def _touch(self, row: int) -> None:
        self._versions[row] = self._versions.get(row, 1) + 1


_UNSET = object()


class GridHost(Host):
    """An app with one grid; actions go where the console sends them."""

    def __init__(self, view: FakeView, **options: Any) -> None:
        self.view = view
        fetch = options.pop("fetch", None)
        settings = options.pop("settings", FormatSettings())
        self.grid = TableGrid(
            cast(TableView, view), GridOptions(format=settings, **options), fetch=fetch
        )
        super().__init__(self.grid)

    def on_mount(self) -> None:
        self.grid.focus()

    async def action_do(self, id_: str) -> None:
        name = id_.partition(".")[2]
        grid = self.grid
        owners = (owner for owner in (grid.asker, grid.finder) if name in owner.NAMES)
        getattr(next(owners, grid.commands), name)()

    def line(self, y: int) -> str:
        return screen_lines(self)[y]


async def painted(pilot: Pilot[Any]) -> None:
    """Let the frame clock tick, and what it asked for be drawn."""
    grid = cast(GridHost, pilot.app).grid
    await pilot.pause()
    while grid.clock.running:
        await pilot.pause(0.01)
    await pilot.pause()


def trades(size: int = 1_000_000) -> FakeView:
    """A table of every kind of cell that looks different."""
    start = 1_772_460_131_100_000_000
    symbols = ("AAPL", "MSFT", "GOOG", "日本電気", "", None)
    prices = (189.412, 402.0075, None, float("nan"), float("inf"), -float("inf"), -3.5, 1e-7)
    return FakeView(
        column("Timestamp", INSTANT, lambda r: start - r * 100_000_000, is_key=True),
        column("Sym", STRING, lambda r: symbols[r % 6], is_key=True),
        column("Price", DOUBLE, lambda r: prices[r % 8]),
        column("Qty", LONG, lambda r: None if r % 11 == 5 else (r * 7919) % 1000 - 100),
        column("Live", ("java.lang.Boolean", pa.bool_()), lambda r: (True, False, None)[r % 3]),
        column("Note", STRING, lambda r: f"row {r} " + "long text " * (r % 5)),
        size=size,
    )
