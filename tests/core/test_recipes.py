"""Recipes on a real server: the table they make is the one that their Python makes.

``DHCONSOLE_RECIPES`` sets how many are tried, ``DHCONSOLE_RECIPES_SEED`` the chance.
"""

from __future__ import annotations

import os
import random
from collections.abc import AsyncIterator
from dataclasses import replace

import pyarrow as pa
import pytest

from dhconsole.client import connect
from dhconsole.client.connection import Connection
from dhconsole.client.console import Console
from dhconsole.client.exports import fetch_table
from dhconsole.client.flight import Flight
from dhconsole.client.ticket import ScopeTicket
from dhconsole.core.filtering.conditions import Condition, condition
from dhconsole.core.filtering.frame import parse_filter
from dhconsole.core.making import make_table, now_in
from dhconsole.core.recipe import ColumnChoice, Recipe, SortKey
from dhconsole.core.recipe_python import python_of
from dhconsole.embedded import BlockingEmbeddedServer
from dhconsole.errors import FilterTextError, ServerError
from tests.live.filter_cases import CASES, COLUMNS
from tests.live.test_filtering import TYPES, table_script
from tests.live.together import compile_together

pytestmark = pytest.mark.live
COUNT = int(os.environ.get("DHCONSOLE_RECIPES", "50"))
SEED = int(os.environ.get("DHCONSOLE_RECIPES_SEED", "4"))
ROOT = Recipe(ScopeTicket.scope_ticket("recipe_rows"), zone="America/New_York")
SIGNED = ("Long", "Int", "Short", "Byte", "Double", "Float", "Twice")
FORMULAS = ("Twice = Int * 2", "Both = Text + Char", "Low = Double < 1", "Twin = Long % 7")
CONDITIONS = ("Row % 3 != 0", "Int > -5 || isNull(Int)", "Row >= 2")


@pytest.fixture
async def connection(plain_server: BlockingEmbeddedServer) -> AsyncIterator[Connection]:
    async with Connection(plain_server.options) as connection:
        result = await Console(connection).execute(table_script("recipe_rows"))
        assert result.error_text == ""
        yield connection


async def rows_of(connection: Connection, flight: Flight, recipe: Recipe) -> pa.Table:
    made = await make_table(connection, recipe)
    table = await flight.read_export(made)
    names = [column.name for column in made.spec.columns]
    await connection.release(made.ticket)
    return table.select(recipe.columns.shown(names))


def random_recipe(chance: random.Random) -> Recipe:
    """Filters, sorts and columns by chance; what it is, the seed tells."""
    recipe = ROOT
    if chance.random() < 0.4:
        recipe = replace(recipe, formulas=tuple(chance.sample(FORMULAS, chance.randint(1, 2))))
    names = [*COLUMNS, "Row", *(each.split(" ")[0] for each in recipe.formulas)]
    relative = ("now", "today", "yesterday", "-5m")
    for column, text, _ in chance.sample(CASES, chance.choice((0, 1, 1, 2))):
        # Times from now would be others in the script, a moment later.
        if not any(word in text for word in relative):
            recipe = recipe.filtered(column, text)
    if chance.random() < 0.3:
        recipe = replace(recipe, conditions=(chance.choice(CONDITIONS),))
    if chance.random() < 0.3:
        recipe = replace(recipe, search=chance.choice(("a", "1", "0.1", "2024-03", "=", "true")))
    for name in chance.sample(names, chance.choice((0, 1, 1, 2))):
        absolute = name in SIGNED and chance.random() < 0.4
        recipe = replace(
            recipe, sorts=(*recipe.sorts, SortKey(name, chance.random() < 0.5, absolute))
        )
    recipe = replace(recipe, reverse=chance.random() < 0.2)
    if chance.random() < 0.3:
        order = tuple(chance.sample(names, len(names)))
        hidden = frozenset(chance.sample(names, 2))
        recipe = replace(recipe, columns=ColumnChoice(hidden, order))
    return recipe


async def _compile(server: BlockingEmbeddedServer, recipes: list[Recipe]) -> None:
    """What the filters of all recipes are in the script's words and in ours."""
    conditions = []
    for recipe in recipes:
        for each in recipe.filters:
            kind = TYPES[each.column]
            predicate = parse_filter(each.text, kind, now_in(recipe.zone))
            if predicate is not None:
                found = condition(predicate, each.column, kind)
                conditions += [found, Condition(None, found.formula)]
    async with await connect(port=server.port) as session:
        await compile_together(await session.open_table("recipe_rows"), conditions)


async def test_the_python_of_a_recipe_gives_the_same_table(
    connection: Connection, plain_server: BlockingEmbeddedServer
) -> None:
    chance = random.Random(SEED)
    console, flight = Console(connection), Flight(connection)
    base = await fetch_table(connection, ROOT.root)
    seen = set()
    recipes = [random_recipe(chance) for _ in range(COUNT)]
    await _compile(plain_server, recipes)
    for number, recipe in enumerate(recipes):
        seen |= {name for name in ("formulas", "filters", "search") if getattr(recipe, name)}
        spec = base.spec
        if recipe.formulas:
            made = await make_table(
                connection, replace(Recipe(recipe.root), formulas=recipe.formulas)
            )
            spec = made.spec
        script = python_of(recipe, spec, now_in(recipe.zone), name="recipe_made")
        result = await console.execute(script)
        assert result.error_text == "", script
        shown = await rows_of(connection, flight, recipe)
        again = await flight.read(ScopeTicket.scope_ticket("recipe_made"))
        assert again.schema.names == shown.schema.names
        # As text, in which a NaN is like another.
        assert str(again.to_pydict()) == str(shown.to_pydict()), (number, script)
    assert seen == {"formulas", "filters", "search"}


async def test_a_recipe_that_fits_no_table_says_why(connection: Connection) -> None:
    for recipe, error, words in (
        (ROOT.filtered("Gone", "5"), FilterTextError, "Gone"),
        (ROOT.filtered("Int", "five"), FilterTextError, "five"),
        (replace(ROOT, conditions=("Nope > 5",)), ServerError, "Nope"),
        (replace(ROOT, formulas=("X = Nope + 1",)), ServerError, "Nope"),
        (replace(ROOT, sorts=(SortKey("Gone"),)), ServerError, "Gone"),
    ):
        with pytest.raises(error, match=words):
            await make_table(connection, recipe)


def test_keys_of_a_sort() -> None:
    up = ROOT.sorted_by("Int", descending=False)
    assert up.sorts == (SortKey("Int"),)
    assert up.sorted_by("Int", descending=False).sorts == ()
    assert up.sorted_by("Int", descending=True).sorts == (SortKey("Int", descending=True),)
    assert up.sorted_by("Long", descending=False).sorts == (SortKey("Long"),)
    both = up.also_sorted_by("Long")
    assert both.sorts == (SortKey("Int"), SortKey("Long"))
    turned = both.also_sorted_by("Long")
    assert turned.sorts == (SortKey("Int"), SortKey("Long", descending=True))
    assert turned.also_sorted_by("Long").sorts == up.sorts
    signless = both.sorted_absolutely("Int")
    assert signless.sorts == (SortKey("Int", absolute=True), SortKey("Long"))
    assert signless.sorted_absolutely("Int") == both
    reversed_ = replace(both, reverse=True)
    assert reversed_.also_sorted_by("Byte").reverse
    assert not reversed_.sorted_by("Byte", descending=True).reverse


def test_filters_of_a_recipe() -> None:
    both = ROOT.filtered("Int", ">5").filtered("Text", "a*")
    assert [each.column for each in both.filtered("Int", "<3").filters] == ["Int", "Text"]
    assert both.filtered("Int", "  ").filters == ROOT.filtered("Text", "a*").filters
    assert not ROOT.is_filtered
    assert both.is_filtered
    assert both.unfiltered().is_plain
    assert replace(both, formats=(("Int", "%"),)).asks == both.asks
    assert replace(ROOT, zone="UTC").asks == ROOT.asks


async def test_a_filter_keeps_the_zone_that_it_was_typed_in(connection: Connection) -> None:
    """The times of a filter mean what they did, also when others are typed in another zone."""
    flight = Flight(connection)
    day = ROOT.filtered("Moment", "2024-03-14", zone="America/New_York")
    before = await rows_of(connection, flight, day)
    after = await rows_of(connection, flight, day.filtered("Row", ">=0", zone="Asia/Tokyo"))
    assert before["Row"].to_pylist() == after["Row"].to_pylist() == [4, 5]
    moved = await rows_of(connection, flight, ROOT.filtered("Moment", "2024-03-14", zone="UTC"))
    assert moved["Row"].to_pylist() != before["Row"].to_pylist()
    flight.close()


def test_columns_of_a_recipe() -> None:
    names = ("A", "B", "C", "D")
    shown = ROOT.moved("C", -1, names).without_column("A")
    assert shown.columns.shown(names) == ["C", "B", "D"]
    assert shown.columns.shown((*names, "E")) == ["C", "B", "D", "E"]
    assert shown.moved("D", -9, names).columns.shown(names) == ["D", "C", "B"]
    assert shown.with_all_columns().columns.shown(names) == ["A", "C", "B", "D"]
