"""The grid under a mouse."""

from __future__ import annotations

from textual.pilot import Pilot

from tests.tui.grid_host import LONG, FakeView, GridHost, column, painted, trades
from tests.tui.test_grid import PAGE, SIZE, wide
from tests.tui.widget_host import screen_lines


def x_of(app: GridHost, place: int) -> int:
    """A cell of the screen within a column."""
    geometry = app.grid.geometry
    found = next(each for each in geometry.columns if each.place == place)
    return geometry.numbers + 1 + found.x + 1


def edge_of(app: GridHost, place: int) -> int:
    """The last cell of a column, by which it is dragged."""
    geometry = app.grid.geometry
    found = next(each for each in geometry.columns if each.place == place)
    return geometry.numbers + 1 + found.x + found.cells - 1


async def drag(pilot: Pilot[None], start: tuple[int, int], end: tuple[int, int]) -> None:
    await pilot.mouse_down(offset=start)
    await pilot.hover(offset=end)
    await pilot.mouse_up(offset=end)


async def test_a_click_puts_the_cursor_there() -> None:
    app = GridHost(trades(100))
    async with app.run_test(size=SIZE) as pilot:
        await painted(pilot)
        await pilot.click(offset=(x_of(app, 2), 7))
        assert (app.grid.cursor.row, app.grid.cursor.place) == (5, 2)
        await pilot.click(offset=(x_of(app, 3), 0))
        assert (app.grid.cursor.row, app.grid.cursor.place) == (5, 3)
        await pilot.click(offset=(1, 9))
        assert (app.grid.cursor.row, app.grid.cursor.place) == (7, 3)


async def test_a_click_below_the_last_row_does_nothing() -> None:
    app = GridHost(trades(3))
    async with app.run_test(size=SIZE) as pilot:
        await painted(pilot)
        await pilot.click(offset=(x_of(app, 2), 12))
        assert (app.grid.cursor.row, app.grid.cursor.place) == (0, 0)


async def test_dragging_selects_and_a_plain_click_ends_that() -> None:
    app = GridHost(trades(100))
    async with app.run_test(size=SIZE) as pilot:
        await painted(pilot)
        await drag(pilot, (x_of(app, 1), 4), (x_of(app, 3), 8))
        assert app.grid.cursor.area() == (range(2, 7), range(1, 4))
        await pilot.click(offset=(x_of(app, 1), 4), shift=True)
        assert app.grid.cursor.area() == (range(2, 3), range(1, 2))
        await pilot.click(offset=(x_of(app, 1), 6))
        assert app.grid.cursor.anchor is None


async def test_a_double_click_views_the_cell() -> None:
    app = GridHost(trades(100))
    async with app.run_test(size=SIZE) as pilot:
        await painted(pilot)
        await pilot.double_click(offset=(x_of(app, 1), 5))
        await pilot.pause()
        [asked] = app.heard_of(app.grid.ViewCell)
        assert (asked.row, asked.column.title) == (3, "Sym")


async def test_the_wheel_scrolls_rows_and_sideways_columns() -> None:
    app = GridHost(wide(60, 1000))
    async with app.run_test(size=SIZE) as pilot:
        await painted(pilot)
        app.grid._mouse.wheel(1)
        assert (app.grid.cursor.top, app.grid.cursor.row) == (3, 3)
        app.grid._mouse.wheel(-1)
        assert app.grid.cursor.top == 0
        app.grid._mouse.wheel(1, sideways=True)
        await painted(pilot)
        assert app.line(0).replace("‹", " ").split()[0] == "C1"
        assert app.grid.cursor.place == 1
        app.grid._mouse.wheel(-1, sideways=True)
        await painted(pilot)
        assert app.line(0).replace("│", " ").split()[0] == "C0"


async def test_dragging_the_edge_of_a_column_resizes_it_and_a_double_click_fits_it() -> None:
    app = GridHost(trades(100))
    async with app.run_test(size=(120, 24)) as pilot:
        await painted(pilot)
        edge, width = edge_of(app, 1), app.grid.columns.columns[1].width
        await drag(pilot, (edge, 0), (edge + 6, 0))
        assert app.grid.columns.columns[1].width == width + 6
        await painted(pilot)
        await drag(pilot, (edge + 6, 0), (5, 0))
        assert app.grid.columns.columns[1].width == 3
        await painted(pilot)
        await pilot.double_click(offset=(edge_of(app, 1), 0))
        await painted(pilot)
        assert app.grid.columns.columns[1].width == width


async def test_the_trough_is_the_whole_table() -> None:
    size = 1_000_000_000
    app = GridHost(FakeView(column("N", LONG, lambda r: r), size=size))
    async with app.run_test(size=SIZE) as pilot:
        await painted(pilot)
        await pilot.click(offset=(79, 23))
        await painted(pilot)
        assert app.line(PAGE + 1).split()[0] == f"{size}│"
        await pilot.click(offset=(79, 2))
        assert app.grid.cursor.top == 0
        await drag(pilot, (79, 2), (79, 12))
        assert app.grid.cursor.top == (size - PAGE) * 10 // (PAGE - 1)
        await painted(pilot)
        thumbs = [y for y, line in enumerate(screen_lines(app)) if line.endswith("┃")]
        assert thumbs == [12]


async def test_a_drag_beyond_the_last_line_scrolls_on() -> None:
    app = GridHost(trades(100))
    async with app.run_test(size=SIZE) as pilot:
        await painted(pilot)
        await pilot.mouse_down(offset=(x_of(app, 0), 20))
        app.grid.commands.put(PAGE, 0, extend=True)
        assert app.grid.cursor.top == 1
        assert app.grid.cursor.area()[0] == range(18, PAGE + 1)
        await pilot.mouse_up(offset=(x_of(app, 0), 20))
