"""The whole console against a real server, driven as Textual drives it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot

from dhconsole.addresses import parse_address
from dhconsole.client.state import Lost
from dhconsole.config import Config
from dhconsole.core.actions import ACTIONS
from dhconsole.core.values import ViewState
from dhconsole.targets import Target, TargetKind
from dhconsole.tui.app import ConsoleApp
from dhconsole.tui.routing import owner_of
from dhconsole.tui.screens.picker import Picker
from dhconsole.tui.widgets.status import StatusBar
from tests.gates import waits_for
from tests.tui.widget_host import screen_text

pytestmark = pytest.mark.live


@asynccontextmanager
async def running(
    server, size: tuple[int, int] = (120, 32), config: Config | None = None
) -> AsyncIterator[tuple[ConsoleApp, Pilot[int]]]:
    address = parse_address(f"127.0.0.1:{server.options.port}")
    app = ConsoleApp(Target(kind=TargetKind.SERVER, address=address), config or Config())
    async with app.run_test(size=size) as pilot:
        try:
            yield app, pilot
        finally:
            await app.leave()


async def until(pilot: Pilot[int], condition: Callable[[], object]) -> None:
    """Let the app work until ``condition`` holds."""
    async with asyncio.timeout(60):
        while not condition():
            await pilot.pause(0.02)


async def opened(app: ConsoleApp, pilot: Pilot[int], name: str, script: str) -> None:
    """Run ``script`` and open the table of that name that it makes."""
    await until(pilot, lambda: app.server.workspace)
    app.server.workspace.runner.submit(script)
    await until(pilot, lambda: any(e.field.name == name for e in app.entries))
    await app.commands.open_name(name)


async def test_every_action_leads_somewhere(plain_server) -> None:
    """No id of the registry is without somebody to carry it out."""
    async with running(plain_server) as (app, pilot):
        await opened(
            app,
            pilot,
            "a_all",
            "from deephaven import empty_table\na_all = empty_table(3).update('X = i')",
        )
        await until(pilot, lambda: app.tables.current)
        for action in ACTIONS:
            if action.pane == "repl":
                continue  # of another face
            owner, name = owner_of(app, action.id)
            assert callable(getattr(owner, name, None)), action.id


async def test_a_table_opens_ticks_pauses_and_closes(plain_server) -> None:
    async with running(plain_server) as (app, pilot):
        await until(pilot, lambda: app.server.workspace)
        app.code.area.text = (
            "from deephaven import time_table\na_tick = time_table('PT0.05s').update('X = ii')"
        )
        await pilot.press("f5")
        await until(pilot, lambda: any(e.field.name == "a_tick" for e in app.entries))
        await app.commands.open_name("a_tick")
        view = app.tables.current.view
        await until(pilot, lambda: view.state is ViewState.LIVE and view.size > 20)
        await pilot.press("t")
        await until(pilot, lambda: view.following and view.loaded(view.size - 1))
        await pilot.press("p")
        await until(pilot, lambda: view.state is ViewState.PAUSED)
        await until(pilot, lambda: "paused" in app.tables.current.title_line.text)
        held = view.size
        await until(pilot, lambda: view.missed > 2)
        assert view.size == held
        await pilot.press("p")
        await until(pilot, lambda: view.size > held)
        await pilot.press("ctrl+w")
        await until(pilot, lambda: app.tables.current is None)
        await until(pilot, lambda: not app.server.workspace.views)


async def test_a_table_that_a_script_is_making_opens_by_its_name(
    plain_server, tmp_path: Path
) -> None:
    go = tmp_path / "go"
    async with running(plain_server) as (app, pilot):
        await until(pilot, lambda: app.server.workspace and app.server.workspace.catalog.settled)
        app.code.area.text = (
            f"from deephaven import empty_table\n{waits_for(go)}"
            "a_made = empty_table(7).update('X = i')"
        )
        await pilot.press("f5", "f2", *"a_made", "enter")
        await until(pilot, lambda: "it opens when" in screen_text(app))
        go.touch()
        await until(pilot, lambda: app.tables.current and app.tables.current.view.size == 7)


async def test_enter_on_the_keys_of_a_partitioned_table_opens_that_part(plain_server) -> None:
    async with running(plain_server) as (app, pilot):
        await opened(
            app,
            pilot,
            "a_parts",
            "from deephaven import empty_table\n"
            "a_parts = empty_table(6).update(['K = `k` + i % 2', 'X = i']).partition_by('K')",
        )
        await until(pilot, lambda: app.tables.current and app.tables.current.view.size == 2)
        keys = app.tables.current
        keys.focus()
        await pilot.press("down", "enter")
        await until(pilot, lambda: app.tables.current is not keys)
        view = app.tables.current.view
        await until(pilot, lambda: view.size == 3 and view.loaded(2))
        assert view.values(1, 0, 3).to_pylist() == [1, 3, 5]
        assert view.title == "a_parts k1"


async def test_a_column_is_found_by_a_part_of_its_name(plain_server) -> None:
    async with running(plain_server, size=(80, 24)) as (app, pilot):
        await opened(
            app,
            pilot,
            "a_wide",
            "from deephaven import empty_table\n"
            "a_wide = empty_table(3).update([f'Column{n} = i' for n in range(300)])",
        )
        await until(pilot, lambda: app.tables.current and app.tables.current.view.size == 3)
        grid = app.tables.current
        grid.focus()
        await pilot.press("alt+g", *"mn217")
        await until(pilot, lambda: isinstance(app.screen, Picker))
        await pilot.press("enter")
        await until(pilot, lambda: grid.columns.name_at(grid.cursor.place) == "Column217")
        assert grid.geometry.shows(217)


async def test_a_table_without_columns_says_so(plain_server) -> None:
    async with running(plain_server) as (app, pilot):
        await opened(
            app,
            pilot,
            "a_bare",
            "from deephaven import empty_table\na_bare = empty_table(7)",
        )
        await until(pilot, lambda: app.tables.current)
        view = app.tables.current.view
        await until(pilot, lambda: view.state is ViewState.FAILED)
        assert view.problem == "a table without columns, of 7 rows"


async def test_the_list_says_why_a_table_has_failed(plain_server) -> None:
    async with running(plain_server) as (app, pilot):
        await until(pilot, lambda: app.server.workspace)
        app.server.workspace.runner.submit(
            "from deephaven import time_table\n"
            "a_failing = time_table('PT0.1s').update('X = ii < 3 ? `abc` : `abc`.substring(9)')"
        )

        def problem() -> str:
            found = [e for e in app.entries if e.field.name == "a_failing"]
            return found[0].problem if found else ""

        await until(pilot, lambda: problem() and problem() != "the table has failed")
        assert "begin 9, end 3" in problem()


async def test_what_a_paused_table_missed_are_the_updates_of_the_table(plain_server) -> None:
    """Also those of rows out of sight; and not the answers to the reader's own jumps."""
    async with running(plain_server) as (app, pilot):
        await until(pilot, lambda: app.server.workspace)
        app.server.workspace.runner.submit(
            "from deephaven import empty_table, time_table\n"
            "a_grows = time_table('PT0.005s').update('X = ii')\n"
            "a_still = empty_table(100_000).update('X = ii')"
        )
        await until(pilot, lambda: any(e.field.name == "a_still" for e in app.entries))
        await app.commands.open_name("a_grows")
        growing = app.tables.current.view
        await until(pilot, lambda: growing.size > 400)
        growing.pause(True)
        await until(pilot, lambda: growing.missed > 2)
        await app.commands.open_name("a_still")
        still = app.tables.current.view
        await until(pilot, lambda: still.loaded(0))
        still.pause(True)
        await pilot.press("G")
        await until(pilot, lambda: still._holding.pane.local(99_999) is not None)
        assert still.missed == 0


async def test_code_that_cannot_be_sent_stays() -> None:
    """Nothing listens on port 1: the code stays, and the status line says how it is."""
    app = ConsoleApp(Target(kind=TargetKind.SERVER, address=parse_address("127.0.0.1:1")), Config())
    async with app.run_test(size=(120, 32)) as pilot:
        app.code.area.text = "x = 1"
        await until(pilot, lambda: isinstance(app.server.status.state, Lost))
        await pilot.press("f5")
        await pilot.pause()
        assert app.code.area.text == "x = 1"
        assert not app.scripts.waiting
        await app.leave()


@pytest.mark.parametrize("theme", ["dark", "light", "high-contrast", "ansi-dark", "ansi-light"])
async def test_every_theme_draws(plain_server, theme: str) -> None:
    config = Config().override({"theme": theme}, "test")
    async with running(plain_server, (80, 24), config) as (app, pilot):
        await until(pilot, lambda: app.server.workspace)
        assert "dhconsole" in app.export_screenshot()
        assert app.current_theme.name == f"dh-{theme}"


async def test_what_a_batch_holds_back_is_drawn_at_its_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = ConsoleApp(Target(kind=TargetKind.SERVER, address=parse_address("127.0.0.1:1")), Config())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        bar, again = app.query_one(StatusBar), list[str]()

        def refresh(*regions: object, **more: object) -> None:
            if not regions and not more:
                again.append("the screen")

        monkeypatch.setattr(app.screen, "refresh", refresh)
        with app.batch_update():
            bar.refresh()
        assert not again, "nothing has been lost"
        with app.batch_update():
            bar.refresh()
            # As at a layout that was called for before the batch.
            app.screen._compositor.update_widgets({bar})
            app.screen._compositor_refresh()
        assert again == ["the screen"]
        await app.leave()
