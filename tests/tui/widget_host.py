"""An app that holds one widget or screen under test: its messages, its bytes, its rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from textual.app import App, ComposeResult
from textual.message import Message
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widget import Widget

from dhconsole.tui.theming import variable_defaults

MessageType = TypeVar("MessageType", bound=Message)


class Host(App[None]):
    """Mounts what it is given; keeps the messages that reach it.

    Actions of the registry go to the pane around the focus that binds them.
    """

    ENABLE_COMMAND_PALETTE = False

    def __init__(self, *widgets: Widget) -> None:
        super().__init__()
        self._widgets = widgets
        self.animation_level = "none"
        self.heard: list[Message] = []
        self.results: list[Any] = []

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return variable_defaults()

    def compose(self) -> ComposeResult:
        yield from self._widgets

    def ask(self, screen: Screen[Any]) -> None:
        """Show a screen; what it answers is added to ``results``."""
        self.push_screen(screen, self.results.append)

    async def action_do(self, id_: str) -> None:
        start = self.focused or self.screen
        for node in start.ancestors_with_self:
            if any(getattr(binding, "id", "") == id_ for binding in type(node).BINDINGS):
                getattr(node, f"action_{id_.partition('.')[2]}")()
                return

    async def _dispatch_message(self, message: Message) -> None:
        if type(message).__module__.startswith("dhconsole."):
            self.heard.append(message)
        await super()._dispatch_message(message)

    def heard_of(self, kind: type[MessageType]) -> list[MessageType]:
        return [each for each in self.heard if isinstance(each, kind)]


def screen_lines(app: App[Any]) -> list[str]:
    """What a person would read, a string a row."""
    strips = app.screen._compositor.render_strips()
    return ["".join(segment.text for segment in strip).rstrip() for strip in strips]


def screen_text(app: App[Any]) -> str:
    return "\n".join(screen_lines(app))


async def until(pilot: Pilot[Any], condition: Callable[[], bool], tries: int = 400) -> None:
    """Wait for a condition; the app works in between."""
    for _ in range(tries):
        await pilot.pause()
        if condition():
            return
        await pilot.pause(0.01)
    raise AssertionError(f"never came true; the screen shows:\n{screen_text(pilot.app)}")
