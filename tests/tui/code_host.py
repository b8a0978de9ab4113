"""An app with one code pane, and what tests of it need."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, ClassVar

from textual import events, on
from textual._xterm_parser import XTermParser
from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.keys import _character_to_key
from textual.message import Message
from textual.pilot import Pilot

from dhconsole.core.buffers import BufferStore
from dhconsole.tui.bindings import bindings_for
from dhconsole.tui.widgets.code import CodePane
from dhconsole.tui.widgets.code.area import CodeArea

CODE = """import deephaven as dh

def rows(n):
    '''Several
    lines.'''
    for i in range(n):
        yield i

t = dh.empty_table(10)
"""


_typed_at = [0.0]


class PaneApp(App[None]):
    """An app with nothing but a code pane, that remembers what it is told."""

    BINDINGS: ClassVar[list[BindingType]] = [
        each for each in bindings_for("app") if getattr(each, "id", "").startswith("code.")
    ]

    def __init__(self, store: BufferStore) -> None:
        super().__init__()
        self.pane = CodePane(store, placeholder="Write here")
        self.heard: list[Message] = []
        self.said: list[str] = []

    def compose(self) -> ComposeResult:
        yield self.pane

    def on_mount(self) -> None:
        self.pane.focus_code()

    async def action_do(self, action_id: str) -> None:
        name = action_id.removeprefix("code.")
        if name in self.pane.completing.NAMES:
            getattr(self.pane.completing, name)()
        else:
            await self.pane.run_action(name)

    def notify(self, message: str, **_: Any) -> None:
        self.said.append(message)

    @on(CodePane.RunRequested)
    @on(CodePane.BufferChanged)
    @on(CodePane.CursorMoved)
    def _hear(self, message: Message) -> None:
        self.heard.append(message)

    @property
    def runs(self) -> list[CodePane.RunRequested]:
        return [each for each in self.heard if isinstance(each, CodePane.RunRequested)]

    @property
    def area(self) -> CodeArea:
        return self.pane.area


@asynccontextmanager
async def running(store: BufferStore, text: str | None = None) -> AsyncIterator[Pilot[None]]:
    if text is not None:
        store.new(text)
    app = PaneApp(store)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.area.has_focus)
        yield pilot


def app_of(pilot: Pilot[None]) -> PaneApp:
    app = pilot.app
    assert isinstance(app, PaneApp)
    return app


async def until(pilot: Pilot[None], condition: Callable[[], object]) -> None:
    """Let the app go on until the condition holds."""
    for _ in range(3_000):
        if condition():
            return
        await pilot.pause(0.01)
    raise AssertionError("it never came true")


async def type_keys(pilot: Pilot[None], *keys: str) -> None:
    """Press keys as a person does: one second after the other, whatever the clock says."""
    for key in keys:
        character = key if len(key) == 1 else None
        event = events.Key(key if character is None else _character_to_key(key), character)
        _typed_at[0] += 1.0
        _typed_at[0] = event.time = max(event.time, _typed_at[0])
        pilot.app.post_message(event)
        await pilot.pause()


async def send(pilot: Pilot[None], raw: str) -> None:
    """Feed what a terminal would send, in one piece, whatever the clock says."""
    for count, event in enumerate(XTermParser().feed(raw)):
        assert isinstance(event, events.Event)
        _typed_at[0] += 1e-4 if count else 1.0
        _typed_at[0] = event.time = max(event.time, _typed_at[0]) if not count else _typed_at[0]
        pilot.app.post_message(event)
    await pilot.pause()


def screen_text(pilot: Pilot[None]) -> str:
    """Everything that is drawn, as it goes to the terminal but for colours."""
    width, height = pilot.app.size
    lines = pilot.app.screen._compositor.render_strips()
    assert len(lines) == height
    return "\n".join("".join(segment.text for segment in line)[:width] for line in lines)
