"""Pictures of fixed data: what snapshots are made of, and what is looked at in every theme."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import pyarrow as pa
from textual.app import ComposeResult
from textual.containers import Vertical

from dhconsole.client.connection import Connection
from dhconsole.client.inputs import InputColumns, InputKind, Restriction
from dhconsole.client.ticket import ScopeTicket
from dhconsole.core.editing.editor import Editor
from dhconsole.core.editing.entering import entered
from dhconsole.core.editing.forms import Cell, Form
from dhconsole.core.editing.keeping import Kept, described
from dhconsole.core.editing.pasting import read_block
from dhconsole.core.filtering.times import Now
from dhconsole.core.marks import Mark
from dhconsole.core.viewport import TableView
from dhconsole.text.formats import FormatSettings
from dhconsole.tui import theming
from dhconsole.tui.screens.paste import PasteScreen
from dhconsole.tui.widgets.editing.panel import EditPanel
from dhconsole.tui.widgets.editing.target import Target
from dhconsole.tui.widgets.grid.widget import GridOptions, TableGrid
from dhconsole.tui.widgets.totals import TotalsLines
from tests.tui.grid_host import DOUBLE, LONG, STRING, FakeView, column, trades
from tests.tui.widget_host import Host


class Scene(Host):
    """A grid, its totals and the edit panel, in a theme."""

    def __init__(
        self,
        theme: str,
        *,
        panel: bool = False,
        paste: bool = False,
        kept: bool = False,
        tree: bool = False,
    ) -> None:
        super().__init__()
        theming.use(self, theme, "")
        self._panel, self._paste, self._kept, self._tree = panel or kept, paste, kept, tree
        self.view = _limits() if self._panel or paste else _groups() if tree else _trades()
        options = GridOptions(format=FormatSettings(), frozen=1)
        self.grid = TableGrid(cast(TableView, self.view), options)
        self.panel = EditPanel(id="editor")
        self.totals = TotalsLines()

    def compose(self) -> ComposeResult:
        with Vertical():
            yield self.grid
            yield self.panel
            yield self.totals

    def on_mount(self) -> None:
        self.grid.styles.height = "1fr"
        self.grid.focus()
        self.call_after_refresh(self._arrange)

    def _arrange(self) -> None:
        if not (self._panel or self._paste or self._tree):
            self.grid.commands.put(4, 2, extend=False)
            self.grid.commands.put(7, 3, extend=True)
            recipe = self.view.recipe.totalled("Price", "max").totalled("Qty", "sum")
            totals = FakeView(
                column("Price__max", DOUBLE, lambda row: 402.0075),
                column("Qty__sum", LONG, lambda row: 449_862_113),
                size=1,
            )
            totals.recipe = recipe
            self.totals.show(self.grid, cast(TableView, totals))
            self.totals.fit_columns()
            self.grid.everything()
        editor = limits_editor()
        if self._panel:
            self.panel.is_open = True
            self.panel.add_class("-open")
            _stage(editor)
            if self._kept:
                entries = editor.staging.entries
                # Its time is shown in the zone of the machine, so it has none of its own here.
                editor.offers = (_Undated("here", "s/limits", described(editor.form), entries),)
            self.panel.show(Target(editor, row_of(editor, "S1", 1000, "buy")))
        if self._paste:
            block = read_block("Max\tSym\n5000\tS2\nmany\tS8\n1,250\tS9\n", editor.form, Now())
            self.push_screen(PasteScreen(block, editor.form))


class _NoConnection:
    """An editor asks of its connection that it tells of losses; there is none here."""

    def on_state(self, listener: Callable[..., Any]) -> Callable[[], None]:
        return lambda: None


def _trades() -> FakeView:
    view = trades(1_000_000)
    view.put(1, 3, 12, Mark.UP)
    view.put(2, 3, -30, Mark.DOWN)
    view.put(3, 2, 7.25, Mark.CHANGED)
    view.last_update = None
    return view


class _Undated(Kept):
    """Rows that were kept at no time in particular."""

    @property
    def when(self) -> str:
        return "02 Mar 14:02"


def _groups() -> FakeView:
    signs = ("▾", "┆▾", "┆┆·", "┆┆·", "┆▸", "┆▸")
    return FakeView(
        column("Level", STRING, lambda row: signs[row]),
        column("Sym", STRING, lambda row: (None, "AAPL", "AAPL", "AAPL", "GOOG", "MSFT")[row]),
        column("Side", STRING, lambda row: ("buy", "sell")[row % 2] if row in (2, 3) else None),
        column("Size", LONG, lambda row: (6400, 1200, 700, 500, 3100, 2100)[row]),
        column("Price", DOUBLE, lambda row: 100.25 + row / 8),
        size=6,
    )


def _limits() -> FakeView:
    return FakeView(
        column("Sym", STRING, lambda row: f"S{row}", is_key=True),
        column("Max", LONG, lambda row: row * 1000),
        column("Side", STRING, lambda row: ("buy", "sell", None)[row % 3]),
        size=40,
    )


def limits_editor() -> Editor:
    spec = _limits().spec
    assert spec is not None
    limits = {
        "Max": (Restriction("integer_range", 0, 9000),),
        "Side": (Restriction("string_list", allowed=("buy", "sell")),),
    }
    inputs = InputColumns(InputKind.KEYED, ("Sym",), ("Max", "Side"), limits)
    form = Form(spec.columns, inputs)
    return Editor(cast(Connection, _NoConnection()), ScopeTicket.scope_ticket("limits"), form)


def row_of(editor: Editor, *values: object) -> dict[str, pa.Array]:
    return {
        each.name: pa.array([value], each.arrow_type)
        for each, value in zip(editor.form.columns, values, strict=True)
    }


def _stage(editor: Editor) -> None:
    def cell(column: str, text: str) -> Cell:
        return Cell(text, entered(text, editor.form.column(column), Now()))

    staging = editor.staging
    staging.change(row_of(editor, "S1", 1000, "buy"), "Max", cell("Max", "6000"))
    staging.add([{"Sym": cell("Sym", "S90"), "Max": cell("Max", "9500")}])
    staging.delete(row_of(editor, "S7", 7000, "sell"))
