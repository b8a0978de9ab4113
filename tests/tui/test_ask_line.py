"""The line below a grid: what is typed, when it applies, and the ways out of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
from textual.pilot import Pilot

import dhconsole.tui
from dhconsole.core.recipe import Recipe, Rollup
from dhconsole.core.viewport import TableView
from dhconsole.errors import ServerError
from dhconsole.text.formats import FormatSettings
from dhconsole.tui.widgets.ask_line import AskLine
from dhconsole.tui.widgets.grid.widget import GridOptions, TableGrid
from dhconsole.tui.widgets.tables import TablesPane
from tests.tui.grid_host import FakeView, trades
from tests.tui.widget_host import Host, screen_text, until


class PaneHost(Host):
    """A pane of tables, whose actions go where the console sends them."""

    CSS_PATH = Path(dhconsole.tui.__file__).with_name("base.tcss")

    def __init__(self) -> None:
        self.pane = TablesPane(id="tables")
        super().__init__(self.pane)

    async def action_do(self, id_: str) -> None:
        name = id_.partition(".")[2]
        getattr(self.pane.commands(name), name)()


async def no_fetch(*arguments: Any) -> dict[int, Any]:
    return {}


@asynccontextmanager
async def opened(*views: FakeView) -> AsyncIterator[tuple[Pilot[None], list[TableGrid], AskLine]]:
    app = PaneHost()
    async with app.run_test(size=(90, 20)) as pilot:
        options = GridOptions(format=FormatSettings())
        grids = [await app.pane.add(cast(TableView, v), options, no_fetch) for v in views]
        grids[-1].focus()
        await pilot.pause()
        yield pilot, grids, app.pane.query_one(AskLine)


def texts(view: FakeView) -> list[str]:
    return [f"{each.column} {each.text}" for each in view.recipe.filters]


def held(view: FakeView, error: ServerError | None = None) -> asyncio.Event:
    """From now on the server answers only when this is set: with a table, or with the error."""
    made, change = asyncio.Event(), view.change

    async def answer(recipe: Recipe) -> None:
        await made.wait()
        if error is not None:
            raise error
        await change(recipe)

    view.change = answer  # type: ignore[method-assign]
    return made


def sorts(view: FakeView) -> list[str]:
    return [each.column for each in view.recipe.sorts]


def notices(pilot: Pilot[None]) -> list[str]:
    return [each.text for each in cast(PaneHost, pilot.app).heard_of(TableGrid.Notice)]


async def test_it_says_in_words_what_is_typed_and_applies_it() -> None:
    view = trades(1000)
    async with opened(view) as (pilot, (grid,), line):
        await pilot.press("right", "f")
        assert line.is_open
        await until(pilot, lambda: "no filter of Sym" in screen_text(pilot.app))
        await pilot.press(*"AA")
        await until(pilot, lambda: texts(view) == ["Sym AA"])
        assert "Sym is “AA”" in screen_text(pilot.app)
        await pilot.press("enter")
        await until(pilot, lambda: not line.is_open and grid.has_focus)
        assert "Sym ≡" in screen_text(pilot.app)
        assert "filter Sym AA" in grid.title_line.text
        await pilot.press("u")
        await until(pilot, lambda: texts(view) == [])


async def test_one_step_however_much_was_typed() -> None:
    view = trades(1000)
    async with opened(view) as (pilot, _, _line):
        await pilot.press("right", "f", "A")
        await until(pilot, lambda: texts(view) == ["Sym A"])
        await pilot.press("B")
        await until(pilot, lambda: texts(view) == ["Sym AB"])
        await pilot.press("enter", "u")
        await until(pilot, lambda: texts(view) == [])
        await pilot.press("U")
        await until(pilot, lambda: texts(view) == ["Sym AB"])


async def test_escape_brings_back_what_was_shown() -> None:
    view = trades(1000)
    view.recipe = view.recipe.filtered("Sym", "old")
    async with opened(view) as (pilot, (grid,), _line):
        await pilot.press("right", "f")
        await until(pilot, lambda: "Sym old" in screen_text(pilot.app))
        await pilot.press("N")
        await until(pilot, lambda: texts(view) == ["Sym N"])
        await pilot.press("escape")
        await until(pilot, lambda: texts(view) == ["Sym old"] and grid.has_focus)
        await pilot.press("u")
        await until(pilot, lambda: texts(view) == ["Sym old"])


async def test_nonsense_is_marked_and_neither_sent_nor_lost() -> None:
    view = trades(1000)
    async with opened(view) as (pilot, _, line):
        await pilot.press("right", "right", "f", *"1x")
        await until(pilot, lambda: "1x is no number" in screen_text(pilot.app))
        assert line.has_class("-bad")
        await pilot.press("enter")
        assert line.is_open
        assert texts(view) == ["Price 1"] or texts(view) == []
        await pilot.press("backspace", "enter")
        await until(pilot, lambda: texts(view) == ["Price 1"] and not line.is_open)


async def test_going_to_another_table_keeps_what_is_shown_as_a_step() -> None:
    first, second = trades(1000), trades(10)
    async with opened(first, second) as (pilot, grids, line):
        await pilot.press("right", "f", "A")
        await until(pilot, lambda: texts(second) == ["Sym A"])
        cast(PaneHost, pilot.app).pane.step(-1)
        await pilot.pause()
        assert not line.is_open
        assert texts(first) == []
        assert texts(second) == ["Sym A"]
        grids[1].asker.undo()
        await until(pilot, lambda: texts(second) == [])


async def test_what_the_server_refuses_stays_in_the_line() -> None:
    view = trades(1000)

    async def refuse(recipe: Recipe) -> None:
        raise ServerError("cannot find Sise")

    view.change = refuse  # type: ignore[method-assign]
    async with opened(view) as (pilot, _, line):
        await pilot.press("a", *"V=Sise", "enter")
        await until(pilot, lambda: "cannot find Sise" in screen_text(pilot.app))
        assert line.is_open
        assert "V=Sise" in screen_text(pilot.app)
        await pilot.press("escape")
        await until(pilot, lambda: not line.is_open)


async def test_a_question_starts_from_what_was_asked_last() -> None:
    view = trades(1000)
    async with opened(view) as (pilot, (grid,), line):
        made = held(view)
        await pilot.press("right", "right", "s", "f", *">5")
        await until(pilot, lambda: [each.text for each in grid.asker.desk.wanted.filters] == [">5"])
        assert grid.asker.desk.wanted.sorts != () and sorts(view) == []
        made.set()
        await until(pilot, lambda: texts(view) == ["Price >5"])
        assert sorts(view) == ["Price"]
        await pilot.press("escape")
        await until(pilot, lambda: texts(view) == [] and not line.is_open)
        assert sorts(view) == ["Price"]
        await pilot.press("u")
        await until(pilot, lambda: sorts(view) == [])


async def test_a_question_does_not_start_from_what_was_taken_back() -> None:
    view = trades(1000)
    async with opened(view) as (pilot, (grid,), line):
        await pilot.press("/", *"abc")
        await until(pilot, lambda: view.recipe.search == "abc")
        made = held(view)
        await pilot.press("escape")
        await until(pilot, lambda: not line.is_open and grid.has_focus)
        assert view.recipe.search == "abc"
        await pilot.press("/")
        await until(pilot, lambda: line.is_open and "rows in which any" in screen_text(pilot.app))
        made.set()
        await pilot.press("escape")
        await until(pilot, lambda: view.recipe.search == "" and not grid.view.asking)
        assert grid.asker.desk.wanted.search == ""


async def test_groups_of_a_column_that_is_being_made() -> None:
    view = trades(1000)
    async with opened(view) as (pilot, (grid,), _line):
        made = held(view)
        wanted = replace(view.recipe, formulas=("Half = Price / 2",))
        grid.asker.change(lambda recipe: wanted)
        await pilot.press("b", *"Half", "enter")
        made.set()
        await until(pilot, lambda: view.recipe.rollup is not None)
        assert view.recipe == replace(
            wanted, rollup=Rollup(("Half",)), columns=replace(wanted.columns, frozen=1)
        )


async def test_enter_gives_the_keys_to_the_grid_at_once() -> None:
    view = trades(1000)
    async with opened(view) as (pilot, (grid,), line):
        made = held(view)
        await pilot.press("/", *"abc", "enter", "j")
        await until(pilot, lambda: grid.cursor.row == 1)
        assert not line.is_open and grid.has_focus
        assert view.recipe.search == ""
        made.set()
        await until(pilot, lambda: view.recipe.search == "abc")
        await pilot.press("u")
        await until(pilot, lambda: view.recipe.search == "")


async def test_what_was_accepted_is_not_taken_back_by_the_next_question() -> None:
    view = trades(1000)
    async with opened(view) as (pilot, (grid,), _line):
        made = held(view)
        await pilot.press("s", "/", *"abc", "enter", "right", "right", "f", *">5")
        await until(pilot, lambda: [each.text for each in grid.asker.desk.wanted.filters] == [">5"])
        made.set()
        await until(pilot, lambda: texts(view) == ["Price >5"])
        await pilot.press("enter")
        for left in ((["Timestamp"], "abc"), (["Timestamp"], ""), ([], "")):
            await pilot.press("u")
            await until(pilot, lambda left=left: (sorts(view), view.recipe.search) == left)
            assert texts(view) == []


@pytest.mark.parametrize("error", [None, ServerError("cannot find Sise")])
async def test_an_answer_leaves_the_question_to_another_table_alone(
    error: ServerError | None,
) -> None:
    first, second = trades(1000), trades(10)
    async with opened(second, first) as (pilot, grids, line):
        answered = held(first, error)
        await pilot.press("a", *"V=Sise", "enter")
        await until(pilot, lambda: grids[1].asker.desk.wanted.formulas == ("V=Sise",))
        pane = cast(PaneHost, pilot.app).pane
        pane.step(-1)
        await until(pilot, lambda: grids[0].has_focus)
        await pilot.press("/", "x")
        answered.set()
        if error is None:
            await until(pilot, lambda: first.recipe.formulas == ("V=Sise",))
        else:
            await until(pilot, lambda: notices(pilot) == ["V=Sise: cannot find Sise"])
        await pilot.press("y")
        await until(pilot, lambda: second.recipe.search == "xy")
        assert line.is_open and not line.has_class("-bad")
        assert "cannot find Sise" not in screen_text(pilot.app)


async def test_what_is_refused_comes_back_to_be_mended() -> None:
    view = trades(1000)
    async with opened(view) as (pilot, (grid,), line):
        answered = held(view, ServerError("cannot find Sise"))
        await pilot.press("a", *"V=Sise", "enter", "j")
        await until(pilot, lambda: grid.cursor.row == 1 and not line.is_open)
        answered.set()
        await until(pilot, lambda: "cannot find Sise" in screen_text(pilot.app))
        assert line.is_open and line.has_class("-bad")
        await pilot.press("d")
        await until(pilot, lambda: "V=Sised" in screen_text(pilot.app))
        assert not line.has_class("-bad")
        await pilot.press("escape")
        await until(pilot, lambda: not line.is_open and grid.has_focus)
        assert view.recipe.formulas == grid.asker.desk.wanted.formulas == ()
