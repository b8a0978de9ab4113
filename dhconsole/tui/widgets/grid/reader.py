"""A long text to scroll in: only the lines on the screen are laid out.

Owns how it is drawn and searched; ``wrapping`` owns where lines break.
"""

from __future__ import annotations

import re
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.binding import BindingType
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from dhconsole.text.safe import safe_text
from dhconsole.text.width import cut
from dhconsole.tui.widgets.grid.wrapping import WrappedText


class LongText(ScrollView, can_focus=True):
    """Lines of a text that may be ten million characters long.

    Args:
        text: what ``text.safe`` has made harmless; each line goes through it once more when it
            is drawn, so that nothing else can reach the terminal.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"long-text--found"}
    DEFAULT_CSS = """
    LongText { background: $surface; color: $foreground; scrollbar-size-vertical: 1; }
    LongText > .long-text--found { color: $ui-cursor-text; background: $ui-cursor; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        ("j", "scroll_down", "Down"),
        ("k", "scroll_up", "Up"),
        ("g", "scroll_home", "Top"),
        ("G", "scroll_end", "Bottom"),
    ]

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text
        self._lines = WrappedText("", 2)
        self._found: tuple[int, int] | None = None

    def on_resize(self, event: events.Resize) -> None:
        self._wrap()

    def show(self, text: str) -> None:
        """Take another text, from its beginning."""
        self._text = text
        self._found = None
        self._wrap()
        self.scroll_to(y=0, animate=False)

    def _wrap(self) -> None:
        # One cell is for the scrollbar, whether it is there or not: else it could come and go.
        width = max(2, self.container_size.width - 1)
        self._lines = WrappedText(self._text, width)
        self.virtual_size = Size(width, len(self._lines))
        self.refresh()

    @property
    def line_count(self) -> int:
        """Lines on the screen's width."""
        return len(self._lines)

    def render_line(self, y: int) -> Strip:
        line = self.scroll_offset.y + y
        width, style = self.size.width, self.rich_style
        if line >= len(self._lines):
            return Strip.blank(width, style)
        first, end = self._lines.piece(line)
        parts = [Segment(self._safe(first, end), style)]
        if self._found is not None:
            start, stop = (max(first, min(at, end)) for at in self._found)
            if start < stop:
                found = style + self.get_component_rich_style("long-text--found")
                parts = [
                    Segment(self._safe(first, start), style),
                    Segment(self._safe(start, stop), found),
                    Segment(self._safe(stop, end), style),
                ]
        return Strip(parts).adjust_cell_length(width, style)

    def _safe(self, first: int, end: int) -> str:
        return cut(safe_text(self._text[first:end]), self._lines.width)

    def find(self, needle: str) -> bool:
        """Go to the next place of ``needle``, or to the first after the last; False without any.

        Letters of either case are found by small ones.
        """
        flags = re.IGNORECASE if needle == needle.lower() else 0
        pattern = re.compile(re.escape(needle), flags)
        start = self._found[1] if self._found is not None else 0
        match = pattern.search(self._text, start) or pattern.search(self._text)
        self._found = match.span() if match is not None else None
        if match is not None:
            line = self._lines.line_at(match.start())
            top = self.scroll_offset.y
            if not top <= line < top + self.size.height:
                self.scroll_to(y=max(0, line - self.size.height // 2), animate=False)
        self.refresh()
        return match is not None
