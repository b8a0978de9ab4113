"""Objects that are no tables, opened by the tables in them, on a real server."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pyarrow as pa
import pytest

from dhconsole.client.connection import Connection
from dhconsole.client.console import Console
from dhconsole.client.exports import fetch_table
from dhconsole.client.flight import Flight
from dhconsole.client.ticket import ScopeTicket
from dhconsole.core.making import make_table, now_in
from dhconsole.core.parts import keys_bytes, look_at, read_keys
from dhconsole.core.recipe import Part, PartKind, Recipe
from dhconsole.core.recipe_python import python_of
from dhconsole.embedded import BlockingEmbeddedServer
from dhconsole.errors import ServerError, TicketError

pytestmark = pytest.mark.live

SETUP = """
import pandas
from deephaven import empty_table
from deephaven.plot import Figure
_parts = empty_table(9).update(["K = i % 3", "X = i", "Y = i * 2"])
part_frame = pandas.DataFrame({"A": [1, 2], "B": ["x", None]})
part_keyed = _parts.partition_by("K")
part_figure = (
    Figure().figure_title("Two lines")
    .plot_xy("one", t=_parts, x="X", y="Y")
    .plot_xy("two", t=_parts.where("X > 4"), x="X", y="K").show()
)
"""


@pytest.fixture
async def connection(plain_server: BlockingEmbeddedServer) -> AsyncIterator[Connection]:
    async with Connection(plain_server.options) as connection:
        assert (await Console(connection).execute(SETUP)).error_text == ""
        yield connection


def root(name: str) -> ScopeTicket:
    return ScopeTicket.scope_ticket(name)


async def rows(connection: Connection, recipe: Recipe) -> list[dict[str, object]]:
    flight = Flight(connection)
    try:
        return (await flight.read_export(await make_table(connection, recipe))).to_pylist()
    finally:
        flight.close()


async def test_a_data_frame_is_a_table(connection: Connection) -> None:
    recipe = Recipe(root("part_frame"), part=Part("pandas.DataFrame"))
    assert await rows(connection, recipe) == [{"A": 1, "B": "x"}, {"A": 2, "B": None}]
    asked = recipe.filtered("A", ">1").also_sorted_by("B")
    assert await rows(connection, asked) == [{"A": 2, "B": None}]


async def test_a_partitioned_table_is_its_keys_and_its_parts(connection: Connection) -> None:
    part = Part("PartitionedTable", PartKind.KEYS)
    recipe = Recipe(root("part_keyed"), part=part)
    assert sorted(row["K"] for row in await rows(connection, recipe)) == [0, 1, 2]
    keys = keys_bytes(pa.table({"K": pa.array([1], pa.int32())}))
    assert read_keys(keys).to_pylist() == [{"K": 1}]
    one = Recipe(root("part_keyed"), part=Part("PartitionedTable", PartKind.CONSTITUENT, keys=keys))
    assert [row["X"] for row in await rows(connection, one)] == [1, 4, 7]
    whole = Recipe(root("part_keyed"), part=Part("PartitionedTable", PartKind.MERGED))
    assert len(await rows(connection, whole)) == 9
    none = keys_bytes(pa.table({"K": pa.array([8], pa.int32())}))
    with pytest.raises(ServerError):
        await make_table(
            connection,
            Recipe(
                root("part_keyed"), part=Part("PartitionedTable", PartKind.CONSTITUENT, keys=none)
            ),
        )


async def test_a_figure_is_its_tables(connection: Connection) -> None:
    found = await look_at(connection, root("part_figure"), "Figure")
    assert found.title == "Two lines"
    assert [(size, set(columns)) for size, columns in found.tables] == [
        (9, {"X", "Y"}),
        (4, {"X", "K"}),
    ]
    second = Recipe(root("part_figure"), part=Part("Figure", index=1))
    assert [row["X"] for row in await rows(connection, second)] == [5, 6, 7, 8]
    with pytest.raises(TicketError, match="no table 6"):
        await make_table(connection, Recipe(root("part_figure"), part=Part("Figure", index=5)))
    with pytest.raises(TicketError):
        await look_at(connection, root("part_nothing"), "Figure")


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("part_frame", Part("pandas.DataFrame")),
        ("part_keyed", Part("PartitionedTable", PartKind.KEYS)),
        ("part_keyed", Part("PartitionedTable", PartKind.MERGED)),
    ],
)
async def test_the_printed_python_gives_the_same_rows(
    connection: Connection, name: str, part: Part
) -> None:
    recipe = Recipe(root(name), part=part)
    spec = (await make_table(connection, recipe)).spec
    recipe = recipe.sorted_by(spec.columns[0].name, descending=True)
    script = python_of(recipe, spec, now_in("UTC"), "part_view")
    result = await Console(connection).execute(script)
    assert result.error_text == "", script
    made = await fetch_table(connection, root("part_view"))
    flight = Flight(connection)
    try:
        assert (await flight.read_export(made)).to_pylist() == await rows(connection, recipe)
    finally:
        flight.close()
