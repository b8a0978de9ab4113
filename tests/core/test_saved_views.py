"""Views saved by name: what is read is what was saved, and a broken file is left alone."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pyarrow as pa
import pytest

from dhconsole.client.columns import ColumnSpec, TableSpec
from dhconsole.client.connection import Connection
from dhconsole.client.console import Console
from dhconsole.client.flight import Flight
from dhconsole.client.ticket import ScopeTicket
from dhconsole.core.filtering.predicates import TextIs
from dhconsole.core.making import make_table
from dhconsole.core.recipe import ColumnChoice, ColumnFilter, Part, PartKind, Recipe, SortKey
from dhconsole.core.saved_views import SavedViews
from dhconsole.core.shared_roots import NOTICE
from dhconsole.core.shares import Shares
from dhconsole.core.workspace import Workspace
from dhconsole.embedded import BlockingEmbeddedServer
from dhconsole.errors import FileError

SPEC = TableSpec(
    (ColumnSpec("S", "java.lang.String", pa.string()), ColumnSpec("X", "int", pa.int32()))
)
ROOT = ScopeTicket.scope_ticket("saved_rows")
RECIPE = Recipe(
    ROOT,
    title="rows",
    formulas=("Y = X * 2",),
    filters=(ColumnFilter("X", ">=2", zone="Asia/Tokyo"),),
    conditions=("X < 9",),
    search="a",
    sorts=(SortKey("X", descending=True), SortKey("S", absolute=True)),
    reverse=True,
    zone="Europe/London",
    columns=ColumnChoice(frozenset(("S",)), ("X", "S"), 1),
    formats=(("X", "percent"),),
    totals=(("X", "sum"),),
    part=Part("PartitionedTable", PartKind.CONSTITUENT, 3, b"\x00\xff", "eq"),
)


def test_what_is_read_is_what_was_saved(tmp_path: Path) -> None:
    views = SavedViews(tmp_path / "deep" / "views.json")
    assert views.names() == {}
    views.put("one", RECIPE, SPEC)
    views.put("two", Recipe(ROOT), SPEC)
    again = SavedViews(views.path)
    assert again.names() == {"one": "s/saved_rows", "two": "s/saved_rows"}
    assert again.get("one") == RECIPE
    assert again.get("two") == Recipe(ROOT)
    again.remove("one")
    assert list(views.names()) == ["two"]
    with pytest.raises(FileError, match="no saved view 'one'"):
        views.get("one")
    assert views.path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("content", ["{", "[]", '{"a": 1}'])
def test_a_broken_file_is_told_and_left_alone(tmp_path: Path, content: str) -> None:
    path = tmp_path / "views.json"
    path.write_text(content)
    views = SavedViews(path)
    with pytest.raises(FileError, match=r"views\.json"):
        views.put("one", RECIPE, SPEC)
    assert path.read_text() == content


def test_a_view_that_cannot_be_read_does_not_hide_the_others(tmp_path: Path) -> None:
    path = tmp_path / "views.json"
    views = SavedViews(path)
    views.put("good", RECIPE, SPEC)
    found = json.loads(path.read_text())
    path.write_text(json.dumps({**found, "bad": {"root": "s/x"}}))
    assert set(views.names()) == {"good", "bad"}
    with pytest.raises(FileError, match="'bad'"):
        views.get("bad")
    assert views.get("good") == RECIPE


@pytest.mark.live
async def test_a_filter_by_chosen_values_is_saved_as_what_it_means(
    plain_server: BlockingEmbeddedServer, tmp_path: Path
) -> None:
    async with Connection(plain_server.options) as connection:
        script = (
            "from deephaven import empty_table\n"
            "saved_rows = empty_table(6).update(['S = `a|b` + i % 2', 'X = i'])"
        )
        assert (await Console(connection).execute(script)).error_text == ""
        chosen = ColumnFilter("S", "a|b1", TextIs("a|b1", match_case=True))
        recipe = Recipe(ROOT, filters=(chosen, ColumnFilter("X", ">1")))
        views = SavedViews(tmp_path / "views.json")
        views.put("chosen", recipe, SPEC)
        flight = Flight(connection)
        try:
            table = await flight.read_export(await make_table(connection, views.get("chosen")))
        finally:
            flight.close()
        assert table.column("X").to_pylist() == [3, 5]


@pytest.mark.live
async def test_a_view_says_when_nobody_shares_it_any_more(
    plain_server: BlockingEmbeddedServer,
) -> None:
    async with Connection(plain_server.options) as other:
        script = "from deephaven import time_table\nsaved_tick = time_table('PT0.1s')"
        assert (await Console(other).execute(script)).error_text == ""
        shares = Shares(other)
        share = await shares.publish(Recipe(ScopeTicket.scope_ticket("saved_tick")))
        workspace = Workspace(plain_server.options)
        await workspace.open()
        try:
            view = workspace.open_view(Recipe(share.ticket))
            told = asyncio.Event()
            view.listen(lambda event: told.set() if view.size else None)
            await asyncio.wait_for(told.wait(), 30)
            assert view.notice == ""
            gone = asyncio.Event()
            view.listen(lambda event: gone.set() if view.notice == NOTICE else None)
            await shares.stop(share.ticket)
            await asyncio.wait_for(gone.wait(), 30)
        finally:
            await workspace.close()
