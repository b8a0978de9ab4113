"""Opening an object again before it is open."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any, cast

from textual.worker import WorkerState

from dhconsole.client.ticket import ScopeTicket
from dhconsole.client.values import FieldInfo
from dhconsole.core.parts import Looked
from dhconsole.core.recipe import Recipe
from dhconsole.core.values import CatalogEntry, ViewState
from dhconsole.core.viewport import TableView
from dhconsole.text.formats import FormatSettings
from dhconsole.tui.opening import Opening
from dhconsole.tui.widgets.grid.widget import GridOptions
from dhconsole.tui.widgets.tables import TablesPane
from tests.tui.grid_host import FakeView, trades
from tests.tui.widget_host import Host, screen_text, until

ENTRY = CatalogEntry(FieldInfo("chart", "Figure", ScopeTicket.scope_ticket("chart")))


class App(Host):
    """What opening needs of the console, with an object that has one table."""

    def __init__(self) -> None:
        self.tables = TablesPane()
        super().__init__(self.tables)
        self.views = self
        self.opened: list[FakeView] = []
        self.begun = asyncio.Event()
        showing = SimpleNamespace(
            grid_options=lambda: GridOptions(format=FormatSettings()),
            views=SimpleNamespace(fetch=None),
        )
        self.engine = SimpleNamespace(showing=showing)
        self.commands = SimpleNamespace(focus_pane=lambda pane: self.tables.focus())

    async def look_at(self, entry: CatalogEntry) -> Looked:
        return Looked(((10, ("Sym",)),), "chart", (), 0)

    def open_recipe(self, recipe: Recipe) -> TableView:
        view = trades(10)
        view.recipe, view.title = recipe, recipe.name
        self.opened.append(view)
        self.begun.set()
        return cast(TableView, view)


async def test_enter_twice_opens_one_tab_that_works() -> None:
    app = App()
    opening = Opening(cast(Any, app))
    async with app.run_test(size=(80, 20)) as pilot:
        await opening.open(ENTRY)
        (first,) = app.workers
        # Without a wait between, the worker goes on to where the tab waits to be mounted.
        await asyncio.wait_for(app.begun.wait(), 30)
        await opening.open(ENTRY)
        await until(pilot, lambda: not list(app.workers))
        assert first.state is WorkerState.CANCELLED, "as it put the tab there"
        assert len(app.opened) == len(app.tables.grids) == 1
        (grid,), panel = app.tables.grids, app.tables.panel
        await until(pilot, lambda: grid.has_focus and grid.is_on_screen)
        assert panel is not None and panel.is_mounted, "there is what edits its rows"
        assert "● chart" in screen_text(app)
        app.opened[0].become(ViewState.STALE)
        await until(pilot, lambda: "? chart" in screen_text(app))
