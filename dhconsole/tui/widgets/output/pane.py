"""The output pane: the output of scripts and the server's log, one in front.

Owns which of the two is in front, what of the other was not seen yet, and the line to search
with. Takes lines and runs, posts what the user wants with them; knows no connection.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from datetime import tzinfo
from itertools import groupby
from typing import Self

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical

from dhconsole.core.values import OutputLine, Run, RunResult
from dhconsole.tui.bindings import bindings_for
from dhconsole.tui.widgets.output.log import level_weight
from dhconsole.tui.widgets.output.tabs import Remark, Tab, TabStrip
from dhconsole.tui.widgets.output.view import LineView
from dhconsole.tui.widgets.output.views import LogView, OutputView
from dhconsole.tui.widgets.query_line import QueryLine

OUTPUT, LOG = 0, 1


class OutputPane(Vertical):
    """The pane.

    Args:
        zone: in which the log's times are shown; the machine's own when None.
        time_of_day: text for the moment at which a run was submitted.
    """

    DEFAULT_CSS = """
    OutputPane {
        background: $surface;
        border: round $border-blurred;
        border-title-color: $text-muted;
        border-subtitle-color: $text-muted;
        &:focus-within { border: round $border; border-title-color: $foreground; }
    }
    OutputPane > QueryLine { display: none; }
    OutputPane > QueryLine.-shown { display: block; }
    """

    BINDINGS = bindings_for("output")

    def __init__(
        self,
        *,
        id: str | None = None,  # noqa: A002
        zone: tzinfo | None = None,
        time_of_day: Callable[[], str] = lambda: time.strftime("%H:%M:%S"),
    ) -> None:
        super().__init__(id=id)
        self.border_title = "Output"
        self.output = OutputView(time_of_day)
        self.log_view = LogView(zone)
        self._views: tuple[LineView, ...] = (self.output, self.log_view)
        self._ready = False
        self._active = OUTPUT
        self._errors = [0, 0]
        self._warnings = 0

    def compose(self) -> ComposeResult:
        yield TabStrip()
        yield from self._views
        yield QueryLine("/", placeholder="search", id="output-search")

    def on_mount(self) -> None:
        self._ready = True
        self.bring(self._active)

    # -- values in -----------------------------------------------------------------------

    def add_lines(self, lines: Sequence[OutputLine]) -> None:
        """Take new lines, in order; those of the log go to the log."""
        for is_log, group in groupby(lines, lambda line: line.stream == "log"):
            part = list(group)
            if is_log:
                self.log_view.add(part)
                if not self._is_seen(LOG):
                    self._count(part)
            else:
                self.output.add(part)

    def note(self, text: str, level: str = "NOTE") -> None:
        """Put a sentence of ours where it belongs in time.

        Args:
            level: ``NOTE``, ``WARN`` or ``ERROR``.
        """
        lines = [OutputLine(0, part, "note", level, 0) for part in text.split("\n")]
        self.output.add(lines)
        if level == "ERROR" and not self._is_seen(OUTPUT):
            self._errors[OUTPUT] += 1
            self._show_tabs()

    def run_changed(self, run: Run) -> None:
        """A run was submitted, or came to another state."""
        self.output.run_changed(run)

    def run_done(self, result: RunResult, title: str, first_line: int) -> None:
        """A run ended.

        Args:
            title: where the code came from, such as ``scratch.py:3-9``.
            first_line: 1-based line of the buffer that the code's line 1 is.
        """
        self.output.run_done(result, title, first_line)
        if not result.ok and not self._is_seen(OUTPUT):
            self._errors[OUTPUT] += 1
            self._show_tabs()

    def follow(self) -> None:
        """Stay at the end of the output again."""
        self.output.move_to_end()

    def mark_foreign(self, numbers: AbstractSet[int]) -> None:
        """These lines are others', although they were taken for a run's."""
        self.output.mark_foreign(numbers)

    # -- state ---------------------------------------------------------------------------

    @property
    def view(self) -> LineView:
        """The view in front."""
        return self._views[self._active]

    def bring(self, index: int) -> None:
        """Bring ``OUTPUT`` or ``LOG`` to the front."""
        had_focus = self.view.has_focus
        self._active = index
        for each in self._views:
            each.display = each is self.view
        if had_focus:
            self.view.focus()
        self._seen()
        self._show_tabs()

    def focus(self, scroll_visible: bool = True) -> Self:
        """Give the keys to the view in front."""
        self.view.focus(scroll_visible)
        return self

    def back(self) -> bool:
        """Leave the search; tells whether there was one."""
        line = self.query_one(QueryLine)
        if not line.has_class("-shown"):
            return False
        typing = line.typing
        line.remove_class("-shown")
        for view in self._views:
            view.search("")
        if typing:
            self.view.focus()
        return True

    # -- actions -------------------------------------------------------------------------

    def action_up(self) -> None:
        self.view.move_by(-1)

    def action_down(self) -> None:
        self.view.move_by(1)

    def action_page_up(self) -> None:
        self.view.page(-1)

    def action_page_down(self) -> None:
        self.view.page(1)

    def action_first(self) -> None:
        self.view.move_to(0)

    def action_last(self) -> None:
        self.view.move_to_end()

    def action_left(self) -> None:
        self.view.action_left()

    def action_right(self) -> None:
        self.view.action_right()

    def action_jump_error(self) -> None:
        """Do what the cursor's row offers: go to a line, open a variable, fold."""
        self.view.chosen()

    def action_fold(self) -> None:
        self.view.fold()

    def action_search(self) -> None:
        line = self.query_one(QueryLine)
        line.add_class("-shown")
        line.begin()

    def action_next_match(self) -> None:
        self.view.search_again(1)

    def action_prev_match(self) -> None:
        self.view.search_again(-1)

    def action_level(self) -> None:
        """Bring the log to the front; there, show it from the next level on."""
        if self._active != LOG:
            self.bring(LOG)
        else:
            self.log_view.next_level()

    def action_copy(self) -> None:
        self.view.copy_entry()

    def action_copy_line(self) -> None:
        self.view.copy_line()

    def action_clear(self) -> None:
        self.view.clear()
        self._seen()

    def action_wrap(self) -> None:
        self.view.toggle_wrap()

    def action_next_tab(self) -> None:
        self.bring(1 - self._active)

    def action_prev_tab(self) -> None:
        self.bring(1 - self._active)

    def action_back(self) -> None:
        self.back()

    # -- events --------------------------------------------------------------------------

    def on_key(self, event: events.Key) -> None:
        if event.key == "escape" and self.back():
            event.stop()

    def on_show(self) -> None:
        self._seen()
        self._show_tabs()

    def on_tab_strip_chosen(self, event: TabStrip.Chosen) -> None:
        event.stop()
        self.bring(event.index)

    def on_line_view_status_changed(self, event: LineView.StatusChanged) -> None:
        event.stop()
        self._show_tabs()
        self.query_one(QueryLine).note(self.view.found)

    def on_query_line_changed(self, event: QueryLine.Changed) -> None:
        event.stop()
        if event.line.has_class("-shown"):
            self.view.search(event.text)

    def on_query_line_accepted(self, event: QueryLine.Accepted) -> None:
        event.stop()
        if event.text:
            self.view.focus()
        else:
            self.back()

    def on_query_line_cancelled(self, event: QueryLine.Cancelled) -> None:
        event.stop()
        self.back()

    # -- inside --------------------------------------------------------------------------

    def _is_seen(self, index: int) -> bool:
        return index == self._active and self.is_on_screen

    def _seen(self) -> None:
        if self.is_on_screen:
            self._errors[self._active] = 0
            if self._active == LOG:
                self._warnings = 0

    def _count(self, lines: list[OutputLine]) -> None:
        counted = -1
        for line in lines:
            # What was logged before we came is no news, and a stack is one error, not thirty.
            fresh = not line.replayed and line.micros != counted
            counted = line.micros
            weight = level_weight(line.level) if fresh else 0
            self._errors[LOG] += weight == 3
            self._warnings += weight == 2
        self._show_tabs()

    def _show_tabs(self) -> None:
        if not self._ready:
            return
        view = self.view
        remarks: list[Remark] = []
        if not view.following:
            new = f"↓ {view.unseen:,} new" if view.unseen else "↓ End follows"
            remarks.append(Remark(new, urgent=bool(view.unseen)))
        if self._active == LOG:
            level = self.log_view.level_name
            remarks.append(Remark("all levels" if level == "DEBUG" else f"{level} and above"))
        if view.wrap:
            remarks.append(Remark("wrap"))
        tabs = (
            Tab("Output", self._errors[OUTPUT]),
            Tab("Log", self._errors[LOG], self._warnings),
        )
        self.query_one(TabStrip).show(tabs, self._active, tuple(remarks))
