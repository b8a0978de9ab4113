"""A list with a cursor that draws only the rows on the screen.

Owns cursor, scrolling and mouse; what a row says comes from the subclass. Five thousand rows
cost as much as fifty.
"""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip


class LineList(ScrollView, can_focus=True, inherit_bindings=False):
    """Base of one-line-per-row lists."""

    DEFAULT_CSS = """
    LineList {
        height: 1fr;
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-size: 0 1;
    }
    LineList > .line-list--cursor {
        background: $block-cursor-background;
        color: $block-cursor-foreground;
        text-style: $block-cursor-text-style;
    }
    LineList > .line-list--cursor-blurred {
        background: $input-selection-background;
        color: $foreground;
    }
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"line-list--cursor", "line-list--cursor-blurred"}

    @dataclass
    class Moved(Message):
        """The cursor came to another row."""

        list: LineList
        index: int

        @property
        def control(self) -> LineList:
            return self.list

    @dataclass
    class Chosen(Message):
        """A row was clicked a second time."""

        list: LineList
        index: int

        @property
        def control(self) -> LineList:
            return self.list

    ALLOW_SELECT = False

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.cursor = 0
        self.active = False

    # -- for subclasses ------------------------------------------------------------------

    @property
    @abstractmethod
    def row_count(self) -> int:
        """How many rows there are."""

    @abstractmethod
    def row_segments(self, index: int, width: int, base: Style) -> list[Segment]:
        """The row in at most ``width`` cells; what is missing is filled up."""

    def can_rest(self, index: int) -> bool:
        """Whether the cursor may stand on that row."""
        return True

    @property
    def width(self) -> int:
        """Cells of a row, beside the scroll bar."""
        return self.size.width - self.scrollbar_size_vertical

    # -- state ---------------------------------------------------------------------------

    def set_active(self, active: bool) -> None:
        """Draw the cursor as if focused: keys come here from a line that is being typed in."""
        if active != self.active:
            self.active = active
            self._refresh_row(self.cursor)

    def rows_changed(self, cursor: int | None = None, top: int | None = None) -> None:
        """Rows came, went or moved.

        Args:
            cursor: where the cursor is now; as before when None.
            top: row to be the first one on the screen; as before when None.
        """
        count = self.row_count
        wanted = self.cursor if cursor is None else cursor
        self.cursor = max(0, min(wanted, count - 1))
        self.virtual_size = Size(self.width, count)
        if top is not None:
            self.scroll_to(y=max(0, top), animate=False, force=True)
        self.refresh()

    def refresh_rows(self, indices: set[int]) -> None:
        """These rows say something else now."""
        top = self.scroll_offset.y
        shown = range(top, top + self.size.height)
        visible = [index for index in indices if index in shown]
        if len(visible) * 2 > len(shown):
            self.refresh()
            return
        for index in visible:
            self._refresh_row(index)

    def move_to(self, index: int, *, step: int = 1) -> None:
        """Put the cursor on a row, or on the next one in direction ``step`` that takes it."""
        count = self.row_count
        if count == 0:
            return
        index = max(0, min(index, count - 1))
        while 0 <= index < count and not self.can_rest(index):
            index += step
        if not 0 <= index < count:
            return
        before, self.cursor = self.cursor, index
        self._refresh_row(before)
        self._refresh_row(index)
        self.show_cursor()
        if before != index:
            self.post_message(self.Moved(self, index))

    def move_by(self, rows: int) -> None:
        self.move_to(self.cursor + rows, step=-1 if rows < 0 else 1)

    def page(self, pages: int) -> None:
        self.move_by(pages * max(1, self.size.height - 1))

    def show_cursor(self) -> None:
        """Scroll as little as possible so that the cursor is on the screen."""
        top, height = self.scroll_offset.y, self.size.height
        if height <= 0:
            return
        if self.cursor < top:
            self.scroll_to(y=self.cursor, animate=False, force=True)
        elif self.cursor >= top + height:
            self.scroll_to(y=self.cursor - height + 1, animate=False, force=True)

    # -- drawing -------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        width = self.width
        index = y + self.scroll_offset.y
        base = self.rich_style
        if index >= self.row_count:
            return Strip.blank(width, base)
        if index == self.cursor and self.shows_cursor:
            style = self._cursor_style()
            strip = Strip(self.row_segments(index, width, style))
            marked = [Segment(each.text, _over(each.style, style)) for each in strip]
            return Strip(marked).adjust_cell_length(width, style)
        return Strip(self.row_segments(index, width, base)).adjust_cell_length(width, base)

    @property
    def shows_cursor(self) -> bool:
        return True

    def _cursor_style(self) -> Style:
        name = "cursor" if self.has_focus or self.active else "cursor-blurred"
        return self.get_component_rich_style(f"line-list--{name}")

    def _refresh_row(self, index: int) -> None:
        y = index - self.scroll_offset.y
        if 0 <= y < self.size.height:
            self.refresh(Region(0, y, self.size.width, 1))

    # -- events --------------------------------------------------------------------------

    def on_resize(self) -> None:
        self.virtual_size = Size(self.width, self.row_count)
        self.show_cursor()

    def on_focus(self) -> None:
        self._refresh_row(self.cursor)

    def on_blur(self) -> None:
        self._refresh_row(self.cursor)

    def on_click(self, event: events.Click) -> None:
        index = event.y + self.scroll_offset.y
        if index >= self.row_count or not self.can_rest(index):
            return
        if event.chain >= 2 and index == self.cursor:
            self.post_message(self.Chosen(self, index))
        else:
            self.move_to(index)


def _over(style: Style | None, cursor: Style) -> Style:
    """The cursor's colours, with the row's bold, underlined and struck parts left as they are."""
    if style is None:
        return cursor
    return cursor + Style(
        bold=style.bold or None,
        underline=style.underline or None,
        strike=style.strike or None,
        italic=style.italic or None,
    )
