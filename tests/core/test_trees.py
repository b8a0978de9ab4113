"""Trees and rollups on a real server: rows unfold, tick, come back; each is what the server has."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from dhconsole.client.connection import Connection
from dhconsole.client.console import Console
from dhconsole.client.hierarchical import TYPE
from dhconsole.client.ticket import ScopeTicket
from dhconsole.core.desk import Desk
from dhconsole.core.grouping import parse_rollup, rollup_text
from dhconsole.core.making import now_in
from dhconsole.core.recipe import Part, PartKind, Recipe, Rollup
from dhconsole.core.recipe_python import python_of
from dhconsole.core.saved_views import SavedViews
from dhconsole.core.trees import toggled
from dhconsole.core.viewport import TableView
from dhconsole.embedded import BlockingEmbeddedServer
from dhconsole.errors import ArgumentError

SETUP = """
from deephaven import agg, empty_table, time_table
tree_rows = empty_table(40).update(
    ["Id = i", "Parent = i == 0 ? NULL_INT : (int)((i - 1) / 3)", "Name = `node` + i"])
tree_made = tree_rows.tree(id_col="Id", parent_col="Parent")
roll_rows = empty_table(60).update(
    ["Sym = `s` + i % 3", "Side = i % 2 == 0 ? `B` : `S`", "Size = i", "Price = i * 0.5"])
roll_made = roll_rows.rollup(
    aggs=[agg.sum_("Size"), agg.avg("Price")], by=["Sym"], include_constituents=True)
roll_live = time_table("PT0.05s").update("K = ii % 2").rollup(aggs=[agg.count_("N")], by=["K"])
"""


@pytest.fixture
async def connection(plain_server: BlockingEmbeddedServer) -> AsyncIterator[Connection]:
    async with Connection(plain_server.options, reconnect=True) as connection:
        result = await Console(connection).execute(SETUP)
        assert result.error_text == ""
        yield connection


def tree(name: str) -> Recipe:
    return Recipe(ScopeTicket.scope_ticket(name), part=Part(TYPE, PartKind.TREE))


class Shown:
    """A view, and waiting for what it shows."""

    def __init__(self, connection: Connection, recipe: Recipe, *, decay: float = 0.8) -> None:
        self.view = TableView(connection, recipe, decay=decay)
        self.desk = Desk(self.view)
        self._news = asyncio.Event()
        self.view.listen(lambda event: self._news.set())
        self.view.start()

    async def until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(30):
            while not holds():
                await self._news.wait()
                self._news.clear()

    def column(self, name: str) -> list[object]:
        assert self.view.spec is not None
        found = self.view.values(self.view.spec.index(name), 0, self.view.size)
        return [] if found is None else found.to_pylist()

    def value(self, name: str, row: int) -> object:
        assert self.view.spec is not None
        found = self.view.values(self.view.spec.index(name), row, 1)
        return None if found is None else found[0].as_py()

    def marked(self, first: int = 0, count: int | None = None) -> dict[str, str]:
        """Marks by key and column, such as ``s1.Size``."""
        spec = self.view.spec
        assert spec is not None
        key = next(each.name for each in spec.columns[2:] if each.is_tree_key)
        rows = range(first, self.view.size if count is None else first + count)
        return {
            f"{self.value(key, row)}.{spec.columns[column].name}": mark.name
            for row in rows
            for column, mark in self.view.marks(row).items()
            if not spec.columns[column].is_style
        }

    async def rows(self, name: str, *wanted: object) -> None:
        """Wait until the column has these values."""
        await self.until(
            lambda: (
                self.view.spec is not None
                and name in self.view.spec.names
                and self.column(name) == list(wanted)
            )
        )

    async def toggle(self, row: int, *, below: bool = False) -> None:
        node = self.view.node(row)
        assert node is not None
        recipe = self.desk.wanted
        await self.desk.change(
            replace(recipe, unfolded=toggled(recipe.unfolded, node, below=below))
        )


@pytest.mark.live
async def test_rows_are_grouped_whatever_columns_were_looked_at(connection: Connection) -> None:
    shown = Shown(connection, Recipe(ScopeTicket.scope_ticket("roll_rows")))
    await shown.until(lambda: shown.view.size == 60)
    # As when the grid has been moved to the right: of the columns of groups none is among them.
    shown.view.show(0, 10, [3])
    await shown.desk.change(replace(shown.desk.wanted, rollup=Rollup(("Sym",))))
    await shown.until(lambda: shown.view.size == 4)
    assert shown.column("Level") == ["▾", "┆▸", "┆▸", "┆▸"]
    await shown.view.close()


@pytest.mark.live
async def test_a_tree_unfolds_and_every_step_can_be_undone(connection: Connection) -> None:
    shown = Shown(connection, tree("tree_made"))
    await shown.rows("Id", 0)
    assert shown.column("Level") == ["▸"]
    await shown.toggle(0)
    await shown.rows("Id", 0, 1, 2, 3)
    await shown.toggle(2)
    await shown.rows("Id", 0, 1, 2, 7, 8, 9, 3)
    assert shown.column("Level") == ["▾", "┆▸", "┆▾", "┆┆▸", "┆┆▸", "┆┆▸", "┆▸"]
    await shown.toggle(2)
    await shown.rows("Id", 0, 1, 2, 3)
    await shown.desk.undo()
    await shown.rows("Id", 0, 1, 2, 7, 8, 9, 3)
    await shown.toggle(0, below=True)
    await shown.until(lambda: shown.view.size == 40)
    assert sorted(map(str, shown.column("Id"))) == sorted(map(str, range(40)))
    await shown.toggle(1)
    await shown.until(lambda: shown.view.size == 40 - 12)
    await shown.toggle(0)
    await shown.rows("Id", 0)
    await shown.desk.change(replace(tree("tree_made")).filtered("Name", "node5"))
    await shown.rows("Id", 0)
    await shown.toggle(0, below=True)
    await shown.rows("Id", 0, 1, 5)
    with pytest.raises(ArgumentError, match="takes no formulas"):
        await shown.desk.change(replace(tree("tree_made"), conditions=("Id > 1",)))
    await shown.view.close()


@pytest.mark.live
async def test_constituents_stand_in_the_columns_of_their_groups(connection: Connection) -> None:
    shown = Shown(connection, tree("roll_made"))
    await shown.rows("Sym", None, "s0", "s1", "s2")
    await shown.toggle(1)
    await shown.until(lambda: shown.view.size == 24)
    assert shown.column("Size")[:4] == [1770, 570, 0, 3]
    assert shown.column("Price")[2:4] == [0.0, 1.5]
    assert shown.column("Side")[:4] == [None, None, "B", "S"]
    assert shown.column("Level")[2] == "┆┆·"
    assert shown.view.spec is not None
    visible = [column.name for column in shown.view.spec.columns if not column.is_style]
    assert visible == ["Level", "Sym", "Size", "Price", "Side"]
    await shown.view.close()


@pytest.mark.live
async def test_the_rows_of_a_table_in_groups(connection: Connection, tmp_path: Path) -> None:
    root = Recipe(ScopeTicket.scope_ticket("roll_rows"))
    rollup = parse_rollup(
        "sym, SIDE: sum Size, mean Price, max Price", ["Sym", "Side", "Size", "Price"]
    )
    assert rollup == Rollup(("Sym", "Side"), (("Size", "sum"), ("Price", "avg"), ("Price", "max")))
    assert parse_rollup(rollup_text(rollup), ()) == rollup
    shown = Shown(connection, root)
    await shown.until(lambda: shown.view.size == 60)
    recipe = replace(root.filtered("Size", "<30"), rollup=rollup)
    await shown.desk.change(recipe)
    await shown.rows("Size", 435, 135, 145, 155)
    assert shown.column("Price__max") == [14.5, 13.5, 14.0, 14.5]
    await shown.toggle(2)
    await shown.rows("Side", None, None, None, "S", "B", None)
    await shown.desk.change(shown.desk.wanted.sorted_by("Size", descending=True))
    await shown.rows("Sym", None, "s2", "s1", "s1", "s1", "s0")
    assert shown.column("Side")[3:5] == ["B", "S"], "unfolded rows stay so"
    views = SavedViews(tmp_path / "views.json")
    assert shown.view.spec is not None
    views.put("groups", shown.view.recipe, shown.view.spec)
    assert views.get("groups").rollup == rollup
    assert views.get("groups").unfolded == shown.view.recipe.unfolded
    script = python_of(recipe, shown.view.spec, now_in("UTC"), "roll_again")
    result = await Console(connection).execute(script)
    assert result.error_text == "", script
    again = Shown(connection, tree("roll_again"))
    await again.rows("Size", 435, 135, 145, 155)
    with pytest.raises(ArgumentError, match="and no more"):
        _ = shown.view.table
    await shown.desk.change(root)
    await shown.until(lambda: shown.view.size == 60)
    await again.view.close()
    await shown.view.close()


EDITED = """
from deephaven import agg, empty_table, input_table
node_rows = input_table(init_table=empty_table(6).update(
    ["Id = i", "Sym = `s` + (1 + i % 3)", "Size = 10 * i", "Note = i == 3 ? null : `n` + i"]),
    key_cols="Id")
node_roll = node_rows.rollup(
    aggs=[agg.sum_("Size"), agg.last("Note")], by=["Sym"], include_constituents=True)
node_tree = node_rows.update(
    "Parent = Id == 0 ? NULL_INT : (int)((Id - 1) / 3)").tree("Id", "Parent")
def node_put(id, sym, size, note):
    node_rows.add(empty_table(1).update(
        [f"Id = {id}", f"Sym = `{sym}`", f"Size = {size}", f"Note = {note}"]))
"""


@pytest.mark.live
async def test_a_rollups_groups_are_marked_by_what_they_are(connection: Connection) -> None:
    result = await Console(connection).execute(EDITED)
    assert result.error_text == ""
    shown = Shown(connection, tree("node_roll"), decay=600)
    await shown.rows("Size", 150, 30, 50, 70)
    assert shown.marked() == {}
    await Console(connection).execute("node_put(1, 's2', 15, '`n1`')")
    await shown.rows("Size", 155, 30, 55, 70)
    assert shown.marked() == {"None.Size": "UP", "s2.Size": "UP"}
    await Console(connection).execute("node_put(5, 's3', 40, '`other`')")
    await shown.rows("Size", 145, 30, 55, 60)
    assert shown.marked() == {
        "None.Size": "DOWN",
        "s2.Size": "UP",
        "s3.Size": "DOWN",
        "None.Note": "CHANGED",
        "s3.Note": "CHANGED",
    }
    await shown.toggle(1)
    await shown.until(lambda: shown.view.size == 6)
    assert shown.marked() == {}, "rows that moved have not changed"
    await Console(connection).execute("node_put(9, 's0', 5, '`n9`')")
    await shown.until(lambda: "s0" in shown.column("Sym"))
    added = {f"s0.{name}": "ADDED" for name in ("Level", "Sym", "Size", "Note", "Id")}
    marked = shown.marked()
    assert {"None.Size": "UP", **added}.items() <= marked.items()
    assert not [key for key in marked if key.startswith(("s1", "s2", "s3"))]
    await shown.view.close()


@pytest.mark.live
async def test_a_trees_rows_are_marked_by_their_keys(connection: Connection) -> None:
    result = await Console(connection).execute(EDITED)
    assert result.error_text == ""
    shown = Shown(connection, tree("node_tree"), decay=600)
    await shown.rows("Id", 0)
    await shown.toggle(0)
    await shown.rows("Id", 0, 1, 2, 3)
    shown.view.show(1, 2, range(6))
    await shown.until(lambda: not shown.view.loaded(0) and shown.view.loaded(2))
    assert shown.marked(1, 2) == {}, "rows that left the screen have not changed"
    await Console(connection).execute("node_put(2, 's9', 10, '`n2`')")
    await shown.until(lambda: shown.value("Size", 2) == 10)
    assert shown.marked(1, 2) == {"2.Size": "DOWN", "2.Sym": "CHANGED"}
    shown.view.pause(True)
    assert shown.marked(1, 2) == {} and shown.view.missed == 0
    shown.view.show(0, 4, range(6))
    await Console(connection).execute("node_put(1, 's2', 11, '`n1`')")
    await shown.until(lambda: shown.view.missed == 1)
    shown.view.pause(False)
    await shown.until(lambda: shown.view.loaded(0) and shown.value("Size", 1) == 11)
    assert shown.marked()["1.Size"] == "UP"
    await shown.view.close()


@pytest.mark.live
async def test_a_rollup_ticks_pauses_and_comes_back(
    plain_server: BlockingEmbeddedServer,
    proxy_to: Callable[[int], object],
    connection: Connection,
) -> None:
    proxy = proxy_to(plain_server.options.port)
    options = replace(plain_server.options, port=proxy.port)  # type: ignore[attr-defined]
    async with Connection(options, reconnect=True) as lossy:
        shown = Shown(lossy, tree("roll_live"))
        await shown.until(lambda: shown.view.size == 3)
        first = shown.column("N")[0]
        await shown.until(lambda: shown.column("N")[:1] > [first])
        assert shown.view.rate > 0
        assert not shown.view.reverse_supported
        root = shown.view.node(0)
        assert root is not None and root.unfolded
        await shown.toggle(0)
        await shown.until(lambda: shown.view.size == 1)
        shown.view.pause(True)
        held = shown.column("N")
        await shown.until(lambda: shown.view.missed > 1)
        assert shown.column("N") == held
        shown.view.pause(False)
        proxy.cut()  # type: ignore[attr-defined]
        await shown.until(lambda: shown.view.stale_since is not None)
        await shown.until(lambda: shown.view.stale_since is None)
        assert shown.view.size == 1, "what was folded is folded again"
        await shown.view.close()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (":sum Size", "nothing to group by"),
        ("Sym, Sym", "twice"),
        ("Nope", "no column Nope"),
        ("Sym: Size", "Size is no total"),
        ("Sym: sum", "sum of which column"),
        ("Sym: sum Nope", "no column Nope"),
    ],
)
def test_groups_that_mean_nothing_say_why(text: str, words: str) -> None:
    with pytest.raises(ArgumentError, match=words):
        parse_rollup(text, ["Sym", "Size"])
    assert parse_rollup(" ", ["Sym"]) is None
