"""Keys that arrive together do what they would one by one."""

from __future__ import annotations

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widgets import Static

from dhconsole.addresses import parse_address
from dhconsole.client.ticket import ScopeTicket
from dhconsole.client.values import FieldInfo
from dhconsole.config import Config
from dhconsole.core.values import CatalogEntry
from dhconsole.targets import Target, TargetKind
from dhconsole.tui.app import ConsoleApp
from dhconsole.tui.readiness import Arrived
from dhconsole.tui.screens.finder import Coming, Finder
from dhconsole.tui.screens.picker import Picker
from tests.tui.widget_host import screen_text, until

NAMES = {"\n": "enter", " ": "space"}


def burst(app: ConsoleApp, *keys: str) -> None:
    """Hand over keys as a driver does that has read them in one go; a text letter by letter."""
    for key in keys:
        if key in ("f2", "f6", "escape", "enter", "ctrl+p", "ctrl+a"):
            app.post_message(events.Key(key, None))
        else:
            for char in key:
                app.post_message(events.Key(NAMES.get(char, char), char))


def console() -> ConsoleApp:
    """Nothing listens on port 1: keys work all the same."""
    return ConsoleApp(
        Target(kind=TargetKind.SERVER, address=parse_address("127.0.0.1:1")), Config()
    )


async def settled(pilot: Pilot[int], app: ConsoleApp) -> None:
    await until(pilot, lambda: not app._waiting and app._patience is None)


async def test_text_for_a_dialog_goes_into_the_dialog() -> None:
    app = console()
    async with app.run_test(size=(120, 32)) as pilot:
        await until(pilot, lambda: app.focused_pane() == "code")
        burst(app, "x=1", "f2", "trades")
        await settled(pilot, app)
        assert isinstance(app.screen, Picker)
        assert "trades" in str(app.screen.query_one("Input").value)  # type: ignore[attr-defined]
        assert app.code.area.text == "x=1"
        burst(app, "escape", ";y")
        await settled(pilot, app)
        assert app.code.area.text == "x=1;y"
        await app.leave()


async def test_keys_after_the_name_of_a_table_that_is_not_known_yet_wait() -> None:
    app = console()
    async with app.run_test(size=(120, 32)) as pilot:
        await until(pilot, lambda: app.focused_pane() == "code")
        burst(app, "f2", "trades", "enter", "o5")
        await until(pilot, lambda: isinstance(app.screen, Finder) and app.screen.opening)
        finder = app.screen
        assert isinstance(finder, Finder)
        assert [event.key for event in app._waiting if isinstance(event, events.Key)] == ["o", "5"]
        trades = CatalogEntry(FieldInfo("trades", "Table", ScopeTicket.scope_ticket("trades")))
        finder.set_entries([trades], Coming.SOON)
        await settled(pilot, app)
        assert app.screen is not finder
        assert app.code.area.text == "o5", "there is no such table: they are for the code"
        await app.leave()


async def test_the_name_of_a_table_that_a_script_is_to_make_opens_it_when_it_is_there() -> None:
    names = ("trades_raw", "trades")
    raw, trades = (
        CatalogEntry(FieldInfo(name, "Table", ScopeTicket.scope_ticket(name))) for name in names
    )
    app = console()
    async with app.run_test(size=(120, 32)) as pilot:
        await until(pilot, lambda: app.focused_pane() == "code")
        answers: list[str | None] = []
        finder = Finder((), Coming.LATER)
        app.push_screen(finder, answers.append)
        burst(app, "trade", "enter")
        await until(pilot, lambda: "it opens when" in screen_text(app))
        burst(app, "s")
        await until(pilot, lambda: "comes here by itself" in screen_text(app))
        burst(app, "enter")
        await until(pilot, lambda: "it opens when" in screen_text(app))
        finder.set_entries([raw], Coming.LATER)
        await until(pilot, lambda: "trades_raw" in screen_text(app))
        assert answers == [], "another name than the one that was taken"
        finder.set_entries([raw, trades], Coming.NOTHING)
        await until(pilot, lambda: answers == [trades.field.ticket.text])
        await app.leave()


def told(app: ConsoleApp) -> str:
    return " ".join(each.message for each in app._notifications)


class Slow(Static, can_focus=True):
    """Rows that come when the test says so."""

    opening = True

    def __init__(self) -> None:
        super().__init__("")
        self.keys: list[str] = []

    def on_key(self, event: events.Key) -> None:
        self.keys.append(event.key)

    def come(self) -> None:
        self.opening = False
        self.post_message(Arrived())


async def test_keys_wait_for_rows_and_for_no_longer_than_the_patience(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = console()
    async with app.run_test(size=(120, 32)) as pilot:
        await until(pilot, lambda: app.focused_pane() == "code")
        slow = Slow()
        await app.screen.mount(slow)
        slow.focus()
        await until(pilot, lambda: slow.has_focus)
        burst(app, "d5")
        await pilot.pause()
        assert slow.keys == []
        slow.come()
        await until(pilot, lambda: slow.keys == ["d", "5"])
        # By the mouse the focus goes elsewhere meanwhile: it was not typed for that.
        slow.opening = True
        burst(app, "d6")
        await until(pilot, lambda: app._held_for is slow)
        app.code.focus_code()
        await until(pilot, lambda: not slow.has_focus)
        slow.come()
        await until(pilot, lambda: "went elsewhere: 2 keys were dropped." in told(app))
        assert (app.code.area.text, slow.keys) == ("", ["d", "5"])
        # They never come: nothing acts on what is there in their place.
        monkeypatch.setattr("dhconsole.tui.typeahead._OPENING_PATIENCE", 0.0)
        slow.opening = True
        slow.focus()
        await until(pilot, lambda: slow.has_focus)
        burst(app, "e", "f2")
        await until(pilot, lambda: isinstance(app.screen, Finder))
        assert slow.keys == ["d", "5", "f2"]
        assert "not answered yet: 1 key was dropped." in told(app)
        await app.leave()


async def test_what_is_typed_before_there_is_code_goes_into_the_code(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def type_early(app: ConsoleApp) -> None:
        burst(app, "x=1", "f2", "trades")

    monkeypatch.setattr(ConsoleApp, "on_load", type_early, raising=False)
    app = console()
    async with app.run_test(size=(120, 32)) as pilot:
        await settled(pilot, app)
        assert isinstance(app.screen, Picker)
        assert "trades" in str(app.screen.query_one("Input").value)  # type: ignore[attr-defined]
        assert app.code.area.text == "x=1"
        await app.leave()


async def test_the_palette_gets_what_is_typed_after_its_key() -> None:
    app = console()
    async with app.run_test(size=(120, 32)) as pilot:
        await until(pilot, lambda: app.focused_pane() == "code")
        burst(app, "ctrl+p", "zoom")
        await settled(pilot, app)
        assert app.screen.query_one("Input").value == "zoom"  # type: ignore[attr-defined]
        assert app.code.area.text == ""
        await app.leave()


async def test_moves_of_the_focus_add_up() -> None:
    app = console()
    async with app.run_test(size=(120, 32)) as pilot:
        await until(pilot, lambda: app.focused_pane() == "code")
        burst(app, "f6", "f6", "f6")
        await settled(pilot, app)
        assert app.focused_pane() == "objects"
        burst(app, "f6", "f6", "f6", "f6", "f6")
        await settled(pilot, app)
        assert app.focused_pane() == "code"
        await app.leave()


async def test_a_paste_waits_for_the_keys_before_it() -> None:
    app = console()
    async with app.run_test(size=(120, 32)) as pilot:
        await until(pilot, lambda: app.focused_pane() == "code")
        burst(app, "a", "f6", "f6", "f6", "f6")
        app.post_message(events.Paste("pasted"))
        burst(app, "b")
        await settled(pilot, app)
        assert app.code.area.text == "apastedb"
        await app.leave()
