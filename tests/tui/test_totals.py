"""Totals follow what their table shows, and nothing waits for them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast

from textual.pilot import Pilot

from dhconsole.core.recipe import Recipe
from dhconsole.core.totals import totals_recipe
from dhconsole.core.values import ViewState
from dhconsole.core.viewport import TableView
from dhconsole.errors import ServerError
from dhconsole.text.formats import FormatSettings
from dhconsole.tui.app import ConsoleApp
from dhconsole.tui.totals import Totals
from dhconsole.tui.widgets.grid.widget import GridOptions, TableGrid
from dhconsole.tui.widgets.tables import TablesPane
from tests.tui.grid_host import DOUBLE, FakeView, column, trades
from tests.tui.test_ask_line import PaneHost, held, no_fetch
from tests.tui.widget_host import screen_text, until


class Views:
    """Opens and closes the views of totals; each answers in its own time."""

    def __init__(self) -> None:
        self.made: list[FakeView] = []
        self.closed: list[TableView] = []
        self.asked: list[Recipe] = []

    def open_recipe(self, recipe: Recipe) -> TableView:
        view = FakeView(column("Price__avg", DOUBLE, lambda row: 62.25), size=1)
        view.recipe = recipe
        change = view.change

        async def noted(recipe: Recipe) -> None:
            self.asked.append(recipe)
            await change(recipe)

        view.change = noted  # type: ignore[method-assign]
        self.made.append(view)
        return cast(TableView, view)

    async def close(self, view: TableView) -> None:
        self.closed.append(view)


class TotalsHost(PaneHost):
    """What the totals need of a console."""

    def __init__(self) -> None:
        super().__init__()
        self.views = Views()
        self.told: list[str] = []
        self.totals = Totals(cast(ConsoleApp, self))

    @property
    def tables(self) -> TablesPane:
        return self.pane

    def tell(self, text: str, *, bad: bool = False) -> None:
        self.told.append(text)

    def on_tables_pane_opened(self, event: TablesPane.Opened) -> None:
        self.totals.opened(event.grid)


@asynccontextmanager
async def with_mean() -> AsyncIterator[tuple[Pilot[Any], TotalsHost, TableGrid, FakeView]]:
    """A table with the mean of its prices below it."""
    app, view = TotalsHost(), trades(1000)
    async with app.run_test(size=(90, 20)) as pilot:
        options = GridOptions(format=FormatSettings())
        grid = await app.pane.add(cast(TableView, view), options, no_fetch)
        grid.focus()
        await pilot.pause()
        grid.asker.change(lambda recipe: recipe.totalled("Price", "avg"))
        await until(pilot, lambda: "avg│" in screen_text(app))
        yield pilot, app, grid, view


async def filtered_while_held(
    pilot: Pilot[Any], app: TotalsHost, grid: TableGrid, view: FakeView
) -> tuple[FakeView, asyncio.Event]:
    """The totals, which wait for a server that adds up what a filter left; what lets it be done."""
    (totals,) = app.views.made
    added_up = held(totals)
    grid.asker.change(lambda recipe: recipe.filtered("Sym", "A"))
    await until(pilot, lambda: len(view.recipe.filters) == 1)
    return totals, added_up


async def test_keys_work_while_the_server_adds_up() -> None:
    async with with_mean() as (pilot, app, grid, view):
        totals, added_up = await filtered_while_held(pilot, app, grid, view)
        called = asyncio.Event()
        app.call_later(called.set)
        await until(pilot, called.is_set, tries=50)
        await pilot.press("down")
        await until(pilot, lambda: grid.cursor.row == 1)
        assert totals.recipe.filters == ()
        for text in ("B", "C"):
            grid.asker.change(lambda recipe, text=text: recipe.filtered("Sym", text))
            await until(pilot, lambda text=text: view.recipe.filters[0].text == text)
        added_up.set()
        await until(pilot, lambda: totals.recipe == totals_recipe(view.recipe))
        assert [each.filters[0].text for each in app.views.asked] == ["A", "C"]
        assert app.views.made == [totals]


async def test_they_end_with_their_table_though_the_server_still_adds_up() -> None:
    async with with_mean() as (pilot, app, grid, view):
        totals, added_up = await filtered_while_held(pilot, app, grid, view)
        await app.pane.drop(cast(TableView, view))
        view.become(ViewState.CLOSED)
        added_up.set()
        await until(pilot, lambda: app.views.closed == [totals])
        assert "avg│" not in screen_text(app)


async def test_it_is_told_when_they_are_not_those_of_what_is_shown() -> None:
    async with with_mean() as (pilot, app, grid, _):
        held(app.views.made[0], ServerError("cannot add that up")).set()
        grid.asker.change(lambda recipe: recipe.filtered("Sym", "A"))
        await until(pilot, lambda: any("cannot add that up" in each for each in app.told))
