"""The grid on a screen: moving, scrolling, what is drawn, and what is not drawn again."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from rich.cells import cell_len
from textual.app import App
from textual.geometry import Region

from dhconsole.core.marks import Mark
from dhconsole.core.recipe import ColumnChoice
from dhconsole.core.values import ViewState
from dhconsole.text.formats import FormatSettings
from dhconsole.tui.widgets.grid import direct, picture
from tests.tui.grid_host import (
    DOUBLE,
    INSTANT,
    LONG,
    STRING,
    FakeView,
    GridHost,
    column,
    painted,
    trades,
)
from tests.tui.widget_host import screen_lines, screen_text, until

SIZE = (80, 24)
PAGE = 22
"""Rows on that screen, below a header of two lines."""


class Drawn:
    """The rows that have been put together, in order, and the cells drawn apart from them."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.rows: list[int] = []
        self.cells: list[str] = []
        row_strip, cells_strip = picture.row_strip, picture.cells_strip

        def row(number: int, *arguments: Any) -> Any:
            self.rows.append(number)
            return row_strip(number, *arguments)

        def cells(*arguments: Any) -> Any:
            strip = cells_strip(*arguments)
            if strip is not None:
                self.cells.append(strip.text.strip())
            return strip

        monkeypatch.setattr(picture, "row_strip", row)
        monkeypatch.setattr(picture, "cells_strip", cells)


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> Drawn:
    return Drawn(monkeypatch)


def wide(columns: int = 500, size: int = 1000, *, step: int = 1000) -> FakeView:
    """``C0``, ``C1`` and so on; a cell is ``step`` times its row, and its column."""

    def cell(index: int) -> Any:
        return lambda row: row * step + index

    return FakeView(*(column(f"C{i}", LONG, cell(i)) for i in range(columns)), size=size)


# -- what is drawn -----------------------------------------------------------------------


@pytest.mark.parametrize("size", [(80, 24), (120, 32), (200, 60), (40, 6), (10, 3), (3, 2)])
async def test_lines_have_exactly_the_width_of_the_screen(size: tuple[int, int]) -> None:
    app = GridHost(trades())
    async with app.run_test(size=size) as pilot:
        await painted(pilot)
        grid = app.grid
        for y in range(size[1]):
            strip = grid.render_line(y)
            assert strip.cell_length == cell_len(strip.text) >= size[0]
        assert all(cell_len(line) <= size[0] for line in screen_lines(app))


async def test_header_types_and_zone() -> None:
    app = GridHost(trades())
    async with app.run_test(size=SIZE) as pilot:
        await painted(pilot)
        assert app.line(0).split()[1:5] == ["Timestamp", "*", "Sym", "*"]
        assert "Instant UTC" in app.line(1)
        assert app.line(2).startswith("  1│ 2026-03-02 14:02:11.100  AAPL")


async def test_another_zone_keeps_the_widths_that_the_user_chose() -> None:
    from zoneinfo import ZoneInfo

    app = GridHost(trades())
    async with app.run_test(size=(120, 24)) as pilot:
        await pilot.press("right", "greater_than_sign")
        await painted(pilot)
        width = app.grid.columns.columns[1].width
        app.grid.set_format(FormatSettings(zone=ZoneInfo("Asia/Tokyo")))
        await painted(pilot)
        assert "Instant Asia/Tokyo" in app.line(1)
        assert "2026-03-02 23:02:11.100" in app.line(2)
        assert app.grid.columns.columns[1].width == width


async def test_rows_that_have_not_come_are_dots_and_not_null() -> None:
    view = trades()
    view.here = range(5)
    app = GridHost(view)
    async with app.run_test(size=SIZE) as pilot:
        await painted(pilot)
        assert "∅" in app.line(4)
        assert app.line(8).split() == ["7│", *"······", "│"]
        view.arrive(range(50))
        await painted(pilot)
        assert "·" not in screen_text(app)


async def test_columns_that_come_later_take_the_place_of_their_dots() -> None:
    view = wide(3)
    view.columns_here = {0, 1}
    app = GridHost(view)
    async with app.run_test(size=SIZE) as pilot:
        await painted(pilot)
        assert app.line(2).split()[1:4] == ["0", "1", "·"]
        view.arrive(None, {0, 1, 2})  # the versions of the rows are what they were
        await painted(pilot)
        assert app.line(2).split()[1:4] == ["0", "1", "2"]


HOSTILE = "\x1b]52;c;aGk=\x07\x1b[31mred\x9b2J\u202eesrever\n[bold]markup[/bold]\\"


async def test_hostile_values_and_names_reach_the_screen_as_harmless_signs() -> None:
    view = FakeView(
        column(HOSTILE, STRING, lambda r: HOSTILE), column("Next", LONG, lambda r: 7), size=3
    )
    app = GridHost(view)
    async with app.run_test(size=(160, 12)) as pilot:
        await painted(pilot)
        text = screen_text(app)
        assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(text)
        assert "[bold]markup[/bold]" in text, "markup is shown, not obeyed"
        columns = {line.index("7", 40) for line in screen_lines(app)[2:5]}
        assert len(columns) == 1, "the next column is still in line"


async def test_wide_and_combining_letters_keep_columns_in_line() -> None:
    words = ("日本電気", "e\u0301e\u0301", "👩‍🔬", "plain", "🇩🇪🇫🇷", "한국어")
    view = FakeView(column("S", STRING, lambda r: words[r]), column("N", LONG, lambda r: 7), size=6)
    app = GridHost(view)
    async with app.run_test(size=(60, 12)) as pilot:
        await painted(pilot)
        starts = {cell_len(line[: line.rindex("7")]) for line in screen_lines(app)[2:8]}
        assert len(starts) == 1


async def test_an_empty_table_says_so_until_rows_come() -> None:
    view = trades(0)
    app = GridHost(view)
    async with app.run_test(size=SIZE) as pilot:
        await painted(pilot)
        assert "No rows." in screen_text(app)
        view.resize(3)
        await painted(pilot)
        assert "No rows." not in screen_text(app)
        assert "AAPL" in app.line(2)
        view.resize(0)
        await painted(pilot)
        assert "No rows." in screen_text(app)
        assert "AAPL" not in screen_text(app)


async def test_a_table_that_failed_shows_its_reason() -> None:
    view = trades(0)
    app = GridHost(view)
    async with app.run_test(size=SIZE) as pilot:
        view.become(ViewState.FAILED, "cannot find \x1b[1mPx\nat line 3")
        await painted(pilot)
        text = screen_text(app)
        assert "This table failed." in text
        assert "cannot find ␛[1mPx" in text and "at line 3" in text


async def test_a_table_is_drawn_when_its_columns_become_known() -> None:
    view = trades(100)
    view.spec, spec = None, view.spec
    view.state = ViewState.OPENING
    app = GridHost(view)
    async with app.run_test(size=SIZE) as pilot:
        await painted(pilot)
        assert "Timestamp" not in screen_text(app)
        view.spec, view.state = spec, ViewState.LIVE
        view.tell(rows=None, size_changed=True, spec_changed=True, state_changed=True)
        await painted(pilot)
        assert "Timestamp" in app.line(0) and "AAPL" in app.line(2)


# -- moving ------------------------------------------------------------------------------


async def test_keys_move_the_cursor() -> None:
    app = GridHost(trades(100))
    async with app.run_test(size=SIZE) as pilot:
        cursor = app.grid.cursor
        await pilot.press("down", "down", "right")
        assert (cursor.row, cursor.place) == (2, 1)
        await pilot.press("k", "l", "l")
        assert (cursor.row, cursor.place) == (1, 3)
        await pilot.press("end")
        assert cursor.place == 5
        await pilot.press("home")
        assert cursor.place == 0
        await pilot.press("G")
        assert (cursor.row, cursor.top) == (99, 100 - PAGE)
        await pilot.press("g")
        assert (cursor.row, cursor.top) == (0, 0)
        await pilot.press("pagedown")
        assert (cursor.row, cursor.top) == (PAGE, PAGE)
        await pilot.press("pageup", "up")
        assert (cursor.row, cursor.top) == (0, 0)


@pytest.mark.parametrize("size", [1_000_000_000, 2**53 + 7])
async def test_jumps_in_a_huge_table_are_exact(size: int) -> None:
    view = FakeView(column("N", LONG, lambda r: r), size=size)
    app = GridHost(view)
    async with app.run_test(size=SIZE) as pilot:
        await painted(pilot)
        view.asked.clear()
        await pilot.press("G")
        await painted(pilot)
        assert app.line(PAGE + 1).split()[:2] == [f"{size}│", f"{size - 1}"]
        assert len(set(view.asked)) == 1, "one jump, one window"
        app.grid.commands.goto("123,456,789")
        await painted(pilot)
        row = [line for line in screen_lines(app) if "123456789│" in line]
        assert row[0].split()[1] == "123456788"
        app.grid.commands.goto("50%")
        assert app.grid.cursor.row == round(0.5 * (size - 1))
        await pilot.press("down", "down", "up")
        assert app.grid.cursor.row == round(0.5 * (size - 1)) + 1


async def test_only_what_is_on_the_screen_is_read() -> None:
    view = wide(500, 1_000_000_000)
    app = GridHost(view)
    async with app.run_test(size=(120, 32)) as pilot:
        await painted(pilot)
        first, count, columns = view.asked[-1]
        assert (first, count) == (0, 30)
        assert len(columns) < 40
        assert view.reads < 30 * 60


async def test_scrolling_sideways_over_500_columns_with_frozen_ones() -> None:
    app = GridHost(wide(), frozen=2)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("end")
        await painted(pilot)
        names = app.line(0).replace("│", " ").replace("‹", " ").split()
        assert names[:2] == ["C0", "C1"]
        assert names[-1] == "C499"
        assert app.line(2).replace("│", " ").split()[:3] == ["1", "0", "1"]
        assert app.line(2).rstrip("┃│ ").endswith(" 499")
        await pilot.press("left", "left")
        assert app.grid.cursor.place == 497
        await pilot.press("home")
        await painted(pilot)
        assert app.line(0).replace("│", " ").split()[:3] == ["C0", "C1", "C2"]


async def test_columns_that_become_wider_do_not_push_the_cursor_off_the_screen() -> None:
    view = wide(500, 10**9, step=10**4)
    app = GridHost(view, frozen=2)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("end")
        await painted(pilot)
        view.here = range(50)
        app.grid.commands.goto("50%")
        await painted(pilot)
        view.arrive(range(500_000_000 - 60, 500_000_000 + 60), {0, 1})
        await painted(pilot)
        view.arrive(range(500_000_000 - 60, 500_000_000 + 60))
        await painted(pilot)
        assert "C499" in app.line(0)
        assert f"{499_999_999 * 10**4 + 499}" in screen_text(app)


async def test_freezing_at_the_cursor_and_letting_go() -> None:
    app = GridHost(wide(30))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("right", "exclamation_mark", "end")
        await painted(pilot)
        assert app.line(0).replace("│", " ").replace("‹", " ").split()[:2] == ["C0", "C1"]
        await pilot.press("home", "right", "exclamation_mark", "end")
        await painted(pilot)
        assert "C0" not in app.line(0).split()


async def test_a_screen_of_columns_at_a_time() -> None:
    app = GridHost(wide(60))
    async with app.run_test(size=SIZE) as pilot:
        await painted(pilot)
        before = app.line(0).split()[-2]
        app.grid.commands.columns_right()
        await painted(pilot)
        first = app.line(0).replace("‹", " ").split()[0]
        assert int(first[1:]) in (int(before[1:]), int(before[1:]) + 1)
        for _ in range(20):
            app.grid.commands.columns_right()
        assert app.grid.cursor.place == 59
        for _ in range(20):
            app.grid.commands.columns_left()
        assert app.grid.cursor.place == 0


async def test_wider_narrower_and_refit() -> None:
    app = GridHost(trades())
    async with app.run_test(size=(120, 24)) as pilot:
        await painted(pilot)
        column_ = app.grid.columns.columns[0]
        width = column_.width
        await pilot.press("greater_than_sign")
        assert column_.width == width + 4
        await pilot.press("less_than_sign", "less_than_sign")
        await painted(pilot)
        assert column_.width == width - 4
        assert "…" in app.line(2)
        await pilot.press("underscore")
        await painted(pilot)
        assert column_.width == width
        assert "14:02:11.100" in app.line(2)


async def test_widths_do_not_jump_back_when_a_long_value_goes() -> None:
    view = trades()
    app = GridHost(view)
    async with app.run_test(size=(120, 24)) as pilot:
        await painted(pilot)
        view.put(0, 3, 123_456_789_012)
        await painted(pilot)
        wide_line = app.line(3).index("true" if "true" in app.line(3) else "false")
        view.put(0, 3, 1)
        await painted(pilot)
        assert app.line(3).index("false") == wide_line


# -- ticking -----------------------------------------------------------------------------


async def test_a_change_draws_its_cell_and_no_other(drawn: Drawn) -> None:
    view = trades()
    app = GridHost(view)
    async with app.run_test(size=SIZE) as pilot:
        await painted(pilot)
        drawn.rows.clear()
        reads = view.reads
        view.put(4, 3, 12, Mark.UP)
        view.put(9, 3, 13, Mark.DOWN)
        await painted(pilot)
        assert sorted(drawn.cells) == ["12▲", "13▼"]
        assert drawn.rows == []
        # The cells of the rows, and at each change the key of the row under the cursor.
        assert view.reads - reads <= 6 * 6 + 2 * 2
        app.grid.refresh()
        await painted(pilot)
        assert "12▲" in app.line(6) and "13▼" in app.line(11)
        drawn.cells.clear()
        view.unmark(4)
        await painted(pilot)
        assert drawn.cells == ["12"], "a mark goes when its time is over, without another change"
        assert "12 " in app.line(6)


async def test_many_changes_within_a_frame_are_drawn_once(drawn: Drawn) -> None:
    view = trades()
    app = GridHost(view)
    async with app.run_test(size=SIZE) as pilot:
        await painted(pilot)
        drawn.rows.clear()
        for value in range(50):
            view.put(4, 3, value)
        await painted(pilot)
        # The first of a burst may be drawn at once; the rest make one frame.
        assert len(drawn.rows) <= 2
        assert "49•" in app.line(6)


async def test_changes_off_the_screen_draw_nothing(drawn: Drawn) -> None:
    view = trades()
    app = GridHost(view)
    async with app.run_test(size=SIZE) as pilot:
        await painted(pilot)
        drawn.rows.clear()
        view.put(30, 3, 12)
        await painted(pilot)
        assert drawn.rows == []


async def test_an_idle_grid_draws_nothing_and_has_no_timer(drawn: Drawn) -> None:
    view = trades()
    view.state = ViewState.STATIC
    app = GridHost(view)
    async with app.run_test(size=SIZE) as pilot:
        await painted(pilot)
        drawn.rows.clear()
        heard = len(app.heard)
        lines: list[int] = []
        real = app.grid.render_line
        app.grid.render_line = lambda y: (lines.append(y), real(y))[1]  # type: ignore[method-assign]
        await pilot.pause(0.5)
        assert (drawn.rows, lines) == ([], [])
        assert not app.grid.clock.running
        assert list(app.grid._timers) == [], "nothing is planned to be said again"
        assert len(app.heard) == heard


async def test_moving_the_cursor_draws_two_rows(drawn: Drawn) -> None:
    app = GridHost(trades())
    async with app.run_test(size=SIZE) as pilot:
        await painted(pilot)
        drawn.rows.clear()
        await pilot.press("down")
        await painted(pilot)
        assert sorted(drawn.rows) == [0, 1]


async def test_rows_that_go_leave_blank_lines() -> None:
    view = trades(10)
    app = GridHost(view)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("G")
        await painted(pilot)
        assert "row 9" in screen_text(app)
        view.resize(4)
        await painted(pilot)
        assert "row 9" not in screen_text(app) and "row 3" in screen_text(app)
        assert app.grid.cursor.row == 3
        assert app.line(8).strip() == ""


async def test_following_keeps_the_last_row_at_the_bottom() -> None:
    view = trades(100)
    app = GridHost(view)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("t")
        await painted(pilot)
        assert view.following
        assert "row 99" in app.line(PAGE + 1)
        view.resize(150)
        await painted(pilot)
        assert "row 149" in app.line(PAGE + 1)
        assert app.grid.cursor.row == 149
        await pilot.resize_terminal(80, 14)
        await painted(pilot)
        assert "row 149" in app.line(13)
        assert "follow" in app.grid.title_line.text
        await pilot.press("up")
        assert not view.following, "who leaves the end does not follow it"
        view.resize(200)
        await painted(pilot)
        assert "row 149" in screen_text(app)


async def test_a_table_without_an_end_is_not_followed() -> None:
    view = trades(100)
    view.reverse_supported = False
    app = GridHost(view)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("t")
        await pilot.pause()
        assert not view.following
        assert app.heard_of(app.grid.Notice)[0].bad


async def test_pausing_and_going_on() -> None:
    view = trades(100)
    app = GridHost(view)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("p")
        assert view.paused
        view.missed = 3
        view.tell(state_changed=True)
        await painted(pilot)
        assert "[paused, missed 3 updates]" in app.grid.title_line.text
        await pilot.press("p")
        assert not view.paused


async def test_freezing_more_than_fits_is_said() -> None:
    app = GridHost(wide(), frozen=2)
    async with app.run_test(size=SIZE) as pilot:
        await painted(pilot)
        assert "frozen" not in app.grid.title_line.text
        app.grid.columns.arrange(ColumnChoice(frozen=41), 2)
        app.grid.everything()
        await until(pilot, lambda: "of 41 frozen columns fit" in app.grid.title_line.text)


async def test_a_paused_table_says_why_cells_are_unknown() -> None:
    view = trades(1000)
    app = GridHost(view)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("p")
        view.arrive(range(50))
        await painted(pilot)
        assert app.grid.title_line.text.startswith("[paused]")
        await pilot.press("G")
        await painted(pilot)
        assert app.grid.title_line.text.startswith("[paused, · was not here at the pause]")
        await pilot.press("g")
        await painted(pilot)
        assert app.grid.title_line.text.startswith("[paused]")


async def test_a_stale_table_counts_seconds_from_the_first_on() -> None:
    """Whenever it was to be said next how long ago the live table changed."""
    view = trades(100)
    app = GridHost(view)
    async with app.run_test(size=SIZE) as pilot:
        view.put(1, 0, 5)
        await painted(pilot)
        view.stale_since = time.monotonic()
        view.become(ViewState.STALE)
        # The title is told anew at once and with each second, however late that is looked at.
        said: list[int] = []

        def counted() -> bool:
            found = re.search(r"\[stale (\d+) s\]", app.grid.title_line.text)
            if found is not None:
                said.append(int(found[1]))
            return len(set(said)) > 1

        await until(pilot, counted)
        assert sorted(said) == said


async def test_stale_rows_look_stale_and_recover(drawn: Drawn) -> None:
    view = trades(100)
    app = GridHost(view)
    async with app.run_test(size=SIZE) as pilot:
        await painted(pilot)
        line = app.grid.render_line(5)
        view.stale_since = 0.0
        view.become(ViewState.STALE)
        await painted(pilot)
        stale = app.grid.render_line(5)
        assert stale.text == line.text
        assert list(stale) != list(line)
        view.become(ViewState.LIVE)
        await painted(pilot)
        assert list(app.grid.render_line(5)) == list(line)


async def test_a_table_made_anew_is_read_anew_though_versions_repeat() -> None:
    view = trades(100)
    app = GridHost(view)
    async with app.run_test(size=SIZE) as pilot:
        await painted(pilot)
        view.become(ViewState.STALE)
        view._changed[(0, 1)] = "NEW"
        view.become(ViewState.LIVE)
        await painted(pilot)
        assert "NEW" in app.line(2)


async def test_the_status_is_told_only_when_it_reads_differently() -> None:
    view = trades(100)
    app = GridHost(view)
    async with app.run_test(size=SIZE) as pilot:
        await painted(pilot)
        told = len(app.heard_of(app.grid.StatusChanged))
        view.put(0, 3, 1)
        await painted(pilot)
        assert len(app.heard_of(app.grid.StatusChanged)) == told
        view.resize(120)
        await until(pilot, lambda: len(app.heard_of(app.grid.StatusChanged)) == told + 1)
        assert app.grid.title_line.text.startswith("120 rows")


async def test_a_grid_behind_another_formats_nothing() -> None:
    view = trades(100)
    app = GridHost(view)
    async with app.run_test(size=SIZE) as pilot:
        await painted(pilot)
        app.grid.display = False
        await painted(pilot)
        reads = view.reads
        view.put(0, 3, 987654)
        await painted(pilot)
        assert view.reads == reads
        app.grid.display = True
        await until(pilot, lambda: "987654" in screen_text(app))


async def test_rows_have_a_stripe_only_when_wanted() -> None:
    for stripes in (True, False):
        app = GridHost(wide(2), stripes=stripes)
        async with app.run_test(size=SIZE) as pilot:
            await painted(pilot)
            odd, even = (list(app.grid.render_line(y))[1].style for y in (5, 6))
            assert odd is not None and even is not None
            assert (odd.bgcolor != even.bgcolor) is stripes


async def test_a_selection_is_drawn_and_ends_with_a_plain_move() -> None:
    app = GridHost(trades())
    async with app.run_test(size=SIZE) as pilot:
        await painted(pilot)
        before = [list(app.grid.render_line(y)) for y in (2, 3)]
        await pilot.press("shift+down", "shift+right")
        assert app.grid.cursor.area() == (range(2), range(2))
        assert [list(app.grid.render_line(y)) for y in (2, 3)] != before
        assert app.grid.commands.back()
        assert app.grid.cursor.area() == (range(1, 2), range(1, 2))
        assert not app.grid.commands.back()
        await pilot.press("v", "down", "down")
        assert len(app.grid.cursor.area()[0]) == 3
        await pilot.press("v")
        assert app.grid.cursor.anchor is None


async def test_viewing_a_cell_is_asked_for() -> None:
    app = GridHost(trades())
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("down", "right", "space")
        await pilot.pause()
        [asked] = app.heard_of(app.grid.ViewCell)
        assert (asked.row, asked.column.title) == (1, "Sym")


async def test_times_and_decimals_with_more_digits_make_room() -> None:
    view = FakeView(
        column("T", INSTANT, lambda r: 10**18), column("F", DOUBLE, lambda r: 1.5), size=5
    )
    app = GridHost(view)
    async with app.run_test(size=SIZE) as pilot:
        await painted(pilot)
        assert "01:46:40 " in app.line(2)
        view.put(1, 0, 10**18 + 1)
        view.put(1, 1, 22.125)
        await painted(pilot)
        assert "01:46:40.000000000 " in app.line(2)
        assert "01:46:40.000000001" in app.line(3)
        assert app.line(2).rindex(".") == app.line(3).rindex(".")


async def test_the_cursor_stays_on_its_row_where_that_has_a_key() -> None:
    """Rows that come above it, and those that go, move the screen along."""
    first = 1000

    def keyed() -> FakeView:
        return FakeView(
            column("Id", LONG, lambda r: first + r, is_key=True),
            column("Note", STRING, lambda r: f"row {first + r}"),
            size=100,
        )

    view = keyed()
    app = GridHost(view)
    async with app.run_test(size=SIZE) as pilot:
        await painted(pilot)
        await pilot.press("down", "down", "down")
        app.grid.commands.goto("40")
        await painted(pilot)
        row, top = app.grid.cursor.row, app.grid.cursor.top
        first -= 3  # three rows came above
        view.become(ViewState.STALE)
        view.become(ViewState.LIVE)
        await painted(pilot)
        assert (app.grid.cursor.row, app.grid.cursor.top) == (row + 3, top + 3)
        first += 1_000_000  # the row is gone
        view.become(ViewState.STALE)
        view.become(ViewState.LIVE)
        await painted(pilot)
        assert (app.grid.cursor.row, app.grid.cursor.top) == (row + 3, top + 3)


async def test_what_is_drawn_for_something_else_counts_only_when_it_was_sent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Widgets above and below that change together have the compositor ask for all between them,
    of which it sends nothing."""
    sent: list[str] = []
    display = App._display

    def record(app: App[Any], screen: Any, update: Any) -> None:
        if isinstance(update, direct.CellsUpdate):
            sent.extend(strip.text for _, _, strip in update.pieces)
        display(app, screen, update)

    view = trades(50)
    app = GridHost(view)
    async with app.run_test(size=SIZE) as pilot:
        await painted(pilot)
        monkeypatch.setattr(App, "_display", record)
        view.put(3, 1, "CHANGED")
        assert app.grid.clock.running, "the change waits for its frame"
        app.grid.render_lines(Region(0, 0, *SIZE))
        await painted(pilot)
        assert any("CHANGED" in text for text in sent)
