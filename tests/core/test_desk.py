"""Steps of a view on a real server: taken, refused, undone and done again."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator

import pytest

from dhconsole.client.connection import Connection
from dhconsole.client.console import Console
from dhconsole.client.ticket import ScopeTicket
from dhconsole.core.desk import Desk
from dhconsole.core.recipe import Recipe
from dhconsole.core.viewport import TableView
from dhconsole.embedded import BlockingEmbeddedServer
from dhconsole.errors import ArgumentError, ServerError
from tests.core.test_recipes import ROOT, random_recipe, rows_of
from tests.live.test_filtering import table_script

pytestmark = pytest.mark.live


@pytest.fixture
async def connection(plain_server: BlockingEmbeddedServer) -> AsyncIterator[Connection]:
    async with Connection(plain_server.options) as connection:
        result = await Console(connection).execute(table_script("recipe_rows"))
        assert result.error_text == ""
        yield connection


@pytest.fixture
async def view(connection: Connection) -> AsyncIterator[TableView]:
    view = TableView(connection, ROOT)
    view.show(0, 20, range(20))
    view.start()
    yield view
    await view.close()


async def shown(view: TableView) -> list[object]:
    """The row numbers on show, once the view has the rows of its recipe."""
    size = await _rows(view.connection, view.recipe)

    def whole() -> list[object] | None:
        column = view.spec.index("Row") if view.spec is not None else 0
        if view.size != len(size):
            return None
        values = view.values(column, 0, view.size) if view.size else []
        return None if values is None else [each.as_py() for each in values]

    changed = asyncio.Event()
    stop = view.listen(lambda event: changed.set())
    try:
        async with asyncio.timeout(30):
            while whole() != size:
                changed.clear()
                await changed.wait()
    finally:
        stop()
    return size


async def _rows(connection: Connection, recipe: Recipe) -> list[object]:
    from dhconsole.client.flight import Flight

    flight = Flight(connection)
    try:
        table = await rows_of(connection, flight, Recipe(**_without_columns(recipe)))
    finally:
        flight.close()
    found: list[object] = table["Row"].to_pylist()
    return found


def _without_columns(recipe: Recipe) -> dict[str, object]:
    names = ("root", "formulas", "filters", "conditions", "search", "sorts", "reverse", "zone")
    return {name: getattr(recipe, name) for name in names}


async def test_undo_and_redo_return_to_the_same_view(view: TableView) -> None:
    chance = random.Random(11)
    desk = Desk(view)
    steps = [(view.recipe, await shown(view))]
    while len(steps) < 8:
        recipe = random_recipe(chance)
        if recipe != view.recipe:
            await desk.change(recipe)
            steps.append((recipe, await shown(view)))
    for recipe, rows in reversed(steps[:-1]):
        await desk.undo()
        assert view.recipe == recipe
        assert await shown(view) == rows
    with pytest.raises(ArgumentError, match="nothing to undo"):
        await desk.undo()
    for recipe, rows in steps[1:]:
        await desk.redo()
        assert view.recipe == recipe
        assert await shown(view) == rows
    with pytest.raises(ArgumentError, match="nothing to redo"):
        await desk.redo()


async def test_what_the_server_refuses_leaves_the_view_as_it_was(view: TableView) -> None:
    desk = Desk(view)
    await desk.change(ROOT.filtered("Int", ">0"))
    before = await shown(view)
    with pytest.raises(ServerError):
        await desk.change(ROOT.filtered("Int", ">0").sorted_by("Gone", descending=False))
    assert desk.wanted == view.recipe
    assert await shown(view) == before
    await desk.undo()
    assert len(await shown(view)) == 12


async def test_steps_asked_for_together_are_taken_one_by_one(view: TableView) -> None:
    desk = Desk(view)
    first = ROOT.filtered("Int", ">0")
    second = first.sorted_by("Long", descending=True)
    await asyncio.gather(desk.change(first), desk.change(second))
    assert view.recipe == second
    await shown(view)
    await desk.undo()
    assert view.recipe == first


async def test_a_table_is_shown_as_its_maker_wants(connection: Connection) -> None:
    script = """
from deephaven import empty_table
hinted = empty_table(3).update(["A = i", "B = i", "C = i", "D = i"]).layout_hints(
    front="C", back="A", hide="B", freeze="D")
"""
    assert (await Console(connection).execute(script)).error_text == ""
    view = TableView(connection, Recipe(ScopeTicket.scope_ticket("hinted")))
    changed = asyncio.Event()
    view.listen(lambda event: changed.set())
    view.start()
    async with asyncio.timeout(30):
        while view.spec is None:
            changed.clear()
            await changed.wait()
    assert view.recipe.columns.shown(view.spec.names) == ["D", "C", "A"]
    assert view.recipe.columns.frozen == 1
    desk = Desk(view)
    assert desk.wanted.columns == view.recipe.columns
    await view.close()
