"""Jump mode: a letter for each pane; typing it goes there."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.app import ComposeResult
from textual.widgets import Static

from dhconsole.tui.screens.dialog import Dialog


class JumpScreen(Dialog[str]):
    """Shows what key leads where; any other key leads nowhere."""

    DEFAULT_CSS = """
    JumpScreen { align: center middle; background: $background 40%; }
    JumpScreen > Static {
        width: auto; height: auto; padding: 1 3; border: round $border; background: $panel;
    }
    """

    def __init__(self, panes: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._keys: dict[str, str] = {}
        lines = []
        for number, (name, title) in enumerate(panes, 1):
            # The first letter that no pane before it has.
            letter = next(each for each in title.lower() if each not in self._keys)
            self._keys |= {str(number): name, letter: name}
            lines.append(f"{number} {letter}   {title}")
        self._text = "\n".join(lines)

    def compose(self) -> ComposeResult:
        yield Static(self._text, markup=False)

    def on_key(self, event: events.Key) -> None:
        event.stop()
        self.answer(self._keys.get(event.key, ""))
