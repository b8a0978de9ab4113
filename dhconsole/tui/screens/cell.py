"""The cell viewer: one value, whole, however long. Only the lines on the screen are laid out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.geometry import Size
from textual.screen import ModalScreen
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widgets import Input, Static

from dhconsole.text.safe import safe_text
from dhconsole.text.width import cell_width, cut


class TextLines(ScrollView, can_focus=True):
    """Lines of text, made safe and laid out when they come on the screen.

    A line is a piece of at most so many characters as fit; the pieces are offsets into the
    text, so that a value of ten million characters costs no more than its list of offsets.
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text
        self._starts: list[tuple[int, int]] = []
        self._found = -1
        self._needle = ""

    def on_resize(self, event: events.Resize) -> None:
        self._lay_out(max(8, self.size.width - 1))

    def _lay_out(self, width: int) -> None:
        starts = []
        position = 0
        text = self._text
        while position <= len(text):
            end = text.find("\n", position)
            end = len(text) if end < 0 else end
            for first in range(position, max(position + 1, end), width):
                starts.append((first, min(end, first + width)))
            position = end + 1
        self._starts = starts
        self.virtual_size = Size(width, len(starts))
        self.refresh()

    def render_line(self, y: int) -> Strip:
        index = self.scroll_offset.y + y
        width = self.size.width
        if index >= len(self._starts):
            return Strip.blank(width, self.rich_style)
        first, last = self._starts[index]
        piece = cut(safe_text(self._text[first:last]), width)
        style = self.rich_style
        if first <= self._found < max(last, first + 1):
            style = style + self.get_component_rich_style("text-lines--found")
        fill = " " * max(0, width - cell_width(piece))
        return Strip([Segment(piece + fill, style)], width)

    COMPONENT_CLASSES: ClassVar[set[str]] = {"text-lines--found"}

    def find(self, needle: str, *, again: bool = False) -> bool:
        """Go to the next place that holds ``needle``; wraps round."""
        start = self._found + 1 if again and needle == self._needle else 0
        self._needle = needle
        found = self._text.find(needle, start)
        if found < 0:
            found = self._text.find(needle)
        self._found = found
        if found >= 0:
            line = next(
                index for index, (_, last) in enumerate(self._starts) if found < max(last, 1)
            )
            self.scroll_to(y=max(0, line - self.size.height // 2), animate=False)
        self.refresh()
        return found >= 0


class CellScreen(ModalScreen[None]):
    """A dialog with the whole value."""

    DEFAULT_CSS = """
    CellScreen { align: center middle; }
    CellScreen > Vertical {
        width: 80%; height: 70%; border: round $border; background: $surface; padding: 0 1;
    }
    CellScreen #cell-note { height: 1; color: $text-muted; }
    CellScreen TextLines { height: 1fr; background: $surface; }
    CellScreen TextLines > .text-lines--found { background: $ui-selection; }
    CellScreen Input { height: 1; border: none; display: none; }
    CellScreen Input.-open { display: block; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape", "back", "Close"),
        ("q", "back", "Close"),
        ("slash", "search", "Search"),
        ("n", "again", "Next"),
        ("y", "copy", "Copy"),
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
            box.border_title = safe_text(self._title, limit=120)
            yield TextLines(self._value)
            yield Input(placeholder="Search", id="cell-search")
            yield Static(
                f"{len(self._raw):,} characters   / search  n next  y copy  Esc close",
                id="cell-note",
                markup=False,
            )

    def on_mount(self) -> None:
        self.query_one(TextLines).focus()

    def action_back(self) -> None:
        field = self.query_one(Input)
        if field.has_focus:
            field.remove_class("-open")
            self.query_one(TextLines).focus()
        else:
            self.dismiss()

    def action_search(self) -> None:
        field = self.query_one(Input)
        field.add_class("-open")
        field.focus()

    def action_again(self) -> None:
        self._search(self.query_one(Input).value, again=True)

    async def action_copy(self) -> None:
        await self._copy(self._raw)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self._search(event.value, again=True)
        self.query_one(TextLines).focus()

    def _search(self, needle: str, *, again: bool) -> None:
        if needle and not self.query_one(TextLines).find(needle, again=again):
            self.query_one("#cell-note", Static).update(f"{safe_text(needle)!r} is not in here")
