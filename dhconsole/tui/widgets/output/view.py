"""A view of a document: cursor, following the end, searching, wrapping, selecting.

Owns where the reader is. Changes of the document come through ``change`` and are carried out
together, at most twenty times a second, so that a flood of lines costs no more than a few.
Nothing runs while nothing changes.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Offset, Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip

from dhconsole.tui.widgets.output.blocks import Place
from dhconsole.tui.widgets.output.document import Document
from dhconsole.tui.widgets.output.lines import Lines
from dhconsole.tui.widgets.output.messages import CopyRequested
from dhconsole.tui.widgets.output.paint import Marks, paint
from dhconsole.tui.widgets.output.rows import Look, Row, Target
from dhconsole.tui.widgets.output.search import Search

_FRAME_SECONDS = 0.05
_SIDE_STEP = 8


class LineView(ScrollView, can_focus=True, inherit_bindings=False):
    """Base of the output and the log view.

    Attributes:
        document: what is shown; changed only through ``change``.
        following: whether the view stays at the end.
        unseen: rows added since it does not.
        wrap: whether long rows continue on the next line.
    """

    ALLOW_SELECT = True

    DEFAULT_CSS = """
    LineView {
        height: 1fr;
        overflow: auto auto;
        scrollbar-size: 0 1;
    }
    LineView > .output--stdout { color: $output-stdout; }
    LineView > .output--stderr { color: $output-stderr; }
    LineView > .output--server { color: $output-log; }
    LineView > .output--note { color: $output-note; }
    LineView > .output--warning { color: $warning; }
    LineView > .output--error { color: $output-error; }
    LineView > .output--title { color: $output-prompt; text-style: bold; }
    LineView > .output--running { color: $accent; text-style: bold; }
    LineView > .output--ok { color: $success; }
    LineView > .output--muted { color: $output-log; }
    LineView > .output--created { color: $primary; }
    LineView > .output--removed { color: $output-log; text-style: strike; }
    LineView > .output--frame { color: $primary; text-style: bold; }
    LineView > .output--source { color: $output-stdout; }
    LineView > .output--cursor { background: $input-selection-background; }
    LineView > .output--match { color: $background; background: $accent; }
    LineView:ansi > .output--match { color: ansi_black; background: ansi_yellow; }
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        *(f"output--{look}" for look in Look),
        "output--cursor",
        "output--match",
    }

    # Keys of every scrolling thing; what else there is comes from the registry of actions.
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "left", show=False),
        Binding("right", "right", show=False),
    ]

    class StatusChanged(Message):
        """What ``status`` says is different now."""

    def __init__(self, document: Document, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.document = document
        self.following = True
        self.unseen = 0
        self.wrap = False
        self.empty_text = ""
        self._pending: list[Callable[[], object]] = []
        self._planned = False
        self._flushed_at = float("-inf")
        self._placing = False
        self._cursor: Place | None = None
        self._choice = 0
        self._search: Search | None = None
        self._lines = Lines(document)

    # -- changes -------------------------------------------------------------------------

    def change(self, action: Callable[[], object]) -> None:
        """Have ``action`` change the document, soon, in the order of these calls."""
        self._pending.append(action)
        if self._planned or not self.is_running:
            return
        self._planned = True
        wait = self._flushed_at + _FRAME_SECONDS - time.monotonic()
        if wait > 0:
            self.set_timer(wait, self.flush)
        else:
            self.call_later(self.flush)

    def flush(self) -> None:
        """Carry out what is pending, and keep the reader where they are."""
        self._planned = False
        self._flushed_at = time.monotonic()
        actions, self._pending = self._pending, []
        self._settle(actions)

    def _settle(self, actions: list[Callable[[], object]]) -> None:
        document = self.document
        top = None if self.following else self._top_place()
        added = document.added
        for action in actions:
            action()
        if not self.following:
            self.unseen += document.added - added
        self._lay_out()
        self._placing = True
        try:
            if self.following:
                self.scroll_to(y=self.max_scroll_y, animate=False, force=True)
            elif top is not None and document.row_count:
                place, offset = top
                y = self._lines.first(document.find(place)) + offset
                self.scroll_to(y=min(y, self.max_scroll_y), animate=False, force=True)
        finally:
            self._placing = False
        self.refresh()
        self.post_message(self.StatusChanged())

    def _lay_out(self) -> None:
        width = self.scrollable_content_region.width
        wrap = width if self.wrap and width > 0 else None
        self._lines = Lines(self.document, wrap)
        self.virtual_size = Size(wrap or self.document.width, self._lines.count)

    def _top_place(self) -> tuple[Place, int] | None:
        located = self._lines.locate(self.scroll_offset.y)
        return (self.document.place(located[0]), located[1]) if located else None

    # -- cursor --------------------------------------------------------------------------

    @property
    def cursor(self) -> int:
        """Row of the cursor; the last one while it follows the end; -1 without rows."""
        last = self.document.row_count - 1
        if self._cursor is None or last < 0:
            return last
        return min(self.document.find(self._cursor), last)

    @property
    def targets(self) -> tuple[Target, ...]:
        """What can be done on the cursor's row."""
        row = self.cursor
        return self.document.row(row).targets if row >= 0 else ()

    @property
    def target(self) -> Target | None:
        """The one that Enter does."""
        targets = self.targets
        return targets[min(self._choice, len(targets) - 1)] if targets else None

    def move_to(self, row: int) -> None:
        """Put the cursor on a row and have it on the screen; the last one means following."""
        last = self.document.row_count - 1
        if last < 0:
            return
        row = max(0, min(row, last))
        self._choice = 0
        self._cursor = None if row == last else self.document.place(row)
        self._follow(row == last)
        self._show_row(row)
        self.refresh()

    def move_by(self, rows: int) -> None:
        """Move the cursor, from the edge of the screen when it was scrolled out of sight."""
        row = self.cursor
        first = self._lines.locate(self.scroll_offset.y)
        last = self._lines.locate(self.scroll_offset.y + max(1, self._height) - 1)
        if first is not None:
            row = max(row, first[0])
        if last is not None:
            row = min(row, last[0])
        self.move_to(row + rows)

    def page(self, pages: int) -> None:
        """Move by screens."""
        row = self.cursor
        if row < 0:
            return
        line = self._lines.first(row) + pages * max(1, self._height - 1)
        located = self._lines.locate(max(0, line))
        self.move_to(located[0] if located else self.document.row_count - 1)

    def _show_row(self, row: int) -> None:
        top, height = self.scroll_offset.y, max(1, self._height)
        first, last = self._lines.first(row), self._lines.last(row)
        if self.following:
            self._scroll(self.max_scroll_y)
        elif first < top:
            self._scroll(first)
        elif last >= top + height:
            self._scroll(max(0, min(last - height + 1, first)))

    def _scroll(self, line: int) -> None:
        self._placing = True
        try:
            self.scroll_to(y=line, animate=False, force=True)
        finally:
            self._placing = False

    def _follow(self, on: bool) -> None:
        if on != self.following or (on and self.unseen):
            self.following = on
            self.unseen = 0
            self.post_message(self.StatusChanged())

    @property
    def _height(self) -> int:
        return self.scrollable_content_region.height

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        if not self._placing and round(old_value) != round(new_value):
            at_end = round(new_value) >= self.max_scroll_y
            if at_end:
                self._cursor = None
            elif self._cursor is None and self.document.row_count:
                located = self._lines.locate(round(new_value) + max(1, self._height) - 1)
                if located is not None:
                    self._cursor = self.document.place(located[0])
            self._follow(at_end)

    # -- actions -------------------------------------------------------------------------

    def action_left(self) -> None:
        """The choice before this one on the row, or a step to the left."""
        if len(self.targets) > 1 and self._choice > 0 and self.scroll_offset.x == 0:
            self._choose(self._choice - 1)
        else:
            self.scroll_to(x=max(0, self.scroll_offset.x - _SIDE_STEP), animate=False, force=True)

    def action_right(self) -> None:
        """The next choice on the row, or a step to the right."""
        if self._choice < len(self.targets) - 1:
            self._choose(self._choice + 1)
        else:
            x = min(self.max_scroll_x, self.scroll_offset.x + _SIDE_STEP)
            self.scroll_to(x=x, animate=False, force=True)

    def _choose(self, choice: int) -> None:
        self._choice = choice
        self.refresh()

    def toggle_wrap(self) -> None:
        """Continue long rows on the next line, or cut them off."""
        self.flush()
        top = None if self.following else self._top_place()
        self.wrap = not self.wrap
        self.scroll_to(x=0, animate=False, force=True)
        self._lay_out()
        if top is not None:
            self._scroll(self._lines.first(self.document.find(top[0])))
        self._settle([])

    def clear(self) -> None:
        """Forget what is past."""
        self._cursor = None
        self.following = True
        self.unseen = 0
        self.change(self.document.clear)

    def copy_entry(self) -> None:
        """Ask for a copy of what the cursor's row belongs to."""
        if self.cursor >= 0:
            text = self.document.entry_text(self.cursor)
            lines = text.count("\n") + 1
            self.post_message(CopyRequested(text, f"{lines:,} line{'s' * (lines != 1)}"))

    def copy_line(self) -> None:
        """Ask for a copy of the cursor's row."""
        row = self.cursor
        if row >= 0:
            self.post_message(CopyRequested(next(self.document.texts((row,)))[1], "1 line"))

    # -- searching -----------------------------------------------------------------------

    @property
    def found(self) -> str:
        """How the search went: ``3 of 17``, ``no match`` or empty."""
        return self._search.found if self._search is not None else ""

    def search(self, text: str) -> None:
        """Mark what holds ``text`` and go to the nearest match; an empty text ends that."""
        self._search = Search(text) if text else None
        self.search_again(0)

    def search_again(self, step: int) -> None:
        """Go to the next (1) or previous (-1) match."""
        if self._search is not None:
            row = self._search.go(self.document, self.cursor, step)
            if row is not None:
                self.move_to(row)
        self.refresh()
        self.post_message(self.StatusChanged())

    # -- drawing -------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        width, base = self.size.width, self.rich_style
        line = y + self.scroll_offset.y
        located = self._lines.locate(line)
        if located is None:
            text = f"  {self.empty_text}" if y == 0 and not self._lines.count else ""
            empty = Strip([Segment(text, self._style_of(Look.MUTED))])
            return empty.adjust_cell_length(width, base)
        index, part = located
        row = self.document.row(index)
        marks = self._marks(row, index, line)
        strip = paint(
            row,
            self._style_of,
            marks,
            line=line,
            part=part,
            starts=self._lines.starts(row),
            offset=0 if self._lines.width else self.scroll_offset.x,
            width=width,
        ).adjust_cell_length(width, base)
        if not marks.cursor:
            return strip
        back = Style(bgcolor=self._style_of("cursor").bgcolor)
        return Strip(Segment.apply_style(strip, post_style=back), width)

    def _marks(self, row: Row, index: int, line: int) -> Marks:
        here = index == self.cursor and (self.has_focus or self._search is not None)
        selection = self.text_selection
        return Marks(
            matches=tuple(self._search.spans(row.text)) if self._search is not None else (),
            selected=selection.get_span(line) if selection is not None else None,
            choice=self._choice if here and len(row.targets) > 1 else None,
            cursor=here,
        )

    def _style_of(self, name: str) -> Style:
        if name == "selection":
            return self.screen.get_component_rich_style("screen--selection")
        return self.get_component_rich_style(f"output--{name}", partial=name == "match")

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The text that the mouse selected, as it is on the lines."""
        start = selection.start or Offset(0, 0)
        end_line = selection.end.y if selection.end is not None else self._lines.count - 1
        lines = [self._line_text(line) for line in range(start.y, end_line + 1)]
        if not lines:
            return None
        if selection.end is not None:
            lines[-1] = lines[-1][: selection.end.x]
        lines[0] = lines[0][start.x :]
        return "\n".join(lines), "\n"

    def _line_text(self, line: int) -> str:
        located = self._lines.locate(line)
        if located is None:
            return ""
        row = self.document.row(located[0])
        starts = [*self._lines.starts(row), None]
        part = min(located[1], len(starts) - 2)
        body = Strip([Segment(row.text)]).crop(starts[part] or 0, starts[part + 1])
        return (row.gutter if part == 0 else " " * len(row.gutter)) + body.text

    def selection_updated(self, selection: Selection | None) -> None:
        self.refresh()

    def refresh_row(self, row: int) -> None:
        """Draw a row again, if it is on the screen."""
        top = self.scroll_offset.y
        for line in range(self._lines.first(row), self._lines.last(row) + 1):
            if top <= line < top + self.size.height:
                self.refresh(Region(0, line - top, self.size.width, 1))

    # -- events --------------------------------------------------------------------------

    def on_mount(self) -> None:
        self.flush()

    def on_resize(self) -> None:
        self._settle([])

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        located = self._lines.locate(event.y + self.scroll_offset.y)
        if located is None:
            return
        row, line = located
        clicked = self._target_at(row, event.x)
        self._cursor = self.document.place(row)
        self._choice = max(0, clicked)
        self._follow(row == self.document.row_count - 1)
        self.refresh()
        if event.chain >= 2 and line == 0:
            self.chosen()

    def chosen(self) -> None:
        """The cursor's row was clicked twice."""

    def _target_at(self, row: int, x: int) -> int:
        """Which of the row's targets is under column ``x``; -1 for none."""
        shown = self.document.row(row)
        at, found = len(shown.gutter) - self.scroll_offset.x, -1
        for piece in shown.pieces:
            found += piece.target is not None
            at += len(piece.text)
            if x < at:
                return found if piece.target is not None else -1
        return -1
