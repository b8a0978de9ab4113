"""Tables that others make anew while they are on show, on a real server."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pyarrow as pa
import pytest

from dhconsole.client.columns import ColumnSpec, TableSpec
from dhconsole.client.ticket import ScopeTicket
from dhconsole.core.recipe import ColumnFilter, Recipe
from dhconsole.core.renewal import renewal_text
from dhconsole.core.values import ViewState
from dhconsole.core.workspace import Workspace
from tests.core.test_reconnect import Watch

MADE = (
    "from deephaven import time_table\nn_tick = time_table('PT0.05s').update(['A = ii', 'B = -ii'])"
)
SWAPPED = "n_tick = time_table('PT0.05s').view(['B = -ii', 'A = `a` + ii', 'C = ii'])"


@pytest.fixture
async def space(plain_server) -> AsyncIterator[Workspace]:
    space = Workspace(plain_server.options)
    await space.open()
    yield space
    await space.close()


@pytest.mark.live
async def test_a_pause_ends_when_the_table_comes_back_with_other_columns(space: Workspace) -> None:
    """The rows on hold would stand under headings that are not theirs."""
    assert (await space.runner.run(MADE)).ok
    watch = Watch(space)
    view = space.open_view(Recipe(ScopeTicket.scope_ticket("n_tick")))
    said: list[str] = []
    view.listen(lambda event: said.append(event.renewed) if event.renewed else None)
    watch.view(view)
    view.show(0, 10, range(3))
    await watch.until(lambda: view.state is ViewState.LIVE and view.loaded(5))
    view.pause(True)
    assert (await space.runner.run(SWAPPED)).ok
    await watch.until(lambda: bool(said))
    assert not view.paused
    view.show(0, 10, range(3))
    await watch.until(lambda: view.state is ViewState.LIVE and view.loaded(5))
    values = [view.values(column, 3, 1) for column in range(3)]
    assert [each.to_pylist() for each in values if each is not None] == [[-3], ["a3"], [3]]
    assert said == [
        "n_tick was made anew, with other columns: Timestamp is no column any more,"
        " A is String now, C is new. The pause has ended: its rows had the columns of before."
    ]


@pytest.mark.live
async def test_a_pause_tells_that_its_rows_are_of_a_table_that_is_no_more(space: Workspace) -> None:
    assert (await space.runner.run(MADE)).ok
    watch = Watch(space)
    view = space.open_view(Recipe(ScopeTicket.scope_ticket("n_tick")))
    watch.view(view)
    view.show(0, 10, range(3))
    await watch.until(lambda: view.state is ViewState.LIVE and view.loaded(5))
    view.pause(True)
    await watch.until(lambda: view.missed > 0)
    assert not view.remade
    assert (await space.runner.run(MADE)).ok
    await watch.until(lambda: view.remade)
    assert view.paused and view.loaded(5)
    view.pause(False)
    assert not view.remade


def test_what_is_said_of_other_columns() -> None:
    def spec(**types: str) -> TableSpec:
        columns = (
            ColumnSpec(name, f"java.lang.{kind}", pa.string()) for name, kind in types.items()
        )
        return TableSpec(tuple(columns), {}, {})

    recipe = Recipe(ScopeTicket.scope_ticket("t\x1b"), filters=(ColumnFilter("Price", ">3"),))
    before = spec(Price="Double", Sym="String")
    many = spec(**{f"C{number}": "Double" for number in range(6)})
    assert renewal_text(None, before, recipe, False) == ""
    said = renewal_text(before, spec(Price="String", Sym="String"), recipe, False)
    assert "Price is String now." in said
    assert "What the filter of Price asks may be another thing now" in said
    assert "\x1b" not in said and "pause" not in said
    said = renewal_text(before, many, recipe, False)
    assert "Sym is no column any more, C0 is new, C1 is new, C2 is new, and 3 more." in said
    assert "filter" not in said, "its column is gone, which the view says itself"
    turned = renewal_text(before, spec(Sym="String", Price="Double"), recipe, False)
    assert "their order is another." in turned
