"""The cell viewer: one value, whole, however long, with search and copy."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Input, Static

from dhconsole.text.safe import safe_text
from dhconsole.tui.screens.dialog import Dialog
from dhconsole.tui.screens.prompt import plain_title
from dhconsole.tui.widgets.grid.reader import LongText

_LONGEST_TITLE = 120
_KEYS = "/ search   n next   y copy   Esc close"


class CellScreen(Dialog[None]):
    """A dialog with the whole value.

    Args:
        title: column, type and row.
        text: the value as a person reads it, made safe, may have several lines.
        raw: the exact value, for the clipboard.
        copy: takes text to the clipboard and says so.
    """

    DEFAULT_CSS = """
    CellScreen { align: center middle; }
    CellScreen > Vertical {
        width: 84%; height: 74%; max-width: 160; min-height: 6;
        border: round $border; background: $surface; padding: 0 1;
        border-title-color: $foreground; border-subtitle-color: $text-muted;
    }
    CellScreen #cell-note { height: 1; color: $text-muted; text-overflow: ellipsis; }
    CellScreen LongText { height: 1fr; }
    CellScreen Input { height: 1; border: none; padding: 0; display: none; background: $panel; }
    CellScreen Input.-open { display: block; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape", "back", "Close"),
        ("q", "back", "Close"),
        ("slash", "search", "Search"),
        ("n", "again", "Next"),
        ("y,ctrl+c", "copy", "Copy"),
    ]

    def __init__(
        self, title: str, text: str, raw: str, copy: Callable[[str], Awaitable[None]]
    ) -> None:
        super().__init__()
        self._title = title
        self._value = text
        self._raw = raw
        self._copy = copy

    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_title = plain_title(safe_text(self._title, limit=_LONGEST_TITLE))
            count = len(self._raw)
            box.border_subtitle = f"{count:,} character{'' if count == 1 else 's'}"
            yield LongText(self._value)
            yield Input(placeholder="Search for", id="cell-search")
            yield Static(_KEYS, id="cell-note", markup=False)

    def on_mount(self) -> None:
        self.query_one(LongText).focus()

    def action_back(self) -> None:
        field = self.query_one(Input)
        if field.has_class("-open"):
            field.remove_class("-open")
            self._say(_KEYS)
            self.query_one(LongText).focus()
        else:
            self.answer(None)

    def action_search(self) -> None:
        field = self.query_one(Input)
        field.add_class("-open")
        field.focus()

    def action_again(self) -> None:
        self._find(self.query_one(Input).value)

    async def action_copy(self) -> None:
        await self._copy(self._raw)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._find(event.value)
        self.query_one(LongText).focus()

    def _find(self, needle: str) -> None:
        if not needle:
            self.action_search()
        elif self.query_one(LongText).find(needle):
            self._say(_KEYS)
        else:
            self._say(f"“{safe_text(needle, limit=60)}” is not in here")

    def _say(self, text: str) -> None:
        self.query_one("#cell-note", Static).update(text)
