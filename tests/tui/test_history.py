"""The history in the console, without a server: keys, marks, and earlier blocks in the code."""

from __future__ import annotations

import time

import pytest

from dhconsole import paths
from dhconsole.core.history import Entry, History, Outcome
from dhconsole.tui.app import ConsoleApp
from dhconsole.tui.screens.history import HistoryScreen, about, took, when
from tests.tui.test_console import console, started
from tests.tui.widget_host import screen_text, until

BLOCKS = ("a = 1", "for b in x:\n    print(b)", "c = 3\x1b[31m\u202e")


@pytest.fixture
def stored(own_places: None) -> History:
    history = History(paths.history_file())
    for number, text in enumerate(BLOCKS):
        id_ = history.add(text, server="dh://far:10000", face="repl")
        history.finish(id_, Outcome.FAILED if number == 1 else Outcome.OK, 0.5, ("t",))
    return history


def screen(app: ConsoleApp) -> HistoryScreen:
    assert isinstance(app.screen, HistoryScreen)
    return app.screen


def told(app: ConsoleApp) -> list[str]:
    return [each.message for each in app._notifications]


async def test_typing_and_keys_that_come_at_once_act_in_order(stored: History) -> None:
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        await started(pilot, app)
        app.code.area.insert("before = 1\n")
        await pilot.press("f8", *"for", "enter")
        await until(pilot, lambda: "print(b)" in app.code.area.text)
        assert app.code.area.text == f"before = 1\n{BLOCKS[1]}"
        assert app.focused_pane() == "code"
        await app.leave()


async def test_a_filter_that_is_none_is_said_to_be_none(stored: History) -> None:
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        await started(pilot, app)
        await pilot.press("f8", *"is:odd")
        said = "is:odd is no filter: is: takes running, ok, failed, lost, left"
        await until(pilot, lambda: said in screen_text(app))
        await app.leave()


async def test_nothing_of_a_block_acts_on_the_terminal(stored: History) -> None:
    app = console()
    async with app.run_test(size=(200, 50)) as pilot:
        await started(pilot, app)
        await pilot.press("f8")
        await until(pilot, lambda: "c = 3␛[31m" in screen_text(app))
        shown = screen_text(app)
        assert "\x1b" not in shown and "\u202e" not in shown
        assert "far:10000" in shown and "+1" in shown
        await app.leave()


async def test_marks_outlive_a_search_and_the_oldest_comes_first(stored: History) -> None:
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        await started(pilot, app)
        await pilot.press("f8", "tab", *"is:ok", "down", "tab", "enter")
        await until(pilot, lambda: "a = 1" in app.code.area.text)
        assert app.code.area.text.startswith("a = 1\n\nc = 3")
        await app.leave()


async def test_what_comes_while_it_is_open_does_not_move_what_is_looked_at(
    stored: History,
) -> None:
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        await started(pilot, app)
        await pilot.press("f8", "down")
        front = screen(app)
        await until(pilot, lambda: front.blocks.cursor == 1)
        stored.add("new_one = 1", server="s", face="repl")
        await until(pilot, lambda: "new_one = 1" in screen_text(app))
        assert front.blocks.cursor == 2
        assert front.chosen[0].text == BLOCKS[1]
        await pilot.press("home", "up", "up")
        await until(pilot, lambda: front.blocks.cursor == 0)
        stored.add("another = 1", server="s", face="repl")
        await until(pilot, lambda: front.chosen[0].text == "another = 1")
        await app.leave()


async def test_a_console_without_history_says_so(own_places: None) -> None:
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        await started(pilot, app)
        await pilot.press("f8")
        await until(pilot, lambda: "nothing was run yet" in screen_text(app))
        await pilot.press("tab", "delete", "f5", "enter", "ctrl+s", "escape")
        await until(pilot, lambda: len(app.screen_stack) == 1)
        await pilot.press("ctrl+up")
        await until(pilot, lambda: "There is no earlier block." in told(app))
        assert app.code.area.text == ""
        await app.leave()


async def test_a_history_that_cannot_be_used_is_told_and_stops_nothing(own_places: None) -> None:
    paths.state_dir().mkdir(parents=True)
    paths.history_file().mkdir()
    app = console()
    async with app.run_test(size=(300, 40)) as pilot:
        await started(pilot, app)
        await pilot.press("f8")
        await until(pilot, lambda: "nothing was run yet" in screen_text(app))
        await pilot.press("escape")
        await until(pilot, lambda: "until the console ends" in screen_text(app))
        await app.leave()


async def test_earlier_blocks_come_back_and_what_was_typed_stays(stored: History) -> None:
    stored.delete([entry.id for entry in stored.search("c = 3")])
    stored.add("z = 9", server="s", face="tui")
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        await started(pilot, app)
        area = app.code.area
        area.insert("typed = 1\nhalf ")

        async def step(key: str, inserted: str) -> None:
            await pilot.press(key)
            await until(pilot, lambda: area.text == f"typed = 1\nhalf {inserted}")
            assert area.selected_text == inserted

        await step("ctrl+up", "z = 9")
        await step("ctrl+up", f"\n{BLOCKS[1]}")
        await step("ctrl+up", "a = 1")
        await pilot.press("ctrl+up")
        await until(pilot, lambda: "There is no earlier block." in told(app))
        await step("ctrl+down", f"\n{BLOCKS[1]}")
        await step("ctrl+down", "z = 9")
        await step("ctrl+down", "")
        await pilot.press("ctrl+down", "ctrl+up", "right", "!", "ctrl+down")
        await until(pilot, lambda: area.text == "typed = 1\nhalf z = 9!")
        await app.leave()


def test_times_and_durations_fit_their_columns() -> None:
    now = time.time()
    for ago in (0, 3600, 86_400 * 2, 86_400 * 400, now):
        assert 0 < len(when(now - ago)) <= 6
    assert when(now) == time.strftime("%H:%M", time.localtime(now))
    shown = [took(each) for each in (None, 0.0, 0.004, 9.994, 9.999, 59.0, 999.4, 5e4, 7e6)]
    assert shown == ["", "0.00 s", "0.00 s", "9.99 s", "10 s", "59 s", "999 s", "833 m", "1944 h"]
    assert all(len(each) <= 6 for each in shown)


def test_all_that_is_known_of_a_block_is_one_safe_line() -> None:
    entry = Entry(1, "x", "a\nb\x1b", "tui", "python", 0.0, Outcome.LEFT, None, ("t", "v"))
    line = about(entry)
    assert "\n" not in line and "\x1b" not in line
    assert "not waited for" in line and line.endswith("made t, v")
