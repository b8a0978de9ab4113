"""Finding text in the code pane, as it is typed.

Owns the field, the count, and the place from which the search began.
"""

from __future__ import annotations

from textual import on
from textual.message import Message
from textual.widgets import Input
from textual.widgets.text_area import Selection

from dhconsole.tui.widgets.code.area import CodeArea
from dhconsole.tui.widgets.code.bars import BarInput, FieldBar
from dhconsole.tui.widgets.code.find import Matches


class FindBar(FieldBar):
    """Searches a ``CodeArea``: typing goes to the first match, Enter and Down to the next."""

    LABEL = "Find"

    class Closed(Message):
        """The search is over; the match stays selected."""

    def __init__(self) -> None:
        super().__init__()
        self._area: CodeArea | None = None
        self._origin = (0, 0)

    def search(self, area: CodeArea) -> None:
        """Open the bar for ``area``, with what is selected there on one line."""
        start, end = sorted(area.selection)
        self._area, self._origin = area, start
        if start != end and start[0] == end[0]:
            self.field.value = area.code.shown[start[0]][start[1] : end[1]]
        self.open()
        self.field.action_select_all()
        self._look()

    def step(self, *, forward: bool) -> None:
        """Go to the next or previous match, round the ends."""
        area = self._area
        if area is None:
            return
        start, end = sorted(area.selection)
        if forward:
            # From the end of a match, so that the next one is another one.
            index = area.matches.from_place(*(end if start != end else start))
        else:
            index = area.matches.before_place(*start)
        self._go(index)

    def leave(self) -> None:
        """End the search, if there is one."""
        if self._area is not None:
            self._area.show_matches(Matches((), ""))
            self._area = None
        self.close()

    def refresh_count(self) -> None:
        """Count again, after an edit or a move."""
        area = self._area
        if area is None:
            return
        found = area.matches
        if not found.wanted:
            self.note("")
        elif not found.all:
            self.note("not found", bad=True)
        else:
            (line, start), (_, stop) = sorted(area.selection)
            index = found.index_of(line, start, stop)
            total = f"{len(found.all):,}" + ("" if found.complete else "+")
            self.note(f"{index + 1:,} of {total}" if index is not None else total)

    def _look(self) -> None:
        area = self._area
        if area is None:
            return
        area.show_matches(Matches(area.code.shown, self.field.value))
        self._go(area.matches.from_place(*self._origin))

    def _go(self, index: int | None) -> None:
        area = self._area
        if area is not None and index is not None:
            line, start, stop = area.matches.all[index]
            area.selection = Selection((line, start), (line, stop))
            area.scroll_cursor_visible(center=not _in_sight(area, line))
        self.refresh_count()

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        if self.is_open:
            self._look()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.step(forward=True)

    @on(BarInput.Stepped)
    def _stepped(self, event: BarInput.Stepped) -> None:
        event.stop()
        self.step(forward=event.forward)

    @on(BarInput.Left)
    def _left(self, event: BarInput.Left) -> None:
        event.stop()
        self.leave()
        self.post_message(self.Closed())


def _in_sight(area: CodeArea, line: int) -> bool:
    top = area.scroll_offset.y
    return top <= line < top + area.size.height
