"""The last line: what the keys do in the pane that has the focus, the most useful first."""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from dhconsole.core.actions import Pane
from dhconsole.core.keymap import KeyMap, footer_entries
from dhconsole.text.width import cell_width


class KeyLine(Widget):
    """One line of keys and words; a click does what the key does."""

    DEFAULT_CSS = """
    KeyLine { height: 1; background: $panel; }
    KeyLine > .keyline--key { color: $accent; background: $panel; text-style: bold; }
    KeyLine > .keyline--word { color: $foreground; background: $panel; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"keyline--key", "keyline--word"}

    class Chosen(Message):
        """The action of that id was clicked."""

        def __init__(self, action_id: str) -> None:
            super().__init__()
            self.action_id = action_id

    def __init__(self, keys: KeyMap) -> None:
        super().__init__()
        self._keys = keys
        self._pane: Pane = "app"

    def show(self, pane: Pane) -> None:
        """Name the actions of ``pane``."""
        if pane != self._pane:
            self._pane = pane
            self.refresh()

    def _entries(self) -> list[tuple[str, str, str]]:
        return footer_entries(self._keys, self._pane, self.size.width)

    def render_line(self, y: int) -> Strip:
        key_style = self.get_component_rich_style("keyline--key")
        word_style = self.get_component_rich_style("keyline--word")
        segments = [Segment(" ", word_style)]
        for key, word, _ in self._entries():
            segments += [Segment(key, key_style), Segment(f" {word}  ", word_style)]
        return Strip(segments).adjust_cell_length(self.size.width, word_style)

    def on_click(self, event: events.Click) -> None:
        x = 1
        for key, word, action_id in self._entries():
            x += cell_width(key) + cell_width(word) + 3
            if event.x < x:
                self.post_message(self.Chosen(action_id))
                return
