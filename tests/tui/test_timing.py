"""Calls after a wait: none is forgotten, however short the wait or busy the machine."""

from __future__ import annotations

import asyncio
import sys
import time
from threading import Thread

import pytest
from textual import events, timer
from textual.app import App
from textual.screen import Screen
from textual.timer import Timer

from dhconsole.core.values import OutputLine
from dhconsole.tui.terminal_app import TerminalApp
from dhconsole.tui.timing import once
from dhconsole.tui.widgets.output.views import OutputView
from tests.tui.widget_host import Host, screen_text, until

WAITS = (1e-12, 1e-9, 1e-6)
"""In seconds. A timer needs longer to look at the clock for the first time."""


@pytest.fixture
def stopped_often(monkeypatch: pytest.MonkeyPatch) -> None:
    """The process stands still for a minute whenever a timer of one round looks at the clock."""
    stood = 0

    def now() -> float:
        nonlocal stood
        asking = sys._getframe(1).f_locals.get("self")
        stood += 60 if isinstance(asking, Timer) and asking._repeat == 0 else 0
        return time.monotonic() + stood

    monkeypatch.setattr(timer._time, "get_time", now)


async def test_the_shortest_waits_end() -> None:
    app = App[None]()
    async with app.run_test():
        called = [asyncio.Event() for _ in WAITS]
        for wait, event in zip(WAITS, called, strict=True):
            once(app, wait, event.set)
        async with asyncio.timeout(20):
            await asyncio.gather(*(event.wait() for event in called))


async def test_a_wait_ends_although_the_process_stood_still(stopped_often) -> None:
    app = App[None]()
    async with app.run_test():
        called = asyncio.Event()
        once(app, 0.01, called.set)
        async with asyncio.timeout(20):
            await called.wait()


async def test_what_is_cancelled_calls_nothing() -> None:
    app = App[None]()
    async with app.run_test():
        called: list[str] = []
        later = asyncio.Event()
        once(app, 0.01, lambda: called.append("stopped")).cancel()
        once(app, 0.02, later.set)
        async with asyncio.timeout(20):
            await later.wait()
    assert called == []


async def test_output_is_shown_although_the_process_stood_still(stopped_often) -> None:
    view = OutputView(lambda: "12:00:00")
    app = Host(view)
    async with app.run_test(size=(40, 30)) as pilot:
        for number in range(1, 6):
            # At once after the one before, so that each has to wait.
            view.add([OutputLine(number, f"line {number}", "stdout", "STDOUT", number)])
            await until(pilot, lambda n=number: f"line {n}" in screen_text(app))


async def test_output_is_shown_that_a_thread_has_handed_to_the_loop() -> None:
    """As the history does, which tells in its own thread what it does not keep."""
    view = OutputView(lambda: "12:00:00")
    app = Host(view)
    async with app.run_test(size=(40, 30)) as pilot:
        loop = asyncio.get_running_loop()
        for number in range(1, 6):
            line = OutputLine(number, f"line {number}", "stdout", "STDOUT", number)
            handing = Thread(target=loop.call_soon_threadsafe, args=(view.add, [line]))
            handing.start()
            handing.join()
            await until(pilot, lambda n=number: f"line {n}" in screen_text(app))


async def test_a_resize_is_told_although_the_process_stood_still(stopped_often) -> None:
    told: list[tuple[int, int]] = []

    class Told(Screen[None]):
        def on_resize(self, event: events.Resize) -> None:
            told.append(tuple(event.size))

    class ToldApp(TerminalApp[None]):
        def get_default_screen(self) -> Screen[None]:
            return Told()

    async with ToldApp().run_test(size=(80, 24)) as pilot:
        for size in ((100, 30), (120, 40)):
            await pilot.resize_terminal(*size)
            await until(pilot, lambda size=size: size in told)
