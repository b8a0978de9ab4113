"""What an app keeps of what was on the screen."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterable

from dhconsole.tui.screens.prompt import Prompt
from dhconsole.tui.terminal_app import TerminalApp
from tests.tui.widget_host import Host, screen_text, until

_DIALOGS = 4


class DialogApp(Host, TerminalApp[None]):
    """Shows dialogs."""


async def test_closed_dialogs_keep_nothing() -> None:
    """Not even what they had drawn; of the last one that may live on until the next."""
    drawn: list[list[weakref.ref[object]]] = []
    app = DialogApp()
    async with app.run_test(size=(80, 24)) as pilot:
        for _ in range(_DIALOGS):
            app.ask(Prompt("How many?"))
            await until(pilot, lambda: "How many?" in screen_text(app))
            drawn.append([weakref.ref(each._styles_cache) for each in app.screen.query("*")])
            await pilot.press("escape")
            await until(pilot, lambda: "How many?" not in screen_text(app))
        assert all(drawn)
        await until(pilot, lambda: gc.collect() >= 0 and not any(map(_alive, drawn[:-1])))


def _alive(references: Iterable[weakref.ref[object]]) -> list[object]:
    return [found for each in references if (found := each()) is not None]
