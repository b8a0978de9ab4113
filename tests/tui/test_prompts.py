"""The dialogs: asking, choosing, helping, peeking."""

from __future__ import annotations

from typing import Any

import pytest
from textual import events
from textual.screen import Screen

from dhconsole.client.ticket import ScopeTicket
from dhconsole.client.values import FieldInfo
from dhconsole.core.actions import PANE_HELP, actions_of
from dhconsole.core.values import CatalogEntry
from dhconsole.text.safe import is_safe
from dhconsole.tui.screens.connections import Connections
from dhconsole.tui.screens.finder import Coming, Finder
from dhconsole.tui.screens.help import HelpEntry, HelpScreen
from dhconsole.tui.screens.jump import JumpScreen
from dhconsole.tui.screens.peek import PeekScreen
from dhconsole.tui.screens.picker import Picker, PickerItem
from dhconsole.tui.screens.prompt import Confirm, Prompt
from dhconsole.tui.widgets.query_line import PlainInput
from tests.tui.widget_host import Host, screen_lines, screen_text, until

EVIL = "a\x1b]52;c;aGk=\x07\u202e[red]x[/red]"


def number(text: str) -> str | None:
    return None if text.isdigit() else f"{text!r} is no number"


async def test_every_pane_has_a_letter_of_its_own() -> None:
    app = Host()
    panes = [("objects", "Objects"), ("code", "Code"), ("tables", "Table"), ("output", "Output")]
    async with app.run_test(size=(80, 24)) as pilot:
        for key, pane in (("o", "objects"), ("u", "output"), ("4", "output"), ("t", "tables")):
            app.ask(JumpScreen(panes))
            await until(pilot, lambda: "4 u   Output" in screen_text(app))
            assert "1 o   Objects" in screen_text(app)
            await pilot.press(key)
            await until(pilot, lambda pane=pane: app.results[-1:] == [pane])


async def test_a_note_that_breaks_into_lines_hides_no_item() -> None:
    about = "localhost:1, Anonymous: not connected: nothing listens there, says the system " * 2
    items = [PickerItem(name, "", name) for name in ("prod", "embedded")]
    app = Host()
    async with app.run_test(size=(80, 24)) as pilot:
        app.ask(Connections(items, about=about))
        await until(pilot, lambda: "embedded" in screen_text(app))
        assert "prod" in screen_text(app)


async def test_the_finder_lists_only_what_it_can_open() -> None:
    entries = [
        CatalogEntry(FieldInfo("trades", "Table", ScopeTicket.scope_ticket("trades"))),
        CatalogEntry(FieldInfo("by_venue", "PartitionedTable", ScopeTicket.scope_ticket("b"))),
        CatalogEntry(FieldInfo("chart", "Figure", ScopeTicket.scope_ticket("c"))),
    ]
    app = Host()
    async with app.run_test(size=(80, 24)) as pilot:
        app.ask(Finder(entries, Coming.NOTHING))
        await until(pilot, lambda: "trades" in screen_text(app))
        assert "by_venue" in screen_text(app), "it opens as the table of its keys"
        assert "chart" not in screen_text(app)


# -- prompt ------------------------------------------------------------------------------


async def test_a_prompt_answers_with_what_was_typed() -> None:
    app = Host()
    async with app.run_test(size=(80, 24)) as pilot:
        app.ask(Prompt("Go to row", "1 to 99, or 50%", check=number))
        await until(pilot, lambda: "Go to row" in screen_text(app))
        await pilot.press(*"42", "enter")
        await until(pilot, lambda: bool(app.results))
        assert app.results == ["42"]


async def test_what_acts_on_a_terminal_is_shown_as_a_box_and_kept() -> None:
    app = Host()
    async with app.run_test(size=(60, 10)) as pilot:
        app.push_screen(Finder((), Coming.NOTHING))
        await until(pilot, lambda: isinstance(app.screen, Finder))
        line = app.screen.query_one(PlainInput)
        line.value = "a\u202eb\x9b2J"
        await until(pilot, lambda: "2J" in screen_text(app))
        assert all(is_safe(each) for each in screen_lines(app))
        assert line.value == "a\u202eb\x9b2J"


async def test_a_wrong_text_stays_and_the_reason_is_shown() -> None:
    app = Host()
    prompt = Prompt("Go to row", check=number)
    async with app.run_test(size=(80, 24)) as pilot:
        app.ask(prompt)
        await until(pilot, lambda: "Go to row" in screen_text(app))
        await pilot.press(*"4x", "enter")
        await until(pilot, lambda: "'4x' is no number" in screen_text(app))
        assert prompt.text == "4x"
        await pilot.press("backspace")
        await until(pilot, lambda: "is no number" not in screen_text(app))
        await pilot.press("enter")
        await until(pilot, lambda: app.results == ["4"])


async def test_what_stands_there_is_replaced_by_typing() -> None:
    app = Host()
    async with app.run_test(size=(80, 24)) as pilot:
        app.ask(Prompt("Save as", initial="old.py"))
        await until(pilot, lambda: "old.py" in screen_text(app))
        await pilot.press(*"new", "enter")
        await until(pilot, lambda: app.results == ["new"])


async def test_earlier_answers_come_back_and_the_newest_text_is_not_lost() -> None:
    app = Host()
    prompt = Prompt("Open", history=["one", "two"])
    async with app.run_test(size=(80, 24)) as pilot:
        app.ask(prompt)
        await until(pilot, lambda: "↑ earlier" in screen_text(app))
        await pilot.press(*"three", "up")
        assert prompt.text == "two"
        await pilot.press("up", "up", "up")
        assert prompt.text == "one"
        await pilot.press("down", "down", "down")
        assert prompt.text == "three"
        await pilot.press("escape")
        await until(pilot, lambda: app.results == [None])


@pytest.mark.parametrize(
    ("key", "answer"), [("y", True), ("n", False), ("escape", False), ("Y", True)]
)
async def test_a_question_is_answered_by_one_key(key: str, answer: bool) -> None:
    app = Host()
    async with app.run_test(size=(80, 24)) as pilot:
        app.ask(Confirm("Quit?", "The server stops.", yes="quit"))
        await until(pilot, lambda: "y quit   n no" in screen_text(app))
        await pilot.press("x", "enter")
        assert app.results == [], "no other key decides"
        await pilot.press(key)
        await until(pilot, lambda: app.results == [answer])


# -- picker ------------------------------------------------------------------------------

ITEMS = [
    PickerItem("agg_by_sym", "Table", 1),
    PickerItem("quotes", "Table  12,345 rows", 2),
    PickerItem("trades", "Table", 3),
    PickerItem("trades_quotes", "Table", 4),
]


async def test_the_best_match_is_first_and_enter_takes_it() -> None:
    app = Host()
    async with app.run_test(size=(80, 24)) as pilot:
        app.ask(Picker("Open", ITEMS))
        await until(pilot, lambda: "agg_by_sym" in screen_text(app))
        await pilot.press(*"qu")
        await until(pilot, lambda: "2 of 4" in screen_text(app))
        assert "agg_by_sym" not in screen_text(app)
        await pilot.press("down", "enter")
        await until(pilot, lambda: app.results == [4])


async def test_nothing_fits_and_nothing_is_there() -> None:
    app = Host()
    async with app.run_test(size=(80, 24)) as pilot:
        app.ask(Picker("Open", ITEMS))
        await until(pilot, lambda: "agg_by_sym" in screen_text(app))
        await pilot.press(*"zzz")
        await until(pilot, lambda: "nothing fits" in screen_text(app))
        await pilot.press("enter")
        assert app.results == []
        await pilot.press("escape")
        await until(pilot, lambda: app.results == [None])
        app.ask(Picker("Open", [], empty="no tables yet"))
        await until(pilot, lambda: "no tables yet" in screen_text(app))


async def test_new_items_leave_the_cursor_where_it_is() -> None:
    app = Host()
    picker = Picker("Open", ITEMS)
    async with app.run_test(size=(80, 24)) as pilot:
        app.ask(picker)
        await until(pilot, lambda: "agg_by_sym" in screen_text(app))
        await pilot.press("down", "down")
        picker.set_items([PickerItem("aaa", "", 9), *ITEMS])
        await until(pilot, lambda: "aaa" in screen_text(app))
        assert picker.selected is not None
        assert picker.selected.value == 3


async def test_five_thousand_items_are_matched_as_you_type() -> None:
    app = Host()
    many = [PickerItem(f"table_{number}", "Table", number) for number in range(5_000)]
    async with app.run_test(size=(80, 24)) as pilot:
        app.ask(Picker("Open", many))
        await until(pilot, lambda: "table_0" in screen_text(app))
        await pilot.press("pagedown", *"4999")
        await until(pilot, lambda: "1 of 5,000" in screen_text(app))
        await pilot.press("enter")
        await until(pilot, lambda: app.results == [4999])


async def test_a_connection_is_chosen_or_typed() -> None:
    app = Host()
    profiles = [PickerItem("prod", "prod:10000", "prod"), PickerItem("local", "", "local")]
    async with app.run_test(size=(80, 24)) as pilot:
        app.ask(Connections(profiles, about="Connected to local."))
        await until(pilot, lambda: "Connected to local." in screen_text(app))
        await pilot.press(*"loc", "enter")
        await until(pilot, lambda: app.results == ["local"])
        app.ask(Connections(profiles))
        await until(pilot, lambda: "Connections" in screen_text(app))
        await pilot.press(*"prod:10001", "enter")
        await until(pilot, lambda: app.results == ["local", "prod:10001"])


# -- help and peek -----------------------------------------------------------------------


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (200, 60)])
async def test_help_tells_what_the_pane_is_for_and_its_keys(size: tuple[int, int]) -> None:
    app = Host()
    entries = [
        HelpEntry(each.title, ", ".join(each.keys), each.help) for each in actions_of("grid")
    ]
    async with app.run_test(size=size) as pilot:
        app.ask(HelpScreen("Table", PANE_HELP["grid"], entries))
        await until(pilot, lambda: "Help: Table" in screen_text(app))
        assert "A live view of a table." in screen_text(app)
        await pilot.press("end")
        await until(pilot, lambda: actions_of("grid")[-1].title in screen_text(app))
        await pilot.press("home", "f1")
        await until(pilot, lambda: app.results == [None])


async def test_help_breaks_lines_and_keeps_the_keys_beside_them() -> None:
    app = Host()
    entries = [HelpEntry("Run", "f5", "Runs the code. " * 12), HelpEntry("Up", "up", "Up.")]
    async with app.run_test(size=(60, 24)) as pilot:
        app.ask(HelpScreen("Code", "Prose.", [("Keys", entries)]))
        await until(pilot, lambda: "f5" in screen_text(app))
        lines = screen_lines(app)
        first = next(at for at, text in enumerate(lines) if "f5" in text)
        column = lines[first].index("Run")
        assert lines[first + 1].index("Runs" if "Runs" in lines[first + 1] else "the") >= column
        assert "Up." not in screen_text(app), "a help that repeats the title is left out"


async def test_peeking_shows_columns_and_rows() -> None:
    app = Host()
    columns = [("Sym", "String"), ("Px", "double"), ("交易所", "String")]
    rows = [("AAPL", "189.4", "上海"), ("MSFT", "402.0")]
    async with app.run_test(size=(80, 24)) as pilot:
        app.ask(PeekScreen("trades", "1,204 rows, 3 columns, ticking", columns, rows))
        await until(pilot, lambda: "1,204 rows" in screen_text(app))
        line = next(text for text in screen_lines(app) if "Px" in text)
        assert line.split("│")[1].split() == ["Px", "double", "189.4", "402.0"]
        await pilot.press("enter")
        await until(pilot, lambda: app.results == [True])
        app.ask(PeekScreen("empty", "0 rows", columns, ()))
        await until(pilot, lambda: "no rows to show" in screen_text(app))
        await pilot.press("space")
        await until(pilot, lambda: app.results == [True, False])


async def test_a_second_answer_while_a_dialog_goes_away_closes_nothing_else() -> None:
    app = Host()
    async with app.run_test(size=(80, 24)) as pilot:
        for screen in (
            Picker("Tables", [PickerItem("a", "", 1)]),
            Prompt("Name", "?", initial="x"),
            Confirm("Quit?", "Now"),
            PeekScreen("t", "0 rows", [("X", "int")], ()),
        ):
            app.ask(screen)
            await until(pilot, lambda screen=screen: screen.is_current)
            for key in ("enter", "escape", "enter", "enter"):
                app.post_message(events.Key(key, None))
            await until(pilot, lambda: len(app.screen_stack) == 1)
        await pilot.pause()
        assert len(app.results) == 4


async def test_no_dialog_lets_data_act_on_the_terminal() -> None:
    screens: list[Screen[Any]] = [
        Prompt(EVIL, EVIL, initial="x", check=lambda text: EVIL),
        Confirm(EVIL, EVIL, yes=EVIL),
        Picker(EVIL, [PickerItem(EVIL, EVIL, 1)], note=EVIL),
        HelpScreen(EVIL, EVIL, [HelpEntry(EVIL, EVIL, EVIL)]),
        PeekScreen(EVIL, EVIL, [(EVIL, EVIL)], [[EVIL]]),
    ]
    app = Host()
    async with app.run_test(size=(100, 30)) as pilot:
        for screen in screens:
            app.ask(screen)
            await until(pilot, lambda: "[red]" in screen_text(app))
            if isinstance(screen, Prompt):
                await pilot.press("enter")
            await pilot.pause()
            assert all(is_safe(text) for text in screen_lines(app)), type(screen).__name__
            screen.dismiss(None)
            await until(pilot, lambda: "[red]" not in screen_text(app))
