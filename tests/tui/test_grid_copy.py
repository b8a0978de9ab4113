"""Copying from the grid: what goes to the clipboard, and what is said when rows are missing."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

import pyarrow as pa
from textual.pilot import Pilot

from dhconsole.core.viewport import TableView
from dhconsole.errors import LostError
from dhconsole.tui.widgets.grid import copying
from dhconsole.tui.widgets.grid.messages import Copied
from tests.tui.grid_host import LONG, STRING, FakeView, GridHost, column, painted, trades
from tests.tui.test_grid import SIZE
from tests.tui.widget_host import until


async def copied(pilot: Pilot[None], app: GridHost, *keys: str) -> Copied:
    await painted(pilot)
    before = len(app.heard_of(Copied))
    await pilot.press(*keys)
    await until(pilot, lambda: len(app.heard_of(Copied)) > before)
    return app.heard_of(Copied)[-1]


async def test_a_cell_is_copied_exactly() -> None:
    app = GridHost(trades())
    async with app.run_test(size=SIZE) as pilot:
        found = await copied(pilot, app, "down", "right", "right", "y")
        assert (found.text, found.rows, found.columns) == ("402.0075", 1, 1)
        found = await copied(pilot, app, "home", "y")
        assert found.text.startswith("2026-03-02T14:02:11")


async def test_a_row_and_a_rectangle() -> None:
    app = GridHost(trades())
    async with app.run_test(size=SIZE) as pilot:
        found = await copied(pilot, app, "Y")
        assert found.text.split("\t")[1:5] == ["AAPL", "189.412", "-100", "true"]
        assert "\n" not in found.text
        found = await copied(pilot, app, "right", "shift+down", "shift+right", "ctrl+c")
        assert found.text == "Sym\tPrice\nAAPL\t189.412\nMSFT\t402.0075"
        assert (found.rows, found.columns, found.wanted) == (2, 2, 2)


async def test_nothing_is_copied_silently_when_rows_are_not_here() -> None:
    view = trades()
    view.here = range(5)
    app = GridHost(view)
    async with app.run_test(size=SIZE) as pilot:
        await painted(pilot)
        await pilot.press("pagedown", "y")
        await until(pilot, lambda: bool(app.heard_of(app.grid.Notice)))
        assert app.heard_of(app.grid.Notice)[0].bad
        assert not app.heard_of(Copied)


async def test_rows_that_are_not_here_are_fetched() -> None:
    asked: list[tuple[int, int, tuple[int, ...]]] = []

    async def fetch(
        view: TableView, first: int, count: int, columns: Sequence[int]
    ) -> Mapping[int, pa.Array]:
        asked.append((first, count, tuple(columns)))
        return {
            index: pa.array([f"{row}" for row in range(first, first + count)]) for index in columns
        }

    view = FakeView(column("S", STRING, lambda r: "here"), size=100)
    view.here = range(30)
    app = GridHost(view, fetch=fetch)
    async with app.run_test(size=SIZE) as pilot:
        assert (await copied(pilot, app, "y")).text == "here"
        assert asked == []
        found = await copied(pilot, app, "v", "G", "ctrl+c")
        assert asked == [(0, 100, (0,))]
        assert (found.rows, found.text.count("\n")) == (100, 100)


async def test_a_fetch_that_fails_is_said() -> None:
    async def fetch(*arguments: object) -> Mapping[int, pa.Array]:
        raise LostError("the connection is lost")

    view = trades()
    view.here = range(5)
    app = GridHost(view, fetch=fetch)
    async with app.run_test(size=SIZE) as pilot:
        await painted(pilot)
        await pilot.press("pagedown", "y")
        await until(pilot, lambda: bool(app.heard_of(app.grid.Notice)))
        assert "the connection is lost" in app.heard_of(app.grid.Notice)[0].text


async def test_while_paused_it_is_said_that_fetched_rows_are_newer() -> None:
    async def fetch(
        view: TableView, first: int, count: int, columns: Sequence[int]
    ) -> Mapping[int, pa.Array]:
        return {index: pa.array([1] * count) for index in columns}

    view = FakeView(column("N", LONG, lambda r: r), size=100)
    view.here = range(5)
    app = GridHost(view, fetch=fetch)
    async with app.run_test(size=SIZE) as pilot:
        await copied(pilot, app, "p", "v", "G", "ctrl+c")
        assert "as the table is now" in app.heard_of(app.grid.Notice)[0].text


async def test_too_many_rows_are_cut_and_counted() -> None:
    asked: list[int] = []

    async def fetch(
        view: TableView, first: int, count: int, columns: Sequence[int]
    ) -> Mapping[int, pa.Array]:
        asked.append(count)
        return {index: pa.array([0] * count) for index in columns}

    view = FakeView(column("N", LONG, lambda r: r), size=1_000_000_000)
    view.here = range(30)
    app = GridHost(view, fetch=fetch)
    async with app.run_test(size=SIZE) as pilot:
        found = await copied(pilot, app, "v", "G", "ctrl+c")
        assert asked == [copying.MOST_ROWS]
        assert (found.rows, found.wanted) == (copying.MOST_ROWS, 1_000_000_000)


async def test_keys_are_answered_while_rows_are_being_fetched() -> None:
    gate = asyncio.Event()

    async def fetch(
        view: TableView, first: int, count: int, columns: Sequence[int]
    ) -> Mapping[int, pa.Array]:
        await gate.wait()
        return {index: pa.array([1] * count) for index in columns}

    view = FakeView(column("N", LONG, lambda r: r), size=100)
    view.here = range(5)
    app = GridHost(view, fetch=fetch)
    async with app.run_test(size=SIZE) as pilot:
        await painted(pilot)
        await pilot.press("pagedown", "y", "down")
        assert app.grid.cursor.row == 23
        assert not app.heard_of(Copied)
        gate.set()
        await until(pilot, lambda: bool(app.heard_of(Copied)))
        assert app.heard_of(Copied)[0].text == "1"
