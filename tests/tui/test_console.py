"""The console without a server: what it says and shows all the same."""

from __future__ import annotations

import asyncio
import gc
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from textual.pilot import Pilot

from dhconsole.addresses import parse_address
from dhconsole.client.state import Connecting
from dhconsole.config import Config
from dhconsole.core.reaching import ServerController
from dhconsole.errors import HostError, RefusedError
from dhconsole.targets import Target, TargetKind
from dhconsole.tui import covered
from dhconsole.tui.app import ConsoleApp
from dhconsole.tui.controllers.scripts import ScriptController
from dhconsole.tui.widgets.status import StatusBar
from tests.tui.widget_host import screen_text, until


def console() -> ConsoleApp:
    """Nothing listens on port 1."""
    address = parse_address("127.0.0.1:1")
    return ConsoleApp(Target(kind=TargetKind.SERVER, address=address), Config())


async def started(pilot: Pilot[Any], app: ConsoleApp) -> None:
    await until(pilot, lambda: app.focused_pane() == "code")


async def test_garbage_is_collected_again_after_the_first_screen() -> None:
    gc.disable()  # as the command does
    try:
        async with console().run_test(size=(80, 24)) as pilot:
            await until(pilot, gc.isenabled)
    finally:
        gc.enable()
        gc.unfreeze()


async def test_the_same_sentence_is_shown_once_at_a_time() -> None:
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        await started(pilot, app)
        for _ in range(3):
            app.tell("1 cell: copied")
            app.code.say("Saved a.py")
        await until(pilot, lambda: len(app._notifications) > 1)
        assert sorted(each.message for each in app._notifications) == [
            "1 cell: copied",
            "Saved a.py",
        ]
        await app.leave()


async def test_quitting_names_the_files_that_are_not_saved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ScriptController, "waiting", property(lambda self: True))
    path = tmp_path / "precious.py"
    path.write_text("x = 1\n")
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        await started(pilot, app)
        await app.code.open_path(path)
        app.code.area.insert("y = 2\n")
        await pilot.press("ctrl+q")
        await until(pilot, lambda: "precious.py." in screen_text(app))
        await pilot.press("escape")
        await app.leave()


async def test_a_pane_without_room_beside_the_others_has_the_screen() -> None:
    app = console()
    async with app.run_test(size=(40, 10)) as pilot:
        await started(pilot, app)
        app.commands.focus_pane("tables")
        await until(pilot, lambda: "No table is open" in screen_text(app))
        assert app.focused_pane() == "grid"
        await pilot.press("escape")
        await until(pilot, lambda: "Code" in screen_text(app))
        await until(pilot, lambda: app.focused_pane() == "code")
        await app.leave()


async def test_our_own_server_has_the_demo_tables_again_after_another() -> None:
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        await started(pilot, app)
        app.target = Target(kind=TargetKind.EMBEDDED, demo=True)
        switching = app.commands.switching
        assert switching._target("embedded").demo
        await switching.go(Target(kind=TargetKind.SERVER, address=parse_address("127.0.0.1:1")))
        again = switching._target("embedded")
        assert again.kind is TargetKind.EMBEDDED
        assert again.demo
        await app.leave()


@pytest.mark.parametrize("seconds", [0.05, 600.0])
async def test_behind_a_dialog_is_drawn_now_and_then_and_news_of_the_connection_at_once(
    monkeypatch: pytest.MonkeyPatch, seconds: float
) -> None:
    monkeypatch.setattr(covered, "_BEHIND_SECONDS", seconds)
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        await started(pilot, app)
        await until(pilot, lambda: "nothing listens" in screen_text(app))
        app.workers.cancel_group(app, "server")
        app.query_one(StatusBar).set(state=Connecting())  # without a count of seconds
        app.commands.help()
        await until(pilot, lambda: "Help: Code" in screen_text(app))
        await pilot.pause(0.1)
        drawn: list[object] = []
        monkeypatch.setattr(app, "_display", lambda screen, update: drawn.append(screen))
        app.tables.refresh()
        app.objects.refresh()
        if seconds < 1:
            await until(pilot, lambda: drawn == [app.screen])
        else:
            await pilot.pause(0.1)
            assert drawn == []
        drawn.clear()
        app.query_one(StatusBar).set(server="elsewhere:1")
        await until(pilot, lambda: drawn == [app.screen])
        monkeypatch.undo()
        await pilot.press("escape")
        await until(pilot, lambda: "elsewhere:1" in screen_text(app))
        await app.leave()


async def test_before_a_server_is_left_a_look_is_taken_at_the_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ScriptController, "waiting", property(lambda self: True))
    monkeypatch.setattr("dhconsole.tui.switching._LOOK_SECONDS", 30.0)
    listening = await asyncio.start_server(lambda reader, writer: writer.close(), "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        await started(pilot, app)
        for number, doubtful in ((1, True), (port, False)):
            await app.commands.switching._chosen(f"127.0.0.1:{number}")
            await until(pilot, lambda: "goes on there without us" in screen_text(app))
            text = " ".join(screen_text(app).replace("│", " ").split())
            assert (f"Nothing answers at 127.0.0.1:{number} now." in text) == doubtful
            await pilot.press("escape")
            await until(pilot, lambda: len(app.screen_stack) == 1)
        await app.leave()
    listening.close()


async def test_where_there_is_room_nothing_is_zoomed() -> None:
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        await started(pilot, app)
        for pane in ("output", "tables", "objects", "code"):
            app.commands.focus_pane(pane)
            await pilot.pause()
            assert not app.screen.has_class("-zoom"), pane
        await app.leave()


async def test_running_a_script_follows_the_output_again() -> None:
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        await started(pilot, app)
        for number in range(50):
            app.say(f"line {number}")
        view = app.output.output
        await until(pilot, lambda: view.document.row_count >= 50)
        view.move_to(0)
        assert not view.following
        sent: list[str] = []
        runner = SimpleNamespace(submit=lambda code, context, echo: sent.append(code), runs=())
        app.scripts._workspace = SimpleNamespace(  # type: ignore[assignment]
            console_error=None, live=True, runner=runner
        )
        app.code.area.text = "x = 1"
        await pilot.press("f5")
        await until(pilot, lambda: bool(sent))
        assert view.following
        assert view.at_end
        app.scripts._workspace = None
        await app.leave()


async def test_why_a_server_is_not_reached_is_said_once_and_again_when_it_changes() -> None:
    attempts: list[int] = []
    notes: list[str] = []
    enough = asyncio.Event()

    async def options(progress: object) -> None:
        attempts.append(1)
        if len(attempts) == 7:
            enough.set()
            await asyncio.Event().wait()
        asyncio.get_running_loop().call_soon(controller.try_now)
        if len(attempts) < 4:
            raise HostError("no such host")
        raise RefusedError("nothing listens")

    controller = ServerController(
        "there",
        on_status=lambda status: None,
        on_workspace=lambda workspace: None,
        note=lambda text, level: notes.append(text),
    )
    engine: Any = SimpleNamespace(launcher=SimpleNamespace(options=options))
    task = asyncio.ensure_future(controller.run(engine))
    await asyncio.wait_for(enough.wait(), 10)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert len(notes) == 2
    assert "no such host" in notes[0] and "nothing listens" in notes[1]
