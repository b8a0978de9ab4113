"""A view of a document: cursor, following the end, searching, wrapping.

Owns where the reader is. Changes of the document come through ``change`` and are carried out
together, at most ten times a second, so that a flood of lines costs no more than a few.
Nothing runs while nothing changes.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from textual import events
from textual.message import Message

from dhconsole.tui.timing import once
from dhconsole.tui.widgets.output.blocks import Place
from dhconsole.tui.widgets.output.canvas import LineCanvas
from dhconsole.tui.widgets.output.document import Document
from dhconsole.tui.widgets.output.messages import CopyRequested
from dhconsole.tui.widgets.output.rows import Target
from dhconsole.tui.widgets.output.search import Search

_FRAME_SECONDS = 0.1
_SIDE_STEP = 8


class LineView(LineCanvas, can_focus=True, inherit_bindings=False):
    """Base of the output and the log view.

    Attributes:
        following: whether the view stays at the end.
        unseen: rows added since it does not.
    """

    class StatusChanged(Message):
        """What ``status`` says is different now."""

    def __init__(self, document: Document, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(document, id=id)
        self.following = True
        self.unseen = 0
        self._pending: list[Callable[[], object]] = []
        self._planned = False
        self._flushed_at = float("-inf")
        self._placing = False
        self._cursor: Place | None = None
        self._cursor_row: int | None = None

    # -- changes -------------------------------------------------------------------------

    def change(self, action: Callable[[], object]) -> None:
        """Have ``action`` change the document, soon, in the order of these calls."""
        self._pending.append(action)
        if self._planned or not self.is_running:
            return
        self._planned = True
        wait = self._flushed_at + _FRAME_SECONDS - time.monotonic()
        once(self, wait, self.flush) if wait > 0 else self.call_later(self.flush)

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
        self._cursor_row = None
        self.post_message(self.StatusChanged())
        if not self.is_on_screen:
            return  # ``on_show`` catches up: a new height lays the whole screen out
        self.lay_out()
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

    def on_show(self) -> None:
        self._settle([])

    def _top_place(self) -> tuple[Place, int] | None:
        found = self._lines.locate(self.scroll_offset.y)
        return (self.document.place(found[0]), found[1]) if found else None

    # -- cursor --------------------------------------------------------------------------

    @property
    def cursor(self) -> int:
        """Row of the cursor; the last one while it follows the end; -1 without rows."""
        if self._cursor_row is None:
            last = self.document.row_count - 1
            place = self._cursor
            found = last if place is None or last < 0 else self.document.find(place)
            self._cursor_row = min(found, last)
        return self._cursor_row

    def _put_cursor(self, place: Place | None) -> None:
        self._cursor = place
        self._cursor_row = None

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
        self._put_cursor(None if row == last else self.document.place(row))
        self._follow(row == last)
        self._show_row(row)
        self.refresh()

    def move_to_end(self) -> None:
        """Go to the last row and follow the end."""
        self.move_to(self.document.row_count - 1)

    @property
    def at_end(self) -> bool:
        """Whether the cursor is where the end is, without having been put there."""
        return self._cursor is None

    @property
    def pending(self) -> bool:
        """Whether changes are waiting."""
        return bool(self._pending)

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
                self._put_cursor(None)
            elif self._cursor is None:
                located = self._lines.locate(round(new_value) + max(1, self._height) - 1)
                if located is not None:
                    self._put_cursor(self.document.place(located[0]))
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
        self.change(self._switch_wrap)

    def _switch_wrap(self) -> None:
        self.wrap = not self.wrap
        self.scroll_to(x=0, animate=False, force=True)

    def clear(self) -> None:
        """Forget what is past."""
        self._put_cursor(None)
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
            self.post_message(CopyRequested(self.document.text(row), "1 line"))

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

    # -- events --------------------------------------------------------------------------

    def on_mount(self) -> None:
        self.flush()

    def on_resize(self) -> None:
        self._settle([])
        if not self.following and self.cursor >= 0:
            self._show_row(self.cursor)

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
        self._put_cursor(self.document.place(row))
        self._choice = max(0, clicked)
        self._follow(row == self.document.row_count - 1)
        self.refresh()
        if event.chain >= 2 and line == 0:
            self.chosen()

    def chosen(self) -> None:
        """Do what the cursor's row offers."""

    def fold(self) -> None:
        """Fold or unfold what the cursor's row belongs to."""

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
